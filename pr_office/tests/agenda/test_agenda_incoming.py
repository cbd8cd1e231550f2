from datetime import datetime

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AgendaCase

REPORT = "<p>Entregó los libros.</p>"


@tagged("post_install", "-at_install")
class TestAgendaIncoming(AgendaCase):
    """What arrives for the mayor: decided, answered, attended, reported."""

    def _letter(self, **values):
        return (
            self.env["pr.incoming"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Aniversario del colegio",
                    "sender_id": self.neighbour.id,
                    "agenda_id": self.agenda.id,
                    "act_start": datetime(2036, 5, 12, 15),
                    **values,
                }
            )
        )

    def test_attends(self):
        letter = self._letter(decision="attends")
        letter.action_decide()
        entry = letter.event_id
        self.assertEqual(entry.user_id, self.mayor_user)
        self.assertEqual(entry.partner_ids, self.mayor)
        self.assertEqual(entry.pr_publication, "public")
        self.assertEqual(entry.pr_host_id, self.neighbour)
        self.assertEqual(entry.pr_brief_receives, "Vecina Rosa")
        self.assertEqual(letter.reply_letter_id.partner_id, self.neighbour)
        self.assertEqual(letter.activity_ids.user_id, self.secretary)
        self.assertEqual(letter.state, "decided")

    def test_represented(self):
        letter = self._letter(
            decision="represented", represented_by_id=self.officer.partner_id.id
        )
        letter.action_decide()
        self.assertIn(self.officer.partner_id, letter.event_id.partner_ids)
        self.assertIn("Officer", letter.reply_letter_id.body)
        self.assertEqual(letter.activity_ids.user_id, self.officer)

    def test_representative_of_an_authority_without_a_user(self):
        """Whose agenda comes first by name makes no difference."""
        mayor, deputy = self.env["res.partner"].create(
            [{"name": "Zoila Yana"}, {"name": "Abel Ancco"}]
        )
        agenda, others = self.env["pr.agenda"].create(
            [
                {"partner_id": mayor.id, "delegate_ids": self.secretary.ids},
                {"partner_id": deputy.id},
            ]
        )
        letter = self._letter(
            agenda_id=agenda.id, decision="represented", represented_by_id=deputy.id
        )
        letter.action_decide()
        entry = letter.event_id
        self.assertEqual(entry.pr_agenda_id, agenda)
        self.assertEqual(entry.pr_agenda_ids, agenda | others)
        entry.with_user(self.secretary).location = "Auditorio"
        states = {a.partner_id: a.state for a in entry.attendee_ids}
        self.assertEqual(states[mayor], "declined")
        entry.pr_represented_by_id = False
        self.assertEqual(entry.pr_agenda_ids, agenda)
        self.assertEqual(entry.pr_agenda_id, agenda)

    def test_letters_are_for_the_agenda_that_the_secretary_keeps(self):
        self.env["pr.agenda"].create({"partner_id": self.neighbour.id, "sequence": 1})
        model = self.env["pr.incoming"].with_user(self.secretary)
        self.assertEqual(model._default_agenda_id(), self.agenda)

    def test_excused_and_greeting_make_no_entry(self):
        for decision in ("excused", "greeting"):
            letter = self._letter(decision=decision)
            letter.action_decide()
            self.assertFalse(letter.event_id)
            self.assertTrue(letter.reply_letter_id)

    def test_sender_outside_the_register(self):
        letter = self._letter(
            decision="excused", sender_id=False, sender_name="Comité de regantes"
        )
        letter.action_decide()
        self.assertFalse(letter.reply_letter_id)
        with self.assertRaises(UserError):
            letter.action_draft_reply()
        letter.sender_id = self.neighbour
        letter.action_draft_reply()
        self.assertEqual(letter.reply_letter_id.partner_id, self.neighbour)

    def test_report_closes(self):
        letter = self._letter(decision="attends", act_start=datetime(2026, 1, 5, 15))
        letter.action_decide()
        self.assertTrue(letter.report_due)
        found = self.env["pr.incoming"].search([("report_due", "=", True)])
        self.assertIn(letter, found)
        with self.assertRaises(UserError):
            letter.action_report()
        letter.report = REPORT
        letter.action_report()
        self.assertEqual(letter.state, "closed")
        self.assertFalse(letter.activity_ids)

    def test_representative_reports_and_changes_nothing_else(self):
        other = self.env["pr.agenda"].create(
            {"partner_id": self.neighbour.id, "delegate_ids": self.secretary.ids}
        )
        letter = self._letter(
            decision="represented",
            represented_by_id=self.mayor.id,
            agenda_id=other.id,
            act_start=datetime(2026, 1, 5, 15),
        )
        letter.action_decide()
        self.assertEqual(letter.activity_ids.user_id, self.mayor_user)
        mine = letter.with_user(self.mayor_user)
        self.assertTrue(mine.can_report)
        self.assertFalse(mine.can_manage)
        with self.assertRaises(AccessError):
            mine.place = "Otro"
        mine.report = REPORT
        mine.action_report()
        self.assertEqual(letter.report_by_id, self.mayor_user)
        self.assertEqual(letter.state, "closed")
        self.assertFalse(letter.activity_ids)

    def test_report_is_asked_of_somebody_who_can_open_the_letter(self):
        letter = self._letter(
            decision="represented", represented_by_id=self.employee.partner_id.id
        )
        letter.with_user(self.secretary).action_decide()
        self.assertEqual(letter.activity_ids.user_id, self.secretary)

    def test_without_date_or_sender(self):
        letter = self._letter(decision="attends", act_start=False)
        with self.assertRaises(UserError):
            letter.action_decide()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self._letter(sender_id=False, sender_name=" ")

    def test_conflict_shown_before_deciding(self):
        self._entry(name="Sesión de concejo")
        form = Form(self.env["pr.incoming"].with_user(self.secretary))
        form.name = "Feria"
        form.sender_name = "Comité"
        form.agenda_id = self.agenda
        form.act_start = datetime(2036, 5, 12, 15, 30)
        self.assertIn("Sesión de concejo", form.conflict_note)

    def test_commitment_from_a_letter(self):
        letter = self._letter()
        commitment = self.env["pr.commitment"].create(
            {"name": "Arreglar la pista", "origin": f"pr.incoming,{letter.id}"}
        )
        self.assertEqual(letter.commitment_ids, commitment)

    def test_decide_again_while_nothing_has_left(self):
        letter = self._letter(decision="attends")
        letter.action_decide()
        entry = letter.event_id
        with self.assertRaises(UserError):
            letter.action_decide()
        letter.action_reopen()
        self.assertFalse(entry.active)
        self.assertEqual(letter.state, "received")

    def test_decided_letters_stay(self):
        letter = self._letter(decision="excused")
        letter.action_decide()
        with self.assertRaises(UserError):
            letter.unlink()

    def test_nope(self):
        letter = self._letter()
        with mute_logger("odoo.addons.base.models.ir_model"):
            with self.assertRaises(AccessError):
                letter.with_user(self.employee).read(["name"])
            with self.assertRaises(AccessError):
                letter.with_user(self.mayor_user).write({"name": "Otro"})
        with mute_logger("odoo.addons.base.models.ir_rule"):
            with self.assertRaises(AccessError):
                letter.with_user(self.mayor_user).report = REPORT
