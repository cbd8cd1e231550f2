from email.message import EmailMessage
from email.utils import formataddr, make_msgid

from odoo.exceptions import AccessError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import AudienceCase

LOGGERS = "odoo.addons.mail.models.mail_thread"


class TestAudienceMail(AudienceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        domain = cls.env["mail.alias.domain"].create({"name": "muni.example.org"})
        cls.env.company.alias_domain_id = domain
        cls.inbox = cls.env["pr.audience.inbox"].create(
            {"company_id": cls.env.company.id, "alias_name": "audiencias"}
        )

    def _mail(self, text="Pido audiencia por el agua", **headers):
        message = EmailMessage()
        headers = {
            "From": "Julia Ccori <JULIA@example.org>",
            "To": "audiencias@muni.example.org",
            "Subject": "Audiencia",
            "Message-ID": make_msgid(domain="example.org"),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in headers.items():
            if value is not None:
                message[name] = value
        message.set_content(text)
        return message

    @mute_logger(LOGGERS)
    def _receive(self, message):
        raw = message if isinstance(message, bytes) else message.as_bytes()
        model = self.env["pr.audience"]
        before = model.search([])
        self.env["mail.thread"].message_process(False, raw)
        return model.search([]) - before

    def test_a_mail_becomes_a_request_and_nobody_is_added(self):
        partners = self.env["res.partner"].search_count([])
        request = self._receive(self._mail())
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertEqual(request.channel, "mail")
        self.assertEqual(request.requester_name, "Julia Ccori")
        self.assertEqual(request.email, "julia@example.org")
        self.assertEqual(request.tell_by, "mail")
        self.assertIn("Pido audiencia por el agua", request.subject)
        self.assertFalse(request.partner_id or request.received_by_id)
        self.assertEqual(request.agenda_id.company_id, request.company_id)
        names = request.message_ids.attachment_ids.mapped("name")
        self.assertIn("original.eml", names)

    def test_a_known_address_is_the_person_of_the_register(self):
        message = self._mail(From="<ROSA@Example.org>")
        request = self._receive(message)
        self.assertEqual(request.partner_id, self.neighbour)
        self.assertEqual(request.requester_name, "Vecina Rosa")

    def test_without_subject_name_or_text(self):
        request = self._receive(self._mail("", Subject=None, From="x@example.org"))
        self.assertEqual(request.requester_name, "x@example.org")
        self.assertEqual(request.subject, "(mail without text)")

    def test_latin_1(self):
        raw = (
            b"From: =?iso-8859-1?Q?Jos=E9_=D1ahui?= <jose@example.org>\r\n"
            b"To: audiencias@muni.example.org\r\n"
            b"Subject: =?iso-8859-1?Q?Petici=F3n?=\r\n"
            b"Message-ID: <latin1@example.org>\r\n"
            b"Content-Type: text/plain; charset=iso-8859-1\r\n"
            b"Content-Transfer-Encoding: 8bit\r\n\r\n"
            b"El ni\xf1o necesita atenci\xf3n\r\n"
        )
        request = self._receive(raw)
        self.assertEqual(request.requester_name, "José Ñahui")
        self.assertEqual(request.subject, "Petición\n\nEl niño necesita atención")

    def test_html_is_text_and_harmless(self):
        message = self._mail()
        message.set_content(
            "<p>Hola</p><script>alert(1)</script><p>{{ 7*7 }}</p>", subtype="html"
        )
        request = self._receive(message)
        self.assertIn("Hola", request.subject)
        self.assertIn("{{ 7*7 }}", request.subject)
        self.assertNotIn("<p>", request.subject)
        self.assertNotIn("<script", request.message_ids.mapped("body")[0])

    def test_an_answer_comes_to_its_request_from_the_citizen_only(self):
        request = self._receive(self._mail())
        reply_to = request._notify_get_reply_to()[request.id]
        self.assertEqual(reply_to, "audiencias@muni.example.org")
        note = self.env["mail.message"].search(
            [("model", "=", "pr.audience"), ("res_id", "=", request.id)], limit=1
        )
        reference = {"References": note.message_id, "Subject": "Re: Audiencia"}
        answered = self._mail("Adjunto mi DNI", **reference)
        self.assertFalse(self._receive(answered))
        self.assertIn("Adjunto mi DNI", request.message_ids[0].body)
        stranger = self._mail("Soy yo", From="otra@example.com", **reference)
        other = self._receive(stranger)
        self.assertEqual(other.email, "otra@example.com")
        self.assertNotIn("Soy yo", "".join(request.message_ids.mapped("body")))

    def test_programs_make_no_request(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Precedence": "bulk"},
            {"From": "audiencias@muni.example.org"},
            {"From": "catchall@muni.example.org"},
        ):
            with self.subTest(headers):
                self.assertFalse(self._receive(self._mail(**headers)))
        refused = self.inbox.refusal_ids
        self.assertEqual(
            sorted(refused.mapped("reason")), ["own"] * 2 + ["program"] * 2
        )
        self.assertFalse(any(refused.mapped("told")))
        self.assertIn("JULIA@example.org", refused.mapped("sender")[-1])

    def test_an_address_that_does_not_stop(self):
        self.inbox.hourly_limit = 3
        made = sum(len(self._receive(self._mail())) for _ in range(5))
        self.assertEqual(made, 3)
        refused = self.inbox.refusal_ids
        self.assertEqual(refused.mapped("reason"), ["often"] * 2)
        mails = self.env["pr.mail"].search([("res_model", "=", refused._name)])
        self.assertEqual(mails.mapped("email_to"), ["julia@example.org"])
        self.assertIn("no further request", refused[-1].told)
        self.assertFalse(refused[0].told)
        self.assertTrue(self._receive(self._mail(From="otra@example.com")))

    def test_a_flood_is_counted_and_not_kept(self):
        message_dict = {"email_from": "lista@example.org", "subject": "Boletín"}
        for _number in range(25):
            refusal = self.env["pr.audience.refusal"]._note(
                self.inbox, message_dict, "program"
            )
        self.assertEqual(len(self.inbox.refusal_ids), 20)
        self.assertEqual(refusal.times, 6)

    def test_a_request_is_made_of_what_a_person_wrote_after_all(self):
        headers = {"Precedence": "bulk", "Subject": "Pido audiencia"}
        self.assertFalse(self._receive(self._mail("Por el agua", **headers)))
        refusal = self.inbox.refusal_ids.with_user(self.secretary)
        opened = refusal.action_make_request()
        request = self.env["pr.audience"].browse(opened["res_id"])
        self.assertEqual(request.channel, "mail")
        self.assertEqual(request.email, "julia@example.org")
        self.assertIn("Por el agua", request.subject)
        self.assertEqual(refusal.audience_id, request)
        self.assertEqual(refusal.action_make_request()["res_id"], request.id)
        with self.assertRaises(AccessError):
            refusal.unlink()

    def test_the_same_mail_twice_is_one_request(self):
        message = self._mail()
        self.assertTrue(self._receive(message))
        self.assertFalse(self._receive(message))

    def test_large_and_executable_files_stay_in_the_original(self):
        self.env.company.pr_audience_form_megabytes = 1
        message = self._mail()
        for name, content in (
            ("dni.pdf", b"%PDF-1.4 x"),
            ("virus.pdf", b"MZ\x90\x00 x"),
            ("grande.pdf", b"%PDF-1.4" + b"0" * 2**20),
        ):
            message.add_attachment(
                content, maintype="application", subtype="pdf", filename=name
            )
        request = self._receive(message)
        names = request.message_ids.attachment_ids.mapped("name")
        self.assertCountEqual(names, ["dni.pdf", "original.eml"])
        self.assertEqual(request.left_out_files, "virus.pdf\ngrande.pdf")
        bodies = "".join(request.message_ids.mapped("body"))
        self.assertIn("virus.pdf", bodies)
        original = request.message_ids.attachment_ids.filtered(
            lambda file: file.name == "original.eml"
        )
        self.assertIn(b"virus.pdf", original.raw)

    def test_thirty_megabytes_are_kept_once_and_said(self):
        message = self._mail()
        content = b"%PDF-1.4" + b"\0" * (30 << 20)
        message.add_attachment(
            content, maintype="application", subtype="pdf", filename="plano.pdf"
        )
        request = self._receive(message)
        self.assertEqual(request.left_out_files, "plano.pdf")
        original = request.message_ids.attachment_ids
        self.assertEqual(original.mapped("name"), ["original.eml"])
        self.assertGreater(original.file_size, 30 << 20)
        self.assertIn("Pido audiencia por el agua", request.subject)

    def test_names_of_all_kinds(self):
        for number, (name, kept) in enumerate(
            (
                ("J", "x0@example.org"),
                ("Rosa 🌽🦙", "Rosa 🌽🦙"),
                ("مرحبا بالعالم", "مرحبا بالعالم"),
                ("<script>alert(1)</script>", "<script>alert(1)</script>"),
                ("{{7*7}} ${7*7} %(name)s", "{{7*7}} ${7*7} %(name)s"),
                ("J" * 300, "J" * 300),
            )
        ):
            sender = formataddr((name, f"x{number}@example.org"))
            with self.subTest(name=name[:30]):
                request = self._receive(self._mail(From=sender, Subject=name))
                self.assertEqual(request.requester_name, kept)
                self.assertTrue(request.subject.startswith(name))

    def test_the_settings_make_the_address(self):
        self.inbox.unlink()
        with Form(self.env["res.config.settings"]) as form:
            form.pr_audience_alias_name = "citas"
        form.record.execute()
        inbox = self.env["pr.audience.inbox"].search([])
        self.assertEqual(inbox.alias_email, "citas@muni.example.org")
        self.assertEqual(inbox.alias_contact, "everyone")
        self.env.company.alias_domain_id = False
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.pr_audience_alias_name, "citas")

    def test_two_municipalities(self):
        other = self.env["res.company"].create({"name": "Otra"})
        other.alias_domain_id = self.env.company.alias_domain_id
        self.env["pr.audience.inbox"].create(
            {"company_id": other.id, "alias_name": "otra"}
        )
        request = self._receive(self._mail(To="otra@muni.example.org"))
        self.assertEqual(request.company_id, other)
        self.assertFalse(request.agenda_id)
