from datetime import date, datetime, timedelta

from odoo.tests import tagged

from .test_agenda_texts import TextCase


@tagged("post_install", "-at_install")
class TestAgendaSeriesTexts(TextCase):
    """A reader of the text of a series sees exactly the entries that stand in Odoo."""

    def _assert_true(self, series, column="text"):
        """Compare what a reader sees with the entries, and return the VEVENTs."""
        row = self._series_row(series)
        entries = self.env["calendar.event"].search(
            [("recurrence_id", "=", series.recurrence_id.id)], order="start"
        )
        wanted = [
            entry.start.date() if entry.allday else entry.start for entry in entries
        ]
        self.assertEqual(self._seen(row, column), wanted)
        self.assertFalse(row.dirty)
        return self._read(row[column], [row.tzid or "UTC"])[1]

    def test_series_is_one_rule_with_its_zone(self):
        series = self._series()
        (event,) = self._assert_true(series)
        self.assertIn(b"FREQ=WEEKLY;COUNT=4;BYDAY=MO", event["RRULE"].to_ical())
        self.assertEqual(event["DTSTART"].params["TZID"], "America/Lima")
        self.assertEqual(event["DTSTART"].to_ical(), b"20360505T100000")
        self.assertNotIn("DTSTART", event["RRULE"].to_ical().decode())

    def test_series_across_a_dst_change(self):
        """Santiago leaves summer time on 6 April 2036: 09:00 stays 09:00."""
        for tz, start, hours in (
            ("America/Santiago", datetime(2036, 3, 24, 12), {12, 13}),
            ("America/New_York", datetime(2036, 2, 25, 14), {14, 13}),
        ):
            entry = self._entry(
                start=start,
                stop=start + timedelta(hours=1),
                recurrency=True,
                rrule_type_ui="weekly",
                rrule_type="weekly",
                mon=True,
                end_type="count",
                count=4,
                event_tz=tz,
            )
            series = entry.recurrence_id.calendar_event_ids
            self.assertEqual({one.start.hour for one in series}, hours)
            (event,) = self._assert_true(series)
            self.assertEqual(event["DTSTART"].params["TZID"], tz)
            self.assertEqual(event["DTSTART"].dt.hour, 9)

    def test_renamed_occurrence(self):
        series = self._series()
        series[2].name = "Cabildo abierto"
        self.assertTrue(series[2].follow_recurrence)
        _master, override = self._assert_true(series)
        self.assertEqual(override["SUMMARY"], "Cabildo abierto")
        self.assertEqual(override["RECURRENCE-ID"].to_ical(), b"20360519T100000")

    def test_moved_occurrence_and_moved_again(self):
        series = self._series()
        key = b"20360512T100000"
        for hours in (26, 50):
            series[1].write(
                {
                    "start": series[1].start + timedelta(hours=hours),
                    "stop": series[1].stop + timedelta(hours=hours),
                }
            )
            master, override = self._assert_true(series)
            self.assertEqual(override["RECURRENCE-ID"].to_ical(), key)
            self.assertNotIn("EXDATE", master)

    def test_deleted_and_archived_occurrences(self):
        series = self._series()
        series[1].unlink()
        series[2].active = False
        (event,) = self._assert_true(series[0])
        left_out = [one.dt for one in event["EXDATE"].dts]
        self.assertEqual(
            [day.date() for day in left_out],
            [
                date(2036, 5, 12),
                date(2036, 5, 19),
            ],
        )

    def test_first_occurrence_deleted(self):
        series = self._series()
        rest = series[1:]
        series[0].unlink()
        self._assert_true(rest)

    def test_this_and_following_changed(self):
        series = self._series(count=6)
        series[3].write(
            {"name": "Despacho largo", "recurrence_update": "future_events"}
        )
        first = series[0]
        self._assert_true(first)
        self.assertEqual(len(self._seen(self._series_row(first))), 3)
        second = series[3]
        self.assertNotEqual(second.recurrence_id, first.recurrence_id)
        events = self._assert_true(second)
        self.assertEqual({event["SUMMARY"] for event in events}, {"Despacho largo"})

    def test_this_and_following_moved(self):
        series = self._series(count=6)
        series[3].write(
            {
                "start": series[3].start + timedelta(hours=2),
                "stop": series[3].stop + timedelta(hours=2),
                "recurrence_update": "future_events",
            }
        )
        self._assert_true(series[0])
        self._assert_true(series[3])
        self.assertFalse(series[3].pr_original_start)

    def test_this_and_following_deleted(self):
        series = self._series(end_type="forever")
        keep = series[:3]
        series[3].action_mass_deletion("future_events")
        event = self._assert_true(keep)[0]
        self.assertTrue(event["RRULE"]["UNTIL"])

    def test_all_changed(self):
        series = self._series()
        old = self._series_row(series)
        series[1].write({"name": "Reunión", "recurrence_update": "all_events"})
        self._assert_true(series[0])
        series[1].write(
            {
                "start": series[1].start + timedelta(hours=1),
                "stop": series[1].stop + timedelta(hours=1),
                "recurrence_update": "all_events",
            }
        )
        base = self.env["calendar.event"].search([("name", "=", "Reunión")], limit=1)
        self._assert_true(base)
        self.assertTrue(old.deleted)
        self.assertEqual(len(self._rows().filtered(lambda row: not row.deleted)), 1)

    def test_series_turned_into_one_entry(self):
        series = self._series()
        row = self._series_row(series)
        series[0].write({"recurrency": False, "recurrence_update": "all_events"})
        self._commit()
        self.assertTrue(row.deleted)
        single = self._rows(series[0])
        self.assertEqual(
            single.filtered(lambda one: not one.deleted).tstart, series[0].start
        )

    def test_series_deleted(self):
        series = self._series()
        row = self._series_row(series)
        series[0].action_mass_deletion("all_events")
        self._commit()
        self.assertTrue(row.deleted)

    def test_open_series_has_no_count(self):
        series = self._series(end_type="forever")
        row = self._series_row(series)
        _calendar, (event,) = self._read(row.text, [row.tzid])
        self.assertNotIn("COUNT", event["RRULE"])
        self.assertNotIn("UNTIL", event["RRULE"])
        self.assertFalse(row.tend)

    def test_until_is_in_utc(self):
        series = self._series(end_type="end_date", until=date(2036, 5, 19))
        (event,) = self._assert_true(series)
        self.assertIn(b";UNTIL=20360520T045959Z;", event["RRULE"].to_ical())

    def test_monthly_by_weekday(self):
        series = self._series(
            rrule_type_ui="monthly",
            rrule_type="monthly",
            month_by="day",
            weekday="MON",
            byday="1",
            mon=False,
        )
        (event,) = self._assert_true(series)
        self.assertEqual(event["RRULE"].to_ical(), b"FREQ=MONTHLY;COUNT=4;BYDAY=1MO")

    def test_allday_series(self):
        entry = self._entry(
            name="Aniversario",
            allday=True,
            start_date=date(2036, 5, 5),
            stop_date=date(2036, 5, 6),
            start=datetime(2036, 5, 5, 8),
            stop=datetime(2036, 5, 6, 18),
            recurrency=True,
            rrule_type_ui="weekly",
            rrule_type="weekly",
            mon=True,
            end_type="count",
            count=4,
            event_tz="America/Lima",
        )
        series = entry.recurrence_id.calendar_event_ids.sorted("start")
        series[2].unlink()
        (event,) = self._assert_true(series[0])
        self.assertEqual(event["DTSTART"].dt, date(2036, 5, 5))
        self.assertEqual(event["DTEND"].dt, date(2036, 5, 7))
        self.assertEqual(event["EXDATE"].params["VALUE"], "DATE")

    def test_authority_declines_one_occurrence(self):
        series = self._series()
        mine = series[1].attendee_ids
        mine.state = "declined"
        row = self._series_row(series)
        self.assertEqual(self._seen(row), (series - series[1]).mapped("start"))

    def test_occurrence_whose_time_counts_as_free(self):
        series = self._series()
        series[1].show_as = "free"
        row = self._series_row(series)
        self.assertEqual(len(self._seen(row)), 4)
        self.assertEqual(
            self._seen(row, "busy_text"), (series - series[1]).mapped("start")
        )
