from odoo.tests import tagged
from odoo.tests.common import warmup

from .test_audience_day import DayCase

NOTE = "<p>Es dirigente desde 2019.</p>"


@tagged("post_install", "-at_install")
class TestAudienceBrief(DayCase):
    """What the mayor reads before somebody comes in: one page."""

    def _promise(self, request, name="Enviar a la cuadrilla", **values):
        return self.env["pr.commitment"].create(
            {
                "name": name,
                "origin_model": "pr.audience",
                "origin_id": request.id,
                "date_promised": False,
                **values,
            }
        )

    def _sections(self, request):
        return dict(request.with_user(self.secretary)._get_brief_sections())

    def test_earlier_audiences_and_what_was_promised_there(self):
        before = self._held(date_received="2026-01-02 15:00:00", subject="Pista rota")
        promise = self._promise(before)
        self._promise(before, "Anulado").cancel("Ya no se necesita")
        request = self._scheduled(16)
        self.assertEqual(request.earlier_ids, before)
        self.assertEqual(request.promised_ids, promise)
        sections = self._sections(request)
        self.assertIn("Pista rota", sections["Earlier audiences"])
        self.assertIn("(pending)", sections["What was promised"])
        self.assertFalse(before.earlier_ids)

    def test_others_are_not_mixed_in(self):
        self._promise(self._held(requester_document="11223344"), "De otro")
        request = self._scheduled(16, requester_document=False)
        self.assertFalse(request.earlier_ids)
        self.assertFalse(request.promised_ids)
        self.assertIn("first time", self._sections(request)["Earlier audiences"])

    def test_what_is_promised_now_is_not_a_promise_of_before(self):
        request = self._scheduled(16, partner_id=self.neighbour.id)
        self._promise(request, partner_id=self.neighbour.id)
        self.assertFalse(request.promised_ids)

    def test_the_history_with_person_and_institution(self):
        school = self.env["res.partner"].create(
            {"name": "IE San Martín", "is_company": True, "vat": "20100066603"}
        )
        self.env["pr.incoming"].create(
            {
                "name": "Pide un techo",
                "sender_id": school.id,
                "agenda_id": self.agenda.id,
            }
        )
        self.env["pr.gift"].create(
            {
                "name": "Un cuadro",
                "partner_id": self.mayor.id,
                "donor_id": school.id,
                "occasion": "Aniversario",
            }
        )
        self.env["pr.commitment"].create(
            {"name": "Techar el patio", "partner_id": school.id}
        )
        request = self._scheduled(
            16,
            capacity="represents",
            represented_name="IE San Martín",
            represented_tax_number="20100066603",
        )
        sections = self._sections(request)
        history = sections["History with the municipality"]
        self.assertIn("Letters received: 1", history)
        self.assertIn("Pide un techo", history)
        self.assertIn("Un cuadro", history)
        self.assertIn("Techar el patio", sections["What was promised"])
        self.assertIn("IE San Martín", sections["Who comes"])

    def test_the_page(self):
        request = self._scheduled(decision_sought="Un techo", brief_note=NOTE)
        text = self._print(request, "pr_audience_brief_report")
        for shown in ("Un techo", "dirigente desde 2019", "10:00–10:20", "Julia Ccori"):
            self.assertIn(shown, text)
        for hidden in ("45678912", "984 100 200"):
            self.assertNotIn(hidden, text)

    def test_no_text_is_too_long_for_the_page(self):
        request = self._scheduled(
            subject="Agua " * 4000, participants="Un nombre muy largo\n" * 200
        )
        longest = max(len(text) for text in self._sections(request).values())
        self.assertLess(longest, 800)
        self.assertGreaterEqual(request._get_brief_size(), 6.5)

    def test_the_day_sheet_brings_the_brief_of_the_audience(self):
        request = self._scheduled(decision_sought="Un techo")
        entry = request.event_id.with_user(self.secretary)
        self.assertTrue(entry.pr_has_brief)
        sections = dict(entry._prepare_brief_page()["sections"])
        self.assertEqual(sections["What is wanted"], "Un techo")
        self.env.invalidate_all()
        self.assertFalse(request.event_id.with_user(self.employee).pr_has_brief)

    @warmup
    def test_the_briefs_of_a_day_cost_as_much_as_one(self):
        costs = []
        before = self._held(14, date_received="2026-01-02 15:00:00")
        self._promise(before, partner_id=self.neighbour.id)
        for hours in ((15,), (16,), range(17, 23)):
            requests = self.env["pr.audience"].union(
                *(self._scheduled(hour, partner_id=self.neighbour.id) for hour in hours)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            for request in requests.with_user(self.secretary):
                request._prepare_brief_page()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertEqual(costs[2], costs[1])
