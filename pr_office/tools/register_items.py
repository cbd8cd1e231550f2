"""What a file says about institutions, posts, people and mandates.

The common ground of the table and the Popolo import: readers fill a
:class:`Register`, the ORM side compares it with the database and applies it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from . import seats

KINDS = ("institution", "post", "person", "mandate")


@dataclass
class Problem:
    """Something to say about a place of the file.

    :ivar str code: which problem; the caller has the words
    :ivar str severity: ``error`` refuses the row, ``warning`` and ``note`` do not
    :ivar place: row number, or path in a JSON file
    :ivar str column: letter of the column, ``""`` when it is the whole row
    :ivar str heading: heading of the column as the file has it
    """

    code: str
    severity: str = "error"
    place: object = ""
    column: str = ""
    heading: str = ""
    facts: dict = field(default_factory=dict)


@dataclass
class Item:
    """An institution, post, person or mandate of the file.

    :ivar str key: the same at each reading of the same file
    :ivar dict values: what the file states, empty cells left out
    :ivar list places: rows or paths that state it
    :ivar dict links: keys of other items: ``institution``, ``post``, ``person``
    """

    kind: str
    key: str
    values: dict = field(default_factory=dict)
    places: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    links: dict = field(default_factory=dict)

    @property
    def refused(self):
        return any(problem.severity == "error" for problem in self.problems)


class Register:
    """Items by key in the order of the file, and what to say about the file."""

    def __init__(self):
        self.items = {}
        self.notes = []
        self.row_count = 0
        self._repeats = defaultdict(int)

    def add(self, item):
        self.items[item.key] = item
        return item

    def of_kind(self, kind):
        return [item for item in self.items.values() if item.kind == kind]

    def unique_key(self, text):
        """Return ``text``, numbered when it already stands for something else."""
        self._repeats[text] += 1
        number = self._repeats[text]
        return text if number == 1 else f"{text}#{number}"


@dataclass
class Stay:
    """A stretch of days in a post, for :func:`plan_seats`.

    :ivar key: whatever tells it apart for the caller
    :ivar bool known: it stands in the database already
    """

    key: object
    start: date = None
    end: date = None
    known: bool = False
    seat: int = 0


def most_at_once(stays):
    """Return how many of these stays share their busiest day."""
    return max(
        (
            sum(seats.overlaps(day, day, other.start, other.end) for other in stays)
            for day in {stay.start or date.min for stay in stays}
        ),
        default=0,
    )


def hand_over(stays):
    """Part stays that share only the day of the handover.

    Files often end a mandate on the day the next one starts; the earlier one then
    ends the day before.

    :param stays: list of :class:`Stay`, changed in place
    :return: list of the stays that were shortened
    """
    starts = {stay.start for stay in stays if stay.start}
    shortened = []
    for stay in stays:
        shorter = stay.end and stay.end - timedelta(days=1)
        if (
            stay.end in starts
            and shorter >= (stay.start or date.min)
            and not stay.known
        ):
            stay.end = shorter
            shortened.append(stay)
    return shortened


def end_before(stays, newcomer):
    """Return the open-ended stays that a newcomer's first day can end.

    :param newcomer: a :class:`Stay` with a start
    """
    return [
        stay
        for stay in stays
        if not stay.end and (stay.start or date.min) < newcomer.start
    ]


def seat_all(stays, count):
    """Give each stay a seat, known ones first, then by their start.

    :param stays: list of :class:`Stay`; those without a seat get one, or keep 0
    :param int count: seats of the post
    :return: list of the stays that found no seat
    """
    taken = [(stay.seat, stay.start, stay.end) for stay in stays if stay.seat]
    homeless = []
    waiting = [stay for stay in stays if not stay.seat]
    for stay in sorted(waiting, key=lambda s: (not s.known, s.start or date.min)):
        stay.seat = seats.free_seat(taken, stay.start, stay.end, count) or 0
        if stay.seat:
            taken.append((stay.seat, stay.start, stay.end))
        else:
            homeless.append(stay)
    return homeless
