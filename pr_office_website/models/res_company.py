from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _pr_get_form_address(self):
        """Return the page of the company's website, where it has one."""
        website = self.env["website"].search([("company_id", "=", self.id)], limit=1)
        if not website:
            return super()._pr_get_form_address()
        return f"{website.get_base_url()}/audiencia"
