from odoo import api, fields, models

from .pr_audience_clock_mixin import RUNNING
from .pr_audience_day_mixin import ON_TIME

# What happened with a request, as the figures tell it.
_RESULTS = {
    "held": "received",
    "declined": "declined",
    "derived": "derived",
    "withdrawn": "withdrawn",
    "no_show": "no_show",
    "not_filed": "not_filed",
}


class PrAudienceFiguresMixin(models.AbstractModel):
    """What reports count of a request; stored, so that the database adds it up."""

    _name = "pr.audience.figures.mixin"
    _description = "Figures of an Audience"
    _inherit = ["pr.audience.day.mixin"]

    result = fields.Selection(
        selection=[
            ("received", "Was received"),
            ("pending", "In progress"),
            ("derived", "Derived"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrew"),
            ("no_show", "Did not come"),
            ("not_filed", "Not filed"),
        ],
        default="pending",
        readonly=True,
        copy=False,
        index=True,
        help="A request that was declined and then closed counts as declined.",
    )
    answered_on = fields.Date(
        string="First answer on",
        compute="_compute_answered_on",
        store=True,
        readonly=False,
        copy=False,
        help="First day on which the citizen had an answer: an appointment, or why"
        " not.",
    )
    term_result = fields.Selection(
        selection=[
            ("kept", "Within the term"),
            ("late", "After the term"),
            ("running", "Still running"),
        ],
        string="Term kept",
        compute="_compute_term_result",
        store=True,
        index=True,
    )
    waiting_days = fields.Integer(
        string="Days until received",
        compute="_compute_waiting_days",
        store=True,
        aggregator="avg",
        help="Calendar days from the request to the audience.",
    )
    minutes_late = fields.Integer(
        compute="_compute_minutes_late",
        store=True,
        aggregator="avg",
        help="From the hour of the appointment to going in.",
    )
    punctuality = fields.Selection(
        selection=[("on_time", "On time"), ("late", "After the hour")],
        compute="_compute_minutes_late",
        store=True,
        index=True,
        help="On time: within ten minutes of the hour.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([vals | self._get_result(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(vals | self._get_result(vals))

    @api.model
    def _get_result(self, vals):
        """Return the result that follows from a state; closing changes none."""
        state = vals.get("state", "closed")
        return {} if state == "closed" else {"result": _RESULTS.get(state, "pending")}

    @api.depends("state")
    def _compute_answered_on(self):
        for request in self:
            if request.state in RUNNING:
                request.answered_on = False
            else:
                request.answered_on = request.answered_on or request._get_today()

    @api.depends("answered_on", "date_deadline")
    def _compute_term_result(self):
        for request in self:
            if not request.answered_on:
                request.term_result = "running"
                continue
            due = request.date_deadline
            late = due and request.answered_on > due
            request.term_result = "late" if late else "kept"

    @api.depends("time_in", "date_received", "company_id")
    def _compute_waiting_days(self):
        for request in self:
            days = 0
            if request.time_in and request.date_received:
                tz = request.company_id.resource_calendar_id.tz or "UTC"
                local = fields.Datetime.context_timestamp(
                    request.with_context(tz=tz), request.time_in
                )
                days = (local.date() - request._get_received_day()).days
            request.waiting_days = max(0, days)

    @api.depends("time_in", "start")
    def _compute_minutes_late(self):
        for request in self:
            known = request.time_in and request.start
            behind = known and (request.time_in - request.start).total_seconds() / 60
            request.minutes_late = max(0, int(behind or 0))
            on_time = "on_time" if request.minutes_late <= ON_TIME else "late"
            request.punctuality = on_time if known else False
