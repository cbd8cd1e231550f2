from datetime import date

from freezegun import freeze_time

from .common import AudienceCase


class TestAudienceTerms(AudienceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"pr_audience_term": 5, "pr_audience_ceiling": 30})
        cls.hours = cls.env.company.resource_calendar_id
        cls.env["resource.calendar.leaves"].search([]).unlink()

    def _leave(self, first, last, **values):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Feriado",
                "calendar_id": self.hours.id,
                "date_from": f"{first} 05:00:00",
                "date_to": f"{last} 04:59:59",
                **values,
            }
        )

    def test_counts_from_the_next_business_day_in_local_time(self):
        # 22:30 of Friday 8 May 2026 in Lima is Saturday in UTC
        request = self._request(date_received="2026-05-09 03:30:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 15))

    def test_holidays_do_not_count(self):
        self._leave("2026-05-12", "2026-05-13")
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 19))

    def test_half_a_day_off_is_a_business_day(self):
        self._leave("2026-05-12", "2026-05-13", date_from="2026-05-12 18:00:00")
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 18))

    def test_a_closure_counts_but_nothing_ends_on_it(self):
        self._leave("2026-05-12", "2026-05-13", pr_is_closure=True)
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 18))
        self._leave("2026-05-18", "2026-05-19", pr_is_closure=True)
        self.assertEqual(request.date_deadline, date(2026, 5, 19))

    def test_somebody_s_own_leave_moves_nothing(self):
        resource = self.env["resource.resource"].create(
            {"name": "Ana", "calendar_id": self.hours.id}
        )
        self._leave("2026-05-12", "2026-05-13", resource_id=resource.id)
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 18))

    def test_a_holiday_decreed_later_moves_open_requests_and_says_so(self):
        running = self._request(date_received="2026-05-11 15:00:00")
        answered = self._request(date_received="2026-05-11 15:00:00")
        answered.decline("No corresponde a la alcaldía")
        leave = self._leave("2026-05-14", "2026-05-15")
        self.assertEqual(running.date_deadline, date(2026, 5, 19))
        self.assertEqual(answered.date_deadline, date(2026, 5, 18))
        self.assertIn("19/05/2026", running.message_ids[0].body)
        leave.unlink()
        self.assertEqual(running.date_deadline, date(2026, 5, 18))

    def test_one_correction_stops_the_clock(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-13 15:00:00"):
            request.distance_days = 1
            request.ask_correction("Falta el DNI")
        self.assertEqual(request.state, "in_review")
        self.assertFalse(request.date_deadline)
        self.assertEqual(request.deadline_state, "paused")
        self.assertEqual(request.correction_due, date(2026, 5, 18))
        with freeze_time("2026-05-18 15:00:00"):
            request.action_corrected()
        self.assertEqual(request.date_deadline, date(2026, 5, 21))
        with self.assertRaisesRegex(Exception, "only once"):
            request.ask_correction("Falta la firma")

    def test_a_correction_may_start_the_term_again(self):
        self.env.company.pr_audience_restarts = True
        request = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-13 15:00:00"):
            request.ask_correction("Falta el DNI")
        with freeze_time("2026-05-18 15:00:00"):
            request.action_corrected()
        self.assertEqual(request.date_deadline, date(2026, 5, 25))

    def test_opened_again_it_has_its_whole_term(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-13 15:00:00"):
            request.decline("No corresponde")
        with freeze_time("2026-06-05 15:00:00"):
            request.reopen("Hay un hecho nuevo")
            self.assertEqual(request.deadline_state, "ok")
        self.assertEqual(request.date_deadline, date(2026, 6, 12))

    def test_opened_again_it_may_go_on_where_it_stood(self):
        self.env.company.pr_audience_reopened_anew = False
        request = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-13 15:00:00"):
            request.ask_correction("Falta el DNI")
        with freeze_time("2026-05-15 15:00:00"):
            request.action_corrected()
        with freeze_time("2026-05-18 15:00:00"):
            request.decline("No corresponde")
            self.env.flush_all()
        # 12, 13 and 18 May ran: two of five days are left
        with freeze_time("2026-06-05 15:00:00"):
            request.reopen("Hay un hecho nuevo")
            self.env.flush_all()
        self.assertEqual(request.date_deadline, date(2026, 6, 9))
        with freeze_time("2026-06-08 15:00:00"):
            request.withdraw("Ya no")
            self.env.flush_all()
        with freeze_time("2026-06-15 15:00:00"):
            request.reopen("Siempre sí")
            self.env.flush_all()
        self.assertEqual(request.date_deadline, date(2026, 6, 16))
        with freeze_time("2026-07-15 15:00:00"):
            request.decline("No corresponde")
            self.env.flush_all()
            request.reopen("Otra vez")
        self.assertEqual(request.date_deadline, date(2026, 7, 16))

    def test_not_filed_and_opened_again_it_can_be_corrected(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        with freeze_time("2026-05-12 15:00:00"):
            request.ask_correction("Falta el DNI")
        with freeze_time("2026-05-18 15:00:00"):
            request.not_file("No subsanó")
        with freeze_time("2026-05-20 15:00:00"):
            request.reopen("Estuvo de viaje")
            self.assertEqual(request.correction_due, date(2026, 5, 22))
            self.assertTrue(request._may_citizen_correct())
            request._propose_not_filed()
        self.assertFalse(request.not_filed_proposed_on)
        self.assertEqual(request.deadline_state, "paused")
        with freeze_time("2026-05-21 15:00:00"):
            request.action_corrected()
        self.assertEqual(request.date_deadline, date(2026, 5, 28))

    def test_colours_of_the_deadline(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        for day, left, state in (
            ("2026-05-12", 4, "ok"),
            ("2026-05-14", 2, "soon"),
            ("2026-05-18", 0, "soon"),
            ("2026-05-19", -1, "late"),
        ):
            with freeze_time(f"{day} 15:00:00"):
                request.invalidate_recordset()
                self.assertEqual(request.days_left, left)
                self.assertEqual(request.deadline_state, state)
        request.decline("No corresponde")
        self.assertEqual(request.deadline_state, "none")

    def test_requests_are_found_and_grouped_by_their_term(self):
        received = {
            "late": "2026-05-04 15:00:00",
            "soon": "2026-05-08 15:00:00",
            "ok": "2026-05-14 15:00:00",
        }
        with freeze_time("2026-05-14 16:00:00"):
            requests = {
                state: self._request(date_received=moment)
                for state, moment in received.items()
            }
            requests["paused"] = self._request()
            requests["paused"].ask_correction("Falta el DNI")
            requests["none"] = self._request()
            requests["none"].decline("No corresponde")
            mine = [("id", "in", [request.id for request in requests.values()])]
            model = self.env["pr.audience"]
            for state, request in requests.items():
                with self.subTest(state):
                    self.assertEqual(request.deadline_state, state)
                    domain = [*mine, ("deadline_state", "=", state)]
                    self.assertEqual(model.search(domain), request)
            grouped = model._read_group(mine, ["deadline_state"], ["__count"])
        self.assertEqual(dict(grouped), dict.fromkeys(requests, 1))

    def test_time_left_in_words(self):
        request = self._request(date_received="2026-05-11 15:00:00")
        for day, words in (
            ("2026-05-14", "2 business days left"),
            ("2026-05-15", "One business day left"),
            ("2026-05-18", "Ends today"),
            ("2026-05-19", "Late by one business day"),
            ("2026-05-21", "Late by 3 business days"),
        ):
            with freeze_time(f"{day} 15:00:00"):
                request.invalidate_recordset()
                self.assertEqual(request.days_left_text, words)
        with freeze_time("2026-05-13 15:00:00"):
            request.ask_correction("Falta el DNI")
            self.assertIn("15/05/2026", request.days_left_text)

    def test_a_term_over_midnight_of_new_year(self):
        # 23:30 of 31 December in Lima is 2027 in UTC
        request = self._request(date_received="2027-01-01 04:30:00")
        self.assertIn("-2026", request.name)
        self.assertEqual(request.date_deadline, date(2027, 1, 7))

    def test_an_office_without_hours_still_has_terms(self):
        self.hours.attendance_ids.unlink()
        request = self._request(date_received="2026-05-11 15:00:00")
        self.assertEqual(request.date_deadline, date(2026, 5, 18))

    def test_the_list_costs_the_same_for_many(self):
        costs = []
        for number in (2, 2, 20):
            requests = self._request()
            for _ in range(number - 1):
                requests |= self._request()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requests.mapped("deadline_state")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[2], costs[1])
