from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_visits_public = fields.Boolean(
        string="Publish the register of visits",
        help="At /pr/visits and /pr/obliged, for everybody. It does not replace the"
        " Registro de Visitas en Línea of the State.",
    )
    pr_visits_mask = fields.Selection(
        selection=[
            ("hidden", "Not shown"),
            ("last3", "The last 3 digits"),
            ("last4", "The last 4 digits"),
            ("whole", "Whole"),
        ],
        string="Document numbers of visitors",
        default="last3",
        required=True,
        help="What our own public page shows of them.",
    )
    pr_visits_from = fields.Date(
        string="Register of visits kept since",
        default=fields.Date.context_today,
        required=True,
        help="Meetings of before are not looked for in the reconciliation.",
    )
