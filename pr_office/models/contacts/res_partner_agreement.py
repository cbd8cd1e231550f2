from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    pr_agreement_count = fields.Integer(compute="_compute_pr_agreement_count")

    def _compute_pr_agreement_count(self):
        counts = dict(
            self.env["pr.agreement.party"]._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id"],
                ["agreement_id:count_distinct"],
            )
        )
        for partner in self:
            partner.pr_agreement_count = counts.get(partner._origin, 0)

    def action_view_pr_agreements(self):
        """Open the agreements this institution is a party of."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agreement_action"
        )
        return action | {
            "domain": [("party_ids.partner_id", "=", self.id)],
            "context": {},
        }
