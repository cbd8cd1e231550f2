from odoo import fields, models


class PrReasonSentence(models.Model):
    """A reason in plain words, ready to be taken and changed."""

    _name = "pr.reason.sentence"
    _description = "Ready Reason"
    _order = "method, sequence, id"

    name = fields.Char(string="Sentence", required=True, translate=True)
    method = fields.Selection(
        selection=lambda self: self.env["pr.reason.wizard"]._selection_method(),
        string="Used to",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for all municipalities."
    )
