"""The register of visits as text: who came, what a number may show, what never leaves.

Sources: Ley 28024, art. 16.1 and D.S. 120-2019-PCM, arts. 13–14.
"""

import re
from calendar import monthrange
from datetime import date

from . import documents

# How much of a document number everybody may read.
MASKS = ("hidden", "last3", "last4", "whole")

_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
# A mobile of nine digits from 9 on, with or without the country; or an area code.
_PHONE = re.compile(r"(?<![\d-])(?:\+?51[\s.-]*)?9(?:[\s.-]*\d){8}(?!\d)")
_AREA_PHONE = re.compile(
    r"\(\s*0\d{1,2}\s*\)\s*\d{6,7}|(?<!\d)0\d{1,2}[\s-]\d{6,7}(?!\d)"
)
_LABEL = re.compile(
    r"\b(?:d\.?n\.?i\.?|c\.?e\.?|carn[eé]|pasaporte|passport|documento|doc\.?"
    r"|n\.?\s*[°º])(?=[\s:.]|\d|$)[\s:.]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w@.+-])[A-Za-z]{0,3}\d{6,12}(?:-[\dA-Ka-k])?(?![\w@])")
_NAME_EDGES = " \t,;:.-–—/|()°º"


def parse_people(text):
    """Return the people of a text that names one in each line, with their number.

    A telephone and an address of mail are left out: they are no identification and
    never stand in the register. Lines without any letter name nobody.

    :param str text: such as ``Juan Pérez, DNI 45678912``, or a false value
    :return: list of ``(name, number)``, the number ``""`` when none is written
    """
    people = []
    for line in str(text or "").splitlines():
        line = _AREA_PHONE.sub(" ", _MAIL.sub(" ", line))
        labelled = bool(_LABEL.search(line))
        line = line if labelled else _PHONE.sub(" ", line)
        found = _NUMBER.search(line)
        number = found.group() if found else ""
        head = line[: found.start()] if found else line
        name = re.split(r"\d", _LABEL.sub(" ", head))[0]
        name = " ".join(name.split()).strip(_NAME_EDGES)
        if re.search(r"[^\W\d_]", name):
            people.append((name, number))
    return people


def clean_person(name, number):
    """Return name and document number without what reaches the person.

    :param str name: as somebody typed it, perhaps with more than the name
    :param str number: as typed, or a false value; a mobile telephone is no document
    """
    people = parse_people(str(name or "").replace("\n", " "))
    number = str(number or "").strip()
    kept = "" if _MAIL.search(number) or re.fullmatch(r"9\d{8}", number) else number
    return (people[0][0] if people else ""), kept


def guess_document_type(number):
    """Return the kind of a document by its number alone.

    :return: ``dni`` (eight digits), ``ruc`` (eleven that pass the check), ``other``,
        or ``""`` without a number
    """
    number = (number or "").strip()
    if not number:
        return ""
    if re.fullmatch(r"\d{8}(-[\dA-Ka-k])?", number):
        return "dni"
    if documents.check_ruc(number) == "ok":
        return "ruc"
    return "other"


def mask_number(number, mask):
    """Return a document number as the public may read it.

    :param str number: as registered, or a false value
    :param str mask: one of :data:`MASKS`; the last digits are never more than half of
        the number
    """
    number = (number or "").strip()
    if not number or mask == "hidden":
        return ""
    if mask == "whole":
        return number
    shown = min({"last3": 3, "last4": 4}[mask], len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def find_contact(text):
    """Return the first telephone or address of mail in a text, or ``""``.

    :param str text: what is about to be published, or a false value
    """
    for pattern in (_MAIL, _AREA_PHONE, _PHONE):
        found = pattern.search(str(text or ""))
        if found:
            return found.group()
    return ""


def read_day(text):
    """Return the day somebody means, or ``None`` if it is none.

    :param str text: ``YYYY-MM-DD``, or day, month and year as they are written here
    """
    text = str(text or "").strip()
    written = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text, re.ASCII)
    try:
        if written:
            return date(*map(int, reversed(written.groups())))
        return date.fromisoformat(text)
    except ValueError:
        return None


def get_period(day, month):
    """Return the first and last day that somebody asks for, or ``None`` for all.

    :param str day: as :func:`read_day` reads it; wins over the month
    :param str month: ``YYYY-MM``
    """
    if day:
        asked = read_day(day)
        return asked and (asked, asked)
    first = month and read_day(f"{month}-01")
    return first and (
        first,
        first.replace(day=monthrange(first.year, first.month)[1]),
    )
