from odoo import api, models

_DELEGATED = "('pr_agenda_id.delegate_ids', 'in', user.id)"


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _pr_open_private_entries(self):
        """Let secretaries write the private entries of their principal.

        Core's rule is not updatable data, so one more alternative is put in front.
        """
        rule = self.env.ref("calendar.calendar_event_rule_private")
        if _DELEGATED not in rule.domain_force:
            rule.domain_force = f"['|', {_DELEGATED}, {rule.domain_force.lstrip()[1:]}"

    @api.model
    def _pr_close_private_entries(self):
        """Give core's rule back as it was, for the uninstallation."""
        rule = self.env.ref("calendar.calendar_event_rule_private")
        rule.domain_force = rule.domain_force.replace(f"'|', {_DELEGATED}, ", "", 1)
