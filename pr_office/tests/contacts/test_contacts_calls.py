from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user, warmup
from odoo.tools import mute_logger


@freeze_time("2026-11-02 15:00:00")
class TestContactsCalls(TransactionCase):
    """Contacts nobody verified for long are called month by month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Municipalidad"})
        cls.head, cls.officer, cls.secretary = (
            new_test_user(
                cls.env,
                f"calls_{group}",
                groups=f"pr_office.{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )
            for group in ("group_manager", "group_user", "group_secretary")
        )
        cls.company.pr_head_user_id = cls.head
        cls.lists = cls.env["pr.call.list"].with_company(cls.company)
        cls.court, cls.parish, cls.fresh = cls._institutions(
            ["Corte Superior", "Parroquia", "Bomberos"]
        )
        cls.court.write({"user_id": cls.officer.id, "phone": "064 211111"})
        cls.fresh.pr_verified_on = "2026-10-01"
        cls.parish.pr_verified_on = "2026-01-15"

    @classmethod
    def _institutions(cls, names):
        return cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "pr_in_register": True,
                    "company_id": cls.company.id,
                }
                for name in names
            ]
        )

    def _list_of(self, user):
        return self.lists.search(
            [("user_id", "=", user.id), ("company_id", "=", self.company.id)]
        )

    def _make(self):
        self.lists._cron_make_call_lists()
        return self._list_of(self.officer)

    def test_each_officer_gets_the_own_contacts(self):
        calls = self._make()
        self.assertEqual(calls.month, date(2026, 11, 1))
        self.assertEqual(calls.line_ids.partner_id, self.court)
        self.assertEqual(self._list_of(self.head).line_ids.partner_id, self.parish)
        self.assertEqual(calls.activity_ids.user_id, self.officer)
        self.assertEqual(calls.activity_ids.date_deadline, date(2026, 11, 30))

    def test_a_second_run_adds_only_what_is_new(self):
        calls = self._make()
        school = self._institutions(["Colegio"])
        school.user_id = self.officer
        self._make()
        self.assertEqual(calls.line_ids.partner_id, self.court + school)
        self.assertEqual(len(self._list_of(self.officer)), 1)
        self.assertEqual(len(calls.activity_ids), 1)

    def test_one_list_per_officer_and_month(self):
        self._make()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.lists.create(
                {"user_id": self.officer.id, "company_id": self.company.id}
            )

    def test_the_longest_unverified_come_first_up_to_the_limit(self):
        self.company.pr_call_list_size = 2
        old, never, recent = self._institutions(["A", "B", "C"])
        (old + never + recent).user_id = self.officer
        old.pr_verified_on = "2020-01-01"
        recent.pr_verified_on = "2026-04-01"
        self.court.pr_verified_on = "2025-01-01"
        calls = self._make()
        self.assertEqual(calls.line_ids.partner_id, never + old)

    def test_an_officer_who_left_leaves_the_calls_to_the_head(self):
        self.officer.active = False
        self._make()
        self.assertIn(self.court, self._list_of(self.head).line_ids.partner_id)

    def test_without_a_head_in_the_settings_the_first_manager_calls(self):
        self.company.pr_head_user_id = False
        self.head.group_ids += self.env.ref("base.group_system")
        deputy = self.head.copy({"login": "calls_deputy"})
        deputy.group_ids -= self.env.ref("base.group_system")
        self._make()
        self.assertIn(self.parish, self._list_of(deputy).line_ids.partner_id)

    def test_people_without_a_post_are_left_in_peace(self):
        retired, holder, notable = self.env["res.partner"].create(
            [
                {"name": name, "pr_in_register": True, "user_id": self.officer.id}
                for name in ("Ex alcalde", "Presidenta", "Poeta")
            ]
        )
        post = self.env["pr.position"].create(
            {"name": "Presidente/a", "institution_id": self.court.id}
        )
        self.env["pr.mandate"].create(
            [
                {"partner_id": holder.id, "position_id": post.id},
                {
                    "partner_id": retired.id,
                    "position_id": post.id,
                    "date_start": "2020-01-01",
                    "date_end": "2025-12-31",
                },
            ]
        )
        category = self.env["pr.personage.category"].create({"name": "Poetas"})
        notable.pr_personage_category_ids = category
        calls = self._make()
        self.assertEqual(
            calls.line_ids.partner_id.sorted("id"),
            (self.court + holder + notable).sorted("id"),
        )
        line = calls.line_ids.filtered(lambda x: x.partner_id == self.court)
        self.assertEqual(line.holder_label, "Presidenta, Presidente/a")

    def test_results_line_by_line(self):
        line = self._make().line_ids.with_user(self.officer)
        line.action_no_answer()
        line.action_no_answer()
        self.assertEqual((line.result, line.attempts), ("no_answer", 2))
        self.assertEqual(line.list_id.pending_count, 1)
        action = line.action_changed()
        self.assertEqual(action["res_id"], self.court.id)
        self.assertEqual(line.result, "changed")
        self.assertFalse(self.court.pr_verified_on)
        line.action_confirm()
        self.assertEqual(line.result, "confirmed")
        self.assertEqual(self.court.pr_verified_on, date(2026, 11, 2))
        self.assertEqual(self.court.pr_verified_by_id, self.officer)
        self.assertEqual(line.list_id.pending_count, 0)
        self.assertFalse(line.list_id.activity_ids, "Nothing left to call")

    def test_a_wrong_number_closes_the_call_and_not_the_contact(self):
        line = self._make().line_ids.with_user(self.officer)
        line.action_wrong_number()
        self.assertTrue(line.is_done)
        self.assertTrue(self.court.with_company(self.company).pr_stale)

    def test_verifying_a_selection_closes_its_calls(self):
        calls = self._make()
        contacts = self.court + self.fresh
        contacts.with_user(self.officer).action_pr_verify()
        self.assertEqual(set(contacts.mapped("pr_verified_on")), {date(2026, 11, 2)})
        self.assertEqual(calls.line_ids.result, "confirmed")
        self.assertIn("verified", self.fresh.message_ids[0].body)

    @warmup
    def test_queries_do_not_grow_with_the_contacts(self):
        def count(call):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            call()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.company.pr_call_list_size = 500
        self._institutions(["Primero"])
        self._make()
        few = self._institutions([f"Pocos {index}" for index in range(5)])
        few_made = count(self.lists._cron_make_call_lists)
        many = self._institutions([f"Muchos {index}" for index in range(200)])
        self.assertLessEqual(count(self.lists._cron_make_call_lists), few_made + 5)
        few_verified = count(few.action_pr_verify)
        self.assertLessEqual(count(many.action_pr_verify), few_verified + 5)

    def test_the_head_makes_lists_at_any_time(self):
        lists = self.lists.with_user(self.head)
        self.assertEqual(lists.action_make_call_lists()["res_model"], "pr.call.list")
        with self.assertRaisesRegex(UserError, "6 months"):
            lists.action_make_call_lists()

    def test_rights(self):
        calls = self._make()
        calls.line_ids.with_user(self.secretary).action_confirm()
        self.assertEqual(self.court.pr_verified_by_id, self.secretary)
        with self.assertRaises(AccessError):
            calls.with_user(self.secretary).unlink()
        for group in ("group_reader", "group_auditor"):
            user = new_test_user(
                self.env,
                f"calls_{group}",
                groups=f"pr_office.{group}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            self.assertTrue(calls.with_user(user).name)
            with self.assertRaises(AccessError):
                calls.line_ids.with_user(user).action_no_answer()
        stranger = new_test_user(self.env, "calls_other", groups="pr_office.group_user")
        self.assertFalse(self.env["pr.call.list"].with_user(stranger).search([]))
