from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError

from .common import AudienceCase


class TestAudienceOfficials(AudienceCase):
    """Whoever takes part in an audience has no time for anything else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works = cls.env["res.partner"].create({"name": "Ing. Soto"})
        cls.works_agenda = cls.env["pr.agenda"].create(
            {"partner_id": cls.works.id, "delegate_ids": cls.other_secretary.ids}
        )

    def _scheduled_with(self, *partners):
        request = self._reviewed()
        request.official_ids = [
            fields.Command.create({"partner_id": partner.id}) for partner in partners
        ]
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        return request

    def _busy(self, agenda):
        return agenda._get_busy_intervals(self._time(14), self._time(18))

    def test_their_agendas_are_busy(self):
        request = self._scheduled_with(self.works, self.neighbour)
        self.assertEqual(
            self._busy(self.works_agenda), [(self._time(15), self._time(15, 20))]
        )
        self.assertEqual(request.event_id.partner_ids, self.mayor | self.works)
        self.assertEqual(request.event_id.pr_agenda_id, self.agenda)
        slots = self.env["pr.agenda.slot"]
        with self.assertRaisesRegex(UserError, "already taken"):
            slots.hold(self.works_agenda, self._time(15), self._time(16), "Otro")

    def test_they_follow_the_appointment(self):
        request = self._scheduled_with(self.works)
        with freeze_time(self._time(12, day=12)):
            request.schedule(
                self.agenda, self._time(16), self._time(16, 20), reason="Viaja"
            )
        self.assertEqual(
            self._busy(self.works_agenda), [(self._time(16), self._time(16, 20))]
        )
        request.withdraw("Ya no hace falta")
        self.assertFalse(self._busy(self.works_agenda))

    def test_who_joins_and_who_leaves(self):
        request = self._scheduled_with()
        official_model = self.env["pr.audience.official"].with_user(self.secretary)
        row = official_model.create(
            {"audience_id": request.id, "partner_id": self.works.id}
        )
        self.assertTrue(self._busy(self.works_agenda))
        row.partner_id = self.neighbour
        self.assertFalse(self._busy(self.works_agenda))
        row.partner_id = self.works
        self.assertTrue(self._busy(self.works_agenda))
        row.unlink()
        self.assertFalse(self._busy(self.works_agenda))
        self.assertEqual(request.event_id.partner_ids, self.mayor)

    def test_another_thing_at_that_hour_is_said(self):
        visit = {"name": "Visita a la obra", "partner_ids": self.works.ids}
        self._entry(
            self.other_secretary,
            start=self._time(15),
            stop=self._time(16),
            **visit,
        )
        request = self._reviewed()
        request.official_ids = [
            fields.Command.create({"partner_id": self.works.id}),
        ]
        wizard_model = self.env["pr.audience.schedule"].with_user(self.secretary)
        wizard = wizard_model.create(
            {"audience_id": request.id, "date_from": "2036-05-13"}
        )
        self.assertIn("Ing. Soto", wizard.officials_note)
        busy = {line.start: line.busy_names for line in wizard.line_ids}
        self.assertEqual(busy[self._time(15)], "Ing. Soto")
        self.assertFalse(busy[self._time(16)])
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertIn("Ing. Soto", request.appointment_conflict)
        self.assertFalse(request.is_moved_elsewhere)

    def test_an_entry_moved_elsewhere_is_told_anew(self):
        request = self._scheduled_with()
        request.event_id.with_user(self.secretary).write(
            {"start": self._time(17), "stop": self._time(17, 20)}
        )
        self.assertTrue(request.is_moved_elsewhere)
        request.action_accept_move()
        self.assertFalse(request.is_moved_elsewhere)
