"""Who sits where: by rank first, then by wishes; late changes move the fewest.

Wanted, in this order: nobody sits beside somebody to be kept apart; the sum of
|rank of the seat - place of the guest| is least; as many as possible of those who
wish it sit side by side.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

# A guest with a wish is moved at most so many places ahead of the own one.
_WINDOW = 8
# Guests with wishes that are tried on one seat.
_CHOICES = 6
# Half-made plans that are followed at once.
_PLANS = 96


@dataclass(frozen=True)
class Seat:
    """A seat; ``beside`` are the keys of those next to it."""

    key: Any
    beside: frozenset = frozenset()
    closed: bool = False


@dataclass(frozen=True)
class Score:
    """How good a plan is: the smaller the better, from the first figure on."""

    broken: int
    off: int
    missed: int


class _Plan:
    """A half-made plan: who sits on the seats seen so far.

    ``plain`` counts the seated guests without a wish, ``wishing`` those with one that
    are seated without a gap, ``ahead`` the numbers of those seated before their turn;
    ``edge`` has the guests beside whom somebody may still sit, by seat.
    """

    __slots__ = ("ahead", "before", "edge", "plain", "rate", "who", "wishing")

    def __init__(self, before, who, plain, wishing, ahead, edge, rate):
        self.before, self.who = before, who
        self.plain, self.wishing, self.ahead = plain, wishing, ahead
        self.edge, self.rate = edge, rate

    @property
    def key(self):
        """What decides how the plan may go on."""
        return self.plain, self.wishing, self.ahead, self.edge


def seat(guests, seats, together=(), apart=(), locked=None):
    """Seat guests by rank, then wishes; the cost grows with their number alone.

    Guests without a wish keep their order among each other: only those with one are
    moved, by the least that keeps them apart. When there are fewer seats than guests
    the last ones in the order get none. A seat stays empty before the last guest only
    to keep two apart.

    :param guests: keys in the order of precedence
    :param seats: :class:`Seat` in their order of honour
    :param together, apart: pairs of guests
    :param dict locked: seat key by guest, never changed
    :return: seat key by guest
    :rtype: dict
    """
    return _Seating(guests, seats, together, apart, locked or {}).solve()


def score(guests, seats, placed, together=(), apart=()):
    """Measure a plan.

    :param dict placed: seat key by guest
    :rtype: Score
    """
    ranks = {each.key: rank for rank, each in enumerate(seats, start=1)}
    beside = {each.key: each.beside for each in seats}

    def touch(pair):
        one, other = pair
        return one in placed and placed.get(other) in beside[placed[one]]

    return Score(
        broken=sum(map(touch, apart)),
        off=sum(
            abs(ranks[placed[guest]] - place)
            for place, guest in enumerate(guests, start=1)
            if guest in placed
        ),
        missed=sum(not touch(pair) for pair in together),
    )


class _Seating:
    """A search over the seats in their order of honour (beam search)."""

    def __init__(self, guests, seats, together, apart, locked):
        self.places = {guest: place for place, guest in enumerate(guests, start=1)}
        self.held = {key: guest for guest, key in locked.items()}
        self.seats = [
            (rank, each)
            for rank, each in enumerate(seats, start=1)
            if not each.closed or each.key in self.held
        ]
        free = len(self.seats) - len(self.held)
        coming = [guest for guest in guests if guest not in locked][:free]
        self.wishes = _read_wishes(together, apart, {*coming, *locked})
        self.plain = [guest for guest in coming if guest not in self.wishes]
        self.wishing = [guest for guest in coming if guest in self.wishes]
        position = {each.key: index for index, (_rank, each) in enumerate(self.seats)}
        self.last = {
            each.key: max((position.get(key, -1) for key in each.beside), default=-1)
            for _rank, each in self.seats
        }

    def solve(self):
        """Follow the seats in their order with the best half-made plans at hand."""
        plans = [_Plan(None, None, 0, 0, (), (), (0, 0, 0))]
        left = len(self.seats) - len(self.held)
        for index, (rank, each) in enumerate(self.seats):
            left -= each.key not in self.held
            following = {}
            for plan in plans:
                for who in self._get_choices(plan, rank, each, left):
                    new = self._follow(plan, who, rank, each, index)
                    known = following.get(new.key)
                    if not known or new.rate < known.rate:
                        following[new.key] = new
            plans = self._keep_best(following, rank)
        return self._read(min(plans, key=lambda plan: plan.rate))

    def _get_choices(self, plan, rank, each, left):
        """Yield who may sit here, ``None`` for nobody; ``left`` seats stay free."""
        if each.key in self.held:
            yield self.held[each.key]
            return
        waiting = self._get_waiting(plan, rank)
        if plan.plain < len(self.plain):
            yield self.plain[plan.plain]
        yield from waiting
        missing = len(self.plain) - plan.plain
        missing += len(self.wishing) - plan.wishing - len(plan.ahead)
        if missing <= left and (waiting or not missing):
            yield None

    def _get_waiting(self, plan, rank):
        """Return the guests with a wish whose turn is near or has passed."""
        waiting = []
        for number in range(plan.wishing, len(self.wishing)):
            guest = self.wishing[number]
            if self.places[guest] > rank + _WINDOW and waiting:
                break
            if number not in plan.ahead:
                waiting.append(guest)
            if len(waiting) == _CHOICES:
                break
        return waiting

    def _follow(self, plan, who, rank, each, index):
        broken, off, unmet = plan.rate
        plain, wishing, ahead = plan.plain, plan.wishing, plan.ahead
        if who is not None and who in self.places:
            off += abs(rank - self.places[who])
        wishes = self.wishes.get(who, {})
        for key, other in plan.edge if wishes else ():
            if key in each.beside and other in wishes:
                broken += not wishes[other]
                unmet -= wishes[other]
        if each.key not in self.held and who is not None:
            if wishes:
                wishing, ahead = self._tick(wishing, ahead, who)
            else:
                plain += 1
        edge = tuple(pair for pair in plan.edge if self.last[pair[0]] > index)
        if wishes and self.last[each.key] > index:
            edge += ((each.key, who),)
        return _Plan(plan, who, plain, wishing, ahead, edge, (broken, off, unmet))

    def _tick(self, wishing, ahead, who):
        """Note that a guest with a wish is seated."""
        seated = {*ahead, bisect_left(self.wishing, self.places[who], key=self._place)}
        while wishing in seated:
            seated.remove(wishing)
            wishing += 1
        return wishing, tuple(sorted(seated))

    def _place(self, guest):
        return self.places[guest]

    def _keep_best(self, following, rank):
        """Drop the plans that fall behind: who waits now will sit later still."""
        plans = following.values()
        if len(following) <= _PLANS:
            return list(plans)
        return nsmallest(_PLANS, plans, key=lambda plan: self._foresee(plan, rank))

    def _foresee(self, plan, rank):
        broken, off, unmet = plan.rate
        late = [self.plain[plan.plain]] if plan.plain < len(self.plain) else []
        late += self._get_waiting(plan, rank)
        off += sum(max(0, rank + 1 - self.places[guest]) for guest in late)
        return broken, off, unmet

    def _read(self, plan):
        placed = {}
        for _rank, each in reversed(self.seats):
            if plan.who is not None:
                placed[plan.who] = each.key
            plan = plan.before
        return placed


def _read_wishes(together, apart, known):
    """Return ``{guest: {other: wished}}``; to be kept apart wins over together."""
    wishes = {}
    for pairs, wished in ((together, True), (apart, False)):
        for one, other in pairs:
            if one != other and one in known and other in known:
                wishes.setdefault(one, {})[other] = wished
                wishes.setdefault(other, {})[one] = wished
    return wishes


def move_least(order, seats, current):
    """Seat guests in a given order so that the fewest leave their seat.

    A seat may stay empty. Of the guests that keep their seat there are as many as can
    be: the longest run in which between any two there are seats enough for who comes
    between them.

    :param order: guests in the order that the seats must follow
    :param seats: seat keys in their order of honour, those that may be used
    :param dict current: seat key by guest; who has none gets one
    :return: seat key by guest; with too few seats the last ones get none
    :rtype: dict
    """
    ranks = {key: rank for rank, key in enumerate(seats)}
    order = list(order)[: len(seats)]
    slack = len(seats) - len(order)
    shifts = [
        (place, ranks[current[guest]] - place)
        for place, guest in enumerate(order)
        if current.get(guest) in ranks
    ]
    kept = _longest([row for row in shifts if 0 <= row[1] <= slack])
    placed, shift = {}, 0
    for place, guest in enumerate(order):
        shift = kept.get(place, shift)
        placed[guest] = seats[place + shift]
    return placed


def displaced(before, after):
    """Return the guests whose order among the others changed: the fewest that say so.

    :param dict before, after: place by guest; who is in one of them only is left out
    :rtype: set
    """
    known = sorted(before.keys() & after.keys(), key=before.get)
    kept = _longest([(number, after[guest]) for number, guest in enumerate(known)])
    return {guest for number, guest in enumerate(known) if number not in kept}


def settle(order, places, guests):
    """Insert guests in an order where their places contradict the fewest others.

    :param order: guests as they sit, whatever their places; they keep their order
    :param dict places: place of each by guest
    :param guests: who is inserted
    :rtype: list
    """
    order = list(order)
    for guest in sorted(guests, key=places.get):
        order.insert(_find_gap([places[each] for each in order], places[guest]), guest)
    return order


def _find_gap(places, place):
    """Return the last index before which the fewest are out of order with a place."""
    cost = least = sum(each < place for each in places)
    found = 0
    for index, each in enumerate(places, start=1):
        cost += (each > place) - (each < place)
        if cost <= least:
            least, found = cost, index
    return found


def _longest(rows):
    """Return the longest run of ``(place, shift)`` whose shifts never fall, as dict."""
    ends, last, before = [], [], {}
    for number, (_place, shift) in enumerate(rows):
        found = bisect_right(ends, shift)
        before[number] = last[found - 1] if found else None
        ends[found : found + 1] = [shift]
        last[found : found + 1] = [number]
    kept, number = {}, last[-1] if last else None
    while number is not None:
        kept[rows[number][0]] = rows[number][1]
        number = before[number]
    return kept
