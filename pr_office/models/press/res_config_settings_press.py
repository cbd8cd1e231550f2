from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_press_unmatched_days = fields.Integer(
        related="company_id.pr_press_unmatched_days", readonly=False
    )
