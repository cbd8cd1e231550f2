"""Dates as people and files write them: a day, a month, or only a year."""

import calendar
import re
from datetime import date, datetime, timedelta

from .names import fold

_MONTHS = (
    ("enero", "january", "ene", "jan"),
    ("febrero", "february", "feb"),
    ("marzo", "march", "mar"),
    ("abril", "april", "abr", "apr"),
    ("mayo", "may"),
    ("junio", "june", "jun"),
    ("julio", "july", "jul"),
    ("agosto", "august", "ago", "aug"),
    ("setiembre", "septiembre", "september", "set", "sep", "sept"),
    ("octubre", "october", "oct"),
    ("noviembre", "november", "nov"),
    ("diciembre", "december", "dic", "dec"),
)
_MONTH_NUMBERS = {
    word: number for number, words in enumerate(_MONTHS, 1) for word in words
}
_EXCEL_EPOCH = date(1899, 12, 30)
# Serial numbers of 1910 to 2120: any other number in a date column is a mistake.
_EXCEL_SERIALS = range(3_654, 80_720)
_YEARS = range(1500, 2200)
_YEARS_OF_MANDATES = range(1900, 2100)

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: .*)?$")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})$")
_WORDS = re.compile(r"(?:(\d{1,2})(?:º|°|ro)? )?(?:de )?([a-z]+) (?:del? )?(\d{4})$")


def parse(value, end=False):
    """Read a date; a missing month or day becomes the first, or the last, possible.

    Peruvian order is day first. Two-digit years count from 1950 to 2049. Numbers in
    the range of spreadsheets' serial dates are taken as such.

    :param value: date, datetime, number or text such as ``01/01/2023``,
        ``2023-01-01``, ``1 de enero de 2023``, ``01/2023``, ``2023``
    :param bool end: the last day of a month or year instead of the first
    :return: ``(date, precision)`` with precision ``day``, ``month`` or ``year``
    :raises ValueError: when it is no date, or no date that exists
    """
    if isinstance(value, datetime):
        return value.date(), "day"
    if isinstance(value, date):
        return value, "day"
    text = _as_text(value)
    if text.isdigit():
        return _parse_number(int(text), end)
    year, month, day = _split(text)
    return _complete(year, month, day, end)


def undo_spreadsheet_year(value):
    """Return the year that a spreadsheet turned into a day of 1905 or 1906.

    A cell formatted as date takes "2023" for the 2023rd day since 1900. Nobody of
    today's register took office then, so the year is what was typed.

    :return: the year as number, or ``value`` itself
    """
    day = value.date() if isinstance(value, datetime) else value
    serial = (day - _EXCEL_EPOCH).days if isinstance(day, date) else None
    return serial if serial in _YEARS_OF_MANDATES else value


def _as_text(value):
    if isinstance(value, float) and value == int(value):
        value = int(value)
    elif isinstance(value, float):
        # a serial date with a time of day
        value = int(value)
    return " ".join(str(value).split())


def _parse_number(number, end):
    if number in _YEARS:
        return _complete(number, None, None, end)
    if number in _EXCEL_SERIALS:
        return _EXCEL_EPOCH + timedelta(days=number), "day"
    raise ValueError(f"no date: {number}")


def _split(text):
    if match := _ISO.match(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.match(text):
        day, month, year = match.groups()
    elif match := _MONTH_YEAR.match(text):
        day, (month, year) = None, match.groups()
    elif match := _WORDS.match(_fold_words(text)):
        day, word, year = match.groups()
        month = _MONTH_NUMBERS.get(word)
    else:
        raise ValueError(f"no date: {text}")
    if not month:
        raise ValueError(f"no date: {text}")
    return _full_year(year), int(month), int(day) if day else None


def _fold_words(text):
    return fold(re.sub(r"(\d)(?:º|°|ro\b)", r"\1", text))


def _full_year(text):
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _complete(year, month, day, end):
    if year not in _YEARS:
        raise ValueError(f"no such year: {year}")
    if day is not None:
        return date(year, month, day), "day"
    if month is not None:
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 1
        return date(year, month, last if end else 1), "month"
    return date(year, 12 if end else 1, 31 if end else 1), "year"
