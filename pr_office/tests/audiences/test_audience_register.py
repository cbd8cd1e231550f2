from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AudienceCase

SUMMARY = "Que se revise el trazo de la vía en el plan urbano"


class RegisterVisitsCase(AudienceCase):
    """Audiences that took place, and visits written down at the entrance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"pr_acronym": "MPX", "pr_visits_from": "2036-01-01"})
        cls.post = cls.env["pr.position"].create(
            {
                "name": "Alcalde/sa",
                "institution_id": cls.env.company.partner_id.id,
                "office_name": "Alcaldía",
                "sequence": -10,
                "is_obliged": True,
                "obliged_from": "2035-01-01",
            }
        )
        cls.mandate = cls.env["pr.mandate"].create(
            {
                "partner_id": cls.mayor.id,
                "position_id": cls.post.id,
                "date_start": "2035-01-01",
            }
        )

    @classmethod
    def _held(cls, **values):
        """Return an audience of 13 May 2036, 10:00 to 10:20 in Lima."""
        request = cls._reviewed(**values)
        request.schedule(cls.agenda, cls._time(15), cls._time(15, 20))
        with freeze_time(cls._time(15)):
            request.action_enter()
        with freeze_time(cls._time(15, 20)):
            request.action_leave()
        cls._free_hour(request)
        return request

    @classmethod
    def _free_hour(cls, request):
        request.slot_id.sudo().action_free()
        request.event_id.show_as = "free"

    @classmethod
    def _closed(cls, motive="meeting", **values):
        request = cls._held(**values)
        request.write({"motive_final": motive, "public_summary": SUMMARY})
        with freeze_time(cls._time(16)):
            request.action_close()
        return request

    @classmethod
    def _visit(cls, user=None, **values):
        return (
            cls.env["pr.visit"]
            .with_user(user or cls.secretary)
            .create(
                {
                    "visitor_ids": [
                        Command.create(
                            {"name": "Luis Tito", "document_number": "40404040"}
                        )
                    ],
                    "motive": "meeting",
                    "official_id": cls.mayor.id,
                    "time_in": cls._time(14),
                    **values,
                }
            )
        )

    def _refused(self):
        return self.assertRaises(IntegrityError), mute_logger("odoo.sql_db")


class TestAudienceRegister(RegisterVisitsCase):
    def test_closing_an_audience_publishes_its_row(self):
        request = self._held(participants="Ana Ccori, DNI 41414141\nPedro 984 100 200")
        visit = request.visit_id
        self.assertEqual(visit.visitors, "Julia Ccori (DNI 45678912)")
        request.visitor_ids.is_present = True
        self.assertEqual(visit.state, "draft")
        self.assertFalse(visit.name)
        request.motive_final = "meeting"
        self.assertEqual(visit.motive, "meeting")
        with freeze_time(self._time(16)):
            request.action_close()
        self.assertEqual(visit.state, "published")
        self.assertRegex(visit.name, r"^RV-MPX-2036-\d{5}$")
        self.assertEqual(visit.date, date(2036, 5, 13))
        self.assertEqual(visit.official_id, self.mayor)
        self.assertEqual(visit.official_post, "Alcalde/sa")
        self.assertEqual(visit.official_office, "Alcaldía")
        self.assertEqual(
            visit.visitors,
            "Julia Ccori (DNI 45678912); Ana Ccori (DNI 41414141); Pedro",
        )
        self.assertEqual(visit.published_by_id, self.secretary)
        self.assertFalse(visit.is_late)

    def test_lobbying_waits_until_somebody_read_the_summary(self):
        visit = self._closed("lobbying").visit_id
        self.assertEqual(visit.state, "draft")
        visit.with_user(self.officer).action_publish()
        self.assertEqual(visit.state, "published")
        self.assertEqual(visit.summary_reviewed_by_id, self.officer)
        self.assertTrue(visit.summary_reviewed_on)

    def test_a_request_closed_without_meeting_leaves_no_row(self):
        request = self._reviewed()
        request.decline("No corresponde a la alcaldía")
        request.action_close()
        self.assertFalse(request.visit_ids)
        with self.assertRaisesRegex(UserError, "not taken place"):
            request.action_register()

    def test_correcting_the_request_corrects_the_row_and_dates_it(self):
        request = self._closed()
        visit = request.visit_id
        number = visit.name
        request.subject = "Otra cosa"
        self.assertFalse(visit.corrected_on)
        request.requester_document = "45678913"
        self.assertIn("45678913", visit.visitors)
        self.assertTrue(visit.corrected_on)
        self.assertEqual(visit.corrected_by_id, self.secretary)
        self.assertEqual(visit.name, number)

    def test_the_hour_out_completes_and_does_not_correct(self):
        visit = self._visit()
        visit.action_publish()
        with freeze_time(self._time(15)):
            visit.action_leave()
        self.assertFalse(visit.corrected_on)
        visit.time_out = self._time(16)
        self.assertTrue(visit.corrected_on)

    def test_changing_who_came_is_a_correction_too(self):
        visit = self._visit()
        visit.action_publish()
        visit.visitor_ids.document_number = "40404041"
        self.assertTrue(visit.corrected_on)
        visit.with_user(self.manager).annul("Se registró dos veces")
        with self.assertRaisesRegex(UserError, "annulled"):
            visit.visitor_ids.with_user(self.manager).name = "Otro"

    def test_a_reopened_request_leaves_its_meeting_in_the_register(self):
        request = self._closed()
        first = request.visit_id
        request._let_go_of_visits()
        request.sudo().write({"state": "scheduled"})
        with freeze_time(self._time(18)):
            request.action_enter()
            request.action_leave()
        self.assertNotEqual(request.visit_id, first)
        self.assertEqual(first.state, "published")
        self.assertEqual(first.time_in, self._time(15))

    def test_one_row_an_audience(self):
        request = self._closed()
        raises, quiet = self._refused()
        with raises, quiet:
            self.env["pr.visit"].sudo().create(request._prepare_visit())

    def test_an_audience_row_is_not_made_by_hand(self):
        request = self._held()
        with self.assertRaisesRegex(UserError, "from the audience"):
            self._visit(audience_id=request.id)

    def test_what_is_numbered_is_annulled_and_not_deleted(self):
        visit = self._visit()
        visit.action_publish()
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            visit.with_user(self.manager).unlink()
        self.env.cr.execute("DELETE FROM pr_visit WHERE id = %s", [visit.id])
        self.assertTrue(visit.exists())
        with self.assertRaises(AccessError):
            visit.annul("x")
        visit.with_user(self.manager).annul("Se registró dos veces")
        self.assertEqual(visit.state, "annulled")
        again = self._visit()
        again.action_publish()
        self.assertGreater(again.name, visit.name)

    def test_rows_that_are_not_complete_are_refused(self):
        entry = self._entry(start=self._time(13), stop=self._time(14))
        for values, message in (
            ({"visitor_ids": []}, "who came"),
            ({"motive": False}, "motive"),
            ({"motive": "other"}, "which motive"),
            ({"motive": "lobbying"}, "decision sought"),
            ({"motive": "lobbying", "public_summary": SUMMARY}, "once it is over"),
            ({"off_premises": True}, "reason to meet"),
            (
                {"off_premises": True, "off_premises_reason": "Obra"},
                "in the agenda beforehand",
            ),
        ):
            with self.subTest(message):
                visit = self._visit(**values)
                self.assertTrue(visit.obstacle)
                with self.assertRaisesRegex(UserError, message):
                    visit.action_publish()
        visit = self._visit(
            off_premises=True, off_premises_reason="Obra", event_id=entry.id
        )
        visit.action_publish()
        self.assertEqual(visit.date_due, datetime(2036, 5, 14, 14))

    def test_the_database_knows_the_rules_too(self):
        for values in (
            {"motive": "other"},
            {"motive": "lobbying"},
            {"off_premises": True},
            {"time_out": self._time(13)},
            {"pr_left_out_on": self._time(13)},
        ):
            visit = self._visit()
            visit.action_publish()
            raises, quiet = self._refused()
            with self.subTest(values), raises, quiet, self.env.cr.savepoint():
                visit.sudo()._write_by_action(values)
                visit.flush_recordset()
            visit.invalidate_recordset()

    def test_what_everybody_reads_reaches_nobody(self):
        request = self._held()
        for text in ("Llamar al 984 100 200", "a julia@example.org"):
            visit = self._visit(public_summary=text)
            with self.assertRaisesRegex(UserError, "looks like"):
                visit.action_publish()
            visit.public_summary = "Ampliar el horario"
            visit.action_publish()
            with self.assertRaisesRegex(ValidationError, "looks like"):
                visit.public_summary = text
        request.write({"motive_final": "meeting", "public_summary": request.subject})
        request.action_close()
        self.assertEqual(request.visit_id.state, "draft")
        self.assertIn("word by word", request.visit_id.obstacle)

    def test_the_row_is_of_the_highest_official(self):
        manager = self.env["res.partner"].create({"name": "Gerente"})
        post = self.env["pr.position"].create(
            {
                "name": "Gerente municipal",
                "institution_id": self.env.company.partner_id.id,
                "sequence": 40,
            }
        )
        self.env["pr.mandate"].create(
            {
                "partner_id": manager.id,
                "position_id": post.id,
                "date_start": "2036-01-01",
            }
        )
        visit = self._visit(official_id=manager.id, other_official_ids=self.mayor.ids)
        with self.assertRaisesRegex(UserError, "highest rank: put Mayor"):
            visit.action_publish()
        visit.write({"official_id": self.mayor.id, "other_official_ids": manager.ids})
        visit.action_publish()
        self.assertEqual(visit.official_post, "Alcalde/sa")

    def test_who_received_in_whose_place(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        guest = self.env["res.partner"].create({"name": "Gerente"})
        request = self._held(
            responsible_id=deputy.id,
            official_ids=[Command.create({"partner_id": guest.id})],
        )
        visit = request.visit_id
        self.assertEqual(visit.official_id, request.owner_id)
        self.assertEqual(
            visit.official_id | visit.other_official_ids, self.mayor | guest
        )
        self.assertEqual(visit.by_order_of_id, deputy)
        request.responsible_id = self.mayor
        self.assertFalse(visit.by_order_of_id)

    def test_outside_the_seat_the_row_says_where_and_why(self):
        request = self._held(
            is_off_premises=True,
            off_premises_reason="Ver la obra",
            off_premises_place="Pampa Alta",
        )
        visit = request.visit_id
        self.assertTrue(visit.off_premises)
        self.assertEqual(visit.place, "Pampa Alta")
        self.assertEqual(visit.off_premises_reason, "Ver la obra")
        self.assertEqual(visit.returned_on, request.back_on)
        self.assertEqual(visit.date_due, request.back_on + timedelta(hours=24))
        self.assertFalse(visit.obstacle and "agenda" in visit.obstacle)

    def test_others_who_asked_come_too(self):
        request = self._held(
            requester_ids=[
                Command.create({"name": "Pedro Cusi", "document": "42424242"})
            ]
        )
        self.assertNotIn("Pedro", request.visit_id.visitors)
        request.visitor_ids.is_present = True
        self.assertIn("Pedro Cusi (DNI 42424242)", request.visit_id.visitors)

    def test_only_orientation_stays_out(self):
        request = self._held()
        with self.assertRaisesRegex(UserError, "Say why"):
            request.leave_out(" ")
        request.leave_out("Solo pidió orientación sobre un trámite")
        self.assertEqual(request.pr_left_out_by_id, self.secretary)
        self.assertTrue(request.visit_id.pr_left_out_on)
        request.motive_final = "meeting"
        request.action_close()
        self.assertEqual(request.visit_id.state, "draft")
        request.action_take_in()
        self.assertEqual(request.visit_id.state, "published")
        with self.assertRaisesRegex(UserError, "public register already"):
            request.leave_out("Ya no")

    def test_late_is_later_than_the_next_business_day(self):
        self.env["resource.calendar.leaves"].search([]).unlink()
        friday = self._visit(time_in=self._time(15, day=16))
        self.assertEqual(friday.date_due, datetime(2036, 5, 20, 5))
        with freeze_time("2036-05-20 04:59:00"):
            friday.action_publish()
        self.assertFalse(friday.is_late)
        late = self._visit(time_in=self._time(15, day=16))
        with freeze_time("2036-05-20 05:01:00"):
            late.action_publish()
        self.assertTrue(late.is_late)

    def test_loading_into_the_platform(self):
        visit, draft = self._visit(), self._visit()
        with self.assertRaisesRegex(UserError, "Publish it first"):
            draft.action_mark_loaded()
        visit.action_publish()
        self.assertEqual(visit.load_state, "pending")
        with freeze_time(self._time(16)):
            visit.action_mark_loaded()
        self.assertEqual(visit.load_state, "loaded")
        self.assertEqual(visit.loaded_by_id, self.secretary)
        with freeze_time(self._time(17)):
            visit.motive = "services"
        self.assertEqual(visit.load_state, "changed")
        with freeze_time(self._time(18)):
            visit.action_mark_loaded()
        with freeze_time(self._time(19)):
            visit.with_user(self.manager).annul("No era una visita")
        self.assertEqual(visit.load_state, "changed")
        with freeze_time(self._time(20)):
            visit.action_mark_loaded()
        self.assertEqual(visit.load_state, "loaded")

    def test_the_form_at_the_entrance(self):
        with Form(self.env["pr.visit"].with_user(self.officer)) as form:
            form.official_id = self.mayor
            form.motive = "services"
            with form.visitor_ids.new() as line:
                line.name = "Luis Tito"
                line.document_number = "20131312955"
        visit = form.save()
        self.assertEqual(visit.visitor_ids.document_type, "ruc")
        self.assertTrue(visit.place)
        visit.action_publish()
        self.assertTrue(visit.name)

    def test_what_each_role_may_do(self):
        visit = self._visit(self.officer)
        self.assertTrue(visit.with_user(self.mayor_user).visitors)
        for user in (self.mayor_user, self.employee):
            with self.assertRaises(AccessError):
                visit.with_user(user).action_publish()
            with self.assertRaises(AccessError):
                self._visit(user)
        for user in (self.employee, self.env.ref("base.public_user")):
            for model in ("pr.visit", "pr.visit.visitor", "pr.visit.gap"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        omissions = self.env["pr.lobby.omission"]
        for user in (self.officer, self.mayor_user, self.employee):
            self.assertFalse(omissions.with_user(user).has_access("read"))
        self.assertTrue(omissions.with_user(self.secretary).has_access("create"))
        self.assertFalse(omissions.with_user(self.manager).has_access("unlink"))
        layouts = self.env["pr.register.layout"]
        self.assertFalse(layouts.with_user(self.secretary).has_access("write"))
        self.assertTrue(layouts.with_user(self.manager).has_access("write"))

    def test_another_municipality_s_rows_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        visit = self._visit()
        visit.sudo().company_id = other
        with self.assertRaises(AccessError):
            visit.with_user(self.officer).read(["visitors"])

    def test_an_undeclared_matter_is_recorded(self):
        visit = self._visit()
        values = {"visit_id": visit.id, "noticed": "Pidió la licencia"}
        omission = (
            self.env["pr.lobby.omission"].with_user(self.secretary).create(values)
        )
        self.assertEqual(omission.visitor_name, "Luis Tito")
        self.assertEqual(omission.visitor_document, "40404040")
        raises, quiet = self._refused()
        with raises, quiet:
            omission.reported_on = "2036-05-14"
            omission.flush_recordset()

    def test_the_register_outlives_the_personal_data_of_the_request(self):
        request = self._closed(partner_id=self.neighbour.id)
        visit = request.visit_id
        self.env["pr.personal.data"]._anonymise_records(request)
        self.assertNotIn("Julia", request.requester_name)
        self.assertIn("Julia", visit.visitors)
        holds = self.env["pr.retention.rule"]._get_holds(self.neighbour)
        self.assertIn("pr.visit", [rule.model for rule, _until, _count in holds])

    def test_many_rows_cost_the_same(self):
        costs = []
        for number in (2, 2, 12):
            rows = self._visit()
            for _ in range(number - 1):
                rows |= self._visit(other_official_ids=self.neighbour.ids)
            rows.action_publish()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(rows._get_public_rows()), number)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[2], costs[1])


@tagged("post_install", "-at_install")
class TestAudienceRegisterGaps(RegisterVisitsCase):
    def _gaps(self, user=None):
        model = self.env["pr.visit.gap"].with_user(user or self.secretary)
        self.env.flush_all()
        self.env.invalidate_all()
        return model.search([("official_id", "=", self.mayor.id)])

    def _past(self, **values):
        start = values.pop("start", datetime(2036, 3, 3, 15))
        entry = self._entry(
            start=start,
            stop=start.replace(hour=16),
            pr_activity_type="meeting",
            **values,
        )
        # The database compares with its own clock.
        self.env.cr.execute(
            "UPDATE calendar_event SET start = start - interval '20 years',"
            " stop = stop - interval '20 years' WHERE id = %s",
            [entry.id],
        )
        entry.invalidate_recordset()
        return entry

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.pr_visits_from = "2016-01-01"
        cls.post.obliged_from = cls.mandate.date_start = "2015-01-01"

    def test_each_step_closes_its_gap(self):
        request = self._held()
        gap = self._gaps()
        self.assertEqual(gap.kind, "no_motive")
        self.assertEqual(gap.action_cure()["res_model"], "pr.audience")
        request.write({"motive_final": "lobbying", "public_summary": SUMMARY})
        self.assertEqual(self._gaps().kind, "to_review")
        request.action_close()
        gap = self._gaps()
        self.assertEqual(gap.action_cure()["res_id"], request.visit_id.id)
        request.visit_id.action_publish()
        self.assertFalse(self._gaps())

    def test_an_audience_without_row_gets_it(self):
        request = self._held()
        request.motive_final = "meeting"
        request.visit_id.with_user(self.manager).unlink()
        request.action_close()
        request.visit_id._write_by_action({"follows_audience": False})
        self.env["pr.visit"].search([("audience_id", "=", request.id)]).with_user(
            self.manager
        ).annul("Prueba")
        gap = self._gaps()
        self.assertEqual(gap.kind, "unregistered")
        gap.action_cure()
        self.assertEqual(request.visit_id.state, "published")
        self.assertFalse(self._gaps())

    def test_entries_of_the_agenda(self):
        public = self._past(pr_publication="public")
        outside = self._past(
            start=datetime(2036, 3, 4, 15),
            pr_publication="reserved",
            pr_publication_reason="En curso",
            pr_off_premises=True,
            pr_off_premises_reason="Obra",
        )
        self._past(start=datetime(2036, 3, 5, 15), pr_publication="private")
        gaps = self._gaps()
        self.assertEqual(
            {gap.event_id: gap.kind for gap in gaps},
            {public: "entry", outside: "outside"},
        )
        action = gaps.filtered(lambda gap: gap.event_id == outside).action_cure()
        visit = self.env["pr.visit"].browse(action["res_id"])
        self.assertTrue(visit.off_premises)
        self.assertFalse(visit.visitors)
        public.leave_out("Reunión interna")
        self.assertEqual(self._gaps().visit_id, visit)

    def test_hours_with_a_visit_are_no_gap(self):
        entry = self._past(pr_publication="public")
        self._visit(time_in=entry.start, time_out=entry.stop).action_publish()
        self.assertFalse(self._gaps().filtered("event_id"))

    def test_meetings_of_before_are_not_looked_for(self):
        self._past(pr_publication="public")
        self.env.company.pr_visits_from = "2030-01-01"
        self.assertFalse(self._gaps())

    def test_no_visit_is_said_with_its_reason(self):
        self._past(pr_publication="public")
        gap = self._gaps()
        context = gap.action_ask_left_out()["context"]
        wizard = (
            self.env["pr.reason.wizard"]
            .with_user(self.secretary)
            .with_context(**context)
            .create({"reason": "Reunión interna", "method": "leave_out"})
        )
        wizard.action_apply()
        self.assertFalse(self._gaps())

    def test_late_rows_stay_listed(self):
        visit = self._visit()
        with freeze_time("2036-06-20 15:00:00"):
            visit.action_publish()
        gap = self._gaps()
        self.assertEqual(gap.kind, "late")
        with self.assertRaisesRegex(UserError, "already"):
            gap.action_ask_left_out()

    def test_who_may_look(self):
        for user in (self.officer, self.mayor_user, self.employee):
            with self.assertRaises(AccessError):
                self._gaps(user)
        self._held()
        self.assertTrue(self._gaps(self.manager))
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        foreign = self._user("foreign", "pr_office.group_secretary")
        foreign.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        self.assertFalse(self._gaps(foreign))

    def test_the_list_costs_the_same_for_many(self):
        costs = []
        for number in (2, 2, 20):
            for _ in range(number):
                self._visit()
            gaps = self._gaps()
            before = self.env.cr.sql_log_count
            gaps.read(["subject", "advice", "is_overdue", "kind", "official_id"])
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[2], costs[1])
