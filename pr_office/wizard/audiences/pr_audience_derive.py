from odoo import api, fields, models


class PrAudienceDerive(models.TransientModel):
    _name = "pr.audience.derive"
    _description = "Derive to a Unit"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    unit = fields.Char(
        compute="_compute_unit",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    days = fields.Integer(string="Business days for its answer", default=7)
    sentence_id = fields.Many2one(
        comodel_name="pr.reason.sentence",
        string="Ready sentence",
        domain=[("method", "=", "derive")],
    )
    reason = fields.Text(
        string="What the citizen reads",
        compute="_compute_reason",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    @api.depends("audience_id")
    def _compute_unit(self):
        for wizard in self:
            wizard.unit = wizard.audience_id.category_id.unit or wizard.unit

    @api.depends("sentence_id", "unit")
    def _compute_reason(self):
        for wizard in self:
            ready = wizard.sentence_id.name
            text = self.env._(
                "Your request is attended to by: %(unit)s.", unit=wizard.unit
            )
            wizard.reason = ready or (text if wizard.unit else wizard.reason)

    def action_derive(self):
        """Pass the request on; the unit's term begins."""
        return self.audience_id.derive_to(self.unit, self.days, self.reason)
