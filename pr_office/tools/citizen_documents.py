"""What a citizen writes as the number of a document: tidied, and judged where it can.

The kinds are the keys of ``requester_document_type`` of an audience request. Peru's
numbers are checked; those of other countries are taken as text.
"""

import re
import unicodedata

from .documents import check_dni, check_ruc

KINDS = ("dni", "ce", "passport", "ruc", "other")
_LONGEST = 20
_CARD = re.compile(r"[0-9A-Z]{8,12}")

# What may be wrong with a number; the caller words it for the citizen.
MISSING = "missing"
BAD_DNI = "bad_dni"
DNI_LETTER = "dni_letter"
BAD_CE = "bad_ce"
BAD_RUC = "bad_ruc"
RUC_DIGIT = "ruc_digit"
TOO_SHORT = "too_short"
TOO_LONG = "too_long"


def read_document(kind, text):
    """Return ``(number, problem)`` of a document as somebody wrote it.

    A DNI is eight digits, with or without its check character (a letter or a digit),
    which is compared and left out. A RUC has eleven digits and its check digit
    (SUNAT). A carné de extranjería has eight to twelve letters or digits. Anything
    else is text of at most twenty characters.

    :param str kind: one of :data:`KINDS`; an unknown one counts as ``other``
    :param str text: as written, with blanks, dots and hyphens
    :return: the number as it is stored, and ``None`` or a problem of this module
    """
    number = _tidy(text)
    if not number:
        return "", MISSING
    if len(number) > _LONGEST:
        return number, TOO_LONG
    return _READERS.get(kind, _read_other)(number)


def _tidy(text):
    plain = unicodedata.normalize("NFKC", str(text or "")).upper()
    return " ".join(plain.split())


def _compact(number):
    return re.sub(r"[\s.\-]+", "", number)


def _read_dni(number):
    compact = _compact(number)
    if not re.fullmatch(r"[0-9]{8}[0-9A-K]?", compact):
        return number, BAD_DNI
    if len(set(compact[:8])) == 1:
        return number, BAD_DNI
    if check_dni(compact) != "ok":
        return number, DNI_LETTER
    return compact[:8], None


def _read_ruc(number):
    compact = _compact(number)
    judgement = check_ruc(compact) if compact.isascii() else "malformed"
    problems = {"ok": None, "check_digit": RUC_DIGIT, "malformed": BAD_RUC}
    problem = problems[judgement]
    return (number if problem else compact), problem


def _read_card(number):
    compact = re.sub(r"^CE(?=[0-9])", "", _compact(number))
    if not _CARD.fullmatch(compact) or not re.search("[0-9]", compact):
        return number, BAD_CE
    return compact, None


def _read_other(number):
    return number, (TOO_SHORT if len(_compact(number)) < 4 else None)


_READERS = {"dni": _read_dni, "ruc": _read_ruc, "ce": _read_card}
