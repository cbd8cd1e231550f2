from datetime import timedelta

from odoo import api, fields, models

from ...tools import business_days

# A term of thirty business days with every holiday of the year and a correction.
_REACH = timedelta(days=180)
# States in which the citizen is still owed an answer.
RUNNING = ("received", "in_review", "derived")


class PrAudienceClockMixin(models.AbstractModel):
    """By when a request must be answered, and what stops the clock."""

    _name = "pr.audience.clock.mixin"
    _description = "Term of an Audience Request"

    date_received = fields.Datetime(
        string="Received",
        required=True,
        default=fields.Datetime.now,
        tracking=True,
        index=True,
    )
    correction_asked_on = fields.Date(string="Correction asked on", readonly=True)
    correction_text = fields.Text(
        string="To correct",
        readonly=True,
        help="All that is missing, said once (TUO Ley 27444, art. 136 and 137.2).",
    )
    correction_due = fields.Date(
        compute="_compute_correction_due",
        store=True,
        help="Two business days, plus those for the distance.",
    )
    distance_days = fields.Integer(
        string="Days for the distance",
        help="Added to the two business days for correcting (art. 146).",
    )
    corrected_on = fields.Date(readonly=True)
    date_deadline = fields.Date(
        string="Answer by",
        compute="_compute_date_deadline",
        store=True,
        index=True,
        help="In business days from the next one. Empty while a correction is out.",
    )
    days_left = fields.Integer(
        string="Business days left", compute="_compute_days_left"
    )
    deadline_state = fields.Selection(
        selection=[
            ("none", "No term running"),
            ("paused", "Waiting for the citizen"),
            ("ok", "In time"),
            ("soon", "About to end"),
            ("late", "Past its term"),
        ],
        string="Term",
        compute="_compute_days_left",
    )

    _corrected_after_asked = models.Constraint(
        "CHECK (corrected_on IS NULL OR corrected_on >= correction_asked_on)",
        "A correction comes in after it was asked for.",
    )
    _distance_not_negative = models.Constraint(
        "CHECK (distance_days >= 0)", "The days for the distance cannot be negative."
    )

    def _get_received_day(self):
        """Return the local day a request came in."""
        return self._get_day_of(self.date_received)

    def _get_day_of(self, moment):
        """Return the day of a UTC moment where the office is."""
        self.ensure_one()
        tz = self.company_id.resource_calendar_id.tz or "UTC"
        return fields.Datetime.context_timestamp(
            self.with_context(tz=tz), moment
        ).date()

    def _get_work_calendars(self):
        """Return for each company the days that count for these requests."""
        calendars = {}
        for company, requests in self.grouped("company_id").items():
            days = requests.mapped("date_received")
            start = min(days).date()
            stop = max(max(days).date(), fields.Date.today()) + _REACH
            calendars[company] = company._pr_get_work_calendar(start, stop)
        return calendars

    def _get_pauses(self):
        self.ensure_one()
        if not self.correction_asked_on:
            return []
        return [
            business_days.Pause(self.correction_asked_on, self.corrected_on or None)
        ]

    @api.depends("date_received", "company_id", "correction_asked_on", "corrected_on")
    def _compute_date_deadline(self):
        dated = self.filtered(lambda request: request.date_received)
        (self - dated).date_deadline = False
        calendars = dated._get_work_calendars()
        for request in dated:
            company = request.company_id
            request.date_deadline = business_days.get_deadline(
                calendars[company],
                request._get_received_day(),
                company.pr_audience_term,
                company.pr_audience_ceiling,
                request._get_pauses(),
                company.pr_audience_restarts,
            )

    @api.depends("correction_asked_on", "distance_days", "company_id")
    def _compute_correction_due(self):
        asked = self.filtered("correction_asked_on")
        (self - asked).correction_due = False
        calendars = asked._get_work_calendars()
        for request in asked:
            request.correction_due = business_days.get_term_end(
                calendars[request.company_id],
                request.correction_asked_on,
                2 + request.distance_days,
            )

    @api.depends("date_deadline", "state")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        running = self.filtered(
            lambda request: request.state in RUNNING and request.date_received
        )
        (self - running).days_left = 0
        (self - running).deadline_state = "none"
        calendars = running._get_work_calendars()
        for request in running:
            if not request.date_deadline:
                request.days_left, request.deadline_state = 0, "paused"
                continue
            left = business_days.count_days(
                calendars[request.company_id], today, request.date_deadline
            )
            request.days_left = left
            is_late = request.date_deadline < today
            soon = "soon" if left <= 2 else "ok"
            request.deadline_state = "late" if is_late else soon

    @api.model
    def _recompute_deadlines(self):
        """Count the running terms again after holidays changed, and say what moved."""
        request_model_sudo = self.sudo()
        running_sudo = request_model_sudo.search([("state", "in", RUNNING)])
        before = {request: request.date_deadline for request in running_sudo}
        running_sudo._compute_date_deadline()
        for request, day in before.items():
            if request.date_deadline != day:
                request._tell_deadline_moved(day)

    def _tell_deadline_moved(self, before):
        self._message_log(
            body=self.env._(
                "The calendar of business days changed: to be answered by %(after)s"
                " instead of %(before)s.",
                after=self.date_deadline and self.date_deadline.strftime("%d/%m/%Y"),
                before=before and before.strftime("%d/%m/%Y"),
            )
        )
