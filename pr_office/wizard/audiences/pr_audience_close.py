from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceClose(models.TransientModel):
    """Closes an audience: motive, public summary, and what the citizen hears."""

    _name = "pr.audience.close"
    _description = "Close an Audience"
    _inherit = ["pr.audience.final.mixin"]

    text = fields.Text(
        string="What the citizen is told",
        compute="_compute_text",
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
    def _compute_text(self):
        for wizard in self:
            audience = wizard.audience_id
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
