from datetime import date, datetime, timedelta

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.agenda.feed_reader import find_reader
from .common import AgendaCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.models")
NOTE = "Llevar los planos"
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "mon": True,
    "end_type": "count",
    "count": 4,
}


@tagged("post_install", "-at_install")
class TestAgendaBadInput(AgendaCase):
    """What nobody plans and everybody enters."""

    def _rows(self, first, last):
        return self.agenda._get_public_entries(first, last)

    def test_series_across_a_dst_change(self):
        """Nine in the morning stays nine, in the public agenda too."""
        for tz, start in (
            ("America/Santiago", datetime(2036, 3, 24, 12)),
            ("Europe/Madrid", datetime(2036, 3, 17, 8)),
        ):
            self.agenda.resource_calendar_id.tz = tz
            values = WEEKLY | {"event_tz": tz, "name": tz, "location": "Palacio"}
            entry = self._entry(start=start, stop=start + timedelta(hours=1), **values)
            entries = entry.recurrence_id.calendar_event_ids
            self.assertEqual(len({one.start.hour for one in entries}), 2, tz)
            rows = self._rows(start - timedelta(1), start + timedelta(40))
            hours = {row["start"][11:16] for row in rows if row["what"] == tz}
            self.assertEqual(hours, {"09:00"}, tz)

    def test_allday_across_a_month(self):
        entry = self._entry(
            name="Aniversario",
            allday=True,
            start_date=date(2036, 5, 28),
            stop_date=date(2036, 6, 3),
        )
        for first in (datetime(2036, 5, 30), datetime(2036, 6, 2)):
            (row,) = self._rows(first, first + timedelta(1))
            self.assertEqual((row["start"], row["stop"]), ("2036-05-28", "2036-06-03"))
        other = self._entry(
            start=datetime(2036, 6, 3, 15), stop=datetime(2036, 6, 3, 16)
        )
        self.assertIn(entry, other.pr_conflict_ids)
        self.assertFalse(
            self.agenda.free_slots(datetime(2036, 5, 28, 5), datetime(2036, 6, 3), 30)
        )

    def test_entry_of_no_minutes(self):
        long = self._entry()
        moment = datetime(2036, 5, 12, 15, 30)
        entry = self._entry(name="Llamada", start=moment, stop=moment)
        self.assertIn(long, entry.pr_conflict_ids)
        (row,) = [
            row
            for row in self._rows(moment, moment + timedelta(1))
            if row["what"] == "Llamada"
        ] or [None]
        self.assertTrue(row is None or row["start"] == row["stop"])

    def test_entry_of_forty_days(self):
        start = datetime(2036, 5, 12, 15)
        self._entry(name="Licencia", start=start, stop=start + timedelta(days=40))
        self.assertFalse(self.agenda.free_slots(start, start + timedelta(days=30), 30))
        (row,) = self._rows(start + timedelta(days=20), start + timedelta(days=21))
        self.assertEqual(row["what"], "Licencia")

    def test_entry_that_ends_before_it_starts(self):
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._entry(stop=datetime(2036, 5, 12, 14))

    def test_authority_without_user_or_mail(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        agenda = self.env["pr.agenda"].create(
            {"partner_id": deputy.id, "delegate_ids": self.secretary.ids}
        )
        self.assertFalse(agenda.user_id)
        model = self.env["calendar.event"].with_user(self.secretary)
        entry = model.with_context(pr_agenda_id=agenda.id).create(
            {
                "name": "Cabildo",
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                "location": "Plaza",
            }
        )
        self.assertEqual(entry.pr_agenda_id, agenda)
        self.assertFalse(entry.user_id)
        self.assertEqual(entry.attendee_ids.state, "accepted")
        entry.write({"start": datetime(2036, 5, 12, 14), "name": "Otro"})
        entry.action_pr_validate()
        rows = agenda._get_public_entries(datetime(2036, 5, 12), datetime(2036, 5, 13))
        self.assertEqual([row["what"] for row in rows], ["Otro"])
        self.assertTrue(entry.copy())
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            entry.with_user(self.officer).write({"name": "X"})

    def test_guessed_and_revoked_tokens_cost_the_same(self):
        feed = self.env["pr.agenda.feed"].create(
            {"agenda_id": self.agenda.id, "name": "iPhone", "scope": "public"}
        )
        token = feed.token
        feed.action_revoke()
        self.env.flush_all()
        for guess in (token, token[:-1] + "x", "", "x" * 5000, "ñ'; --"):
            with self.assertQueryCount(1):
                self.assertIsNone(find_reader(self.env, guess))


class Undone(Exception):
    """Takes back what was only tried."""


@tagged("post_install", "-at_install")
class TestAgendaMatrix(AgendaCase):
    """Who may do what with whose entries: groups, secretaries, strangers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls._entry(name="Sesión de concejo", pr_publication="public")
        cls.reserved = cls._entry(
            name="Negociación",
            pr_publication="reserved",
            pr_publication_reason="Negociación en curso",
        )
        cls.private = cls._entry(name="Dentista", pr_publication="private")
        cls.default = cls._entry(name="Llamada", privacy=False)
        cls.mayor_user.sudo().res_users_settings_id.calendar_default_privacy = "private"
        cls.auditor = cls._user("auditor", "pr_office.group_auditor")
        cls.reader = cls._user("reader", "pr_office.group_reader")
        cls.entries = cls.public | cls.reserved | cls.private | cls.default
        cls.strangers = (
            cls.officer | cls.other_secretary | cls.employee | cls.auditor | cls.reader
        )
        cls.env.flush_all()

    def _may(self, work, *args):
        """Try and take back; tell whether the rights allowed it."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with mute_logger(*QUIET), self.cr.savepoint():
                work(*args)
                self.env.flush_all()
                raise Undone
        except AccessError:
            return False
        except Undone:
            self.env.invalidate_all()
            return True

    def _assert_matrix(self, user, work, allowed):
        done = {entry for entry in self.entries if self._may(work, entry, user)}
        self.assertEqual(
            {entry.name for entry in done}, {entry.name for entry in allowed}, user.name
        )

    def test_write_unlink_archive_attendees(self):
        def write(entry, user):
            entry.with_user(user).write({"name": entry.sudo().name, "location": "X"})

        def guests(entry, user):
            entry.with_user(user).write({"partner_ids": [(4, user.partner_id.id)]})

        def archive(entry, user):
            entry.with_user(user).action_archive()

        def delete(entry, user):
            entry.with_user(user).unlink()

        shown = self.public | self.reserved
        allowed = {user: self.env["calendar.event"] for user in self.strangers}
        allowed |= {
            self.secretary: self.entries,
            self.mayor_user: self.entries,
            self.manager: shown,
        }
        for work in (write, guests, archive, delete):
            for user, entries in allowed.items():
                with self.subTest(work=work.__name__, user=user.name):
                    self._assert_matrix(user, work, entries)

    def test_reading_names(self):
        for user in self.strangers | self.manager:
            self.env.invalidate_all()
            names = set(self.entries.with_user(user).mapped("name"))
            self.assertEqual(names, {"Sesión de concejo", "Negociación", "Busy"})
        for user in self.secretary | self.mayor_user:
            self.env.invalidate_all()
            self.assertNotIn("Busy", self.entries.with_user(user).mapped("name"))

    def test_search_and_grouping_tell_no_secret(self):
        """Neither by title, brief, place nor representative of a hidden entry."""
        self.private.sudo().write(
            {
                "pr_briefing": "<p>Secreto</p>",
                "location": "Clínica",
                "pr_public_place": "Clínica",
                "pr_off_premises_reason": "Secreto",
            }
        )
        self.env.flush_all()
        for user in self.strangers:
            model = self.env["calendar.event"].with_user(user)
            for domain in (
                [("name", "=", "Dentista")],
                [("pr_briefing", "ilike", "Secreto")],
                [("location", "=", "Clínica")],
                [("pr_public_place", "=", "Clínica")],
                [("pr_off_premises_reason", "=", "Secreto")],
            ):
                self.assertFalse(model.search(domain), (user.name, domain))
            for groupby in ("name", "location", "pr_public_place", "pr_agenda_id"):
                rows = model._read_group(
                    [("id", "in", self.private.ids)], [groupby], ["__count"]
                )
                self.assertFalse(rows, (user.name, groupby))

    def test_hidden_fields_are_not_read(self):
        self.private.sudo().write({"pr_briefing": "<p>Secreto</p>"})
        for user in self.strangers:
            self.env.invalidate_all()
            (row,) = self.private.with_user(user).read(
                ["pr_briefing", "pr_public_place", "pr_review_note", "location"]
            )
            self.assertFalse([row[name] for name in row if name != "id" and row[name]])

    def test_chatter(self):
        for user in self.strangers:
            self._assert_matrix(
                user,
                lambda entry, user: entry.with_user(user).message_post(body=NOTE),
                self.env["calendar.event"],
            )
        for user in self.secretary | self.mayor_user:
            self._assert_matrix(
                user,
                lambda entry, user: entry.with_user(user).message_post(body=NOTE),
                self.entries,
            )

    def test_strangers_invite_and_do_not_publish(self):
        """An invitation reaches the agenda; the public does not read it by itself."""
        for user in (self.employee, self.reader, self.other_secretary):
            values = {
                "name": "Mi reunión",
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                "partner_ids": (self.mayor | user.partner_id).ids,
            }
            model = self.env["calendar.event"].with_user(user)
            entry = model.create(values)
            self.assertEqual(entry.sudo().pr_agenda_id, self.agenda)
            self.assertEqual(entry.sudo().pr_publication, "reserved")
            self.assertIn("reason", entry.sudo().pr_review_note)
            published = {"pr_publication": "public"}
            self.assertFalse(self._may(entry.write, published))
            self.assertFalse(self._may(model.create, values | published))
            entry.with_user(self.secretary).write(published)
            self.assertTrue(entry.sudo().pr_publication == "public")

    def test_office_publishes_what_it_programmes(self):
        for user in (self.officer, self.manager):
            entry = (
                self.env["calendar.event"]
                .with_user(user)
                .create(
                    {
                        "name": "Ceremonia",
                        "start": datetime(2036, 5, 12, 15),
                        "stop": datetime(2036, 5, 12, 16),
                        "partner_ids": self.mayor.ids,
                    }
                )
            )
            self.assertEqual(entry.sudo().pr_publication, "public")

    def test_agendas_of_another_company(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        deputy = self.env["res.partner"].create({"name": "Alcalde vecino"})
        agenda = self.env["pr.agenda"].create(
            {
                "partner_id": deputy.id,
                "company_id": other.id,
                "resource_calendar_id": other.resource_calendar_id.id,
            }
        )
        model = self.env["pr.agenda"]
        for user in self.strangers | self.secretary | self.manager:
            self.assertFalse(model.with_user(user).search([("id", "=", agenda.id)]))

    def test_groups_are_ordered(self):
        """One selection: reader, officer, head; secretary implies reader."""
        self.assertTrue(self.manager.has_group("pr_office.group_user"))
        self.assertTrue(self.manager.has_group("pr_office.group_secretary"))
        self.assertTrue(self.officer.has_group("pr_office.group_reader"))
        self.assertTrue(self.secretary.has_group("pr_office.group_reader"))
        self.assertFalse(self.officer.has_group("pr_office.group_secretary"))
        self.assertFalse(self.secretary.has_group("pr_office.group_user"))
        for xmlid in ("reader", "user", "manager", "secretary", "auditor"):
            self.assertTrue(self.env.ref(f"pr_office.group_{xmlid}").comment, xmlid)

    def test_reason_cannot_be_blanked(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.reserved.with_user(self.secretary).write(
                {"pr_publication_reason": " "}
            )
            self.env.flush_all()
        with self.assertRaises(UserError):
            self.private.with_user(self.secretary).write({"privacy": "public"})
