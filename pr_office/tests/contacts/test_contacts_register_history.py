from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsRegisterHistory(RegisterCase):
    """What has a history is archived, never deleted."""

    def test_entries_with_history_are_not_deleted(self):
        for record, reason in (
            (self.rosa, "has held posts"),
            (self.town, "has posts with their history"),
            (self.post_mayor, "has mandates in its history"),
        ):
            with self.subTest(record._name), self.assertRaisesRegex(UserError, reason):
                record.unlink()

    def test_archived_history_counts_as_history(self):
        self.mandate_past.active = False
        with self.assertRaises(UserError):
            self.fortunato.unlink()

    def test_entries_without_history_are_deleted(self):
        self.juan.unlink()
        self.post_judge.unlink()
        self.court.unlink()
        self.assertFalse((self.juan + self.court).exists())

    def test_archiving_keeps_the_history(self):
        self.rosa.active = False
        self.town.active = False
        self.assertEqual(self.post_mayor.holders_on("2025-01-01"), self.rosa)
        self.assertEqual(self.mandate_now.partner_id, self.rosa)
        self.assertFalse(self.env["res.partner"].search([("id", "=", self.rosa.id)]))
        self.rosa.active = True
        self.assertEqual(self.rosa.pr_current_post, "Alcaldesa – MPH")

    def test_birthday_on_29_february(self):
        self.assertEqual((self.rosa.pr_birth_day, self.rosa.pr_birth_month), (29, "2"))

    @mute_logger("odoo.sql_db")
    def test_birthdays_that_do_not_exist(self):
        for day, month in ((30, "2"), (31, "4"), (0, "5"), (32, "1"), (3, False)):
            with (
                self.subTest(day=day, month=month),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.juan.write({"pr_birth_day": day, "pr_birth_month": month})
                self.env.flush_all()

    def test_post_that_holds_several(self):
        people = self.env["res.partner"].create([{"name": n} for n in ("A", "B", "C")])
        self.env["pr.mandate"].create(
            [
                {"partner_id": person.id, "position_id": self.post_councillor.id}
                for person in people
            ]
        )
        self.assertEqual(self.post_councillor.holder_ids, people)
        with self.assertRaisesRegex(UserError, "A, B, C"):
            self.env["pr.mandate"].create(
                {"partner_id": self.juan.id, "position_id": self.post_councillor.id}
            )
        with self.assertRaisesRegex(UserError, "cannot have only 2 seats"):
            self.post_councillor.seats = 2
