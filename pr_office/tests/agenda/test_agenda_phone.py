from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged, users, warmup
from odoo.tools import mute_logger

from .common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgendaPhone(AgendaCase):
    """Messages taken by telephone for an authority."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("auditor", "pr_office.group_auditor")
        cls.deputy = cls.env["res.partner"].create({"name": "Teniente alcalde"})
        cls.other_agenda = cls.env["pr.agenda"].create(
            {"partner_id": cls.deputy.id, "delegate_ids": cls.other_secretary.ids}
        )
        cls.call = cls._call()

    @classmethod
    def _call(cls, **values):
        return cls.env["pr.phone.message"].create(
            {
                "agenda_id": cls.agenda.id,
                "partner_id": cls.neighbour.id,
                "name": "Pide audiencia por el canal",
                **values,
            }
        )

    # ------------------------------------------------------------
    # TAKING DOWN
    # ------------------------------------------------------------

    @users("agenda_secretary")
    def test_taken_in_seconds(self):
        form = Form(self.env["pr.phone.message"])
        self.assertEqual(form.agenda_id, self.agenda)
        form.name = "Llamó por la feria"
        form.caller_name = "Productora de radio"
        call = form.save()
        self.assertTrue(call.date)
        self.assertEqual(call.create_uid, self.secretary)
        self.assertFalse(call.is_seen)

    def test_a_known_person_brings_name_and_number(self):
        self.neighbour.phone = "+51 900 000 123"
        call = self._call()
        self.assertEqual(call.caller_name, "Vecina Rosa")
        self.assertEqual(call.phone, "+51 900 000 123")
        call.phone = "054 123456"
        self.assertEqual(call.phone, "054 123456")

    def _refused(self, **values):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._call(**values)
            self.env.flush_all()

    def test_who_called_is_told_somehow(self):
        self._refused(partner_id=False)
        self._refused(partner_id=False, caller_name="  ")
        self._call(partner_id=False, phone="900 000 111")

    def test_calling_back_needs_a_number(self):
        self._refused(call_back=True)
        self._call(call_back=True, phone="900 000 111")

    def test_unseen_come_first_and_urgent_among_them(self):
        old = self._call(date="2027-01-01 10:00:00")
        urgent = self._call(date="2026-12-01 10:00:00", urgency="1")
        self.call.action_seen()
        found = self.env["pr.phone.message"].search(
            [("id", "in", (old + urgent + self.call).ids)]
        )
        self.assertEqual(found, urgent + old + self.call)

    # ------------------------------------------------------------
    # SEEN
    # ------------------------------------------------------------

    def test_seen_by_the_authority_and_recorded_by_a_secretary_differ(self):
        mine = self.call.with_user(self.mayor_user)
        mine.action_seen()
        self.assertTrue(mine.seen_in_person)
        self.assertEqual(mine.seen_label, self.mayor.name)
        told = self._call().with_user(self.secretary)
        told.action_seen()
        self.assertFalse(told.seen_in_person)
        self.assertEqual(told.seen_by_id, self.secretary)
        self.assertIn("recorded by Secretary", told.seen_label)
        # the first one counts
        mine.with_user(self.secretary).action_seen()
        self.assertTrue(mine.seen_in_person)

    @users("agenda_secretary")
    def test_seen_is_recorded_by_the_buttons_alone(self):
        call = self.env["pr.phone.message"].browse(self.call.id)
        for values in (
            {"seen_in_person": True},
            {"seen_on": "2027-01-01 10:00:00", "seen_by_id": self.mayor_user.id},
            {"called_back_on": "2027-01-01 10:00:00"},
        ):
            with self.assertRaises(AccessError):
                call.write(values)
            with self.assertRaises(AccessError):
                call.create({"name": "x", "caller_name": "y", **values})

    @users("agenda_secretary")
    def test_called_back(self):
        call = self.env["pr.phone.message"].browse(self.call.id)
        call.action_called_back()
        self.assertEqual(call.called_back_by_id, self.secretary)
        before = call.called_back_on
        call.with_user(self.mayor_user).action_called_back()
        self.assertEqual(call.called_back_on, before)

    # ------------------------------------------------------------
    # WHAT COMES OF IT
    # ------------------------------------------------------------

    def _open(self, action):
        return self.env[action["res_model"]].with_context(**action["context"])

    @users("agenda_secretary")
    def test_into_the_agenda(self):
        call = self.env["pr.phone.message"].browse(self.call.id)
        entries = self._open(call.action_make_entry())
        entry = entries.create(
            {"start": "2036-05-12 15:00:00", "stop": "2036-05-12 15:30:00"}
        )
        self.assertEqual(call.event_id, entry)
        self.assertEqual(entry.name, call.name)
        self.assertEqual(entry.user_id, self.mayor_user)
        self.assertFalse(entry.pr_confirmed)
        self.assertIn("Vecina Rosa", entry.pr_briefing)
        self.assertEqual(call.action_open_entry()["res_id"], entry.id)

    @users("agenda_secretary")
    def test_into_a_commitment(self):
        call = self.env["pr.phone.message"].browse(self.call.id)
        form = Form(self._open(call.action_make_commitment()))
        commitment = form.save()
        self.assertEqual(commitment.partner_id, self.neighbour)
        self.assertEqual(commitment.origin, call)
        self.assertEqual(commitment.origin_kind, "phone")
        call.invalidate_recordset()
        self.assertEqual(call.commitment_count, 1)
        found = self.env["pr.commitment"].search(
            call.action_open_commitments()["domain"]
        )
        self.assertEqual(found, commitment)

    @users("agenda_secretary")
    def test_into_a_document_received(self):
        call = self.env["pr.phone.message"].browse(self.call.id)
        form = Form(self._open(call.action_make_incoming()))
        incoming = form.save()
        self.assertEqual(call.incoming_id, incoming)
        self.assertEqual(incoming.sender_id, self.neighbour)
        self.assertEqual(incoming.agenda_id, self.agenda)
        self.assertEqual(call.action_open_incoming()["res_id"], incoming.id)

    # ------------------------------------------------------------
    # RIGHTS
    # ------------------------------------------------------------

    def test_secretary_authority_and_head_keep_them(self):
        for user in (self.secretary, self.mayor_user, self.manager):
            call = self.call.with_user(user)
            self.assertEqual(call.search([("id", "=", call.id)]), call)
            call.note = user.name
            call.copy()
        # nope: deleting is the head's
        for user in (self.secretary, self.mayor_user):
            with self.assertRaises(AccessError):
                self.call.with_user(user).unlink()
        self.call.with_user(self.manager).unlink()

    def test_others_of_the_house_do_not_know_who_called(self):
        for user in (self.other_secretary, self.officer, self.employee):
            call = self.call.with_user(user)
            with self.subTest(user=user.login):
                self.assertFalse(call.search([("id", "=", call.id)]))
                for attempt in (
                    lambda call=call: call.read(["name"]),
                    lambda call=call: call.write({"name": "x"}),
                    lambda call=call: call.action_seen(),
                    lambda call=call: call.action_called_back(),
                    lambda call=call: call.create(
                        {
                            "agenda_id": self.agenda.id,
                            "name": "x",
                            "caller_name": "y",
                        }
                    ),
                    lambda call=call: call.unlink(),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
                [row] = call.formatted_read_group([], [], ["__count"])
                self.assertFalse(row["__count"])

    def test_an_auditor_reads_and_changes_nothing(self):
        call = self.call.with_user(self.auditor)
        self.assertEqual(call.search([("id", "=", call.id)]), call)
        with self.assertRaises(AccessError):
            call.action_seen()
        with self.assertRaises(AccessError):
            call.write({"name": "x"})

    def test_the_origin_of_a_commitment_does_not_tell_of_a_call(self):
        commitment = self.env["pr.commitment"].create(
            {
                "name": "Revisar el canal",
                "user_id": self.employee.id,
                "origin_model": "pr.phone.message",
                "origin_id": self.call.id,
            }
        )
        self.env.invalidate_all()
        self.assertFalse(commitment.with_user(self.employee).origin_name)
        own = commitment.with_user(self.secretary)
        self.assertEqual(own.origin_name, self.call.name)
        # senior management reads the commitment without the call
        reader = self._user("reader", "pr_office.group_reader")
        commitment.with_user(reader).web_read(
            {"origin": {"fields": {"display_name": {}}}, "origin_name": {}}
        )

    def test_when_its_time_is_over_nobody_is_told_of(self):
        call = self._call(phone="900 000 111", call_back=True, note="Vecina Rosa")
        self.env["pr.personal.data"]._anonymise_records(call)
        self.assertFalse(call.partner_id)
        texts = call.read(["name", "caller_name", "phone", "note", "display_name"])
        self.assertNotIn("Rosa", str(texts))
        self.assertNotIn("900", str(texts[0]["phone"]))
        self.assertTrue(call.date)

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        self.other_agenda.write(
            {
                "company_id": other.id,
                "resource_calendar_id": other.resource_calendar_id.id,
            }
        )
        call = self._call(agenda_id=self.other_agenda.id)
        self.assertEqual(call.company_id, other)
        found = call.with_user(self.manager).search([("id", "=", call.id)])
        self.assertFalse(found)

    @warmup
    def test_a_list_costs_the_same_for_few_and_many(self):
        calls = self.env["pr.phone.message"].create(
            [
                {"agenda_id": self.agenda.id, "name": f"L{i}", "caller_name": "Ana"}
                for i in range(12)
            ]
        )
        calls[::2].action_seen()
        spec = {
            "name": {},
            "caller_name": {},
            "seen_label": {},
            "commitment_count": {},
            "agenda_id": {"fields": {"display_name": {}}},
        }

        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            rows.web_read(spec)
            return self.env.cr.sql_log_count - start

        count(calls)
        self.assertEqual(count(calls[:2]), count(calls))
