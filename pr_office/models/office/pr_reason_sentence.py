from odoo import fields, models


class PrReasonSentence(models.Model):
    """A reason in plain words, ready to be taken and changed."""

    _name = "pr.reason.sentence"
    _description = "Ready Reason"
    _order = "method, sequence, id"

    name = fields.Char(string="Sentence", required=True, translate=True)
    method = fields.Selection(
        selection="_selection_method",
        string="Used to",
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for all municipalities."
    )

    def _selection_method(self):
        """Return the steps that ask for a reason."""
        steps = self.env["pr.reason.wizard"]._fields["method"]
        return steps._description_selection(self.env)
