from odoo import fields, models


class PrTrip(models.Model):
    _name = "pr.trip"
    _description = "Official Trip"
    _inherit = ["pr.control.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Purpose", required=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who travels",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        tracking=True,
    )
    destination = fields.Char(required=True, tracking=True)
    date_start = fields.Date(string="Leaves on", required=True, tracking=True)
    date_end = fields.Date(string="Returns on", required=True, tracking=True)
    event_id = fields.Many2one(
        comodel_name="calendar.event", string="Agenda entry", index="btree_not_null"
    )
    resolution = fields.Char(
        string="Authorised by", help="Resolution or council agreement, with its number."
    )
    payer = fields.Char(
        string="Who pays", required=True, help="The municipality, the host, a third."
    )
    cost = fields.Monetary(help="Tickets, allowance and lodging together.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    report = fields.Html(help="Dates, activities, results and agreements.")

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A trip cannot end before it begins: correct one of its two dates.",
    )
    _cost_positive = models.Constraint(
        "CHECK (cost >= 0)", "The cost of a trip cannot be negative."
    )
