from odoo import api, fields, models


class PrGift(models.Model):
    _name = "pr.gift"
    _description = "Gift Received"
    _inherit = ["pr.control.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _pr_personal_fields = ("donor_id", "donor_name")

    name = fields.Char(
        string="What was given", required=True, tracking=True, help="In a line."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Received by",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        tracking=True,
    )
    donor_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="Person or institution of the register that gave it.",
    )
    donor_name = fields.Char(
        string="Donor, as told",
        compute="_compute_donor_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    occasion = fields.Char(required=True)
    event_id = fields.Many2one(
        comodel_name="calendar.event", string="Agenda entry", index="btree_not_null"
    )
    nature = fields.Selection(
        selection=[
            ("plaque", "Plaque or prize of commemorative value"),
            ("sample", "Sample of minimal value"),
            ("information", "Information material"),
            ("donation", "Donation to the State"),
            ("other", "Other"),
        ],
        required=True,
        default="plaque",
        tracking=True,
        help="Ley 28024, art. 18 lists what an official may accept.",
    )
    value = fields.Monetary(help="An estimate is enough.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    destination = fields.Selection(
        selection=[
            ("office", "Stays in the municipality"),
            ("person", "Kept by the official"),
            ("returned", "Returned"),
        ],
        required=True,
        default="office",
        tracking=True,
    )
    photo = fields.Image(max_width=1600, max_height=1600)
    warning = fields.Char(compute="_compute_warning")

    _donor_known = models.Constraint(
        "CHECK (length(trim(coalesce(donor_name, ''))) > 0)",
        "Write who gave it.",
    )
    _value_positive = models.Constraint(
        "CHECK (value >= 0)", "The value of a gift cannot be negative."
    )

    @api.depends("donor_id")
    def _compute_donor_name(self):
        for gift in self:
            gift.donor_name = gift.donor_id.display_name or gift.donor_name

    @api.depends("nature", "destination")
    def _compute_warning(self):
        """Remind of Ley 28024, arts. 17–18 where the gift fits no exception."""
        for gift in self:
            kept = gift.nature == "other" and gift.destination == "person"
            gift.warning = kept and self.env._(
                "Ley 28024, art. 17 bars gifts from whoever manages interests. Return"
                " it or hand it to the municipality unless art. 18 allows it."
            )
