from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import (
    AccessError,
    RedirectWarning,
    UserError,
    ValidationError,
)
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import ProtocolCase

REASON = "Duelo nacional"


@tagged("post_install", "-at_install")
class TestProtocolEvent(ProtocolCase):
    # -- the entry is the act's -------------------------------------------------

    def test_a_new_act_is_a_pencil_mark_in_the_agenda_and_mails_nobody(self):
        mails = self.env["mail.mail"].search_count([])
        act = self._act()
        entry = act.calendar_event_id
        self.assertEqual(entry.pr_agenda_id, self.agenda)
        self.assertEqual(entry.partner_ids, self.mayor)
        self.assertEqual(entry.pr_activity_type, "act")
        self.assertFalse(entry.pr_confirmed)
        self.assertEqual(act.agenda_ids, self.agenda)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_the_steps_of_the_type_come_with_the_act_from_the_screen_too(self):
        act = self._act()
        self.assertEqual(act.segment_ids.mapped("name"), ["Himno", "Discurso"])
        form = Form(self.env["pr.event"].with_user(self.officer))
        form.name = "Otra"
        form.type_id = self.kind
        form.start = datetime(2036, 5, 12, 15)
        made = form.save()
        self.assertEqual(made.segment_ids.mapped("name"), ["Himno", "Discurso"])

    def test_moving_the_meeting_moves_the_act_and_its_steps(self):
        act = self._act()
        self.assertEqual(
            act.segment_ids.mapped("start"),
            [datetime(2036, 5, 12, 15), datetime(2036, 5, 12, 15, 4)],
        )
        act.calendar_event_id.write(
            {"start": datetime(2036, 5, 13, 16), "stop": datetime(2036, 5, 13, 17)}
        )
        self.assertEqual(act.start, datetime(2036, 5, 13, 16))
        self.assertEqual(act.segment_ids[1].start, datetime(2036, 5, 13, 16, 4))

    def test_a_step_waits_for_its_own_time_and_says_when_it_is_late(self):
        act = self._act()
        first, second = act.segment_ids
        second.not_before = datetime(2036, 5, 12, 15, 30)
        self.assertEqual(second.start, datetime(2036, 5, 12, 15, 30))
        first.minutes = 45
        self.assertEqual((second.start.minute, second.late), (45, 15))
        first.minutes = 65
        self.assertIn("11:16", act.warning_note)

    @mute_logger("odoo.sql_db")
    def test_a_step_of_no_time_or_of_26_hours_is_refused(self):
        act = self._act()
        for minutes in (0, -1, 26 * 60):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                act.segment_ids[0].minutes = minutes
                self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_one_entry_has_one_act(self):
        act = self._act()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            act.copy({"calendar_event_id": act.calendar_event_id.id})

    def test_an_act_is_never_recurrent(self):
        with self.assertRaises(UserError):
            self._act(recurrency=True, rrule_type="daily", count=3)
        act = self._act()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            act.recurrency = True
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            act.calendar_event_id.write(
                {"recurrency": True, "rrule_type": "daily", "end_type": "count"}
            )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            series = self._entry(
                recurrency=True, rrule_type="daily", end_type="count", count=2
            )
            self._act(self.manager, calendar_event_id=series.id)

    def test_a_copy_takes_the_steps_and_neither_guests_nor_answers(self):
        act = self._planned(rsvp_until=datetime(2036, 5, 10))
        self._guest(act, self.judge).action_accept()
        act.segment_ids[0].name = "Himno Nacional"
        copied = act.with_user(self.officer).copy()
        self.assertNotEqual(copied.calendar_event_id, act.calendar_event_id)
        self.assertEqual(copied.state, "draft")
        self.assertEqual(
            copied.segment_ids.mapped("name"), ["Himno Nacional", "Discurso"]
        )
        self.assertNotIn(self.judge, copied.guest_ids.partner_id)
        self.assertFalse(copied.rsvp_until)

    # -- deleting ---------------------------------------------------------------

    def test_deleting_the_entry_is_refused_with_the_way_to_cancel(self):
        entry = self._act().calendar_event_id
        for user in (self.officer, self.secretary, self.manager):
            mine = entry.with_user(user)
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                mine.unlink()
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                mine.action_archive()
        self.assertTrue(entry.exists().active)

    def test_deleting_from_a_phone_keeps_the_act_and_asks(self):
        act, plain = self._act(), self._entry()
        entry = act.calendar_event_id
        synced = (entry | plain).with_user(self.officer).sudo()
        synced.with_context(dont_notify=True).unlink()
        self.assertFalse(plain.exists())
        self.assertTrue(entry.exists().active)
        self.assertIn("Deleted on the telephone", act.activity_ids.summary)
        entry.with_context(dont_notify=True).write({"active": False, "name": "Otro"})
        self.assertTrue(entry.active)
        self.assertEqual(act.name, "Otro")

    def test_the_hooks_of_connected_calendars_leave_the_act(self):
        entry = self._act().calendar_event_id
        self.assertEqual(entry._pr_split_acts(), entry)
        self.assertFalse(self._entry()._pr_split_acts())

    def test_a_draft_takes_its_entry_with_it_and_a_planned_act_stays(self):
        act = self._act()
        entry = act.calendar_event_id
        act.unlink()
        self.assertFalse(entry.exists())
        act = self._planned()
        with self.assertRaises(UserError):
            act.unlink()

    # -- states -----------------------------------------------------------------

    def test_the_state_is_not_typed_in(self):
        with self.assertRaises(UserError):
            self._act(state="approved")
        act = self._act()
        with self.assertRaises(UserError):
            act.state = "approved"
        with self.assertRaises(UserError):
            act.with_context(pr_by="x").write({"state": "held"})

    def test_the_head_approves_and_the_entry_becomes_firm(self):
        act = self._planned()
        with self.assertRaises(AccessError):
            act.action_approve()
        act.with_user(self.manager).action_approve()
        self.assertEqual(act.state, "approved")
        self.assertTrue(act.calendar_event_id.pr_confirmed)
        act.with_user(self.manager).action_back_to_draft()
        self.assertEqual(act.state, "planned")
        self.assertFalse(act.calendar_event_id.pr_confirmed)

    def test_where_the_mayor_approves_the_head_does_not(self):
        self.kind.approval = "mayor"
        act = self._planned()
        with self.assertRaises(AccessError):
            act.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            act._ask_approval(self.manager.partner_id)
        with self.assertRaises(UserError):
            act._record_verbal_approval(self.officer.partner_id, fields.Datetime.now())
        approval, _address = act._ask_approval(self.mayor)
        approval.sudo()._decide("approved")
        self.assertEqual(act.state, "approved")
        self.assertIn("Himno", approval.shown_text)

    def test_a_word_of_the_mayor_approves_too_and_an_observation_does_not(self):
        self.kind.approval = "mayor"
        observed = self._planned()
        approval, _address = observed._ask_approval(self.mayor)
        approval.sudo()._decide("observed", "Falta el himno de la ciudad")
        self.assertEqual(observed.state, "planned")
        act = self._planned()
        act._record_verbal_approval(self.mayor, fields.Datetime.now())
        self.assertEqual(act.state, "approved")

    def test_where_nobody_approves_planning_is_enough(self):
        self.kind.approval = "none"
        self.assertEqual(self._planned().state, "approved")

    def test_an_act_is_held_once_it_has_begun_and_closing_marks_the_absent(self):
        act = self._planned()
        guests = self._guest(act, self.judge) | self._guest(act, self.bishop)
        guests.action_accept()
        act.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            act.action_held()
        with freeze_time("2036-05-12 17:00:00"):
            guests[0].action_arrive()
            act.action_held()
            with self.assertRaises(UserError):
                act.cancel(REASON)
            act.action_close()
        self.assertEqual(guests.mapped("state"), ["arrived", "absent"])

    def test_cancelling_needs_a_reason_frees_the_agenda_and_tells_once(self):
        act = self._planned()
        act.calendar_event_id.partner_ids = [Command.link(self.neighbour.id)]
        act.with_user(self.manager).action_approve()
        with self.assertRaises(UserError):
            act.cancel("  ")
        already = self.env["mail.mail"].search([])
        wizard = self.env["pr.reason.wizard"].with_user(self.officer)
        wizard.with_context(**act.action_cancel()["context"]).create(
            {"reason": REASON}
        ).action_apply()
        self.assertEqual((act.state, act.cancel_reason), ("cancelled", REASON))
        self.assertTrue(act.active)
        self.assertFalse(act.calendar_event_id.active)
        mail = self.env["mail.mail"].search([]) - already
        self.assertEqual(len(mail), 1)
        self.assertIn("Aniversario", mail.subject)
        self.assertIn("Aniversario", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.neighbour)
        found = self.env["pr.event"].with_user(self.officer)
        self.assertIn(act, found.search([("name", "=", "Aniversario")]))

    # -- checklist --------------------------------------------------------------

    def test_the_checklist_starts_when_planned_and_moves_with_the_act(self):
        self.kind.plan_id = self.env.ref("pr_office.pr_event_plan")
        act = self._planned()
        before = act.activity_ids.sorted("id").mapped("date_deadline")
        self.assertEqual(act.checklist_label, "0/7")
        self.assertEqual(min(before), fields.Date.to_date("2036-04-27"))
        act.activity_ids.sorted("id")[-1].action_feedback()
        act.invalidate_recordset()
        self.assertEqual(act.checklist_label, "1/7")
        act.start += timedelta(days=3)
        after = act.activity_ids.sorted("id").mapped("date_deadline")
        self.assertEqual(after, [day + timedelta(days=3) for day in before[:-1]])
        act.checklist_follows = False
        act.start += timedelta(days=1)
        self.assertEqual(act.activity_ids.sorted("id").mapped("date_deadline"), after)

    # -- warnings ---------------------------------------------------------------

    def test_honours_in_the_dark_and_unverified_lists_warn_and_do_not_block(self):
        self.kind.has_honours = True
        self.plist.verified = False
        act = self._act(start=datetime(2036, 5, 13, 0), stop=datetime(2036, 5, 13, 1))
        self.assertIn("08:00", act.warning_note)
        self.assertIn("to be verified", act.warning_note)
        act.action_plan()
        self.assertEqual(act.state, "planned")

    def test_plan_b_switches_the_place(self):
        act = self._act(plan_b_place="Coliseo")
        self.assertEqual(act.current_place, "Plaza de Armas")
        act.use_plan_b = True
        self.assertEqual(act.current_place, "Coliseo")

    @mute_logger("odoo.sql_db")
    def test_an_external_act_names_its_organiser(self):
        with self.assertRaises(IntegrityError):
            self._act(organiser="external")
