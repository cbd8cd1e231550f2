from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

_HOUR = timedelta(hours=1)
# Mails of one sender kept within an hour; more of them are counted on the last one.
_MOST = 20
_KEPT = timedelta(days=90)


class PrAudienceRefusal(models.Model):
    """A mail of which no request was made, and what its sender knows about that."""

    _name = "pr.audience.refusal"
    _description = "Mail Not Taken as a Request"
    _order = "received_on desc, id desc"
    _rec_name = "subject"
    _check_company_auto = True
    _pr_personal_fields = ("sender", "email", "subject", "text", "told")

    inbox_id = fields.Many2one(
        comodel_name="pr.audience.inbox",
        string="Mailbox",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="inbox_id.company_id", store=True, index=True)
    received_on = fields.Datetime(
        string="Came in", required=True, readonly=True, default=fields.Datetime.now
    )
    sender = fields.Char(string="From", readonly=True)
    email = fields.Char(readonly=True, index="btree_not_null")
    subject = fields.Char(readonly=True)
    text = fields.Text(string="What it says", readonly=True)
    reason = fields.Selection(
        selection=[
            ("program", "A program wrote it: automatic answer, list or notice"),
            ("own", "From no address, or from one of our own"),
            ("often", "Too many from this address within an hour"),
        ],
        string="Why not taken",
        required=True,
        readonly=True,
    )
    told = fields.Text(
        string="What the sender was told",
        readonly=True,
        help="Programs are not answered: two of them would go on for ever.",
    )
    times = fields.Integer(
        default=1,
        readonly=True,
        help="More of them at once, of which this is the last.",
    )
    audience_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Request made of it",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _note(self, inbox, message_dict, reason):
        """Keep a mail that was not taken, for whoever looks after the mailbox.

        :param inbox: one ``pr.audience.inbox``
        :param dict message_dict: as ``message_parse`` made it
        :param str reason: a key of :attr:`reason`
        """
        email = email_normalize(message_dict.get("email_from")) or ""
        lately = self.search(
            [
                ("inbox_id", "=", inbox.id),
                ("email", "=", email),
                ("reason", "=", reason),
                ("received_on", ">", fields.Datetime.now() - _HOUR),
            ],
            limit=_MOST,
        )
        if len(lately) == _MOST:
            lately[0].times += 1
            return lately[0]
        refusal = self.create(
            self._prepare_note(message_dict, email)
            | {"inbox_id": inbox.id, "reason": reason}
        )
        if reason == "often" and not lately:
            refusal._tell_sender()
        return refusal

    def _prepare_note(self, message_dict, email):
        return {
            "email": email,
            "sender": message_dict.get("email_from") or "",
            "subject": " ".join((message_dict.get("subject") or "").split()),
            "text": self.env["pr.audience"]._get_mail_text(message_dict),
        }

    def _tell_sender(self):
        """Say once in an hour that further mails make no further requests."""
        lang = self.company_id.partner_id.lang or self.env.lang
        env = self.with_context(lang=lang).env
        self.told = env._(
            "Several mails of yours came in within an hour and your first ones are"
            " registered. Of the last one no further request was made. If it is about"
            " something else, write again later, or tell us at the office."
        )
        self.env["pr.mail"]._queue(
            self,
            email_to=self.email,
            subject=env._("Your last mail was not registered"),
            body=Markup("<p>%s</p><p>%s</p>") % (self.told, self.company_id.name),
            lang=lang,
            is_due=True,
        )

    def action_make_request(self):
        """Make a request of a mail that a person wrote after all, and open it."""
        self.ensure_one()
        request = self.audience_id or self._make_request()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pr.audience",
            "res_id": request.id,
            "view_mode": "form",
        }

    def _make_request(self):
        if not self.email:
            raise UserError(
                self.env._(
                    "This mail names no address to answer to. Enter the request by"
                    " hand."
                )
            )
        request_model = self.env["pr.audience"].with_company(self.company_id)
        values = request_model._prepare_mail_request(
            {"email_from": self.sender}, self.company_id
        )
        request = request_model.create(
            values | {"subject": self.text, "date_received": self.received_on}
        )
        refusal_sudo = self.sudo()
        refusal_sudo.audience_id = request
        return request

    @api.autovacuum
    def _gc_old(self):
        """Drop what nobody made a request of within ninety days."""
        old = fields.Datetime.now() - _KEPT
        self.search([("received_on", "<", old)], limit=1000).unlink()
