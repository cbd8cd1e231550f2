from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_press_unmatched_days = fields.Integer(
        string="Days to keep notes without topic",
        default=30,
        help="What feeds brought and no topic caught is searched by new topics so long"
        " and then deleted.",
    )

    _pr_press_unmatched_days_sensible = models.Constraint(
        "CHECK (pr_press_unmatched_days BETWEEN 8 AND 3650)",
        "Notes without topic are kept between 8 and 3650 days.",
    )
