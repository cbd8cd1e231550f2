from odoo import fields, models


class PrLetterTypeVisa(models.Model):
    _name = "pr.letter.type.visa"
    _description = "V.° B.° Asked for by a Letter Type"
    _order = "sequence, id"

    type_id = fields.Many2one(
        comodel_name="pr.letter.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    unit = fields.Char(required=True, help="Such as Gerencia Municipal.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person",
        index="btree_not_null",
        ondelete="set null",
        help="Who gives it. Empty: anybody of the office records it from the paper.",
    )

    def _prepare_letter_visa(self):
        """Return the values of the line that a new letter gets from this one."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "unit": self.unit,
            "user_id": self.user_id.id,
        }
