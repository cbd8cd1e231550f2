from odoo import api, fields, models


class PrAudienceVisitor(models.Model):
    """Somebody who came to an audience: who asked for it, or a companion."""

    _name = "pr.audience.visitor"
    _description = "Visitor of an Audience"
    _inherit = ["pr.audience.part.mixin"]
    _order = "audience_id, is_requester desc, id"
    _pr_personal_fields = ("name", "document_number")

    name = fields.Char(string="Names and surnames", required=True)
    document_number = fields.Char(
        help="DNI, or the document of another country as it is written there."
    )
    is_requester = fields.Boolean(string="Asked for it")
    is_present = fields.Boolean(string="Came", help="Was there, seen by the office.")
    statement_ids = fields.One2many(
        comodel_name="pr.audience.statement",
        inverse_name="visitor_id",
        string="Sworn statements",
    )
    is_declared = fields.Boolean(
        string="Statement signed", compute="_compute_is_declared"
    )

    _named = models.Constraint(
        "CHECK (length(trim(name)) >= 2)", "Write the name of each visitor."
    )

    @api.depends("statement_ids.signed_on")
    def _compute_is_declared(self):
        for visitor in self:
            visitor.is_declared = any(visitor.statement_ids.mapped("signed_on"))

    @api.model_create_multi
    def create(self, vals_list):
        visitors = super().create(vals_list)
        visitors.audience_id._update_visits({"visitor_ids"})
        return visitors

    def write(self, vals):
        result = super().write(vals)
        self.audience_id._update_visits({"visitor_ids"})
        return result

    def unlink(self):
        requests = self.audience_id
        result = super().unlink()
        requests._update_visits({"visitor_ids"})
        return result

    def action_open_statement(self):
        """Open the sworn statement of this visitor, a new one when there is none."""
        self.ensure_one()
        statement_model = self.env["pr.audience.statement"]
        statement = self.statement_ids[:1] or statement_model._make(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sworn statement"),
            "res_model": statement._name,
            "res_id": statement.id,
            "views": [(False, "form")],
            "target": "new",
        }
