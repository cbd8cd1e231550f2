from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import email_split_tuples

from ...tools import mail_intake

# Letters of a mail that stand in the request; the original keeps all of them.
_LONGEST = 10_000
_ORIGINAL = "original.eml"


class PrAudienceMailMixin(models.AbstractModel):
    """Requests that come by mail, and what citizens answer to ours."""

    _name = "pr.audience.mail.mixin"
    _description = "Mails of an Audience Request"

    left_out_files = fields.Text(
        readonly=True,
        copy=False,
        help="Too large, or programs and other files that are not opened here. The"
        " original mail keeps them.",
    )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a request of a mail; nobody is added to the register."""
        values = dict(custom_values or {})
        company = self.env["res.company"].browse(
            values.get("company_id") or self.env.company.id
        )
        model = self.with_company(company).with_context(
            lang=company.partner_id.lang or self.env.lang
        )
        left_out = msg_dict.pop("pr_left_out", "")
        request = model.create(values | model._prepare_mail_request(msg_dict, company))
        request._note_left_out(left_out)
        return request

    def _prepare_mail_request(self, msg_dict, company):
        name, address = self._split_sender(msg_dict.get("email_from"))
        partner = self._find_mail_author(address, company)
        return {
            "company_id": company.id,
            "channel": "mail",
            "tell_by": "mail",
            "partner_id": partner.id,
            "requester_name": partner.name or name,
            "email": address,
            "subject": self._get_mail_text(msg_dict),
        }

    def _split_sender(self, email_from):
        name, address = next(iter(email_split_tuples(email_from or "")), ("", ""))
        name = " ".join((name or "").split())
        return (name if len(name) > 1 else address), email_normalize(address) or address

    def _find_mail_author(self, address, company):
        """Return the one person of the register with this address, or nobody."""
        found = self.env["res.partner"].search(
            [
                ("email_normalized", "=", address),
                ("is_company", "=", False),
                ("company_id", "in", [False, company.id]),
            ],
            limit=2,
        )
        return found if len(found) == 1 else found.browse()

    def _get_mail_text(self, msg_dict):
        """Return subject and body of a mail as plain text, never empty."""
        body = html2plaintext(str(msg_dict.get("body") or "")).strip()
        subject = " ".join((msg_dict.get("subject") or "").split())
        text = "\n\n".join(filter(None, (subject, body)))
        if not text:
            return self.env._("(mail without text)")
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} […]"

    def message_update(self, msg_dict, update_vals=None):
        self._note_left_out(msg_dict.pop("pr_left_out", ""))
        return super().message_update(msg_dict, update_vals)

    def _note_left_out(self, names):
        """Say which files of a mail are in its original alone."""
        for request in self if names else self.browse():
            request.left_out_files = "\n".join(
                filter(None, (request.left_out_files, names))
            )
            note = self.env._(
                "These files were not taken out of the mail; the original keeps them:"
            )
            lines = Markup("<br/>").join(names.splitlines())
            request._message_log(body=Markup("{}<br/>{}").format(note, lines))

    def _is_heard_from(self, sender):
        """Tell whether a mail of this address belongs to this request.

        The citizen's own, and those of people who work here.
        """
        self.ensure_one()
        own = {email_normalize(self.email), self.partner_id.email_normalized}
        if not sender or sender in own:
            return bool(sender)
        users_sudo = self.env["res.users"].sudo()
        return bool(
            users_sudo.search_count(
                [
                    ("partner_id.email_normalized", "=", sender),
                    ("share", "=", False),
                    ("company_ids", "in", self.company_id.ids),
                ],
                limit=1,
            )
        )

    @api.model
    def _sort_mail_files(self, message, msg_dict, routes):
        """Keep photos, PDF and documents; the rest stays in the original alone."""
        largest = self._get_routes_company(routes).pr_audience_form_megabytes
        files, left_out = [], []
        for attachment in msg_dict.get("attachments", []):
            content = attachment.content
            if isinstance(content, str):
                content = content.encode()
            problem = mail_intake.judge_file(content, largest)
            (left_out if problem else files).append(attachment)
        files.append(self._Attachment(_ORIGINAL, message.as_bytes(), {}))
        msg_dict["attachments"] = files
        msg_dict["pr_left_out"] = "\n".join(file.fname for file in left_out)

    @api.model
    def _get_routes_company(self, routes):
        for _model, thread_id, values, _user, _alias in routes:
            request_sudo = self.sudo().browse(thread_id or [])
            company_id = (values or {}).get("company_id") or request_sudo.company_id.id
            if company_id:
                return self.env["res.company"].sudo().browse(company_id)
        return self.env.company

    def _detect_loop_sender_domain(self, email_from_normalized):
        return [("email", "=", email_from_normalized), ("channel", "=", "mail")]

    def _notify_get_reply_to(self, default=None, author_id=False):
        """Let answers come to the mailbox of audiences where there is one."""
        addresses = super()._notify_get_reply_to(default=default, author_id=author_id)
        inboxes_sudo = (
            self.env["pr.audience.inbox"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids)])
        )
        by_company = {inbox.company_id: inbox.alias_email for inbox in inboxes_sudo}
        for request in self:
            own = by_company.get(request.company_id)
            addresses[request.id] = own or addresses[request.id]
        return addresses
