from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """Note on the office's own mails that they came back."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        returned = message_dict.get("bounced_msg_ids") or []
        mail_model_sudo = self.env["pr.mail"].sudo()
        mails_sudo = mail_model_sudo.search([("message_id", "in", list(returned))])
        mails_sudo._bounce(message_dict.get("body"))
        return result
