"""What a telephone at the door sends: one tap each, with a number of its own."""

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta

from . import capture, tokens

NOW = timedelta()
# A telephone that was without signal the whole day sends this much at once.
MOST_TAPS = 500
_PIN_DIGITS = 6
_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_WAIT = timedelta(days=3).total_seconds()
ABOUT_A_GUEST = {"admit", "driver", "escort", "sight"}
DONE = ABOUT_A_GUEST | {"walk_in", "public", "undo"}


@dataclass(frozen=True)
class Tap:
    """``do`` is what was tapped, ``number`` the tap's own UUID.

    ``guest`` is the number of a guest or ``None``, ``page`` the digest of the
    invitation that was scanned instead; ``name`` and ``post`` are as told at the door;
    ``of`` the number of the tap that is undone; ``age`` how long ago it was.
    """

    do: str
    number: str
    age: timedelta
    guest: int | None = None
    page: str = ""
    name: str = ""
    post: str = ""
    of: str = ""


def read_taps(rows):
    """Read what a telephone sends; what cannot be is told by its number.

    :param rows: list of dicts, as JSON came
    :return: (list of :class:`Tap` in their order, list of numbers that were refused)
    :raises ValueError: when it is no list of taps, or too many
    """
    if not isinstance(rows, list) or len(rows) > MOST_TAPS:
        raise ValueError("taps")
    taps, refused = [], []
    for row in rows:
        if not isinstance(row, dict) or not _is_number(row.get("uuid")):
            raise ValueError("taps")
        tap = _read_tap(row)
        if tap:
            taps.append(tap)
        else:
            refused.append(row["uuid"])
    return taps, refused


def _read_tap(row):
    do, guest, page, of = (row.get(key) for key in ("do", "guest", "page", "of"))
    texts = {
        key: capture.read_text({key: str(row.get(key) or "")}, key, 120)
        for key in ("name", "post")
    }
    guest = guest if isinstance(guest, int) and 0 < guest < 2**31 else None
    page = page if isinstance(page, str) and _HASH.fullmatch(page) else ""
    if isinstance(row.get("link"), str) and not page:
        # Without HTTPS the browser computes no digest
        page = tokens.digest(row["link"][:200])
    if do not in DONE or (do in ABOUT_A_GUEST and not (guest or page)):
        return None
    if (do == "walk_in" and not texts["name"]) or (do == "undo" and not _is_number(of)):
        return None
    age = capture.read_number({"age": str(row.get("age"))}, "age", 0, _LONGEST_WAIT)
    return Tap(
        do, row["uuid"], timedelta(seconds=age or 0), guest, page, **texts, of=of or ""
    )


def _is_number(value):
    return isinstance(value, str) and capture.is_uuid(value)


def new_pin():
    """Return six digits nobody can guess, as text."""
    return "".join(secrets.choice("0123456789") for _ in range(_PIN_DIGITS))


def read_pin(text):
    """Return the digits of what somebody typed as a PIN."""
    return "".join(re.findall(r"[0-9]", str(text or "")))[: _PIN_DIGITS + 1]


def new_number():
    """Return a number for a tap that the office makes itself."""
    return str(uuid.uuid4())
