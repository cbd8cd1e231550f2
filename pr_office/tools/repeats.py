"""Whether two people's words are about the same."""

from .names import fold

# Shorter words are articles and prepositions.
_SHORTEST = 4


def is_alike(one, other):
    """Tell whether half of the words of the shorter text stand in the other.

    Case, accents and small words do not count.

    :param str one, other: subjects of two requests
    """
    first, second = (_words(text) for text in (one, other))
    if not first or not second:
        return False
    return 2 * len(first & second) >= min(len(first), len(second))


def _words(text):
    words = fold(text or "").split()
    return {word.strip(".,;:()¿?¡!") for word in words if len(word) >= _SHORTEST}
