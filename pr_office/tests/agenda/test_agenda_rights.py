from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AgendaCase

NOTE = "Llevar los planos"
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.models")


@tagged("post_install", "-at_install")
class TestAgendaRights(AgendaCase):
    """Who reads, changes and deletes the entries of an authority."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public_entry = cls._entry(name="Sesión de concejo", pr_publication="public")
        cls.private_entry = cls._entry(name="Dentista", pr_publication="private")
        cls.default_private = cls._entry(name="Llamada", privacy=False)
        cls.mayor_user.sudo().res_users_settings_id.calendar_default_privacy = "private"
        cls.entries = cls.public_entry | cls.private_entry | cls.default_private
        cls.env.invalidate_all()

    def _names(self, user):
        self.env.invalidate_all()
        return self.entries.with_user(user).mapped("name")

    def test_secretary_writes_as_the_authority(self):
        self.assertEqual(self.entries.user_id, self.mayor_user)
        self.assertEqual(self.entries.partner_ids, self.mayor)
        self.assertEqual(self.entries.pr_agenda_id, self.agenda)
        self.assertEqual(set(self.entries.attendee_ids.mapped("state")), {"accepted"})

    def test_secretary_does_everything(self):
        self.assertNotIn("Busy", self._names(self.secretary))
        for entry in self.entries.with_user(self.secretary):
            entry.write({"location": "Palacio municipal"})
            entry.message_post(body=NOTE)
            entry.write({"active": False})
            entry.unlink()

    def test_head_changes_what_is_not_private(self):
        self.public_entry.with_user(self.manager).write({"location": "Salón"})
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            self.private_entry.with_user(self.manager).write({"location": "Salón"})

    def _assert_only_reads_public(self, user):
        self.assertEqual(self._names(user), ["Sesión de concejo", "Busy", "Busy"])
        for entry in self.entries.with_user(user):
            for values in ({"location": "X"}, {"active": False}, {"user_id": user.id}):
                with (
                    self.assertRaises(AccessError),
                    mute_logger(*QUIET),
                    self.cr.savepoint(),
                ):
                    entry.write(values)
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                entry.unlink()
            with (
                self.assertRaises(AccessError),
                mute_logger(*QUIET),
                self.cr.savepoint(),
            ):
                self.env["calendar.attendee"].browse(
                    entry.sudo().attendee_ids.ids
                ).with_user(user).unlink()

    def test_officer_reads_only(self):
        self._assert_only_reads_public(self.officer)

    def test_secretary_of_another_agenda_reads_only(self):
        self._assert_only_reads_public(self.other_secretary)

    def test_employee_reads_only(self):
        self._assert_only_reads_public(self.employee)

    def test_grouping_does_not_tell_private_names(self):
        self.env.invalidate_all()
        for user, seen in (
            (self.secretary, 3),
            (self.mayor_user, 3),
            (self.employee, 1),
        ):
            groups = (
                self.env["calendar.event"]
                .with_user(user)
                ._read_group([("id", "in", self.entries.ids)], ["name"], ["__count"])
            )
            self.assertEqual(len(groups), seen, user.login)

    def test_no_exemption_for_calendar_providers(self):
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            self.public_entry.with_user(self.employee).with_context(
                dont_notify=True
            ).write({"start": "2036-05-13 15:00:00"})

    def test_guest_answers_without_changing(self):
        self.public_entry.with_user(self.secretary).write(
            {"partner_ids": [(4, self.employee.partner_id.id)]}
        )
        mine = self.public_entry.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.employee.partner_id
        )
        mine.with_user(self.employee).do_decline()
        self.assertEqual(mine.state, "declined")
        others = self.public_entry.attendee_ids - mine
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            others.with_user(self.employee).write({"state": "declined"})

    def test_agenda_cannot_be_claimed_by_a_value(self):
        own = (
            self.env["calendar.event"]
            .with_user(self.employee)
            .create(
                {"name": "Mío", "start": "2036-05-12 10:00", "stop": "2036-05-12 11:00"}
            )
        )
        for values in (
            {"pr_agenda_id": self.agenda.id},
            {"pr_agenda_ids": [(4, self.agenda.id)]},
        ):
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                own.write(values)
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                own.create({"name": "Otro", **values})

    def test_employee_cannot_delete_a_series(self):
        series = self._entry(
            name="Despacho",
            recurrency=True,
            rrule_type_ui="weekly",
            rrule_type="weekly",
            mon=True,
            end_type="count",
            count=4,
            event_tz="America/Lima",
        )
        recurrence = series.recurrence_id
        self.assertTrue(recurrence)
        for operation in (
            lambda: recurrence.with_user(self.employee).unlink(),
            lambda: recurrence.with_user(self.employee).write({"count": 2}),
        ):
            with (
                self.assertRaises(AccessError),
                mute_logger(*QUIET),
                self.cr.savepoint(),
            ):
                operation()

    def test_secretary_deletes_the_first_of_a_series(self):
        series = self._entry(
            name="Despacho",
            recurrency=True,
            rrule_type_ui="weekly",
            rrule_type="weekly",
            mon=True,
            end_type="count",
            count=4,
            event_tz="America/Lima",
        )
        recurrence = series.recurrence_id
        recurrence.base_event_id.with_user(self.secretary).unlink()
        self.assertEqual(len(recurrence.calendar_event_ids), 3)
        self.assertTrue(recurrence.base_event_id)

    def test_authority_still_attends_what_the_secretary_moved(self):
        self.public_entry.with_user(self.secretary).write(
            {"start": "2036-05-13 15:00:00", "stop": "2036-05-13 16:00:00"}
        )
        self.assertEqual(self.public_entry.attendee_ids.state, "accepted")

    def test_chatter_of_a_private_entry(self):
        self.private_entry.with_user(self.secretary).message_post(body=NOTE)
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            self.private_entry.with_user(self.employee).message_post(body=NOTE)

    def test_secretary_of_an_authority_without_a_user(self):
        agenda = self.env["pr.agenda"].create(
            {"partner_id": self.neighbour.id, "delegate_ids": self.secretary.ids}
        )
        model = self.env["calendar.event"].with_user(self.secretary)
        entry = model.with_context(pr_agenda_id=agenda.id).create(
            {
                "name": "Cita médica",
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                "pr_publication": "private",
            }
        )
        self.assertEqual(entry.pr_agenda_id, agenda)
        self.assertEqual(entry.attendee_ids.state, "accepted")
        self.assertFalse(entry.user_id)
        entry.name = "Control médico"
        entry.with_context(pr_agenda_id=agenda.id).unlink()

    def test_entry_opens_in_the_form_of_agendas(self):
        view = self.env.ref("pr_office.calendar_event_view_form_agenda")
        entry = self._entry(pr_publication="private")
        for user in (self.secretary, self.employee):
            action = entry.with_user(user).get_formview_action()
            self.assertEqual(action["views"], [(view.id, "form")])
        other = self.env["calendar.event"].create({"name": "Almuerzo"})
        self.assertFalse(other.get_formview_id())

    def test_public_and_private_is_refused(self):
        with self.assertRaises(UserError):
            self.public_entry.write({"pr_publication": "public", "privacy": "private"})

    def test_privacy_from_a_phone_only_tightens(self):
        phone = self.public_entry.with_user(self.secretary).with_context(
            dont_notify=True
        )
        phone.write({"privacy": "private"})
        self.assertEqual(self.public_entry.pr_publication, "private")
        hidden = self.private_entry.with_user(self.secretary)
        for privacy in ("public", "confidential", False):
            hidden.with_context(dont_notify=True).write({"privacy": privacy})
            self.assertEqual(self.private_entry.pr_publication, "private")
            self.assertEqual(self.private_entry.privacy, "private")
            with self.assertRaisesRegex(UserError, "change its publication"):
                hidden.write({"privacy": privacy})
        self.assertFalse(self.private_entry._is_publishable())

    def test_organisers_default_privacy_hides_from_the_public(self):
        self.assertEqual(self.default_private.pr_publication, "public")
        self.assertFalse(self.default_private._is_publishable())
        self.assertTrue(self.public_entry._is_publishable())
