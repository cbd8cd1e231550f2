from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_time

from .pr_audience_day_mixin import OF_THE_DAY


class PrAudienceDay(models.TransientModel):
    """The list of a day: whom an authority receives, in order of hour."""

    _name = "pr.audience.day"
    _description = "Audiences of a Day"
    _inherit = ["pr.audience.paper.mixin"]
    _rec_name = "title"

    day = fields.Date(required=True, default=fields.Date.context_today)
    title = fields.Char(compute="_compute_title")
    audience_ids = fields.Many2many(
        comodel_name="pr.audience",
        string="Audiences",
        compute="_compute_audience_ids",
    )
    inside_note = fields.Char(string="Inside now", compute="_compute_notes")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_notes")
    expected_count = fields.Integer(string="Expected", compute="_compute_notes")
    left_count = fields.Integer(string="Received", compute="_compute_notes")
    absent_count = fields.Integer(string="Did not come", compute="_compute_notes")
    late_note = fields.Char(string="Running late", compute="_compute_notes")

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_title(self):
        for screen in self:
            screen.title = screen._get_title()

    def _get_title(self):
        full = format_date(self.env, self.day, date_format="full")
        if self.day == fields.Date.context_today(self):
            return self.env._("Today, %(day)s", day=full)
        return full[:1].upper() + full[1:]

    @api.depends("day", "agenda_id", "company_id")
    def _compute_audience_ids(self):
        for screen in self:
            screen.audience_ids = self.env["pr.audience"].search(
                screen._get_audiences_domain(), order="start, id"
            )

    def _get_audiences_domain(self):
        """Return the domain of the appointments of this local day."""
        self.ensure_one()
        agendas = self.agenda_id or self.env["pr.agenda"].search(
            [("company_id", "=", self.company_id.id)]
        )
        if not agendas or not self.day:
            return Domain.FALSE
        start, stop = agendas[0]._get_day_bounds(self.day)
        return (
            Domain("agenda_id", "in", agendas.ids)
            & Domain("state", "in", OF_THE_DAY)
            & Domain("start", ">=", start)
            & Domain("start", "<", stop)
        )

    @api.depends("audience_ids.presence")
    def _compute_notes(self):
        for screen in self:
            by_presence = screen.audience_ids.grouped("presence")
            inside = by_presence.get("inside", screen.audience_ids.browse())
            screen.inside_note = ", ".join(map(screen._describe_inside, inside))
            for name in ("waiting", "expected", "left", "absent"):
                screen[f"{name}_count"] = len(by_presence.get(name, ()))
            screen.late_note = screen._get_late_note()

    def _describe_inside(self, audience):
        since = format_time(
            self.env,
            audience.agenda_id._to_local(audience.time_in).time(),
            time_format="HH:mm",
        )
        return self.env._(
            "%(who)s, since %(hour)s", who=audience.requester_name, hour=since
        )

    def _get_late_note(self):
        """Say by how much the day runs late: the longest of those that should be in."""
        if self.day != fields.Date.context_today(self):
            return False
        now = fields.Datetime.now()
        due = [
            audience._get_due(now)
            for audience in self.audience_ids
            if audience.presence
        ]
        behind = now - min((moment for moment in due if moment), default=now)
        if behind < timedelta(minutes=1):
            return False
        return self.env["pr.audience"]._format_minutes(behind)

    # ------------------------------------------------------------
    # OPENING
    # ------------------------------------------------------------

    @api.model
    def action_open_today(self):
        """Open the list of today of the agenda the user keeps, or of all."""
        return self.create({"agenda_id": self._default_agenda().id})._open()

    @api.model
    def _default_agenda(self):
        own = self.env["pr.agenda"].search(
            Domain("company_id", "=", self.env.company.id)
            & (
                Domain("delegate_ids", "in", self.env.uid)
                | Domain("user_id", "=", self.env.uid)
            )
        )
        return own if len(own) == 1 else own.browse()

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("List of the day"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }

    def action_previous(self):
        """Show the day before."""
        self.day -= timedelta(days=1)

    def action_next(self):
        """Show the day after."""
        self.day += timedelta(days=1)

    def action_today(self):
        """Show today, with the minutes as of now."""
        self.day = fields.Date.context_today(self)

    def action_print(self):
        """Print the list of the day."""
        return self._print("pr_audience_day_report")

    def action_print_guard(self):
        """Print the copy for the guard at the entrance: hour and name."""
        return self._print("pr_audience_guard_report")

    def action_print_briefs(self):
        """Print the briefs of the day, a page each."""
        coming = self.audience_ids.filtered(lambda one: one.presence != "absent")
        return coming.action_print_brief()

    # ------------------------------------------------------------
    # PAPER
    # ------------------------------------------------------------

    def _get_paper_title(self):
        full = format_date(self.env, self.day, date_format="full")
        return full[:1].upper() + full[1:]

    def _get_lines(self):
        """Return the lines of the printed list.

        :return: list of dict: ``hours``, ``who``, ``with``, ``what``, ``agenda``,
            ``time_in`` and ``time_out`` (``HH:MM`` or empty), ``note`` (of no-shows)
        """
        return [self._prepare_line(audience) for audience in self.audience_ids]

    def _prepare_line(self, audience):
        local = audience.agenda_id._to_local
        times = {
            name: audience[name] and f"{local(audience[name]):%H:%M}"
            for name in ("start", "stop", "time_in", "time_out")
        }
        return {
            "hours": f"{times['start']}–{times['stop']}",
            "hour": times["start"],
            "who": audience.requester_name,
            "with": audience.visitor_note,
            "what": audience.category_id.name,
            "agenda": audience.agenda_id.name,
            "time_in": times["time_in"] or "",
            "time_out": times["time_out"] or "",
            "note": audience.presence == "absent" and self.env._("Did not come"),
        }
