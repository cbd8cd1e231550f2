from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceClose(models.TransientModel):
    """Closes an audience: motive, public summary, and what the citizen hears."""

    _name = "pr.audience.close"
    _description = "Close an Audience"

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
    text = fields.Text(
        string="What the citizen is told",
        compute="_compute_from_audience",
        store=True,
        readonly=False,
        precompute=True,
    )
    tell = fields.Boolean(
        string="Tell the citizen",
        default=True,
        help="The way he or she chose: by mail at once, otherwise from the list of"
        " those to be told.",
    )
    validation_label = fields.Char(related="audience_id.validation_label")
    has_commitments = fields.Boolean(compute="_compute_has_commitments")

    @api.depends("audience_id")
    def _compute_from_audience(self):
        for wizard in self:
            audience = wizard.audience_id
            wizard.motive_final = audience.motive_final or audience.motive_declared
            wizard.public_summary = audience.public_summary
            known = audience.closing_text
            wizard.text = known or audience and audience._get_closing_text()

    @api.depends("audience_id")
    def _compute_has_commitments(self):
        for wizard in self:
            wizard.has_commitments = bool(wizard.audience_id.commitment_ids)

    def action_close(self):
        """Close the audience and tell the citizen.

        :raises UserError: when the motive, the summary or the text lacks
        """
        self.ensure_one()
        if self.tell and not (self.text or "").strip():
            raise UserError(self.env._("Write what the citizen is told."))
        audience = self.audience_id
        audience.write(
            {
                "motive_final": self.motive_final,
                "public_summary": self.public_summary,
                "closing_text": self.text,
            }
        )
        audience.with_context(pr_no_notice=not self.tell).action_close()
        return {"type": "ir.actions.act_window_close"}
