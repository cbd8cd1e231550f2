"""The list read aloud: what changed in it while somebody was reading."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """``kind`` is added, gone or reworded; ``text`` what is said now, or was."""

    kind: str
    key: Any
    text: str
    after: str = ""


def compare(before, now):
    """Return what changed between two lists, in the order of the newer one.

    Where somebody was added, ``after`` is the text of who is named before, so that a
    reader finds the place.

    :param before: list of ``(key, text)`` as it is being read
    :param now: list of ``(key, text)`` as it would be read from the beginning
    :return: list of :class:`Change`, those who are gone last
    """
    known, changes, previous = dict(before), [], ""
    for key, text in now:
        if key not in known:
            changes.append(Change("added", key, text, previous))
        elif known[key] != text:
            changes.append(Change("reworded", key, text, previous))
        previous = text
    kept = {key for key, _text in now}
    gone = [Change("gone", key, text) for key, text in before if key not in kept]
    return changes + gone


def decapitalise(text):
    """Return ``text`` as it goes on inside a sentence: "Señora Ana" is "señora Ana".

    Abbreviations and initials keep their capitals.
    """
    first = text.split(" ", 1)[0]
    return text if len(first) < 2 or first.isupper() else text[0].lower() + text[1:]
