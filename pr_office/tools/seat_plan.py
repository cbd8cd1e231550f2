"""Where the seats of a zone stand, which one is honoured more, who sits beside whom.

Everything is drawn from the public's view: the stage above, the public below, so that
the right of who presides is at the left of the drawing. The order of honour inside a
zone is usage from protocol manuals, not law: alternation right and left of a centre or
of an aisle, facing centres and a cross ("cartesian") at a long table.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

from . import head_table

HEAD = "head"
ROWS = "rows"
ROUND = "round"
LONG = "long"
STANDING = "standing"

# Width and height of a seat's card, in units of the drawing.
CARDS = {
    HEAD: (150, 92),
    ROWS: (104, 72),
    ROUND: (112, 62),
    LONG: (112, 72),
    STANDING: (104, 72),
}
_GAP = 10
_AISLE = 64
_TABLES_ABREAST = 2
_STANDING_ABREAST = 8


@dataclass(frozen=True)
class Zone:
    """A zone of the hall.

    ``groups`` counts rows or tables, ``seats`` the seats of each; ``aisle`` parts the
    rows in two; ``shared_centre`` leaves the middle of the head table empty;
    ``mirrored`` puts the honoured side at the right of the drawing.
    """

    kind: str
    groups: int = 1
    seats: int = 0
    aisle: bool = False
    shared_centre: bool = False
    mirrored: bool = False


@dataclass(frozen=True)
class Spot:
    """A seat: ``honour`` counts from 1 in the zone, ``number`` in its group.

    ``x`` and ``y`` are the upper left corner of its card; ``beside`` are the honours
    of the seats next to it.
    """

    honour: int
    group: int
    number: int
    x: float
    y: float
    beside: frozenset


def spots(zone):
    """Return the seats of a zone in their order of honour.

    Rows and tables are filled one after the other, the nearest to the stage first.

    :param zone: :class:`Zone`; 0 seats give none
    :rtype: list
    """
    if zone.kind == ROUND:
        drawn = _draw_round(zone)
    elif zone.kind == LONG:
        drawn = _draw_long(zone)
    else:
        drawn = _draw_lines(zone)
    left = min((x for _group, _key, x, _y in drawn), default=0)
    top = min((y for _group, _key, _x, y in drawn), default=0)
    beside = _find_neighbours(zone, [(group, key) for group, key, _x, _y in drawn])
    numbers = _number_seats(zone, drawn)
    return [
        Spot(
            honour=honour,
            group=group,
            number=numbers[honour],
            x=round(x - left, 1),
            y=round(y - top, 1),
            beside=beside[honour],
        )
        for honour, (group, _key, x, y) in enumerate(drawn, start=1)
    ]


def size(kind, drawn):
    """Return width and height of the drawing of these spots."""
    width, height = CARDS[kind]
    return (
        max((spot.x for spot in drawn), default=0) + width,
        max((spot.y for spot in drawn), default=0) + height,
    )


def row_letter(group):
    """Return the letters of a row or table that counts from 1: A … Z, AA …"""
    letters = ""
    while group > 0:
        group, rest = divmod(group - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _side(zone):
    return 1 if zone.mirrored else -1


def _draw_lines(zone):
    """Seats in lines that look at the public's side: ``(group, offset, x, y)``."""
    width, height = CARDS[zone.kind]
    parted = zone.aisle and zone.kind == ROWS
    shared = zone.shared_centre and zone.kind == HEAD
    drawn = []
    for group, seats in enumerate(_count_seats(zone), start=1):
        y = (group - 1) * (height + 2 * _GAP)
        for place in range(1, seats + 1):
            offset = head_table.get_offset(place, parted or shared)
            across = _across(offset, parted or shared) * (width + _GAP)
            across += math.copysign(_AISLE / 2, offset) * parted
            drawn.append((group, offset, _side(zone) * across, y))
    return drawn


def _across(offset, parted):
    """No column stands in the middle of two sides."""
    return offset - math.copysign(0.5, offset) if parted else offset


def _count_seats(zone):
    """Return how many seats each line has."""
    if zone.kind != STANDING:
        return [zone.seats] * zone.groups
    full, rest = divmod(zone.groups * zone.seats, _STANDING_ABREAST)
    return [_STANDING_ABREAST] * full + [rest] * bool(rest)


def _draw_round(zone):
    """The first seat of each table faces the public; its right hand comes second."""
    width, height = CARDS[ROUND]
    radius = max(1.2 * width, zone.seats * (width + _GAP) / 5)
    tall = radius * 0.8
    drawn = []
    for group in range(1, zone.groups + 1):
        line, column = divmod(group - 1, _TABLES_ABREAST)
        middle_x = column * (2 * radius + width + 4 * _GAP)
        middle_y = line * (2 * tall + height + 4 * _GAP)
        for place in range(1, zone.seats + 1):
            offset = head_table.get_offset(place)
            angle = 2 * math.pi * offset / zone.seats * _side(zone)
            x = middle_x + radius * math.sin(angle)
            y = middle_y - tall * math.cos(angle)
            drawn.append((group, offset % zone.seats, x, y))
    return drawn


def _draw_long(zone):
    """Two sides with a centre each: odd places above, even ones below, in a cross."""
    width, height = CARDS[LONG]
    drawn = []
    for group in range(1, zone.groups + 1):
        top = (group - 1) * (2 * height + 9 * _GAP)
        for place in range(1, zone.seats + 1):
            step, below = divmod(place - 1, 2)
            offset = head_table.get_offset(step + 1)
            x = _side(zone) * (-offset if below else offset) * (width + _GAP)
            y = top + below * (height + 4 * _GAP)
            drawn.append((group, (below, offset), x, y))
    return drawn


def _find_neighbours(zone, keys):
    """Return the honours beside each honour; nobody has a neighbour standing."""
    by_key = {key: honour for honour, key in enumerate(keys, start=1)}
    return defaultdict(
        frozenset,
        {
            honour: frozenset(
                by_key[group, other]
                for other in _get_beside(zone, key)
                if (group, other) in by_key and by_key[group, other] != honour
            )
            for honour, (group, key) in enumerate(keys, start=1)
        },
    )


def _get_beside(zone, key):
    if zone.kind == STANDING:
        return ()
    if zone.kind == ROUND:
        return (key - 1) % zone.seats, (key + 1) % zone.seats
    if zone.kind == LONG:
        below, offset = key
        return (below, offset - 1), (below, offset + 1)
    if zone.kind == HEAD and zone.shared_centre:
        # The two who preside sit side by side: nobody is between them
        return key - 1 or -1, key + 1 or 1
    return key - 1, key + 1


def _number_seats(zone, drawn):
    """Number the seats of each group: by honour at tables, else from left to right."""
    order = range(len(drawn))
    if zone.kind == ROWS:
        order = sorted(order, key=lambda index: (drawn[index][0], drawn[index][2]))
    numbers, last = {}, defaultdict(int)
    for index in order:
        group = 1 if zone.kind == STANDING else drawn[index][0]
        last[group] += 1
        numbers[index + 1] = last[group]
    return numbers
