import smtplib
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from unittest.mock import patch

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..common import RegisterCase


class _Session:
    """An SMTP session that takes mails, or answers what a test says."""

    from_filter = False
    smtp_from = False

    def __init__(self, error=None, during_data=False):
        self.error, self.during_data = error, during_data
        self.taken = []

    def noop(self):
        return 250, b"ok"

    def quit(self):
        return 221, b"bye"

    def data(self, message):
        if self.error and self.during_data:
            raise self.error
        self.taken.append(message)
        return 250, b"ok"

    def send_message(self, message, smtp_from, smtp_to_list):
        if self.error and not self.during_data:
            raise self.error
        self.data(message.as_bytes(policy=policy.SMTP))


@tagged("post_install", "-at_install")
class TestOfficeMail(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.record = cls.env["res.partner"].create({"name": "Vecina"})
        cls.env.company.email = "alcaldia@example.com"
        cls.model = cls.env["pr.mail"]

    def _queue(self, **values):
        return self.model._queue(
            self.record,
            **{
                "email_to": "julia@example.com",
                "subject": "Su cita",
                "body": Markup("<p>Buenos días</p>"),
                **values,
            },
        )

    @contextmanager
    def _server(self, session=None, error=None):
        session = session or _Session()

        def connect(*_args, **_kwargs):
            if error:
                raise error
            connect.times += 1
            return session

        connect.times = 0
        session.connect = connect
        with (
            patch.object(IrMail_Server, "_connect__", connect),
            patch.object(IrMail_Server, "_disable_send", lambda *_: False),
        ):
            yield session

    def _run(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("pr_office.ir_cron_mails").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_mail_goes_out_once_with_its_files(self):
        mail = self._queue(attachments=[("cita.ics", b"BEGIN:VCALENDAR", "text/plain")])
        with self._server() as session:
            self._run()
            self._run()
        self.assertEqual(mail.state, "sent")
        (taken,) = session.taken
        message = message_from_bytes(taken, policy=policy.default)
        self.assertEqual(message["Message-Id"], mail.message_id)
        self.assertEqual(message["To"], "julia@example.com")
        self.assertEqual(message["Subject"], "Su cita")
        kinds = [part.get_content_type() for part in message.walk()]
        self.assertIn("text/html", kinds)
        self.assertEqual(kinds.count("text/plain"), 2)
        (file,) = message.iter_attachments()
        self.assertEqual(file.get_filename(), "cita.ics")

    def test_one_connection_for_a_batch(self):
        for _number in range(3):
            self._queue()
        with self._server() as session:
            self._run()
        self.assertEqual(len(session.taken), 3)
        self.assertEqual(session.connect.times, 1)

    def test_refused_for_good_says_so_in_the_server_s_words(self):
        refused = smtplib.SMTPRecipientsRefused(
            {"julia@example.com": (550, b"no such mailbox")}
        )
        mail = self._queue()
        with self._server(_Session(refused)):
            self._run()
        self.assertEqual(mail.state, "failed")
        self.assertIn("550 no such mailbox", mail.failure)
        activity = self.record.activity_ids
        self.assertIn("no such mailbox", activity.note)

    def test_not_now_is_tried_again_later_and_later(self):
        busy = smtplib.SMTPSenderRefused(451, b"try later", "alcaldia@example.com")
        mail = self._queue()
        before = fields.Datetime.now()
        with self._server(_Session(busy)):
            self._run()
        self.assertEqual((mail.state, mail.tries), ("queued", 1))
        self.assertGreaterEqual(mail.next_try, before + timedelta(minutes=4))
        with self._server() as session:
            self._run()
            self.assertFalse(session.taken)
            mail.next_try = before
            self._run()
        self.assertEqual(mail.state, "sent")

    def test_in_the_end_it_has_failed(self):
        mail = self._queue()
        with self._server(error=ConnectionRefusedError("no server")):
            for _number in range(7):
                mail.next_try = fields.Datetime.now()
                self._run()
        self.assertEqual(mail.state, "failed")
        self.assertIn("no server", mail.failure)

    def test_lost_while_the_text_was_on_its_way_is_uncertain(self):
        lost = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        mail = self._queue()
        with self._server(_Session(lost, during_data=True)):
            self._run()
            self._run()
        self.assertEqual(mail.state, "uncertain")

    def test_lost_before_the_text_is_tried_again(self):
        lost = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        mail = self._queue()
        with self._server(_Session(lost)):
            self._run()
        self.assertEqual((mail.state, mail.tries), ("queued", 1))

    def test_left_behind_is_uncertain_and_never_sent_by_itself(self):
        mail = self._queue()
        mail.state = "sending"
        with self._server() as session:
            self._run()
            self._run()
            self.assertEqual(mail.state, "uncertain")
            self.assertFalse(session.taken)
            before = mail.message_id
            mail.action_send_again()
            self._run()
        self.assertEqual(mail.state, "sent")
        self.assertEqual(mail.message_id, before)
        with self.assertRaises(UserError):
            mail.action_send_again()

    def test_who_wants_no_mailings_still_gets_the_answer_owed(self):
        self.env["mail.blacklist"]._add("julia@example.com")
        wished, owed = self._queue(), self._queue(is_due=True)
        with self._server() as session:
            self._run()
        self.assertEqual((wished.state, owed.state), ("cancelled", "sent"))
        self.assertEqual(len(session.taken), 1)

    def test_what_is_no_address_fails_at_once(self):
        for address in ("", "nadie", "nadie@", False):
            mail = self._queue(email_to=address)
            self.assertEqual(mail.state, "failed", address)

    def test_names_with_line_breaks_add_no_headers(self):
        mail = self._queue(subject="Cita\r\nBcc: otro@example.com")
        with self._server() as session:
            self._run()
        self.assertEqual(mail.state, "sent")
        message = message_from_bytes(session.taken[0], policy=policy.default)
        self.assertFalse(message["Bcc"])

    def test_a_bounce_is_noted(self):
        mail = self._queue()
        mail.write({"state": "sent"})
        self.env["mail.thread"]._routing_handle_bounce(
            None,
            {
                "bounced_email": "julia@example.com",
                "bounced_partner": self.env["res.partner"],
                "bounced_msg_ids": [mail.message_id],
                "bounced_message": self.env["mail.message"],
                "body": "<p>mailbox is full</p>",
                "email_from": "mailer-daemon@example.com",
                "to": "bounce@example.com",
                "message_id": "<1@example.com>",
            },
        )
        self.assertTrue(mail.bounced_on)
        self.assertEqual(mail.state, "failed")
        self.assertIn("mailbox is full", mail.failure)

    def test_sending_costs_the_same_for_each_mail(self):
        def progress(cron, *_args, **_kwargs):
            cron.env.flush_all()
            return float("inf")

        def cost(number):
            for _number in range(number):
                self._queue()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            cron = type(self.env["ir.cron"])
            with self._server(), patch.object(cron, "_commit_progress", progress):
                self.model._cron_send()
            return self.env.cr.sql_log_count - before

        cost(1)
        one, two, ten = cost(1), cost(2), cost(10)
        self.assertLessEqual(ten - one, 9 * (two - one) + 2)
        self.assertLessEqual(two - one, 20)

    def test_rights(self):
        mail = self._queue()
        users = self._create_users()
        with self.assertRaises(AccessError):
            mail.with_user(users["internal"]).read(["email_to"])
        for role in ("user", "secretary", "manager"):
            self.assertTrue(mail.with_user(users[role]).body)
        for user in users.values():
            for refused in ("write", "unlink", "create"):
                self.assertFalse(mail.with_user(user).has_access(refused), refused)
        for role in ("reader", "auditor"):
            with self.assertRaises(AccessError):
                mail.with_user(users[role]).read(["body"])
            with self.assertRaises(AccessError):
                mail.with_user(users[role]).action_send_again()

    def test_the_mails_of_another_municipality_stay_there(self):
        mail = self._queue()
        elsewhere = self.env["res.company"].create({"name": "Otra"})
        user = self._create_users()["manager"]
        user.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        with self.assertRaises(AccessError):
            mail.with_user(user).read(["email_to"])
