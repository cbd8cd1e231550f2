from datetime import date, datetime

import pytest

from pr_office.tools import partial_dates

NEW_YEAR = date(2023, 1, 1)


@pytest.mark.parametrize(
    "value",
    [
        NEW_YEAR,
        datetime(2023, 1, 1, 9, 30),
        "01/01/2023",
        "1/1/2023",
        "1-1-2023",
        "01.01.2023",
        "01/01/23",
        "2023-01-01",
        "2023-01-01T00:00:00",
        "2023/1/1",
        "01/01/2023 00:00:00",
        "1 de enero de 2023",
        "1 enero 2023",
        "1º de enero del 2023",
        "1 January 2023",
        44927,
        44927.0,
        "44927",
    ],
)
def test_a_day_in_any_writing(value):
    assert partial_dates.parse(value) == (NEW_YEAR, "day")


@pytest.mark.parametrize("value", ["2023", 2023, 2023.0])
def test_a_year_is_its_first_or_last_day(value):
    assert partial_dates.parse(value) == (NEW_YEAR, "year")
    assert partial_dates.parse(value, end=True) == (date(2023, 12, 31), "year")


@pytest.mark.parametrize(
    "value", ["2024-02", "02/2024", "febrero de 2024", "feb 2024", "February 2024"]
)
def test_a_month_is_its_first_or_last_day(value):
    assert partial_dates.parse(value) == (date(2024, 2, 1), "month")
    assert partial_dates.parse(value, end=True) == (date(2024, 2, 29), "month")


@pytest.mark.parametrize("text", ["setiembre de 2023", "septiembre 2023", "set 2023"])
def test_september_as_peru_writes_it(text):
    assert partial_dates.parse(text)[0] == date(2023, 9, 1)


@pytest.mark.parametrize(
    "value",
    [
        "29/02/2023",
        "31/04/2023",
        "01/13/2023",
        "12/31/2023",
        "2023-13",
        "2023-00",
        "0/0/2023",
        "ayer",
        "1 de brumario de 2023",
        "999",
        "99999999",
        "",
        "-",
        "2023-2026",
        True,
    ],
)
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValueError):
        partial_dates.parse(value)


def test_leap_day_exists_in_leap_years():
    assert partial_dates.parse("29/02/2024")[0] == date(2024, 2, 29)


def test_two_digit_years_count_from_1950():
    assert partial_dates.parse("1/1/49")[0].year == 2049
    assert partial_dates.parse("1/1/50")[0].year == 1950


def test_year_in_a_cell_formatted_as_date():
    """Excel shows 15/07/1905 when somebody types 2023 into such a cell."""
    assert partial_dates.undo_spreadsheet_year(datetime(1905, 7, 15)) == 2023
    assert partial_dates.undo_spreadsheet_year(date(2023, 1, 1)) == date(2023, 1, 1)
    assert partial_dates.undo_spreadsheet_year("2023") == "2023"
