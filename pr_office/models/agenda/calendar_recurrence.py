import re

from odoo import models

from ...tools import ical

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CalendarRecurrence(models.Model):
    _name = "calendar.recurrence"
    _inherit = ["pr.provider.guard.mixin", "calendar.recurrence"]

    def unlink(self):
        """Deleting a series deletes entries: ask for that right first."""
        self.calendar_event_ids._filter_of_agendas().check_access("unlink")
        self.env["pr.calendar.resource"]._schedule_end_of_series(self)
        return super().unlink()

    def _get_guarded_entries(self):
        return self.base_event_id or self.calendar_event_ids

    def _prepare_ical_rule(self):
        """Return when this series repeats, without what core adds to its ``rrule``.

        :rtype: odoo.addons.pr_office.tools.ical.Rule
        """
        self.ensure_one()
        by_date = self.rrule_type == "monthly" and self.month_by == "date"
        week_start = re.search("WKST=([A-Z]{2})", self.rrule or "")
        return ical.Rule(
            freq=self.rrule_type,
            interval=self.interval,
            count=None if self._is_open_ended() else self.count,
            until=self.until if self.end_type == "end_date" else None,
            byday=self._get_ical_days(),
            bymonthday=self.day if by_date else None,
            wkst=week_start[1] if week_start else "MO",
        )

    def _is_open_ended(self):
        """Core writes "for ever" as the count of occurrences that it makes at most."""
        return self.end_type != "count" or self.count >= ical.MAX_OCCURRENCES

    def _get_ical_days(self):
        if self.rrule_type == "weekly":
            return tuple(day[:2].upper() for day in _WEEKDAYS if self[day])
        if self.rrule_type == "monthly" and self.month_by == "day":
            return (f"{self.byday}{self.weekday[:2]}",)
        return ()
