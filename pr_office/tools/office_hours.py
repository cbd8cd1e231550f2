"""Office hours of a week as a clerk says them: which days, morning, afternoon."""


def attendances(days, morning, afternoon):
    """Return the stretches of work of one week.

    :param days: iterable of weekday numbers, 0 is Monday
    :param morning, afternoon: ``(from, to)`` in hours, an empty stretch is left out
    :return: list of ``(weekday, from, to, "morning" or "afternoon")``
    """
    periods = [(*morning, "morning"), (*afternoon, "afternoon")]
    return [
        (day, start, end, name)
        for day in sorted(days)
        for start, end, name in periods
        if end > start
    ]


def problem(days, morning, afternoon):
    """Return what is wrong with such hours: a key, or ``None``."""
    hours = (*morning, *afternoon)
    if not days:
        return "days"
    if any(not 0 <= hour <= 24 for hour in hours):
        return "range"
    if morning[0] > morning[1] or afternoon[0] > afternoon[1]:
        return "order"
    if morning[1] > afternoon[0] and afternoon[1] > afternoon[0]:
        return "overlap"
    return None if attendances(days, morning, afternoon) else "empty"
