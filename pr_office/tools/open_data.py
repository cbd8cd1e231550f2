"""Tables that leave the house for spreadsheets: nothing in them is ever computed."""

import csv
import io
import re

from openpyxl import Workbook
from openpyxl.styles import Font

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
# What XML 1.0, and with it a workbook, cannot hold.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def defuse(value):
    """Keep a spreadsheet from taking a text for a formula; other values stay."""
    risky = isinstance(value, str) and value.lstrip(" ")[:1] in _RISKY
    return f"'{value}" if risky and value else value


def write_csv(headers, rows, delimiter=","):
    """Return a table as CSV in UTF-8 with the mark that spreadsheets look for.

    :param headers: iterable of str
    :param rows: iterable of iterables of values
    :rtype: bytes
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow([defuse(header) for header in headers])
    writer.writerows([defuse(value) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(headers, rows, title):
    """Return a table as a workbook in which every cell is plain text.

    :param str title: name of the sheet
    :rtype: bytes
    """
    book = Workbook(write_only=False)
    sheet = book.active
    sheet.title = re.sub(r"[\\/*?:\[\]]", " ", title)[:31]
    sheet.freeze_panes = "A2"
    for number, row in enumerate([list(headers), *rows], start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = _UNPRINTABLE.sub("", str(value if value is not None else ""))
            cell.data_type = "s"
            if number == 1:
                cell.font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
