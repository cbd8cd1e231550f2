from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .common import AudienceCase


class TestAudienceSchedule(AudienceCase):
    def test_scheduling_writes_the_mayor_s_entry(self):
        request = self._reviewed()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertEqual(request.state, "scheduled")
        self.assertEqual(entry.pr_agenda_id, self.agenda)
        self.assertEqual(entry.user_id, self.mayor_user)
        self.assertEqual(entry.pr_activity_type, "audience")
        self.assertEqual(entry.pr_publication, "reserved")
        self.assertEqual(request.start, self._time(15))
        self.assertEqual(request.slot_id.state, "confirmed")

    def test_a_taken_time_is_refused_and_the_request_stays(self):
        self._reviewed().schedule(self.agenda, self._time(15), self._time(15, 20))
        second = self._reviewed()
        with self.assertRaisesRegex(UserError, "already taken"):
            second.schedule(self.agenda, self._time(15, 10), self._time(15, 30))
        self.assertEqual(second.state, "in_review")
        self.assertFalse(second.event_id)

    def test_an_entry_made_elsewhere_takes_the_time_too(self):
        self._entry(start=self._time(15), stop=self._time(16))
        with self.assertRaisesRegex(UserError, "already taken"):
            self._reviewed().schedule(self.agenda, self._time(15), self._time(15, 20))

    def test_another_time_moves_the_entry_and_frees_the_old_one(self):
        request = self._reviewed()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        moved = request.schedule(
            self.agenda, self._time(16), self._time(16, 20), reason="Viaja"
        )
        self.assertEqual(moved, entry)
        self.assertTrue(entry.active)
        self.assertEqual(entry.start, self._time(16))
        self._reviewed().schedule(self.agenda, self._time(15), self._time(15, 20))

    def test_moved_on_the_phone_the_held_time_follows(self):
        request = self._reviewed()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        entry.write({"start": self._time(17), "stop": self._time(17, 20)})
        self.assertEqual(request.start, self._time(17))
        self._reviewed().schedule(self.agenda, self._time(15), self._time(15, 20))
        with self.assertRaisesRegex(UserError, "already taken"):
            self._reviewed().schedule(self.agenda, self._time(17), self._time(17, 20))

    def test_declining_gives_the_time_back(self):
        request = self._reviewed()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        request.decline("El alcalde viaja")
        self.assertFalse(entry.active)
        self.assertFalse(request.start)
        self._reviewed().schedule(self.agenda, self._time(15), self._time(15, 20))

    def test_times_that_make_no_sense(self):
        request = self._reviewed()
        for start, stop, message in (
            (self._time(15), self._time(15), "end after"),
            (self._time(16), self._time(15), "end after"),
            (self._time(10).replace(year=2020), self._time(11), "past"),
            (self._time(10), self._time(15), "four hours"),
            (False, False, "end after"),
        ):
            with self.assertRaisesRegex(UserError, message):
                request.schedule(self.agenda, start, stop)
        self.assertEqual(request.state, "in_review")

    def test_who_does_not_write_in_the_agenda_gives_no_appointment(self):
        request = self._reviewed()
        for user in (self.other_secretary, self.officer, self.mayor_user):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                request.with_user(user).schedule(
                    self.agenda, self._time(15), self._time(15, 20)
                )

    def test_the_dialog_lists_free_times_and_gives_one(self):
        request = self._reviewed()
        action = request.action_choose_time()
        wizard = (
            self.env["pr.audience.schedule"]
            .with_user(self.secretary)
            .browse(action["res_id"])
        )
        self.assertTrue(wizard.line_ids)
        wizard.line_ids[0].action_take()
        self.assertEqual(request.start, wizard.line_ids[0].start)
        other = self._reviewed()
        again = (
            self.env["pr.audience.schedule"]
            .with_user(self.secretary)
            .browse(other.action_choose_time()["res_id"])
        )
        self.assertNotIn(request.start, again.line_ids.mapped("start"))
        first = again.line_ids[0].start
        again.action_take_first()
        self.assertEqual(other.start, first)
        again.write({"own_start": self._time(23), "move_reason": "Viaja"})
        again.action_take_own()
        self.assertEqual(other.start, self._time(23))

    def test_the_day(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        with self.assertRaisesRegex(UserError, "went in"):
            request.action_leave()
        with freeze_time(self._time(14, 50)):
            request.action_arrived()
        with freeze_time(self._time(15, 12)):
            request.action_enter()
        self.assertEqual(request.waiting_minutes, 12)
        with freeze_time(self._time(15, 40)):
            request.action_leave()
        self.assertEqual(request.state, "held")
        self.assertEqual(request.time_out, self._time(15, 40))
