from odoo import fields, models


class PrAudiencePartMixin(models.AbstractModel):
    """What belongs to one request of its municipality, and goes with it."""

    _name = "pr.audience.part.mixin"
    _description = "Part of an Audience Request"
    _check_company_auto = True

    audience_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="audience_id.company_id", store=True, index=True
    )
