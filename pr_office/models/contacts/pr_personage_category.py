from odoo import fields, models


class PrPersonageCategory(models.Model):
    _name = "pr.personage.category"
    _description = "Kind of Personage"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There is already a kind of personage of that name."
    )
