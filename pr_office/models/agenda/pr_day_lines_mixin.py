from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import day_sheet

_MOMENT = timedelta(microseconds=1)
_EMPTY = {
    "start": "",
    "stop": "",
    "activity": "",
    "place": "",
    "access": "public",
    "confirmed": True,
    "leave": "",
    "back": "",
    "represented_by": "",
    "represents": "",
    "clashes": [],
}


class PrDayLinesMixin(models.AbstractModel):
    """What of ``pr.agenda`` says in lines what a day holds, for paper and chat."""

    _name = "pr.day.lines.mixin"
    _description = "Days of an Agenda in Lines"

    may_issue_sheets = fields.Boolean(compute="_compute_may_issue_sheets")

    @api.depends_context("uid")
    @api.depends("delegate_ids", "user_id")
    def _compute_may_issue_sheets(self):
        is_head = self.env.user.has_group("pr_office.group_manager")
        for agenda in self:
            agenda.may_issue_sheets = is_head or agenda._is_delegate()

    def _get_day_lines(self, first, last):
        """Return what stands in this agenda, as its reader may know it.

        Entries, held time and holidays; an entry over several days has a line in each.
        Constant number of queries, however many entries the database has.

        :param date first, last: local days of this agenda, both included
        :return: list of dicts in order of day and hour, fit for JSON: ``key`` (one per
            entry, slot or holiday), ``kind`` (``entry``, ``slot``, ``holiday``),
            ``day`` (``YYYY-MM-DD``), ``start`` and ``stop`` (``HH:MM`` in the agenda's
            time zone, empty where the line fills the day to its edge), ``name``,
            ``activity`` (key of ``pr_activity_type``), ``place``, ``access``
            (``public``, ``reserved``, ``private``), ``confirmed``, ``leave`` and
            ``back`` (``HH:MM`` of the travel, or empty), ``represented_by`` and
            ``represents`` (names), ``clashes`` (keys of lines at the same time)
        """
        return self._mask_lines(self._collect_day_lines(first, last))

    def _mask_lines(self, lines):
        """Show private lines as busy to whoever does not write in this agenda."""
        if self._is_delegate():
            return lines
        return [
            self._mask_line(line) if line["access"] == "private" else line
            for line in lines
        ]

    def _mask_line(self, line):
        kept = {name: line[name] for name in ("key", "kind", "day", "start", "stop")}
        busy = {"name": self.env._("Busy"), "access": "private"}
        return _EMPTY | kept | busy | {"clashes": line["clashes"]}

    def _collect_day_lines(self, first, last):
        """Return all lines unmasked; see :meth:`_get_day_lines`."""
        self.ensure_one()
        self.check_access("read")
        days = (first.isoformat(), last.isoformat())
        start, stop = self._get_day_bounds(first)[0], self._get_day_bounds(last)[1]
        entries = self._collect_entry_lines(start, stop)
        lines = [
            *self._collect_holiday_lines(start, stop),
            *entries,
            *self._collect_slot_lines(start, stop, entries),
        ]
        within = (line for line in lines if days[0] <= line["day"] <= days[1])
        return sorted(within, key=day_sheet.sort_key)

    def _collect_entry_lines(self, start, stop):
        agenda_sudo = self.sudo()
        entries_sudo = agenda_sudo.env["calendar.event"].search(
            Domain("pr_agenda_ids", "in", self.ids)
            & Domain("start", "<", stop)
            & Domain("stop", ">=", start),
            order="start, id",
        )
        shown_sudo = entries_sudo.filtered(
            lambda entry: agenda_sudo in entry._get_showing_agendas()
        )
        clashing = shown_sudo._get_clashing_ids()
        return [
            line
            for entry in shown_sudo
            for line in agenda_sudo._spread_over_days(
                agenda_sudo._prepare_entry_line(entry, clashing[entry.id]),
                *agenda_sudo._get_line_times(entry),
                (start, stop),
            )
        ]

    def _prepare_entry_line(self, entry, clashing):
        represented = self == entry.pr_agenda_id
        sent = not represented and self.partner_id == entry.pr_represented_by_id
        return _EMPTY | {
            "key": f"e{entry.id}",
            "kind": "entry",
            "name": entry.name or "",
            "activity": entry.pr_activity_type or "",
            "place": entry.location or "",
            "access": self._get_line_access(entry),
            "confirmed": entry.pr_confirmed,
            "leave": self._get_travel_hour(entry, entry.start, -entry.pr_travel_before),
            "back": self._get_travel_hour(entry, entry.stop, entry.pr_travel_after),
            "represented_by": represented and entry.pr_represented_by_id.name or "",
            "represents": sent and entry.pr_agenda_id.partner_id.name or "",
            "clashes": [f"e{entry_id}" for entry_id in sorted(clashing)],
        }

    @api.model
    def _get_line_access(self, entry):
        """The organiser's default privacy counts where the entry names none."""
        if "private" in (entry.pr_publication, entry.effective_privacy):
            return "private"
        inside = entry.pr_publication == "reserved" or entry._is_personal()
        return "reserved" if inside else "public"

    def _is_open(self, entry):
        """Tell whether a sheet that circulates may show this entry."""
        return self._get_line_access(entry) == "public"

    def _get_travel_hour(self, entry, moment, minutes):
        if not minutes or entry.allday:
            return ""
        return self._to_local(moment + timedelta(minutes=minutes)).strftime("%H:%M")

    def _collect_slot_lines(self, start, stop, entry_lines):
        """Held time, unless the entry it was held for stands there already."""
        slot_model_sudo = self.env["pr.agenda.slot"].sudo()
        slots_sudo = slot_model_sudo._get_live(self, start, stop)
        return [
            line
            for slot in slots_sudo
            for line in self._spread_over_days(
                _EMPTY | {"key": f"s{slot.id}", "kind": "slot", "name": slot.name},
                self._to_local(slot.start),
                self._to_local(slot.stop),
                (start, stop),
            )
            if not any(self._is_within(entry, line) for entry in entry_lines)
        ]

    @api.model
    def _is_within(self, entry, slot):
        return (
            entry["day"] == slot["day"]
            and slot["start"] <= entry["start"]
            and (entry["stop"] or "24") <= (slot["stop"] or "24")
        )

    def _collect_holiday_lines(self, start, stop):
        return [
            line | {"start": "", "stop": ""}
            for name, begin, end in self._get_holidays(start, stop)
            for line in self._spread_over_days(
                _EMPTY | {"key": f"h{name}", "kind": "holiday", "name": name or ""},
                self._to_local(begin),
                self._to_local(end),
                (start, stop),
            )
        ]

    def _get_line_times(self, entry):
        """Return when an entry begins and ends, in the agenda's time zone."""
        if entry.allday:
            return tuple(map(self._to_local, entry._get_busy_interval(self)))
        return self._to_local(entry.start), self._to_local(entry.stop)

    def _to_local(self, moment):
        return pytz.utc.localize(moment).astimezone(self._get_tz())

    def _spread_over_days(self, line, begin, end, bounds):
        """Return a copy of ``line`` for each local day it touches within ``bounds``."""
        last = max(begin, end - _MOMENT).date()
        day = max(begin.date(), self._to_local(bounds[0]).date())
        last_asked = self._to_local(bounds[1] - _MOMENT).date()
        lines = []
        while day <= min(last, last_asked):
            lines.append(
                line
                | {
                    "day": day.isoformat(),
                    "start": self._get_hour(begin) if day == begin.date() else "",
                    "stop": self._get_hour(end) if day == end.date() else "",
                }
            )
            day += timedelta(days=1)
        return lines

    @api.model
    def _get_hour(self, moment):
        return moment.strftime("%H:%M") if moment.hour or moment.minute else ""

    # ------------------------------------------------------------
    # SHEETS
    # ------------------------------------------------------------

    def unlink(self):
        """Sheets that nobody sent are no reason to keep an agenda."""
        drafts = Domain("agenda_id", "in", self.ids) & Domain("state", "=", "draft")
        self.env["pr.agenda.sheet"].search(drafts).unlink()
        return super().unlink()

    def action_open_sheet(self):
        """Open the sheet of today or, in the afternoon, of tomorrow."""
        self.ensure_one()
        sheet = self.env["pr.agenda.sheet"]._find_or_make(self, self._get_sheet_day())
        return sheet._open()

    def action_open_sheet_of(self, day, kind="day"):
        """Open the sheet of a day or of the week it falls in.

        :param str day: ``YYYY-MM-DD``
        :param str kind: ``day`` or ``week``
        """
        self.ensure_one()
        day = fields.Date.to_date(day)
        return self.env["pr.agenda.sheet"]._find_or_make(self, day, kind)._open()

    @api.model
    def action_open_my_sheet(self):
        """Open the day sheet of the agenda the user writes in, else all sheets."""
        mine = self.search(
            Domain("delegate_ids", "in", self.env.uid)
            | Domain("user_id", "=", self.env.uid),
            limit=1,
        )
        if mine and self.env["pr.agenda.sheet"].has_access("create"):
            return mine.action_open_sheet()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agenda_sheet_action"
        )

    def _get_sheet_day(self):
        """Return today or, from three in the afternoon, tomorrow: in the evening the
        secretary prepares the next day.
        """
        now = self._to_local(fields.Datetime.now())
        return now.date() + timedelta(days=now.hour >= 15)
