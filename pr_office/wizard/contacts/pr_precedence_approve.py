from odoo import api, fields, models


class PrPrecedenceApprove(models.TransientModel):
    _name = "pr.precedence.approve"
    _description = "Approve a Precedence List by Directive"

    list_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="Precedence list",
        required=True,
        ondelete="cascade",
    )
    directive_number = fields.Char(required=True)
    directive_date = fields.Date(required=True)
    directive_scan = fields.Binary(required=True, string="Signed copy")
    directive_scan_name = fields.Char()
    valid_from = fields.Date(
        string="In force from",
        required=True,
        compute="_compute_valid_from",
        store=True,
        readonly=False,
    )
    replaced_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="It replaces",
        compute="_compute_replaced_id",
        help="The list in force now; it ends the day before.",
    )

    @api.depends("directive_date")
    def _compute_valid_from(self):
        for wizard in self:
            wizard.valid_from = wizard.valid_from or wizard.directive_date

    @api.depends("list_id", "valid_from")
    def _compute_replaced_id(self):
        for wizard in self:
            wizard.replaced_id = wizard.list_id._get_replaced(wizard.valid_from)

    def action_approve(self):
        """Put the list in force and close the one it replaces."""
        self.ensure_one()
        self.list_id._approve(
            self.directive_number,
            self.directive_date,
            self.directive_scan,
            self.directive_scan_name,
            self.valid_from,
        )
        return self.list_id._get_form_action()
