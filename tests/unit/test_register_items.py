from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import register_items, seats
from pr_office.tools.register_items import Stay


def stay(key, start=None, end=None, **options):
    as_date = lambda text: date.fromisoformat(text) if text else None  # noqa: E731
    return Stay(key, as_date(start), as_date(end), **options)


def test_most_at_once():
    assert register_items.most_at_once([]) == 0
    mayors = [stay("a", "2019-01-01", "2022-12-31"), stay("b", "2023-01-01")]
    assert register_items.most_at_once(mayors) == 1
    assert register_items.most_at_once([*mayors, stay("c", "2024-05-01")]) == 2
    assert register_items.most_at_once([*mayors, stay("undated")]) == 2


def test_handover_on_one_day():
    """Files that end a mandate on the day the next one starts."""
    first, second = stay("a", "2019-01-01", "2023-01-01"), stay("b", "2023-01-01")
    assert register_items.hand_over([first, second]) == [first]
    assert first.end == date(2022, 12, 31)
    assert register_items.most_at_once([first, second]) == 1


def test_a_stay_of_one_day_is_not_shortened_away():
    day = stay("a", "2023-01-01", "2023-01-01")
    assert register_items.hand_over([day, stay("b", "2023-01-01")]) == []


def test_what_is_in_the_register_is_not_shortened():
    known = stay("a", "2019-01-01", "2023-01-01", known=True)
    assert register_items.hand_over([known, stay("b", "2023-01-01")]) == []


def test_open_stays_end_before_a_newcomer():
    old, ended, later = stay("a"), stay("b", end="2023-01-01"), stay("c", "2024-01-01")
    newcomer = stay("d", "2023-01-01")
    assert register_items.end_before([old, ended, later], newcomer) == [old]


def test_seats_of_the_register_come_first():
    known = stay("a", "2023-01-01", known=True, seat=2)
    new, late = stay("b", "2023-01-01"), stay("c", "2023-06-01")
    assert register_items.seat_all([late, new, known], 2) == [late]
    assert (new.seat, late.seat) == (1, 0)


days = st.dates(date(2020, 1, 1), date(2020, 3, 1))
stays = st.lists(st.tuples(days, days).map(sorted), max_size=12)


@given(stays)
def test_as_many_seats_as_people_at_once_are_enough(pairs):
    people = [Stay(n, start, end) for n, (start, end) in enumerate(pairs)]
    count = register_items.most_at_once(people)
    assert register_items.seat_all(people, count) == []
    for one in people:
        for other in people:
            same_days = seats.overlaps(one.start, one.end, other.start, other.end)
            assert one is other or not same_days or one.seat != other.seat
