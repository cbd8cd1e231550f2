import io
from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.tests import HttpCase
from odoo.tests.common import warmup
from odoo.tools.pdf import PdfReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .test_contacts_delivery import DeliveryCommon

MILLIMETRE = 72 / 25.4


class TestContactsLetterPrint(DeliveryCommon):
    def _text(self, report, records):
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            f"pr_office.{report}", records.ids
        )
        return " ".join(html.fromstring(content).find(".//main").text_content().split())

    def test_letter(self):
        letter = self._new_letter(
            reference="Acuerdo 1", annexes="Programa", sheets=2, cc_note="Archivo"
        )
        text = self._text("pr_letter_report", letter)
        self.assertIn("DRAFT WITHOUT NUMBER", text)
        letter.action_issue()
        text = self._text("pr_letter_report", letter)
        for expected in (
            letter.name,
            letter.subject,
            "Acuerdo 1",
            "Huarancayo, March 1, 2027",
            "Rosa Quispe",
            "Sheets: 2",
            "c.c.: Archivo",
            letter.initials,
        ):
            self.assertIn(expected, text)
        letter.annul("x")
        self.assertIn("ANNULLED", self._text("pr_letter_report", letter))

    def test_letter_is_printed_in_its_own_language(self):
        self.env["res.lang"]._activate_lang("es_PE")
        self.env["ir.module.module"]._load_module_terms(["pr_office"], ["es_PE"])
        letter = self._new_letter(lang="es_PE")
        text = self._text("pr_letter_report", letter)
        self.assertIn("Huarancayo, 1 de marzo de 2027", text)
        self.assertIn("ASUNTO", text)

    def test_circular_prints_a_copy_for_each(self):
        letter = self._new_letter(
            type_id=self.circular_type.id,
            addressee_ids=[(0, 0, {"partner_id": self.hospital.id})],
        )
        text = self._text("pr_letter_report", letter)
        self.assertEqual(text.count("DRAFT WITHOUT NUMBER"), 2)
        self.assertIn("Ana Rojas", text)
        envelopes = self._text("pr_letter_envelope_dl_report", letter)
        self.assertEqual(envelopes.count("Av. Los Incas 450"), 2)

    def test_labels_of_letters_and_contacts(self):
        letter = self._new_letter()
        expected = ("Ana Rojas", "Directora", "Hospital San Juan", "Av. Los Incas 450")
        for report, records in (
            ("pr_letter_labels_report", letter),
            ("res_partner_labels_report", self.director),
        ):
            text = self._text(report, records)
            for part in expected:
                self.assertIn(part, text)

    def test_route_sheet_and_receipt(self):
        delivery = self._new_delivery(sheets=7)
        delivery.action_put_on_route()
        route = delivery.route_id
        route.messenger_id = self.messenger
        route.action_issue()
        sheet = self._text("pr_delivery_route_report", route)
        for part in (route.name, "Teófilo Ccahuana", "Libro de oro", "Lima"):
            self.assertIn(part, sheet)
        receipt = self._text("pr_delivery_report", delivery)
        self.assertIn("Directora, Hospital San Juan", receipt)

    def test_without_the_program_one_clear_message(self):
        letter = self._new_letter()
        with (
            patch.object(
                IrActionsReport, "get_wkhtmltopdf_state", return_value="install"
            ),
            self.assertRaisesRegex(UserError, "wkhtmltopdf"),
        ):
            letter.action_print()

    def test_print_button_opens_the_report(self):
        with patch.object(IrActionsReport, "get_wkhtmltopdf_state", return_value="ok"):
            action = self._new_letter().action_print()
        self.assertEqual(action["report_name"], "pr_office.report_letter")

    @warmup
    def test_lists_cost_the_same_for_many(self):
        views = {
            "pr.letter": [
                "name",
                "partner_id",
                "position_id",
                "state",
                "delivery_state",
            ],
            "pr.delivery": [
                "document",
                "partner_id",
                "route_id",
                "is_overdue",
                "attempt_count",
                "phone",
            ],
        }
        for _ in range(20):
            self._new_letter()
            self._new_delivery()
        for model, names in views.items():
            specification = {name: {} for name in names}
            for name in ("partner_id", "position_id", "route_id"):
                if name in specification:
                    specification[name] = {"fields": {"display_name": {}}}
            costs = []
            for limit in (2, 2, 20):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self.env[model].web_search_read([], specification, limit=limit)
                costs.append(self.env.cr.sql_log_count - before)
            self.assertLessEqual(costs[2], costs[1], model)


class TestContactsLetterPdf(DeliveryCommon, HttpCase):
    def _pdf(self, report, records):
        content, kind = (
            self.env["ir.actions.report"]
            .with_context(force_report_rendering=True)
            ._render_qweb_pdf(f"pr_office.{report}", records.ids)
        )
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content)).pages

    def test_a_batch_is_one_document_with_a_page_each(self):
        letters = self.env["pr.letter"].concat(
            *(self._new_letter(subject=f"Carta {number}") for number in range(3))
        )
        pages = self._pdf("pr_letter_report", letters)
        self.assertEqual(len(pages), 3)
        for page, letter in zip(pages, letters, strict=True):
            self.assertIn(letter.subject, " ".join(page.extract_text().split()))

    def test_envelopes_have_the_size_of_the_paper(self):
        letter = self._new_letter()
        for report, width, height in (
            ("pr_letter_envelope_dl_report", 220, 110),
            ("pr_letter_envelope_c5_report", 229, 162),
        ):
            [page] = self._pdf(report, letter)
            self.assertAlmostEqual(float(page.mediabox.width) / MILLIMETRE, width, 0)
            self.assertAlmostEqual(float(page.mediabox.height) / MILLIMETRE, height, 0)

    def test_labels_stand_seventy_millimetres_apart(self):
        letters = self.env["pr.letter"].concat(
            *(self._new_letter(envelope_line="Etiqueta") for _ in range(25))
        )
        pages = self._pdf("pr_letter_labels_report", letters)
        self.assertEqual(len(pages), 2)
        places = []
        pages[0].extract_text(
            visitor_text=lambda text, cm, tm, *rest: (
                places.append((tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))
                if "Etiqueta" in text
                else None
            )
        )
        self.assertEqual(len(places), 24)
        across = (places[1][0] - places[0][0]) / MILLIMETRE
        down = abs(places[3][1] - places[0][1]) / MILLIMETRE
        self.assertAlmostEqual(across, 70, delta=0.5)
        self.assertAlmostEqual(down, 37, delta=0.5)

    def test_a_long_route_sheet_numbers_its_pages_and_cuts_no_row(self):
        deliveries = self.env["pr.delivery"].concat(
            *(self._new_delivery() for _ in range(14))
        )
        deliveries.action_put_on_route()
        pages = self._pdf("pr_delivery_route_report", deliveries.route_id)
        self.assertGreater(len(pages), 1)
        for number, page in enumerate(pages, start=1):
            self.assertIn(f"Page {number} of {len(pages)}", page.extract_text())
