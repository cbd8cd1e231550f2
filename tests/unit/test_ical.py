"""Texts of entries and series, read back by the libraries that phones resemble."""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from pr_office.tools import ical

LIMA, SANTIAGO, NEW_YORK = "America/Lima", "America/Santiago", "America/New_York"
STAMP = ical.Stamp(datetime(2026, 1, 2, 3, 4, 5), 3)
UID = "d9e1a5c0-0000-5000-8000-000000000001"


def entry(start=datetime(2026, 5, 12, 15), minutes=60, **values):
    values.setdefault("summary", "Reunión con el comité")
    return ical.Entry(start=start, stop=start + timedelta(minutes=minutes), **values)


def allday(first, last, **values):
    return ical.Entry(
        start=datetime.combine(first, datetime.min.time()).replace(hour=8),
        stop=datetime.combine(last, datetime.min.time()).replace(hour=18),
        summary="Semana de aniversario",
        allday=True,
        **values,
    )


def read(text, tz=LIMA, zones=()):
    """Return the calendar and its VEVENTs, as a reader sees them."""
    head, end = ical.calendar_frame("Agenda", tz, zones)
    calendar = Calendar.from_ical(f"{head}{text}{end}".encode())
    assert not calendar.errors
    return calendar, calendar.walk("VEVENT")


def single(one):
    return read(ical.entry_text(one, UID, STAMP))[1][0]


def series(rule, tz, occurrences):
    plan = ical.plan_series(rule, tz, occurrences)
    text = ical.series_text(plan, tz, UID, STAMP)
    zones = [] if plan.master.entry.allday else [tz]
    return plan, *read(text, tz, zones)


def starts(calendar, since, until):
    found = recurring_ical_events.of(calendar).between(since, until)
    moments = [event["DTSTART"].dt for event in found]
    return sorted(
        moment.astimezone(timezone.utc).replace(tzinfo=None)
        if isinstance(moment, datetime)
        else moment
        for moment in moments
    )


def weekly(tz, first, number, minutes=60):
    """Return ``number`` occurrences, one a week at one local time."""
    local = [first + timedelta(weeks=week) for week in range(number)]
    return [
        ical.Occurrence(ident, entry(ical.local_to_utc(moment, tz), minutes))
        for ident, moment in enumerate(local)
    ]


# ------------------------------------------------------------
# SINGLE ENTRIES
# ------------------------------------------------------------


def test_single_entry_is_in_utc():
    event = single(entry(location="Palacio municipal", category="Acto"))
    assert event["UID"] == UID
    assert event["DTSTART"].to_ical() == b"20260512T150000Z"
    assert event["DTEND"].to_ical() == b"20260512T160000Z"
    assert event["SEQUENCE"] == 3
    assert event["DTSTAMP"].dt == datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
    assert event["LAST-MODIFIED"].dt == event["DTSTAMP"].dt
    assert event["LOCATION"] == "Palacio municipal"
    assert event["CATEGORIES"].to_ical() == b"Acto"


@pytest.mark.parametrize("status", ["TENTATIVE", "CONFIRMED", "CANCELLED"])
def test_status(status):
    assert single(entry(status=status))["STATUS"] == status


@pytest.mark.parametrize(("busy", "said"), [(True, "OPAQUE"), (False, "TRANSPARENT")])
def test_transparency(busy, said):
    assert single(entry(busy=busy))["TRANSP"] == said


def test_allday_ends_the_day_after():
    event = single(allday(date(2026, 1, 30), date(2026, 2, 2)))
    assert event["DTSTART"].to_ical() == b"20260130"
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert event["DTEND"].dt == date(2026, 2, 3)


def test_entry_of_no_minutes_has_no_end():
    event = single(entry(minutes=0))
    assert "DTEND" not in event
    assert event["DTSTART"].to_ical() == b"20260512T150000Z"


def test_entry_of_forty_days():
    event = single(entry(minutes=40 * 24 * 60))
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=40)


def test_reminder_comes_before_the_start():
    (alarm,) = single(entry(reminders=(15,))).walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(minutes=-15)
    assert alarm["TRIGGER"].to_ical() == b"-PT15M"


def test_people():
    people = {
        "organizer": ical.Person('Ana "la jefa" Ñahui', "mailto:ana@example.org"),
        "attendees": (
            ical.Person("Pérez, Luis; alcalde", "mailto:l@example.org", "ACCEPTED"),
            ical.Person("", "urn:uuid:" + UID, "DECLINED"),
        ),
    }
    event = single(entry(**people))
    assert event["ORGANIZER"].params["CN"] == "Ana 'la jefa' Ñahui"
    first, second = event["ATTENDEE"]
    assert first.params["CN"] == "Pérez, Luis; alcalde"
    assert first.params["PARTSTAT"] == "ACCEPTED"
    assert second == "urn:uuid:" + UID


# ------------------------------------------------------------
# WORDS
# ------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Acto 🎉 por el 🇵🇪 " * 20,
        "ñ" * 400,
        "coma, punto; y barra \\ y \\n escrito",
        "END:VEVENT",
        "línea\nBEGIN:VEVENT\nSUMMARY:otra",
    ],
)
def test_words_come_back_as_they_were(words):
    text = ical.entry_text(entry(summary=words, description=words), UID, STAMP)
    event = read(text)[1][0]
    assert event["SUMMARY"] == words.strip()
    assert event["DESCRIPTION"] == words.strip()
    assert len(read(text)[1]) == 1
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


@given(st.text())
def test_any_text_can_be_written_and_read(words):
    event = single(entry(summary=words))
    assert "".join(event["SUMMARY"].split()) == "".join(ical.clean(words).split())


def test_control_characters_are_left_out():
    assert single(entry(summary="a\x00b\x0bc\rd\x1f"))["SUMMARY"] == "abcd"


def test_html_becomes_plain_text():
    markup = (
        "<div><p>Agenda:</p><ul><li>Obras</li><li>Agua &amp; desagüe</li></ul>"
        "<p>Ver <a href='https://example.org/acta'>el acta</a><br>Fin</p>"
        "<script>x()</script></div>"
    )
    assert ical.plain_text(markup) == (
        "Agenda:\n\n- Obras\n\n- Agua & desagüe\n\nVer el acta"
        " (https://example.org/acta)\nFin"
    )


@pytest.mark.parametrize("empty", [None, False, "", "<p><br></p>", "  "])
def test_html_without_words(empty):
    assert ical.plain_text(empty) == ""


# ------------------------------------------------------------
# SCOPES
# ------------------------------------------------------------


def full_entry():
    return entry(
        description="Secreto",
        location="Casa del alcalde",
        url="https://meet.example.org/x",
        attendees=(ical.Person("Rosa", "mailto:rosa@example.org"),),
        organizer=ical.Person("Ana", "mailto:ana@example.org"),
        reminders=(15,),
        category="Acto",
        gate=("secret",),
        public_place="Plaza de Armas",
    )


def test_public_text_says_name_time_and_place_to_publish():
    text = ical.entry_text(full_entry().as_public(), UID, STAMP)
    assert "LOCATION:Plaza de Armas" in text
    assert "CATEGORIES:Acto" in text
    for hidden in ("Secreto", "Casa", "meet.", "rosa", "ana@", "ALARM", "secret"):
        assert hidden not in text


def test_busy_text_says_the_times_alone():
    event = single(full_entry().as_busy("Ocupado"))
    assert event["SUMMARY"] == "Ocupado"
    assert event["DTSTART"].to_ical() == b"20260512T150000Z"
    assert not event.keys() & {
        "LOCATION",
        "DESCRIPTION",
        "ATTENDEE",
        "ORGANIZER",
        "CATEGORIES",
        "URL",
        "CREATED",
    }


# ------------------------------------------------------------
# SERIES
# ------------------------------------------------------------

MONDAYS = ical.Rule(freq="weekly", byday=("MO",), count=4)


@pytest.mark.parametrize(
    ("tz", "first"),
    [(SANTIAGO, datetime(2026, 3, 23, 9)), (NEW_YORK, datetime(2026, 2, 23, 9))],
)
def test_series_keeps_its_wall_time_across_a_dst_change(tz, first):
    occurrences = weekly(tz, first, 4)
    assert len({one.entry.start.hour for one in occurrences}) == 2
    plan, calendar, events = series(MONDAYS, tz, occurrences)
    assert len(events) == 1
    assert not plan.exdates and not plan.rdates
    assert events[0]["DTSTART"].params["TZID"] == tz
    assert events[0]["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4;BYDAY=MO;WKST=MO"
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == tz
    wanted = [one.entry.start for one in occurrences]
    assert starts(calendar, date(2026, 1, 1), date(2026, 12, 1)) == wanted


def test_series_read_by_its_own_vtimezone():
    text = ical.vtimezone(SANTIAGO).replace("TZID:", "TZID:Own/")
    calendar = Calendar.from_ical(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{text}END:VCALENDAR\r\n"
    )
    zone = calendar.walk("VTIMEZONE")[0].to_tz()
    for day in range(0, 365 * 16, 5):
        moment = datetime(2016, 1, 1, 12) + timedelta(days=day)
        known = moment.replace(tzinfo=ZoneInfo(SANTIAGO)).utcoffset()
        assert moment.replace(tzinfo=zone).utcoffset() == known, moment


@pytest.mark.parametrize("tz", [LIMA, NEW_YORK, SANTIAGO, "Europe/Madrid", "UTC"])
def test_time_zone_of_today_is_short(tz):
    text = ical.vtimezone(tz)
    assert text.count("RRULE") in (0, 2)
    assert len(text) < 1600


def test_zone_without_a_rule_lists_its_changes():
    assert ical.vtimezone("Africa/Casablanca").count("BEGIN:") > 20


def test_deleted_occurrence_is_left_out():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    del occurrences[1]
    plan, calendar, events = series(MONDAYS, LIMA, occurrences)
    assert plan.exdates == (datetime(2026, 5, 11, 14),)
    assert events[0]["EXDATE"].to_ical() == b"20260511T090000"
    assert len(starts(calendar, date(2026, 1, 1), date(2027, 1, 1))) == 3


def test_first_occurrence_deleted():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)[1:]
    _plan, calendar, _events = series(MONDAYS, LIMA, occurrences)
    wanted = [one.entry.start for one in occurrences]
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1)) == wanted


def test_renamed_occurrence_is_an_override():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    renamed = entry(occurrences[2].entry.start, summary="Cabildo abierto")
    occurrences[2] = ical.Occurrence(2, renamed)
    _plan, calendar, (master, override) = series(MONDAYS, LIMA, occurrences)
    assert "RRULE" not in override
    assert override["RECURRENCE-ID"].to_ical() == b"20260518T090000"
    assert override["RECURRENCE-ID"].params["TZID"] == LIMA
    assert override["UID"] == master["UID"]
    found = recurring_ical_events.of(calendar).at(date(2026, 5, 18))
    assert [event["SUMMARY"] for event in found] == ["Cabildo abierto"]


def test_moved_occurrence_keeps_its_place_in_the_series():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    was = occurrences[1].entry.start
    moved = entry(was + timedelta(days=2, hours=1))
    occurrences[1] = ical.Occurrence(1, moved, original=was)
    plan, calendar, (_master, override) = series(MONDAYS, LIMA, occurrences)
    assert not plan.exdates and not plan.rdates
    assert override["RECURRENCE-ID"].to_ical() == b"20260511T090000"
    assert override["DTSTART"].to_ical() == b"20260513T100000"
    wanted = sorted(one.entry.start for one in occurrences)
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1)) == wanted


def test_occurrence_moved_before_anybody_noted_from_where():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    stray = entry(occurrences[1].entry.start + timedelta(days=2))
    occurrences[1] = ical.Occurrence(1, stray)
    plan, calendar, _events = series(MONDAYS, LIMA, occurrences)
    assert len(plan.exdates) == len(plan.rdates) == 1
    wanted = sorted(one.entry.start for one in occurrences)
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1)) == wanted


def test_commonest_content_speaks_for_the_series():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    first = entry(occurrences[0].entry.start, summary="Instalación")
    occurrences[0] = ical.Occurrence(0, first)
    plan, _calendar, (master, override) = series(MONDAYS, LIMA, occurrences)
    assert master["SUMMARY"] == "Reunión con el comité"
    assert master["DTSTART"].to_ical() == b"20260504T090000"
    assert override["SUMMARY"] == "Instalación"
    assert plan.master.ident == 1


def test_what_decides_publication_sets_an_occurrence_apart():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    hidden = entry(occurrences[3].entry.start, gate=("private",))
    occurrences[3] = ical.Occurrence(3, hidden)
    plan, _calendar, _events = series(MONDAYS, LIMA, occurrences)
    assert [one.ident for _key, one in plan.overrides] == [3]


def test_until_is_the_last_local_second_in_utc():
    rule = ical.Rule(freq="weekly", byday=("MO",), until=date(2026, 5, 25))
    plan, calendar, events = series(
        rule, LIMA, weekly(LIMA, datetime(2026, 5, 4, 20), 4)
    )
    assert events[0]["RRULE"]["UNTIL"] == [
        datetime(2026, 5, 26, 4, 59, 59, tzinfo=timezone.utc)
    ]
    assert len(starts(calendar, date(2026, 1, 1), date(2027, 1, 1))) == 4
    assert not plan.exdates


@pytest.mark.parametrize("deleted", [0, 3])
def test_open_series_has_no_end(deleted):
    rule = ical.Rule(freq="weekly", byday=("MO",))
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 720)[deleted:]
    plan, calendar, events = series(rule, LIMA, occurrences)
    assert events[0]["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO;WKST=MO"
    assert not plan.exdates
    assert len(starts(calendar, date(2046, 5, 5), date(2046, 5, 12))) == 1


@pytest.mark.parametrize("count", [None, 4])
def test_series_whose_end_was_deleted_stops_there(count):
    rule = ical.Rule(freq="weekly", byday=("MO",), count=count)
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 2)
    plan, calendar, events = series(rule, LIMA, occurrences)
    assert not plan.exdates
    assert events[0]["RRULE"]["UNTIL"]
    wanted = [one.entry.start for one in occurrences]
    assert starts(calendar, date(2026, 1, 1), date(2030, 1, 1)) == wanted


def test_allday_series_speaks_in_dates():
    rule = ical.Rule(freq="yearly", until=date(2028, 12, 31))
    days = [date(year, 7, 28) for year in (2026, 2027, 2028)]
    occurrences = [
        ical.Occurrence(n, allday(day, day + timedelta(days=1)))
        for n, day in enumerate(days)
    ]
    del occurrences[1]
    _plan, calendar, (event,) = series(rule, LIMA, occurrences)
    assert event["DTSTART"].dt == date(2026, 7, 28)
    assert event["DTEND"].dt == date(2026, 7, 30)
    assert event["EXDATE"].dts[0].dt == date(2027, 7, 28)
    assert event["EXDATE"].params["VALUE"] == "DATE"
    assert event["RRULE"]["UNTIL"] == [date(2028, 12, 31)]
    assert not calendar.walk("VTIMEZONE")
    assert starts(calendar, date(2026, 1, 1), date(2029, 1, 1)) == [days[0], days[2]]


def test_moved_allday_occurrence():
    rule = ical.Rule(freq="weekly", byday=("MO",), count=3)
    days = [date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)]
    occurrences = [ical.Occurrence(n, allday(day, day)) for n, day in enumerate(days)]
    moved = allday(date(2026, 5, 12), date(2026, 5, 12))
    occurrences[1] = ical.Occurrence(1, moved, original=datetime(2026, 5, 11, 8))
    _plan, _calendar, (_master, override) = series(rule, LIMA, occurrences)
    assert override["RECURRENCE-ID"].dt == date(2026, 5, 11)
    assert override["DTSTART"].dt == date(2026, 5, 12)


def test_one_timed_day_in_an_allday_series():
    rule = ical.Rule(freq="weekly", byday=("MO",), count=3)
    days = [date(2026, 5, 4), date(2026, 5, 11), date(2026, 5, 18)]
    occurrences = [ical.Occurrence(n, allday(day, day)) for n, day in enumerate(days)]
    timed = entry(datetime(2026, 5, 18, 15))
    occurrences[2] = ical.Occurrence(2, timed, original=datetime(2026, 5, 18, 8))
    _plan, _calendar, (_master, override) = series(rule, LIMA, occurrences)
    assert override["RECURRENCE-ID"].dt == date(2026, 5, 18)
    assert override["DTSTART"].to_ical() == b"20260518T100000"


@pytest.mark.parametrize(
    ("rule", "recur"),
    [
        ({"freq": "monthly", "byday": ("-1FR",)}, b"FREQ=MONTHLY;BYDAY=-1FR"),
        ({"freq": "monthly", "bymonthday": 31}, b"FREQ=MONTHLY;BYMONTHDAY=31"),
        ({"freq": "daily", "interval": 3}, b"FREQ=DAILY;INTERVAL=3"),
        ({"freq": "yearly", "count": 2}, b"FREQ=YEARLY;COUNT=2"),
    ],
)
def test_rules(rule, recur):
    rule = ical.Rule(**rule)
    assert rule.recur(LIMA, False).to_ical() == recur
    first = rule.starts(datetime(2026, 1, 30, 9))[0]
    assert first >= datetime(2026, 1, 30, 9)


@given(
    st.sets(st.integers(0, 11), min_size=1),
    st.dictionaries(st.integers(0, 11), st.integers(-2000, 2000), max_size=4),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_reader_sees_exactly_the_occurrences(kept, moves, noted):
    """Whatever is deleted and moved, noted or not, nothing is lost or made up."""
    rule = ical.Rule(freq="weekly", byday=("MO",), count=12)
    occurrences = []
    for one in weekly(SANTIAGO, datetime(2026, 2, 23, 9), 12):
        if one.ident not in kept:
            continue
        shift = timedelta(minutes=moves.get(one.ident, 0))
        moved = entry(one.entry.start + shift)
        original = one.entry.start if noted else None
        occurrences.append(ical.Occurrence(one.ident, moved, original))
    if len({one.key(False, SANTIAGO) for one in occurrences}) < len(occurrences):
        return
    _plan, calendar, _events = series(rule, SANTIAGO, occurrences)
    wanted = sorted(one.entry.start for one in occurrences)
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1)) == wanted


@pytest.mark.parametrize("noted", [True, False])
@pytest.mark.parametrize("summary", ["Reunión con el comité", "Otra cosa"])
def test_moved_into_the_hour_that_comes_twice(noted, summary):
    """Santiago's 4 April 2026 has 23:00 to 24:00 twice; the second is meant."""
    occurrences = weekly(SANTIAGO, datetime(2026, 3, 23, 9), 3)
    moment = datetime(2026, 4, 5, 3, 30)
    occurrences[2] = ical.Occurrence(
        2,
        entry(moment, summary=summary),
        occurrences[2].entry.start if noted else None,
    )
    _plan, calendar, _events = series(MONDAYS, SANTIAGO, occurrences)
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1))[2] == moment


# ------------------------------------------------------------
# WHAT IS DONE WHEN READING
# ------------------------------------------------------------


def test_more_dates_left_out_when_read():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    plan = ical.plan_series(MONDAYS, LIMA, [*occurrences[:1], *occurrences[2:]])
    text = ical.master_text(plan, LIMA, UID, STAMP)
    text = ical.with_exdates(text, [occurrences[0].entry.start], LIMA)
    calendar, (event,) = read(text, LIMA, [LIMA])
    assert len(event["EXDATE"]) == 2
    assert all(one.params["TZID"] == LIMA for one in event["EXDATE"])
    assert len(starts(calendar, date(2026, 1, 1), date(2027, 1, 1))) == 2


def test_override_alone_for_who_may_not_see_its_series():
    key = datetime(2026, 5, 11, 14)
    text = ical.override_text(key, entry(key), LIMA, UID, STAMP)
    event = read(ical.without_series(text, 7), LIMA, [LIMA])[1][0]
    assert "RECURRENCE-ID" not in event
    assert event["UID"] == f"{UID}-7"


def test_head_tells_readers_when_to_come_again():
    calendar, _events = read("")
    assert calendar["X-PUBLISHED-TTL"] == "PT60M"
    assert calendar["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert calendar["X-WR-CALNAME"] == "Agenda"
    assert calendar["METHOD"] == "PUBLISH"


# ------------------------------------------------------------
# WHAT IS STORED
# ------------------------------------------------------------


def resource(occurrences, **values):
    return ical.Resource(
        occurrences=tuple(occurrences),
        uid=UID,
        busy_uid=UID[::-1],
        busy_label="Ocupado",
        **values,
    )


def test_fingerprint_follows_everything_that_is_said():
    one = entry()
    known = resource([ical.Occurrence(1, one)])
    assert known.fingerprint == resource([ical.Occurrence(1, entry())]).fingerprint
    for other in (
        entry(summary="Otra"),
        entry(minutes=61),
        entry(gate=(False,)),
        entry(public_place="Plaza"),
    ):
        changed = resource([ical.Occurrence(1, other)])
        assert changed.fingerprint != known.fingerprint


def test_hidden_entry_has_no_public_text_at_all():
    texts = resource([ical.Occurrence(1, entry(gate=(False,)))]).texts(STAMP)
    assert texts.full and texts.busy
    assert texts.public == ""


def test_free_time_has_no_busy_text():
    free = resource([ical.Occurrence(1, entry(busy=False))])
    assert free.texts(STAMP).busy == ""


def test_busy_text_cannot_be_matched_with_the_full_one():
    texts = resource([ical.Occurrence(1, entry())]).texts(STAMP)
    assert UID in texts.full
    assert UID not in texts.busy


def test_public_texts_of_a_series_stand_apart_by_occurrence():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    for ident, gate, name in ((1, True, "Cabildo"), (2, False, "Dentista")):
        start = occurrences[ident].entry.start
        changed = entry(start, summary=name, gate=(gate,))
        occurrences[ident] = ical.Occurrence(ident, changed)
    texts = resource(occurrences, is_series=True, rule=MONDAYS, tz=LIMA).texts(STAMP)
    assert set(texts.overrides) == {1}
    assert "Cabildo" in texts.overrides[1]
    assert "Dentista" not in texts.public + texts.overrides[1]
    assert "Dentista" in texts.full


@pytest.mark.parametrize(("count", "is_open"), [(4, False), (None, True)])
def test_span(count, is_open):
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), count or 720)
    rule = ical.Rule(freq="weekly", byday=("MO",), count=count)
    start, stop = resource(occurrences, is_series=True, rule=rule, tz=LIMA).span
    assert start == occurrences[0].entry.start
    assert stop == (None if is_open else occurrences[-1].entry.stop)


def test_series_told_without_its_rule():
    occurrences = weekly(LIMA, datetime(2026, 5, 4, 9), 4)
    text = resource(occurrences, is_series=True).busy_text(STAMP)
    calendar, _events = read(text)
    wanted = [one.entry.start for one in occurrences]
    assert starts(calendar, date(2026, 1, 1), date(2027, 1, 1)) == wanted
