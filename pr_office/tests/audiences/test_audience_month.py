from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import new_test_user
from odoo.tests.common import warmup

from .test_audience_day import DayCase


class TestAudienceMonth(DayCase):
    """Figures of a request, and what a month adds up to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["pr.audience"].search([]).write({"date_received": "2020-01-01"})
        cls.env["resource.calendar.leaves"].search([]).unlink()

    def _month(self, user=None, **values):
        return (
            self.env["pr.audience.month"]
            .with_user(user or self.secretary)
            .create({"month": "5", "year": 2036, **values})
        )

    @freeze_time("2036-05-05 15:00:00")
    def test_days_minutes_and_punctuality(self):
        request = self._held(date_received="2036-05-02 03:00:00")
        self.assertEqual(request.waiting_days, 12)  # received on the 1st in Lima
        self.assertEqual(request.minutes_late, 5)
        self.assertEqual(request.punctuality, "on_time")
        other = self._scheduled(17)
        with freeze_time(self._time(17, 11)):
            other.action_enter()
        self.assertEqual(other.punctuality, "late")
        self.assertFalse(self._request().punctuality)

    def test_the_term(self):
        self.env.company.write({"pr_audience_term": 5})
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.term_result, "running")
        with freeze_time("2026-05-18 15:00:00"):
            request.decline("No corresponde")
            self.env.flush_all()
        self.assertEqual(str(request.answered_on), "2026-05-18")
        self.assertEqual((request.term_result, request.result), ("kept", "declined"))
        late = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-19 15:00:00"):
            late.decline("No corresponde")
            self.assertEqual(late.term_result, "late")
            late.action_close()
        self.assertEqual(late.result, "declined")
        late.reopen("Se atenderá")
        self.assertEqual((late.term_result, late.result), ("running", "pending"))

    def test_the_citizen_s_evening_is_not_yet_the_next_day(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        missing = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-18 15:00:00"):
            missing.ask_correction("Falta el DNI")
        nobody = self.env.ref("base.public_user")
        nobody.tz = False
        with freeze_time("2026-05-19 02:30:00"):  # half past nine in Lima
            request.with_user(nobody).sudo()._move("withdrawn", state_reason="Ya no")
            missing.with_user(nobody).sudo().action_corrected()
            self.env.flush_all()
        self.assertEqual(str(request.answered_on), "2026-05-18")
        self.assertEqual(request.term_result, "kept")
        self.assertEqual(str(missing.corrected_on), "2026-05-18")

    @freeze_time("2036-05-05 15:00:00")
    def test_the_figures_of_a_month(self):
        held = self._held(channel="phone")
        self._held(16)
        self._request(category_id=False)
        self._request(date_received="2036-04-30 15:00:00")
        self._reviewed().decline("No corresponde")
        for state in ("open", "done"):
            self.env["pr.commitment"].create(
                {
                    "name": "Cuadrilla",
                    "origin_model": "pr.audience",
                    "origin_id": held.id,
                    "date_promised": False,
                    "date_due": "2036-05-01",
                    "evidence_note": "Acta",
                    "state": state,
                }
            )
        held.sudo().write({"satisfaction": 4, "satisfaction_on": "2036-05-14"})
        page = self._month()._get_page()
        self.assertEqual(page["received"], 4)
        self.assertEqual(dict(page["requests"])["Still without an answer"], "1")
        self.assertEqual(
            dict(page["requests"])["Answered within the term"], "3 (100 %)"
        )
        audiences = dict(page["audiences"])
        self.assertEqual(audiences["Audiences held"], "2")
        self.assertEqual(audiences["Days until received, median"], "8")
        self.assertEqual(audiences["On time (within ten minutes)"], "2 (100 %)")
        self.assertEqual(audiences["Satisfaction, 1 to 5 (answers)"], "4.0 (1)")
        commitments = dict(page["commitments"])
        self.assertEqual((commitments["Made"], commitments["Kept"]), ("2", "1"))
        self.assertEqual(commitments["Of these overdue"], "1")
        drawn = dict(page["charts"])
        self.assertIn("By telephone", drawn["How they came in"])
        self.assertIn("Obras", drawn["By category"])

    def test_an_empty_month_prints_too(self):
        text = self._print(self._month(month="2"), "pr_audience_month_report")
        self.assertIn("February 2036", text)
        self.assertIn("No requests in this month", text)

    def test_the_list_behind_the_figures(self):
        request = self._request(date_received="2036-06-01 04:00:00")
        action = self._month().action_open()
        found = self.env["pr.audience"].search(action["domain"])
        self.assertEqual(found, request)

    def test_rights(self):
        auditor = new_test_user(
            self.env, "month_auditor", groups="pr_office.group_auditor"
        )
        for user in (self.mayor_user, auditor, self.officer, self.manager):
            self.assertEqual(self._month(user)._get_page()["received"], 0)
        with self.assertRaises(AccessError):
            self._month(self.employee)

    @warmup
    def test_the_queries_do_not_depend_on_the_number(self):
        costs = []
        for number in (1, 1, 8):
            for _ in range(number):
                self._request(date_received="2036-05-02 15:00:00")
            month = self._month()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            month._get_page()
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[2], costs[1])
        self.assertLess(costs[2], 20)
