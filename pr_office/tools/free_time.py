"""Free time of an agenda, from plain intervals."""

from datetime import timedelta

_STEP = timedelta(minutes=15)


def merge(intervals):
    """Return ``intervals`` sorted, with the overlapping and touching ones joined.

    :param intervals: iterable of ``(start, stop)``, of one kind of datetime
    :rtype: list
    """
    merged = []
    for start, stop in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def subtract(intervals, taken):
    """Return what is left of ``intervals`` outside ``taken``, both lists merged."""
    left, taken = [], list(taken)
    for start, stop in intervals:
        for taken_start, taken_stop in taken:
            if taken_stop <= start:
                continue
            if taken_start >= stop:
                break
            if taken_start > start:
                left.append((start, taken_start))
            start = max(start, taken_stop)
        if start < stop:
            left.append((start, stop))
    return left


def pad(intervals, before, after):
    """Return ``intervals`` widened on both sides by :class:`~datetime.timedelta`."""
    return [(start - before, stop + after) for start, stop in intervals]


def cut_slots(intervals, length):
    """Cut free stretches into slots of ``length`` that start on a quarter of an hour.

    :param intervals: merged free ``(start, stop)``, naive
    :param length: :class:`~datetime.timedelta` above zero
    :return: list of ``(start, stop)``, one after the other, never overlapping
    """
    slots = []
    for start, stop in intervals:
        begin = start + (start.min - start) % _STEP
        while begin + length <= stop:
            slots.append((begin, begin + length))
            begin += length + (begin.min - begin - length) % _STEP
    return slots


def overlaps(interval, taken):
    """Tell whether ``interval`` shares time with one of ``taken``."""
    start, stop = interval
    return any(begin < stop and end > start for begin, end in taken)
