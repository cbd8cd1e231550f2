"""The same story in several outlets: sketches of texts that can be compared.

A sketch keeps the 64 smallest sums of the text's runs of four words. Copies that were
cut, padded or rewritten in part share many of them; other texts share two at most.
"""

import re
import zlib

from .press_query import fold

SIZE = 64
SHARED = 8
# Shorter texts (weather, lottery, agendas) look alike without being one story.
SHORTEST = 60
_RUN = 4
_TAG = re.compile(r"<[^>]*>")


def sketch(text):
    """Return the sorted sums that stand for a text; empty when it is too short."""
    words = fold(_TAG.sub(" ", text or "")).split()
    if len(words) < SHORTEST:
        return []
    runs = {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    return sorted({zlib.crc32(run.encode()) for run in runs})[:SIZE]


def closest(own, others):
    """Return which of the others tells the same story, or ``None``.

    :param list own: a sketch
    :param others: pairs ``(key, sketch)``
    """
    mine, best, found = set(own), SHARED - 1, None
    for key, other in others:
        shared = len(mine.intersection(other))
        if shared > best:
            best, found = shared, key
    return found
