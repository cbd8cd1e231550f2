from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from .common import AudienceCase


class TestAudienceRequest(AudienceCase):
    def test_the_counter_needs_a_name_and_a_subject(self):
        with Form(self.env["pr.audience"].with_user(self.secretary)) as form:
            form.requester_name = "Julia Ccori"
            form.subject = "Agua en la junta vecinal"
        request = form.save()
        self.assertRegex(request.name, r"^SA N\.° \d{4}-\d{4}$")
        self.assertEqual(request.agenda_id, self.agenda)
        self.assertTrue(request.date_deadline)

    def test_a_known_person_fills_the_form(self):
        self.neighbour.write({"vat": "40404040", "phone": "984 111 222"})
        with Form(self.env["pr.audience"].with_user(self.secretary)) as form:
            form.partner_id = self.neighbour
            form.subject = "Vereda"
        request = form.save()
        self.assertEqual(request.requester_name, "Vecina Rosa")
        self.assertEqual(request.requester_document, "40404040")
        self.assertEqual(request.email, "rosa@example.org")

    def test_asking_adds_nobody_to_the_register(self):
        before = self.env["res.partner"].search_count([])
        self._request()
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_numbers_follow_each_other_by_year(self):
        first, second = self._request(), self._request()
        numbers = [int(r.name.split()[2].split("-")[0]) for r in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)
        old = self._request(date_received="2020-03-02 15:00:00")
        self.assertEqual(old.name, "SA N.° 0001-2020")
        self.assertTrue(old.is_late_entry)
        self.assertFalse(first.is_late_entry)

    def test_a_number_is_neither_typed_nor_deleted(self):
        with self.assertRaisesRegex(UserError, "typed"):
            self._request(name="SA N.° 9999-2026")
        request = self._request()
        with self.assertRaisesRegex(UserError, "not deleted"):
            request.with_user(self.manager).sudo().unlink()

    def test_a_repeat_is_flagged_and_not_merged(self):
        first = self._request()
        second = self._request()
        self.assertEqual(second.repeats_id, first)
        self.assertFalse(self._request(requester_document="11223344").repeats_id)
        self.assertFalse(self._request(requester_document=False).repeats_id)

    def test_sad_ends_need_their_reason(self):
        for method in ("decline", "withdraw", "not_file", "derive"):
            request = self._reviewed()
            with self.subTest(method):
                with self.assertRaisesRegex(UserError, "Say why"):
                    getattr(request, method)("  ")
                getattr(request, method)("Lo atiende Obras")
                self.assertEqual(request.state_reason, "Lo atiende Obras")

    def test_the_database_asks_for_the_reason_too(self):
        request = self._request()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            request.sudo().write({"state": "declined"})
            request.flush_recordset()

    def test_steps_go_one_way(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.action_close()
        request.action_review()
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.action_review()

    def test_whom_one_represents_is_named(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._request(capacity="represents")

    def test_closing_wants_the_final_motive(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        request.action_enter()
        request.action_leave()
        with self.assertRaisesRegex(UserError, "final motive"):
            request.action_close()
        request.motive_final = "lobbying"
        with self.assertRaisesRegex(UserError, "summary"):
            request.action_close()
        request.public_summary = "Pide revisar el trazo de la vía"
        request.action_close()
        self.assertEqual(request.state, "closed")

    def test_what_each_role_may_do(self):
        request = self._request()
        self.assertTrue(request.with_user(self.mayor_user).subject)
        with self.assertRaises(AccessError):
            request.with_user(self.mayor_user).write({"subject": "x"})
        with self.assertRaises(AccessError):
            request.with_user(self.employee).read(["subject"])
        with self.assertRaises(AccessError):
            self.env["pr.audience"].with_user(self.employee).search([])
        self._request(self.officer).with_user(self.officer).action_review()

    def test_a_promise_made_there_is_a_commitment(self):
        request = self._reviewed()
        commitment = self.env["pr.commitment"].create(
            {
                "name": "Enviar a la cuadrilla",
                "origin_model": "pr.audience",
                "origin_id": request.id,
            }
        )
        self.assertEqual(request.commitment_ids, commitment)
        self.assertIn(request.name, commitment.origin_name)

    def test_what_the_citizen_is_told(self):
        request = self._request()
        self.assertIn(request.name, request._get_share_text())
        request.action_review()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertIn("13/05/2036, 10:00", request._get_share_text())
        request.withdraw("Ya lo resolvió Obras")
        self.assertIn("Ya lo resolvió Obras", request._get_share_text())
