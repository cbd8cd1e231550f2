from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_greeting_days = fields.Integer(
        string="Days ahead to draft greetings",
        default=15,
        help="Greetings for anniversaries, birthdays and civic dates are drafted so"
        " many days before. 0: none are drafted.",
    )
    pr_greeting_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Officer of greetings",
        ondelete="set null",
        help="Reviews the greetings drafted; appears as their author.",
    )
    pr_agreement_alert_days = fields.Integer(
        string="Days ahead to renew agreements",
        default=60,
        help="So many days before its end an agreement counts as expiring and its"
        " responsible is told.",
    )

    _pr_greeting_days_range = models.Constraint(
        "CHECK (pr_greeting_days BETWEEN 0 AND 180)",
        "Greetings are drafted between 0 and 180 days ahead.",
    )
    _pr_agreement_alert_days_positive = models.Constraint(
        "CHECK (pr_agreement_alert_days >= 0)",
        "The days ahead to renew agreements cannot be negative.",
    )
