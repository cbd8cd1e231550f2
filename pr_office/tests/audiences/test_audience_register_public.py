import base64
import csv
import io
import json

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_audience_register import SUMMARY, RegisterVisitsCase

FORMULA = "=HYPERLINK(1)"
PLANTED = {
    "subject": "SECRETO-ASUNTO",
    "decision_sought": "SECRETO-DECISION",
    "phone": "984 555 666",
    "email": "secreto@example.org",
    "minutes_text": "<p>SECRETO-ACTA</p>",
}
KINDS = ("", ".json", ".csv", ".xlsx")


@tagged("post_install", "-at_install")
class TestAudienceRegisterPublic(RegisterVisitsCase, HttpCase):
    """What everybody reads of the visits, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.pr_visits_public = True
        request = cls._held(
            **PLANTED,
            requester_name=f"{FORMULA}<script>alert(1)</script>",
            capacity="represents",
            represented_name="+Comité <b>Norte</b>",
            represented_tax_number="20131312955",
            participants="Ana Ccori 41414141 cel 984555667 otra@example.org",
        )
        cls.env["ir.attachment"].create(
            {
                "name": "SECRETO-ARCHIVO.pdf",
                "raw": b"SECRETO-CONTENIDO",
                "res_model": "pr.audience",
                "res_id": request.id,
            }
        )
        request.visitor_ids.is_present = True
        request.message_post(body=PLANTED["decision_sought"])
        request.write(
            {
                "motive_final": "other",
                "motive_other": "@Entrega de propuesta",
                "public_summary": SUMMARY,
            }
        )
        with freeze_time(cls._time(16)):
            request.action_close()
        cls.row = request.visit_id
        cls.draft = cls._visit(
            visitor_ids=[(0, 0, {"name": "SECRETO-BORRADOR"})], time_in=cls._time(9)
        )

    def _get(self, kind="", query="month=2036-05"):
        return self.url_open(f"/pr/visits{kind}?{query}")

    def _read(self, kind):
        content = self._get(kind).content
        if kind != ".xlsx":
            return content.decode("utf-8-sig")
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        self.assertNotIn("f", {c.data_type for row in sheet.rows for c in row})
        return "\n".join(str(c.value) for row in sheet.rows for c in row)

    def test_nothing_but_the_register_leaves_the_house(self):
        hidden = (
            "SECRETO",
            "984",
            "secreto@",
            "otra@",
            "45678912",
            "41414141",
            self.row.audience_id.name,
            self.row.audience_id.sudo().page_seed,
        )
        for kind in KINDS:
            text = self._read(kind)
            self.assertIn(self.row.name, text, kind)
            self.assertIn("Ana Ccori", text, kind)
            self.assertIn("20131312955", text, kind)
            for secret in hidden:
                self.assertNotIn(secret, text, (kind, secret))
        self.assertNotIn("<script>alert", self._read(""))
        self.assertNotIn("<b>Norte", self._read(""))
        rows = list(csv.DictReader(io.StringIO(self._read(".csv"))))
        self.assertEqual(rows[0]["visitor_names"][:2], "'=")
        self.assertEqual(rows[0]["represented"][:2], "'+")

    def test_moments_say_their_offset(self):
        (row,) = self._get(".json").json()
        self.assertEqual(row["date"], "2036-05-13")
        self.assertEqual(row["time_in"], "2036-05-13T10:00-05:00")
        self.assertEqual(row["time_out"], "2036-05-13T10:20-05:00")
        self.assertEqual(row["corrected"], "")
        self.assertIn("*****912", row["visitor_documents"])

    def test_numbers_show_what_the_office_chose(self):
        for mask, shown in (
            ("hidden", ""),
            ("last4", "DNI ****8912; DNI ****4141"),
            ("whole", "DNI 45678912; DNI 41414141"),
        ):
            self.env.company.pr_visits_mask = mask
            (row,) = self._get(".json").json()
            self.assertEqual(row["visitor_documents"], shown)

    def test_it_is_open_only_where_switched_on(self):
        self.env.company.pr_visits_public = False
        with mute_logger("odoo.http"):
            for path in (*(f"/pr/visits{kind}" for kind in KINDS), "/pr/obliged"):
                self.assertEqual(self.url_open(path).status_code, 404, path)

    def test_what_is_asked_for(self):
        other = self._visit(motive="services", time_in=self._time(14, day=14))
        other.action_publish()
        for query, expected in (
            ("", other + self.row),
            ("day=2036-05-13", self.row),
            ("day=13/05/2036", self.row),
            ("day=13-5-2036&month=2036-04", self.row),
            ("day=31/02/2036", other + self.row),
            ("month=2036-05", other + self.row),
            ("month=2036-04", self.row.browse()),
            ("motive=services", other),
            (f"official={self.mayor.id}", other + self.row),
            ("official=99999999999999999999", self.row.browse()),
            (f"id={self.row.name}", self.row),
            ("day=ayer&month=%00&official=x&motive=' OR 1=1&page=-4", other + self.row),
            ("page=99999", other + self.row),
        ):
            with self.subTest(query):
                rows = self._get(".json", query).json()
                self.assertEqual([row["id"] for row in rows], expected.mapped("name"))
                self.assertEqual(self._get("", query).status_code, 200)

    def test_it_speaks_the_language_of_the_house(self):
        self.env["res.lang"]._activate_lang("es_PE")
        self.env["ir.module.module"]._load_module_terms(["pr_office"], ["es_PE"])
        self.env.company.partner_id.lang = "es_PE"
        self.env.company.pr_visits_mask = "whole"
        self.row.visitor_ids[0].write(
            {"document_type": "passport", "document_number": "YB0123456"}
        )
        for kind in KINDS:
            text = self._read(kind)
            self.assertIn("Pasaporte YB0123456", text, kind)
            self.assertNotIn("Passport", text, kind)
        page = self._get("", "day=13/05/2036").text
        self.assertIn('placeholder="dd/mm/aaaa"', page)
        self.assertIn('value="13/05/2036"', page)
        self.assertIn(">mayo 2036<", page)
        self.assertNotIn("mm/dd", page)
        self.assertIn("&lt;b&gt;x", self._get("", "day=<b>x").text)
        self.assertIn("no es una fecha", self._get("", "day=31/02/2036").text)

    def test_open_to_other_sites_and_in_one_order(self):
        for kind in KINDS[1:]:
            answer = self._get(kind)
            self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "*")
        self.assertEqual(self._get(".json").text, self._get(".json").text)
        self.assertTrue(self._get(".csv").content.startswith(b"\xef\xbb\xbf"))

    def test_annulled_rows_keep_their_number_and_lose_the_people(self):
        self.row.with_user(self.manager).annul("Se registró dos veces")
        (row,) = self._get(".json").json()
        self.assertEqual(row["id"], self.row.name)
        for key in ("visitor_names", "visitor_documents", "represented"):
            self.assertFalse(row[key])
        self.assertNotIn("Ana Ccori", self._read(""))

    def test_corrections_show_their_date(self):
        with freeze_time(self._time(20)):
            self.row.audience_id.motive_other = "Entrega de un expediente"
        (row,) = self._get(".json").json()
        self.assertEqual(row["corrected"], "2036-05-13T15:00-05:00")
        self.assertEqual(row["motive"].split(": ")[1], "Entrega de un expediente")

    def test_pages_of_the_list(self):
        for minute in range(30):
            self._visit(time_in=self._time(12, minute)).action_publish()
        first = self._get("", "")
        self.assertEqual(first.text.count("<article"), 25)
        self.assertEqual(self._get("", "page=2").text.count("<article"), 6)

    def test_the_page_costs_the_same_for_many(self):
        domain = self.env["pr.visit"]._get_public_domain(self.env.company, {})

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            visits = self.env["pr.visit"].sudo()
            visits.search(domain, limit=25)._get_public_rows()
            visits._get_public_officials(self.env.company)
            return self.env.cr.sql_log_count - before

        cost()
        few = cost()
        for minute in range(20):
            self._visit(time_in=self._time(12, minute)).action_publish()
        self.assertLessEqual(cost(), few)

    def test_obliged_officials_with_their_days(self):
        past = self.env["res.partner"].create({"name": "Alcalde anterior"})
        self.env["pr.mandate"].create(
            {
                "partner_id": past.id,
                "position_id": self.post.id,
                "date_start": "2031-01-01",
                "date_end": "2034-12-31",
            }
        )
        self.env["pr.position"].create(
            {
                "name": "Chofer",
                "institution_id": self.env.company.partner_id.id,
                "email": "secreto@example.org",
            }
        )
        rows = self.url_open("/pr/obliged.json").json()
        self.assertEqual(
            [(row["person"], row["from"], row["to"]) for row in rows],
            [(self.mayor.name, "2035-01-01", "")],
        )
        self.post.obliged_from = "2033-06-01"
        rows = self.url_open("/pr/obliged.json").json()
        self.assertEqual(rows[1]["from"], "2033-06-01")
        self.assertEqual(rows[1]["to"], "2034-12-31")
        for path in ("/pr/obliged", "/pr/obliged.csv"):
            text = self.url_open(path).content.decode("utf-8-sig")
            self.assertIn("Alcalde anterior", text)
            self.assertNotIn("secreto@", text)
            self.assertNotIn("Chofer", text)

    def test_the_agenda_links_to_the_register(self):
        page = "/pr/agenda?date_from=2036-05-12"
        self.assertIn("/pr/visits", self.url_open(page).text)
        self.env.company.pr_visits_public = False
        self.assertNotIn("/pr/visits", self.url_open(page).text)

    def test_no_layout_reaches_what_is_not_public(self):
        keys = set(self.env["pr.visit"]._get_public_keys())
        self.assertEqual(keys, self.row._prepare_public_row("whole").keys())
        layout = self.env["pr.register.layout"].create(
            {
                "name": "Todo",
                "file_type": "csv",
                "line_ids": [
                    (0, 0, {"header": key, "key": key}) for key in sorted(keys)
                ],
            }
        )
        name, content = layout._make_file(self.row + self.draft)
        self.assertTrue(name.endswith(".csv"))
        text = content.decode("utf-8-sig") + layout.preview
        self.assertIn("45678912", text)
        for secret in ("SECRETO", "984", "secreto@", "otra@"):
            self.assertNotIn(secret, text)
        self.assertNotIn(self.row.audience_id.sudo().page_seed, text)
        self.assertIn("'=HYPERLINK", content.decode("utf-8-sig"))
        self.assertNotIn("<script>alert", layout.preview)
        with self.assertRaisesRegex(ValidationError, "not public"):
            layout.line_ids[0].key = "audience_id.subject"

    def test_the_layout_of_the_eight_fields(self):
        layout = self.env.ref("pr_office.register_layout_peru")
        headers, (row,) = layout._get_table(self.row)
        self.assertEqual(len(headers), 8)
        self.assertEqual(row[0], "13/05/2036")
        self.assertIn("(DNI 45678912)", row[1])
        self.assertEqual(row[4], self.mayor.name)
        self.assertEqual(row[5], "Alcalde/sa, Alcaldía")
        self.assertEqual(row[7], "10:00 – 10:20")

    def test_the_layout_of_another_country(self):
        layout = self.env.ref("pr_office.register_layout_chile")
        headers, (row,) = layout._get_table(self.row)
        values = dict(zip(headers, row, strict=True))
        self.assertEqual(values["codigoURI"], self.row.name)
        self.assertEqual(values["fechaEvento"], "2036-05-13T10:00-05:00")
        self.assertIn("Alcalde/sa", values["datosPasivos"])

    def test_the_file_for_the_platform(self):
        model = self.env["pr.register.export"].with_user(self.secretary)
        export = model.create({})
        self.assertIn(self.row, export.visit_ids)
        export.layout_id = self.env.ref("pr_office.register_layout_peru")
        export.action_export()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.file)))
        cells = [cell for row in book.active.rows for cell in row]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        self.assertNotIn("SECRETO", json.dumps([cell.value for cell in cells]))
        export.action_mark_loaded()
        self.assertEqual(self.row.load_state, "loaded")
