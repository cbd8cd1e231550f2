"""The run of show: when each step of an act begins and ends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LONGEST = 24 * 60


@dataclass(frozen=True)
class Step:
    """One step: ``minutes`` long, not before ``not_before`` where one is set."""

    key: Any
    minutes: int
    not_before: datetime | None = None


@dataclass(frozen=True)
class Timed:
    """When a step begins and ends.

    ``wait`` is how many minutes nothing happens before it, ``late`` how many minutes
    after its wanted time it begins.
    """

    key: Any
    start: datetime
    stop: datetime
    wait: int
    late: int


def plan(start, steps):
    """Lay the steps one after the other from ``start``.

    :param datetime start: when the act begins
    :param steps: iterable of :class:`Step` in their order
    :return: list of :class:`Timed`
    :raises ValueError: for a step of less than a minute or more than a day
    """
    timed, now = [], start
    for step in steps:
        if not 0 < step.minutes <= LONGEST:
            raise ValueError(step.minutes)
        begins = max(now, step.not_before or now)
        late = _minutes(now - step.not_before) if step.not_before else 0
        stop = begins + timedelta(minutes=step.minutes)
        timed.append(
            Timed(step.key, begins, stop, _minutes(begins - now), max(late, 0))
        )
        now = stop
    return timed


def _minutes(delta):
    return int(delta.total_seconds() // 60)
