"""A change of government: which rows it has and when it falls."""

from datetime import date

from . import names


def next_term_start(today):
    """Return the 1 January that follows ``today``.

    Regional and municipal authorities take office on 1 January of the year after
    their election (Ley 27683 and Ley 26864, Peru); other changes get another date.

    :param today: :class:`datetime.date`
    """
    return date(today.year + 1, 1, 1)


def seat_rows(seats, held):
    """List the seats of one post with what is in them.

    :param int seats: how many hold the post at once
    :param held: iterable of ``(seat_number, mandate)``; seat 0 is an acting holder
    :return: list of ``(seat_number, mandate or None)``: every seat in order, then
        the acting holders
    """
    by_seat = {number: mandate for number, mandate in held if number}
    rows = [(number, by_seat.get(number)) for number in range(1, seats + 1)]
    return rows + [(0, mandate) for number, mandate in held if not number]


def person_key(given_names, surname, second_surname):
    """Return what tells two typed people apart, ``""`` when nothing was typed."""
    return names.fold(names.join_full_name(given_names, surname, second_surname))
