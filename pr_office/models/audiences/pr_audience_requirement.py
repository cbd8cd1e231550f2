from odoo import fields, models


class PrAudienceRequirement(models.Model):
    """Something a request must have (TUO Ley 27444, art. 124)."""

    _name = "pr.audience.requirement"
    _description = "What a Request Must Have"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    text = fields.Char(
        string="What the citizen is told",
        required=True,
        translate=True,
        help="A plain sentence that says what to bring.",
    )
    checked_field = fields.Selection(
        selection=[
            ("requester_document", "Document number"),
            ("requester_address", "Address"),
            ("decision_sought", "What is wanted"),
            ("phone", "Telephone"),
            ("email", "E-mail"),
        ],
        string="Missing when empty",
        help="Ticked beforehand when this field of the request is empty.",
    )
    for_represented = fields.Boolean(
        string="Only who represents others",
        help="Asked of those who come in somebody else's name.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for all municipalities."
    )

    def _is_missing_in(self, request):
        """Tell whether a request visibly lacks this."""
        self.ensure_one()
        if self.for_represented and request.capacity != "represents":
            return False
        return bool(self.checked_field) and not request[self.checked_field]
