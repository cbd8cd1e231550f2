from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import business_days, repeats

_UNIT_DAYS = 7
# What tells whether a request was made before, by the same person.
_COMPARED = (
    "partner_id",
    "requester_document",
    "date_received",
    "company_id",
    "category_id",
    "subject",
)


class PrAudienceFollowMixin(models.AbstractModel):
    """What the office watches over: repeats, what is missing, what a unit owes."""

    _name = "pr.audience.follow.mixin"
    _description = "Follow-up of an Audience Request"

    repeats_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Asked before",
        compute="_compute_recent",
        help="The last request of this person about the same, within the days of the"
        " settings. It is only flagged.",
    )
    recent_ids = fields.Many2many(
        comodel_name="pr.audience",
        string="Asked lately",
        compute="_compute_recent",
        help="Of the same person or document, and what came of each.",
    )
    missing_ids = fields.Many2many(
        comodel_name="pr.audience.requirement", readonly=True
    )
    not_filed_proposed_on = fields.Date(readonly=True, copy=False)
    derived_unit = fields.Char(string="Derived to", tracking=True, copy=False)
    derived_on = fields.Date(readonly=True, copy=False)
    derived_days = fields.Integer(
        string="Business days for the unit", default=_UNIT_DAYS, copy=False
    )
    derived_due = fields.Date(
        string="Unit answers by",
        compute="_compute_derived_due",
        store=True,
        help="The unit's own term; the office's goes on meanwhile.",
    )
    derived_late_text = fields.Char(
        string="Term of the unit", compute="_compute_derived_late"
    )
    derived_answer = fields.Text(string="Answer of the unit", copy=False)
    derived_answered_on = fields.Date(
        string="Answered on", readonly=True, copy=False, tracking=True
    )
    derived_reminded_on = fields.Date(readonly=True, copy=False)

    _derived_days_positive = models.Constraint(
        "CHECK (derived_days BETWEEN 1 AND 60)",
        "A unit gets between 1 and 60 business days.",
    )

    # ------------------------------------------------------------
    # REPEATS
    # ------------------------------------------------------------

    @api.depends(
        "partner_id",
        "requester_document",
        "date_received",
        "category_id",
        "subject",
        "company_id.pr_audience_repeat_days",
    )
    def _compute_recent(self):
        """One search for all; what is no longer in the window is told apart here."""
        candidates = self._search_same_persons()
        for request in self:
            earlier = candidates.filtered(request._is_earlier)
            alike = earlier.filtered(request._is_repeated_from)
            request.recent_ids = earlier
            request.repeats_id = alike[:1]

    def _search_same_persons(self):
        persons = Domain("partner_id", "in", self.partner_id.ids) | Domain(
            "requester_document", "in", self._get_documents()
        )
        dated = [day for day in self.mapped("date_received") if day]
        if not dated:
            return self.browse()
        days = max(self.company_id.mapped("pr_audience_repeat_days"), default=0)
        return self.search_fetch(
            persons
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("date_received", ">=", min(dated) - timedelta(days=days))
            & Domain("date_received", "<=", max(dated)),
            _COMPARED,
            order="date_received desc, id desc",
        )

    def _get_documents(self):
        return [number for number in self.mapped("requester_document") if number]

    def _is_earlier(self, other):
        days = timedelta(days=self.company_id.pr_audience_repeat_days)
        same_person = (self.partner_id and other.partner_id == self.partner_id) or (
            self.requester_document
            and other.requester_document == self.requester_document
        )
        return bool(
            same_person
            and days
            and other.company_id == self.company_id
            and other != self._origin
            and self.date_received - days <= other.date_received <= self.date_received
        )

    def _is_repeated_from(self, other):
        """Tell whether an earlier request is about the same, by category or words."""
        same_kind = self.category_id and other.category_id == self.category_id
        return bool(same_kind) or repeats.is_alike(self.subject, other.subject)

    # ------------------------------------------------------------
    # WHAT IS MISSING
    # ------------------------------------------------------------

    @api.model
    def _cron_follow_up(self):
        """Propose what the ends of terms call for; done every working morning."""
        self._propose_not_filed()
        self._remind_of_units()

    def _propose_not_filed(self):
        today = fields.Date.context_today(self)
        uncorrected = self.search(
            [
                ("state", "in", ("received", "in_review")),
                ("correction_asked_on", "!=", False),
                ("corrected_on", "=", False),
                ("correction_due", "<", today),
                ("not_filed_proposed_on", "=", False),
            ]
        )
        dropped = uncorrected.filtered("company_id.pr_audience_drops_uncorrected")
        for request in dropped:
            request._in_office_language()._drop_uncorrected()
        proposed = uncorrected - dropped
        proposed.not_filed_proposed_on = today
        for request in proposed:
            request._remind(
                lambda env: env._("Not corrected in time: take it as not filed?"),
            )

    def _drop_uncorrected(self):
        self.not_file(
            self.env._(
                "What was missing did not come in by %(day)s.",
                day=self.correction_due.strftime("%d/%m/%Y"),
            )
        )

    def _remind(self, get_summary):
        """Put an activity on the desk of whoever handles this request."""
        user = self._get_desk_user()
        spoken = self.with_context(lang=user.lang or self.env.lang)
        spoken.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=user.id,
            summary=get_summary(spoken.env),
        )

    def _get_desk_user(self):
        """Return who took the request, or else keeps the agenda."""
        agenda = self.agenda_id
        users = self.received_by_id | agenda.delegate_ids | agenda.user_id
        return users.filtered("active")[:1] or self.create_uid

    # ------------------------------------------------------------
    # UNITS
    # ------------------------------------------------------------

    @api.depends("derived_on", "derived_days", "company_id")
    def _compute_derived_due(self):
        derived = self.filtered("derived_on")
        (self - derived).derived_due = False
        calendars = derived._get_work_calendars()
        for request in derived:
            request.derived_due = business_days.get_term_end(
                calendars[request.company_id], request.derived_on, request.derived_days
            )

    @api.depends_context("lang")
    @api.depends("derived_due", "derived_answered_on")
    def _compute_derived_late(self):
        today = fields.Date.context_today(self)
        waiting = self.filtered(lambda r: r.derived_due and not r.derived_answered_on)
        (self - waiting).derived_late_text = False
        calendars = waiting._get_work_calendars()
        for request in waiting:
            due = request.derived_due
            left = business_days.count_days(calendars[request.company_id], today, due)
            request.derived_late_text = self._get_days_left_text(left, today, due)

    def derive_to(self, unit, days, reason):
        """Pass these requests to a unit with a term of its own.

        :param str unit: who answers, such as Gerencia de Obras
        :param int days: business days for it
        :param str reason: why, read by the citizen
        """
        self.write({"derived_unit": unit, "derived_days": days})
        return self.derive(reason)

    def derive(self, reason):
        self.write(
            {
                "derived_on": fields.Date.context_today(self),
                "derived_answer": False,
                "derived_answered_on": False,
                "derived_reminded_on": False,
            }
        )
        return super().derive(reason)

    def action_derive(self):
        """Ask to which unit and for how long."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Derive"),
            "res_model": "pr.audience.derive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_audience_id": self.id},
        }

    def action_unit_answered(self):
        """Record that the unit answered today; the office takes it from here."""
        for request in self:
            if not (request.derived_answer or "").strip():
                raise UserError(
                    self.env._(
                        "Write the answer of the unit to request %(number)s first.",
                        number=request.name,
                    )
                )
        self.derived_answered_on = fields.Date.context_today(self)
        return self._move("in_review")

    def _remind_of_units(self):
        today = fields.Date.context_today(self)
        due = self.search(
            [
                ("state", "=", "derived"),
                ("derived_due", "<=", today),
                ("derived_answered_on", "=", False),
                ("derived_reminded_on", "=", False),
            ]
        )
        due.derived_reminded_on = today
        for request in due:
            unit = request.derived_unit or ""
            request._remind(
                lambda env, unit=unit: env._(
                    "The term of the unit ends: ask %(unit)s for its answer",
                    unit=unit,
                ),
            )
