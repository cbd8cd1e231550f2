"""Names of people and institutions as Peruvian registers write and look them up."""

import re
import unicodedata

# Every character seen in place of the Quechua and Aymara glottal mark.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘`´ʼʻʹ′＇“”\""), None)
_PARTICLES = {"de", "del", "la", "las", "los", "y", "san", "santa", "da", "do", "van"}


def fold(text):
    """Return ``text`` in lower case without accents, apostrophes or double blanks.

    :param str text: any text, or a false value
    :return: a comparable text, ``""`` for a false value
    :rtype: str
    """
    plain = unicodedata.normalize("NFKD", (text or "").translate(_APOSTROPHES))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).split())


def phonetic(text):
    """Return ``fold(text)`` with one spelling for the Andean sounds.

    Q'orianka, Qorianka, Korianka and Corianca give the same key, and so do Waman,
    Huamán and Guamán.

    :param str text: any text, or a false value
    :rtype: str
    """
    key = fold(text)
    key = re.sub(r"qu(?=[ei])", "k", key)
    key = re.sub(r"c(?=[aourlt]|\b)|q", "k", key)
    key = re.sub(r"k+h?", "k", key)
    return re.sub(r"\b[hg]u(?=[aeiou])", "w", key)


def sort_key(name, given_names="", surname="", second_surname=""):
    """Return the key that lists a person by surname, then by given names.

    Without parts the surname is guessed for the order only, never stored as a fact.

    :return: folded text such as ``"quispe mamani rosa"``
    :rtype: str
    """
    if not (given_names or surname or second_surname):
        given_names, surname, second_surname = split_full_name(name)
    return fold(" ".join(filter(None, (surname, second_surname, given_names))))


def split_full_name(name):
    """Guess given names and the two surnames of a name written in natural order.

    The last two words are the surnames, as the Peruvian civil register writes them;
    particles such as ``de la`` stay with the word that follows.

    :return: ``(given_names, surname, second_surname)``, each may be ``""``
    """
    blocks = []
    for word in (name or "").split():
        if blocks and fold(blocks[-1].split()[-1]) in _PARTICLES:
            blocks[-1] += f" {word}"
        else:
            blocks.append(word)
    if len(blocks) < 2:
        return "", " ".join(blocks), ""
    if len(blocks) == 2:
        return blocks[0], blocks[1], ""
    return " ".join(blocks[:-2]), blocks[-2], blocks[-1]


def join_full_name(given_names, surname, second_surname):
    """Return the parts in natural order, leaving out the missing ones."""
    parts = (given_names, surname, second_surname)
    return " ".join(part.strip() for part in parts if part and part.strip())
