from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_commitment_days = fields.Integer(
        related="company_id.pr_commitment_days", readonly=False
    )
    pr_commitment_late_days = fields.Integer(
        related="company_id.pr_commitment_late_days", readonly=False
    )
    pr_capture_max_mb = fields.Integer(
        related="company_id.pr_capture_max_mb", readonly=False
    )
