from odoo import api, fields, models


class PrAudienceValidate(models.TransientModel):
    """Where the official who held an audience sets its motive and validates it."""

    _name = "pr.audience.validate"
    _description = "Validate an Audience"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    facts = fields.Html(compute="_compute_facts")
    motive_final = fields.Selection(
        selection=lambda self: self.env["pr.audience"]._selection_motive(),
        string="Final motive",
        required=True,
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
    )

    @api.depends("audience_id")
    def _compute_facts(self):
        for wizard in self:
            wizard.facts = wizard.audience_id._get_approval_text()

    @api.depends("audience_id")
    def _compute_from_audience(self):
        for wizard in self:
            audience = wizard.audience_id
            motive = audience.motive_final or audience.motive_declared
            wizard.motive_final = motive or "meeting"
            wizard.public_summary = audience.public_summary

    def action_validate(self):
        """Validate as the official logged in."""
        self.ensure_one()
        self.audience_id._validate_in_session(self.motive_final, self.public_summary)
        return {"type": "ir.actions.act_window_close"}
