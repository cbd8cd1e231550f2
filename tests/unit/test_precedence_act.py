"""The order of an act: presidency, host, representation, moves by hand."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import precedence
from pr_office.tools.precedence import (
    HOST_NEXT,
    HOST_RANK,
    HOST_THIRD,
    Candidate,
    Chair,
    Move,
    Rank,
)

PHRASES = {
    "norm": "rank %(name)s",
    "directive": "rank %(name)s",
    "usage": "rank %(name)s",
    "condition": "because %(condition)s",
    "seniority": "since %(value)s",
    "alphabetical": "by letter %(value)s",
    "foundation": "created %(value)s",
    "manual": "by hand %(value)s",
    "unknown": "not known",
    "equal": "by surname",
    "unlisted": "not in the list",
    "no_category": "without category",
    "presides": "presides; %(rank)s",
    "host_presides": "invites and presides; %(rank)s",
    "host_next": "host next; %(rank)s",
    "host_second": "host second; %(rank)s",
    "host_third": "host third; %(rank)s",
    "by_hand": "moved: %(why)s; rules say %(computed)s: %(rules)s",
    "not_exact": "asked for %(wanted)s",
}


def rank(category, condition="", tie="seniority"):
    words = {"name": category, "condition": condition}
    return Rank(category, tie, condition, "norm", words)


CATEGORIES = ("president", "governor", "mayor", "judge", "bishop", "chancellor")
LIST = [
    rank("president"),
    rank("chancellor", "diplomats"),
    rank("governor"),
    rank("mayor"),
    rank("judge"),
    rank("bishop"),
    rank("chancellor"),
]


def guest(category, key=None):
    return Candidate(key or category, category, key or category)


def arrange(guests, chair=Chair(), moves=(), facts=()):  # noqa: B008
    placed = precedence.order(guests, LIST, PHRASES, facts)
    placed = precedence.seat_presidency(placed, chair, PHRASES)
    return precedence.move_by_hand(placed, dict(moves), PHRASES)


def keys(places):
    return [place.key for place in places]


# -- presidency and host ------------------------------------------------------


def test_the_host_who_presides_comes_first():
    places = arrange([guest("governor"), guest("mayor")], Chair("mayor", "mayor"))
    assert keys(places) == ["mayor", "governor"]
    assert places[0].reason == "invites and presides; rank mayor"


def test_the_president_presides_and_the_host_follows():
    # Spain RD 2099/1983 art. 4; Peru D.S. 096-2005-RE art. 94
    guests = [guest("governor"), guest("mayor"), guest("president")]
    places = arrange(guests, Chair("president", "mayor", HOST_NEXT))
    assert keys(places) == ["president", "mayor", "governor"]
    assert places[1].reason == "host next; rank mayor"


def test_the_host_is_second_when_nobody_else_outranks():
    # D.S. 096-2005-RE art. 14
    guests = [guest("judge"), guest("mayor"), guest("president")]
    places = arrange(guests, Chair("president", "mayor", HOST_THIRD))
    assert keys(places) == ["president", "mayor", "judge"]
    assert places[1].reason == "host second; rank mayor"


def test_the_host_is_third_when_somebody_else_outranks():
    guests = [guest("governor"), guest("judge"), guest("mayor"), guest("president")]
    places = arrange(guests, Chair("president", "mayor", HOST_THIRD))
    assert keys(places) == ["president", "governor", "mayor", "judge"]
    assert places[2].reason == "host third; rank mayor"


@pytest.mark.parametrize("rule", [HOST_NEXT, HOST_THIRD, HOST_RANK])
def test_a_host_who_does_not_attend_changes_nothing(rule):
    guests = [guest("governor"), guest("judge")]
    places = arrange(guests, Chair(None, "nobody", rule))
    assert places == arrange(guests)


def test_by_own_rank_the_host_is_one_of_the_others():
    guests = [guest("governor"), guest("mayor"), guest("judge")]
    places = arrange(guests, Chair("judge", "mayor", HOST_RANK))
    assert keys(places) == ["judge", "governor", "mayor"]
    assert places[2].reason == "rank mayor"


# -- representation -----------------------------------------------------------


def test_who_stands_in_sits_by_the_own_rank():
    stand_in = precedence.represent(
        guest("governor"), guest("bishop", "vicar"), notes=("own rank",)
    )
    places = arrange([stand_in, guest("judge")])
    assert keys(places) == ["judge", "governor"]
    assert places[1].reason == "rank bishop own rank"


def test_who_takes_the_place_stands_where_the_invited_would():
    stand_in = precedence.represent(
        guest("governor"), guest("bishop", "vicar"), True, ("by directive",)
    )
    places = arrange([stand_in, guest("judge")])
    assert keys(places) == ["governor", "judge"]
    assert places[0].reason == "rank governor by directive"


def test_representing_makes_a_condition_true():
    ranks = [rank("vice", "represents_president"), *LIST, rank("vice")]
    stand_in = precedence.represent(
        guest("president"), guest("vice"), facts=("represents_president",)
    )
    places = precedence.order([guest("governor"), stand_in], ranks, PHRASES)
    assert keys(places) == ["president", "governor"]
    assert places[0].reason == "rank vice because represents_president"


# -- by hand ------------------------------------------------------------------


def test_a_place_set_by_hand_stays_and_tells_what_the_rules_say():
    guests = [guest("governor"), guest("mayor"), guest("judge"), guest("bishop")]
    moves = {"bishop": Move(2, {"why": "host of the mass"})}
    places = arrange(guests, moves=moves)
    assert keys(places) == ["governor", "bishop", "mayor", "judge"]
    assert places[1].reason == "moved: host of the mass; rules say 4: rank bishop"
    places = arrange([*guests, guest("president")], moves=moves)
    assert keys(places)[1] == "bishop"


def test_two_moves_to_one_place_and_a_move_beyond_the_end_say_so():
    guests = [guest("governor"), guest("mayor"), guest("judge")]
    moves = {
        "judge": Move(1, {"why": "a"}),
        "governor": Move(1, {"why": "b"}),
        "mayor": Move(9, {"why": "c"}),
    }
    places = arrange(guests, moves=moves)
    assert keys(places) == ["judge", "governor", "mayor"]
    assert "asked for" not in places[0].reason
    assert places[1].reason.endswith("asked for 1")
    assert places[2].reason.endswith("asked for 9")


def test_who_accompanies_comes_after_all_in_the_order_of_whom_they_accompany():
    places = arrange([guest("judge"), guest("governor")])
    places = precedence.append(
        places,
        [("j2", "judge", "with %(place)s"), ("g2", "governor", "with %(place)s")],
    )
    assert keys(places) == ["governor", "judge", "g2", "j2"]
    assert [place.reason for place in places[2:]] == ["with 1", "with 2"]
    lost = precedence.append([], [("x", "gone", "with %(place)s")])
    assert (lost[0].place, lost[0].reason) == (1, "with –")


# -- Chile's regional list of 2003, as far as its numbers were read ------------

CHILE = [
    "intendente",
    "senador",
    "diputado",
    "corte",
    "contralor",
    "fiscal",
    "gobernador",
    "general",
    "obispo",
    "alcalde",
    "ministro_corte",
    "concejal",
]


def test_a_mayor_in_chile_stands_tenth_in_the_regional_list():
    ranks = [rank(category) for category in CHILE]
    guests = [guest(category) for category in reversed(CHILE)]
    places = precedence.order(guests, ranks, PHRASES)
    assert keys(places) == CHILE
    assert next(p.place for p in places if p.key == "alcalde") == 10


# -- properties -----------------------------------------------------------------

_days = st.none() | st.integers(0, 400).map(lambda n: date(2023, 1, 1) + timedelta(n))
_people = st.lists(
    st.tuples(st.sampled_from([*CATEGORIES, "unlisted", None]), _days), max_size=25
).map(
    lambda rows: [
        Candidate(index, category, f"{index:03}", since=since)
        for index, (category, since) in enumerate(rows)
    ]
)
_rules = st.sampled_from([HOST_NEXT, HOST_THIRD, HOST_RANK])


@st.composite
def _acts(draw):
    people = draw(_people)
    someone = st.none() | st.integers(0, 26)
    chair = Chair(draw(someone), draw(someone), draw(_rules))
    moves = draw(st.dictionaries(st.integers(0, 26), st.integers(1, 30), max_size=5))
    moves = {key: Move(place, {"why": "x"}) for key, place in moves.items()}
    return people, chair, moves


@given(_acts())
def test_the_order_is_total_and_explained(act):
    people, chair, moves = act
    places = arrange(people, chair, moves)
    assert sorted(keys(places)) == [person.key for person in people]
    assert [place.place for place in places] == list(range(1, len(people) + 1))
    assert all(place.reason for place in places)


@given(_acts(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_guests_came_in(act, random):
    people, chair, moves = act
    shuffled = list(people)
    random.shuffle(shuffled)
    assert arrange(shuffled, chair, moves) == arrange(people, chair, moves)


@given(_acts(), st.sampled_from([*CATEGORIES, "unlisted", None]), _days, st.booleans())
def test_a_newcomer_moves_nobody_without_saying_why(act, category, since, diplomats):
    """Who changes places with another of the guests is told the rule that did it."""
    people, chair, _moves = act
    newcomer = Candidate(99, category, "zzz", since=since)
    before = arrange(people, chair)
    facts = {"diplomats"} if diplomats else set()
    after = [p for p in arrange([*people, newcomer], chair, facts=facts) if p.key != 99]
    reasons = {place.key: place.reason for place in after}
    was = {key: index for index, key in enumerate(keys(before))}
    for one, other in _swapped(keys(after), was):
        assert any(
            word in reasons[key]
            for key in (one, other)
            for word in ("host second", "host third", "because diplomats")
        )
    if not diplomats and chair.host_rule != HOST_THIRD:
        assert keys(after) == keys(before)


def _swapped(ordered, was):
    return [
        (one, other)
        for index, one in enumerate(ordered)
        for other in ordered[index + 1 :]
        if was[one] > was[other]
    ]


@given(_people, st.integers(0, 24), st.sampled_from(CATEGORIES))
def test_representation_never_lifts_by_default(people, index, category):
    """Whoever stands in comes where the own post alone would have come."""
    if index >= len(people):
        return
    stand_in = Candidate("stand-in", category, "zzz")
    represented = precedence.represent(people[index], stand_in)
    others = people[:index] + people[index + 1 :]
    as_guest = arrange([*others, stand_in])
    as_stand_in = arrange([*others, represented])
    assert [
        replace(place, key="stand-in") if place.key == index else place
        for place in as_stand_in
    ] == as_guest


@given(_people, st.dictionaries(st.integers(0, 24), st.integers(1, 30), max_size=5))
def test_moves_by_hand_leave_the_others_in_their_order(people, wanted):
    moves = {key: Move(place, {"why": "x"}) for key, place in wanted.items()}
    rest = [key for key in keys(arrange(people, moves=moves)) if key not in moves]
    assert rest == [key for key in keys(arrange(people)) if key not in moves]
