import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import head_table
from pr_office.tools.head_table import OBLIGED, VOLUNTARY

TABLE = ["mayor", "governor", "judge", "bishop", "rector"]


def seen(keys, seats, **options):
    chairs = head_table.arrange(keys, seats, **options)
    return [chair.key for chair in head_table.from_hall(chairs)]


def test_even_places_sit_at_the_right_of_who_presides_and_odd_ones_at_the_left():
    # The honoured right is at the left of who looks from the hall
    assert seen(TABLE, 5) == ["bishop", "governor", "mayor", "judge", "rector"]


def test_two_who_preside_share_the_centre_and_the_senior_takes_the_right():
    assert seen(TABLE[:4], 4, shared_centre=True) == [
        "judge",
        "mayor",
        "governor",
        "bishop",
    ]


def test_who_cedes_the_chair_of_the_own_will_drops_two_places_to_the_left():
    order = head_table.cede(TABLE, "governor", VOLUNTARY)
    assert order == ["governor", "judge", "mayor", "bishop", "rector"]
    assert seen(order, 5) == ["bishop", "judge", "governor", "mayor", "rector"]


def test_who_has_to_cede_the_chair_drops_one_place_to_the_right():
    order = head_table.cede(TABLE, "governor", OBLIGED)
    assert order == ["governor", "mayor", "judge", "bishop", "rector"]
    assert seen(order, 5) == ["bishop", "mayor", "governor", "judge", "rector"]


def test_somebody_lower_may_get_the_chair_and_the_others_keep_their_order():
    order = head_table.cede(TABLE, "rector", OBLIGED)
    assert order == ["rector", "mayor", "governor", "judge", "bishop"]


@pytest.mark.parametrize("taker", ["mayor", "nobody"])
def test_only_somebody_else_at_the_table_gets_the_chair(taker):
    with pytest.raises(ValueError, match=taker):
        head_table.cede(TABLE, taker, OBLIGED)


def test_of_two_people_who_cedes_sits_at_the_right_either_way():
    for how in (VOLUNTARY, OBLIGED):
        assert head_table.cede(["a", "b"], "b", how) == ["b", "a"]


def test_whoever_has_no_chair_goes_to_a_linear_row_from_the_nearest_seat():
    chairs = head_table.arrange(TABLE, 3)
    assert [(c.key, c.row, c.offset) for c in chairs[3:]] == [
        ("bishop", 2, 1),
        ("rector", 2, 2),
    ]


@pytest.mark.parametrize(
    ("seats", "table"), [(0, []), (1, ["mayor"]), (2, ["governor", "mayor"])]
)
def test_small_tables(seats, table):
    assert seen(TABLE, seats) == table
    assert len(head_table.arrange(TABLE, seats)) == len(TABLE)


def test_an_even_table_has_no_centre_unless_it_is_shared():
    assert head_table.has_centre(7)
    assert not head_table.has_centre(6)
    assert head_table.has_centre(6, shared_centre=True)


@given(st.integers(0, 60), st.integers(0, 40), st.booleans())
def test_everybody_has_one_chair_and_no_chair_two_people(people, seats, shared):
    chairs = head_table.arrange(range(people), seats, shared)
    assert [chair.key for chair in chairs] == list(range(people))
    assert len({(chair.row, chair.offset) for chair in chairs}) == people
    assert sum(chair.row == 1 for chair in chairs) == min(people, seats)


@given(st.integers(2, 30), st.data())
def test_ceding_moves_nobody_else_against_each_other(people, data):
    taker = data.draw(st.integers(1, people - 1))
    how = data.draw(st.sampled_from([VOLUNTARY, OBLIGED]))
    order = head_table.cede(range(people), taker, how)
    others = [key for key in order if key not in (0, taker)]
    assert others == sorted(others)
    assert order[0] == taker
    assert order.index(0) == (2 if how == VOLUNTARY and people > 2 else 1)
