"""What a telephone sends when somebody writes down a commitment."""

import re
from datetime import date, timedelta

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Longer waits than this are a clock that was set meanwhile.
_LONGEST_WAIT = timedelta(days=90)
_LONGEST_TERM = timedelta(days=3650)
PHOTO_TYPES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
VOICE_TYPES = {"audio/webm": "webm", "audio/mp4": "m4a", "audio/ogg": "ogg"}


def is_uuid(text):
    """Tell whether this is a UUID as browsers write it."""
    return bool(_UUID.fullmatch(text or ""))


def read_text(form, key, limit):
    """Return a field of the form on one line, at most ``limit`` characters."""
    return " ".join((form.get(key) or "").split())[:limit]


def read_number(form, key, lowest, highest):
    """Return a number of the form within its bounds, else ``None``."""
    try:
        number = float(form.get(key) or "")
    except ValueError:
        return None
    return number if lowest <= number <= highest else None


def read_position(form):
    """Return ``(latitude, longitude)`` in degrees, ``(0, 0)`` when not told."""
    latitude = read_number(form, "latitude", -90, 90)
    longitude = read_number(form, "longitude", -180, 180)
    known = latitude is not None and longitude is not None
    return (latitude, longitude) if known else (0, 0)


def read_wait(form):
    """Return how long the entry waited on the telephone for a signal.

    Told as seconds between two readings of the telephone's own clock, so that a
    clock that is wrong does no harm.
    """
    longest = _LONGEST_WAIT.total_seconds()
    return timedelta(seconds=read_number(form, "age", 0, longest) or 0)


def read_due(form, promised):
    """Return the day it falls due, or ``None``: a term in days, or a date.

    :param date promised: the day from which the term counts
    """
    term = read_number(form, "days", 0, _LONGEST_TERM.days)
    if term is not None:
        return promised + timedelta(days=int(term))
    try:
        return date.fromisoformat(form.get("date_due") or "")
    except ValueError:
        return None


def file_type(declared, allowed):
    """Return the type of a file without its parameters, ``""`` when not allowed."""
    plain = (declared or "").split(";")[0].strip().lower()
    return plain if plain in allowed else ""
