"""Rights and synchronisation: secretaries beside Google's and Outlook's calendars.

Tokens and requests are stood in for, as in core's own tests of these modules.
"""

from contextlib import ExitStack
from datetime import datetime, timedelta
from unittest.mock import patch

import pytz

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.google_calendar.models.google_sync import GoogleCalendarSync
from odoo.addons.google_calendar.models.res_users import ResUsers as GoogleUsers
from odoo.addons.google_calendar.utils.google_event import GoogleEvent
from odoo.addons.microsoft_calendar.models.microsoft_sync import (
    MicrosoftCalendarSync,
)
from odoo.addons.microsoft_calendar.models.res_users import (
    ResUsers as MicrosoftUsers,
)
from odoo.addons.microsoft_calendar.utils.microsoft_event import MicrosoftEvent
from odoo.addons.pr_office.tests.agenda.common import AgendaCase

START = datetime(2036, 5, 12, 15)
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "mon": True,
    "end_type": "count",
    "count": 4,
    "event_tz": "America/Lima",
}


class ProviderCase(AgendaCase, HttpCase):
    """Nobody is connected until a test says who is."""

    def setUp(self):
        super().setUp()
        self.connected = set()
        self.sent = []
        parameters = self.env["ir.config_parameter"].sudo()
        for provider in ("google", "microsoft"):
            parameters.set_param(f"{provider}_calendar_sync_paused", False)
        stack = ExitStack()
        self.addCleanup(stack.close)
        for target, name, stand_in in self._get_stand_ins():
            stack.enter_context(patch.object(target, name, stand_in))

    def _get_stand_ins(self):
        case = self

        def token(user):
            return user.id in case.connected and f"token-{user.id}"

        def record(kind):
            def send(records, *args, **kwargs):
                case.sent.append((kind, records._name, records._ids, records.env.uid))

            return send

        yield GoogleUsers, "_get_google_calendar_token", token
        yield MicrosoftUsers, "_get_microsoft_calendar_token", token
        for verb in ("insert", "patch", "delete"):
            name = f"_google_{verb}"
            yield GoogleCalendarSync, name, record(f"google {verb}")
            name = f"_microsoft_{verb}"
            yield MicrosoftCalendarSync, name, record(f"outlook {verb}")

    def _connect(self, *users):
        for user in users:
            self.connected.add(user.id)
            settings = user.sudo().res_users_settings_id or self.env[
                "res.users.settings"
            ].sudo().create({"user_id": user.id})
            settings.write(
                {
                    "google_calendar_token": f"token-{user.id}",
                    "google_calendar_rtoken": "x",
                    "google_calendar_token_validity": fields.Datetime.now()
                    + timedelta(hours=1),
                    "google_synchronization_stopped": False,
                }
            )
            user.sudo().write(
                {
                    "microsoft_calendar_token": f"token-{user.id}",
                    "microsoft_calendar_token_validity": fields.Datetime.now()
                    + timedelta(hours=1),
                    "microsoft_synchronization_stopped": False,
                }
            )

    def _disconnect_outlook(self, *users):
        for user in users:
            user.sudo().microsoft_synchronization_stopped = True

    def _work_through(self, entry):
        """Move, rename, add a guest and cancel, as the secretary does."""
        mine = entry.with_user(self.secretary)
        mine.write({"start": START + timedelta(1), "stop": START + timedelta(1, 3600)})
        mine.write({"name": "Otro nombre", "location": "Plaza"})
        mine.write({"partner_ids": [(4, self.neighbour.id)]})
        self.assertEqual(entry.pr_agenda_id, self.agenda)
        self.assertEqual(entry.user_id, self.mayor_user)
        mine.write({"active": False})


@tagged("post_install", "-at_install", "pr_providers")
class TestRightsAndSync(ProviderCase):
    """The secretary writes in the mayor's agenda, whoever is connected."""

    def test_nobody_connected(self):
        self._work_through(self._entry())
        self._entry(**WEEKLY)

    def test_secretary_connected_and_mayor_not(self):
        self._connect(self.secretary)
        entry = self._entry()
        self.assertEqual(entry.user_id, self.mayor_user)
        self._work_through(entry)
        self._entry(name="Dentista", pr_publication="private")
        self.assertFalse([one for one in self.sent if "insert" in one[0]])

    def test_series_with_secretary_connected_and_mayor_not(self):
        self._connect(self.secretary)
        series = self._entry(**WEEKLY).recurrence_id
        first, second, third, fourth = series.calendar_event_ids.sorted("start")
        later = fields.Datetime.to_string(second.start + timedelta(hours=2))
        second.with_user(self.secretary).write(
            {
                "start": later,
                "recurrence_update": "self_only",
            }
        )
        third.with_user(self.secretary).write(
            {"name": "Otro", "recurrence_update": "future_events"}
        )
        fourth.with_user(self.secretary).unlink()
        self.assertTrue(first.exists())
        self.assertFalse([one for one in self.sent if "insert" in one[0]])

    def test_mayor_without_user(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        self.agenda = self.env["pr.agenda"].create(
            {"partner_id": deputy.id, "delegate_ids": self.secretary.ids}
        )
        self._connect(self.secretary)
        model = self.env["calendar.event"].with_user(self.secretary)
        model = model.with_context(pr_agenda_id=self.agenda.id)
        values = {"name": "Cabildo", "start": START, "stop": START + timedelta(hours=1)}
        entry = model.create(values)
        self.assertFalse(entry.user_id)
        entry.write({"start": START + timedelta(1), "stop": START + timedelta(1, 3600)})
        model.create(values | WEEKLY)
        self.assertFalse([one for one in self.sent if "insert" in one[0]])

    def test_mayor_connected_and_secretary_not(self):
        self._connect(self.mayor_user)
        self._work_through(self._entry())
        self._disconnect_outlook(self.mayor_user)
        self._entry(**WEEKLY)

    def test_both_connected(self):
        self._connect(self.mayor_user, self.secretary)
        entry = self._entry()
        inserted = {one for one in self.sent if one[2] == entry._ids}
        self.assertEqual(
            {one[0] for one in inserted}, {"google insert", "outlook insert"}
        )
        google = next(one for one in inserted if one[0] == "google insert")
        self.assertEqual(google[3], self.mayor_user.id)
        self._work_through(entry)

    def test_series_that_outlook_refuses_says_what_to_do(self):
        self._connect(self.mayor_user, self.secretary)
        with self.assertRaisesRegex(UserError, "Outlook.*enter each date"):
            self._entry(**WEEKLY)

    def test_series_in_google_alone(self):
        self._connect(self.mayor_user, self.secretary)
        self._disconnect_outlook(self.mayor_user, self.secretary)
        series = self._entry(**WEEKLY).recurrence_id
        self.assertEqual(len(series.calendar_event_ids), 4)
        google = {one for one in self.sent if one[1:3] == (series._name, series._ids)}
        self.assertFalse({one[3] for one in google} - {self.mayor_user.id})

    def test_permissions_of_guests_are_not_the_secretarys(self):
        self._connect(self.mayor_user, self.secretary)
        entry = self._entry()
        entry.sudo().guests_readonly = True
        entry.with_user(self.secretary).write({"name": "Otro"})
        self.assertEqual(entry.name, "Otro")

    def test_own_entries_follow_core(self):
        """Outlook's limits on one's own series are core's, with core's words."""
        self._connect(self.secretary)
        model = self.env["calendar.event"].with_user(self.secretary)
        with self.assertRaisesRegex(UserError, "Outlook"):
            model.create({"name": "Mía", "start": START, "stop": START, **WEEKLY})


@tagged("post_install", "-at_install", "pr_providers")
class TestChangesFromProviders(ProviderCase):
    """What a phone changes never opens what was hidden, and never fails."""

    def setUp(self):
        super().setUp()
        self._connect(self.mayor_user)
        self.entry = self._entry(name="Sesión", privacy="public")
        self.entry.sudo().write({"google_id": "abc", "microsoft_id": "m1"})
        self.entry.sudo().write({"ms_universal_event_id": "u1"})

    def _from_google(self, **values):
        """Synchronise as Google's cron does: as the mayor, with all rights."""
        updated = pytz.utc.localize(fields.Datetime.now() + timedelta(days=1))
        event = {
            "id": "abc",
            "status": "confirmed",
            "summary": "Sesión",
            "updated": updated.isoformat(),
            "organizer": {"email": self.mayor.email, "self": True},
            "attendees": [{"email": self.mayor.email, "responseStatus": "accepted"}],
            "reminders": {"useDefault": True},
            "start": {"dateTime": "2036-05-12T10:00:00-05:00"},
            "end": {"dateTime": "2036-05-12T11:00:00-05:00"},
        }
        model = self.env["calendar.event"].with_user(self.mayor_user).sudo()
        events = GoogleEvent([event | values])
        events.clear_type_ambiguity(model.env)
        model._sync_google2odoo(events)
        self.env.flush_all()
        self.cr.flush()

    def _cancel_in_outlook(self):
        model = self.env["calendar.event"].with_user(self.mayor_user).sudo()
        gone = {"id": "m1", "iCalUId": "u1", "@removed": {"reason": "deleted"}}
        model._sync_microsoft2odoo(MicrosoftEvent([gone]))
        self.env.flush_all()
        self.cr.flush()

    def test_phone_tightens(self):
        self._from_google(visibility="private")
        self.assertEqual(self.entry.pr_publication, "private")
        self.assertEqual(self.entry.pr_publication_user_id, self.mayor_user)

    def test_phone_makes_confidential(self):
        self._from_google(visibility="confidential")
        self.assertEqual(self.entry.pr_publication, "reserved")
        self.assertTrue(self.entry.pr_publication_reason)

    def test_phone_never_loosens(self):
        for publication, privacy in (
            ("private", "private"),
            ("reserved", "confidential"),
        ):
            self.entry.with_user(self.secretary).write(
                {
                    "pr_publication": publication,
                    "pr_publication_reason": "Negociación en curso",
                }
            )
            for visibility in ("public", "default", None):
                self._from_google(visibility=visibility)
                self.assertEqual(self.entry.pr_publication, publication)
                self.assertEqual(self.entry.privacy, privacy)

    def test_phone_moves(self):
        self.entry.with_user(self.secretary).action_pr_validate()
        self._from_google(
            start={"dateTime": "2036-05-12T16:00:00-05:00"},
            end={"dateTime": "2036-05-12T17:00:00-05:00"},
        )
        self.assertEqual(self.entry.start, datetime(2036, 5, 12, 21))
        self.assertEqual(self.entry.pr_review_state, "changed")
        self.assertEqual(self.entry.pr_agenda_id, self.agenda)

    def test_new_on_the_phone(self):
        for number, (visibility, publication) in enumerate(
            (("private", "private"), ("confidential", "reserved"), (None, "public"))
        ):
            self._from_google(id=f"new{number}", visibility=visibility)
            entry = self.env["calendar.event"].search(
                [("google_id", "=", f"new{number}")]
            )
            self.assertEqual(entry.pr_agenda_id, self.agenda)
            self.assertEqual(entry.pr_publication, publication)

    def test_deleted_on_the_phone(self):
        letter = self._letter_with(self.entry)
        self._from_google(status="cancelled")
        self.assertFalse(self.entry.exists().active)
        self.assertFalse(letter.event_id.active)
        row = self.env["pr.calendar.resource"].search(
            [("agenda_id", "=", self.agenda.id), ("deleted", "=", False)]
        )
        self.assertFalse(row)

    def test_deleted_in_outlook(self):
        letter = self._letter_with(self.entry)
        self._cancel_in_outlook()
        self.assertFalse(self.entry.exists().active)
        self.assertFalse(letter.event_id.active)

    def test_occurrence_deleted_on_the_phone(self):
        self._disconnect_outlook(self.mayor_user)
        series = self._entry(**WEEKLY).recurrence_id
        second = series.calendar_event_ids.sorted("start")[1]
        second.sudo().google_id = "second"
        self._from_google(id="second", status="cancelled")
        self.assertFalse(second.exists().active)
        self.assertEqual(len(series.calendar_event_ids.filtered("active")), 3)

    def _letter_with(self, entry):
        return self.env["pr.incoming"].create(
            {
                "name": "Invitación",
                "agenda_id": self.agenda.id,
                "sender_name": "Vecina Rosa",
                "event_id": entry.id,
            }
        )

    def test_stranger_beside_a_provider(self):
        """The word of a provider is no exemption for a colleague's own session."""
        self._connect(self.employee)
        stranger = self.entry.with_user(self.employee).with_context(dont_notify=True)
        quiet = ("odoo.addons.base.models.ir_rule", "odoo.models")
        for values in ({"name": "X"}, {"active": False}, {"google_id": False}):
            with self.assertRaises(AccessError), mute_logger(*quiet):
                stranger.write(values)
