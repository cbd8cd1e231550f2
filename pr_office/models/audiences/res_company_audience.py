from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain

from ...tools.business_days import WorkCalendar

_DAY = timedelta(days=1)


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_audience_term = fields.Integer(
        string="Business days to answer an audience request",
        default=7,
        help="The office's own term. It counts from the next business day.",
    )
    pr_audience_ceiling = fields.Integer(
        string="Business days the law allows",
        default=30,
        help="No term goes beyond it. In Peru 30 (TUO Ley 27444, art. 39).",
    )
    pr_audience_restarts = fields.Boolean(
        string="A correction starts the term again",
        help="Otherwise the term goes on where it stood when the correction was asked"
        " for.",
    )
    pr_audience_reopened_anew = fields.Boolean(
        string="A request opened again has its whole term",
        default=True,
        help="It counts from that day, as for a new request. Otherwise it goes on where"
        " it stood when the request ended.",
    )
    pr_audience_validated = fields.Boolean(
        string="Audiences are closed once the official validated them",
        help="Otherwise the office may close an audience without that word (D.S."
        " 120-2019-PCM, art. 13.2; Ley 28024, art. 16.2).",
    )

    _pr_audience_terms = models.Constraint(
        "CHECK (pr_audience_term BETWEEN 1 AND pr_audience_ceiling"
        " AND pr_audience_ceiling <= 365)",
        "The term of an audience request lasts at least one business day and no longer"
        " than the law allows.",
    )

    def _pr_get_work_calendar(self, start, stop):
        """Return which days count for terms that run between two days.

        Weekdays with office hours are business days; leaves of the whole house that
        cover a working day are holidays, or closures where they are marked so.
        Constant number of queries.

        :param datetime.date start, stop: both included
        :rtype: WorkCalendar
        """
        self.ensure_one()
        hours = self.resource_calendar_id
        holidays, closures = set(), set()
        for leave in self._pr_get_house_leaves(start, stop):
            days = closures if leave.pr_is_closure else holidays
            days.update(self._pr_get_whole_days(leave, pytz.timezone(hours.tz)))
        return WorkCalendar(
            weekdays=self._pr_get_weekdays(),
            holidays=frozenset(holidays),
            closures=frozenset(closures - holidays),
        )

    def _pr_get_weekdays(self):
        """Return the days of the week with office hours; Monday to Friday if none."""
        spans = self.resource_calendar_id.attendance_ids
        days = frozenset(int(day) for day in spans.mapped("dayofweek"))
        return days or frozenset(range(5))

    def _pr_get_house_leaves(self, start, stop):
        leave_model_sudo = self.env["resource.calendar.leaves"].sudo()
        return leave_model_sudo.search_fetch(
            Domain("calendar_id", "in", [False, self.resource_calendar_id.id])
            & Domain("resource_id", "=", False)
            & Domain("company_id", "in", [False, self.id])
            & Domain("date_from", "<", datetime.combine(stop + 2 * _DAY, time.min))
            & Domain("date_to", ">", datetime.combine(start - _DAY, time.min)),
            ["date_from", "date_to", "pr_is_closure"],
        )

    def _pr_get_whole_days(self, leave, tz):
        """Return the local days on which a leave leaves no working hour."""
        first, last = (
            pytz.utc.localize(moment).astimezone(tz)
            for moment in (leave.date_from, leave.date_to)
        )
        days = [
            first.date() + number * _DAY
            for number in range((last.date() - first.date()).days + 1)
        ]
        return [day for day in days if self._pr_is_covered(day, first, last, tz)]

    def _pr_is_covered(self, day, first, last, tz):
        midnight = tz.localize(datetime.combine(day, time.min))
        spans = self.resource_calendar_id.attendance_ids.filtered(
            lambda span: int(span.dayofweek) == day.weekday()
        )
        return all(
            first <= midnight + timedelta(hours=span.hour_from)
            and midnight + timedelta(hours=span.hour_to) <= last + timedelta(minutes=1)
            for span in spans
        )
