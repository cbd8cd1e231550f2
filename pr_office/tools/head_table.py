"""The head table: who sits where once the order of precedence is known.

The first takes the centre, the second the right hand of the first, the third the
left, and so on outwards: even places right, odd places left. This is usage from
protocol manuals, not law. Right is the right of who presides, that is the left of
who looks at the table from the hall.
"""

import textwrap
from dataclasses import dataclass
from typing import Any

VOLUNTARY = "voluntary"
OBLIGED = "obliged"


@dataclass(frozen=True)
class Chair:
    """One chair: ``offset`` 0 is the centre, positive to the right of who presides.

    ``row`` is 1 at the table and 2 in the row behind or in front, where ``offset``
    counts the chairs from 1, the nearest to the table first.
    """

    key: Any
    place: int
    row: int
    offset: int


def cede(keys, taker, how):
    """Return the order after who presides gave the chair away, which happens once.

    Who gives it of the own will goes to the left of the new centre and so drops two
    places; who has to, to the right, and drops one.

    :param keys: the order of precedence, who presides first
    :param taker: who gets the chair
    :param str how: :data:`VOLUNTARY` or :data:`OBLIGED`
    :raises ValueError: when ``taker`` is not in the order or presides already
    """
    ordered = list(keys)
    if taker not in ordered[1:]:
        raise ValueError(taker)
    ordered.remove(taker)
    ordered.insert(0, taker)
    if how == VOLUNTARY and len(ordered) > 2:
        ordered[1], ordered[2] = ordered[2], ordered[1]
    return ordered


def arrange(keys, seats, shared_centre=False):
    """Seat the order of precedence at a table, then in a linear second row.

    :param keys: the order, who presides first
    :param int seats: chairs at the table, 0 or more
    :param bool shared_centre: two preside; the senior one sits at the right of the
        middle and nobody in it
    :return: list of :class:`Chair` in the order given
    """
    chairs = []
    for place, key in enumerate(keys, start=1):
        if place <= seats:
            chairs.append(Chair(key, place, 1, get_offset(place, shared_centre)))
        else:
            chairs.append(Chair(key, place, 2, place - max(seats, 0)))
    return chairs


def get_offset(place, shared_centre=False):
    """Return how far from the centre a place sits, positive to the right of it."""
    step = (place + 1) // 2 if shared_centre else place // 2
    rightwards = place % 2 == 1 if shared_centre else place % 2 == 0
    return step if rightwards else -step


def has_centre(seats, shared_centre=False):
    """Tell whether the two sides of the table are equal."""
    return seats % 2 == (0 if shared_centre else 1)


def from_hall(chairs):
    """Return the chairs of the table from the left to the right of who looks at it."""
    return sorted(
        (chair for chair in chairs if chair.row == 1), key=lambda chair: -chair.offset
    )


def wrap(text, width, lines):
    """Break a text for a card of the drawing; what does not fit ends in "…".

    :param int width: characters a line
    :param int lines: at most so many lines
    :return: list of str
    """
    return textwrap.wrap(text, width, max_lines=lines, placeholder="…")
