"""Order of precedence: who comes first by a list, and why.

A list gives ranks; whoever shares a rank is ordered by its tie-breaker. Nobody is
left out: who has no rank comes last and is told why.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import names

SENIORITY = "seniority"
ALPHABETICAL = "alphabetical"
FOUNDATION = "foundation"
MANUAL = "manual"


@dataclass(frozen=True)
class Rank:
    """One line of a precedence list.

    ``condition`` is a key that must be among the facts for the line to count, or
    empty; ``basis`` is ``norm``, ``directive`` or ``usage``; ``words`` are what the
    phrase of that basis needs, such as the name and the source.
    """

    category: Any
    tie_breaker: str = SENIORITY
    condition: str = ""
    basis: str = "usage"
    words: dict = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Candidate:
    """Who is to be placed, in the capacity of one post.

    ``since`` is the day the post was taken up, ``founded`` the day the institution
    was created, ``region`` the text for the alphabetical order, ``manual`` the order
    set by hand, ``sort_name`` what settles the rest, ``facts`` the keys of conditions
    that are true of this person, such as ``of_place``.
    """

    key: Any
    category: Any = None
    sort_name: str = ""
    since: date | None = None
    founded: date | None = None
    region: str = ""
    manual: Any = None
    facts: frozenset = frozenset()
    words: dict = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class Place:
    key: Any
    place: int
    rank: Rank | None
    reason: str


_TIE_VALUES = {
    SENIORITY: lambda candidate: candidate.since,
    ALPHABETICAL: lambda candidate: candidate.region or None,
    FOUNDATION: lambda candidate: candidate.founded,
    MANUAL: lambda candidate: candidate.manual,
}


def order(candidates, ranks, phrases, facts=(), show=str):
    """Place candidates by a list; O(n log n), deterministic.

    :param candidates: iterable of :class:`Candidate`
    :param ranks: :class:`Rank` in the order of the list
    :param phrases: words of the reasons by key, with ``%(…)s``: ``norm``,
        ``directive``, ``usage`` (words of the rank), ``seniority``, ``alphabetical``,
        ``foundation``, ``manual`` (``value``), ``unknown`` (the tie-breaker's value is
        missing), ``equal`` (the tie-breaker does not tell them apart), ``unlisted``
        and ``no_category`` (words of the candidate)
    :param facts: keys of conditions that are true of the act, such as ``diplomats``
    :param show: function that writes a tie-breaker's value, a date or a text
    :return: list of :class:`Place`, ``place`` counting from 1
    """
    by_category = {}
    for position, rank in enumerate(ranks):
        by_category.setdefault(rank.category, []).append((position, rank))
    placed = [
        (*_find_rank(candidate, by_category, frozenset(facts)), candidate)
        for candidate in candidates
    ]
    placed.sort(key=lambda row: (row[0], *_tie_key(row[1], row[2])))
    groups = {}
    for position, rank, candidate in placed:
        value = _tie_value(rank, candidate)
        groups.setdefault(position, []).append(value)
    return [
        Place(
            key=candidate.key,
            place=place,
            rank=rank,
            reason=_reason(rank, candidate, groups[position], phrases, show),
        )
        for place, (position, rank, candidate) in enumerate(placed, start=1)
    ]


def _find_rank(candidate, by_category, act_facts):
    """Return the first rank of the candidate's category whose condition holds."""
    true = candidate.facts | act_facts
    for position, rank in by_category.get(candidate.category, ()):
        if not rank.condition or rank.condition in true:
            return position, rank
    return float("inf"), None


def _tie_value(rank, candidate):
    return _TIE_VALUES[rank.tie_breaker](candidate) if rank else None


def _tie_key(rank, candidate):
    value = _tie_value(rank, candidate)
    if isinstance(value, str):
        value = names.fold(value)
    return value is None, 0 if value is None else value, candidate.sort_name


def _reason(rank, candidate, values, phrases, show):
    if not rank:
        key = "unlisted" if candidate.category else "no_category"
        return phrases[key] % candidate.words
    words = [phrases[rank.basis] % rank.words]
    if len(values) > 1:
        words += _tie_reasons(rank, candidate, values, phrases, show)
    return " ".join(words)


def _tie_reasons(rank, candidate, values, phrases, show):
    value = _tie_value(rank, candidate)
    if value is None:
        yield phrases["unknown"]
    else:
        yield phrases[rank.tie_breaker] % {"value": show(value)}
    if values.count(value) > 1:
        yield phrases["equal"]
