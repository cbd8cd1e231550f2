from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_visits_public = fields.Boolean(
        related="company_id.pr_visits_public", readonly=False
    )
    pr_visits_mask = fields.Selection(
        related="company_id.pr_visits_mask", readonly=False, required=True
    )
    pr_visits_from = fields.Date(
        related="company_id.pr_visits_from", readonly=False, required=True
    )
