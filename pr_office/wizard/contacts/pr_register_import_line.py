from odoo import api, fields, models

_STATES = [
    ("create", "To create"),
    ("change", "To change"),
    ("same", "Unchanged"),
    ("decide", "To decide"),
    ("refused", "Refused"),
    ("skip", "Left out"),
    ("created", "Created"),
    ("changed", "Changed"),
]


class PrRegisterImportLine(models.TransientModel):
    _name = "pr.register.import.line"
    _description = "Line of a Register Import"
    _order = "urgency, sequence, id"
    _transient_max_hours = 48

    import_id = fields.Many2one(
        comodel_name="pr.register.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    urgency = fields.Integer(help="Refused lines come first, then those to decide.")
    key = fields.Char(help="Tells the entry again when the file is checked again.")
    kind = fields.Selection(
        selection=[
            ("institution", "Institution"),
            ("post", "Post"),
            ("person", "Person"),
            ("mandate", "Mandate"),
            ("row", "Row"),
        ],
        string="What",
    )
    name = fields.Text(string="Name in the file")
    place = fields.Char(help="Row, or path in a JSON file.")
    column = fields.Text(help="Letter and heading of the column, as in the file.")
    checked_state = fields.Selection(selection=_STATES)
    state = fields.Selection(
        selection=_STATES,
        string="Result",
        compute="_compute_state",
        store=True,
    )
    has_warning = fields.Boolean()
    changes = fields.Text(help="What is filled in, or old value → new value.")
    message = fields.Text(string="Remark")
    cure = fields.Text(string="What to do")
    advice = fields.Text(compute="_compute_advice", help="Remark and what to do.")
    has_twin = fields.Boolean(help="An earlier row has a person of the same name.")
    # possible duplicates
    candidate_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_register_import_candidate_rel",
        string="Possible duplicates",
        context={"active_test": False},
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Existing one",
        help="The likeliest of those that exist; another one may be chosen.",
        domain="[('id', 'in', candidate_ids)]",
        context={"active_test": False},
        ondelete="set null",
    )
    decision = fields.Selection(
        selection=[
            ("use", "Use the existing one"),
            ("same", "Same person as in the earlier row"),
            ("create", "Create another one"),
            ("skip", "Leave it out"),
        ],
    )
    checked_decision = fields.Char(help="What the last check took into account.")
    is_decided_anew = fields.Boolean(
        compute="_compute_is_decided_anew",
        store=True,
        help="Somebody decided after the last check.",
    )
    is_open = fields.Boolean(
        compute="_compute_is_open", help="Somebody may decide about this line."
    )
    record_id = fields.Many2oneReference(model_field="record_model")
    record_model = fields.Char()

    @api.depends("checked_state", "decision", "candidate_ids")
    def _compute_state(self):
        by_decision = {"use": "change", "same": "same", "create": "create"}
        for line in self:
            line.state = line.checked_state
            if line.checked_state == "decide" and line.decision:
                line.state = by_decision.get(line.decision, "skip")
            elif line.decision == "skip" and line.checked_state != "refused":
                line.state = "skip"

    @api.depends("decision", "partner_id", "checked_decision")
    def _compute_is_decided_anew(self):
        for line in self:
            mark = line._get_decision_mark()
            line.is_decided_anew = mark != (line.checked_decision or ":")

    @api.depends("message", "cure")
    def _compute_advice(self):
        for line in self:
            cure = line.cure and f"→ {line.cure}"
            line.advice = "\n".join(filter(None, (line.message, cure)))

    @api.depends("kind", "checked_state", "import_id.state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = (
                line.kind in ("institution", "person")
                and line.checked_state != "refused"
                and line.import_id.state == "review"
            )

    def _get_decision(self):
        """Return decision and contact as the plan takes them."""
        partner = (
            self.partner_id if self.decision == "use" else self.partner_id.browse()
        )
        return self.decision or False, partner.id

    def _get_decision_mark(self):
        decision, partner_id = self._get_decision()
        return f"{decision or ''}:{partner_id or ''}"

    def action_open_record(self):
        """Open the record this line is about."""
        self.ensure_one()
        record = self.env[self.record_model].browse(self.record_id)
        return record.get_formview_action()

    def action_use_same(self):
        """Take each of these for the person of the earlier row."""
        self.filtered(lambda line: line.is_open and line.has_twin).write(
            {"decision": "same"}
        )

    def action_use_existing(self):
        """Take the existing contact for each of these lines that has one."""
        lines = self.filtered(lambda line: line.is_open and line.partner_id)
        lines.write({"decision": "use"})

    def action_create_another(self):
        """Create a contact of its own for each of these lines."""
        self.filtered("is_open").write({"decision": "create"})

    def action_leave_out(self):
        """Leave these contacts out, with what hangs on them."""
        self.filtered("is_open").write({"decision": "skip"})
