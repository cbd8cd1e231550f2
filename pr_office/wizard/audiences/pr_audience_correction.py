from odoo import fields, models


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

    def action_ask(self):
        """Stop the clock and say what is missing."""
        self.audience_id.distance_days = self.distance_days
        return self.audience_id.ask_correction(self.text)
