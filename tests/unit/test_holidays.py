from datetime import date

from pr_office.tools import holidays


def days(year):
    return [row[0] for row in holidays.of_peru(year)]


def test_easter_moves_holy_week():
    assert {date(2027, 3, 25), date(2027, 3, 26)} <= set(days(2027))
    assert {date(2028, 4, 13), date(2028, 4, 14)} <= set(days(2028))


def test_a_year_has_sixteen_holidays_in_order():
    assert len(days(2027)) == len(set(days(2027))) == 16
    assert days(2027) == sorted(days(2027))


def test_a_holiday_begins_with_its_law():
    assert date(2023, 6, 7) not in days(2023)
    assert date(2024, 6, 7) in days(2024)
    assert date(2021, 12, 9) not in days(2021)


def test_each_names_its_norm():
    assert all(name and norm for _day, name, norm in holidays.of_peru(2027))


def test_other_countries():
    assert holidays.of_country("PE", [2026, 2027]) == holidays.of_peru(
        2026
    ) + holidays.of_peru(2027)
    assert holidays.of_country("XX", [2027]) == []
