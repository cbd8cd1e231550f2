from datetime import date, datetime, timedelta
from unittest.mock import patch

import recurring_ical_events
from icalendar import Calendar

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.agenda import pr_entry_text_mixin
from ...tools import ical
from .common import AgendaCase

LOGGER = "odoo.addons.pr_office.models.agenda.pr_calendar_resource"
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "mon": True,
    "end_type": "count",
    "count": 4,
    "event_tz": "America/Lima",
}


class TextCase(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_PE")
        cls.env.company.partner_id.lang = "es_PE"
        cls.rows = cls.env["pr.calendar.resource"]

    def _commit(self):
        """Do what happens before a transaction is committed."""
        self.env.flush_all()
        self.cr.flush()

    def _rows(self, *entries, agenda=None):
        self._commit()
        domain = [("agenda_id", "=", (agenda or self.agenda).id)]
        if entries:
            ids = [entry.id for entry in entries]
            domain += [("event_id", "in", ids)]
        return self.rows.search(domain)

    def _read(self, text, tzids=()):
        head, end = ical.calendar_frame("Agenda", "America/Lima", tzids)
        calendar = Calendar.from_ical(f"{head}{text}{end}")
        return calendar, calendar.walk("VEVENT")

    def _series(self, **values):
        # 5 May 2036 is a Monday
        entry = self._entry(
            name="Despacho",
            start=datetime(2036, 5, 5, 15),
            stop=datetime(2036, 5, 5, 16),
            **(WEEKLY | values),
        )
        return entry.recurrence_id.calendar_event_ids.sorted("start")

    def _series_row(self, series):
        self._commit()
        return self.rows.search(
            [
                ("recurrence_id", "=", series.recurrence_id.id),
                ("deleted", "=", False),
            ]
        )

    def _seen(self, row, column="text"):
        """Return the UTC starts that a reader of this row sees."""
        calendar, _events = self._read(row[column] or "", [row.tzid or "UTC"])
        found = recurring_ical_events.of(calendar).between(
            date(2036, 1, 1), date(2037, 1, 1)
        )
        starts = [event["DTSTART"].dt for event in found]
        return sorted(
            (start - start.utcoffset()).replace(tzinfo=None)
            if isinstance(start, datetime)
            else start
            for start in starts
        )


@tagged("post_install", "-at_install")
class TestAgendaTexts(TextCase):
    """The text of an entry is right when the transaction ends."""

    def test_only_entries_of_an_agenda_have_a_text(self):
        other = self.env["calendar.event"].create(
            {"name": "Mío", "start": "2036-05-12 10:00", "stop": "2036-05-12 11:00"}
        )
        self._commit()
        self.assertFalse(self.rows.search([("event_id", "=", other.id)]))
        entry = self._entry()
        row = self._rows(entry)
        self.assertEqual(len(row), 1)
        self.assertFalse(row.dirty)
        self.assertEqual((row.tstart, row.tend), (entry.start, entry.stop))

    def test_full_text(self):
        alarm = self.env["calendar.alarm"].create(
            {
                "name": "15",
                "alarm_type": "notification",
                "duration": 15,
                "interval": "minutes",
            }
        )
        entry = self._entry(
            location="Palacio municipal",
            description="<p>Obras &amp; agua</p>",
            partner_ids=(self.mayor | self.neighbour).ids,
            pr_activity_type="audience",
            alarm_ids=alarm.ids,
        )
        _calendar, (event,) = self._read(self._rows(entry).text)
        self.assertEqual(event["SUMMARY"], "Reunión con el comité")
        self.assertEqual(event["LOCATION"], "Palacio municipal")
        self.assertIn("Obras & agua", event["DESCRIPTION"])
        self.assertEqual(event["STATUS"], "CONFIRMED")
        self.assertEqual(event["CLASS"], "PUBLIC")
        label = entry.with_context(lang="es_PE")._get_activity_label()
        self.assertEqual(event["CATEGORIES"].to_ical().decode(), label)
        self.assertEqual(event["ORGANIZER"], "mailto:mayor@example.org")
        self.assertEqual(
            {(str(one), one.params["PARTSTAT"]) for one in event["ATTENDEE"]},
            {
                ("mailto:mayor@example.org", "ACCEPTED"),
                ("mailto:rosa@example.org", "NEEDS-ACTION"),
            },
        )
        (alarm,) = event.walk("VALARM")
        self.assertEqual(alarm["TRIGGER"].dt, timedelta(minutes=-15))

    def test_identifier_is_stable_and_unique(self):
        entry, other = self._entry(), self._entry()
        uid = self._rows(entry).uid
        entry.name = "Otro nombre"
        entry.start -= timedelta(hours=1)
        self.assertEqual(self._rows(entry).uid, uid)
        self.assertNotEqual(self._rows(other).uid, uid)
        entry.active = False
        self._commit()
        entry.active = True
        row = self._rows(entry)
        self.assertEqual((row.uid, row.deleted), (uid, False))

    def test_sequence_and_etag_follow_the_text(self):
        entry = self._entry()
        row = self._rows(entry)
        etag = row.etag
        self.assertEqual(row.sequence, 0)
        entry.name = "Otro nombre"
        self.assertEqual(self._rows(entry).sequence, 1)
        self.assertNotEqual(row.etag, etag)
        entry.name = "Otro nombre"
        entry.pr_travel_before = 15
        self.assertEqual(self._rows(entry).sequence, 1)
        self.assertIn("SEQUENCE:1\r\n", row.text)

    def test_transaction_is_noted(self):
        entry = self._entry()
        row = self._rows(entry)
        self.cr.execute(
            "SELECT xact = pg_current_xact_id() FROM pr_calendar_resource"
            " WHERE id = %s",
            [row.id],
        )
        self.assertEqual(self.cr.fetchone(), (True,))

    def test_what_the_cache_hides_is_not_written(self):
        """Core masks a private entry in the cache of whoever looks at it."""
        entry = self._entry(name="Dentista", pr_publication="private")
        self._commit()
        self.env.invalidate_all()
        self.assertNotEqual(entry.with_user(self.employee).name, "Dentista")
        entry.attendee_ids.sudo().state = "tentative"
        self.assertIn("SUMMARY:Dentista", self._rows(entry).text)

    def test_deleted_entry_leaves_a_sign(self):
        entry = self._entry()
        row = self._rows(entry)
        entry.unlink()
        self._commit()
        self.assertTrue(row.deleted)
        self.assertFalse(row.text or row.busy_text or row.public_text)

    def test_entry_that_leaves_the_agenda(self):
        entry = self._entry(partner_ids=(self.mayor | self.neighbour).ids)
        row = self._rows(entry)
        entry.partner_ids = [Command.unlink(self.mayor.id)]
        self._commit()
        self.assertTrue(row.deleted)

    def test_declined_entry_is_not_where_the_authority_is(self):
        entry = self._entry()
        row = self._rows(entry)
        entry.attendee_ids.state = "declined"
        self._commit()
        self.assertTrue(row.deleted)

    def test_represented_entry_says_who_goes(self):
        entry = self._entry(pr_represented_by_id=self.neighbour.id)
        row = self._rows(entry)
        _calendar, (event,) = self._read(row.text)
        self.assertIn("Vecina Rosa", event["DESCRIPTION"].split("\n")[0])
        self.assertEqual(event["TRANSP"], "TRANSPARENT")
        _calendar, (event,) = self._read(row.public_text)
        self.assertIn("Vecina Rosa", event["DESCRIPTION"])
        self.assertFalse(row.busy_text)

    def test_entry_of_two_agendas(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        agenda = self.env["pr.agenda"].create({"partner_id": deputy.id})
        entry = self._entry(partner_ids=(self.mayor | deputy).ids)
        mine, theirs = self._rows(entry), self._rows(entry, agenda=agenda)
        self.assertEqual(mine.uid, theirs.uid)
        entry.partner_ids = [Command.unlink(deputy.id)]
        self._commit()
        self.assertEqual((mine.deleted, theirs.deleted), (False, True))

    def test_single_entry_that_becomes_a_series(self):
        entry = self._entry(
            start=datetime(2036, 5, 5, 15), stop=datetime(2036, 5, 5, 16)
        )
        row = self._rows(entry)
        entry.write(dict(WEEKLY))
        self._commit()
        self.assertTrue(row.deleted)
        self.assertEqual(len(self._seen(self._series_row(entry))), 4)

    def test_series_is_never_a_single_entry_too(self):
        series = self._series()
        self.assertEqual(len(self._rows()), 1)
        self.assertEqual(self._rows().recurrence_id, series.recurrence_id)

    def test_pencil_mark_is_tentative(self):
        entry = self._entry(pr_confirmed=False)
        self.assertIn("STATUS:TENTATIVE", self._rows(entry).text)

    # ------------------------------------------------------------
    # DEPENDENCIES
    # ------------------------------------------------------------

    def test_each_dependency_renews_the_text(self):
        """One change per dependency; each must be listed, each listed one is tried."""
        series = self._series(end_type="end_date", until=date(2036, 6, 30))
        entry = self._entry(partner_ids=(self.mayor | self.neighbour).ids)
        alarm = self.env["calendar.alarm"].create(
            {
                "name": "15",
                "alarm_type": "notification",
                "duration": 15,
                "interval": "minutes",
            }
        )
        entry.alarm_ids = alarm
        rule = series.recurrence_id
        settings = self.mayor_user.res_users_settings_id
        other = self.env["resource.calendar"].create(
            {"name": "Otro", "tz": "America/Bogota"}
        )
        guest = entry.attendee_ids.filtered(lambda a: a.partner_id == self.neighbour)
        changes = {
            "allday": (entry, {"allday": True}),
            "description": (entry, {"description": "<p>Otra</p>"}),
            "location": (entry, {"location": "Otro lugar"}),
            "name": (entry, {"name": "Otro"}),
            "pr_activity_type": (entry, {"pr_activity_type": "act"}),
            "pr_confirmed": (entry, {"pr_confirmed": False}),
            "pr_public_place": (entry, {"pr_public_place": "Plaza"}),
            "privacy": (entry, {"privacy": "confidential"}),
            "pr_publication": (entry, {"pr_publication": "private"}),
            "show_as": (entry, {"show_as": "free"}),
            "start": (entry, {"start": datetime(2036, 5, 12, 14)}),
            "stop": (entry, {"stop": datetime(2036, 5, 12, 19)}),
            "videocall_location": (entry, {"videocall_location": "https://x.org/a"}),
            "user_id.partner_id.name": (self.mayor, {"name": "Otra alcaldesa"}),
            "user_id.partner_id.email_normalized": (self.mayor, {"email": "n@x.org"}),
            "attendee_ids.state": (guest, {"state": "tentative"}),
            "attendee_ids.partner_id.name": (self.neighbour, {"name": "Otra"}),
            "attendee_ids.partner_id.email_normalized": (
                self.neighbour,
                {"email": "o@x.org"},
            ),
            "alarm_ids.duration_minutes": (alarm, {"duration": 20}),
            "alarm_ids.alarm_type": (alarm, {"alarm_type": "email"}),
            "pr_original_start": (
                series[1],
                {"start": series[1].start + timedelta(1)},
            ),
            "recurrence_id.interval": (rule, {"interval": 2}),
            "recurrence_id.until": (rule, {"until": date(2036, 6, 20)}),
            "recurrence_id.tue": (rule, {"tue": True}),
            "recurrence_id.wed": (rule, {"wed": True}),
            "recurrence_id.thu": (rule, {"thu": True}),
            "recurrence_id.fri": (rule, {"fri": True}),
            "recurrence_id.sat": (rule, {"sat": True}),
            "recurrence_id.sun": (rule, {"sun": True}),
            "recurrence_id.mon": (rule, {"mon": False}),
            "recurrence_id.event_tz": (rule, {"event_tz": "America/Santiago"}),
            "recurrence_id.end_type": (rule, {"end_type": "forever"}),
            "recurrence_id.count": (rule, {"end_type": "count", "count": 3}),
            "recurrence_id.rrule_type": (rule, {"rrule_type": "monthly"}),
            "recurrence_id.day": (rule, {"day": 12}),
            "recurrence_id.month_by": (
                rule,
                {"month_by": "day", "weekday": "MON", "byday": "1"},
            ),
            "recurrence_id.byday": (rule, {"byday": "2"}),
            "recurrence_id.weekday": (rule, {"weekday": "TUE"}),
            "pr_agenda_ids.company_id.partner_id.lang": (
                self.env.company.partner_id,
                {"lang": "en_US"},
            ),
            "pr_represented_by_id.name": (
                entry,
                {"pr_represented_by_id": self.neighbour.id},
            ),
            "active": (entry, {"active": False}),
        }
        indirect = {
            "user_id.res_users_settings_ids.calendar_default_privacy",
            "pr_agenda_ids.resource_calendar_id.tz",
            "pr_agenda_ids.partner_id",
            # Only in an agenda that publishes what is validated: tested there.
            "pr_review_state",
        }
        listed = set(pr_entry_text_mixin.TEXT_DEPENDENCIES)
        self.assertEqual(listed, changes.keys() | indirect)
        for path, (record, values) in changes.items():
            with self.subTest(path=path):
                before = self._fingerprints()
                record.write(values)
                self.assertNotEqual(self._fingerprints(), before)
        self.assertTrue(settings and other)

    def _fingerprints(self):
        return {row.uid: (row.fingerprint, row.deleted) for row in self._rows()}

    def test_default_privacy_of_the_organiser(self):
        entry = self._entry(privacy=False)
        row = self._rows(entry)
        self.assertIn("CLASS:PUBLIC", row.text)
        self.assertTrue(row.public_text)
        self.mayor_user.with_user(self.mayor_user).calendar_default_privacy = "private"
        self._commit()
        self.assertIn("CLASS:PRIVATE", row.text)
        self.assertFalse(row.public_text)

    def test_time_zone_of_a_series_that_names_none(self):
        series = self._series()
        series.recurrence_id.event_tz = False
        self.assertEqual(self._series_row(series).tzid, "America/Lima")
        self.agenda.resource_calendar_id.tz = "America/Bogota"
        self.assertEqual(self._series_row(series).tzid, "America/Bogota")

    def test_another_authority(self):
        entry = self._entry()
        row = self._rows(entry)
        self.agenda.partner_id = self.neighbour
        self._commit()
        self.assertTrue(row.deleted)

    # ------------------------------------------------------------
    # FAULTS AND CRONS
    # ------------------------------------------------------------

    def test_failing_text_does_not_refuse_the_entry(self):
        entry = self._entry()
        row = self._rows(entry)
        with (
            patch.object(
                type(entry), "_prepare_ical_entry", side_effect=ValueError("broken")
            ),
            mute_logger(LOGGER),
        ):
            entry.start -= timedelta(hours=2)
            self._commit()
        self.assertTrue(row.dirty)
        _calendar, (event,) = self._read(row.busy_text)
        self.assertEqual(event["SUMMARY"], "Ocupado")
        self.assertEqual(event["DTSTART"].dt.replace(tzinfo=None), entry.start)
        self.rows._get_keeper()._renew(row_ids=row.ids)
        self.assertFalse(row.dirty)
        self.assertIn("SUMMARY:Reunión", row.text)

    def test_failing_series_tells_its_times(self):
        series = self._series()
        row = self._series_row(series)
        with (
            patch.object(
                type(series.recurrence_id),
                "_prepare_ical_rule",
                side_effect=ValueError("broken"),
            ),
            mute_logger(LOGGER),
        ):
            series[1].name = "Otro"
            self._commit()
        self.assertTrue(row.dirty)
        self.assertEqual(self._seen(row, "busy_text"), series.mapped("start"))

    def test_nothing_that_fails_refuses_the_entry(self):
        with (
            patch.object(
                type(self.rows), "_get_subjects", side_effect=ValueError("broken")
            ),
            mute_logger(LOGGER),
        ):
            entry = self._entry()
            self._commit()
        self.assertFalse(self._rows(entry))
        with self.assertLogs(LOGGER, "WARNING"):
            self.rows._cron_check()
        self.assertTrue(self._rows(entry).text)

    def test_cron_renews_what_waits(self):
        entries = [self._entry() for _number in range(3)]
        rows = self._rows(*entries)
        rows.write({"dirty": True, "text": False})
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "pr_office.pr_calendar_resource_cron_renew"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(rows.mapped("dirty"), [False] * 3)
        self.assertTrue(all(rows.mapped("text")))

    def test_too_many_at_once_wait_for_the_cron(self):
        with patch.object(type(self.rows)._refresh, "__defaults__", (2,)):
            entries = [self._entry() for _number in range(4)]
            rows = self._rows(*entries)
        self.assertEqual(sum(rows.mapped("dirty")), 2)
        self.rows._get_keeper()._renew(row_ids=rows.ids)
        self.assertFalse(any(rows.mapped("dirty")))

    def test_nightly_check_repairs_and_tells(self):
        entry = self._entry()
        row = self._rows(entry)
        self.cr.execute(
            "UPDATE calendar_event SET name = 'Cambiado' WHERE id = %s", [entry.id]
        )
        self.env.invalidate_all()
        with self.assertLogs(LOGGER, "WARNING") as logged:
            self.rows._cron_check()
        self.assertIn(row.uid, logged.output[0])
        self.assertIn("SUMMARY:Cambiado", row.text)
        with self.assertNoLogs(LOGGER, "WARNING"):
            self.rows._cron_check()

    def test_old_signs_are_forgotten(self):
        entry = self._entry()
        row = self._rows(entry)
        entry.unlink()
        self._commit()
        self.rows._gc_tombstones()
        self.assertTrue(row.exists())
        self.cr.execute(
            "UPDATE pr_calendar_resource"
            " SET write_date = write_date - interval '91 day' WHERE id = %s",
            [row.id],
        )
        self.rows._gc_tombstones()
        self.assertFalse(row.exists())

    def test_entries_from_before_the_agenda(self):
        entries = self.env["calendar.event"].create(
            [
                {
                    "name": f"Antes {number}",
                    "start": f"2036-05-{number + 1:02d} 15:00:00",
                    "stop": f"2036-05-{number + 1:02d} 16:00:00",
                    "partner_ids": self.neighbour.ids,
                }
                for number in range(5)
            ]
        )
        self._commit()
        agenda = self.env["pr.agenda"].create({"partner_id": self.neighbour.id})
        rows = self._rows(agenda=agenda)
        self.assertEqual(rows.event_id, entries)
        self.assertTrue(all(rows.mapped("text")))

    # ------------------------------------------------------------
    # COST
    # ------------------------------------------------------------

    def _count_queries(self, work):
        self._commit()
        self.env.invalidate_all()
        work()
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.cr.flush()
        return self.cr.sql_log_count - before

    def _create(self, number):
        self.env["calendar.event"].with_context(no_mail_to_attendees=True).create(
            [
                {
                    "name": f"Acto {index}",
                    "start": datetime(2036, 5, 12, 15) + timedelta(hours=index),
                    "stop": datetime(2036, 5, 12, 16) + timedelta(hours=index),
                    "partner_ids": (self.mayor | self.neighbour).ids,
                    "user_id": self.mayor_user.id,
                }
                for index in range(number)
            ]
        )

    def test_hundred_entries_cost_as_many_queries_as_two(self):
        self._count_queries(lambda: self._create(1))
        few = self._count_queries(lambda: self._create(2))
        self.assertEqual(self._count_queries(lambda: self._create(100)), few)

    def test_writing_one_entry_costs_few_queries(self):
        entry = self._entry()
        self._count_queries(lambda: entry.write({"name": "Uno"}))
        cost = self._count_queries(lambda: entry.write({"name": "Dos"}))
        self.assertLessEqual(cost, 15)

    def test_entry_outside_agendas_costs_one_query(self):
        entry = self.env["calendar.event"].create(
            {"name": "Mío", "start": "2036-05-12 10:00", "stop": "2036-05-12 11:00"}
        )
        self.assertEqual(self._count_queries(lambda: entry.write({"name": "Dos"})), 1)
