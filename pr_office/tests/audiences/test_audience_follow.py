from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form

from .common import AudienceCase


class TestAudienceFollow(AudienceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["resource.calendar.leaves"].search([]).unlink()

    def _asked(self, **values):
        with freeze_time("2026-05-11 15:00:00"):
            request = self._request(**values)
            request.ask_correction("Falta la firma")
        return request

    def test_repeats_are_those_about_the_same_within_the_days(self):
        first = self._request(date_received="2026-03-02 15:00:00")
        other = self._request(
            date_received="2026-03-03 15:00:00",
            subject="Puesto en el mercado",
            category_id=False,
        )
        self.assertEqual(other.recent_ids, first)
        self.assertFalse(other.repeats_id)
        third = self._request(date_received="2026-03-20 15:00:00")
        self.assertEqual(third.recent_ids, first | other)
        self.assertEqual(third.repeats_id, first)
        self.env.company.pr_audience_repeat_days = 17
        self.assertEqual(third.recent_ids, other)
        self.env.company.pr_audience_repeat_days = 0
        self.assertFalse(third.recent_ids)

    def test_repeats_of_many_cost_one_search(self):
        requests = self.env["pr.audience"]
        for number in range(10):
            requests |= self._request(requester_document=f"4567891{number}")
        self.env.flush_all()
        costs = []
        for some in (requests[:2], requests[:2], requests):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["pr.audience"].browse(some.ids).mapped("repeats_id")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[2], costs[1])

    def test_what_is_ticked_makes_the_one_correction(self):
        request = self._request(
            capacity="represents", represented_name="Junta", requester_document=False
        )
        wizard = (
            self.env["pr.audience.correction"]
            .with_user(self.secretary)
            .create({"audience_id": request.id})
        )
        names = wizard.missing_ids.mapped("name")
        self.assertIn("Identity document", names)
        self.assertIn("Address", names)
        self.assertNotIn("Telephone", names)
        self.assertTrue(wizard.text.startswith("1. Show your DNI"))
        wizard.missing_ids = self.env.ref("pr_office.audience_requirement_signature")
        self.assertEqual(
            wizard.text, "1. Sign the request, or put your fingerprint on it."
        )
        wizard.text += " Hoy."
        wizard.action_ask()
        self.assertIn("Hoy.", request.correction_text)
        self.assertEqual(request.missing_ids.mapped("name"), ["Signature"])

    def test_uncorrected_requests_are_proposed_once(self):
        request = self._asked()
        self.assertEqual(request.correction_due, date(2026, 5, 13))
        with freeze_time("2026-05-13 15:00:00"):
            self.env["pr.audience"]._cron_follow_up()
        self.assertFalse(request.activity_ids)
        for day in ("2026-05-14", "2026-05-15"):
            with freeze_time(f"{day} 15:00:00"):
                self.env["pr.audience"]._cron_follow_up()
        self.assertEqual(len(request.activity_ids), 1)
        self.assertEqual(request.activity_ids.user_id, self.secretary)
        self.assertEqual(request.state, "in_review")

    def test_uncorrected_requests_end_by_themselves_where_it_is_set(self):
        self.env.company.pr_audience_drops_uncorrected = True
        request = self._asked()
        corrected = self._asked()
        with freeze_time("2026-05-12 15:00:00"):
            corrected.action_corrected()
        with freeze_time("2026-05-14 15:00:00"):
            self.env["pr.audience"]._cron_follow_up()
        self.assertEqual(request.state, "not_filed")
        self.assertIn("13/05/2026", request.state_reason)
        self.assertEqual(corrected.state, "in_review")

    def test_a_unit_has_its_own_term_and_the_office_keeps_its(self):
        self.category.unit = "Gerencia de Obras"
        with freeze_time("2026-05-11 15:00:00"):
            request = self._request()
            deadline = request.date_deadline
            wizard = Form(
                self.env["pr.audience.derive"]
                .with_user(self.secretary)
                .with_context(**request.action_derive()["context"])
            ).save()
            self.assertEqual(wizard.unit, "Gerencia de Obras")
            self.assertIn("Gerencia de Obras", wizard.reason)
            wizard.action_derive()
        self.assertEqual(request.state, "derived")
        self.assertEqual(request.derived_due, date(2026, 5, 20))
        self.assertEqual(request.date_deadline, deadline)
        with freeze_time("2026-05-22 15:00:00"):
            self.assertEqual(request.derived_late_text, "Late by 2 business days")
            self.env["pr.audience"]._cron_follow_up()
            self.env["pr.audience"]._cron_follow_up()
            self.assertEqual(len(request.activity_ids), 1)
            with self.assertRaisesRegex(UserError, "answer of the unit"):
                request.action_unit_answered()
            request.derived_answer = "La obra está en el presupuesto"
            request.action_unit_answered()
        self.assertEqual(request.state, "in_review")
        self.assertEqual(request.derived_answered_on, date(2026, 5, 22))
        self.assertFalse(request.derived_late_text)

    def test_a_ready_reason_is_taken_and_changed(self):
        request = self._request()
        action = request.with_context(pr_method="decline").action_give_reason()
        form = Form(
            self.env["pr.reason.wizard"]
            .with_user(self.secretary)
            .with_context(**action["context"])
        )
        self.assertTrue(form.has_sentences)
        form.sentence_id = self.env.ref("pr_office.reason_sentence_decline_4")
        self.assertIn("agenda of these weeks", form.reason)
        form.reason += " Gracias."
        form.save().action_apply()
        self.assertIn("Gracias.", request.state_reason)
