from odoo import fields, models


class PrLetter(models.Model):
    _inherit = "pr.letter"

    civic_date_id = fields.Many2one(
        comodel_name="pr.civic.date",
        string="Civic date",
        index="btree_not_null",
        ondelete="restrict",
        help="The day of the civic calendar it is written for.",
    )
    greeting_ids = fields.One2many(
        comodel_name="pr.greeting", inverse_name="letter_id", string="Greetings"
    )
