import pytest

from pr_office.tools import office_hours


def test_a_day_with_a_break():
    rows = office_hours.attendances([1, 0], (8, 13), (14, 16.75))
    assert rows == [
        (0, 8, 13, "morning"),
        (0, 14, 16.75, "afternoon"),
        (1, 8, 13, "morning"),
        (1, 14, 16.75, "afternoon"),
    ]


def test_a_saturday_morning_only():
    assert office_hours.attendances([5], (8, 12), (0, 0)) == [(5, 8, 12, "morning")]


@pytest.mark.parametrize(
    ("days", "morning", "afternoon", "key"),
    [
        ([0], (8, 13), (14, 17), None),
        ([0], (8, 13), (0, 0), None),
        ([], (8, 13), (14, 17), "days"),
        ([0], (8, 25), (14, 17), "range"),
        ([0], (13, 8), (14, 17), "order"),
        ([0], (8, 13), (12, 17), "overlap"),
        ([0], (0, 0), (0, 0), "empty"),
    ],
)
def test_what_is_wrong(days, morning, afternoon, key):
    assert office_hours.problem(days, morning, afternoon) == key
