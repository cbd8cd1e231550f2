from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

# The stretch an entry really takes: whole local days, or its hours with the travel.
_BUSY_START = SQL(
    "CASE WHEN e.allday"
    " THEN timezone('UTC', timezone(c.tz, date_trunc('day', e.start)))"
    " ELSE e.start - make_interval(mins => coalesce(e.pr_travel_before, 0)) END"
)
_BUSY_STOP = SQL(
    "CASE WHEN e.allday"
    " THEN timezone('UTC',"
    " timezone(c.tz, date_trunc('day', e.stop) + interval '1 day'))"
    " ELSE e.stop + make_interval(mins => coalesce(e.pr_travel_after, 0)) END"
)
_BUSY_ENTRIES = SQL(
    """
    SELECT e.id, a.id AS agenda_id, e.start, e.stop,
           %s AS busy_start, %s AS busy_stop
      FROM calendar_event e
      JOIN pr_agenda_calendar_event_rel r ON r.calendar_event_id = e.id
      JOIN pr_agenda a ON a.id = r.pr_agenda_id
      JOIN resource_calendar c ON c.id = a.resource_calendar_id
     WHERE e.active AND e.show_as = 'busy'
       AND NOT EXISTS (SELECT FROM calendar_attendee t
                        WHERE t.event_id = e.id AND t.partner_id = a.partner_id
                          AND t.state = 'declined')
    """,
    _BUSY_START,
    _BUSY_STOP,
)
_MARGIN = timedelta(days=1)


class PrEntryConflictMixin(models.AbstractModel):
    """What of ``calendar.event`` tells who is expected in two places at once."""

    _name = "pr.entry.conflict.mixin"
    _description = "Conflicts of an Agenda Entry"

    pr_conflict_ids = fields.Many2many(
        comodel_name="calendar.event",
        string="Conflicts with",
        compute="_compute_pr_conflicts",
        help="Entries of the same agendas that take the same time, travel included.",
    )
    pr_conflict_note = fields.Text(string="Conflicts", compute="_compute_pr_conflicts")
    pr_has_conflict = fields.Boolean(
        string="In conflict",
        compute="_compute_pr_conflicts",
        search="_search_pr_has_conflict",
    )

    @api.depends(
        "start",
        "stop",
        "allday",
        "show_as",
        "partner_ids",
        "pr_travel_before",
        "pr_travel_after",
    )
    def _compute_pr_conflicts(self):
        clashing = self._get_clashing_ids()
        closed = self._get_closed_time()
        # Those of all entries are read together.
        known = tuple({other for ids in clashing.values() for other in ids})
        for event in self:
            others = self.browse(clashing[event.id]).with_prefetch(known)
            event.pr_conflict_ids = others
            event.pr_has_conflict = bool(others)
            lines = [event._describe_clash(other) for other in others]
            event.pr_conflict_note = "\n".join(lines + closed[event.id]) or False

    def _get_clashing_ids(self):
        """Return for each entry the ids of those that take its time.

        One query for any number of entries, saved or not.

        :rtype: dict
        """
        wanted = [
            SQL("(%s, %s, %s, %s, %s)", position, *row)
            for position, event in enumerate(self)
            for row in event._prepare_busy_rows()
        ]
        clashing = defaultdict(list)
        if not wanted:
            return clashing
        for model in ("calendar.event", "calendar.attendee", "pr.agenda"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT v.key, b.id
                  FROM (VALUES %s) AS v (key, id, agenda_id, start, stop)
                  JOIN (%s) b
                    ON b.agenda_id = v.agenda_id AND b.id <> v.id
                   AND b.start < v.stop + interval '1 day'
                   AND b.stop > v.start - interval '1 day'
                   AND b.busy_start < v.stop AND b.busy_stop > v.start
              GROUP BY v.key, b.id, b.start
              ORDER BY b.start
                """,
                SQL(", ").join(wanted),
                _BUSY_ENTRIES,
            )
        )
        for position, other_id in rows:
            clashing[self[position].id].append(other_id)
        return clashing

    def _prepare_busy_rows(self):
        """Return ``(id, agenda id, start, stop)`` for each agenda this entry fills."""
        if self.show_as != "busy" or not self.start or not self.stop:
            return []
        rows = []
        for agenda in self.pr_agenda_ids._origin:
            start, stop = self._get_busy_interval(agenda)
            rows.append((self._origin.id or 0, agenda.id, start, stop))
        return rows

    def _describe_clash(self, other):
        """Say in a line what else takes this time; a hidden entry is just busy."""
        shared = self.pr_agenda_ids._origin & other.pr_agenda_ids
        touching = other.start >= self.stop or other.stop <= self.start
        return self.env._(
            "%(kind)s %(name)s, %(start)s (%(agendas)s)",
            kind=self.env._("No time to travel to or from:")
            if touching
            else self.env._("At the same time:"),
            name=other.display_name,
            start=format_datetime(self.env, other.start, dt_format="dd/MM HH:mm"),
            agendas=", ".join(shared.mapped("name")),
        )

    def _get_closed_time(self):
        """Return for each entry the lines on holidays and hours it does not respect.

        Constant number of queries per audience calendar.

        :rtype: dict
        """
        lines = defaultdict(list)
        timed = self.filtered(lambda event: event.start and event.stop)
        for agenda, events in timed._group_by_agenda().items():
            start = min(events.mapped("start")) - _MARGIN
            stop = max(events.mapped("stop")) + _MARGIN
            holidays = agenda._get_holidays(start, stop)
            open_hours = agenda._get_open_intervals(start, stop)
            for event in events:
                note = event._describe_closed(agenda, holidays, open_hours)
                if note:
                    lines[event.id].append(note)
        return lines

    def _group_by_agenda(self):
        groups = defaultdict(self.browse)
        for event in self:
            if event.pr_agenda_id:
                groups[event.pr_agenda_id._origin] += event
        return groups

    def _describe_closed(self, agenda, holidays, open_hours):
        start, stop = self._get_busy_interval(agenda)
        for name, holiday_start, holiday_stop in holidays:
            if holiday_start < stop and holiday_stop > start:
                return self.env._("Holiday: %(name)s", name=name)
        if self.allday:
            return ""
        inside = any(begin <= start and stop <= end for begin, end in open_hours)
        return "" if inside else self.env._("Outside the audience hours")

    def _search_pr_has_conflict(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = SQL(
            """(
            SELECT x.id FROM (%s) x JOIN (%s) y
                ON y.agenda_id = x.agenda_id AND y.id <> x.id
               AND y.busy_start < x.busy_stop AND y.busy_stop > x.busy_start
             WHERE x.stop >= (now() AT TIME ZONE 'UTC') - interval '1 day'
            )""",
            _BUSY_ENTRIES,
            _BUSY_ENTRIES,
        )
        clashing = Domain("id", "in", query)
        return clashing if True in value else ~clashing
