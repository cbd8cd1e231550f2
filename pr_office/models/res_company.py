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
    pr_call_list_size = fields.Integer(
        string="Calls per officer and month",
        default=40,
        help="The contacts verified longest ago come first, the others next month.",
    )
    pr_head_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Head of the office",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Calls the contacts that no officer is in charge of.",
    )

    pr_setup_done = fields.Boolean(
        string="Set-up finished",
        help="The set-up is offered to the head of the office until then.",
    )
    pr_signatory_position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post that signs letters",
        ondelete="restrict",
        help="Usually the mayor's. A letter type may name another one.",
    )

    pr_letterhead_unit = fields.Char(
        string="Letterhead: office",
        help="Under the name of the municipality, such as Alcaldía.",
    )
    pr_letterhead_motto = fields.Char(
        string="Letterhead: second line",
        help="Printed above the name of the year, such as the name of the decade.",
    )
    pr_letterhead_address = fields.Char(
        string="Letterhead: address",
        help="Empty: street, city and telephone of the municipality.",
    )
    pr_delivery_chase_days = fields.Integer(
        string="Days until a delivery is chased",
        default=3,
        help="A paper not delivered for so long is shown in the list of deliveries to"
        " chase and its officer is reminded.",
    )

    _pr_delivery_chase_days_positive = models.Constraint(
        "CHECK (pr_delivery_chase_days > 0)",
        "The days until a delivery is chased must be at least one.",
    )
    _pr_stale_months_positive = models.Constraint(
        "CHECK (pr_stale_months > 0)",
        "The months until an entry must be verified again must be at least one.",
    )
    _pr_call_list_size_positive = models.Constraint(
        "CHECK (pr_call_list_size > 0)",
        "An officer must be given at least one call a month.",
    )

    def _pr_get_letterhead_address(self):
        """Return the address line of the letterhead."""
        self.ensure_one()
        partner = self.partner_id
        parts = (partner.street, partner.city, partner.phone, partner.website)
        return self.pr_letterhead_address or " – ".join(filter(None, parts))
