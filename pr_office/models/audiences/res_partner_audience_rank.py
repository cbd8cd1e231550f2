from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _pr_get_ranking_mandate(self):
        """Return the mandate of today whose kind of post ranks highest, or none."""
        current = self.pr_mandate_ids.filtered(lambda row: row.state == "current")
        ranked = current.filtered("category_id") or current
        return ranked.sorted(lambda row: (row.category_id.sequence, row.id))[:1]
