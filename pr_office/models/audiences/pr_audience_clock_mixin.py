from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import business_days

# A term of thirty business days with every holiday of the year and a correction.
_REACH = timedelta(days=180)
# States in which the citizen is still owed an answer.
RUNNING = ("received", "in_review", "derived")
# Business days before the end from which a term is about to end.
_SOON = 2


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
    term_start = fields.Date(
        string="Term counts from",
        readonly=True,
        copy=False,
        help="Of a request that was opened again; otherwise the day it came in.",
    )
    date_deadline = fields.Date(
        string="Answer by",
        compute="_compute_date_deadline",
        store=True,
        index=True,
        help="In business days from the next one. Empty while a correction is out.",
    )
    date_soon = fields.Date(
        compute="_compute_date_deadline",
        store=True,
        help="From this day on the term is about to end.",
    )
    days_left = fields.Integer(
        string="Business days left", compute="_compute_days_left"
    )
    days_left_text = fields.Char(string="Time left", compute="_compute_days_left")
    deadline_state = fields.Selection(
        selection=[
            ("none", "No term running"),
            ("paused", "Waiting for the citizen"),
            ("ok", "In time"),
            ("soon", "About to end"),
            ("late", "Past its term"),
        ],
        string="Term",
        compute="_compute_deadline_state",
        search="_search_deadline_state",
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

    def _get_term_start(self):
        """Return the day whose next business day is the first of the term."""
        return self.term_start or self._get_received_day()

    def _prepare_clock_again(self):
        """Return what sets the clock of an ended request going again, from today.

        Its answer ended the first term. By the office's choice it begins anew, as for
        what is filed today (TUO Ley 27444, art. 142.1), or goes on where it stood. A
        correction that never came in may be handed in again, with its whole term.
        """
        self.ensure_one()
        today = self._get_day_of(fields.Datetime.now())
        if self.correction_asked_on and not self.corrected_on:
            return {
                "term_start": today,
                "correction_asked_on": today,
                "not_filed_proposed_on": False,
            }
        if self.company_id.pr_audience_reopened_anew:
            return {"term_start": today}
        return {"term_start": self._get_resumed_start(today)}

    def _get_resumed_start(self, today):
        start, ended = self._get_term_start(), self._get_day_of(self.ended_on)
        company = self.company_id
        return business_days.get_resumed_start(
            company._pr_get_work_calendar(start, today),
            start,
            ended,
            today,
            company.pr_audience_term,
            self._get_pauses(),
        )

    def _get_day_of(self, moment):
        """Return the day of a UTC moment where the office is."""
        self.ensure_one()
        tz = pytz.timezone(self.company_id.resource_calendar_id.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(tz).date()

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
        """Return the pause for a correction that was not over before the term."""
        self.ensure_one()
        over, start = self.corrected_on, self.term_start
        if not self.correction_asked_on or (start and over and over <= start):
            return []
        return [
            business_days.Pause(self.correction_asked_on, self.corrected_on or None)
        ]

    @api.depends(
        "date_received",
        "term_start",
        "company_id",
        "correction_asked_on",
        "corrected_on",
    )
    def _compute_date_deadline(self):
        """Count once for all the requests of one day."""
        dated = self.filtered("date_received")
        (self - dated).update({"date_deadline": False, "date_soon": False})
        calendars = dated._get_work_calendars()
        for (company, day, *pauses), requests in dated.grouped(
            lambda r: (r.company_id, r._get_term_start(), *r._get_pauses())
        ).items():
            requests.date_deadline, requests.date_soon = self._get_deadline(
                company, calendars[company], day, pauses
            )

    def _get_deadline(self, company, calendar, day, pauses):
        """Return the last day of a term and the first on which it is about to end."""
        deadline = business_days.get_deadline(
            calendar,
            day,
            company.pr_audience_term,
            company.pr_audience_ceiling,
            pauses,
            company.pr_audience_restarts,
        )
        if not deadline:
            return False, False
        return deadline, business_days.get_day_before(calendar, deadline, _SOON)

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

    def _get_today(self):
        """Return today's date where the authority is, whoever acts from wherever.

        A citizen has no time zone: in the evening UTC is a day ahead of Lima.
        """
        self.ensure_one()
        agenda = self.agenda_id
        if not agenda:
            return fields.Date.context_today(self)
        return agenda._to_local_day(fields.Datetime.now())

    @api.depends("date_deadline", "date_soon", "state")
    def _compute_deadline_state(self):
        today = fields.Date.context_today(self)
        for request in self:
            deadline = request.date_deadline
            if request.state not in RUNNING or not request.date_received:
                request.deadline_state = "none"
            elif not deadline:
                request.deadline_state = "paused"
            elif deadline < today:
                request.deadline_state = "late"
            else:
                is_soon = request.date_soon <= today
                request.deadline_state = "soon" if is_soon else "ok"

    def _get_deadline_state_domains(self):
        """Return the domain of each value of ``deadline_state`` but ``none``."""
        today = fields.Date.context_today(self)
        running = Domain("state", "in", RUNNING)
        not_late = running & Domain("date_deadline", ">=", today)
        return {
            "paused": running & Domain("date_deadline", "=", False),
            "late": running & Domain("date_deadline", "<", today),
            "soon": not_late & Domain("date_soon", "<=", today),
            "ok": not_late & Domain("date_soon", ">", today),
        }

    def _search_deadline_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_deadline_state_domains()
        domains["none"] = Domain("state", "not in", RUNNING)
        return Domain.OR(domains[key] for key in value if key in domains)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Let the board and the reports be grouped by what the day decides."""
        if field_expr != "deadline_state":
            return super()._field_to_sql(alias, field_expr, query)
        state, deadline, soon = (
            super(PrAudienceClockMixin, self)._field_to_sql(alias, name, query)
            for name in ("state", "date_deadline", "date_soon")
        )
        return SQL(
            """CASE WHEN %(state)s NOT IN %(running)s THEN 'none'
                WHEN %(deadline)s IS NULL THEN 'paused'
                WHEN %(deadline)s < %(today)s THEN 'late'
                WHEN %(soon)s <= %(today)s THEN 'soon' ELSE 'ok' END""",
            state=state,
            running=RUNNING,
            deadline=deadline,
            soon=soon,
            today=fields.Date.context_today(self),
        )

    @api.depends_context("lang")
    @api.depends("date_deadline", "correction_due", "state")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        running = self.filtered(lambda r: r.state in RUNNING and r.date_deadline)
        calendars = running._get_work_calendars()
        for request in self - running:
            request.days_left = 0
            request.days_left_text = request._get_waiting_text()
        for (company, deadline), requests in running.grouped(
            lambda r: (r.company_id, r.date_deadline)
        ).items():
            left = business_days.count_days(calendars[company], today, deadline)
            requests.days_left = left
            requests.days_left_text = self._get_days_left_text(left, today, deadline)

    def _get_days_left_text(self, left, today, deadline):
        if deadline == today:
            return self.env._("Ends today")
        if deadline < today:
            if not left:
                return self.env._("Past its term")
            if left == -1:
                return self.env._("Late by one business day")
            return self.env._("Late by %(days)s business days", days=-left)
        if left == 1:
            return self.env._("One business day left")
        return self.env._("%(days)s business days left", days=left)

    def _get_waiting_text(self):
        if self.state not in RUNNING or not self.correction_due:
            return False
        return self.env._(
            "Waits for the correction until %(day)s",
            day=self.correction_due.strftime("%d/%m/%Y"),
        )

    @api.model
    def _recompute_deadlines(self):
        """Count the running terms again after holidays changed, and say what moved."""
        request_model_sudo = self.sudo()
        running_sudo = request_model_sudo.search([("state", "in", RUNNING)])
        before = {request: request.date_deadline for request in running_sudo}
        running_sudo._recount_terms()
        moved = running_sudo.filtered(lambda r: r.date_deadline != before[r])
        moved._message_log_batch(
            {request.id: request._get_moved_text(before[request]) for request in moved}
        )

    def _recount_terms(self):
        """Count the terms anew, as the ORM does when a date of theirs changes.

        Unlike values that somebody writes, what is counted passes no ``write``.
        """
        names = ("date_deadline", "date_soon", "correction_due")
        for name in names:
            self.env.add_to_compute(self._fields[name], self)
        self._recompute_recordset(names)

    def _get_moved_text(self, before):
        return self.env._(
            "The calendar of business days changed: to be answered by %(after)s"
            " instead of %(before)s.",
            after=self.date_deadline and self.date_deadline.strftime("%d/%m/%Y"),
            before=before and before.strftime("%d/%m/%Y"),
        )
