"""What changed between two printings of a day, and in which size it fits its page.

A line is a dict, as ``pr.agenda._get_day_lines`` describes it; nothing is looked up.
"""

import math

NEW = "new"
MOVED = "moved"
CHANGED = "changed"
GONE = "gone"

_PLACED = ("day", "start", "stop", "place")
_SAID = (
    "name",
    "activity",
    "confirmed",
    "leave",
    "back",
    "represented_by",
    "represents",
)
# From the same line to one that only has its name; the first that fits counts.
_RESEMBLANCES = (("key", "day"), ("key",), ("day", "name", "start"), ("day", "name"))


def sort_key(line):
    """Order lines by day and hour; what fills the whole day comes first."""
    return line["day"], line["start"], line["stop"], line["key"]


def compare(before, after):
    """Tell for each line whether it changed; what went away stays where it stood.

    An occurrence of a series that was written anew has another key: it is known by
    its day and name.

    :param before: lines shown last time, ``None`` when nothing was shown yet
    :param after: lines shown now
    :return: list of ``(mark, line, old)`` in order of time; ``mark`` is ``""`` or one
        of this module's, ``old`` the line as it was or ``None``
    """
    if before is None:
        return [("", line, None) for line in after]
    pairs, gone = _match(before, after)
    rows = [(_get_mark(old, line), line, old) for line, old in pairs]
    rows += [(GONE, old, old) for old in gone]
    return sorted(rows, key=lambda row: sort_key(row[1]))


def is_changed(before, after):
    """Tell whether anything that is printed changed."""
    return any(mark for mark, _line, _old in compare(before, after))


def _match(before, after):
    """Pair each line with what it was, by ever looser resemblance."""
    found, left = {}, list(before)
    for names in _RESEMBLANCES:
        for position, line in enumerate(after):
            if position in found:
                continue
            old = next((o for o in left if all(o[n] == line[n] for n in names)), None)
            if old:
                found[position] = old
                left.remove(old)
    return [(line, found.get(position)) for position, line in enumerate(after)], left


def _get_mark(old, line):
    if old is None:
        return NEW
    if any(old[name] != line[name] for name in _PLACED):
        return MOVED
    return CHANGED if any(old[name] != line[name] for name in _SAID) else ""


_MM_PER_POINT = 25.4 / 72
_LINE_HEIGHT = 1.25
_CHARACTER_WIDTH = 0.52


def fit(blocks, width, height, sizes, gap=2.6):
    """Return the first of the font sizes in which texts fit below each other.

    :param blocks: for each block the list of its paragraphs
    :param width, height: room in millimetres
    :param sizes: font sizes in points, from the largest
    :param gap: millimetres that each block takes besides its text
    :return: a size, or ``None`` when none is small enough
    """
    return next(
        (s for s in sizes if _get_height(blocks, width, s, gap) <= height), None
    )


def _get_height(blocks, width, size, gap):
    size *= _MM_PER_POINT
    columns = max(1, int(width / (size * _CHARACTER_WIDTH)))
    lines = sum(
        math.ceil(len(text) / columns) for block in blocks for text in block if text
    )
    return lines * size * _LINE_HEIGHT + len(blocks) * gap
