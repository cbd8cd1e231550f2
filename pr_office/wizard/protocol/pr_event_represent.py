from odoo import api, fields, models


class PrEventRepresent(models.TransientModel):
    """Notes over the telephone who comes instead of a guest."""

    _name = "pr.event.represent"
    _description = "Name a Representative"

    guest_id = fields.Many2one(
        comodel_name="pr.event.guest", required=True, ondelete="cascade"
    )
    representative_id = fields.Many2one(
        comodel_name="res.partner",
        domain=[("is_company", "=", False)],
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post",
        compute="_compute_position_id",
        store=True,
        readonly=False,
    )
    name = fields.Char(
        string="Name, as told", help="For somebody who is not in the register."
    )
    post = fields.Char(string="Post, as told")
    rule = fields.Selection(
        selection=lambda self: (
            self.env["pr.event.guest"]
            ._fields["representation_rule"]
            ._description_selection(self.env)
        ),
        string="Place",
        required=True,
        default="own_rank",
    )
    basis = fields.Char(string="By which rule")
    channel = fields.Selection(
        selection=lambda self: (
            self.env["pr.event.guest"]
            ._fields["answer_channel"]
            ._description_selection(self.env)
        ),
        string="Answered by",
        required=True,
        default="phone",
    )
    said_by = fields.Char(string="Who said it")

    @api.depends("representative_id")
    def _compute_position_id(self):
        for wizard in self:
            person = wizard.representative_id
            held = person.pr_mandate_ids.filtered(lambda row: row.state == "current")
            wizard.position_id = held.position_id.sorted("sequence")[:1]

    def action_apply(self):
        """Record the answer on the guest."""
        self.ensure_one()
        self._answer()
        return {"type": "ir.actions.act_window_close"}

    def _answer(self):
        self.guest_id._answer(
            "represented",
            self.channel,
            representative_id=self.representative_id.id,
            representative_position_id=self.position_id.id,
            representative_name=self.name,
            representative_post=self.post,
            representation_rule=self.rule,
            representation_basis=self.basis,
            answer_said_by=self.said_by,
        )
