from odoo import api, models
from odoo.fields import Domain

_HOLDING = {
    "partner_id",
    "position_id",
    "date_start",
    "date_end",
    "active",
}


class PrMandate(models.Model):
    """A change of holder passes on the open invitations of the post."""

    _inherit = "pr.mandate"

    @api.model_create_multi
    def create(self, vals_list):
        mandates = super().create(vals_list)
        mandates.position_id._pass_open_invitations()
        return mandates

    def write(self, vals):
        result = super().write(vals)
        if _HOLDING & vals.keys():
            self.position_id._pass_open_invitations()
        return result


class PrPosition(models.Model):
    _inherit = "pr.position"

    def _pass_open_invitations(self):
        """Whoever changes a holder need not be of protocol: the rule does it."""
        guest_model_sudo = self.env["pr.event.guest"].sudo()
        guests_sudo = guest_model_sudo.search(
            guest_model_sudo._get_open_domain() & Domain("position_id", "in", self.ids)
        )
        guests_sudo._follow_posts()
