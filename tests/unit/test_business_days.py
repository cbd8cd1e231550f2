from datetime import date

import pytest

from pr_office.tools.business_days import (
    Pause,
    WorkCalendar,
    count_days,
    get_deadline,
    get_term_end,
)
from pr_office.tools.holidays import of_peru

PERU = WorkCalendar(
    holidays=frozenset(
        day for year in range(2023, 2029) for day, _name, _norm in of_peru(year)
    )
)
PLAIN = WorkCalendar()


@pytest.mark.parametrize(
    ("start", "term", "end"),
    [
        # Monday 11 May 2026 + 1: Tuesday
        (date(2026, 5, 11), 1, date(2026, 5, 12)),
        # handed in on a Friday: Monday is the first day
        (date(2026, 5, 15), 1, date(2026, 5, 18)),
        # handed in on a Saturday or a Sunday: Monday too
        (date(2026, 5, 16), 1, date(2026, 5, 18)),
        (date(2026, 5, 17), 1, date(2026, 5, 18)),
        # Holy Week of 2026: 2 and 3 April do not count (30, 31, 1, 6, 7)
        (date(2026, 3, 27), 5, date(2026, 4, 7)),
        # year end: 24, 28, 29, 30, 31 Dec, then 4 Jan (25 Dec, 1 Jan are holidays)
        (date(2026, 12, 23), 6, date(2027, 1, 4)),
        # leap day 2028 is a Tuesday and counts: 28, 29 Feb, 1 Mar
        (date(2028, 2, 25), 3, date(2028, 3, 1)),
        # Fiestas Patrias 2026: 23, 28, 29 July do not count (24, 27, 30)
        (date(2026, 7, 22), 3, date(2026, 7, 30)),
        # the December run of 2026: 7, then 8 and 9 do not count, 10
        (date(2026, 12, 4), 2, date(2026, 12, 10)),
        # the ceiling: 30 business days from Monday 4 May 2026, 29 June not among them
        (date(2026, 5, 4), 30, date(2026, 6, 15)),
    ],
)
def test_terms_worked_by_hand(start, term, end):
    assert get_term_end(PERU, start, term) == end


def test_a_closure_counts_but_nothing_ends_on_it():
    closed = WorkCalendar(closures=frozenset({date(2026, 5, 13), date(2026, 5, 14)}))
    assert get_term_end(closed, date(2026, 5, 11), 2) == date(2026, 5, 15)
    assert get_term_end(closed, date(2026, 5, 11), 4) == date(2026, 5, 15)
    assert get_term_end(closed, date(2026, 5, 11), 5) == date(2026, 5, 18)


def test_a_week_with_saturdays():
    six_days = WorkCalendar(weekdays=frozenset(range(6)))
    assert get_term_end(six_days, date(2026, 5, 15), 1) == date(2026, 5, 16)


def test_the_clock_stands_still_while_a_correction_is_out():
    # asked on Wednesday 13, in on Monday 18: 12, 13 | 19, 20, 21
    pause = Pause(date(2026, 5, 13), date(2026, 5, 18))
    assert get_term_end(PLAIN, date(2026, 5, 11), 5, [pause]) == date(2026, 5, 21)


def test_no_deadline_while_a_pause_is_open():
    pauses = [Pause(date(2026, 5, 13))]
    assert get_term_end(PLAIN, date(2026, 5, 11), 5, pauses) is None
    assert get_deadline(PLAIN, date(2026, 5, 11), 5, 30, pauses) is None


def test_after_a_correction_the_term_goes_on_or_begins_again():
    pauses = [Pause(date(2026, 5, 13), date(2026, 5, 18))]
    received = date(2026, 5, 11)
    assert get_deadline(PLAIN, received, 5, 30, pauses) == date(2026, 5, 21)
    again = get_deadline(PLAIN, received, 5, 30, pauses, restarts=True)
    assert again == date(2026, 5, 25)


def test_the_ceiling_wins_over_a_longer_term():
    received = date(2026, 5, 4)
    assert get_deadline(PERU, received, 45, 30) == date(2026, 6, 15)


def test_the_ceiling_counts_from_the_correction():
    pauses = [Pause(date(2026, 5, 6), date(2026, 5, 8))]
    assert get_deadline(PLAIN, date(2026, 5, 4), 45, 30, pauses) == date(2026, 6, 19)


@pytest.mark.parametrize("term", [0, -1])
def test_a_term_lasts_at_least_a_day(term):
    with pytest.raises(ValueError, match=str(term)):
        get_term_end(PLAIN, date(2026, 5, 11), term)


def test_a_week_without_office_hours_has_no_terms():
    with pytest.raises(ValueError, match="3"):
        get_term_end(WorkCalendar(weekdays=frozenset()), date(2026, 5, 11), 3)


@pytest.mark.parametrize(
    ("start", "stop", "days"),
    [
        (date(2026, 5, 11), date(2026, 5, 15), 4),
        (date(2026, 5, 11), date(2026, 5, 18), 5),
        (date(2026, 5, 18), date(2026, 5, 11), -5),
        (date(2026, 5, 11), date(2026, 5, 11), 0),
    ],
)
def test_days_between(start, stop, days):
    assert count_days(PLAIN, start, stop) == days
