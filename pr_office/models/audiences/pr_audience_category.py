from odoo import fields, models


class PrAudienceCategory(models.Model):
    _name = "pr.audience.category"
    _description = "Category of Audience Requests"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    unit = fields.Char(
        string="Unit usually in charge",
        help="Where such a request is derived, such as Gerencia de Desarrollo Social.",
    )
    minutes = fields.Integer(
        string="Usual length",
        default=20,
        required=True,
        help="Minutes an audience of this kind takes.",
    )
    nature = fields.Selection(
        selection=[("political", "Political"), ("administrative", "Administrative")],
        help="Who may receive in the mayor's place: political matters are delegated to"
        " a councillor, administrative ones to the municipal manager (Ley 27972, art."
        " 20).",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for all municipalities."
    )

    _minutes_sensible = models.Constraint(
        "CHECK (minutes BETWEEN 5 AND 240)",
        "An audience lasts between 5 and 240 minutes.",
    )
