from odoo.exceptions import AccessError, ValidationError

from .common import AudienceCase


class TestAudienceTelling(AudienceCase):
    def _notice(self, request):
        return request.notice_ids.sorted("id")[-1]

    def test_each_step_leaves_its_notice(self):
        request = self._reviewed()
        self.assertEqual(request.notice_ids.mapped("kind"), ["received"])
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertEqual(self._notice(request).kind, "scheduled")
        self.assertIn("10:00", self._notice(request).text)
        request.schedule(
            self.agenda, self._time(16), self._time(16, 20), reason="Viaja"
        )
        self.assertEqual(self._notice(request).kind, "moved")
        request.decline("El alcalde viaja")
        self.assertEqual(self._notice(request).kind, "declined")
        self.assertIn("El alcalde viaja", self._notice(request).text)
        request.reopen("Se puede recibir")
        self.assertEqual(self._notice(request).kind, "reopened")

    def test_what_came_later_makes_the_older_notice_moot(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        request.schedule(
            self.agenda, self._time(16), self._time(16, 20), reason="Viaja"
        )
        states = request.notice_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["done", "dropped", "to_do"])

    def test_correction_and_derivation_are_told(self):
        request = self._request()
        request.ask_correction("Copia del DNI")
        self.assertEqual(self._notice(request).kind, "correction")
        self.assertIn("Copia del DNI", self._notice(request).text)
        other = self._reviewed()
        other.derive("Gerencia de Obras: es de su competencia")
        self.assertIn("Gerencia de Obras", self._notice(other).text)

    def test_without_the_address_another_way_is_taken(self):
        for values, way in (
            ({"tell_by": "whatsapp"}, "whatsapp"),
            ({"tell_by": "whatsapp", "phone": False}, "paper"),
            ({"tell_by": "mail"}, "phone"),
            ({"tell_by": "relative", "phone": False}, "relative"),
            ({"phone": False, "email": "julia@example.com"}, "mail"),
        ):
            self.assertEqual(self._notice(self._request(**values)).way, way, values)

    def test_nothing_is_told_while_data_are_loaded(self):
        model = self.env["pr.audience"].with_context(pr_no_notice=True)
        request = model.create({"requester_name": "Julia", "subject": "Agua"})
        self.assertFalse(request.notice_ids)

    def test_blanks_that_nothing_fills_are_refused(self):
        wording = self.env.ref("pr_office.audience_wording_declined")
        with self.assertRaisesRegex(ValidationError, "{requester.password}|{secret}"):
            wording.text = "Hola {secret}"

    def test_nobody_writes_notices_by_hand(self):
        notice = self._notice(self._request())
        for user in (self.secretary, self.officer, self.mayor_user):
            with self.assertRaises(AccessError):
                notice.with_user(user).write({"state": "failed"})
            with self.assertRaises(AccessError):
                notice.with_user(user).unlink()
