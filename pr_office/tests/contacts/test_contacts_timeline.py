from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged, warmup
from odoo.tools import SQL

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsTimeline(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.timeline = cls.env["pr.timeline"]

    def _entries(self, partner):
        entries = self.timeline.search([("partner_id", "=", partner.id)])
        return [(entry.kind, entry.date) for entry in entries]

    def test_mandates_of_a_person(self):
        self.assertEqual(
            self._entries(self.rosa),
            [("mandate_end", date(2026, 12, 31)), ("mandate_start", date(2023, 1, 1))],
        )
        entry = self.timeline.search([("partner_id", "=", self.rosa.id)], limit=1)
        self.assertEqual(entry.name, "Rosa Elena Quispe Mamani, Alcaldesa – MPH")
        self.assertIn("fa-sign-out", entry.icon)

    def test_mandates_of_an_institution(self):
        self.assertEqual(len(self._entries(self.town)), 4)
        self.assertFalse(self._entries(self.court))

    def test_unknown_days_are_left_out(self):
        self.mandate_now.date_end = False
        self.mandate_past.date_start = False
        self.assertEqual(len(self._entries(self.rosa)), 1)
        self.assertEqual(len(self._entries(self.fortunato)), 1)

    def test_change_shows_at_once(self):
        self.mandate_now.date_end = "2025-05-31"
        self.assertIn(("mandate_end", date(2025, 5, 31)), self._entries(self.rosa))
        self.mandate_now.active = False
        self.assertFalse(self._entries(self.rosa))

    def test_letters_to_a_person_and_to_the_institution(self):
        self.env.company.pr_acronym = "MPH"
        letter_type = self.env["pr.letter.type"].create(
            {
                "name": "Trial",
                "code": "TRIAL",
                "number_mask": "TRIAL {number:03d}-{year}-{acronym}",
            }
        )
        letter = self.env["pr.letter"].create(
            {
                "type_id": letter_type.id,
                "partner_id": self.rosa.id,
                "position_id": self.post_mayor.id,
                "signatory_mandate_id": self.mandate_now.id,
                "subject": "Saludo por aniversario",
                "date": "2025-06-01",
                "body": "<p>Salud</p>",
            }
        )
        self.assertNotIn("letter", dict(self._entries(self.rosa)))
        letter.action_issue()
        self.assertEqual(dict(self._entries(self.rosa))["letter"], letter.date)
        self.assertEqual(dict(self._entries(self.town))["letter"], letter.date)
        entry = self.timeline.search(
            [("partner_id", "=", self.town.id), ("kind", "=", "letter")]
        )
        self.assertEqual(entry.action_open()["res_id"], letter.id)
        self.assertEqual(entry.action_open()["res_model"], "pr.letter")

    def test_years(self):
        groups = self.timeline._read_group(
            [("partner_id", "=", self.fortunato.id)], ["date:year"], ["__count"]
        )
        self.assertEqual(
            [(day.year, count) for day, count in groups], [(2019, 1), (2022, 1)]
        )

    def test_ids_are_those_of_one_row(self):
        entries = self.timeline.search([])
        self.assertEqual(len(set(entries.ids)), len(entries))
        for entry in entries[:20]:
            again = self.timeline.browse(entry.id)
            self.assertEqual(again.name, entry.name)

    def test_other_companys_mandates_are_closed(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        self.town.company_id = other
        reader = new_test_user(self.env, "pr_r", groups="pr_office.group_reader")
        mine = self.timeline.with_user(reader)
        self.assertFalse(mine.search([("partner_id", "=", self.rosa.id)]))
        self.assertFalse(
            mine._read_group([("partner_id", "=", self.rosa.id)], [], ["__count"])[0][0]
        )

    def test_rules_of_the_source_count(self):
        """A row is as open as the record it tells of."""
        self.env["ir.rule"].create(
            {
                "name": "Hidden",
                "model_id": self.env["ir.model"]._get_id("pr.mandate"),
                "domain_force": f"[('id', '!=', {self.mandate_now.id})]",
            }
        )
        reader = new_test_user(self.env, "pr_r", groups="pr_office.group_reader")
        mine = self.timeline.with_user(reader)
        self.assertFalse(mine.search([("partner_id", "=", self.rosa.id)]))
        self.assertTrue(mine.search([("partner_id", "=", self.fortunato.id)]))

    def test_closed_to_others(self):
        for login, groups in (("in", "base.group_user"), ("out", "base.group_portal")):
            user = new_test_user(self.env, f"pr_{login}", groups=groups)
            with self.assertRaises(AccessError):
                self.timeline.with_user(user).search([])

    def test_nobody_writes_in_it(self):
        manager = new_test_user(self.env, "pr_m", groups="pr_office.group_manager")
        entry = self.timeline.with_user(manager).search([], limit=1)
        for change in (entry.unlink, lambda: entry.write({"name": "x"})):
            with self.assertRaises(AccessError):
                change()

    @warmup
    def test_cost_is_flat(self):
        reader = new_test_user(self.env, "pr_r", groups="pr_office.group_reader")
        mine = self.timeline.with_user(reader)
        mine.search([]).mapped("name")
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            mine.search_fetch(
                [("partner_id", "in", (self.town + self.rosa + self.fortunato).ids)],
                ["date", "kind", "name", "partner_id"],
            ).mapped("icon")


@tagged("post_install", "-at_install")
class TestContactsTimelineSeam(RegisterCase):
    def test_capabilities_may_add_queries(self):
        partner = self.rosa
        query = SQL(
            "SELECT 1 AS row_id, %(id)s AS res_id, %(id)s AS partner_id,"
            " 'letter' AS kind, date '2025-02-03' AS date, 'x' AS name,"
            " NULL::int AS company_id",
            id=partner.id,
        )
        queries = [("res.partner", query)]
        self.patch(
            self.registry["pr.timeline"], "_get_timeline_queries", lambda self: queries
        )
        entry = self.env["pr.timeline"].search([])
        self.assertEqual(entry.partner_id, partner)
        self.assertEqual(entry.date, date(2025, 2, 3))
