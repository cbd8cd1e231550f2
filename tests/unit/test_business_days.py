from datetime import date

import pytest

from pr_office.tools.business_days import (
    Pause,
    WorkCalendar,
    count_days,
    get_day_before,
    get_deadline,
    get_resumed_start,
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
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
        # no leap year: Sunday 28 February, Monday 1 March
        (date(2027, 2, 28), 1, date(2027, 3, 1)),
        # handed in on a holiday: Friday 1 May
        (date(2026, 5, 1), 1, date(2026, 5, 4)),
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


def test_decree_and_regional_days_do_not_count():
    # D.S. for Monday 27 July; 23, 28 and 29 are national: 24, 30 and 31 are left
    decree = WorkCalendar(holidays=PERU.holidays | {date(2026, 7, 27)})
    assert get_term_end(decree, date(2026, 7, 22), 3) == date(2026, 7, 31)
    # Cusco, Wednesday 24 June: 23, 25 and 26; then Monday 29 is national
    cusco = WorkCalendar(holidays=PERU.holidays | {date(2026, 6, 24)})
    assert get_term_end(cusco, date(2026, 6, 22), 3) == date(2026, 6, 26)
    assert get_term_end(cusco, date(2026, 6, 22), 4) == date(2026, 6, 30)


def test_the_office_s_own_year_end_only_moves_the_last_day():
    # 24, 28, 29, 30 and 31 December count, the 31st is closed, 1 January a holiday
    closed = WorkCalendar(
        holidays=PERU.holidays, closures=frozenset({date(2026, 12, 31)})
    )
    assert get_term_end(closed, date(2026, 12, 23), 4) == date(2026, 12, 30)
    assert get_term_end(closed, date(2026, 12, 23), 5) == date(2027, 1, 4)
    assert get_term_end(closed, date(2026, 12, 23), 6) == date(2027, 1, 4)


def test_a_holiday_that_is_also_a_closure_does_not_count():
    day = frozenset({date(2026, 5, 13)})
    both = WorkCalendar(holidays=day, closures=day)
    assert get_term_end(both, date(2026, 5, 11), 2) == date(2026, 5, 14)


def test_a_correction_over_holy_week():
    # asked for on Wednesday 1 April 2026: two business days are the 6th and the 7th
    assert get_term_end(PERU, date(2026, 4, 1), 2) == date(2026, 4, 7)
    # 31 March and 1 April counted; 8, 9 and 10 April follow
    pause = Pause(date(2026, 4, 1), date(2026, 4, 7))
    assert get_term_end(PERU, date(2026, 3, 30), 5, [pause]) == date(2026, 4, 10)


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


@pytest.mark.parametrize(
    ("end", "number", "first"),
    [
        # Monday 18 and Friday 15 are left from Thursday 14 on
        (date(2026, 5, 18), 2, date(2026, 5, 14)),
        (date(2026, 5, 18), 0, date(2026, 5, 18)),
        # after Holy Week: Monday 6 and Wednesday 1 are left from Tuesday 31 on
        (date(2026, 4, 6), 2, date(2026, 3, 31)),
    ],
)
def test_the_day_from_which_few_are_left(end, number, first):
    assert get_day_before(PERU, end, number) == first
    assert count_days(PERU, first, end) == number


def test_a_term_that_goes_on_has_the_days_it_had_left():
    received, ended, resumed = date(2026, 5, 11), date(2026, 5, 13), date(2026, 6, 5)
    start = get_resumed_start(PLAIN, received, ended, resumed, 5)
    # 12 and 13 May ran; 8, 9 and 10 June are left
    assert count_days(PLAIN, start, resumed) == 2
    assert get_term_end(PLAIN, start, 5) == date(2026, 6, 10)
    # over Fiestas Patrias: 27 and 30 July are left of the term of four
    start = get_resumed_start(
        PERU, date(2026, 7, 13), date(2026, 7, 15), date(2026, 7, 24), 4
    )
    assert get_term_end(PERU, start, 4) == date(2026, 7, 30)
    # one day is left of a term that was over, and all of one that did not begin
    start = get_resumed_start(PLAIN, received, date(2026, 6, 1), resumed, 5)
    assert get_term_end(PLAIN, start, 5) == date(2026, 6, 8)
    assert get_resumed_start(PLAIN, received, received, resumed, 5) == resumed
    pauses = [Pause(received, date(2026, 5, 12))]
    start = get_resumed_start(PLAIN, received, ended, resumed, 5, pauses)
    assert count_days(PLAIN, start, resumed) == 1
