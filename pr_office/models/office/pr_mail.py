import logging
import smtplib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import generate_tracking_message_id

from ...tools import delivery, ical

_logger = logging.getLogger(__name__)

_BATCH = 50
# Minutes until each new try; after the last one the mail has failed.
_WAITS = (5, 15, 60, 240, 720)


class PrMail(models.Model):
    """A mail to one person, that goes out once or says that it is not certain.

    That a mail is being sent is committed before the server gets it. After a crash
    nobody can know whether it was taken: it is then "uncertain", and a person decides.
    """

    _name = "pr.mail"
    _description = "Mail to a Person"
    _order = "id desc"
    _rec_name = "subject"
    _pr_personal_fields = ("email_to", "subject", "body")

    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, index=True
    )
    record_name = fields.Char(string="About", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    email_to = fields.Char(string="To", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(
        readonly=True, groups="pr_office.group_user,pr_office.group_secretary"
    )
    lang = fields.Char(string="Language", readonly=True)
    reply_to = fields.Char(readonly=True)
    is_due = fields.Boolean(
        string="Answer that is owed",
        readonly=True,
        help="Goes also to an address that asked for no mailings.",
    )
    attachment_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        domain=[("res_model", "=", "pr.mail")],
        string="Files",
        readonly=True,
    )
    message_id = fields.Char(string="Message-ID", required=True, readonly=True)
    state = fields.Selection(
        selection=[
            ("queued", "Waiting to go out"),
            ("sending", "Going out"),
            ("sent", "Sent"),
            ("uncertain", "Uncertain"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        default="queued",
        required=True,
        readonly=True,
        index=True,
        help="Uncertain: the server stopped while it was going out. It may have arrived"
        " or not.",
    )
    failure = fields.Text(string="What the mail server said", readonly=True)
    tries = fields.Integer(readonly=True)
    next_try = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    sent_on = fields.Datetime(readonly=True)
    bounced_on = fields.Datetime(string="Came back on", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )

    _message_id_uniq = models.UniqueIndex("(message_id)")
    _waiting = models.Index("(next_try) WHERE state = 'queued'")

    # ------------------------------------------------------------
    # QUEUEING
    # ------------------------------------------------------------

    @api.model
    def _queue(
        self,
        record,
        email_to,
        subject,
        body,
        attachments=(),
        lang=None,
        is_due=False,
    ):
        """Put a mail in the queue, in the transaction of what it tells.

        :param record: what it is about; shows the mail, hears what becomes of it
            (``_on_pr_mail(mail)``), and says where answers go
        :param str email_to: one address
        :param markupsafe.Markup body: HTML; the plain text follows from it
        :param attachments: ``(file name, bytes, MIME type)`` each
        :param bool is_due: an answer that is owed goes also to an address on the list
            of those who want no mailings
        :return: the ``pr.mail``, with all rights
        """
        record.ensure_one()
        return self._queue_all(
            [
                {
                    "record": record,
                    "email_to": email_to,
                    "subject": subject,
                    "body": body,
                    "attachments": attachments,
                    "lang": lang,
                    "is_due": is_due,
                }
            ]
        )

    @api.model
    def _queue_all(self, letters):
        """Put many mails in the queue; the queries do not grow with their number.

        :param letters: dicts of the parameters of :meth:`_queue`; all the records are
            of one model
        :return: the ``pr.mail`` records in that order, with all rights
        """
        if not letters:
            return self.sudo()
        records = letters[0]["record"].union(*(row["record"] for row in letters))
        reply_to = self._get_reply_addresses(records)
        mails_sudo = self.sudo().create(
            [self._prepare_mail(row, reply_to[row["record"].id]) for row in letters]
        )
        mails_sudo._keep_files([row.get("attachments", ()) for row in letters])
        mails_sudo._log_on_record()
        for mail_sudo in mails_sudo:
            to = mail_sudo.email_to
            if not email_normalize(to):
                mail_sudo._fail(self.env._("%(to)s is no address of mail.", to=to))
        self._trigger()
        return mails_sudo

    def _get_reply_addresses(self, records):
        """Return where answers go, by the id of each record."""
        found = {}
        records_sudo = records.sudo()
        for company, rows in records_sudo.grouped(self._get_sender).items():
            default = company.email_formatted
            found.update(rows._notify_get_reply_to(default=default))
        return found

    def _get_sender(self, record):
        return ("company_id" in record and record.company_id) or self.env.company

    def _prepare_mail(self, letter, reply_to):
        record = letter["record"]
        return {
            "res_model": record._name,
            "res_id": record.id,
            "record_name": record.display_name,
            "company_id": self._get_sender(record).id,
            "email_to": letter["email_to"],
            "subject": " ".join((letter["subject"] or "").split()),
            "body": letter["body"],
            "reply_to": reply_to,
            "lang": letter.get("lang") or record.env.lang,
            "is_due": letter.get("is_due", False),
            "message_id": generate_tracking_message_id(f"{record.id}-{record._name}"),
        }

    def _keep_files(self, files):
        """Keep the files of each of these mails, given in their order."""
        self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": mail.id,
                }
                for mail, attachments in zip(self, files, strict=True)
                for name, content, mimetype in attachments
            ]
        )

    def _log_on_record(self):
        """Say in the records' conversations that a mail goes out.

        With the mail's own Message-ID, so that answers and bounces find the record.
        """
        text = self.env._('Mail to %(to)s: "%(subject)s"')
        thread = self.pool["mail.thread"]
        for mail in self:
            record = self.env[mail.res_model].browse(mail.res_id)
            if isinstance(record, thread):
                message_sudo = record._message_log(
                    body=text % {"to": mail.email_to, "subject": mail.subject}
                )
                message_sudo.message_id = mail.message_id

    @api.model
    def _trigger(self):
        self.env.ref("pr_office.ir_cron_mails")._trigger()

    def _get_record(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).exists()

    # ------------------------------------------------------------
    # SENDING
    # ------------------------------------------------------------

    @api.model
    def _cron_send(self):
        """Send what waits, one by one, each step committed."""
        self._mark_left_uncertain()
        post = _PostOffice(self.env)
        try:
            self._send_waiting(post)
        finally:
            post.close()

    def _send_waiting(self, post):
        cron = self.env["ir.cron"]
        seen = self.browse()
        while batch := self._search_waiting(seen):
            seen |= batch
            batch._drop_unwanted()
            cron._commit_progress(remaining=self.search_count(self._get_due_domain()))
            for mail in batch:
                mail._send(post)
                if not cron._commit_progress(1):
                    return

    @api.model
    def _get_due_domain(self):
        return Domain("state", "=", "queued") & Domain(
            "next_try", "<=", fields.Datetime.now()
        )

    @api.model
    def _search_waiting(self, seen):
        domain = self._get_due_domain() & Domain("id", "not in", seen.ids)
        return self.search(domain, order="id", limit=_BATCH)

    @api.model
    def _mark_left_uncertain(self):
        """Mark what a server that stopped left behind.

        Whoever sends holds the row: what can be locked is nobody's any more.
        """
        left = self.search([("state", "=", "sending")])
        left = left.try_lock_for_update(allow_referencing=True)
        left.invalidate_recordset(["state"])
        for mail in left.filtered(lambda mail: mail.state == "sending"):
            mail._set_state("uncertain")
        self.env["ir.cron"]._commit_progress()

    def _drop_unwanted(self):
        """Cancel what is not owed to whoever asked for no mailings."""
        wishes = self.filtered(lambda mail: not mail.is_due)
        by_address = wishes.grouped(lambda mail: email_normalize(mail.email_to))
        unwanted_model_sudo = self.env["mail.blacklist"].sudo()
        for row in unwanted_model_sudo.search([("email", "in", list(by_address))]):
            for mail in by_address[row.email]:
                mail.failure = self.env._("The person asked to receive no mailings.")
                mail._set_state("cancelled")

    def _send(self, post):
        """Send one mail, unless somebody else does or it waits no longer."""
        if not self._hold("queued"):
            return
        try:
            session = post.connect(self)
            message = self._build()
        except (UserError, OSError, smtplib.SMTPException) as error:
            self._put_off(delivery.judge(error, handed_over=False)[1])
            return
        except ValueError as error:
            self._fail(str(error))
            return
        self.state = "sending"
        self.env["ir.cron"]._commit_progress()
        if self._hold("sending"):
            self._hand_over(session, message)

    def _hold(self, state):
        """Lock this row for the transaction; tell whether it still is in that state."""
        self.env.flush_all()
        self.invalidate_recordset(["state"])
        held = self.try_lock_for_update(allow_referencing=True)
        return bool(held) and self.state == state

    def _build(self):
        company = self.company_id
        return self.env["ir.mail_server"]._build_email__(
            email_from=company.email_formatted,
            email_to=[self.email_to],
            subject=self.subject,
            body=self.body,
            body_alternative=ical.plain_text(self.body),
            subtype="html",
            reply_to=self.reply_to,
            message_id=self.message_id,
            headers={"Auto-Submitted": "auto-generated"},
            attachments=[
                (file.name, file.raw, file.mimetype) for file in self.attachment_ids
            ],
        )

    def _hand_over(self, session, message):
        server = self.env["ir.mail_server"].with_context(
            domain_bounce_address=self.company_id.bounce_email,
            domain_notifications_email=self.company_id.default_from_email,
        )
        with delivery.watching(session) as watch:
            try:
                server.send_email(message, smtp_session=session)
            except Exception as error:
                self._note_error(*delivery.judge(error, watch.handed_over))
                return
        self.write({"sent_on": fields.Datetime.now(), "failure": False})
        self._set_state("sent")

    def _note_error(self, verdict, words):
        _logger.info("Mail %s: %s (%s)", self.id, verdict, words)
        if verdict == delivery.LATER:
            self._put_off(words)
        elif verdict == delivery.REFUSED:
            self._fail(words)
        else:
            self.failure = words
            self._set_state("uncertain")

    def _put_off(self, words):
        """Try again later, and each time later still."""
        if self.tries >= len(_WAITS):
            self._fail(words)
            return
        again = fields.Datetime.now() + timedelta(minutes=_WAITS[self.tries])
        self.write(
            {
                "state": "queued",
                "tries": self.tries + 1,
                "next_try": again,
                "failure": words,
            }
        )
        self.env.ref("pr_office.ir_cron_mails")._trigger(again)

    def _fail(self, words):
        """Give up, with the mail server's words, and tell whoever can help."""
        self.failure = words
        self._set_state("failed")
        self._ask_for_help()

    def _bounce(self, words):
        """Note that these mails were taken by a server and came back."""
        for mail in self:
            mail.bounced_on = fields.Datetime.now()
            mail._fail(ical.plain_text(words) or self.env._("The mail came back."))

    def _set_state(self, state):
        self.state = state
        record = self._get_record()
        if hasattr(record, "_on_pr_mail"):
            record._on_pr_mail(self)

    def _ask_for_help(self):
        record = self._get_record()
        if not isinstance(record, self.pool["mail.activity.mixin"]) or not record:
            return
        record.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self._get_helper(record).id,
            summary=self.env._("A mail could not be delivered"),
            note=f"{self.email_to}: {self.failure}",
        )

    def _get_helper(self, record):
        """Return who is asked for help: whoever wrote it, else the record's."""
        writer = self.user_id
        if writer.active and writer._is_internal() and not writer._is_superuser():
            return writer
        if hasattr(record, "_get_mail_helper"):
            return record._get_mail_helper()
        return self.env.user

    # ------------------------------------------------------------
    # WHAT A PERSON DECIDES
    # ------------------------------------------------------------

    def action_send_again(self):
        """Put these mails in the queue again, under their own Message-ID.

        A receiver that has it already may tell it is the same one.
        """
        for mail_sudo in self._check_may_decide():
            if mail_sudo.state not in ("uncertain", "failed"):
                raise UserError(
                    self.env._(
                        "Only uncertain and failed mails are sent again: %(mail)s is"
                        " neither.",
                        mail=mail_sudo.subject,
                    )
                )
            mail_sudo.write({"tries": 0, "next_try": fields.Datetime.now()})
            mail_sudo._set_state("queued")
        self.sudo()._trigger()
        return True

    def action_arrived(self):
        """Record that an uncertain mail arrived after all."""
        for mail_sudo in self._check_may_decide():
            if mail_sudo.state == "uncertain":
                mail_sudo.sent_on = fields.Datetime.now()
                mail_sudo._set_state("sent")
        return True

    def action_cancel(self):
        """Take these mails out of the queue."""
        for mail_sudo in self._check_may_decide():
            if mail_sudo.state in ("queued", "uncertain"):
                mail_sudo._set_state("cancelled")
        return True

    def _check_may_decide(self):
        """Return these mails with all rights, for whoever may write what they tell."""
        self.check_access("read")
        for mail in self:
            mail._get_record().check_access("write")
        return self.sudo()

    def action_open_record(self):
        """Open what the mail is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }


class _PostOffice:
    """Connections to mail servers, one for each sender, used again within a run."""

    def __init__(self, env):
        self.env = env
        self.sessions = {}

    def connect(self, mail):
        """Return a session that answers, for the sender of this mail."""
        sender = mail.company_id.email_formatted
        if sender not in self.sessions or not self._answers(self.sessions[sender]):
            server = self.env["ir.mail_server"]
            self.sessions[sender] = server._connect__(smtp_from=sender)
        return self.sessions[sender]

    def _answers(self, session):
        try:
            return session is None or session.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def close(self):
        for session in filter(None, self.sessions.values()):
            try:
                session.quit()
            except (OSError, smtplib.SMTPException):
                _logger.debug("A mail server had gone before the end.")
