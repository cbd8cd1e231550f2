from datetime import date

import pytest

from pr_office.tools import precedence
from pr_office.tools.precedence import Candidate, Rank

PHRASES = {
    "norm": "norm %(source)s",
    "directive": "directive %(source)s",
    "usage": "usage %(source)s",
    "seniority": "since %(value)s",
    "alphabetical": "by letter %(value)s",
    "foundation": "created %(value)s",
    "manual": "by hand %(value)s",
    "unknown": "date not known",
    "equal": "by surname",
    "unlisted": "%(post)s not in the list",
    "no_category": "%(post)s without category",
}
LIST = [
    Rank("president", words={"source": "art. 2"}, basis="norm"),
    Rank("governor", condition="of_place", words={"source": "art. 94"}, basis="norm"),
    Rank("chancellor", condition="diplomats", words={"source": "footnote"}),
    Rank("minister", "foundation", words={"source": "art. 9"}, basis="norm"),
    Rank("governor", "alphabetical", words={"source": "art. 94"}, basis="norm"),
    Rank("mayor", words={"source": "Directiva 003"}, basis="directive"),
    Rank("councillor", "manual", words={"source": "custom"}),
]


def order(*candidates, ranks=LIST, **options):
    return precedence.order(candidates, ranks, PHRASES, **options)


def keys(places):
    return [place.key for place in places]


def test_ministers_stand_by_the_date_their_ministry_was_created():
    places = order(
        Candidate("Ambiente", "minister", "a", founded=date(2008, 5, 13)),
        Candidate("Defensa", "minister", "z", founded=date(1987, 4, 1)),
        Candidate("Exteriores", "minister", "m", founded=date(1821, 8, 3)),
    )
    assert keys(places) == ["Exteriores", "Defensa", "Ambiente"]
    assert [place.place for place in places] == [1, 2, 3]
    assert places[0].reason == "norm art. 9 created 1821-08-03"


def test_regions_stand_alphabetically_but_the_one_of_the_place_first():
    places = order(
        Candidate("Puno", "governor", "a", region="puno"),
        Candidate("Ancash", "governor", "z", region="ancash"),
        Candidate(
            "Tacna", "governor", "b", region="tacna", facts=frozenset({"of_place"})
        ),
        Candidate("Salud", "minister", founded=date(1935, 10, 5)),
    )
    assert keys(places) == ["Tacna", "Salud", "Ancash", "Puno"]
    assert places[0].reason == "norm art. 94"
    assert places[2].reason == "norm art. 94 by letter ancash"


def test_who_is_in_no_list_comes_last_and_is_told_why():
    places = order(
        Candidate("Rondero", "ronda", "a", words={"post": "Presidente"}),
        Candidate("Nadie", None, "0", words={"post": "Vecino"}),
        Candidate("Alcaldesa", "mayor", "z"),
    )
    assert keys(places) == ["Alcaldesa", "Nadie", "Rondero"]
    assert places[1].reason == "Vecino without category"
    assert places[2].reason == "Presidente not in the list"
    assert places[2].rank is None


@pytest.mark.parametrize(("facts", "place"), [(("diplomats",), 1), ((), 2)])
def test_a_conditional_line_counts_only_when_its_fact_is_true(facts, place):
    places = order(
        Candidate("Canciller", "chancellor", words={"post": "Canciller"}),
        Candidate("Alcaldesa", "mayor"),
        facts=facts,
    )
    assert {row.key: row.place for row in places}["Canciller"] == place


def test_missing_and_equal_dates_are_said():
    places = order(
        Candidate("C", "mayor", "c"),
        Candidate("B", "mayor", "b", since=date(2023, 1, 1)),
        Candidate("A", "mayor", "a", since=date(2023, 1, 1)),
        Candidate("D", "mayor", "d", since=date(2019, 1, 1)),
    )
    assert keys(places) == ["D", "A", "B", "C"]
    assert places[0].reason == "directive Directiva 003 since 2019-01-01"
    assert places[1].reason == "directive Directiva 003 since 2023-01-01 by surname"
    assert places[3].reason == "directive Directiva 003 date not known"


def test_order_by_hand_knows_zero():
    places = order(
        Candidate("second", "councillor", manual=1),
        Candidate("first", "councillor", manual=0),
        Candidate("unknown", "councillor"),
    )
    assert keys(places) == ["first", "second", "unknown"]


def test_values_are_shown_as_the_caller_wants():
    places = order(
        Candidate("A", "mayor", since=date(2023, 1, 31)),
        Candidate("B", "mayor", since=date(2023, 2, 1)),
        show=lambda value: value.strftime("%d/%m/%Y"),
    )
    assert places[0].reason.endswith("since 31/01/2023")


def test_the_order_does_not_depend_on_the_order_given():
    candidates = [
        Candidate(name, category, name, since=since)
        for name, category, since in [
            ("a", "mayor", None),
            ("b", "mayor", date(2020, 1, 1)),
            ("c", "president", None),
            ("d", "nothing", None),
        ]
    ]
    for candidate in candidates:
        object.__setattr__(candidate, "words", {"post": "x"})
    there = precedence.order(candidates, LIST, PHRASES)
    back = precedence.order(reversed(candidates), LIST, PHRASES)
    assert there == back
    assert keys(there) == ["c", "b", "a", "d"]
