from odoo import api, fields, models


class PrAudienceRequester(models.Model):
    """Somebody else who asks for the same audience: one request, one meeting."""

    _name = "pr.audience.requester"
    _description = "Another Requester of an Audience"
    _inherit = ["pr.audience.part.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Known person",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
    )
    name = fields.Char(
        string="Who asks",
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    document = fields.Char(
        string="Document number",
        compute="_compute_from_partner",
        store=True,
        readonly=False,
        precompute=True,
    )
    institution = fields.Char(help="Whom this person represents, if anybody.")

    _named = models.Constraint(
        "CHECK (length(trim(name)) >= 2)", "Write who asks for the audience."
    )

    @api.depends("partner_id")
    def _compute_from_partner(self):
        for row in self:
            row.name = row.partner_id.name or row.name
            row.document = row.partner_id.vat or row.document
