from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..office.pr_numbered_mixin import BY_ACTION

_RESULT_STATES = ("delivered", "refused", "returned")
_EVIDENCE_FIELDS = {
    "state",
    "result_at",
    "receiver_name",
    "receiver_document",
    "receiver_capacity",
    "partner_id",
    "letter_id",
    "res_model",
    "res_id",
    "document",
    "sheets",
    "address",
}


class PrDelivery(models.Model):
    """Proof that a paper reached its addressee: the "cargo de entrega".

    Any record may be delivered: a letter by ``letter_id``, another one by
    ``res_model`` and ``res_id``, a paper that is in no register by ``document``.
    """

    _name = "pr.delivery"
    _description = "Delivery Proof"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "district, address, id"
    _rec_names_search = ["document", "partner_id.display_name"]
    _check_company_auto = True

    # paper
    letter_id = fields.Many2one(
        comodel_name="pr.letter",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    res_model = fields.Char(string="Model of the record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True
    )
    document = fields.Char(
        string="Paper",
        compute="_compute_document",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="What is delivered, as the receipt names it.",
    )
    sheets = fields.Integer(
        compute="_compute_sheets",
        store=True,
        readonly=False,
        precompute=True,
        help="Sheets handed over.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    # addressee
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Addressee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="In the capacity of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    address = fields.Char(
        compute="_compute_address",
        store=True,
        readonly=False,
        precompute=True,
        help="Where the messenger goes.",
    )
    district = fields.Char(
        compute="_compute_address",
        store=True,
        readonly=False,
        precompute=True,
        help="Route sheets are ordered by it.",
    )
    phone = fields.Char(
        compute="_compute_phone", help="Of the post, the person or the institution."
    )
    # course
    state = fields.Selection(
        selection=[
            ("pending", "To deliver"),
            ("on_route", "With the messenger"),
            ("delivered", "Delivered"),
            ("refused", "Refused"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        default="pending",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
        help="Who is reminded when it has not been delivered.",
    )
    date_ready = fields.Date(
        string="Ready on",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        help="The days until it is chased count from here.",
    )
    route_id = fields.Many2one(
        comodel_name="pr.delivery.route",
        string="Route sheet",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    route_state = fields.Selection(
        related="route_id.state", string="State of the sheet"
    )
    attempt_ids = fields.One2many(
        comodel_name="pr.delivery.attempt",
        inverse_name="delivery_id",
        string="Visits",
        readonly=True,
    )
    attempt_count = fields.Integer(
        string="Visits made", compute="_compute_attempt_count"
    )
    is_overdue = fields.Boolean(
        string="To chase",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        help="Not delivered after the days of the settings.",
    )
    # result
    result_at = fields.Datetime(
        string="When",
        copy=False,
        tracking=True,
        help="The real time. Empty: now, when a result is recorded.",
    )
    receiver_name = fields.Char(
        string="Received by", copy=False, tracking=True, help="With whom it was left."
    )
    receiver_document = fields.Char(
        string="Document number",
        copy=False,
        help="Identity document of whoever received it.",
    )
    receiver_capacity = fields.Char(
        copy=False, help="Such as filing desk, secretary, relative."
    )
    note = fields.Char(
        copy=False, help="Why it was refused, what the door said, what to try next."
    )
    photo = fields.Image(
        string="Stamped copy",
        max_width=1920,
        max_height=1920,
        copy=False,
        help="Photograph of the copy with the stamp of receipt.",
    )

    _delivered_to_whom = models.Constraint(
        "CHECK (state <> 'delivered' OR (result_at IS NOT NULL"
        " AND coalesce(receiver_name, '') <> ''))",
        "A delivered paper needs who received it and when.",
    )
    _refused_with_time = models.Constraint(
        "CHECK (state NOT IN ('refused', 'returned') OR (result_at IS NOT NULL"
        " AND coalesce(note, '') <> ''))",
        "A refused or returned paper needs the reason and when.",
    )
    _on_route_with_sheet = models.Constraint(
        "CHECK (state <> 'on_route' OR route_id IS NOT NULL)",
        "A paper is with the messenger when it is on a route sheet handed out.",
    )
    _sheets_positive = models.Constraint(
        "CHECK (sheets > 0)", "At least one sheet is delivered."
    )
    _record_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    @api.depends("document", "partner_id")
    def _compute_display_name(self):
        for delivery in self:
            addressee = delivery.partner_id.name or ""
            delivery.display_name = f"{delivery.document or ''} → {addressee}"

    @api.depends("letter_id", "res_model", "res_id")
    def _compute_document(self):
        for delivery in self:
            record = delivery.letter_id or delivery._get_record()
            name = "name" in record._fields and record["name"] if record else False
            delivery.document = name or (record and record.display_name)

    @api.depends("letter_id")
    def _compute_sheets(self):
        for delivery in self:
            delivery.sheets = delivery.letter_id.sheets or delivery.sheets or 1

    @api.depends("letter_id")
    def _compute_company_id(self):
        for delivery in self:
            delivery.company_id = (
                delivery.letter_id.company_id or delivery.company_id or self.env.company
            )

    @api.depends("partner_id", "position_id")
    def _compute_address(self):
        for delivery in self:
            place = delivery.position_id.institution_id or delivery.partner_id
            if not place.street:
                place = place.commercial_partner_id
            parts = (place.street, place.street2)
            delivery.address = ", ".join(part for part in parts if part)
            delivery.district = place.city

    @api.depends("partner_id", "position_id")
    def _compute_phone(self):
        for delivery in self:
            delivery.phone = (
                delivery.position_id.phone
                or delivery.partner_id.phone
                or delivery.position_id.institution_id.phone
            )

    def _compute_attempt_count(self):
        counts = dict(
            self.env["pr.delivery.attempt"]._read_group(
                [("delivery_id", "in", self.ids)], ["delivery_id"], ["__count"]
            )
        )
        for delivery in self:
            delivery.attempt_count = counts.get(delivery._origin, 0)

    @api.depends("state", "date_ready", "company_id")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for delivery in self:
            days = timedelta(days=delivery.company_id.pr_delivery_chase_days)
            open_state = delivery.state in ("pending", "on_route")
            ready = delivery.date_ready
            delivery.is_overdue = open_state and ready and ready + days <= today

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        overdue = Domain("state", "in", ["pending", "on_route"]) & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain(
                "date_ready",
                "<=",
                today - timedelta(days=company.pr_delivery_chase_days),
            )
            for company in self.env["res.company"].search([])
        )
        return overdue if True in value else ~overdue

    @api.constrains("result_at")
    def _check_result_at_past(self):
        soon = fields.Datetime.now() + timedelta(minutes=10)  # clocks of telephones
        for delivery in self:
            if delivery.result_at and delivery.result_at > soon:
                raise ValidationError(
                    self.env._(
                        "%(delivery)s: a result cannot be of a time to come. Correct"
                        ' the date and time in "When".',
                        delivery=delivery.display_name,
                    )
                )

    def write(self, vals):
        if self.env.context.get("pr_by") is not BY_ACTION:
            self._check_evidence_kept(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        for delivery in self:
            if delivery.state != "pending" or delivery.route_id or delivery.attempt_ids:
                raise UserError(
                    self.env._(
                        "%(delivery)s has been on a route sheet or has a result: it is"
                        " evidence and cannot be deleted. Cancel it instead.",
                        delivery=delivery.display_name,
                    )
                )

    def _check_evidence_kept(self, vals):
        if {"state", "route_id"} & vals.keys():
            raise UserError(
                self.env._("Record the result of a delivery with its buttons.")
            )
        done = self.filtered(lambda delivery: delivery.state in _RESULT_STATES)
        if done and _EVIDENCE_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "%(delivery)s already has its result, which is evidence. To correct"
                    ' it, use "Correct the result" first.',
                    delivery=done[0].display_name,
                )
            )

    def _get_record(self):
        """Return the record that is delivered, an empty letter when there is none."""
        self.ensure_one()
        if self.res_model and self.res_id and self.res_model in self.env:
            return self.env[self.res_model].browse(self.res_id).exists()
        return self.env["pr.letter"]

    def _get_capacity_text(self):
        """Return the post as named for the addressee, with its institution."""
        self.ensure_one()
        position = self.position_id
        title = position and position.get_title(self.partner_id.pr_gender)
        return ", ".join(filter(None, (title, position.institution_id.name)))

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------

    def action_delivered(self):
        """Record that these papers were left with whoever ``receiver_name`` says."""
        self._record_result("delivered")
        return True

    def action_refused(self):
        """Record that the addressee refused these papers."""
        self._record_result("refused")
        return True

    def action_returned(self):
        """Record that these papers came back and will not be tried again."""
        self._record_result("returned")
        return True

    def action_absent(self):
        """Record a visit that found nobody; the paper is to be delivered again."""
        self._check_open()
        self._log_attempt("absent")
        self.with_context(pr_by=BY_ACTION).write({"result_at": False, "note": False})
        return True

    def action_correct_result(self):
        """Open results recorded by mistake again; the visits stay in the list."""
        wrong = self.filtered(lambda delivery: delivery.state in _RESULT_STATES)
        for delivery in wrong:
            on_route = delivery.route_id and delivery.route_id.state == "issued"
            delivery.with_context(pr_by=BY_ACTION).write(
                {"state": "on_route" if on_route else "pending"}
            )
        wrong._message_log_batch(
            {
                wrong_one.id: self.env._("Result opened for correction.")
                for wrong_one in wrong
            }
        )
        return True

    def action_cancel(self):
        """Cancel deliveries that are no longer needed."""
        self._check_open()
        self.with_context(pr_by=BY_ACTION).write({"state": "cancelled"})
        self.activity_unlink(["pr_office.mail_activity_chase_delivery"])
        return True

    def _record_result(self, state):
        self._check_open()
        for delivery in self:
            problem = delivery._get_result_problem(state)
            if problem:
                raise UserError(
                    self.env._(
                        "%(delivery)s: %(problem)s",
                        delivery=delivery.display_name,
                        problem=problem,
                    )
                )
        for at, deliveries in self.grouped("result_at").items():
            deliveries.with_context(pr_by=BY_ACTION).write(
                {"state": state, "result_at": at or fields.Datetime.now()}
            )
        self._log_attempt(state)
        self.activity_feedback(["pr_office.mail_activity_chase_delivery"])

    def _get_result_problem(self, state):
        """Return what is missing to record this result, or a false value."""
        self.ensure_one()
        if state == "delivered" and not self.receiver_name:
            return self.env._('Write in "Received by" with whom it was left.')
        if state != "delivered" and not self.note:
            return self.env._('Write the reason in "Note".')
        return False

    def _check_open(self):
        self.check_access("write")
        closed = self.filtered(lambda d: d.state not in ("pending", "on_route"))
        if closed:
            raise UserError(
                self.env._(
                    "%(delivery)s is already closed.", delivery=closed[0].display_name
                )
            )

    def _log_attempt(self, outcome):
        self.env["pr.delivery.attempt"].create(
            [delivery._prepare_attempt(outcome) for delivery in self]
        )

    def _prepare_attempt(self, outcome):
        """Return the values of the visit that a result stands for."""
        return {
            "delivery_id": self.id,
            "route_id": self.route_id.id,
            "outcome": outcome,
            "visited_at": self.result_at or fields.Datetime.now(),
            "note": self.note,
        }

    # ------------------------------------------------------------------
    # Route sheets and chasing
    # ------------------------------------------------------------------

    def action_put_on_route(self):
        """Put what is to be delivered of these papers on a new route sheet.

        :return: action that opens the sheet
        :raises UserError: when nothing of the selection is to be delivered
        """
        waiting = self.filtered(lambda d: d.state == "pending" and not d.route_id)
        if not waiting:
            raise UserError(
                self.env._(
                    "Nothing of this selection is waiting: choose papers to deliver"
                    " that are on no route sheet yet."
                )
            )
        company = waiting.company_id
        if len(company) > 1:
            raise UserError(
                self.env._("A route sheet carries the papers of one municipality only.")
            )
        route = self.env["pr.delivery.route"].create({"company_id": company.id})
        route._add(waiting)
        return route._get_form_action()

    def action_view_record(self):
        """Open the letter or other record that is delivered."""
        self.ensure_one()
        return (self.letter_id or self._get_record())._get_records_action()

    def action_print(self):
        """Print the receipts of these papers."""
        report = self.env.ref("pr_office.pr_delivery_report")
        return report._pr_print(self)

    def action_take_off_route(self):
        """Take papers off a route sheet that has not been handed out yet."""
        if any(delivery.route_id.state != "draft" for delivery in self):
            raise UserError(
                self.env._(
                    "The sheet has been handed out: record a result for this paper, or"
                    " close the sheet to have it wait again."
                )
            )
        self.with_context(pr_by=BY_ACTION).write({"route_id": False})
        return True

    @api.model
    def _cron_schedule_chase(self):
        """Remind the officer once of each paper that should have been delivered."""
        late = self.search([("is_overdue", "=", True), ("user_id", "!=", False)])
        activity_type = self.env.ref("pr_office.mail_activity_chase_delivery")
        reminded = self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", late.ids),
                ("activity_type_id", "=", activity_type.id),
            ]
        )
        known = set(reminded.mapped("res_id"))
        late.filtered(lambda delivery: delivery.id not in known)._schedule_chase(
            activity_type
        )

    def _schedule_chase(self, activity_type):
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": delivery.id,
                    "activity_type_id": activity_type.id,
                    "summary": activity_type.summary,
                    "automated": True,
                    "user_id": delivery.user_id.id,
                    "date_deadline": fields.Date.context_today(delivery),
                }
                for delivery in self
            ]
        )
