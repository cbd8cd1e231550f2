from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_commitment_days = fields.Integer(
        string="Days ahead to remind of a commitment",
        default=3,
        help="Whoever is responsible gets a notice so many days before it falls due,"
        " and another one when it is overdue.",
    )
    pr_commitment_late_days = fields.Integer(
        string="Days overdue until the head is told",
        default=7,
        help="The head of the office then gets an activity. 0: never.",
    )
    pr_capture_max_mb = fields.Integer(
        string="Largest file from a telephone (MB)",
        default=10,
        help="A photo or voice note above this size is refused. The telephone makes"
        " its photos smaller before it sends them.",
    )

    _pr_commitment_days_range = models.Constraint(
        "CHECK (pr_commitment_days BETWEEN 0 AND 60)",
        "Reminders of commitments come between 0 and 60 days ahead.",
    )
    _pr_commitment_late_days_range = models.Constraint(
        "CHECK (pr_commitment_late_days BETWEEN 0 AND 365)",
        "The head is told of overdue commitments after 1 to 365 days; 0: never.",
    )
    _pr_capture_max_mb_range = models.Constraint(
        "CHECK (pr_capture_max_mb BETWEEN 1 AND 50)",
        "The largest file from a telephone must be between 1 and 50 MB.",
    )
