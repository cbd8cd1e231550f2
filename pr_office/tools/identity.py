"""Keys under which two spellings of one institution, person or post are the same."""

import re

from .names import fold, phonetic

_SMALL_WORDS = {"de", "del", "la", "las", "el", "los", "y", "e", "the", "of", "and"}

# Endings of a post's first word in a woman's name and in a man's.
_GENDERED = tuple(
    (re.compile(f"{female}$"), male)
    for female, male in (
        ("(?<=[tdscn])ora", "or"),
        ("desa", "de"),
        ("enta", "ente"),
        ("jefa", "jefe"),
        ("jueza", "juez"),
        ("aria", "ario"),
        ("era", "ero"),
        ("ada", "ado"),
        ("tra", "tro"),
        ("cta", "cto"),
    )
)
_BOTH_GENDERS = re.compile(r"\((?:a|sa|esa)\)|/(?:a|sa|esa|ora)\b", re.IGNORECASE)


def name_key(name, is_company):
    """Return the key that two spellings of one name share.

    Case, accents, apostrophes, k/c/q and w/hu variants and small words do not count;
    for people neither does the order, so that "Quispe Mamani, Rosa" is found.

    :param str name: name of an institution or full name of a person
    :param bool is_company: whether it is an institution
    :rtype: str
    """
    words = [word for word in phonetic(name).split() if word not in _SMALL_WORDS]
    return " ".join(words if is_company else sorted(words))


def post_key(name):
    """Return the key of a post within its institution.

    Alcalde, Alcaldesa, ALCALDE(SA) and Alcalde/sa are one post.

    :rtype: str
    """
    words = fold(_BOTH_GENDERS.sub("", name or "")).split()
    if not words:
        return ""
    words[0] = _masculine(words[0])
    return " ".join(word for word in words if word not in _SMALL_WORDS)


def is_feminine(name):
    """Tell whether a post is named for a woman, as Alcaldesa is."""
    word = next(iter(fold(_BOTH_GENDERS.sub("", name or "")).split()), "")
    return _masculine(word) != word


def _masculine(word):
    for ending, male in _GENDERED:
        if ending.search(word):
            return ending.sub(male, word)
    return word


def split_acting(name):
    """Take the "(e)" of an acting holder off a post's name.

    :return: ``(name, acting)``
    """
    shorter = re.sub(
        r"\s*\((?:e|i|a\. ?i\.)\)\s*$", "", name or "", flags=re.IGNORECASE
    )
    return (shorter, True) if shorter and shorter != name else (name, False)
