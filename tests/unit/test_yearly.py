from datetime import date
from functools import partial

import pytest

from pr_office.tools import yearly


@pytest.mark.parametrize(
    ("year", "day"),
    [(2027, 28), (2028, 29), (2100, 28), (2000, 29)],
)
def test_29_february_is_kept_on_the_28th_in_common_years(year, day):
    assert yearly.fixed_day(year, 2, 29) == date(year, 2, day)


def test_a_day_that_never_exists_is_refused():
    with pytest.raises(ValueError, match="month 4 has no day 31"):
        yearly.fixed_day(2027, 4, 31)


@pytest.mark.parametrize(
    ("year", "good_friday"),
    [(2024, date(2024, 3, 29)), (2026, date(2026, 4, 3)), (2027, date(2027, 3, 26))],
)
def test_good_friday(year, good_friday):
    assert yearly.easter_day(year, -2) == good_friday


def test_nth_weekday():
    # Mother's Day: second Sunday of May; Father's Day: third Sunday of June
    assert yearly.weekday_of_month(2027, 5, 6, 2) == date(2027, 5, 9)
    assert yearly.weekday_of_month(2027, 6, 6, 3) == date(2027, 6, 20)
    assert yearly.weekday_of_month(2026, 11, 6, 1) == date(2026, 11, 1)
    assert yearly.weekday_of_month(2027, 2, 6, yearly.LAST) == date(2027, 2, 28)
    assert yearly.weekday_of_month(2027, 2, 0, yearly.LAST) == date(2027, 2, 22)


def test_next_occurrence_counts_today_and_turns_the_year():
    new_year = partial(yearly.fixed_day, month=1, day=1)
    assert yearly.next_occurrence(new_year, date(2027, 1, 1)) == date(2027, 1, 1)
    assert yearly.next_occurrence(new_year, date(2027, 1, 2)) == date(2028, 1, 1)
    leap = partial(yearly.fixed_day, month=2, day=29)
    assert yearly.next_occurrence(leap, date(2027, 2, 28)) == date(2027, 2, 28)
    assert yearly.next_occurrence(leap, date(2027, 3, 1)) == date(2028, 2, 29)
    good_friday = partial(yearly.easter_day, offset=-2)
    assert yearly.next_occurrence(good_friday, date(2026, 4, 4)) == date(2027, 3, 26)
