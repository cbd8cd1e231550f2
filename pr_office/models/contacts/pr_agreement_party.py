from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAgreementParty(models.Model):
    _name = "pr.agreement.party"
    _description = "Party of an Agreement"
    _order = "agreement_id, sequence, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    agreement_id = fields.Many2one(
        comodel_name="pr.agreement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Institution",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    mandate_id = fields.Many2one(
        comodel_name="pr.mandate",
        string="Signed by",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('institution_id', '=', partner_id)]",
        help="Who signs for it, in the post held on the day of the signature.",
    )
    role = fields.Selection(
        selection=[
            ("party", "Party"),
            ("executor", "Carries it out"),
            ("donor", "Finances it"),
            ("witness", "Witness"),
        ],
        required=True,
        default="party",
    )

    _party_once = models.Constraint(
        "UNIQUE (agreement_id, partner_id)",
        "This institution is already a party of the agreement.",
    )

    @api.constrains("mandate_id")
    def _check_mandate(self):
        for agreement, parties in self.grouped("agreement_id").items():
            if agreement.date_signed:
                parties._check_signatories(agreement.date_signed)

    def _check_signatories(self, day):
        """Refuse a signatory who did not hold the post on that day.

        :raises UserError: naming the person, the institution and the day
        """
        valid = self.env["pr.mandate"]._get_valid_on_domain(day)
        for party in self.filtered("mandate_id"):
            if not party.mandate_id.filtered_domain(valid):
                raise UserError(
                    self.env._(
                        "%(person)s, who signs for %(institution)s, did not hold the"
                        " post on %(day)s. Choose who did, or correct the date.",
                        person=party.mandate_id.partner_id.name,
                        institution=party.partner_id.name,
                        day=fields.Date.to_string(day),
                    )
                )
