from odoo import fields, models


class PrLetterAddressee(models.Model):
    _name = "pr.letter.addressee"
    _description = "Further Addressee of a Letter"
    _inherit = ["pr.addressee.mixin"]
    _order = "letter_id, sequence, id"
    _check_company_auto = True

    letter_id = fields.Many2one(
        comodel_name="pr.letter", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="letter_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)

    _partner_uniq = models.Constraint(
        "UNIQUE (letter_id, partner_id)",
        "This addressee is already on the list of the letter.",
    )

    def _get_addressee_day(self):
        return self.letter_id.date or super()._get_addressee_day()

    def _get_sender(self):
        return self.letter_id.company_id or super()._get_sender()

    def _get_addressee_lang(self):
        return self.letter_id.lang or super()._get_addressee_lang()
