from odoo import api, fields, models


class PrAudienceFinalMixin(models.AbstractModel):
    """A dialog that settles what the public register says of an audience."""

    _name = "pr.audience.final.mixin"
    _description = "Final Motive of an Audience"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    motive_final = fields.Selection(
        selection=lambda self: self.env["pr.audience"]._selection_motive(),
        string="Final motive",
        compute="_compute_from_audience",
        store=True,
        readonly=False,
        precompute=True,
    )
    public_summary = fields.Char(
        string="Summary for the public",
        compute="_compute_from_audience",
        store=True,
        readonly=False,
        precompute=True,
        help="Written by the office, without personal data.",
    )

    @api.depends("audience_id")
    def _compute_from_audience(self):
        for wizard in self:
            audience = wizard.audience_id
            wizard.motive_final = audience.motive_final or audience.motive_declared
            wizard.public_summary = audience.public_summary
