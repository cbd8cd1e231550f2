from odoo import fields, models


class PrShareMixin(models.AbstractModel):
    """Papers sent the way people do: a chat opens with the text ready.

    A model that inherits this says to whom (:meth:`_get_share_partner`) and what
    (:meth:`_get_share_text`).
    """

    _name = "pr.share.mixin"
    _description = "Paper Sent by Chat"

    share_ids = fields.One2many(
        comodel_name="pr.share",
        inverse_name="res_id",
        string="Sent by chat",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
    )

    def _get_share_partner(self):
        """Return the ``res.partner`` proposed as receiver, may be empty."""
        return self.env["res.partner"]

    def _get_share_text(self):
        """Return the text that stands ready in the chat."""
        return self.display_name

    def action_share(self):
        """Open the dialog that sends this paper by WhatsApp."""
        self.ensure_one()
        partner = self._get_share_partner()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_share_wizard_action"
        )
        return action | {
            "context": {
                "default_res_model": self._name,
                "default_res_id": self.id,
                "default_partner_id": partner.id,
                "default_text": self._get_share_text(),
            }
        }
