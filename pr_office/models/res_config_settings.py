from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_acronym = fields.Char(related="company_id.pr_acronym", readonly=False)
    pr_stale_months = fields.Integer(
        related="company_id.pr_stale_months", readonly=False
    )
