from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import (
    Form,
    TransactionCase,
    freeze_time,
    new_test_user,
    tagged,
    users,
    warmup,
)
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 12:00:00")
class TestAgendaCommitment(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        for login, groups in (
            ("works", "base.group_user"),
            ("reader", "pr_office.group_reader"),
            ("officer", "pr_office.group_user"),
            ("secretary", "pr_office.group_secretary"),
            ("auditor", "pr_office.group_auditor"),
        ):
            user = new_test_user(cls.env, login=login, groups=groups, tz="America/Lima")
            setattr(cls, login, user)
        cls.lamps, cls.bridge = cls.env["pr.commitment"].create(
            [
                {
                    "name": "Reparar las luminarias",
                    "user_id": cls.works.id,
                    "date_promised": "2027-03-01",
                    "date_due": "2027-03-09",
                },
                {
                    "name": "Estudio del puente",
                    "user_id": cls.officer.id,
                    "date_promised": "2027-03-01",
                    "date_due": "2027-03-10",
                },
            ]
        )

    def test_overdue_is_past_its_day_and_open(self):
        self.assertTrue(self.lamps.overdue)
        self.assertFalse(self.bridge.overdue)
        both = self.lamps + self.bridge
        mine = [("id", "in", both.ids)]
        found = self.env["pr.commitment"].search([*mine, ("overdue", "=", True)])
        self.assertEqual(found, self.lamps)
        found = self.env["pr.commitment"].search([*mine, ("overdue", "=", False)])
        self.assertEqual(found, self.bridge)
        self.lamps.action_done()
        self.assertFalse(self.lamps.overdue)
        self.assertEqual(self.lamps.done_on, date(2027, 3, 10))

    def test_one_reminder_follows_the_commitment(self):
        reminder = self.lamps.activity_ids
        self.assertEqual(len(reminder), 1)
        self.assertEqual(reminder.user_id, self.works)
        self.assertEqual(reminder.date_deadline, date(2027, 3, 9))
        self.lamps.write({"date_due": "2027-03-20", "user_id": self.officer.id})
        self.assertEqual(self.lamps.activity_ids, reminder)
        self.assertEqual(reminder.date_deadline, date(2027, 3, 20))
        self.assertEqual(reminder.user_id, self.officer)
        self.lamps.date_due = False
        self.assertFalse(self.lamps.activity_ids)
        self.lamps.date_due = "2027-03-20"
        self.lamps.action_done()
        self.assertFalse(self.lamps.activity_ids)

    def test_reminders_mail_nobody(self):
        before = self.env["mail.mail"].search_count([])
        self.env["pr.commitment"].create(
            {"name": "Visitar", "user_id": self.works.id, "date_due": "2027-04-01"}
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_cancelled_only_with_a_reason(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.lamps.write({"state": "cancelled"})
            self.env.flush_all()

    def test_cancelling_asks_and_records_the_reason(self):
        action = self.lamps.action_open_cancel()
        wizard = Form(
            self.env["pr.reason.wizard"].with_context(**action["context"]),
        )
        wizard.reason = "La obra pasó a la región"
        wizard.save().action_apply()
        self.assertEqual(self.lamps.state, "cancelled")
        self.assertEqual(self.lamps.cancel_reason, "La obra pasó a la región")
        self.assertFalse(self.lamps.activity_ids)
        self.lamps.action_reopen()
        self.assertFalse(self.lamps.cancel_reason)

    def test_due_before_promised_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.lamps.date_due = "2027-02-01"
            self.env.flush_all()

    def test_closed_commitments_stay(self):
        self.lamps.action_done()
        with self.assertRaisesRegex(UserError, "stays in the history"):
            self.lamps.unlink()
        self.bridge.unlink()

    @users("works")
    def test_an_employee_sees_and_closes_the_own_ones_only(self):
        Commitment = self.env["pr.commitment"]
        both = self.lamps + self.bridge
        self.assertEqual(
            Commitment.search([("id", "in", both.ids)]),
            self.lamps.with_user(self.works),
        )
        own = Commitment.browse(self.lamps.id)
        own.write({"evidence_note": "Cambiadas las doce"})
        own.action_done()
        own.message_post(body=self.lamps.name)
        # nope
        with self.assertRaises(AccessError):
            own.write({"date_due": "2030-01-01"})
        with self.assertRaises(AccessError):
            own.cancel("porque sí")
        with self.assertRaises(AccessError):
            own.write({"user_id": self.officer.id})
        with self.assertRaises(AccessError):
            Commitment.browse(self.bridge.id).action_done()
        with self.assertRaises(AccessError):
            Commitment.browse(self.bridge.id).read(["name"])
        with self.assertRaises(AccessError):
            Commitment.create({"name": "Otro"})
        with self.assertRaises(AccessError):
            own.unlink()

    @users("reader", "auditor")
    def test_senior_management_and_auditors_read_all_and_change_nothing(self):
        Commitment = self.env["pr.commitment"]
        both = Commitment.browse((self.lamps + self.bridge).ids)
        self.assertEqual(Commitment.search([("id", "in", both.ids)]), both)
        # nope
        with self.assertRaises(AccessError):
            both[0].action_done()
        with self.assertRaises(AccessError):
            Commitment.create({"name": "Otro"})
        with self.assertRaises(AccessError):
            both[0].unlink()

    @users("officer", "secretary")
    def test_the_office_keeps_all(self):
        Commitment = self.env["pr.commitment"]
        new = Commitment.create({"name": "Otro", "user_id": self.works.id})
        new.write({"date_due": "2027-12-01", "place": "Barrio Alto"})
        Commitment.browse(self.lamps.id).cancel("Ya no corresponde")
        # nope
        with self.assertRaises(AccessError):
            new.unlink()

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        foreign = self.env["pr.commitment"].create(
            {"name": "De otra", "company_id": other.id}
        )
        found = self.env["pr.commitment"].with_user(self.reader).search([])
        self.assertNotIn(foreign, found)

    @warmup
    def test_creating_many_costs_no_more_per_record(self):
        def create(number):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["pr.commitment"].create(
                [
                    {
                        "name": f"C{i}",
                        "user_id": self.works.id,
                        "date_due": "2027-05-01",
                    }
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        create(2)
        few, many = create(2), create(22)
        self.assertLess((many - few) / 20, 10)
