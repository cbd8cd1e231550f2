"""Automatic seating, the least change, and the plan that it is drawn on."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pr_office.tools import line_up, seat_plan, seating
from pr_office.tools.seat_plan import HEAD, LONG, ROUND, ROWS, STANDING, Zone
from pr_office.tools.seating import Score, Seat


def chairs(zone, closed=()):
    return [
        Seat(spot.honour, spot.beside, spot.honour in closed)
        for spot in seat_plan.spots(zone)
    ]


TABLE = chairs(Zone(HEAD, 1, 7))


def seat(guests, seats=TABLE, **options):
    return seating.seat(guests, seats, **options)


def test_rank_alone_seats_in_the_order_of_honour():
    assert seat("abcdefg") == dict(zip("abcdefg", range(1, 8), strict=True))


def test_of_more_guests_than_seats_the_lowest_stay_without():
    assert seat("abcdefghi") == dict(zip("abcdefg", range(1, 8), strict=True))


@pytest.mark.parametrize("many", [0, 1, 2])
def test_small_tables(many):
    placed = seat("abc", chairs(Zone(HEAD, 1, many)))
    assert placed == dict(zip("abc"[:many], range(1, many + 1), strict=True))


def test_who_is_to_be_kept_apart_is_moved_by_the_least():
    # 4 sits beside 2: the second and the fourth guest quarrel
    placed = seat("abcdefg", apart=[("b", "d")])
    measured = seating.score("abcdefg", TABLE, placed, apart=[("b", "d")])
    assert measured == Score(0, 2, 0)


def test_a_wish_never_costs_rank():
    assert seat("abcdefg", together=[("b", "c")]) == seat("abcdefg")


def test_a_wish_chooses_between_two_plans_of_one_rank():
    apart, together = [("b", "d")], [("c", "d")]
    placed = seat("abcdefg", apart=apart, together=together)
    measured = seating.score("abcdefg", TABLE, placed, together, apart)
    assert measured == Score(0, 2, 0)


def test_an_empty_chair_keeps_two_apart_when_no_move_does():
    row = chairs(Zone(ROWS, 1, 3))
    placed = seat("ab", row, apart=[("a", "b")])
    assert seating.score("ab", row, placed, apart=[("a", "b")]).broken == 0


def test_a_ban_that_cannot_be_kept_is_told_and_seats_all_the_same():
    placed = seat("ab", chairs(Zone(HEAD, 1, 2)), apart=[("a", "b")])
    assert len(placed) == 2
    seats = chairs(Zone(HEAD, 1, 2))
    assert seating.score("ab", seats, placed, apart=[("a", "b")]).broken == 1


def test_locked_seats_stay_and_closed_ones_stay_empty():
    placed = seat("abcd", chairs(Zone(HEAD, 1, 7), closed=[2]), locked={"d": 1})
    assert placed == {"d": 1, "a": 3, "b": 4, "c": 5}


def test_a_lock_holds_on_a_closed_seat():
    assert seat("ab", chairs(Zone(HEAD, 1, 3), [3]), locked={"b": 3})["b"] == 3


def brute(guests, seats, together, apart):
    plans = itertools.permutations([each.key for each in seats], len(guests))
    return min(
        (measured.broken, measured.off, measured.missed)
        for plan in plans
        for measured in [
            seating.score(
                guests, seats, dict(zip(guests, plan, strict=True)), together, apart
            )
        ]
    )


pairs = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [
            Zone(HEAD, 1, 6),
            Zone(HEAD, 1, 7),
            Zone(ROWS, 2, 3),
            Zone(ROWS, 1, 6, aisle=True),
            Zone(ROUND, 1, 6),
            Zone(LONG, 1, 6),
        ]
    ),
    pairs,
    pairs,
)
def test_small_plans_are_the_best_there_are(zone, together, apart):
    ban = {frozenset(pair) for pair in apart if len(set(pair)) == 2}
    apart = [tuple(pair) for pair in ban]
    together = [
        tuple(pair)
        for pair in {frozenset(pair) for pair in together if len(set(pair)) == 2} - ban
    ]
    seats = chairs(zone)
    placed = seating.seat(range(6), seats, together, apart)
    found = seating.score(range(6), seats, placed, together, apart)
    assert (found.broken, found.off, found.missed) == brute(
        range(6), seats, together, apart
    )


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.integers(0, 40), st.data())
def test_nobody_has_two_seats_and_no_seat_two_guests(people, many, data):
    one = st.tuples(st.integers(0, 40), st.integers(0, 40))
    seats = chairs(Zone(ROWS, 1, many, aisle=data.draw(st.booleans())))
    placed = seating.seat(
        range(people),
        seats,
        data.draw(st.lists(one, max_size=10)),
        data.draw(st.lists(one, max_size=10)),
    )
    assert len(placed) == min(people, many)
    assert len(set(placed.values())) == len(placed)


def test_nobody_without_a_wish_passes_another():
    placed = seat(range(7), apart=[(1, 3)])
    others = [placed[guest] for guest in (0, 2, 4, 5, 6)]
    assert others == sorted(others)


# -- the least change ---------------------------------------------------------------


def moved(before, after):
    return {guest for guest in before if before[guest] != after.get(guest)}


def test_a_guest_who_comes_late_pushes_only_to_the_next_empty_seat():
    before = {"a": 1, "b": 2, "c": 3, "e": 5}
    after = seating.move_least("axbce", range(1, 8), before)
    assert moved(before, after) == {"b", "c"}
    assert after == {"a": 1, "x": 2, "b": 3, "c": 4, "e": 5}


def test_who_leaves_moves_nobody():
    before = {"a": 1, "c": 3, "d": 4}
    assert seating.move_least("acd", range(1, 8), before) == before


def test_in_a_full_row_the_last_one_loses_the_seat():
    before = {"a": 1, "b": 2, "c": 3}
    after = seating.move_least("axbc", [1, 2, 3], before)
    assert after == {"a": 1, "x": 2, "b": 3}


def test_a_seat_beyond_the_plan_counts_as_none():
    assert seating.move_least("ab", [1, 2], {"a": 9, "b": 2}) == {"a": 1, "b": 2}


@given(st.data())
def test_the_order_holds_and_nobody_could_stay_who_moved(data):
    many = data.draw(st.integers(1, 7))
    people = data.draw(st.integers(0, many))
    order = list(range(people))
    seats = list(range(many))
    current = (
        data.draw(st.dictionaries(st.sampled_from(order), st.sampled_from(seats)))
        if order
        else {}
    )
    placed = seating.move_least(order, seats, current)
    taken = [placed[guest] for guest in order]
    assert taken == sorted(set(taken)) and len(taken) == people
    stay = sum(placed[guest] == key for guest, key in current.items())
    best = max(
        sum(current.get(guest) == key for guest, key in zip(order, plan, strict=True))
        for plan in itertools.combinations(seats, people)
    )
    assert stay == best


# -- the drawing --------------------------------------------------------------------


def from_left(zone, group=1):
    drawn = [spot for spot in seat_plan.spots(zone) if spot.group == group]
    return [spot.honour for spot in sorted(drawn, key=lambda spot: (spot.y, spot.x))]


def test_the_head_table_alternates_from_its_centre():
    assert from_left(Zone(HEAD, 1, 5)) == [4, 2, 1, 3, 5]
    assert from_left(Zone(HEAD, 1, 5, mirrored=True)) == [5, 3, 1, 2, 4]
    assert from_left(Zone(HEAD, 1, 4, shared_centre=True)) == [3, 1, 2, 4]


def test_rows_begin_at_the_aisle_in_front():
    assert from_left(Zone(ROWS, 2, 4, aisle=True)) == [3, 1, 2, 4]
    assert from_left(Zone(ROWS, 2, 4, aisle=True), 2) == [7, 5, 6, 8]
    left, *_rest = [
        spot
        for spot in seat_plan.spots(Zone(ROWS, 1, 4, aisle=True))
        if spot.number == 1
    ]
    assert left.honour == 3


def test_nobody_sits_beside_anybody_across_the_aisle():
    beside = {s.honour: s.beside for s in seat_plan.spots(Zone(ROWS, 1, 4, aisle=True))}
    assert beside == {1: {3}, 3: {1}, 2: {4}, 4: {2}}


def test_the_two_who_preside_sit_side_by_side():
    drawn = seat_plan.spots(Zone(HEAD, 1, 4, shared_centre=True))
    assert drawn[0].beside == {2, 3}


def test_a_round_table_closes():
    beside = {s.honour: s.beside for s in seat_plan.spots(Zone(ROUND, 1, 6))}
    assert beside == {
        1: {2, 3},
        2: {1, 4},
        3: {1, 5},
        4: {2, 6},
        5: {3, 6},
        6: {4, 5},
    }


def test_a_long_table_crosses_its_two_sides():
    # Above 5 1 … from the honoured left; below the other way round
    assert from_left(Zone(LONG, 1, 6)) == [3, 1, 5, 6, 2, 4]


@pytest.mark.parametrize(("group", "letters"), [(1, "A"), (26, "Z"), (27, "AA")])
def test_letters_of_rows(group, letters):
    assert seat_plan.row_letter(group) == letters


@given(
    st.sampled_from([HEAD, ROWS, ROUND, LONG, STANDING]),
    st.integers(0, 6),
    st.integers(0, 30),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_every_seat_has_a_room_a_number_and_neighbours_of_its_own(
    kind, groups, many, aisle, shared, mirrored
):
    zone = Zone(kind, groups, many, aisle, shared, mirrored)
    drawn = seat_plan.spots(zone)
    assert len(drawn) == groups * many
    assert len({(spot.x, spot.y) for spot in drawn}) == len(drawn)
    in_group = {(spot.group, spot.number) for spot in drawn}
    assert kind == STANDING or len(in_group) == len(drawn)
    for spot in drawn:
        assert spot.x >= 0 and spot.y >= 0
        for other in spot.beside:
            assert spot.honour in drawn[other - 1].beside
            assert other != spot.honour
    assert seat_plan.size(kind, drawn)[0] >= seat_plan.CARDS[kind][0]


@given(
    st.sampled_from([HEAD, ROWS, ROUND, LONG, STANDING]),
    st.integers(1, 3),
    st.integers(1, 25),
    st.booleans(),
    st.booleans(),
)
def test_no_two_cards_lie_upon_each_other(kind, groups, many, aisle, shared):
    drawn = seat_plan.spots(Zone(kind, groups, many, aisle, shared))
    width, height = seat_plan.CARDS[kind]
    for one, other in itertools.combinations(drawn, 2):
        assert abs(one.x - other.x) >= width or abs(one.y - other.y) >= height, (
            one,
            other,
        )


# -- changes of the last minute ------------------------------------------------------


def test_a_newcomer_sits_by_rank_and_who_sat_by_hand_stays():
    places = {"a": 1, "b": 2, "c": 4, "d": 5, "new": 3}
    assert seating.settle("abcd", places, ["new"]) == ["a", "b", "new", "c", "d"]
    # d was put before everybody by hand
    assert seating.settle("dabc", places, ["new"]) == ["d", "a", "b", "new", "c"]
    assert seating.settle("", places, ["new"]) == ["new"]


def test_who_changed_places_among_the_others_is_found():
    before = {"a": 1, "b": 2, "c": 3, "d": 4}
    assert seating.displaced(before, {"a": 1, "b": 3, "c": 4, "d": 5, "e": 2}) == set()
    assert seating.displaced(before, {"a": 1, "c": 2, "d": 3, "b": 4}) == {"b"}
    assert seating.displaced(before, {}) == set()


@given(st.permutations(range(12)), st.integers(0, 11))
def test_a_gap_is_the_best_there_is(places, place):
    def cost(index):
        above = sum(each > place for each in places[:index])
        return above + sum(each < place for each in places[index:])

    found = seating._find_gap(places, place)
    assert cost(found) == min(map(cost, range(len(places) + 1)))


# -- walking, the picture, the lectern ----------------------------------------------


def test_a_procession_two_abreast_has_the_senior_at_the_right():
    # Seen from in front, the right of who walks is at the left
    assert line_up.procession("abcde", 2) == [["a", "b"], ["c", "d"], ["e"]]
    assert line_up.procession("abc", 3) == [["b", "a", "c"]]
    assert line_up.procession("abc", 1, senior_last=True) == [["c"], ["b"], ["a"]]
    assert line_up.procession("ab", 0) == [["a"], ["b"]]


def test_the_picture_has_the_first_in_the_middle_in_front():
    assert line_up.photo("abcdefg", 5) == [["d", "b", "a", "c", "e"], ["f", "g"]]


def test_the_highest_speaks_last():
    assert line_up.speaking("abc") == ["c", "b", "a"]


@given(st.lists(st.integers(), unique=True), st.integers(1, 9), st.booleans())
def test_everybody_walks_once(keys, abreast, last):
    rows = line_up.procession(keys, abreast, last)
    assert sorted(key for row in rows for key in row) == sorted(keys)
