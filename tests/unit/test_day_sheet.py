import pytest

from pr_office.tools import day_sheet

LINE = {
    "key": "e1",
    "day": "2036-05-12",
    "start": "10:00",
    "stop": "11:00",
    "name": "Sesión de concejo",
    "place": "Salón",
    "activity": "council",
    "confirmed": True,
    "leave": "",
    "back": "",
    "represented_by": "",
    "represents": "",
}
OTHER = LINE | {"key": "e2", "start": "12:00", "stop": "13:00", "name": "Audiencias"}


def marks(before, after):
    return [
        (mark, line["key"]) for mark, line, _old in day_sheet.compare(before, after)
    ]


def test_first_printing_marks_nothing():
    assert marks(None, [LINE, OTHER]) == [("", "e1"), ("", "e2")]
    assert not day_sheet.is_changed(None, [LINE])


def test_same_lines():
    assert marks([LINE, OTHER], [LINE, OTHER]) == [("", "e1"), ("", "e2")]


@pytest.mark.parametrize(
    ("change", "mark"),
    [
        ({"start": "10:30"}, "moved"),
        ({"stop": "11:30"}, "moved"),
        ({"place": "Plaza"}, "moved"),
        ({"day": "2036-05-13"}, "moved"),
        ({"name": "Sesión extraordinaria"}, "changed"),
        ({"confirmed": False}, "changed"),
        ({"represented_by": "Juan"}, "changed"),
        ({"leave": "09:20"}, "changed"),
        ({"clashes": ["e9"]}, ""),
    ],
)
def test_change_of_a_line(change, mark):
    [(found, line, old)] = day_sheet.compare([LINE], [LINE | change])
    assert found == mark
    assert (line, old) == (LINE | change, LINE)
    assert day_sheet.is_changed([LINE], [LINE | change]) is bool(mark)


def test_new_and_gone_stand_in_their_hour():
    third = OTHER | {"key": "e3", "start": "09:00", "name": "Radio"}
    assert marks([LINE, third], [LINE, OTHER]) == [
        ("gone", "e3"),
        ("", "e1"),
        ("new", "e2"),
    ]


def test_nothing_is_left():
    assert marks([LINE], []) == [("gone", "e1")]
    assert marks([], [LINE]) == [("new", "e1")]


def test_entry_over_two_days_is_two_lines():
    second = LINE | {"day": "2036-05-13"}
    assert marks([LINE, second], [LINE, second | {"place": "Lima"}]) == [
        ("", "e1"),
        ("moved", "e1"),
    ]


def test_series_written_anew_is_the_same_line():
    anew = LINE | {"key": "e99"}
    assert marks([LINE, OTHER], [anew, OTHER]) == [("", "e99"), ("", "e2")]


def test_two_of_one_name_keep_their_own():
    twin = OTHER | {"name": LINE["name"]}
    assert marks([LINE, twin], [LINE, twin | {"start": "15:00"}]) == [
        ("", "e1"),
        ("moved", "e2"),
    ]
    assert marks([twin, LINE], [LINE | {"key": "e8"}]) == [("", "e8"), ("gone", "e2")]


def test_fit_takes_the_largest_size_that_fits():
    room = {"width": 150, "height": 200, "sizes": (11, 9, 7)}
    short = [["Reunión", "Salón"]] * 3
    assert day_sheet.fit(short, **room) == 11
    long = [["Palabras " * 20, "Salón"]] * 14
    assert day_sheet.fit(long, **room) == 7
    assert day_sheet.fit(long * 6, **room) is None
    assert day_sheet.fit([], **room) == 11
