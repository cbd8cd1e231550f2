import io
from datetime import date, datetime
from unittest import SkipTest

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from .common import AudienceCase

BAD_TEXTS = (
    "N" * 300,
    "Julia 😀 Ccori",
    "جوليا مامani",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7*7 }} ${7*7} <t t-out='7*7'/> %(name)s",
    "'; DROP TABLE pr_audience; --",
)


class TestAudienceCounter(AudienceCase):
    def _counter(self, user=None):
        model = self.env["pr.audience"].with_user(user or self.secretary)
        return Form(
            model.with_context(pr_counter=True),
            view="pr_office.pr_audience_view_form_counter",
        )

    def test_a_number_alone_brings_back_whoever_was_here(self):
        self._request(email="julia@example.org", requester_address="Jr. Lima 12")
        before = self.env["res.partner"].search_count([])
        with self._counter() as form:
            form.requester_document = "45.678.912"
            self.assertEqual(form.requester_name, "Julia Ccori")
            self.assertEqual(form.email, "julia@example.org")
            form.subject = "Desagüe"
        self.assertEqual(form.record.requester_document, "45678912")
        self.assertEqual(form.record.requester_address, "Jr. Lima 12")
        self.assertEqual(form.record.received_by_id, self.secretary)
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_a_number_finds_a_person_of_the_register(self):
        self.neighbour.write({"vat": "40404040", "phone": "984 111 222"})
        with self._counter() as form:
            form.requester_document = "40404040"
            self.assertEqual(form.requester_name, "Vecina Rosa")
            form.requester_name = "Rosa, la vecina"
            form.subject = "Vereda"
        self.assertEqual(form.record.requester_name, "Rosa, la vecina")
        self.assertEqual(form.record.phone, "984 111 222")

    def test_elsewhere_a_number_brings_up_nobody(self):
        self._request(email="julia@example.org")
        stranger = self._request(requester_name="Otra", phone=False)
        self.assertFalse(stranger.email or stranger.phone)

    def test_documents_are_checked_where_they_can_be(self):
        for kind, number, message in (
            ("dni", "4567891", "eight digits"),
            ("dni", "456789123456", "eight digits"),
            ("ruc", "20131312956", "check digit"),
            ("ruc", "2013131295", "eleven digits"),
            ("ce", "12", "carné"),
            ("other", "A" * 21, "twenty"),
        ):
            with (
                self.subTest(kind=kind, number=number),
                self.assertRaisesRegex(ValidationError, message),
            ):
                self._request(requester_document_type=kind, requester_document=number)
        for kind, number, stored in (
            ("dni", "45 678 912", "45678912"),
            ("ruc", "20131312955", "20131312955"),
            ("ce", "001234567", "001234567"),
            ("passport", "xb-12345", "XB-12345"),
            ("other", "CI 1.234.567", "CI 1.234.567"),
        ):
            request = self._request(
                requester_document_type=kind, requester_document=number
            )
            self.assertEqual(request.requester_document, stored)

    def test_a_paper_of_last_week_is_a_late_entry(self):
        with freeze_time("2026-05-18 15:00:00"), self._counter() as form:
            form.requester_name = "Julia Ccori"
            form.subject = "Agua"
            form.date_received = "2026-05-15 16:00:00"
            self.assertTrue(form.is_late_entry)
            form.written_on = "2026-05-14"
        request = form.record
        rows = dict(request._get_receipt_rows())
        self.assertIn("15/05/2026, 11:00", rows["Received on"])
        self.assertIn("05/14/2026", rows["On paper since"])

    def test_late_is_counted_in_the_days_of_the_office(self):
        # 21:00 of the 15th in Lima is the 16th in UTC
        moment = datetime(2026, 5, 16, 2)
        self.assertEqual(self._request()._get_day_of(moment), date(2026, 5, 15))

    def test_what_nobody_may_write(self):
        for values in ({"requester_name": "J"}, {"sheets": -1}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._request(**values)
        for text in BAD_TEXTS:
            request = self._request(
                requester_name=text,
                subject=text,
                decision_sought=text,
                phone=text,
                email=text,
                represented_name=text,
                capacity="represents",
                case_file=text,
                requester_address=text,
                participants=text,
            )
            html = (
                self.env["ir.actions.report"]
                ._render_qweb_html("pr_office.pr_audience_receipt_report", request.ids)[
                    0
                ]
                .decode()
            )
            self.assertNotIn("<script>alert", html)
            self.assertNotIn("<img src=x", html)
            self.assertNotIn("49 49", html)
            self.assertEqual(request.subject, text)

    def test_next_and_the_receipt_are_the_counter_s(self):
        request = self._request()
        action = request.action_next_citizen()
        self.assertEqual(action["res_model"], "pr.audience")
        self.assertEqual(action["context"], "{'pr_counter': True}")
        rows = dict(request._get_receipt_rows())
        self.assertEqual(rows["Sheets"], "1")
        self.assertIn("45678912", rows["Document"])
        self.assertIn("business days", request._get_receipt_term())

    def test_the_page_s_address_is_for_who_handles_the_request(self):
        request = self._request()
        self.assertIn("/pr/audience/", request._get_receipt_page()[0])
        seen = request.with_user(self.mayor_user)._get_receipt_page()
        self.assertEqual(seen, ("", ""))

    def test_the_reader_enters_nothing(self):
        with self.assertRaises(AccessError):
            self._request(self.mayor_user)

    def test_a_missing_pdf_program_is_said(self):
        request = self._request()
        self.patch(
            type(self.env["ir.actions.report"]),
            "get_wkhtmltopdf_state",
            lambda report: "install",
        )
        with self.assertRaisesRegex(UserError, "cannot make PDF"):
            request.action_store_and_print()


@tagged("post_install", "-at_install")
class TestAudiencePaper(AudienceCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_PE")
        cls.env["ir.module.module"]._load_module_terms(["pr_office"], ["es_PE"])
        cls.env.company.partner_id.lang = "es_PE"

    def _pdf(self, report, records):
        model = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        if model.get_wkhtmltopdf_state() in ("install", "broken"):
            raise SkipTest("wkhtmltopdf is missing")
        content, _kind = model.with_user(self.secretary)._render_qweb_pdf(
            report, records.ids
        )
        pages = PdfReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_the_receipt_is_one_page_in_spanish(self):
        request = self._request(subject="Agua " * 120, requester_name="Ñ" * 150)
        pages = self._pdf("pr_office.pr_audience_receipt_report", request)
        self.assertEqual(len(pages), 1)
        self.assertIn("CARGO DE RECEPCIÓN", pages[0])
        self.assertIn(request.name, pages[0])
        self.assertIn("Plazo interno de atención", pages[0])

    def test_the_blank_form_is_one_page(self):
        pages = self._pdf("pr_office.pr_audience_blank_report", self.env.company)
        self.assertEqual(len(pages), 1)
        self.assertIn("SOLICITUD DE AUDIENCIA", pages[0])
