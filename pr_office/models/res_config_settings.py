from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_acronym = fields.Char(related="company_id.pr_acronym", readonly=False)
    pr_stale_months = fields.Integer(
        related="company_id.pr_stale_months", readonly=False
    )
    pr_signatory_position_id = fields.Many2one(
        related="company_id.pr_signatory_position_id", readonly=False
    )
    pr_letterhead_unit = fields.Char(
        related="company_id.pr_letterhead_unit", readonly=False
    )
    pr_letterhead_motto = fields.Char(
        related="company_id.pr_letterhead_motto", readonly=False
    )
    pr_letterhead_address = fields.Char(
        related="company_id.pr_letterhead_address", readonly=False
    )
    pr_letterhead_logo = fields.Binary(related="company_id.logo", readonly=False)
    pr_delivery_chase_days = fields.Integer(
        related="company_id.pr_delivery_chase_days", readonly=False
    )
