from odoo import api, fields, models


class PrCallListLine(models.Model):
    """One contact to call, and what came of it."""

    _name = "pr.call.list.line"
    _description = "Call"
    _order = "list_id, sequence, id"
    _rec_name = "partner_id"

    list_id = fields.Many2one(
        comodel_name="pr.call.list", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact",
        required=True,
        index=True,
        ondelete="cascade",
    )
    phone = fields.Char(related="partner_id.phone", readonly=False)
    ask_for = fields.Char(
        compute="_compute_ask_for", help="Who answers for the contact."
    )
    holder_label = fields.Char(
        string="Holder",
        compute="_compute_holder_label",
        help="Who holds the main post of the institution, or the post of the person.",
    )
    verified_on = fields.Date(
        related="partner_id.pr_verified_on", string="Last verified"
    )
    result = fields.Selection(
        selection=[
            ("confirmed", "Confirmed"),
            ("changed", "Changed, to be entered"),
            ("no_answer", "No answer"),
            ("wrong_number", "Wrong number"),
        ],
        readonly=True,
    )
    attempts = fields.Integer(readonly=True, help="Calls nobody answered.")
    called_on = fields.Datetime(string="Called", readonly=True)
    called_by_id = fields.Many2one(
        comodel_name="res.users", string="Called by", readonly=True
    )
    note = fields.Char()
    is_done = fields.Boolean(compute="_compute_is_done", store=True)

    _contact_uniq = models.Constraint(
        "UNIQUE (list_id, partner_id)", "This contact is already in the list."
    )
    _attempts_positive = models.Constraint(
        "CHECK (attempts >= 0)", "The number of attempts cannot be negative."
    )

    @api.depends("result")
    def _compute_is_done(self):
        for line in self:
            line.is_done = line.result in ("confirmed", "wrong_number")

    @api.depends("partner_id.pr_assistant_id.name", "partner_id.pr_assistant_id.phone")
    def _compute_ask_for(self):
        for line in self:
            assistant = line.partner_id.pr_assistant_id
            line.ask_for = " ".join(filter(None, (assistant.name, assistant.phone)))

    @api.depends("partner_id")
    def _compute_holder_label(self):
        for line in self:
            partner = line.partner_id
            head = ", ".join(
                filter(None, (partner.pr_head_id.name, partner.pr_head_post))
            )
            line.holder_label = head if partner.is_company else partner.pr_current_post

    def action_confirm(self):
        """The data are right: the contact counts as verified today."""
        return self.partner_id.action_pr_verify()

    def action_changed(self):
        """Something changed: open the contact to enter it."""
        self._note_call("changed")
        return self.partner_id.action_pr_open_register()

    def action_no_answer(self):
        """Nobody answered: count the attempt, the contact stays in the list."""
        for line in self:
            line.attempts += 1
        self._note_call("no_answer")
        return True

    def action_wrong_number(self):
        """The number belongs to somebody else; it must be found by other ways."""
        self._note_call("wrong_number")
        return True

    def _note_call(self, result):
        self.write(
            {
                "result": result,
                "called_on": fields.Datetime.now(),
                "called_by_id": self.env.uid,
            }
        )
        self.list_id._close_finished()

    @api.model
    def _confirm(self, contacts):
        """Close the calls of this month to contacts that were verified meanwhile."""
        lines = self.search(
            [
                ("partner_id", "in", contacts.ids),
                ("list_id.month", "=", self.env["pr.call.list"]._get_month()),
                ("result", "!=", "confirmed"),
            ]
        )
        if lines:
            lines._note_call("confirmed")
