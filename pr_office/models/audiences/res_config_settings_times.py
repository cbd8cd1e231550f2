from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_audience_page_days = fields.Integer(
        related="company_id.pr_audience_page_days", readonly=False
    )
    pr_audience_reopen_days = fields.Integer(
        related="company_id.pr_audience_reopen_days", readonly=False
    )
    pr_audience_to_bring = fields.Char(
        related="company_id.pr_audience_to_bring", readonly=False
    )
    pr_audience_proposal_hours = fields.Integer(
        related="company_id.pr_audience_proposal_hours", readonly=False
    )
    pr_audience_proposal_limit = fields.Integer(
        related="company_id.pr_audience_proposal_limit", readonly=False
    )
    pr_audience_in_order = fields.Boolean(
        related="company_id.pr_audience_in_order", readonly=False
    )
