from contextlib import contextmanager
from datetime import date, timedelta

from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import api, fields
from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import (
    BaseCase,
    TransactionCase,
    freeze_time,
    get_db_name,
    new_test_user,
    tagged,
    warmup,
)
from odoo.tools import mute_logger


@freeze_time("2027-02-20 12:00:00")
class TestContactsDates(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "America/Lima"
        cls.env.company.pr_greeting_days = 15
        cls.env["pr.civic.date"].search([]).active = False
        cls.hospital = cls.env["res.partner"].create(
            {"name": "Hospital Santa Rosa", "is_company": True}
        )
        cls.rosa = cls.env["res.partner"].create(
            {"name": "Rosa Quispe", "pr_gender": "female"}
        )
        position = cls.env["pr.position"].create(
            {"name": "Directora", "institution_id": cls.hospital.id}
        )
        cls.mandate = cls.env["pr.mandate"].create(
            {
                "partner_id": cls.rosa.id,
                "position_id": position.id,
                "date_start": "2026-01-01",
            }
        )

    def _civic(self, **values):
        return self.env["pr.civic.date"].create({"name": "Día", **values})

    def _rows(self, domain):
        return self.env["pr.upcoming.date"].search(domain)

    # -- the calendar -------------------------------------------------------

    def test_the_query_and_the_pure_rules_agree(self):
        many = [{"rule": "fixed", "month": "2", "day": 29}, {"rule": "easter"}]
        many += [
            {"rule": "easter", "easter_offset": offset} for offset in (-49, -2, 60)
        ]
        many += [
            {"rule": "weekday", "month": str(month), "weekday": str(day), "week": week}
            for month in (2, 5, 11, 12)
            for day in range(7)
            for week in ("1", "2", "4", "-1")
        ]
        civic = self.env["pr.civic.date"].create([{"name": "X", **row} for row in many])
        rows = self._rows([("civic_date_id", "in", civic.ids)])
        self.assertEqual(len(rows), 3 * len(civic))
        for row in rows:
            self.assertEqual(row.date, row.civic_date_id._get_in_year()(row.date.year))
        leap = rows.filtered(lambda row: row.civic_date_id == civic[0])
        self.assertEqual(
            leap.mapped("date"),
            [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)],
        )

    def test_next_occurrence(self):
        leap = self._civic(month="2", day=29)
        self.assertEqual(leap.next_date, date(2027, 2, 28))
        good_friday = self._civic(rule="easter", easter_offset=-2)
        self.assertEqual(good_friday.next_date, date(2027, 3, 26))
        passed = self._civic(month="1", day=18)
        self.assertEqual(passed.next_date, date(2028, 1, 18))

    def test_once_is_once(self):
        civic = self._civic(rule="once", date="2027-05-20")
        rows = self._rows([("civic_date_id", "=", civic.id)])
        self.assertEqual(rows.mapped("date"), [date(2027, 5, 20)])

    def test_days_that_do_not_exist_are_refused(self):
        for values in (
            {"month": "4", "day": 31},
            {"month": "2", "day": 30},
            {"month": "2"},
            {"rule": "weekday", "month": "5"},
            {"rule": "easter", "easter_offset": 300},
            {"rule": "once"},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self._civic(**values)

    def test_birthdays_and_anniversaries_join_the_civic_calendar(self):
        self.hospital.pr_anniversary = "1952-02-29"
        self.rosa.write({"pr_birth_month": "2", "pr_birth_day": 29})
        civic = self._civic(month="2", day=28, name="Día local")
        rows = self._rows([("date", "=", "2027-02-28")])
        wanted = rows.filtered(
            lambda row: (
                row.civic_date_id == civic
                or row.partner_id in self.hospital + self.rosa
            )
        )
        self.assertEqual(wanted.mapped("kind"), ["anniversary", "birthday", "civic"])
        self.assertEqual(
            wanted.mapped("display_name"),
            ["75 years: Hospital Santa Rosa", "Birthday: Rosa Quispe", "Día local"],
        )
        self.assertEqual(wanted[0].years, 75)
        self.rosa.active = False
        self.assertFalse(self._rows([("partner_id", "=", self.rosa.id)]))

    def test_an_institution_founded_this_year_has_no_anniversary_yet(self):
        self.hospital.pr_anniversary = "2027-02-25"
        rows = self._rows([("partner_id", "=", self.hospital.id)])
        self.assertEqual(rows.mapped("date"), [date(2028, 2, 25)])

    def test_rows_keep_their_ids(self):
        self.hospital.pr_anniversary = "1952-03-01"
        before = self._rows([("partner_id", "=", self.hospital.id)])
        self._civic(month="1", day=1)
        self.env.invalidate_all()
        after = self._rows([("partner_id", "=", self.hospital.id)])
        self.assertEqual(before.ids, after.ids)
        every = self._rows([])
        self.assertEqual(len(every), len(set(every.ids)))

    def test_names_are_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("es_PE")
        civic = self._civic(month="5", day=1, name="Labour")
        civic.with_context(lang="es_PE").name = "Día del Trabajo"
        rows = self.env["pr.upcoming.date"].with_context(lang="es_PE")
        found = rows.search([("name", "ilike", "trabajo"), ("date", ">", "2027-01-01")])
        self.assertEqual(found.mapped("name"), ["Día del Trabajo"] * 2)

    @warmup
    def test_the_list_costs_the_same_for_many(self):
        def cost():
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self._rows([("date", ">=", "2027-02-20")]).read(
                ["display_name", "days_left"]
            )
            return self.env.cr.sql_log_count - start

        self.hospital.pr_anniversary = "1952-03-01"
        self.env.flush_all()
        few = cost()
        self.env["res.partner"].create(
            [
                {"name": f"I{i}", "is_company": True, "pr_anniversary": "1950-04-05"}
                for i in range(60)
            ]
        )
        self.env.flush_all()
        self.assertLessEqual(cost(), few)

    # -- greetings ----------------------------------------------------------

    def _prepare(self):
        with self.enter_registry_test_mode():
            self.env.ref("pr_office.ir_cron_greetings").method_direct_trigger()
        self.env.invalidate_all()

    def _greetings(self, partner):
        return self.env["pr.greeting"].search([("partner_id", "=", partner.id)])

    def test_one_greeting_per_recipient_and_year(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        greeting = self._greetings(self.hospital)
        self.assertEqual(len(greeting), 1)
        self.assertEqual(greeting.date, date(2027, 3, 1))
        self.assertEqual(greeting.state, "to_send")
        self._prepare()
        self.assertEqual(self._greetings(self.hospital), greeting)
        with freeze_time("2028-02-20 12:00:00"):
            self._prepare()
            self.assertEqual(len(self._greetings(self.hospital)), 2)

    def test_the_letter_goes_to_the_head_in_the_right_form(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        letter = self._greetings(self.hospital).letter_id
        self.assertEqual(letter.state, "draft")
        self.assertEqual(letter.partner_id, self.rosa)
        self.assertEqual(letter.position_id, self.mandate.position_id)
        self.assertEqual(letter.date, date(2027, 3, 1))
        self.assertIn("Directora", letter.salutation)
        self.assertIn("75", letter.subject)
        self.assertIn("75", letter.body)
        self.assertFalse(letter.name, "a draft takes no number")

    def test_who_heads_it_on_the_day_is_greeted(self):
        self.mandate.date_end = "2027-02-25"
        luis = self.env["res.partner"].create({"name": "Luis"})
        self.env["pr.mandate"].create(
            {
                "partner_id": luis.id,
                "position_id": self.mandate.position_id.id,
                "date_start": "2027-02-26",
                "kind": "acting",
            }
        )
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        letter = self._greetings(self.hospital).letter_id
        self.assertEqual(letter.partner_id, luis)
        self.assertTrue(letter.acting)

    def test_an_institution_without_head_is_greeted_itself(self):
        self.mandate.date_end = "2027-02-25"
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        self.assertEqual(
            self._greetings(self.hospital).letter_id.partner_id, self.hospital
        )

    def test_birthdays_of_29_february_are_greeted_in_common_years(self):
        self.rosa.write({"pr_birth_month": "2", "pr_birth_day": 29})
        self._prepare()
        greeting = self._greetings(self.rosa)
        self.assertEqual(greeting.date, date(2027, 2, 28))
        self.assertEqual(greeting.letter_id.partner_id, self.rosa)

    def test_a_civic_date_greets_its_institutions_with_its_text(self):
        kind = self.env["pr.institution.type"].create({"name": "Hospitals"})
        other = self.env["res.partner"].create(
            {
                "name": "Posta",
                "is_company": True,
                "pr_institution_type_id": kind.id,
            }
        )
        self.hospital.pr_institution_type_id = kind
        civic = self._civic(
            name="Día de la Medicina",
            month="3",
            day=1,
            institution_type_ids=[fields.Command.set(kind.ids)],
            greeted_partner_ids=[fields.Command.set(self.hospital.ids)],
            greeting_text="<p>Feliz día</p>",
        )
        self._prepare()
        found = self.env["pr.greeting"].search([("civic_date_id", "=", civic.id)])
        self.assertEqual(found.partner_id, self.hospital + other)
        self.assertEqual(len(found), 2)
        self.assertEqual(set(found.letter_id.mapped("body")), {"<p>Feliz día</p>"})
        self.assertEqual(found.letter_id.civic_date_id, civic)

    def test_nothing_is_drafted_beyond_the_days_ahead_or_when_switched_off(self):
        self.hospital.pr_anniversary = "1952-03-20"
        self._prepare()
        self.assertFalse(self._greetings(self.hospital))
        self.hospital.pr_anniversary = "1952-03-01"
        self.env.company.pr_greeting_days = 0
        self._prepare()
        self.assertFalse(self._greetings(self.hospital))

    def test_a_deleted_draft_is_not_drafted_again(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        greeting = self._greetings(self.hospital)
        greeting.letter_id.unlink()
        self._prepare()
        self.assertEqual(self._greetings(self.hospital), greeting)
        self.assertFalse(greeting.letter_id)
        greeting.action_open_letter()
        self.assertTrue(greeting.letter_id)

    def test_not_this_year_and_greeted_otherwise(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self.rosa.write({"pr_birth_month": "3", "pr_birth_day": 1})
        self._prepare()
        greeting = self._greetings(self.hospital)
        greeting.skip("Hay duelo en la institución")
        self.assertEqual(greeting.state, "skipped")
        self.assertFalse(greeting.letter_id.exists())
        birthday = self._greetings(self.rosa)
        birthday.action_greeted()
        self.assertEqual(birthday.state, "sent")
        birthday.action_undo()
        self.assertEqual(birthday.state, "to_send")

    def test_the_database_refuses_a_second_one(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        greeting = self._greetings(self.hospital)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            greeting.copy()

    def test_a_greeting_can_be_prepared_from_the_list_at_any_time(self):
        self.hospital.pr_anniversary = "1952-11-01"
        row = self._rows([("partner_id", "=", self.hospital.id)])[1]
        self.assertEqual(row.date, date(2027, 11, 1))
        action = row.action_prepare_greeting()
        greeting = self._greetings(self.hospital)
        self.assertEqual(action["res_id"], greeting.letter_id.id)
        row.action_prepare_greeting()
        self.assertEqual(self._greetings(self.hospital), greeting)

    def test_greetings_of_another_company_stay_there(self):
        other = self.env["res.company"].create(
            {"name": "Otra municipalidad", "pr_greeting_days": 15}
        )
        self.hospital.write({"pr_anniversary": "1952-03-01"})
        self.mandate.position_id.institution_id.company_id = self.env.company
        self._prepare()
        self.assertFalse(
            self._greetings(self.hospital).filtered(lambda row: row.company_id == other)
        )

    @warmup
    def test_drafting_many_costs_little_more_each(self):
        def cost(number, offset):
            self.env["res.partner"].create(
                [
                    {
                        "name": f"I{offset + i}",
                        "is_company": True,
                        "pr_anniversary": "1950-03-01",
                    }
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            greetings = self.env["pr.greeting"]
            made = greetings._prepare(greetings._get_wanted(self.env.company))
            self.env.flush_all()
            self.assertEqual(len(made), number)
            return self.env.cr.sql_log_count - start

        cost(2, 0)
        few, many = cost(2, 10), cost(22, 100)
        self.assertLess((many - few) / 20, 6)

    # -- rights -------------------------------------------------------------

    def test_rights(self):
        self.hospital.pr_anniversary = "1952-03-01"
        self._prepare()
        greeting = self._greetings(self.hospital)
        civic = self._civic(month="5", day=1)
        for groups in ("group_reader", "group_auditor"):
            user = new_test_user(self.env, groups, groups=f"pr_office.{groups}")
            self.assertEqual(greeting.with_user(user).state, "to_send")
            self.assertTrue(self.env["pr.upcoming.date"].with_user(user).search([]))
            # nope
            with self.assertRaises(AccessError):
                greeting.with_user(user).action_greeted()
            with self.assertRaises(AccessError):
                civic.with_user(user).name = "Otro"
        for groups in ("group_user", "group_secretary"):
            user = new_test_user(self.env, groups, groups=f"pr_office.{groups}")
            greeting.with_user(user).action_greeted()
            civic.with_user(user).name = "Otro"
            # nope
            with self.assertRaises(AccessError):
                greeting.with_user(user).unlink()
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["pr.upcoming.date"].with_user(outsider).search([])
        with self.assertRaises(AccessError):
            greeting.with_user(outsider).read(["date"])


@tagged("post_install", "-at_install")
class TestContactsGreetingTwice(BaseCase):
    """Two preparations at once, each with a connection and a snapshot of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = db_connect(get_db_name())
        with cls._connection() as env:
            day = fields.Date.context_today(env.user) + timedelta(days=3)
            cls.partner_id = (
                env["res.partner"]
                .create(
                    {
                        "name": "Saludada dos veces",
                        "is_company": True,
                        "pr_anniversary": day - timedelta(days=3653),
                    }
                )
                .id
            )
        cls.addClassCleanup(cls._clean)

    @classmethod
    @contextmanager
    def _connection(cls):
        with cls.database.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {})

    @classmethod
    def _clean(cls):
        with cls._connection() as env:
            partner = env["res.partner"].browse(cls.partner_id)
            greetings = env["pr.greeting"].search([("partner_id", "=", partner.id)])
            letters = greetings.letter_id
            greetings.unlink()
            letters.unlink()
            partner.unlink()

    def _wanted(self, env):
        wanted = env["pr.greeting"]._get_wanted(env.company)
        return [row for row in wanted if row["partner_id"] == self.partner_id]

    def test_the_later_one_collides_and_finds_the_greeting_made(self):
        with self._connection() as first, self._connection() as second:
            wanted = self._wanted(first), self._wanted(second)
            self.assertEqual([len(rows) for rows in wanted], [1, 1])
            first["pr.greeting"]._prepare(wanted[0])
            first.cr.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                second["pr.greeting"]._prepare(wanted[1])
            second.cr.rollback()
            self.assertFalse(self._wanted(second), "the server tries it again")
