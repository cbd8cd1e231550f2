from odoo import api, fields, models


class PrPrecedenceLine(models.AbstractModel):
    """A line of a precedence list: it never changes once a directive approved it."""

    _name = "pr.precedence.line"
    _description = "Line of a Precedence List"
    _order = "list_id, sequence, id"

    list_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="Precedence list",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(string="No.", required=True, default=10)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.list_id._check_may_change()
        return lines

    def write(self, vals):
        (self.list_id | self.list_id.browse(vals.get("list_id")))._check_may_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self.list_id._check_may_change()
