"""Numbers that identify people and institutions: RUC, DNI and the rest."""

import re

from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError
from stdnum.pe import cui, ruc


def document_key(number):
    """Return the number as two registers can compare it.

    Blanks, dots and hyphens go, letters are capital; so go the check character of a
    DNI (10117410-2) and the letters of a country or of a document type in front of a
    long number (PE20131312955, CE001234567).

    :param str number: any document or tax number, or a false value
    :return: ``""`` when nothing is left that identifies anybody
    :rtype: str
    """
    text = re.sub(r"^\s*(\d{8})\s*-\s*[\dA-K]\s*$", r"\1", str(number or "").upper())
    key = re.sub(r"[\W_]+", "", text)
    key = re.sub(r"^[A-Z]{2,3}(?=\d{7,}$)", "", key)
    return key if len(key) > 4 and not re.fullmatch(r"0+|(\d)\1+", key) else ""


def check_ruc(number):
    """Judge a Peruvian tax number (11 digits, SUNAT).

    :return: ``ok``, ``check_digit`` when only the check digit or the prefix does not
        fit, ``malformed`` when it is no RUC at all
    """
    return _judge(ruc, number)


def check_dni(number):
    """Judge a Peruvian identity number: 8 digits, with or without check character.

    :return: ``ok``, ``check_digit`` or ``malformed``, as :func:`check_ruc`
    """
    return _judge(cui, number)


def is_dni_like(number):
    """Tell whether a number may be a DNI: digits only, at most eight of them, with or
    without a check character behind a hyphen.
    """
    return bool(re.fullmatch(r"\d{1,8}(\s*-\s*[\dA-Ka-k])?", number))


def _judge(standard, number):
    try:
        standard.validate(number)
    except (InvalidChecksum, InvalidComponent):
        return "check_digit"
    except ValidationError:
        return "malformed"
    return "ok"


def restore_leading_zeros(number):
    """Give a DNI back the zeros that spreadsheets drop from numbers.

    :param str number: document number as read
    :return: eight digits when five to seven were given, else ``number`` itself
    """
    return number.zfill(8) if re.fullmatch(r"\d{5,7}", number) else number
