"""What an agreement is on a day, read from its facts."""

from datetime import timedelta


def state_on(
    today, signed_on, has_copy, start=None, end=None, ended_early_on=None, alert_days=0
):
    """Return ``draft``, ``signed``, ``in_force``, ``expiring``, ``expired`` or
    ``terminated``.

    An agreement is in force only when its signed copy is in the file.

    :param today, signed_on, start, end, ended_early_on: :class:`datetime.date` or a
        false value; ``end`` is the last day in force, open when false
    :param bool has_copy: the signed copy is in the file
    :param int alert_days: how many days before its end it is expiring
    """
    if ended_early_on and ended_early_on <= today:
        return "terminated"
    if not signed_on or signed_on > today:
        return "draft"
    if end and end < today:
        return "expired"
    if not has_copy or (start and start > today):
        return "signed"
    if end and end - timedelta(days=alert_days) <= today:
        return "expiring"
    return "in_force"
