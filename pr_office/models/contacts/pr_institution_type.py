from odoo import fields, models


class PrInstitutionType(models.Model):
    _name = "pr.institution.type"
    _description = "Institution Type"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    default_scope = fields.Selection(
        selection=lambda self: self.env["res.partner"]._selection_pr_scope(),
        help="Proposed as the scope of new institutions of this type.",
    )
    color = fields.Integer()
    active = fields.Boolean(default=True)
    partner_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="pr_institution_type_id",
        string="Institutions",
    )

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There is already an institution type of that name."
    )
