from odoo import api, fields, models


class PrAudienceValidate(models.TransientModel):
    """Where the official who held an audience sets its motive and validates it."""

    _name = "pr.audience.validate"
    _description = "Validate an Audience"
    _inherit = ["pr.audience.final.mixin"]

    facts = fields.Html(compute="_compute_facts")
    motive_final = fields.Selection(required=True)

    @api.depends("audience_id")
    def _compute_facts(self):
        for wizard in self:
            wizard.facts = wizard.audience_id._get_approval_text()

    def _compute_from_audience(self):
        """Suggest what most audiences are."""
        result = super()._compute_from_audience()
        for wizard in self:
            wizard.motive_final = wizard.motive_final or "meeting"
        return result

    def action_validate(self):
        """Validate as the official logged in."""
        self.ensure_one()
        self.audience_id._validate_in_session(self.motive_final, self.public_summary)
        return {"type": "ir.actions.act_window_close"}
