from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgendaFreeSlots(AgendaCase):
    """Lima is UTC-5: the audience hours 08:00–12:00 and 13:00–17:00 end at 22:00."""

    def _slots(self, minutes=60, days=1):
        start = datetime(2036, 5, 12)  # a Monday
        return self.agenda.free_slots(start, start + timedelta(days=days), minutes)

    def test_whole_day(self):
        slots = self._slots()
        self.assertEqual(
            slots[0], (datetime(2036, 5, 12, 13), datetime(2036, 5, 12, 14))
        )
        self.assertEqual(len(slots), 8)

    def test_entry_travel_and_buffer_are_left_out(self):
        self._entry(pr_travel_before=20)
        taken = [start.hour for start, _stop in self._slots(minutes=30)]
        self.assertNotIn(15, taken)
        busy = (datetime(2036, 5, 12, 14, 30), datetime(2036, 5, 12, 16, 10))
        for start, stop in self._slots(minutes=15):
            self.assertTrue(stop <= busy[0] or start >= busy[1], start)

    def test_declined_and_free_entries_do_not_count(self):
        entry = self._entry()
        entry.attendee_ids.state = "declined"
        self._entry(show_as="free")
        self.assertEqual(len(self._slots()), 8)

    def test_all_day_takes_the_local_day(self):
        self._entry(allday=True, start_date="2036-05-12", stop_date="2036-05-12")
        self.assertEqual(self._slots(), [])
        self.assertEqual(len(self._slots(days=2)), 8)

    def test_held_time_until_it_expires(self):
        start = datetime(2036, 5, 12, 13)
        slot = (
            self.env["pr.agenda.slot"]
            .with_user(self.secretary)
            .hold(
                self.agenda,
                start,
                start + timedelta(hours=1),
                "Comité",
                until=fields.Datetime.now() + timedelta(hours=1),
            )
        )
        self.assertNotIn((start, start + timedelta(hours=1)), self._slots())
        with self.assertRaises(UserError):
            slot.hold(self.agenda, start, start + timedelta(minutes=30), "Otro")
        slot.action_free()
        self.assertIn((start, start + timedelta(hours=1)), self._slots())

    def test_sixty_days_cost_constant_queries(self):
        def count(days):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._slots(days=days)
            return self.cr.sql_log_count - before

        for week in range(8):
            self._entry(
                start=datetime(2036, 5, 12, 15) + timedelta(weeks=week),
                stop=datetime(2036, 5, 12, 16) + timedelta(weeks=week),
            )
        count(1)
        self.assertEqual(count(60), count(2))
