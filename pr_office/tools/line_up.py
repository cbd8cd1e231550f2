"""Orders of people on the move, for the picture and at the lectern: usage, not law."""

from . import head_table


def procession(keys, abreast=1, senior_last=False):
    """Return who walks in which row.

    In each row the senior walks in the middle, or at the right of two; even places go
    right and odd ones left, as at the table.

    :param keys: the order of precedence
    :param int abreast: how many walk side by side, at least 1
    :param bool senior_last: the highest close the procession instead of leading it
    :return: rows in the order in which they walk, each from the left to the right of
        who looks at their faces
    :rtype: list
    """
    rows = [_spread(row) for row in _cut(list(keys), max(abreast, 1))]
    return rows[::-1] if senior_last else rows


def photo(keys, abreast):
    """Return who stands in which row of the picture, the front row first.

    :param keys: the order of precedence; the first stands in the middle in front
    :param int abreast: how many stand in a row, at least 1
    :return: rows from the front, each as the camera sees it from the left
    """
    return [_spread(row) for row in _cut(list(keys), max(abreast, 1))]


def speaking(keys):
    """Return who speaks after whom: from the lowest to the highest, who closes."""
    return list(keys)[::-1]


def _cut(keys, size):
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _spread(row):
    # Two abreast have no centre: the senior takes the right
    shared = len(row) == 2
    chairs = head_table.arrange(row, len(row), shared)
    return [chair.key for chair in head_table.from_hall(chairs)]
