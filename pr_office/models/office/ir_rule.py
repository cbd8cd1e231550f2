from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Let auditors read the office's records until their last day, no more.

        Core keeps its answer in a cache that does not know the date, so a rule could
        not end by itself.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name.startswith("pr.") and self._pr_is_refused(model_name, mode):
            return Domain.FALSE
        return domain

    @api.model
    def _pr_is_refused(self, model_name, mode):
        user = self.env.user
        if self.env.su or not user.has_group("pr_office.group_auditor"):
            return False
        changes = mode != "read" and not self.env[model_name]._transient
        return changes or user._pr_is_audit_over()

    @api.model
    def _make_access_error(self, operation, records):
        error = super()._make_access_error(operation, records)
        if records._name.startswith("pr.") and self.env.user._pr_is_audit_over():
            error.args = (
                self.env._(
                    "Your right to audit the office ended on %(date)s. An administrator"
                    " can set a later date in your user.",
                    date=self.env.user.pr_auditor_until or "–",
                ),
            )
        return error
