"""Days that come back every year: fixed, bound to Easter, or the nth weekday."""

from calendar import monthrange
from datetime import date, timedelta

from dateutil.easter import easter

LAST = -1


def fixed_day(year, month, day):
    """Return the day of that year; 29 February is the 28th in a common year.

    :raises ValueError: when no year has such a day
    """
    if day > monthrange(2000, month)[1]:
        raise ValueError(f"month {month} has no day {day}")
    return date(year, month, min(day, monthrange(year, month)[1]))


def easter_day(year, offset=0):
    """Return Easter Sunday of the western churches plus ``offset`` days.

    Good Friday is -2, Carnival Sunday -49, Corpus Christi (Thursday) 60.
    """
    return easter(year) + timedelta(days=offset)


def weekday_of_month(year, month, weekday, week):
    """Return the nth weekday of a month.

    :param int weekday: 0 for Monday to 6 for Sunday
    :param int week: 1 to 4, or ``LAST`` (-1)
    """
    if week == LAST:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))


def next_occurrence(in_year, today):
    """Return the first occurrence on or after ``today``.

    :param in_year: function of a year that returns its :class:`datetime.date`
    :param today: :class:`datetime.date`
    """
    this_year = in_year(today.year)
    return this_year if this_year >= today else in_year(today.year + 1)
