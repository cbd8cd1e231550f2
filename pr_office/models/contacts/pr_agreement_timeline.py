from odoo import api, models
from odoo.tools import SQL


class PrTimeline(models.Model):
    _inherit = "pr.timeline"

    _depends = {
        "pr.agreement": ["name", "number", "date_signed", "company_id"],
        "pr.agreement.party": ["agreement_id", "partner_id", "mandate_id"],
        "pr.commitment": ["name", "partner_id", "date_promised", "company_id"],
    }

    @api.model
    def _get_kinds(self):
        return super()._get_kinds() | {
            "agreement": (self.env._("Agreement"), "fa-handshake-o"),
            "commitment": (self.env._("Commitment"), "fa-flag-o"),
        }

    @api.model
    def _get_timeline_queries(self):
        return [
            *super()._get_timeline_queries(),
            *self._get_agreement_queries(),
            ("pr.commitment", self._get_commitment_query()),
        ]

    def _get_agreement_queries(self):
        """Signed agreements, for each party and for the person who signed for it."""
        return [
            ("pr.agreement", self._get_agreement_query(partner))
            for partner in (SQL("party.partner_id"), SQL("signature.partner_id"))
        ]

    def _get_agreement_query(self, partner):
        return SQL(
            """SELECT party.id AS row_id, agreement.id AS res_id,
                      %(partner)s AS partner_id, 'agreement' AS kind,
                      agreement.date_signed AS date,
                      concat_ws(': ', agreement.number, agreement.name) AS name,
                      agreement.company_id
                 FROM pr_agreement_party party
                 JOIN pr_agreement agreement ON agreement.id = party.agreement_id
            LEFT JOIN pr_mandate signature ON signature.id = party.mandate_id
                WHERE agreement.date_signed IS NOT NULL AND %(partner)s IS NOT NULL""",
            partner=partner,
        )

    def _get_commitment_query(self):
        return SQL(
            """SELECT id AS row_id, id AS res_id, partner_id, 'commitment' AS kind,
                      date_promised AS date, name, company_id
                 FROM pr_commitment
                WHERE partner_id IS NOT NULL AND date_promised IS NOT NULL"""
        )
