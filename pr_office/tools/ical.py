"""iCalendar text (RFC 5545) of entries and series, from plain values.

Moments are UTC naive datetimes, as Odoo keeps them. An all-day entry carries the dates
of its first and last day in ``start`` and ``stop``, whatever their hours.
"""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil import rrule
from icalendar import Alarm, Calendar, Event, vCalAddress, vRecur
from lxml import html

from .time_zones import vtimezone

PRODUCT = "-//pr_office//Agenda//ES"
# Raised when the same values give another text, so that stored texts are renewed.
VERSION = 2
# Core expands a series to this many occurrences and writes "for ever" as this count.
MAX_OCCURRENCES = 720
_SLACK = MAX_OCCURRENCES // 10

_FREQUENCIES = {
    "daily": rrule.DAILY,
    "weekly": rrule.WEEKLY,
    "monthly": rrule.MONTHLY,
    "yearly": rrule.YEARLY,
}
_DAYS = {str(day): day for day in rrule.weekdays}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BLOCKS = {"p", "div", "li", "tr", "ul", "ol", "table", "blockquote", "pre"}
_BLOCKS |= {f"h{level}" for level in range(1, 7)}


@dataclass(frozen=True)
class Person:
    """Somebody in an entry; ``address`` is a URI, ``answer`` a PARTSTAT."""

    name: str
    address: str
    answer: str = ""


@dataclass(frozen=True)
class Entry:
    """What a text says.

    Not written are ``gate``, which tells apart who may read it, and what the public
    reads in place of description and location.
    """

    start: datetime
    stop: datetime
    summary: str
    allday: bool = False
    description: str = ""
    location: str = ""
    url: str = ""
    category: str = ""
    status: str = "CONFIRMED"
    busy: bool = True
    access: str = "PUBLIC"
    organizer: Person | None = None
    attendees: tuple = ()
    reminders: tuple = ()
    created: datetime | None = None
    gate: tuple = ()
    public_note: str = ""
    public_place: str = ""

    @property
    def first(self):
        """What DTSTART says: a date for an all-day entry, else the UTC moment."""
        return self.start.date() if self.allday else self.start

    @property
    def length(self):
        if self.allday:
            return self.stop.date() - self.start.date() + timedelta(days=1)
        return self.stop - self.start

    @property
    def content(self):
        """The entry without its place in time: what occurrences have in common."""
        start = datetime(1970, 1, 1)
        return replace(self, start=start, stop=start + self.length, created=None)

    def as_public(self):
        """Return what the public may read: name, time and the place to publish."""
        return Entry(
            start=self.start,
            stop=self.stop,
            summary=self.summary,
            allday=self.allday,
            description=self.public_note,
            location=self.public_place,
            category=self.category,
            status=self.status,
            busy=self.busy,
            gate=self.gate,
        )

    def as_busy(self, label):
        """Return the times alone, under ``label``."""
        return Entry(
            start=self.start, stop=self.stop, summary=label, allday=self.allday
        )


@dataclass(frozen=True)
class Stamp:
    """Which version of a text this is: when it changed, and how often."""

    moment: datetime
    sequence: int = 0


@dataclass(frozen=True)
class Rule:
    """When a series repeats. ``until`` is the last local day, included."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    byday: tuple = ()
    bymonthday: int | None = None
    wkst: str = "MO"

    @property
    def is_open(self):
        return not self.until and not self.count

    def starts(self, first):
        """Return the occurrences that core makes, as naive local datetimes.

        :param datetime first: naive local start of the first occurrence
        """
        found = rrule.rrule(
            _FREQUENCIES[self.freq],
            dtstart=first,
            interval=self.interval,
            count=None if self.until else self.count,
            until=datetime.combine(self.until, time.max) if self.until else None,
            byweekday=[_weekday(day) for day in self.byday] or None,
            bymonthday=self.bymonthday,
            wkst=_weekday(self.wkst),
        )
        return list(islice(found, MAX_OCCURRENCES))

    def recur(self, tz, allday):
        """Return the RRULE; its UNTIL is a date, or a moment in UTC."""
        parts = {"freq": self.freq.upper()}
        if self.interval > 1:
            parts["interval"] = self.interval
        if self.until:
            end = datetime.combine(self.until, time(23, 59, 59))
            parts["until"] = self.until if allday else _aware(local_to_utc(end, tz))
        elif self.count:
            parts["count"] = self.count
        if self.byday:
            parts["byday"] = list(self.byday)
        if self.bymonthday:
            parts["bymonthday"] = self.bymonthday
        if self.freq == "weekly":
            parts["wkst"] = self.wkst
        return vRecur(parts)


@dataclass(frozen=True)
class Occurrence:
    """One entry of a series; ``original`` is its start before it was moved."""

    ident: int
    entry: Entry
    original: datetime | None = None

    def key(self, allday, tz):
        """Return what RECURRENCE-ID says: its start in a series of that kind."""
        start = self.original or self.entry.start
        if allday:
            dated = self.original or self.entry.allday
            return start.date() if dated else utc_to_local(start, tz).date()
        if self.entry.allday and not self.original:
            return local_to_utc(datetime.combine(start, time.min), tz)
        return start


@dataclass(frozen=True)
class Plan:
    """A series told as a rule and what differs from it.

    ``rule`` is missing when no occurrence follows it any more: dates tell it all then.
    """

    master: Occurrence
    rule: Rule | None
    exdates: tuple
    rdates: tuple
    overrides: tuple


@dataclass(frozen=True)
class Texts:
    """What is stored of an entry or series.

    ``overrides`` are the public texts of changed occurrences, by their ``ident``;
    ``speaker`` is the occurrence whose publication decides on ``public``.
    """

    full: str
    public: str
    busy: str
    overrides: dict
    speaker: int


@dataclass(frozen=True)
class Resource:
    """A single entry, or a series with its rule: all that its texts are made of."""

    occurrences: tuple
    uid: str
    busy_uid: str
    busy_label: str
    is_series: bool = False
    rule: Rule | None = None
    tz: str = "UTC"

    @property
    def fingerprint(self):
        """Hash that is another one as soon as any of the texts would be."""
        said = repr((VERSION, self)).encode()
        return blake2b(said, digest_size=16).hexdigest()

    @property
    def zone(self):
        """Name of the zone that must be defined beside the texts, if any."""
        return self.tz if self.is_series and self.tz != "UTC" else None

    @property
    def span(self):
        """First start and last end in UTC; no end for a series that goes on."""
        stops = [
            datetime.combine(one.entry.stop, time.max)
            if one.entry.allday
            else one.entry.stop
            for one in self.occurrences
        ]
        starts = [
            datetime.combine(one.entry.start, time.min)
            if one.entry.allday
            else one.entry.start
            for one in self.occurrences
        ]
        plan = self.is_series and self._plan(self.occurrences)
        is_open = plan and plan.rule and plan.rule.is_open
        return min(starts), None if is_open else max(stops)

    def texts(self, stamp):
        """Return the texts of this version.

        :rtype: Texts
        """
        return self._series_texts(stamp) if self.is_series else self._entry_texts(stamp)

    def _entry_texts(self, stamp):
        (one,) = self.occurrences
        readable = all(one.entry.gate)
        return Texts(
            full=entry_text(one.entry, self.uid, stamp),
            public=entry_text(one.entry.as_public(), self.uid, stamp)
            if readable
            else "",
            busy=self.busy_text(stamp),
            overrides={},
            speaker=one.ident,
        )

    def _series_texts(self, stamp):
        public = self._plan(self._map(lambda entry: entry.as_public()))
        return Texts(
            full=series_text(self._plan(self.occurrences), self.tz, self.uid, stamp),
            public=master_text(public, self.tz, self.uid, stamp)
            if all(public.master.entry.gate)
            else "",
            busy=self.busy_text(stamp),
            overrides={
                one.ident: override_text(
                    key, one.entry, self.tz, self.uid, stamp, key in public.rdates
                )
                for key, one in public.overrides
                if all(one.entry.gate)
            },
            speaker=public.master.ident,
        )

    def busy_text(self, stamp):
        """Return the times that are taken, nothing when the time counts as free."""
        taken = tuple(
            replace(one, entry=one.entry.as_busy(self.busy_label))
            for one in self.occurrences
            if one.entry.busy
        )
        if not taken:
            return ""
        if not self.is_series:
            return entry_text(taken[0].entry, self.busy_uid, stamp)
        return series_text(self._plan(taken), self.tz, self.busy_uid, stamp)

    def _map(self, change):
        return tuple(replace(one, entry=change(one.entry)) for one in self.occurrences)

    def _plan(self, occurrences):
        return plan_series(self.rule, self.tz, occurrences)


def _weekday(code):
    """Return the weekday of ``MO`` or ``-1FR`` as dateutil has it."""
    day = _DAYS[code[-2:]]
    return day(int(code[:-2])) if code[:-2] else day


# ------------------------------------------------------------
# SERIES
# ------------------------------------------------------------


def plan_series(rule, tz, occurrences):
    """Tell a series as its rule, the dates left out or added, and what was changed.

    The commonest content speaks for the series; each other occurrence is an override.
    Whatever the rule says, exactly the given occurrences result.

    :param Rule rule: when the series repeats; ``None``: told by dates alone
    :param str tz: IANA zone the rule is kept in
    :param occurrences: list of :class:`Occurrence`, at least one
    :rtype: Plan
    """
    allday = _is_allday(occurrences)
    by_key = {}
    for occurrence in sorted(occurrences, key=lambda one: one.entry.start):
        by_key.setdefault(occurrence.key(allday, tz), occurrence)
    rule, generated = _trim(
        rule, _generate(rule, tz, sorted(by_key), allday), by_key, tz
    )
    first = min(generated)
    speaker = _speaker(by_key, allday)
    content = speaker.entry.content
    overrides = tuple(
        (key, occurrence)
        for key, occurrence in sorted(by_key.items())
        if occurrence.entry.content != content
        or occurrence.entry.first != key
        # readers turn a mere date of its own into a wall time, and lose which one
        or (key not in generated and _comes_second(key, tz))
    )
    master = replace(speaker, entry=_moved(speaker.entry, first))
    return Plan(
        master=master,
        rule=rule if len(generated) > 1 else None,
        exdates=tuple(sorted(generated - by_key.keys())),
        rdates=tuple(sorted(by_key.keys() - generated)),
        overrides=overrides,
    )


def _is_allday(occurrences):
    """Core's rule: the majority decides, at a tie it is all day."""
    return sum(1 if one.entry.allday else -1 for one in occurrences) >= 0


def _generate(rule, tz, keys, allday):
    """Return all that the rule gives from the first occurrence that follows it."""
    for key in keys if rule else ():
        starts = _starts(rule, tz, key, allday)
        if starts and starts[0] == key:
            return set(starts)
    return {keys[0]}


def _starts(rule, tz, first, allday):
    if allday:
        midnight = datetime.combine(first, time.min)
        return [start.date() for start in rule.starts(midnight)]
    return [local_to_utc(start, tz) for start in rule.starts(utc_to_local(first, tz))]


def _trim(rule, generated, by_key, tz):
    """End the rule where the occurrences end: core deletes the rest one by one.

    An open series stays open while core's occurrences reach about as far as ever.
    """
    last = max(by_key)
    kept = {key for key in generated if key <= last}
    missing = len(generated) - len(kept)
    if rule and missing > (_SLACK if rule.is_open else 0):
        end = max(kept)
        day = utc_to_local(end, tz).date() if isinstance(end, datetime) else end
        rule = replace(rule, count=None, until=day)
    return rule, kept


def _speaker(by_key, allday):
    """Return the first occurrence with the commonest content that was not moved."""
    plain = [
        occurrence
        for key, occurrence in sorted(by_key.items())
        if occurrence.entry.allday == allday and occurrence.entry.first == key
    ] or [by_key[min(by_key)]]
    commonest = Counter(one.entry.content for one in plain).most_common(1)[0][0]
    return next(one for one in plain if one.entry.content == commonest)


def _moved(entry, first):
    """Return ``entry`` at the start of the series."""
    if not isinstance(first, datetime):
        first = datetime.combine(first, time.min)
        return replace(
            entry, allday=True, start=first, stop=first + entry.length - timedelta(1)
        )
    return replace(entry, start=first, stop=first + entry.length)


# ------------------------------------------------------------
# TEXT
# ------------------------------------------------------------


def entry_text(entry, uid, stamp):
    """Return the VEVENT of a single entry; its times are in UTC."""
    return _text(_event(entry, uid, stamp, "UTC"))


def master_text(plan, tz, uid, stamp):
    """Return the VEVENT that speaks for a series, in its own time zone."""
    event = _event(plan.master.entry, uid, stamp, tz)
    if plan.rule:
        event.add("rrule", plan.rule.recur(tz, plan.master.entry.allday))
    if plan.exdates:
        event.add("exdate", [_when(key, tz) for key in plan.exdates])
    second = {key for key in plan.rdates if _comes_second(key, tz)}
    # one property holds moments of one zone only
    for keys in (set(plan.rdates) - second, second):
        if keys:
            event.add("rdate", [_when(key, tz, exact=True) for key in sorted(keys)])
    return _text(event)


def override_text(key, entry, tz, uid, stamp, added=False):
    """Return the VEVENT of one changed or moved occurrence.

    :param bool added: the occurrence is a date of its own, not one the rule gives
    """
    event = _event(entry, uid, stamp, tz, exact=True)
    event.add("recurrence-id", _when(key, tz, exact=added))
    return _text(event)


def series_text(plan, tz, uid, stamp):
    """Return the VEVENTs of a whole series."""
    return master_text(plan, tz, uid, stamp) + "".join(
        override_text(key, one.entry, tz, uid, stamp, key in plan.rdates)
        for key, one in plan.overrides
    )


def with_exdates(text, keys, tz):
    """Return the text of a series with more dates left out."""
    event = Event()
    event.add("exdate", [_when(key, tz) for key in sorted(keys)])
    lines = event.to_ical().decode().split("\r\n", 1)[1].rsplit("END:", 1)[0]
    head, tail = text.split("\r\nEND:VEVENT", 1)
    return f"{head}\r\n{lines}END:VEVENT{tail}"


def without_series(text, ident):
    """Return an override as an entry of its own, for who may not see its series."""
    text = re.sub(r"\r\nRECURRENCE-ID[^\r]*", "", text, count=1)
    return re.sub(r"\r\nUID:([^\r]*)", rf"\r\nUID:\1-{ident}", text, count=1)


def message_text(entry, uid, stamp, tz, method):
    """Return a calendar with one entry, as sent to somebody by mail (RFC 5546).

    :param str tz: IANA zone that its times are written in
    :param str method: ``REQUEST`` writes or changes the entry with this ``uid``,
        ``CANCEL`` takes it out again; the sequence of ``stamp`` grows each time
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", method)
    end = "END:VCALENDAR\r\n"
    head = calendar.to_ical().decode().removesuffix(end)
    zone = "" if tz == "UTC" else vtimezone(tz)
    return "".join([head, zone, _text(_event(entry, uid, stamp, tz)), end])


def unique_id(space, name):
    """Return the identifier of something for ever, which tells nothing about it.

    :param str space: a UUID that is the database's own
    """
    return str(uuid.uuid5(uuid.UUID(space), name))


def calendar_frame(name, tz, zones=(), minutes=60):
    """Return what stands before and after the VEVENTs of a VCALENDAR.

    :param str name: what a phone calls it
    :param str tz: IANA zone of its owner
    :param zones: names of the zones that the VEVENTs use
    :param int minutes: how often a reader should come again
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("method", "PUBLISH")
    for prop in ("name", "x-wr-calname"):
        calendar.add(prop, clean(name))
    calendar.add("x-wr-timezone", tz)
    every = timedelta(minutes=minutes)
    calendar.add("refresh-interval", every, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{minutes}M")
    end = "END:VCALENDAR\r\n"
    head = calendar.to_ical().decode().removesuffix(end)
    return "".join([head, *(vtimezone(zone) for zone in sorted(zones))]), end


def _event(entry, uid, stamp, tz, exact=False):
    event = Event()
    event.add("uid", uid)
    event.add("dtstart", _when(entry.first, tz, exact=exact))
    # RFC 5545, 3.6.1: without DTEND an entry ends as it starts; equal ones are refused.
    if entry.length:
        event.add("dtend", _when(entry.first, tz, entry.length, exact))
    event.add("dtstamp", _aware(stamp.moment))
    event.add("last-modified", _aware(stamp.moment))
    if entry.created:
        event.add("created", _aware(entry.created))
    event.add("sequence", stamp.sequence)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE" if entry.busy else "TRANSPARENT")
    event.add("class", entry.access)
    _add_words(event, entry)
    _add_people(event, entry)
    for minutes in entry.reminders:
        event.add_component(_alarm(entry, minutes))
    return event


def _add_words(event, entry):
    for name in ("summary", "description", "location"):
        value = clean(getattr(entry, name))
        if value or name == "summary":
            event.add(name, value)
    if entry.category:
        event.add("categories", [clean(entry.category)])
    if entry.url:
        event.add("url", entry.url)


def _add_people(event, entry):
    people = [("organizer", entry.organizer)] if entry.organizer else []
    for name, person in [*people, *(("attendee", one) for one in entry.attendees)]:
        address = vCalAddress(person.address)
        if person.name:
            # A quote cannot be written inside a parameter (RFC 5545, 3.2).
            address.params["CN"] = clean(person.name).replace('"', "'")
        if person.answer:
            address.params["PARTSTAT"] = person.answer
        event.add(name, address)


def _alarm(entry, minutes):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean(entry.summary))
    alarm.add("trigger", -timedelta(minutes=minutes))
    return alarm


def _text(component):
    return component.to_ical(sorted=False).decode()


def _when(key, tz, plus=timedelta(), exact=False):
    """Return a date, or a moment in ``tz``.

    :param bool exact: in UTC where the wall time comes twice and the second is meant:
        readers take the first (RFC 5545, 3.3.5)
    """
    if not isinstance(key, datetime):
        return key + plus
    moment = _aware(key + plus)
    if tz == "UTC" or (exact and _comes_second(key + plus, tz)):
        return moment
    return moment.astimezone(_zone(tz))


def _comes_second(moment, tz):
    """Tell whether a UTC moment is the second with its wall time."""
    return isinstance(moment, datetime) and _aware(moment).astimezone(_zone(tz)).fold


def _aware(moment):
    return moment.replace(microsecond=0, tzinfo=timezone.utc)


# ------------------------------------------------------------
# TIME
# ------------------------------------------------------------


@lru_cache(maxsize=64)
def _zone(name):
    return ZoneInfo(name)


def utc_to_local(moment, tz):
    return _aware(moment).astimezone(_zone(tz)).replace(tzinfo=None)


def local_to_utc(moment, tz):
    """Return the UTC moment of a wall time.

    A wall time that comes twice or never is read in standard time, as core does.
    """
    for fold in (0, 1):
        local = moment.replace(tzinfo=_zone(tz), fold=fold)
        if not local.dst():
            break
    return local.astimezone(timezone.utc).replace(tzinfo=None)


# ------------------------------------------------------------
# WORDS
# ------------------------------------------------------------


def clean(text):
    """Return ``text`` without the control characters that break a reader."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n")).strip()


def plain_text(markup):
    """Return HTML as plain text: a line per paragraph, addresses after their links."""
    if not markup or not markup.strip():
        return ""
    root = html.fragment_fromstring(markup, create_parent="div")
    lines = "".join(_words(root)).split("\n")
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _words(node):
    if not isinstance(node.tag, str) or node.tag in ("script", "style"):
        return
    block = node.tag in _BLOCKS
    yield "\n" if block else ""
    yield "- " if node.tag == "li" else ""
    yield (node.text or "").replace("\n", " ")
    for child in node:
        yield from _words(child)
        yield (child.tail or "").replace("\n", " ")
    target = node.get("href") or ""
    if target.startswith("http") and target not in node.text_content():
        yield f" ({target})"
    yield "\n" if block or node.tag == "br" else ""
