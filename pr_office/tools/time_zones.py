"""VTIMEZONE of a time zone, from the system's time zone data."""

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

# What a calendar holds rarely starts before; the rules of a zone repeat after 28 years.
_FIRST_YEAR = 2015
_CYCLE = 28
# Years listed ahead where no rule can be written, as in a zone that follows Ramadan.
_LISTED = 5
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@lru_cache(maxsize=64)
def vtimezone(name):
    """Return the VTIMEZONE of an IANA zone as iCalendar text.

    Changes of the past are listed one by one; those that repeat by the rule in force
    today are one RRULE each, which is what every client understands.

    :param str name: ``America/Lima``
    :raises zoneinfo.ZoneInfoNotFoundError: when there is no such zone
    """
    zone = Timezone()
    zone.add("tzid", name)
    for observance in _observances(ZoneInfo(name)):
        zone.add_component(observance)
    return zone.to_ical().decode()


def _observances(tz):
    start = datetime(_FIRST_YEAR, 1, 1, tzinfo=timezone.utc)
    this_year = datetime.now(timezone.utc).year
    changes = list(_changes(tz, start, this_year + _CYCLE))
    local = start.astimezone(tz)
    ruled, single = _split_by_rule(changes, this_year + _CYCLE)
    rows = [
        (datetime(1970, 1, 1), local.utcoffset(), local, None),
        *((*c, None) for c in single if c[0].year <= this_year + _LISTED),
        *ruled,
    ]
    return [_observance(*row) for row in rows]


def _changes(tz, start, last_year):
    """Yield ``(wall time before, offset before, moment after)`` of each change."""
    step = timedelta(days=7)
    moments = (start + step * n for n in range((last_year - start.year) * 52))
    for left, right in pairwise(moments):
        if left.astimezone(tz).utcoffset() != right.astimezone(tz).utcoffset():
            before = left.astimezone(tz).utcoffset()
            after = _first_after(tz, left, right)
            wall = (after + before).replace(tzinfo=None)
            yield wall, before, after.astimezone(tz)


def _first_after(tz, left, right):
    """Halve the stretch until the second in which the offset changes is found."""
    old = left.astimezone(tz).utcoffset()
    low, high = int(left.timestamp()), int(right.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        moment = datetime.fromtimestamp(middle, tz)
        low, high = (middle, high) if moment.utcoffset() == old else (low, middle)
    return datetime.fromtimestamp(high, timezone.utc)


def _split_by_rule(changes, last_year):
    """Return the changes that repeat for ever with their rule, and all others."""
    ruled, single = [], list(changes)
    for group in _last_groups(changes, last_year):
        ruled.append((*group[0], _yearly_rule([change[0] for change in group])))
        single = [change for change in single if change not in group]
    return ruled, single


def _last_groups(changes, last_year):
    """Return the groups of like changes that go on year after year to the end."""
    groups = {}
    for wall, before, after in changes:
        key = (wall.month, wall.weekday(), wall.time(), before, after.utcoffset())
        groups.setdefault(key, []).append((wall, before, after))
    return [
        steady
        for group in groups.values()
        if (steady := _steady_end(group, last_year)) and len(steady) > _CYCLE // 2
    ]


def _steady_end(group, last_year):
    """Return the end of ``group`` with one change in each year, all in one week."""
    steady = []
    for change in reversed(group):
        days = {wall.day for wall, _before, _after in [change, *steady]}
        if change[0].year != last_year - 1 - len(steady) or max(days) - min(days) > 6:
            break
        steady.insert(0, change)
    return steady


def _yearly_rule(walls):
    """Return the RRULE of wall times on one weekday in one week of one month."""
    days = {wall.day for wall in walls}
    weekday, month = _WEEKDAYS[walls[0].weekday()], walls[0].month
    first, last = min(days), max(days)
    rule = {"freq": "yearly", "bymonth": month}
    if first % 7 == 1:
        return rule | {"byday": f"{first // 7 + 1}{weekday}"}
    length = 31 if month in (1, 3, 5, 7, 8, 10, 12) else 30
    if last == length and month != 2:
        return rule | {"byday": f"-1{weekday}"}
    return rule | {"byday": weekday, "bymonthday": list(range(first, first + 7))}


def _observance(wall, before, after, rule):
    kind = TimezoneDaylight if after.dst() else TimezoneStandard
    observance = kind()
    observance.add("dtstart", wall)
    observance.add("tzoffsetfrom", before)
    observance.add("tzoffsetto", after.utcoffset())
    observance.add("tzname", after.tzname())
    if rule:
        observance.add("rrule", rule)
    return observance
