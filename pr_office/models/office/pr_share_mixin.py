from odoo import fields, models


class PrShareMixin(models.AbstractModel):
    """Papers sent the way people do: a chat opens with the text ready.

    A model that inherits this says to whom (:meth:`_get_share_partner`), what
    (:meth:`_get_share_text`) and which files go with it (:meth:`_get_share_files`).
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

    def _get_kept_share_text(self, text):
        """Return what the register of sendings keeps of the text.

        Who may read that register may not always read the paper: such a paper keeps
        less.
        """
        return text

    def _get_share_files(self):
        """Return the files to attach by hand in the chat.

        :return: dict of a key for :meth:`_make_share_file` to the label to show
        """
        return {}

    def _make_share_file(self, key):
        """Make one of the files of :meth:`_get_share_files`.

        :return: ``(file name, content)``
        :raises UserError: when this server cannot make it
        """
        raise NotImplementedError

    def _on_shared(self):
        """Hook: the chat has been opened with this paper's text."""

    def _on_share_told(self, share):
        """Hook: the office said whether a sending went out (``share.state``)."""

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
