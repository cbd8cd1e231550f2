from datetime import datetime, timedelta

from odoo.tests import Form, tagged

from .common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgendaConflicts(AgendaCase):
    """Overlap, travel time, holidays and hours are told before saving."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry = cls._entry(name="Sesión de concejo")  # Monday 10:00–11:00 in Lima

    def _other(self, hour, minute=0, **values):
        start = datetime(2036, 5, 12, hour, minute)
        return self._entry(
            name="Otra", start=start, stop=start + timedelta(hours=1), **values
        )

    def test_overlap(self):
        other = self._other(15, 30)
        self.assertEqual(other.pr_conflict_ids, self.entry)
        self.assertIn("Sesión de concejo", other.pr_conflict_note)
        found = self.env["calendar.event"].search(
            [("pr_has_conflict", "=", True), ("pr_agenda_ids", "in", self.agenda.ids)]
        )
        self.assertEqual(found, self.entry | other)

    def test_next_to_each_other_is_no_conflict(self):
        self.assertFalse(self._other(16).pr_conflict_ids)

    def test_no_time_to_travel(self):
        other = self._other(16, pr_travel_before=15)
        self.assertEqual(other.pr_conflict_ids, self.entry)
        self.assertIn("travel", other.pr_conflict_note)

    def test_free_and_declined_do_not_clash(self):
        self.assertFalse(self._other(15, show_as="free").pr_conflict_ids)
        self.entry.attendee_ids.state = "declined"
        self.assertFalse(self._other(15).pr_conflict_ids)

    def test_entry_of_another_authority_does_not_clash(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        self.env["pr.agenda"].create({"partner_id": deputy.id})
        other = self._other(15, partner_ids=deputy.ids, user_id=False)
        self.assertFalse(other.pr_conflict_ids)

    def test_all_day_clashes_with_the_local_day(self):
        whole_day = self._entry(
            allday=True, start_date="2036-05-12", stop_date="2036-05-12"
        )
        late = self._entry(
            start=datetime(2036, 5, 13, 1), stop=datetime(2036, 5, 13, 2)
        )  # 20:00 of the 12th in Lima
        self.assertEqual(whole_day.pr_conflict_ids, self.entry | late)
        self.assertEqual(late.pr_conflict_ids, whole_day)

    def test_holiday_and_hours(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Día de la provincia",
                "date_from": "2036-05-14 05:00:00",
                "date_to": "2036-05-15 04:59:59",
            }
        )
        holiday = self._entry(
            start=datetime(2036, 5, 14, 15), stop=datetime(2036, 5, 14, 16)
        )
        self.assertIn("Día de la provincia", holiday.pr_conflict_note)
        evening = self._entry(
            start=datetime(2036, 5, 13, 1), stop=datetime(2036, 5, 13, 2)
        )
        self.assertIn("Outside the audience hours", evening.pr_conflict_note)
        self.assertFalse(evening.pr_has_conflict)

    def test_shown_before_saving(self):
        form = Form(
            self.env["calendar.event"]
            .with_user(self.secretary)
            .with_context(pr_agenda_id=self.agenda.id),
            view="pr_office.calendar_event_view_form_agenda",
        )
        form.name = "Visita"
        form.start = datetime(2036, 5, 12, 15, 30)
        self.assertIn("Sesión de concejo", form.pr_conflict_note)
        self.assertIn(self.agenda.name, form.pr_conflict_note)

    def test_a_stranger_reads_busy(self):
        self.entry.pr_publication = "private"
        other = self._other(15)
        self.env.invalidate_all()
        note = other.with_user(self.employee).pr_conflict_note
        self.assertIn("Busy", note)
        self.assertNotIn("Sesión", note)

    def test_list_costs_the_same_for_many(self):
        def count(entries):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            entries.mapped("pr_conflict_note")
            return self.cr.sql_log_count - before

        many = self._entry()
        for day in range(30):
            many |= self._other(15, 10 + day % 3)
        count(many)
        self.assertEqual(count(many), count(many[:2]))


@tagged("post_install", "-at_install")
class TestAgendaRepresentation(AgendaCase):
    """Somebody goes instead: their calendar fills, the authority's time is free."""

    def test_send_and_call_back(self):
        entry = self._entry(pr_notify_attendees=False)
        secretary_entry = entry.with_user(self.secretary)
        secretary_entry.pr_represented_by_id = self.officer.partner_id
        self.assertEqual(entry.partner_ids, self.mayor | self.officer.partner_id)
        self.assertEqual(entry.pr_agenda_id, self.agenda)
        self.assertFalse(
            self.agenda._get_busy_intervals(entry.start, entry.stop), "time is free"
        )
        secretary_entry.pr_represented_by_id = self.neighbour
        self.assertEqual(entry.partner_ids, self.mayor | self.neighbour)
        secretary_entry.pr_represented_by_id = False
        self.assertEqual(entry.partner_ids, self.mayor)
        self.assertTrue(self.agenda._get_busy_intervals(entry.start, entry.stop))

    def test_created_with_a_representative(self):
        entry = self._entry(
            pr_represented_by_id=self.neighbour.id, pr_notify_attendees=False
        )
        self.assertIn(self.neighbour, entry.partner_ids)
        self.assertFalse(self.agenda._get_busy_intervals(entry.start, entry.stop))
