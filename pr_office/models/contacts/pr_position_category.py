from odoo import fields, models


class PrPositionCategory(models.Model):
    _name = "pr.position.category"
    _description = "Post Category"
    _order = "sequence, name"

    name = fields.Char(
        required=True,
        translate=True,
        help="A kind of post that ranks as one in a precedence list, such as"
        " Provincial mayor or Congress member.",
    )
    sequence = fields.Integer(default=10)
    country_id = fields.Many2one(
        comodel_name="res.country",
        ondelete="restrict",
        help="Only offered there. Empty: everywhere.",
    )
    form_of_address_id = fields.Many2one(
        comodel_name="pr.form.of.address",
        string="Form of address",
        ondelete="restrict",
        index="btree_not_null",
        help="Used for the posts of this category that name none of their own.",
    )
    nature = fields.Selection(
        selection=[("political", "Political"), ("administrative", "Administrative")],
        string="Matters in charge",
        help="Which matters of the mayor may be delegated to such a post (Ley 27972,"
        " art. 20).",
    )
    position_ids = fields.One2many(
        comodel_name="pr.position", inverse_name="category_id", string="Posts"
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There is already a post category of that name."
    )
