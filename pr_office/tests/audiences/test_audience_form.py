import io
import re
import zipfile
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .form_common import PDF, FormCase

_MEGABYTE = 1024 * 1024
NASTY = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "{{7*7}} ${7*7} #{7*7} <t t-out='env'/>",
    "%(name)s %s {0.__class__}",
    "'; DROP TABLE pr_audience; --",
    "مرحبا بالعالم",
    "Rosa 🌽🦙",
)


@tagged("post_install", "-at_install")
class TestAudienceForm(FormCase):
    # -- what is stored -------------------------------------------------

    def test_a_request_is_stored_with_number_proof_and_way_to_its_page(self):
        request = self.assertStored(self._send())
        self.assertEqual(request.channel, "web")
        self.assertTrue(request.name)
        self.assertTrue(request.date_deadline)
        self.assertEqual(request.requester_document, "45678912")
        self.assertFalse(request.partner_id)
        proof = self.env["pr.privacy.proof"].search(
            [("res_model", "=", "pr.audience"), ("res_id", "=", request.id)]
        )
        self.assertEqual(proof.notice_id, self.notice)
        self.assertEqual(proof.notice_hash, self.notice.text_hash)
        self.assertFalse(request._get_form_consents())

    def test_nobody_enters_the_register_by_asking(self):
        before = self.env["res.partner"].search_count([])
        self.assertStored(self._send(email="julia@example.com"))
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_consents_are_apart_and_each_for_itself(self):
        request = self.assertStored(self._send(consent=["bulletin", "photos", "x"]))
        consents = request._get_form_consents()
        self.assertEqual(set(consents.mapped("purpose")), {"bulletin", "photos"})
        consents[0].action_revoke()
        self.assertEqual(len(request._get_form_consents()), 1)

    def test_files_hang_on_the_request(self):
        files = [("carta.pdf", PDF), ("foto.PDF", b"\xff\xd8\xff\xe0JFIF")]
        request = self.assertStored(self._send(files=files))
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "pr.audience"), ("res_id", "=", request.id)]
        )
        found = {row.name: (row.mimetype, row.raw) for row in attachments}
        self.assertEqual(found["carta.pdf"], ("application/pdf", PDF))
        self.assertEqual(found["foto.PDF.jpg"][0], "image/jpeg")
        self.assertFalse(any(attachments.mapped("public")))

    def test_the_settings_say_who_is_asked_for(self):
        self.agenda.sequence = 1
        second, third = self.agenda.create(
            [
                {"partner_id": partner.id, "company_id": self.company.id}
                for partner in self.env["res.partner"].create(
                    [{"name": "Gerente Benavente"}, {"name": "Regidora Huamán"}]
                )
            ]
        )
        self.assertEqual(self.assertStored(self._send()).agenda_id, self.agenda)
        self.company.pr_audience_agenda_ids = third
        self.assertEqual(self.assertStored(self._send()).agenda_id, third)
        self.assertNotIn('id="agenda_id"', self.url_open(self._form_path).text)
        self.company.pr_audience_agenda_ids = second + third
        shown = self.url_open(self._form_path).text
        self.assertIn("Regidora Huamán", shown)
        self.assertNotIn(f'value="{self.agenda.id}">{self.agenda.name}', shown)
        stored = self._stored()
        for wrong in ("", str(self.agenda.id), "x", "99999999999"):
            refused = self._send(agenda_id=wrong)
            self.assertEqual(refused.status_code, 422)
            self.assertIn('id="agenda_id_error"', refused.text)
        self.assertEqual(self._stored(), stored)
        chosen = self.assertStored(self._send(agenda_id=str(third.id)))
        self.assertEqual(chosen.agenda_id, third)
        other = self.env["res.company"].create({"name": "Otra"})
        with self.assertRaises(ValidationError):
            other.pr_audience_agenda_ids = third

    def test_the_same_form_twice_is_one_request(self):
        seal = self._seal()
        one = self.assertStored(self._send(form_key=seal))
        other = self.assertStored(self._send(form_key=seal))
        self.assertEqual(one, other)

    def test_all_kinds_of_text_are_kept_as_text(self):
        for text in NASTY:
            with self.subTest(text=text):
                request = self.assertStored(
                    self._send(
                        requester_name=f"Rosa {text}"[:120],
                        subject=text,
                        decision_sought=text,
                        participants=text,
                        language=text[:60],
                        capacity="represents",
                        represented_name=text,
                    )
                )
                self.assertEqual(request.subject, text)
                self.assertEqual(request.represented_name, text)

    # -- what is refused ------------------------------------------------

    def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(self):
        response = self._send(requester_document="1234", subject="Agua & <b>luz</b>")
        self.assertRefused(response, "requester_document")
        self.assertIn("Agua &amp; &lt;b&gt;luz&lt;/b&gt;", response.text)
        self.assertIn('value="984 100 200"', response.text)
        self.assertIn('value="Julia Ccori Mamani"', response.text)
        self.assertIn('<textarea id="decision_sought"', response.text)

    def test_nasty_texts_are_shown_as_text(self):
        for text in NASTY:
            response = self._send(requester_name=text, phone="1")
            self.assertEqual(response.status_code, 422)
            self.assertNotIn("<script>alert", response.text)
            self.assertNotIn("<img src=x", response.text)
            self.assertNotIn("49 ", response.text)

    def test_bad_input_of_all_kinds(self):
        cases = [
            ("requester_name", "J"),
            ("requester_name", "J" * 300),
            ("requester_name", ""),
            ("requester_name", "Ju\0lia"),
            ("subject", "x" * 5000),
            ("email", "a@b.pe\r\nBcc: c@d.pe"),
            ("phone", "no tengo"),
            ("requester_document", "😀" * 8),
        ]
        for name, text in cases:
            with self.subTest(name=name, text=text[:20]):
                self.assertRefused(self._send(**{name: text}), name)

    def test_letters_that_are_no_utf8(self):
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
            for name, text in self._fields(subject="Señor alcalde").items()
        ]
        response = self._post_raw(
            "".join([*parts, "--edge--\r\n"]).encode("latin-1"),
            "multipart/form-data; boundary=edge",
        )
        self.assertRefused(response, "subject")
        response = self._post_raw(
            "subject=Señor".encode("latin-1"), "application/x-www-form-urlencoded"
        )
        self.assertEqual(response.status_code, 400)
        self.assertIn("<h1>", response.text)

    def _post_raw(self, body, content_type):
        return self.url_open(
            self._form_path,
            data=body,
            headers={"Content-Type": content_type},
            allow_redirects=False,
        )

    # -- files ----------------------------------------------------------

    def test_a_program_named_as_a_document_is_refused(self):
        files = [("carta.pdf", b"MZ\x90\0" + b"\0" * 200)]
        self.assertRefused(self._send(files=files), "files", "carta")

    def test_macros_archives_and_pages_are_refused(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("[Content_Types].xml", "x")
            archive.writestr("word/document.xml", "x")
            archive.writestr("word/vbaProject.bin", "x")
        for content in (stream.getvalue(), b"<svg onload='x'/>", b"", b"GIF89a"):
            response = self._send(files=[("carta.docx", content)])
            self.assertRefused(response, "files")

    def test_a_file_above_the_limit_is_refused_by_its_name(self):
        self.company.pr_audience_form_megabytes = 1
        large = PDF + b"\0" * (_MEGABYTE + 1)
        response = self._send(files=[("plano.pdf", large)])
        self.assertRefused(response, "files", "plano")

    def test_thirty_megabytes_are_not_even_read(self):
        with mute_logger("odoo.http"):
            response = self._send(files=[("plano.pdf", PDF + b"\0" * 30 * _MEGABYTE)])
        self.assertEqual(response.status_code, 413)
        self.assertIn("5", response.text)
        self.assertIn("<h1>", response.text)
        self.assertFalse(self._stored())

    def test_too_many_files(self):
        files = [(f"{number}.pdf", PDF) for number in range(4)]
        self.assertRefused(self._send(files=files), "files")

    def test_good_files_wait_while_the_form_is_corrected(self):
        seal = self._seal()
        response = self._send(form_key=seal, phone="1", files=[("carta.pdf", PDF)])
        self.assertRefused(response, "phone")
        self.assertIn("carta.pdf", response.text)
        kept = re.findall(r'name="kept"[^>]*value="(\d+)"', response.text)
        self.assertEqual(len(kept), 1)
        request = self.assertStored(self._send(form_key=seal, kept=kept))
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "pr.audience"), ("res_id", "=", request.id)]
        )
        self.assertEqual((attachment.name, attachment.raw), ("carta.pdf", PDF))
        self.assertFalse(self.env["pr.audience.upload"].search([]))

    def test_waiting_files_are_of_that_form_alone(self):
        self._send(phone="1", files=[("carta.pdf", PDF)])
        upload = self.env["pr.audience.upload"].search([])
        request = self.assertStored(self._send(kept=[str(upload.id)]))
        self.assertFalse(
            self.env["ir.attachment"].search_count(
                [("res_model", "=", "pr.audience"), ("res_id", "=", request.id)]
            )
        )
        self.assertTrue(upload.exists())

    def test_a_waiting_file_may_be_taken_out(self):
        seal = self._seal()
        self._send(form_key=seal, phone="1", files=[("carta.pdf", PDF)])
        self._send(form_key=seal, phone="1")
        self.assertFalse(self.env["pr.audience.upload"].search([]))

    def test_abandoned_files_go_after_a_day(self):
        self._send(phone="1", files=[("carta.pdf", PDF)])
        upload = self.env["pr.audience.upload"].search([])
        upload._gc_abandoned()
        self.assertTrue(upload.exists())
        self.env.cr.execute(
            "UPDATE pr_audience_upload SET create_date = %s",
            [fields.Datetime.now() - timedelta(days=2)],
        )
        upload.invalidate_recordset()
        upload._gc_abandoned()
        self.assertFalse(upload.exists())

    # -- the guard ------------------------------------------------------

    def test_what_programs_fill_in_is_not_stored(self):
        response = self._send(website="http://spam.example")
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._stored())

    def test_faster_than_anybody_writes(self):
        response = self._send(form_key=self._seal(age=0))
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._stored())
        self.assertIn("Julia Ccori Mamani", response.text)

    def test_seals_that_are_old_or_not_ours(self):
        body, _, signature = self._seal().rpartition(".")
        for seal in (self._seal(age=90000), "", f"1{body}.{signature}", "x.y.z"):
            response = self._send(form_key=seal)
            self.assertEqual(response.status_code, 422)
            fresh = re.search(r'name="form_key" value="([^"]+)"', response.text)[1]
            self.assertNotEqual(fresh, seal)
        self.assertFalse(self._stored())

    def test_files_that_were_not_kept_are_named(self):
        response = self._send(form_key="", files=[("carta.pdf", PDF)])
        self.assertRefused(response, "files", "carta")

    def test_one_address_has_so_many_attempts(self):
        self.company.pr_audience_form_tries = 3
        for _ in range(3):
            self.assertEqual(self._send(phone="1").status_code, 422)
        response = self._send()
        self.assertEqual(response.status_code, 429)
        self.assertIn('value="Julia Ccori Mamani"', response.text)
        self.assertTrue(response.headers["Retry-After"])
        self.assertFalse(self._stored())
        self._let_time_pass(600)
        self.assertStored(self._send())

    def test_a_forged_address_is_no_other_visitor(self):
        self.company.pr_audience_form_tries = 1
        self._send(phone="1")
        response = self._send(headers={"X-Forwarded-For": "190.1.2.3"})
        self.assertEqual(response.status_code, 429)

    def test_an_hour_has_so_many_requests(self):
        self.company.pr_audience_form_hourly = 1
        self.assertStored(self._send())
        self.assertEqual(self._send().status_code, 429)
        self._let_time_pass(3600)
        self.assertStored(self._send())

    def test_junk_leaves_the_hour_to_others(self):
        self.company.pr_audience_form_hourly = 1
        for _ in range(5):
            self._send(requester_name="")
        self.assertStored(self._send())

    def test_a_page_elsewhere_sends_nothing_for_who_is_logged_in(self):
        self.authenticate("admin", "admin")
        response = self._send()
        self.assertEqual(response.status_code, 422)
        self.assertFalse(self._stored())

    def _let_time_pass(self, seconds):
        self.env.cr.execute(
            "UPDATE pr_rate_limit SET expires_on = expires_on - %s * interval '1 s'",
            [seconds],
        )

    # -- open and closed ------------------------------------------------

    def test_switched_off_it_says_where_else(self):
        self.company.pr_audience_form = False
        self.company.phone = "084 200 300"
        page = self.url_open(self._form_path)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("<form", page.text.partition("<main")[2])
        self.assertIn("084 200 300", page.text)
        self._send()
        self.assertFalse(self._stored())

    def test_without_a_published_notice_it_asks_nobody(self):
        self.notice.action_withdraw()
        drafts = self.env["pr.privacy.notice"].search(
            [("code", "=", "audience"), ("state", "=", "published")]
        )
        drafts.action_withdraw()
        self.assertNotIn("requester_name", self.url_open(self._form_path).text)
        self._send()
        self.assertFalse(self._stored())
        settings = self.env["res.config.settings"].with_company(self.company)
        status = settings.create({}).pr_audience_form_status
        self.assertIn("29733", status)

    def test_page_shows_the_notice_and_is_kept_by_nobody(self):
        page = self.url_open(self._form_path)
        self.assertIn("Para atender su solicitud.", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        seal = re.search(r'name="form_key" value="([^"]+)"', page.text)[1]
        self.assertIn("consent_photos", page.text)
        again = self.url_open(self._form_path).text
        self.assertNotIn(seal, again)

    def test_cost_of_a_request_is_flat(self):
        self.assertStored(self._send())
        for count in (0, 300):
            self.env["pr.audience"].create(
                [{"requester_name": "Otra", "subject": "Agua"}] * count
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(count=count), self.assertQueryCount(110):
                self.env["pr.audience"]._receive_form(
                    self.company,
                    {"requester_name": "Julia", "subject": "Agua"},
                    [],
                    self._seal(),
                )
