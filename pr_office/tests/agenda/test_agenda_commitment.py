from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
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
            ("stranger", "base.group_user"),
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

    def _keep(self, commitment):
        commitment.evidence_note = "Acta firmada"
        commitment.action_done()

    def test_overdue_is_past_its_day_and_open(self):
        self.assertTrue(self.lamps.overdue)
        self.assertFalse(self.bridge.overdue)
        both = self.lamps + self.bridge
        mine = [("id", "in", both.ids)]
        found = self.env["pr.commitment"].search([*mine, ("overdue", "=", True)])
        self.assertEqual(found, self.lamps)
        found = self.env["pr.commitment"].search([*mine, ("overdue", "=", False)])
        self.assertEqual(found, self.bridge)
        self._keep(self.lamps)
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
        self._keep(self.lamps)
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
        self._keep(self.lamps)
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
        self.assertTrue(own.can_close)
        self.assertFalse(own.can_manage)
        own.write({"evidence_note": "Cambiadas las doce"})
        own.action_done()
        self.assertEqual(own.state, "done")
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
        self.assertFalse(any(both.mapped("can_close")))
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

    # ------------------------------------------------------------
    # EVIDENCE
    # ------------------------------------------------------------

    def test_kept_only_with_evidence(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.lamps.write({"state": "done", "evidence_note": "  "})
            self.env.flush_all()

    @users("works")
    def test_the_dialog_asks_for_the_evidence(self):
        lamps = self.env["pr.commitment"].browse(self.lamps.id)
        action = lamps.action_done()
        self.assertEqual(action["res_model"], "pr.commitment.close")
        self.assertEqual(lamps.state, "open")
        dialog = Form(self.env["pr.commitment.close"].with_context(**action["context"]))
        with self.assertRaisesRegex(UserError, "photo or a file"):
            dialog.save().action_apply()
        dialog.evidence_note = "Cambiadas las doce"
        dialog.save().action_apply()
        self.assertEqual(lamps.state, "done")
        self.assertEqual(lamps.evidence_note, "Cambiadas las doce")

    def test_a_file_is_evidence_and_opens_for_the_office(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.works)
            .create({"name": "foto.png", "raw": b"x"})
        )
        close = (
            self.env["pr.commitment.close"]
            .with_user(self.works)
            .create({"commitment_ids": self.lamps.ids, "evidence_ids": file.ids})
        )
        close.action_apply()
        self.assertEqual(self.lamps.state, "done")
        self.env.invalidate_all()
        self.assertEqual(file.with_user(self.officer).raw, b"x")
        with self.assertRaises(AccessError):
            file.with_user(self.stranger).read(["raw"])

    def test_nobody_opens_anothers_file_by_calling_it_evidence(self):
        secret = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "reservado.txt", "raw": b"x"})
        )
        with self.assertRaises(AccessError):
            self.lamps.with_user(self.works).write(
                {"evidence_ids": [Command.link(secret.id)]}
            )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            secret.with_user(self.works).read(["raw"])

    def test_several_are_reported_at_once_each_with_a_file_of_its_own(self):
        both = self.lamps + self.bridge
        file = self.env["ir.attachment"].create({"name": "acta.pdf", "raw": b"x"})
        self.env["pr.commitment.close"].create(
            {"commitment_ids": both.ids, "evidence_ids": file.ids}
        ).action_apply()
        self.assertEqual(both.mapped("state"), ["done", "done"])
        self.assertEqual(both.evidence_ids.mapped("res_id"), both.ids)

    # ------------------------------------------------------------
    # ORIGIN
    # ------------------------------------------------------------

    def test_the_occasion_follows_from_the_record(self):
        entry = self.env["calendar.event"].create(
            {
                "name": "Recorrido",
                "start": "2027-03-01 15:00:00",
                "stop": "2027-03-01 16:00:00",
                "pr_activity_type": "field",
            }
        )
        self.lamps.origin = entry
        self.assertEqual(self.lamps.origin_kind, "field")
        self.assertEqual(self.lamps.origin_name, "Recorrido")
        self.lamps.origin = False
        self.assertEqual(self.lamps.origin_kind, "field")
        self.lamps.origin_kind = "radio"
        self.assertEqual(self.lamps.origin_kind, "radio")

    def test_promised_in_an_entry_of_the_agenda(self):
        entry = self.env["calendar.event"].create(
            {
                "name": "Recorrido",
                "start": "2027-03-01 15:00:00",
                "stop": "2027-03-01 16:00:00",
                "pr_activity_type": "field",
                "location": "Barrio Alto",
            }
        )
        action = entry.action_pr_make_commitment()
        new = self.env["pr.commitment"].with_context(**action["context"])
        promised = new.create({"name": "Asfaltar la calle"})
        self.assertEqual(promised.origin, entry)
        self.assertEqual(promised.origin_kind, "field")
        self.assertEqual(promised.place, "Barrio Alto")
        entry.invalidate_recordset()
        self.assertEqual(entry.pr_commitment_count, 1)
        found = new.search(entry.action_pr_open_commitments()["domain"])
        self.assertEqual(found, promised)

    def test_a_private_entry_is_not_told_to_whoever_is_responsible(self):
        entry = (
            self.env["calendar.event"]
            .with_user(self.officer)
            .create(
                {
                    "name": "Cita médica",
                    "start": "2027-03-01 15:00:00",
                    "stop": "2027-03-01 16:00:00",
                    "privacy": "private",
                }
            )
        )
        self.lamps.write({"origin_model": "calendar.event", "origin_id": entry.id})
        self.env.invalidate_all()
        told = self.lamps.with_user(self.works).origin_name
        self.assertNotIn("médica", told or "")

    def test_an_origin_that_is_gone_is_no_error(self):
        self.lamps.write({"origin_model": "pr.incoming", "origin_id": 2**30})
        self.assertFalse(self.lamps.origin_name)
        self.lamps.invalidate_recordset()
        self.lamps.web_read({"origin": {"fields": {"display_name": {}}}})

    def test_somebody_outside_the_register_keeps_the_name(self):
        self.lamps.partner_name = "Señora Delia"
        self.assertFalse(self.lamps.partner_id)
        delia = self.env["res.partner"].create({"name": "Delia Ordóñez"})
        self.lamps.partner_id = delia
        self.assertEqual(self.lamps.partner_name, "Delia Ordóñez")
        delia.name = "Delia Ordóñez Frisancho"
        self.assertEqual(self.lamps.partner_name, "Delia Ordóñez Frisancho")

    # ------------------------------------------------------------
    # NOTICES
    # ------------------------------------------------------------

    def _follow_up(self, day):
        """Run the daily job on a day; return who was told what."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id
        with freeze_time(f"{day} 12:00:00"):
            self.env["pr.commitment"]._cron_follow_up()
            self.env.flush_all()
        told = self.env["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )
        return [(note.partner_ids.user_ids.login, note.subject) for note in told]

    def _escalations(self):
        kind = self.env.ref("pr_office.activity_type_late")
        return self.env["mail.activity"].search(
            [
                ("activity_type_id", "=", kind.id),
                ("res_id", "in", (self.lamps + self.bridge).ids),
            ]
        )

    def test_told_before_after_and_then_the_head(self):
        self.env["pr.commitment"].search([]).filtered(
            lambda row: row not in self.lamps + self.bridge
        ).date_due = False
        self.company.write(
            {
                "pr_commitment_days": 3,
                "pr_commitment_late_days": 7,
                "pr_head_user_id": self.secretary.id,
            }
        )
        self.lamps.date_due = "2027-03-20"
        self.bridge.date_due = False
        self.assertFalse(self._follow_up("2027-03-16"))
        [(login, subject)] = self._follow_up("2027-03-17")
        self.assertEqual(login, "works")
        self.assertIn("fall due: 1", subject)
        self.assertFalse(self._follow_up("2027-03-18"), "told once")
        self.assertFalse(self._follow_up("2027-03-20"))
        [(login, subject)] = self._follow_up("2027-03-21")
        self.assertEqual(login, "works")
        self.assertIn("Overdue commitments: 1", subject)
        self.assertFalse(self._follow_up("2027-03-26"))
        self.assertFalse(self._escalations())
        self.assertFalse(self._follow_up("2027-03-27"))
        self.assertEqual(self._escalations().user_id, self.secretary)
        self.assertIn("7 days overdue", self._escalations().summary)
        self._follow_up("2027-03-28")
        self.assertEqual(len(self._escalations()), 1)
        # another day starts anew, and what is kept troubles nobody
        self._keep(self.lamps)
        self.assertFalse(self._escalations())
        self.lamps.action_reopen()
        self.lamps.date_due = "2027-05-01"
        self.assertEqual(len(self._follow_up("2027-04-29")), 1)

    def test_zero_days_never_tells_the_head(self):
        self.company.write(
            {"pr_commitment_late_days": 0, "pr_head_user_id": self.secretary.id}
        )
        self._follow_up("2028-03-10")
        self.assertFalse(self._escalations())

    def test_one_notice_for_several_of_a_person(self):
        self.bridge.write({"user_id": self.works.id, "date_due": "2027-03-09"})
        told = [row for row in self._follow_up("2027-03-10") if row[0] == "works"]
        self.assertEqual(len(told), 1)
        self.assertIn("2", told[0][1])

    @warmup
    def test_notices_cost_the_same_for_few_and_many(self):
        def follow_up(number):
            self.env["pr.commitment"].create(
                [
                    {
                        "name": f"C{i}",
                        "user_id": self.works.id,
                        "date_due": "2027-03-12",
                    }
                    for i in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertTrue(self._follow_up("2027-03-10"))
            return self.env.cr.sql_log_count - start

        follow_up(2)
        self.assertEqual(follow_up(3), follow_up(23))

    # ------------------------------------------------------------
    # PAPER, COMPANIES, COST
    # ------------------------------------------------------------

    def test_the_list_prints(self):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "pr_office.report_commitments", (self.lamps + self.bridge).ids
        )
        text = html.decode()
        self.assertIn("Reparar las luminarias", text)
        self.assertIn("Overdue", text)
        self.assertLess(text.index("luminarias"), text.index("Estudio del puente"))

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

    @warmup
    def test_a_list_costs_the_same_for_few_and_many(self):
        letters = self.env["pr.agreement"].create(
            [{"name": f"Convenio {i}"} for i in range(12)]
        )
        commitments = self.env["pr.commitment"].create(
            [
                {
                    "name": f"C{i}",
                    "user_id": self.works.id,
                    "date_due": "2027-05-01",
                    "origin_model": "pr.agreement",
                    "origin_id": letter.id,
                }
                for i, letter in enumerate(letters)
            ]
        )
        spec = {
            "name": {},
            "overdue": {},
            "origin_name": {},
            "partner_name": {},
            "user_id": {"fields": {"display_name": {}}},
        }

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            rows.web_read(spec)
            return self.env.cr.sql_log_count - start

        count(commitments)
        self.assertEqual(count(commitments[:2]), count(commitments))
