"""What changed between two printings of a day: lines compared, nothing looked up.

A line is a dict, as ``pr.agenda._get_day_lines`` describes it.
"""

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
