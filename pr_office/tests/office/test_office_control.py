import base64
import hashlib
from datetime import datetime

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from ..agenda.common import AgendaCase

SCAN = b"%PDF-1.4 scan of the invitation"


class TestOfficeControl(AgendaCase):
    """The control file says who did what, to whoever may read the record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "control_auditor", groups="pr_office.group_auditor"
        )
        cls.reader = cls.mayor_user
        cls.letter = cls._received(cls.secretary)

    @classmethod
    def _received(cls, user=None, **values):
        return (
            cls.env["pr.incoming"]
            .with_user(user or cls.secretary)
            .with_context(tracking_disable=False)
            .create(
                {
                    "name": "Aniversario del colegio",
                    "sender_name": "Colegio San Martín",
                    "agenda_id": cls.agenda.id,
                    "scan": base64.b64encode(SCAN),
                    "scan_name": "invitacion.pdf",
                    **values,
                }
            )
        )

    def _sheet(self, record, user=None):
        (sheet,) = record.with_user(user or self.auditor)._get_control_sheets()
        return sheet

    def _change(self, record, **values):
        self.flush_tracking()
        record.write(values)
        self.flush_tracking()

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()
        self.cr.precommit.run()

    def _text(self, record, user=None):
        report = f"pr_office.{record._name.replace('.', '_')}_control_report"
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.auditor)
            ._render_qweb_html(report, record.ids)
        )
        return " ".join(html.fromstring(content).find(".//main").text_content().split())

    def test_changes_have_before_and_after(self):
        self._change(self.letter, name="Bodas de oro del colegio")
        (change,) = [
            row
            for row in self._sheet(self.letter)["changes"]
            if row["after"] == "Bodas de oro del colegio"
        ]
        self.assertEqual(change["before"], "Aniversario del colegio")
        self.assertEqual(change["who"], "Secretary")

    def test_a_value_the_user_may_not_read_is_left_out(self):
        self._change(self.letter, decision="greeting", name="Otra")
        field = self.env["pr.incoming"]._fields["decision"]
        self.patch(field, "groups", "base.group_system")
        self.env.registry.clear_cache()
        fields = [row["field"] for row in self._sheet(self.letter)["changes"]]
        self.assertIn("Subject", fields)
        self.assertNotIn("Decision", fields)

    def test_files_carry_the_hash_of_their_content(self):
        (file,) = self._sheet(self.letter)["files"]
        self.assertEqual(file["sha256"], hashlib.sha256(SCAN).hexdigest())
        self.assertIn("invitacion.pdf", file["name"])

    def test_verbal_approval_looks_different(self):
        self.letter.act_start = datetime(2036, 5, 12, 15)
        self.letter.decision = "attends"
        self.letter._record_verbal_approval(self.mayor, datetime(2036, 5, 1, 15), "Sí")
        (approval,) = self._sheet(self.letter)["approvals"]
        self.assertTrue(approval["verbal"])
        self.assertIn("NOT SIGNED", self._text(self.letter))
        self.assertIn("recorded by Secretary", self._text(self.letter))

    def test_approval_by_link_is_no_verbal_one(self):
        approval, _address = self.letter._ask_approval(self.mayor)
        (row,) = self._sheet(self.letter)["approvals"]
        self.assertFalse(row["verbal"])
        self.assertNotIn("NOT SIGNED", self._text(self.letter))
        approval.action_withdraw()
        self.assertIn("Withdrawn", self._text(self.letter))

    def test_sendings_say_what_became_of_them(self):
        share = (
            self.env["pr.share"]
            .with_user(self.secretary)
            .create(
                {
                    "res_model": "pr.incoming",
                    "res_id": self.letter.id,
                    "name": "Carta",
                    "partner_id": self.neighbour.id,
                    "text": "Hola",
                }
            )
        )
        share.action_not_sent()
        (row,) = self._sheet(self.letter)["shares"]
        self.assertEqual((row["to"], row["state"]), ("Vecina Rosa", "Not sent"))

    def test_annulment_with_its_reason(self):
        route = self.env["pr.delivery.route"].create({})
        route._assign_numbers({"state": "issued"})
        route.with_user(self.manager).annul("Se imprimió dos veces")
        annulment = self._sheet(route)["annulment"]
        self.assertEqual(annulment["reason"], "Se imprimió dos veces")
        self.assertIn("Head", annulment["by"])
        self.assertIn("Se imprimió dos veces", self._text(route))

    def test_every_kind_of_record_prints(self):
        partner = self.neighbour
        records = [
            self.letter,
            self._entry(),
            self.env["pr.gift"].create(
                {
                    "name": "Placa",
                    "partner_id": self.mayor.id,
                    "donor_name": "Comité",
                    "occasion": "Aniversario",
                }
            ),
            self.env["pr.trip"].create(
                {
                    "name": "Feria",
                    "partner_id": self.mayor.id,
                    "destination": "Lima",
                    "date_start": "2036-01-01",
                    "date_end": "2036-01-02",
                    "payer": "La municipalidad",
                }
            ),
            self.env["pr.commitment"].create(
                {"name": "Arreglar el parque", "user_id": self.officer.id}
            ),
            self.env["pr.agreement"].create(
                {
                    "name": "Convenio marco",
                    "party_ids": [(0, 0, {"partner_id": partner.id})],
                }
            ),
            self.env["pr.delivery.route"].create({}),
            self.env["pr.letter"].create(
                {"subject": "Saludo", "partner_id": partner.id}
            ),
            self.env["pr.precedence.list"].search([], limit=1),
        ]
        for record in records:
            text = self._text(record)
            self.assertIn("CONTROL FILE", text, record._name)
            self.assertIn(" ".join(record.display_name.split()), text)

    def test_every_model_with_a_control_file_has_its_report(self):
        reports = self.env["ir.actions.report"].search(
            [("report_name", "=like", "pr_office.report_control_%")]
        )
        models = {
            name
            for name, model in self.env.items()
            if hasattr(model, "_get_control_sheets") and not model._abstract
        }
        self.assertEqual(models, set(reports.binding_model_id.mapped("model")))
        for report in reports:
            self.assertEqual(report.model, report.binding_model_id.model)
            self.assertEqual(
                report.report_name,
                f"pr_office.report_control_{report.model.replace('.', '_')}",
            )

    def test_each_record_on_its_own_page(self):
        letters = self.letter + self._received(name="Otra carta")
        content, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "pr_office.pr_incoming_control_report", letters.ids
        )
        sheets = html.fromstring(content).find_class("pr-control")
        self.assertEqual(len(sheets), 2)
        self.assertNotIn("pr-last", sheets[0].get("class"))

    def test_who_may_not_read_prints_nothing(self):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            self._sheet(self.letter, self.employee)
        for user in (self.reader, self.auditor, self.officer, self.manager):
            self.assertTrue(self._sheet(self.letter, user))

    def test_private_entries_keep_their_secret(self):
        entry = self._entry(name="Cita médica", privacy="private")
        self.assertTrue(self._sheet(entry, self.secretary))
        for user in (self.auditor, self.officer):
            with self.assertRaisesRegex(UserError, "private"):
                self._sheet(entry, user)

    def test_entries_of_no_agenda_have_none(self):
        entry = self.env["calendar.event"].create(
            {"name": "Café", "start": "2036-05-12", "stop": "2036-05-12"}
        )
        with self.assertRaisesRegex(UserError, "no authority's agenda"):
            self._sheet(entry, self.manager)

    def test_the_queries_do_not_depend_on_the_number(self):
        few = self._received() + self._received()
        many = self.env["pr.incoming"].union(*(self._received() for _x in range(12)))
        counts = []
        for letters in (few, few, many):  # the first fills the caches
            for letter in letters:
                self._change(letter, name="Cambiada")
                letter._ask_approval(self.mayor)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            letters.with_user(self.auditor)._get_control_sheets()
            counts.append(self.cr.sql_log_count - before)
        _cold, two, twelve = counts
        self.assertLessEqual(twelve, two + 1)  # a user more is read
