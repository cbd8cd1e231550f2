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


@dataclass(frozen=True)
class Followed:
    """A step while the act goes on: ``state`` is done, skipped, running or coming.

    ``start`` and ``stop`` are what was or what is now to be expected; ``offset`` is how
    many minutes after its planned beginning it begins, less than zero when earlier.
    """

    key: Any
    start: datetime
    stop: datetime
    state: str
    offset: int


def follow(start, steps, started, now, ended=None):
    """Tell what was of a run of show and what is to be expected of the rest.

    The step that began last is running; one that takes longer than planned pushes
    those after it, minute by minute. Steps before it that never began were skipped.

    :param datetime start: when the act was to begin
    :param steps: list of :class:`Step` in their order
    :param dict started: key of a step to when it really began
    :param datetime now: moment of asking
    :param datetime ended: when the last step ended, once the act is over
    :return: list of :class:`Followed`
    """
    timed = plan(start, steps)
    order = sorted(started, key=started.get)
    running = None if ended or not order else order[-1]
    passed = {step.key for step in steps[: _position(steps, order[-1:]) + 1]}
    followed, free = [], max(start, now) if not order else None
    for step, wanted in zip(steps, timed, strict=True):
        if step.key in started:
            begins, stop, state = _begun(step, started, order, now, ended)
            free = stop if step.key == running else free
        elif ended or step.key in passed:
            begins, stop, state = wanted.start, wanted.stop, "skipped"
        else:
            begins = max(free or now, step.not_before or datetime.min)
            stop, state = begins + timedelta(minutes=step.minutes), "coming"
            free = stop
        offset = _minutes(begins - wanted.start) if state != "skipped" else 0
        followed.append(Followed(step.key, begins, stop, state, offset))
    return followed


def behind(start, steps, followed):
    """Return how many minutes the act is behind its plan, less than zero when ahead.

    Counted where the act stands: at the expected end of the running step, else at the
    beginning of the next one, else at its end.
    """
    timed = {row.key: row for row in plan(start, steps)}
    for row in followed:
        if row.state == "running":
            return _minutes(row.stop - timed[row.key].stop)
    for row in followed:
        if row.state == "coming":
            return row.offset
    done = [row for row in followed if row.state == "done"]
    last = max(done, key=lambda row: row.stop, default=None)
    return _minutes(last.stop - timed[last.key].stop) if last else 0


def _begun(step, started, order, now, ended):
    begins = started[step.key]
    place = order.index(step.key)
    if place + 1 < len(order):
        return begins, started[order[place + 1]], "done"
    if ended:
        return begins, max(ended, begins), "done"
    return begins, max(begins + timedelta(minutes=step.minutes), now), "running"


def _position(steps, keys):
    return max((i for i, step in enumerate(steps) if step.key in keys), default=-1)


def _minutes(delta):
    return int(delta.total_seconds() / 60)
