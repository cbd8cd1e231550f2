from datetime import date, datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user

STEPS = [
    "municipality",
    "mayor",
    "secretary",
    "hours",
    "holidays",
    "mail",
    "letterhead",
]


@freeze_time("2026-11-02 15:00:00")
class TestOfficeSetup(TransactionCase):
    """A new office is set up without anything from the demonstration."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "Mi empresa", "country_id": cls.env.ref("base.pe").id}
        )
        cls.company.resource_calendar_id.tz = "America/Lima"
        values = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
            "email": "jefe@example.org",
        }
        cls.admin = new_test_user(
            cls.env,
            "setup_admin",
            groups="pr_office.group_manager,base.group_system",
            **values,
        )
        cls.head = new_test_user(
            cls.env, "setup_head", groups="pr_office.group_manager", **values
        )

    def _wizard(self, user=None, **values):
        return (
            self.env["pr.setup.wizard"]
            .with_user(user or self.admin)
            .with_company(self.company)
            .create(values)
        )

    def test_every_step_can_be_skipped(self):
        wizard = self._wizard()
        before = self.company.read(["name", "street"])
        for step in STEPS:
            self.assertEqual(wizard.step, step)
            action = wizard.action_skip()
        self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertTrue(self.company.pr_setup_done)
        self.assertEqual(self.company.read(["name", "street"]), before)

    def test_going_back(self):
        wizard = self._wizard(step="mayor")
        self.assertEqual(wizard.action_back()["res_id"], wizard.id)
        wizard.action_back()
        self.assertEqual(wizard.step, "municipality")

    def test_municipality(self):
        kind = self.env["pr.institution.type"].create({"name": "Municipio"})
        wizard = self._wizard(
            company_name="Municipalidad de Prueba",
            acronym="MDP",
            street="Plaza de Armas",
            institution_type_id=kind.id,
        )
        self.assertEqual(wizard.country_id, self.env.ref("base.pe"))
        wizard.action_next()
        self.assertEqual(wizard.step, "mayor")
        self.assertEqual(self.company.name, "Municipalidad de Prueba")
        self.assertEqual(self.company.pr_acronym, "MDP")
        self.assertEqual(self.company.street, "Plaza de Armas")
        self.assertTrue(self.company.partner_id.pr_in_register)
        self.assertEqual(self.company.partner_id.pr_institution_type_id, kind)

    def test_the_country_decides_holidays_and_time(self):
        self.company.country_id = False
        self.company.resource_calendar_id.tz = "UTC"
        wizard = self._wizard(country_id=self.env.ref("base.pe").id)
        self.assertFalse(wizard.holiday_ids)
        wizard.action_next()
        self.assertEqual(len(wizard.holiday_ids), 32)
        self.assertEqual(wizard.tz, "America/Lima")

    def test_a_head_who_is_no_administrator_sets_what_is_the_office_s(self):
        wizard = self._wizard(self.head, company_name="Otra", acronym="MDX")
        self.assertFalse(wizard.can_administer)
        wizard.action_next()
        self.assertEqual(self.company.name, "Mi empresa")
        self.assertEqual(self.company.pr_acronym, "MDX")
        wizard.write({"step": "hours", "morning_from": 5})
        wizard.action_next()
        hours = self.company.resource_calendar_id.attendance_ids.mapped("hour_from")
        self.assertNotIn(5, hours)
        secretary = new_test_user(self.env, "setup_any")
        wizard.write({"step": "secretary", "secretary_id": secretary.id})
        with self.assertRaises(AccessError):
            wizard.action_next()

    def test_mayor_with_post_and_mandate(self):
        wizard = self._wizard(
            step="mayor",
            given_names="Rosa",
            surname="Quispe",
            gender="female",
            date_start=date(2023, 1, 1),
        )
        wizard.action_next()
        position = self.company.pr_signatory_position_id
        self.assertEqual(position.institution_id, self.company.partner_id)
        self.assertEqual(position.holder_ids.name, "Rosa Quispe")
        self.assertEqual(position.mandate_ids.date_start, date(2023, 1, 1))
        again = self._wizard(step="mayor")
        self.assertEqual(again.holder_label, "Rosa Quispe")
        again.action_next()
        self.assertEqual(len(position.mandate_ids), 1)

    def test_mayor_who_is_a_contact(self):
        rosa = self.env["res.partner"].create({"name": "Rosa"})
        self._wizard(step="mayor", mayor_id=rosa.id).action_next()
        self.assertEqual(self.company.pr_signatory_position_id.holder_ids, rosa)

    def test_a_post_without_holder_is_enough(self):
        self._wizard(step="mayor").action_next()
        self.assertFalse(self.company.pr_signatory_position_id.holder_ids)

    def test_secretary(self):
        user = new_test_user(self.env, "setup_secretary")
        self._wizard(step="secretary", secretary_id=user.id).action_next()
        self.assertTrue(user.has_group("pr_office.group_secretary"))

    def test_hours(self):
        wizard = self._wizard(step="hours")
        calendar = self.company.resource_calendar_id
        self.assertEqual((wizard.morning_from, wizard.afternoon_to), (8, 17))
        present = calendar.attendance_ids
        wizard.action_next()
        self.assertEqual(calendar.attendance_ids, present, "Nothing was changed")
        wizard.write({"step": "hours", "morning_from": 7.5, "saturday": True})
        wizard.action_next()
        rows = calendar.attendance_ids.mapped(lambda x: (x.dayofweek, x.hour_from))
        self.assertIn(("5", 7.5), rows)
        self.assertEqual(len(rows), 12)
        wizard.write({"step": "hours", "morning_to": 14, "afternoon_from": 13})
        with self.assertRaisesRegex(UserError, "afternoon"):
            wizard.action_next()

    def test_holidays_are_loaded_once(self):
        wizard = self._wizard(step="holidays")
        self.assertEqual(len(wizard.holiday_ids), 32)
        wizard.holiday_ids.filtered(lambda x: x.name == "Navidad").selected = False
        wizard.action_next()
        leaves = self.env["resource.calendar.leaves"].search(
            [("company_id", "=", self.company.id), ("resource_id", "=", False)]
        )
        self.assertEqual(len(leaves), 30)
        easter = leaves.filtered(lambda leave: leave.name.startswith("Viernes Santo"))
        self.assertIn(datetime(2027, 3, 26, 5), easter.mapped("date_from"))
        self.assertIn(datetime(2027, 3, 27, 4, 59, 59), easter.mapped("date_to"))
        again = self._wizard(step="holidays")
        open_days = again.holiday_ids.filtered(lambda day: not day.loaded)
        self.assertEqual(set(open_days.mapped("name")), {"Navidad"})
        open_days.selected = False
        again.action_next()
        self.assertEqual(len(leaves), 30)

    def test_a_country_without_a_list(self):
        self.company.country_id = self.env.ref("base.be")
        self.assertFalse(self._wizard(step="holidays").holiday_ids)

    def test_form_keeps_what_is_typed(self):
        form = Form(
            self.env["pr.setup.wizard"]
            .with_user(self.admin)
            .with_company(self.company)
            .with_context(default_step="holidays")
        )
        with form.holiday_ids.edit(0) as holiday:
            holiday.selected = False
        wizard = form.save()
        self.assertFalse(wizard.holiday_ids[0].selected)
        self.assertEqual(wizard.holiday_ids[0].name, "Año Nuevo")

    def test_mail_to_oneself(self):
        wizard = self._wizard(self.head, step="mail")
        servers = self.env["ir.mail_server"].__class__
        with patch.object(servers, "send_email", autospec=True) as send:
            wizard.action_test_mail()
        message = send.call_args.args[1]
        self.assertEqual(message["To"], "jefe@example.org")
        self.assertTrue(wizard.test_passed)
        self.assertIn("jefe@example.org", wizard.test_result)
        failure = ConnectionRefusedError("connection refused")
        with patch.object(servers, "send_email", side_effect=failure):
            wizard.action_test_mail()
        self.assertFalse(wizard.test_passed)
        self.assertIn("connection refused", wizard.test_result)
        self.head.email = False
        with self.assertRaisesRegex(UserError, "preferences"):
            wizard.action_test_mail()
        wizard.action_next()
        self.assertEqual(wizard.step, "letterhead")

    def test_letterhead(self):
        self._wizard(
            self.head, step="letterhead", pr_letterhead_unit="Alcaldía"
        ).action_next()
        self.assertEqual(self.company.pr_letterhead_unit, "Alcaldía")
        self.assertTrue(self.company.pr_setup_done)

    def test_offered_to_the_head_until_it_is_done(self):
        officer = new_test_user(
            self.env,
            "setup_officer",
            groups="pr_office.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        wizards = self.env["pr.setup.wizard"].with_company(self.company)
        start = wizards.with_user(self.head)._get_start_action()
        self.assertEqual(start["tag"], "pr_office.start")
        start = wizards.with_user(officer)._get_start_action()
        self.assertEqual(start["res_model"], "res.partner")
        self._wizard(self.head).action_finish()
        start = wizards.with_user(self.head)._get_start_action()
        self.assertEqual(start["res_model"], "res.partner")

    def test_empty_lists_lead_to_their_step(self):
        partners = self.env["res.partner"].with_context(pr_setup_step="mayor")
        text = partners.with_user(self.head).get_empty_list_help("<p>Nobody</p>")
        self.assertIn("Nobody", text)
        self.assertIn("'default_step': 'mayor'", text)
        officer = new_test_user(self.env, "setup_o", groups="pr_office.group_user")
        text = partners.with_user(officer).get_empty_list_help("<p>Nobody</p>")
        self.assertEqual(text, "<p>Nobody</p>")
