from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_acronym = fields.Char(
        string="Municipality acronym",
        help="Used in the numbers of letters, for example MPX in"
        " OFICIO N.° 045-2027-MPX/A.",
    )
    pr_stale_months = fields.Integer(
        string="Months until an entry must be verified again",
        default=6,
        help="A contact not verified for so long goes into the monthly call list.",
    )

    pr_signatory_position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post that signs letters",
        ondelete="restrict",
        help="Usually the mayor's. A letter type may name another one.",
    )

    _pr_stale_months_positive = models.Constraint(
        "CHECK (pr_stale_months > 0)",
        "The months until an entry must be verified again must be at least one.",
    )
