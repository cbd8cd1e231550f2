from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import AgendaCase

FIGURES = "S/ 2,4 millones\n14 sectores\n3 200 familias"


@tagged("post_install", "-at_install")
class TestAgendaBrief(AgendaCase):
    """The page that goes with an entry, and who may read it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.school = cls.env["res.partner"].create(
            {"name": "IE San Martín", "is_company": True, "pr_in_register": True}
        )
        cls.head = cls.env["res.partner"].create(
            {"name": "Ana Rojas", "phone": "984 111 222"}
        )
        cls.post = cls.env["pr.position"].create(
            {"name": "Directora", "institution_id": cls.school.id}
        )
        cls.env["pr.mandate"].create(
            {
                "partner_id": cls.head.id,
                "position_id": cls.post.id,
                "date_start": "2023-01-01",
            }
        )

    def _promise(self, name, partner, **values):
        return self.env["pr.commitment"].create(
            {
                "name": name,
                "partner_id": partner.id,
                "user_id": self.secretary.id,
                "date_promised": False,
                **values,
            }
        )

    def test_host_fills_who_receives(self):
        form = Form(
            self.env["calendar.event"]
            .with_user(self.secretary)
            .with_context(pr_agenda_id=self.agenda.id),
            "pr_office.calendar_event_view_form_agenda",
        )
        form.pr_host_id = self.school
        self.assertEqual(form.pr_brief_receives, "Ana Rojas, Directora")
        form.pr_contact_id = self.head
        self.assertIn("Ana Rojas, ", form.pr_brief_contact)
        self.assertIn("984", form.pr_brief_contact)
        form.pr_brief_receives = "La subdirectora"
        self.assertEqual(form.pr_brief_receives, "La subdirectora")

    @freeze_time("2036-05-01")
    def test_what_was_promised_last_time(self):
        entry = self._entry(pr_host_id=self.school.id)
        overdue = self._promise("Techar el patio", self.school, date_due="2036-04-01")
        later = self._promise("Donar libros", self.head, date_due="2036-06-01")
        done = {"state": "done", "evidence_note": "Acta"}
        kept = self._promise("Pintar el aula", self.school, **done)
        self._promise("Muy antiguo", self.school, done_on="2035-01-01", **done)
        self._promise("De otros", self.neighbour)
        called_off = self._promise("Anulado", self.school)
        called_off.cancel("Ya no se necesita")
        self.env.invalidate_all()
        promised = entry.with_user(self.secretary).pr_promised_ids
        self.assertEqual(promised, overdue | later | kept)
        self.assertEqual(promised.mapped("name")[-1], "Pintar el aula")
        lines = dict(entry._get_brief_sections())["What was promised"].split("\n")
        self.assertEqual(lines[0], "• Techar el patio (OVERDUE since 04/01/2036)")
        later.evidence_note = "Acta de entrega"
        later.action_done()
        self.env.invalidate_all()
        text = dict(entry._get_brief_sections())["What was promised"]
        self.assertIn("Donar libros (kept on", text)

    def test_promised_to_the_institution_shows_with_its_head(self):
        entry = self._entry(pr_host_id=self.head.id)
        promise = self._promise("Techar el patio", self.school)
        self.assertEqual(entry.pr_promised_ids, promise)
        self.assertFalse(self._entry(pr_host_id=self.neighbour.id).pr_promised_ids)

    def test_employee_sees_the_own_commitments_only(self):
        entry = self._entry(pr_host_id=self.school.id)
        self._promise("Techar el patio", self.school)
        mine = self._promise("Mío", self.school, user_id=self.employee.id)
        self.env.invalidate_all()
        self.assertEqual(entry.with_user(self.employee).pr_promised_ids, mine)

    def test_private_entry_hides_its_brief(self):
        entry = self._entry(
            name="Visita reservada",
            pr_publication="private",
            pr_host_id=self.school.id,
            pr_brief_figures=FIGURES,
            pr_briefing="<p>Secreto</p>",
        )
        self._promise("Techar el patio", self.school)
        self.env.invalidate_all()
        self.assertTrue(entry.with_user(self.secretary).pr_has_brief)
        for user in (self.manager, self.officer, self.employee):
            self.env.invalidate_all()
            seen = entry.with_user(user)
            self.assertFalse(seen.pr_host_id)
            self.assertFalse(seen.pr_brief_receives)
            self.assertFalse(seen.pr_brief_figures)
            self.assertFalse(seen.pr_briefing)
            self.assertFalse(seen.pr_promised_ids)
            self.assertFalse(seen.pr_has_brief)
            model = self.env["calendar.event"].with_user(user)
            found = model._read_group(
                [("id", "=", entry.id)], ["pr_brief_receives"], ["__count"]
            )
            self.assertFalse(found)

    def test_no_brief_for_portals(self):
        entry = self._entry(pr_brief_figures=FIGURES)
        portal = self._user("portal", "base.group_portal")
        entry.partner_ids |= portal.partner_id
        self.env.invalidate_all()
        with self.assertRaises(AccessError), mute_logger("odoo.models"):
            entry.with_user(portal).read(["pr_brief_figures"])

    def test_strangers_do_not_write_it(self):
        entry = self._entry()
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            entry.with_user(self.officer).write({"pr_brief_figures": FIGURES})

    def test_printed_page(self):
        entry = self._entry(
            pr_host_id=self.school.id,
            pr_brief_dress="Formal",
            pr_brief_figures=FIGURES,
            location="Patio de honor",
        )
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.secretary)
            ._render_qweb_html("pr_office.pr_brief_report", entry.ids)
        )
        text = content.decode()
        for part in ("Patio de honor", "Formal", "14 sectores", "10:00–11:00"):
            self.assertIn(part, text)

    def test_brief_costs_the_same_for_many(self):
        entries = self.env["calendar.event"]
        for _number in range(10):
            entries |= self._entry(pr_host_id=self.school.id)
            self._promise("Techar el patio", self.school)

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("pr_promised_ids.name")
            some.mapped("pr_has_brief")
            return self.cr.sql_log_count - before

        count(entries)
        self.assertLessEqual(count(entries), count(entries[:2]))
