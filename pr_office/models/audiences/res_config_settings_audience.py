from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_audience_term = fields.Integer(
        related="company_id.pr_audience_term", readonly=False
    )
    pr_audience_ceiling = fields.Integer(
        related="company_id.pr_audience_ceiling", readonly=False
    )
    pr_audience_validated = fields.Boolean(
        related="company_id.pr_audience_validated", readonly=False
    )
    pr_audience_restarts = fields.Boolean(
        related="company_id.pr_audience_restarts", readonly=False
    )
    pr_audience_reopened_anew = fields.Boolean(
        related="company_id.pr_audience_reopened_anew", readonly=False
    )
