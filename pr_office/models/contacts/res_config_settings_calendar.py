from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_greeting_days = fields.Integer(
        related="company_id.pr_greeting_days", readonly=False
    )
    pr_greeting_user_id = fields.Many2one(
        related="company_id.pr_greeting_user_id", readonly=False
    )
    pr_agreement_alert_days = fields.Integer(
        related="company_id.pr_agreement_alert_days", readonly=False
    )
