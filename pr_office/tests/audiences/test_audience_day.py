from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user
from odoo.tests.common import warmup
from odoo.tools import mute_logger

from .common import AudienceCase


class DayCase(AudienceCase):
    @classmethod
    def _scheduled(cls, hour=15, minute=0, day=13, **values):
        request = cls._reviewed(**values)
        request.schedule(
            cls.agenda,
            cls._time(hour, minute, day),
            cls._time(hour, minute + 20, day),
        )
        return request

    @classmethod
    def _held(cls, hour=15, **values):
        request = cls._scheduled(hour, **values)
        with freeze_time(cls._time(hour, 5)):
            request.action_enter()
        with freeze_time(cls._time(hour, 25)):
            request.action_leave()
        return request

    def _screen(self, day="2036-05-13", user=None, **values):
        screen_model = self.env["pr.audience.day"].with_user(user or self.secretary)
        return screen_model.create({"day": day, "agenda_id": self.agenda.id, **values})

    def _print(self, record, report, user=None):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.secretary)
            ._render_qweb_html(f"pr_office.{report}", record.ids)
        )
        return content.decode()


class TestAudienceDay(DayCase):
    """The list of a day, and who is where."""

    def test_the_list_is_in_order_of_hour_and_of_its_day(self):
        late = self._scheduled(17)
        early = self._scheduled(15)
        self._scheduled(15, day=14)
        self._request()
        self.assertEqual(self._screen().audience_ids.ids, (early | late).ids)
        self.assertEqual(early.hour, "10:00")

    def test_an_audience_late_in_the_evening_is_of_the_local_day(self):
        # 20:00 of the 13th in Lima is the 14th in UTC
        request = self._scheduled(1, day=14)
        self.assertEqual(self._screen().audience_ids, request)
        self.assertFalse(self._screen("2036-05-14").audience_ids)

    def test_days_go_forward_and_back(self):
        screen = self._screen()
        screen.action_next()
        self.assertEqual(str(screen.day), "2036-05-14")
        screen.action_previous()
        screen.action_previous()
        self.assertEqual(str(screen.day), "2036-05-12")
        with freeze_time(self._time(15)):
            screen.action_today()
        self.assertEqual(str(screen.day), "2036-05-13")

    def test_whoever_keeps_one_agenda_opens_that_one(self):
        screens = self.env["pr.audience.day"]
        action = screens.with_user(self.secretary).action_open_today()
        self.assertEqual(screens.browse(action["res_id"]).agenda_id, self.agenda)
        action = screens.with_user(self.officer).action_open_today()
        self.assertFalse(screens.browse(action["res_id"]).agenda_id)

    def test_a_house_without_agendas_has_an_empty_day(self):
        company = self.env["res.company"].create({"name": "Otra municipalidad"})
        screen = self.env["pr.audience.day"].create({"company_id": company.id})
        self.assertFalse(screen.audience_ids)

    def test_who_is_inside_and_how_late_it_runs(self):
        first, second = self._scheduled(15), self._scheduled(16, requester_name="Luis")
        screen = self._screen()
        with freeze_time(self._time(15, 2)):
            first.action_arrived()
            self.assertEqual(screen.waiting_count, 1)
            self.assertEqual(screen.expected_count, 1)
        with freeze_time(self._time(15, 12)):
            self.env.invalidate_all()
            self.assertEqual(first.presence_note, "Waits 10 min")
            self.assertTrue(first.is_running_late)
            self.assertEqual(screen.late_note, "12 min")
            first.action_enter()
            self.assertEqual(first.presence, "inside")
            self.env.invalidate_all()
            self.assertEqual(screen.inside_note, "Julia Ccori, since 10:12")
        with freeze_time(self._time(15, 25)):
            self.env.invalidate_all()
            self.assertEqual(first.presence_note, "Inside 13 min, 5 min over")
        with freeze_time(self._time(17, 5)):
            first.action_leave()
            self.env.invalidate_all()
            self.assertEqual(screen.left_count, 1)
            self.assertEqual(second.presence_note, "01:05 h late")

    def test_who_did_not_come_stays_in_the_list(self):
        absent, other = self._scheduled(15), self._scheduled(16, requester_name="Luis")
        with freeze_time(self._time(15, 40)):
            absent.mark_no_show("Se le esperó media hora")
        screen = self._screen()
        self.assertEqual(screen.audience_ids.ids, (absent | other).ids)
        self.assertEqual(absent.hour, "10:00")
        self.assertEqual(absent.presence_note, "Did not come")
        self.assertEqual((screen.absent_count, screen.expected_count), (1, 1))
        self.assertIn("Did not come", self._print(screen, "pr_audience_day_report"))
        self.assertEqual(
            screen.action_print_briefs()["context"]["active_ids"], other.ids
        )
        self._scheduled(15)
        absent.reopen("Pide otra hora")
        self.assertFalse(absent.start)

    def test_undoing_goes_back_step_by_step(self):
        request = self._scheduled()
        with freeze_time(self._time(15, 5)):
            request.action_arrived()
            request.action_enter()
            request.action_leave()
            self.assertEqual(request.state, "held")
            request.action_undo_step()
            self.assertEqual((request.state, request.presence), ("scheduled", "inside"))
            request.action_undo_step()
            self.assertEqual(request.presence, "waiting")
            request.action_undo_step()
        self.assertEqual(request.presence, "expected")
        with self.assertRaisesRegex(UserError, "can be taken back"):
            request.action_undo_step()

    def test_undone_and_corrected_times_are_tracked(self):
        request = self._scheduled()
        with freeze_time(self._time(15, 5)):
            request.action_enter()
        self.env.flush_all()
        self.cr.precommit.run()
        with freeze_time(self._time(15, 30)):
            request.time_in = self._time(15, 8)
        self.env.flush_all()
        self.cr.precommit.run()
        values = request.sudo().message_ids.tracking_value_ids
        moved = values.filtered(lambda value: value.field_id.name == "time_in")
        self.assertIn(self._time(15, 8), moved.mapped("new_value_datetime"))
        self.assertIn(self._time(15, 5), moved.mapped("old_value_datetime"))

    def test_real_times_make_sense(self):
        request = self._held()
        for wrong in (
            {"time_out": self._time(14)},
            {"arrived_on": self._time(15, 20)},
        ):
            with (
                freeze_time(self._time(20)),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                request.write(wrong)
                self.env.flush_all()
        with self.assertRaisesRegex(ValidationError, "future"):
            request.time_out = self._time(15) + timedelta(days=20000)

    def test_companions_are_listed_as_they_were_announced(self):
        request = self._scheduled(participants="Ana Rojas 45678912\nLuis Huamán")
        self.assertIn("2", request.visitor_note)
        with freeze_time(self._time(15)):
            request.action_arrived()
            request.action_enter()
        people = [
            (v.name, v.document_number, v.is_present) for v in request.visitor_ids
        ]
        self.assertEqual(
            people,
            [
                ("Julia Ccori", "45678912", True),
                ("Ana Rojas", "45678912", False),
                ("Luis Huamán", False, False),
            ],
        )

    def test_the_list_on_paper_has_no_document_nor_telephone(self):
        self._scheduled(represented_name="Junta Vecinal", capacity="represents")
        text = self._print(self._screen(), "pr_audience_day_report")
        for shown in ("Julia Ccori", "10:00–10:20", "Junta Vecinal", "Obras"):
            self.assertIn(shown, text)
        for hidden in ("45678912", "984 100 200", "Agua en la junta"):
            self.assertNotIn(hidden, text)

    def test_the_guard_reads_hour_and_name_alone(self):
        self._scheduled(represented_name="Junta Vecinal", capacity="represents")
        text = self._print(self._screen(), "pr_audience_guard_report")
        self.assertIn("Julia Ccori", text)
        self.assertIn("10:00", text)
        for hidden in ("45678912", "984 100 200", "Agua", "Junta", "Obras", "10:20"):
            self.assertNotIn(hidden, text)

    def test_what_each_role_may_do(self):
        request = self._scheduled()
        auditor = new_test_user(
            self.env, "day_auditor", groups="pr_office.group_auditor"
        )
        for user in (self.mayor_user, auditor, self.officer, self.secretary):
            screen = self._screen(user=user)
            self.assertEqual(screen.audience_ids, request)
            self.assertIn("Julia", self._print(screen, "pr_audience_day_report", user))
        for user in (self.mayor_user, auditor):
            for method in ("action_arrived", "action_enter", "action_undo_step"):
                with self.assertRaises(UserError):
                    getattr(request.with_user(user), method)()
            with self.assertRaises(AccessError):
                self.env["pr.audience.visitor"].with_user(user).create(
                    {"audience_id": request.id, "name": "Ana"}
                )
        with self.assertRaises(AccessError):
            self._screen(user=self.employee)

    def test_another_municipality_sees_nothing_of_it(self):
        request = self._held()
        company = self.env["res.company"].create({"name": "Otra municipalidad"})
        other = new_test_user(
            self.env,
            "day_other",
            groups="pr_office.group_secretary",
            company_id=company.id,
            company_ids=[company.id],
        )
        screen = self.env["pr.audience.day"].with_user(other).create({})
        screen.day = "2036-05-13"
        self.assertFalse(screen.audience_ids)
        visitors = self.env["pr.audience.visitor"].with_user(other)
        self.assertFalse(visitors.search([("audience_id", "=", request.id)]))
        with self.assertRaises(AccessError):
            request.visitor_ids.with_user(other).mapped("name")

    @warmup
    def test_the_day_costs_the_same_for_many(self):
        costs = []
        for hours in (range(15, 16), range(16, 17), range(17, 23)):
            for hour in hours:
                request = self._scheduled(hour)
                with freeze_time(self._time(hour)):
                    request.action_arrived()
            screen = self._screen()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            screen.web_read(
                {
                    "inside_note": {},
                    "late_note": {},
                    "audience_ids": {
                        "fields": {
                            "hour": {},
                            "requester_name": {},
                            "visitor_note": {},
                            "presence_note": {},
                            "time_in": {},
                        }
                    },
                }
            )
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(costs[2], costs[1])
        self.assertLess(costs[2], 15)
