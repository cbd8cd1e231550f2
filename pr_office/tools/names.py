"""Names of people and institutions as Peruvian registers write and look them up."""

import re
import unicodedata
from functools import lru_cache

# Every character seen in place of the Quechua and Aymara glottal mark.
_APOSTROPHES = dict.fromkeys(
    map(ord, "'\"`´¨’‘‛‚“”„′″‵ʹʺʻʼʽʾʿˈˊˋ˴̓̕՚׳ꞌꞋ＇＂᾽᾿\x91\x92"), None
)
_PARTICLES = {
    *("de", "del", "la", "las", "lo", "los", "san", "santa", "santo"),
    *("da", "do", "dos", "di", "van", "von", "der"),
}
_LOWER = {word: word.lower() for word in ("De", "Del", "La", "Las", "Los", "Y")}
_SAINTS = {"san", "santa", "santo"}
# Surnames of several words whose first word is also a surname of its own.
_COMPOUND_SURNAMES = {
    *("cabeza de vaca", "carrillo de albornoz", "diez canseco", "diez de medina"),
    *("fernandez de cordova", "hurtado de mendoza", "ladron de guevara"),
    *("lazo de la vega", "lopez de romana", "montes de oca", "nino de guzman"),
    *("perez de cuellar", "ponce de leon", "rodriguez de mendoza"),
    *("velez de guevara",),
}
# With a particle before them these belong to the given names: María del Carmen.
_DEVOTIONS = {
    *("carmen", "pilar", "rosario", "socorro", "milagro", "milagros", "dios"),
    *("angeles", "jesus", "lourdes", "fatima", "guadalupe", "mercedes", "cielo"),
    *("dolores", "nieves", "remedios", "consuelo", "rocio", "sol", "mar"),
}


def clean(text):
    """Return ``text`` composed, without invisible characters and double blanks.

    No-break spaces, zero-width characters, soft hyphens and accents typed as
    characters of their own come in with what is pasted from documents.

    :param str text: any text, or a false value
    :rtype: str
    """
    composed = unicodedata.normalize("NFC", text or "")
    return " ".join(_without_invisible(composed).split())


def _without_invisible(text):
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


@lru_cache(maxsize=2**14)
def fold(text):
    """Return ``text`` in lower case without accents, apostrophes or punctuation.

    :param str text: any text, or a false value
    :return: comparable words parted by one blank, ``""`` for a false value
    :rtype: str
    """
    # Apostrophes first: some of them decompose into a blank and an accent.
    plain = _without_invisible((text or "").translate(_APOSTROPHES)).casefold()
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", plain).casefold().split())


@lru_cache(maxsize=2**14)
def phonetic(text):
    """Return ``fold(text)`` with one spelling for the Andean sounds.

    Q'orianka, Ccorianka, Korianka and Corianca give the same key, and so do Waman,
    Huamán and Guamán, Kawana and Ccahuana.

    :param str text: any text, or a false value
    :rtype: str
    """
    key = fold(text)
    key = re.sub(r"qu(?=[ei])|\bcc", "k", key)
    key = re.sub(r"c(?![ceihy])|cc(?![eiy])|q", "k", key)
    key = re.sub(r"k+h?", "k", key)
    return re.sub(r"(?<![cspt])hu(?=[aeio])|gu(?=[ao])", "w", key)


def search_key(*texts):
    """Return what is stored to find a name by any word of it, in either spelling.

    :param texts: names, acronyms, posts; false ones are left out
    :return: the folded words and, where they differ, their phonetic form
    :rtype: str
    """
    words = fold(" ".join(filter(None, texts))).split()
    spellings = dict.fromkeys(words) | dict.fromkeys(map(phonetic, words))
    return " ".join(spellings)


def search_words(text):
    """Return the words to look for in a :func:`search_key`.

    :return: list of pairs ``(folded, phonetic)``; a key matches when it holds at
        least one of each pair
    """
    return [(word, phonetic(word)) for word in fold(text).split()]


def sort_key(name, given_names="", surname="", second_surname=""):
    """Return the key that lists a person by surname, then by given names.

    Ñ comes after N, as in a Spanish dictionary. Without parts the surname is
    guessed for the order only, never stored as a fact.

    :return: folded text such as ``"quispe mamani rosa"``
    :rtype: str
    """
    if not (given_names or surname or second_surname):
        given_names, surname, second_surname = split_full_name(name)
    return order_key(" ".join(filter(None, (surname, second_surname, given_names))))


def surname_first(name, given_names="", surname="", second_surname=""):
    """Return the name as alphabetical lists print it.

    :return: such as ``"Quispe Mamani, Rosa"``; the name itself where nobody has said
        which part of it is the surname
    """
    surnames = clean(" ".join(filter(None, (surname, second_surname))))
    if not surnames:
        return clean(name)
    return ", ".join(filter(None, (surnames, clean(given_names))))


def order_key(text):
    """Return ``fold(text)`` with Ñ ordered after N."""
    marked = re.sub("[ñÑ]", "nzz", unicodedata.normalize("NFC", text or ""))
    return fold(marked)


def split_full_name(name):
    """Guess given names and the two surnames of a written name.

    A comma parts surnames from given names ("QUISPE MAMANI, Rosa"), and so do
    capitals ("Rosa QUISPE MAMANI"). Else the last two words are the surnames, as
    the Peruvian civil register orders them; particles such as ``de la`` stay with
    the word that follows, and known compound surnames stay whole.

    :return: ``(given_names, surname, second_surname)``, each may be ``""``
    """
    name = clean(name)
    surnames, comma, given = name.partition(",")
    if comma and surnames.strip() and given.strip():
        return given.strip(), *_part_surnames(_blocks(surnames))
    blocks = _blocks(name)
    count = _count_surnames(blocks)
    if not count:
        return name, "", ""
    return " ".join(blocks[:-count]), *_part_surnames(blocks[-count:])


def _blocks(name):
    """Words of a name, those that belong together as one."""
    blocks = []
    for word in name.split():
        # Santa and Santo are given names when they open the name.
        if blocks and _goes_on(blocks[-1], word) and not _opens_as_saint(blocks):
            blocks[-1] += f" {word}"
        else:
            blocks.append(word)
    return _merge_known(blocks)


def _opens_as_saint(blocks):
    return len(blocks) == 1 and fold(blocks[0]) in _SAINTS


def _goes_on(block, word):
    """Tell whether ``word`` belongs to the name that ``block`` begins."""
    *_, last = block.split()
    return (
        fold(last) in _PARTICLES
        or word.lower() == "y"  # Ortega y Gasset
        or last.lower() == "y"
    )


def _merge_known(blocks):
    merged = blocks[:1]
    for block in blocks[1:]:
        compound = fold(f"{merged[-1]} {block}") in _COMPOUND_SURNAMES
        if compound or (len(merged) == 1 and _is_devotion(block)):
            merged[-1] += f" {block}"
        else:
            merged.append(block)
    return merged


def _is_devotion(block):
    """Tell a given name such as *del Carmen*; the surname writes *Del Carmen*."""
    words = fold(block).split()
    small = block[0] == "d" or block.isupper()
    return small and words[0] in {"de", "del"} and words[-1] in _DEVOTIONS


def _count_surnames(blocks):
    """How many of the last blocks are surnames: none, one or two."""
    capitals = [block.isupper() and len(block) > 1 for block in blocks]
    if not all(capitals):
        written = 0
        while capitals and capitals.pop():
            written += 1
        if written:
            return min(written, len(blocks) - 1)
    return min(max(len(blocks) - 1, 0), 2)


def _part_surnames(blocks):
    if len(blocks) < 2:
        return " ".join(blocks), ""
    return " ".join(blocks[:-1]), blocks[-1]


def split_surnames(surnames):
    """Part two surnames written together; particles stay with the word they lead.

    :return: ``(surname, second_surname)``, the second may be ``""``
    """
    return _part_surnames(_blocks(clean(surnames)))


def split_surnames_first(name):
    """Part a name as lists write it without a comma: two surnames, given names.

    :return: ``(surname, second_surname, given_names)``, each may be ``""``
    """
    blocks = _blocks(clean(name))
    if len(blocks) < 3:
        return " ".join(blocks[:1]), "", " ".join(blocks[1:])
    return blocks[0], blocks[1], " ".join(blocks[2:])


def join_full_name(given_names, surname, second_surname):
    """Return the parts in natural order, leaving out the missing ones."""
    return clean(" ".join(filter(None, (given_names, surname, second_surname))))


def proper_case(name):
    """Return a name typed in capitals as it is written, others unchanged.

    :return: such as ``"Rosa De la Cruz Ñaupari"`` for ``"ROSA DE LA CRUZ ÑAUPARI"``
    :rtype: str
    """
    name = clean(name)
    if not name.isupper():
        return name
    first, *words = map(_proper_word, name.split())
    return " ".join([first, *(_LOWER.get(word, word) for word in words)])


def _proper_word(word):
    """Capital after a hyphen and after O' and D': García-Paz, O'Brien, Q'orianka."""
    lowered = "-".join(part[:1] + part[1:].lower() for part in word.split("-"))
    return re.sub(r"^([OD]\W)(\w)", lambda match: match[1] + match[2].upper(), lowered)
