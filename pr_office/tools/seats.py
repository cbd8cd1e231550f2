"""Which seat of a post is free over a stretch of days."""

from datetime import date


def overlaps(start, end, other_start, other_end):
    """Tell whether two stretches of days share a day.

    Both ends count; a missing end is open. Consecutive days do not overlap.

    :param start, end, other_start, other_end: :class:`datetime.date` or false
    """
    return (start or date.min) <= (other_end or date.max) and (
        other_start or date.min
    ) <= (end or date.max)


def free_seat(taken, start, end, seats, preferred=None):
    """Return a free seat from ``start`` to ``end``, or ``None``.

    :param taken: iterable of ``(seat_number, start, end)`` already given
    :param int seats: how many hold the post at once; seats count from 1
    :param int preferred: taken when it is free, else the lowest free one is
    """
    busy = {
        number
        for number, other_start, other_end in taken
        if overlaps(start, end, other_start, other_end)
    }
    free = [number for number in range(1, seats + 1) if number not in busy]
    return preferred if preferred in free else next(iter(free), None)
