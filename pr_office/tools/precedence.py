"""Order of precedence: who comes first by a list, and why.

A list gives ranks; whoever shares a rank is ordered by its tie-breaker. Nobody is
left out: who has no rank comes last and is told why.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from . import names

SENIORITY = "seniority"
ALPHABETICAL = "alphabetical"
FOUNDATION = "foundation"
MANUAL = "manual"

HOST_NEXT = "next"
HOST_THIRD = "third"
HOST_RANK = "rank"


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
    notes: tuple = ()


@dataclass(frozen=True)
class Place:
    key: Any
    place: int
    rank: Rank | None
    reason: str


@dataclass(frozen=True)
class Chair:
    """The place of who presides and of who invites, before anybody's rank counts.

    ``host_rule`` says where a host who does not preside goes: :data:`HOST_NEXT`,
    right after who presides, by the own rank when nobody does; :data:`HOST_THIRD`,
    third when somebody else who attends outranks the host and second otherwise;
    :data:`HOST_RANK`, by the own rank.
    """

    presider: Any = None
    host: Any = None
    host_rule: str = "rank"


@dataclass(frozen=True)
class Move:
    """A place that somebody gave by hand; ``words`` are those of its phrase."""

    place: int
    words: dict = field(default_factory=dict, hash=False, compare=False)


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
        and ``no_category`` (words of the candidate); with ``condition`` (words of the
        rank) a rank that does not always count says so
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
        return " ".join([phrases[key] % candidate.words, *candidate.notes])
    words = [phrases[rank.basis] % rank.words]
    if rank.condition and "condition" in phrases:
        words.append(phrases["condition"] % rank.words)
    if len(values) > 1:
        words += _tie_reasons(rank, candidate, values, phrases, show)
    return " ".join([*words, *candidate.notes])


def _tie_reasons(rank, candidate, values, phrases, show):
    value = _tie_value(rank, candidate)
    if value is None:
        yield phrases["unknown"]
    else:
        yield phrases[rank.tie_breaker] % {"value": show(value)}
    if values.count(value) > 1:
        yield phrases["equal"]


def represent(invited, stand_in, takes_place=False, notes=(), facts=()):
    """Return who is to be placed when ``stand_in`` comes instead of ``invited``.

    A stand-in sits by the own rank (Spain, RD 2099/1983 art. 9; in Peru only who
    represents the President takes a precedence, D.S. 096-2005-RE art. 6).

    :param invited: :class:`Candidate` who was invited; the key stays this one's
    :param stand_in: :class:`Candidate` who comes
    :param bool takes_place: the stand-in takes the place of who was invited
    :param notes: phrases that say which of the two it is
    :param facts: keys of conditions that the representation makes true
    """
    ranked = invited if takes_place else stand_in
    return replace(
        ranked,
        key=invited.key,
        facts=ranked.facts | frozenset(facts),
        notes=(*ranked.notes, *notes),
    )


def seat_presidency(places, chair, phrases):
    """Put who presides first and the host where the rule says; the rest keep order.

    :param places: list of :class:`Place` in the order of the list
    :param chair: :class:`Chair`
    :param phrases: words of the reasons by key: ``presides``, ``host_presides``,
        ``host_next``, ``host_second``, ``host_third``, each with ``%(rank)s``, what the
        list says
    :return: new list of :class:`Place`
    """
    ordered = list(places)
    presider = _pull(ordered, chair.presider)
    ruled = chair.host_rule == HOST_THIRD or (presider and chair.host_rule == HOST_NEXT)
    host = ruled and _pull(ordered, chair.host)
    if host:
        key, index = _find_host_place(ordered, host, chair, bool(presider))
        ordered.insert(index, _explain(host, phrases[key]))
    if presider:
        key = "host_presides" if chair.host == chair.presider else "presides"
        ordered.insert(0, _explain(presider, phrases[key]))
    return _number(ordered)


def _find_host_place(others, host, chair, presided):
    """Return the phrase's key and where among ``others`` the host goes."""
    if chair.host_rule == HOST_NEXT:
        return "host_next", 0
    # D.S. 096-2005-RE art. 14: second, or third when somebody outranks the host
    outranked = any(row.place < host.place for row in others)
    if presided:
        return ("host_third", 1) if outranked else ("host_second", 0)
    return ("host_third", min(2, len(others))) if outranked else ("host_second", 0)


def move_by_hand(places, moves, phrases):
    """Give the places that were set by hand; the others fill the rest in their order.

    A place beyond the last one is the last; of two moves to one place the one that
    stands higher by the rules goes first. A move that could not be kept to the letter
    says so.

    :param places: list of :class:`Place`
    :param dict moves: :class:`Move` by key; keys that are not placed are left out
    :param phrases: words of the reasons by key: ``by_hand`` (words of the move and
        ``%(rules)s``, what the rules say, ``%(computed)s``, their place), ``not_exact``
        (``%(wanted)s``)
    :return: new list of :class:`Place`
    """
    ordered = [row for row in places if row.key not in moves]
    moved = sorted(
        (row for row in places if row.key in moves),
        key=lambda row: (moves[row.key].place, row.place),
    )
    for row in moved:
        move = moves[row.key]
        words = move.words | {"rules": row.reason, "computed": row.place}
        index = max(move.place - 1, 0)
        ordered.insert(index, replace(row, reason=phrases["by_hand"] % words))
    return [_note_inexact(row, moves, phrases) for row in _number(ordered)]


def _note_inexact(row, moves, phrases):
    move = moves.get(row.key)
    if not move or move.place == row.place:
        return row
    note = phrases["not_exact"] % {"wanted": move.place}
    return replace(row, reason=f"{row.reason} {note}")


def append(places, followers):
    """Put ``followers`` after all others, in the order of whom each follows.

    :param places: list of :class:`Place`
    :param followers: list of ``(key, key of the one followed, phrase)``, the phrase
        with ``%(place)s`` of the one followed
    :return: new list of :class:`Place`
    """
    by_key = {row.key: row.place for row in places}
    last = len(by_key) + 1
    ranked = sorted(followers, key=lambda row: by_key.get(row[1], last))
    added = [
        Place(key, 0, None, phrase % {"place": by_key.get(followed) or "–"})
        for key, followed, phrase in ranked
    ]
    return _number([*places, *added])


def _pull(ordered, key):
    """Take the place of ``key`` out of the list and return it, or ``None``."""
    for index, row in enumerate(ordered):
        if key is not None and row.key == key:
            return ordered.pop(index)
    return None


def _explain(row, phrase):
    return replace(row, reason=phrase % {"rank": row.reason})


def _number(ordered):
    return [replace(row, place=place) for place, row in enumerate(ordered, start=1)]
