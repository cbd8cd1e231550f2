from datetime import date, datetime, time
from statistics import median

import pytz
from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import charts

_HELD = Domain("state", "in", ("held", "closed")) & Domain("time_in", "!=", False)


class PrAudienceMonth(models.TransientModel):
    """The monthly report of the audiences: figures and small charts on paper."""

    _name = "pr.audience.month"
    _description = "Monthly Report of the Audiences"
    _inherit = ["pr.audience.paper.mixin"]

    month = fields.Selection(
        selection="_selection_month",
        required=True,
        default=lambda self: str(self._get_last_month().month),
    )
    year = fields.Integer(
        required=True, default=lambda self: self._get_last_month().year
    )

    _year_sensible = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "Write the year with its four digits."
    )

    @api.model
    def _selection_month(self):
        names = (
            format_date(self.env, date(2024, number, 1), date_format="LLLL")
            for number in range(1, 13)
        )
        return [
            (str(number), name.capitalize()) for number, name in enumerate(names, 1)
        ]

    @api.model
    def _get_last_month(self):
        return fields.Date.context_today(self) - relativedelta(months=1)

    def action_print(self):
        """Print the report."""
        return self._print("pr_audience_month_report")

    def action_open(self):
        """List the requests that came in that month, to look behind the figures."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_audience_report_action"
        )
        return action | {
            "domain": list(self._get_received_domain()),
            "name": self._get_title(),
            "context": {},
            "target": "current",
        }

    def _get_title(self):
        first = date(self.year, int(self.month), 1)
        name = format_date(self.env, first, date_format="LLLL")
        return self.env._("%(month)s %(year)s", month=name.capitalize(), year=self.year)

    # ------------------------------------------------------------
    # WHAT IS COUNTED
    # ------------------------------------------------------------

    def _get_bounds(self):
        """Return the UTC naive start and end of the month in the house."""
        tz = pytz.timezone(self.company_id.resource_calendar_id.tz or "UTC")
        first = date(self.year, int(self.month), 1)
        return tuple(
            tz.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (first, first + relativedelta(months=1))
        )

    def _get_month_domain(self, name):
        start, stop = self._get_bounds()
        domain = (
            Domain("company_id", "=", self.company_id.id)
            & Domain(name, ">=", start)
            & Domain(name, "<", stop)
        )
        if self.agenda_id:
            domain &= Domain("agenda_id", "=", self.agenda_id.id)
        return domain

    def _get_received_domain(self):
        return self._get_month_domain("date_received")

    def _get_held_domain(self):
        return self._get_month_domain("time_in") & _HELD

    # ------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------

    def _get_page(self):
        """Return what the report prints; the number of queries is constant.

        :return: dict of ``title``, ``who``, ``received`` (int), ``charts`` (list of
            title and SVG), ``requests``, ``audiences`` and ``commitments`` (lists of
            label and text)
        """
        self.ensure_one()
        counts = self._count_received()
        return {
            "title": self._get_title(),
            "who": self.agenda_id.name or self.env._("All the authorities"),
            "received": sum(number for _label, number in counts["result"]),
            "charts": self._draw_charts(counts),
            "requests": self._describe_terms(dict(counts["term_result"])),
            "audiences": self._describe_held(),
            "commitments": self._describe_commitments(),
        }

    def _count_received(self):
        """Return ``{field: [(label or key, number)]}`` of the month, one query each."""
        return {
            name: self._count_by(name)
            for name in ("result", "category_id", "zone_id", "channel", "term_result")
        }

    def _count_by(self, name):
        audience_model = self.env["pr.audience"]
        rows = audience_model._read_group(
            self._get_received_domain(), [name], ["__count"]
        )
        field = audience_model._fields[name]
        if name == "term_result":
            return rows
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            named = [(labels.get(key, ""), number) for key, number in rows]
        else:
            named = [(record.display_name or "", number) for record, number in rows]
        return sorted(named, key=lambda row: (-row[1], row[0]))

    def _draw_charts(self, counts):
        titles = {
            "result": self.env._("What became of them"),
            "category_id": self.env._("By category"),
            "zone_id": self.env._("By neighbourhood"),
            "channel": self.env._("How they came in"),
        }
        return [
            (title, Markup(charts.bars(self._merge_small(counts[name]))))
            for name, title in titles.items()
        ]

    def _merge_small(self, rows, most=8):
        """Keep the largest rows; what is left becomes one."""
        rest = sum(number for _label, number in rows[most:])
        return rows[:most] + ([(self.env._("Others"), rest)] if rest else [])

    def _describe_terms(self, counts):
        answered = counts.get("kept", 0) + counts.get("late", 0)
        return [
            (
                self.env._("Answered within the term"),
                self._format_share(counts.get("kept", 0), answered),
            ),
            (
                self.env._("Answered after the term"),
                self._format_share(counts.get("late", 0), answered),
            ),
            (self.env._("Still without an answer"), str(counts.get("running", 0))),
        ]

    def _format_share(self, part, whole):
        if not whole:
            return "–"
        return f"{part} ({charts.share(part, whole)} %)"

    def _describe_held(self):
        audience_model = self.env["pr.audience"]
        rows = audience_model._read_group(
            self._get_held_domain(),
            ["punctuality"],
            [
                "__count",
                "waiting_days:array_agg",
                "waiting_minutes:sum",
                "minutes_late:max",
            ],
        )
        days = [value for row in rows for value in row[2]]
        known = {row[0]: row[1] for row in rows if row[0]}
        count = sum(row[1] for row in rows)
        minutes = round(sum(row[3] for row in rows) / count) if count else 0
        return [
            (self.env._("Audiences held"), str(count)),
            (self.env._("Days until received, median"), self._format_median(days)),
            (
                self.env._("On time (within ten minutes)"),
                self._format_share(known.get("on_time", 0), sum(known.values())),
            ),
            (self.env._("Minutes waited, average"), str(minutes) if count else "–"),
            (
                self.env._("Longest delay, minutes"),
                str(max((row[4] or 0 for row in rows), default=0)) if count else "–",
            ),
            *self._describe_satisfaction(),
        ]

    def _format_median(self, values):
        return f"{median(values):g}" if values else "–"

    def _describe_satisfaction(self):
        """Say how satisfied those are who answered the question, from 1 to 5."""
        answered = self._get_held_domain() & Domain("satisfaction_on", "!=", False)
        ((count, average),) = self.env["pr.audience"]._read_group(
            answered, aggregates=["__count", "satisfaction:avg"]
        )
        text = f"{average:.1f} ({count})" if count else "–"
        return [(self.env._("Satisfaction, 1 to 5 (answers)"), text)]

    def _describe_commitments(self):
        """Count what was promised in the audiences held that month."""
        held = self.env["pr.audience"]._search(self._get_held_domain())
        promised = Domain("origin_model", "=", "pr.audience") & Domain(
            "origin_id", "in", held
        )
        today = fields.Date.context_today(self)
        commitment_model = self.env["pr.commitment"]
        counts = dict(commitment_model._read_group(promised, ["state"], ["__count"]))
        overdue = commitment_model.search_count(
            promised & Domain("state", "=", "open") & Domain("date_due", "<", today)
        )
        return [
            (self.env._("Made"), str(sum(counts.values()))),
            (self.env._("Kept"), str(counts.get("done", 0))),
            (self.env._("Pending"), str(counts.get("open", 0))),
            (self.env._("Of these overdue"), str(overdue)),
            (self.env._("Called off"), str(counts.get("cancelled", 0))),
        ]
