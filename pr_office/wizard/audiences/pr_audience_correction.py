from odoo import api, fields, models


class PrAudienceCorrection(models.TransientModel):
    _name = "pr.audience.correction"
    _description = "Ask for a Correction"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    text = fields.Text(
        string="What is missing",
        required=True,
        help="Everything, at once: it can be asked for only once.",
    )
    distance_days = fields.Integer(
        string="Days for the distance",
        help="Added to the two business days for whoever lives far away.",
    )

    telling = fields.Char(string="The citizen", compute="_compute_telling")

    @api.depends("audience_id")
    def _compute_telling(self):
        for wizard in self:
            wizard.telling = wizard.audience_id._describe_telling()

    def action_ask(self):
        """Stop the clock and say what is missing."""
        self.audience_id.distance_days = self.distance_days
        return self.audience_id.ask_correction(self.text)
