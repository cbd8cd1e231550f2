"""Terms in business days, as TUO Ley 27444 (D.S. 004-2019-JUS) counts them."""

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Which days count.

    :ivar frozenset weekdays: days of the week with office hours, Monday is 0
    :ivar frozenset holidays: days that do not count: national and regional ones and
        those an executive decree names (art. 145 and 148)
    :ivar frozenset closures: days the office itself is closed. An office cannot name
        holidays of its own, so they do count; a term only does not end on one
        (art. 145.2)
    """

    weekdays: Set = frozenset(range(5))
    holidays: Set = field(default_factory=frozenset)
    closures: Set = field(default_factory=frozenset)

    def counts(self, day):
        """Tell whether a day is a business day."""
        return day.weekday() in self.weekdays and day not in self.holidays

    def is_open(self, day):
        """Tell whether something can be handed in on a day."""
        return self.counts(day) and day not in self.closures


@dataclass(frozen=True)
class Pause:
    """Days on which the clock stands still, such as those a correction takes.

    :ivar datetime.date start: the day it was asked for; that day still counted
    :ivar datetime.date stop: the day it came in, the last that does not count; ``None``
        while it is open
    """

    start: date
    stop: date | None = None

    def covers(self, day):
        """Tell whether the clock stands still on a day."""
        return self.start < day and (self.stop is None or day <= self.stop)


def get_term_end(calendar, start, term, pauses=()):
    """Return the last day of a term.

    The first day is the business day after ``start`` (art. 144.1); a term that would
    end on a day the office is closed ends on the next one it is open (art. 145.2).

    :param WorkCalendar calendar: which days count
    :param datetime.date start: the day that sets it off
    :param int term: business days, from 1
    :param pauses: iterable of :class:`Pause`
    :return: a ``datetime.date``, or ``None`` while a pause is open
    :raises ValueError: for a term under one day or a week without office hours
    """
    pauses = list(pauses)
    if term < 1 or not calendar.weekdays:
        raise ValueError(term)
    if any(pause.stop is None for pause in pauses):
        return None
    left = term
    for number in count(1):
        day = start + number * _DAY
        if left and calendar.counts(day):
            left -= not any(pause.covers(day) for pause in pauses)
        if not left and calendar.is_open(day):
            return day


def get_deadline(calendar, received, term, ceiling, pauses=(), restarts=False):
    """Return by when a request must be answered.

    The office's own term, never beyond the legal ceiling. A correction stops both; by
    the office's choice the term then goes on or begins again, while the ceiling counts
    from the correction (art. 142.1).

    :param datetime.date received: the day the request came in
    :param int term: business days the office gives itself
    :param int ceiling: business days the law allows at most (30, art. 39)
    :param bool restarts: the term begins again after the last pause
    :return: a ``datetime.date``, or ``None`` while a pause is open
    """
    pauses = list(pauses)
    if any(pause.stop is None for pause in pauses):
        return None
    corrected = max([received, *(pause.stop for pause in pauses)])
    limit = get_term_end(calendar, corrected, ceiling)
    if restarts:
        own = get_term_end(calendar, corrected, term)
    else:
        own = get_term_end(calendar, received, term, pauses)
    return min(own, limit)


def get_resumed_start(calendar, start, ended, resumed, term, pauses=()):
    """Return the day from which a term counts that stood still and goes on.

    As many business days lie between it and ``resumed`` as had run when it ended; at
    least one of the term is left.

    :param datetime.date start: the day that set the term off
    :param datetime.date ended: the last day on which it ran
    :param datetime.date resumed: the day it goes on after
    :param int term: business days
    :param pauses: iterable of :class:`Pause` before it ended
    """
    pauses = list(pauses)
    days = (start + number * _DAY for number in range(1, (ended - start).days + 1))
    run = sum(
        calendar.counts(day) and not any(pause.covers(day) for pause in pauses)
        for day in days
    )
    left = min(run, term - 1)
    day = resumed
    while left:
        left -= calendar.counts(day)
        day -= _DAY
    return day


def count_days(calendar, start, stop):
    """Return how many business days lie after ``start``, up to and with ``stop``.

    Negative when ``stop`` lies before ``start``.
    """
    if stop < start:
        return -count_days(calendar, stop, start)
    days = ((start + number * _DAY) for number in range(1, (stop - start).days + 1))
    return sum(calendar.counts(day) for day in days)


def get_day_before(calendar, day, number):
    """Return the earliest day from which at most ``number`` business days are left.

    :param datetime.date day: the last day of a term; it is left itself
    :param int number: business days, from 0
    """
    left = 0
    while True:
        left += calendar.counts(day)
        if left > number:
            return day
        day -= _DAY
