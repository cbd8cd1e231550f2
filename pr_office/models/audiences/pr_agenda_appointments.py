import pytz

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime


class PrAgenda(models.Model):
    _inherit = "pr.agenda"

    def _to_local_day(self, moment):
        """Return the day of a UTC naive moment where this agenda is kept."""
        return pytz.utc.localize(moment).astimezone(self._get_tz()).date()

    def _check_may_book(self):
        """Raise where the user gives no appointments: secretaries and the head do.

        :raises AccessError: for anybody else
        """
        self.ensure_one()
        is_head = self.env.user.has_group("pr_office.group_manager")
        if not (self.env.su or is_head or self._is_delegate()):
            raise AccessError(
                self.env._(
                    "You do not write in the agenda of %(name)s: ask its secretary to"
                    " give the time.",
                    name=self.name,
                )
            )

    def _format_span(self, start, stop):
        """Say from when to when, such as ``martes 12 de mayo, 10:00–10:20``."""
        if not start or not stop:
            return ""
        tz = self._get_tz().zone
        begins, ends = (
            format_datetime(self.env, moment, tz=tz, dt_format=pattern)
            for moment, pattern in (
                (start, self.env._("EEEE, MMMM d, HH:mm")),
                (stop, "HH:mm"),
            )
        )
        return f"{begins}–{ends}"

    def _check_local_time(self, start, stop):
        """Refuse an appointment that nobody could come to by the clock on the wall.

        :param datetime start, stop: UTC naive
        :raises UserError: across midnight, on a holiday or while clocks change
        """
        self.ensure_one()
        tz = self._get_tz()
        begins, ends = (
            pytz.utc.localize(moment).astimezone(tz) for moment in (start, stop)
        )
        if begins.date() != ends.date():
            raise UserError(
                self.env._(
                    "The appointment would go on past midnight. Choose an earlier hour."
                )
            )
        self._check_clock(tz, begins, ends)
        for name, first, _last in self._get_holidays(start, stop):
            raise UserError(
                self.env._(
                    "%(day)s is a holiday (%(name)s). Choose a business day.",
                    day=begins.strftime("%d/%m/%Y"),
                    name=name or first.strftime("%d/%m/%Y"),
                )
            )

    def _check_clock(self, tz, begins, ends):
        twice = any(
            len(
                {
                    tz.localize(moment.replace(tzinfo=None), is_dst=summer).utcoffset()
                    for summer in (True, False)
                }
            )
            > 1
            for moment in (begins, ends)
        )
        if twice or begins.utcoffset() != ends.utcoffset():
            raise UserError(
                self.env._(
                    "The clocks change on %(day)s at that hour: the citizen would not"
                    " know when to come. Choose another hour.",
                    day=begins.strftime("%d/%m/%Y"),
                )
            )
