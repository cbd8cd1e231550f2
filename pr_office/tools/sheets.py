"""Tables out of files that people send: XLSX and CSV in all their disguises.

Nothing of what a file says about itself is believed: neither its name nor the sizes
it declares. A fault of the whole file is a :class:`FileFault` with a code and the
facts of a message; what to say about it is the caller's.
"""

import codecs
import contextlib
import csv
import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

MAX_BYTES = 10 * 2**20
MAX_UNPACKED_BYTES = 150 * 2**20
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_BLANK_ROWS = 5_000
MAX_LINES_OF_A_ROW = 50

_DELIMITERS = ";,\t|"
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
# Ã, Â or â and what Windows-1252 makes of the further bytes of a letter in UTF-8
_FURTHER = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_MOJIBAKE = re.compile(f"[ÂÃ][{_FURTHER}]|â[{_FURTHER}]{{2}}")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class FileFault(Exception):
    """A file that cannot be read as a table at all.

    :ivar str code: which fault
    :ivar dict facts: what a message needs to know
    """

    def __init__(self, code, **facts):
        super().__init__(code, facts)
        self.code = code
        self.facts = facts


class CellFault(str):
    """Stands in a cell for a value that cannot be known; holds the fault's code."""


@dataclass
class Sheet:
    """Rows of one table: ``(number, [values])``, blank rows left out."""

    name: str
    rows: list
    notes: list = field(default_factory=list)


def column_letter(index):
    """Return the letters a spreadsheet shows over its column, counted from 0."""
    return get_column_letter(index + 1)


def read_sheets(content, max_rows=MAX_ROWS):
    """Read each table of a file.

    :param bytes content: the file
    :param int max_rows: more rows with content than this are refused
    :rtype: list of :class:`Sheet`
    :raises FileFault: with the codes ``empty``, ``too_big``, ``too_many_rows``,
        ``wrong_type``, ``old_excel``, ``bomb``, ``broken``, ``unclosed_quote``
    """
    if not content.strip(b"\0 \r\n\t"):
        raise FileFault("empty")
    if len(content) > MAX_BYTES:
        raise FileFault("too_big", megabytes=MAX_BYTES // 2**20)
    _refuse_other_types(content)
    if content.startswith(b"PK"):
        return _read_xlsx(content, max_rows)
    return [_read_csv(content, max_rows)]


def _refuse_other_types(content):
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileFault("old_excel")
    kinds = {
        b"%pdf": "PDF",
        b"<!doctype": "HTML",
        b"<html": "HTML",
        b"<table": "HTML",
        b"<?xml": "XML",
        b"{\\rtf": "RTF",
        b"\x89png": "PNG",
        b"\xff\xd8\xff": "JPEG",
        b"rar!": "RAR",
        b"7z\xbc\xaf": "7z",
        b"\x1f\x8b": "GZ",
    }
    for magic, kind in kinds.items():
        if start.startswith(magic):
            raise FileFault("wrong_type", kind=kind)


# XLSX


def _read_xlsx(content, max_rows):
    with _open_zip(content) as archive:
        _check_parts(archive)
        try:
            workbook = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
        except Exception as error:  # openpyxl answers damage with any exception
            raise FileFault("broken", detail=str(error)) from error
        with contextlib.closing(workbook):
            return [
                _read_worksheet(archive, worksheet, max_rows)
                for worksheet in workbook.worksheets
                if worksheet.sheet_state == "visible"
            ]


def _open_zip(content):
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise FileFault("broken", detail=str(error)) from error


def _check_parts(archive):
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileFault("wrong_type", kind=_kind_of_archive(names))
    # zipfile stops reading at the declared size, so these figures cannot lie
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES or len(parts) > 5_000:
        raise FileFault("bomb", megabytes=MAX_UNPACKED_BYTES // 2**20)
    for part in parts:
        if part.flag_bits & 1:
            raise FileFault("old_excel")
        with archive.open(part) as stream:
            # no office program writes a DTD; entities are how XML explodes
            if b"<!DOCTYPE" in stream.read(4096).upper():
                raise FileFault("bomb", megabytes=MAX_UNPACKED_BYTES // 2**20)


def _kind_of_archive(names):
    if "xl/workbook.bin" in names:
        return "XLSB"
    if "word/document.xml" in names:
        return "Word"
    return "ODS" if "content.xml" in names else "ZIP"


def _read_worksheet(archive, worksheet, max_rows):
    worksheet.reset_dimensions()  # files often declare a wrong size
    notes = []
    try:
        rows = _take_rows(
            worksheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), max_rows, notes
        )
        part = worksheet._worksheet_path
        merged, uncalculated = _scan(archive, part)
    except FileFault:
        raise
    except Exception as error:  # openpyxl answers damage with any exception
        raise FileFault("broken", detail=str(error)) from error
    rows = {number: values for number, values in rows}
    _mark_uncalculated(rows, uncalculated, max_rows)
    _fill_merged(rows, merged, notes)
    kept = [(number, rows[number]) for number in sorted(rows)]
    return Sheet(worksheet.title, kept, notes)


def _take_rows(values, max_rows, notes):
    """Number the rows and keep those with content.

    :raises FileFault: ``too_many_rows``
    """
    rows, blank = [], 0
    for number, row in enumerate(values, 1):
        cells = [_clean(value) for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            blank += 1
            if blank > MAX_BLANK_ROWS:
                notes.append(("blank_rows", {"row": number - blank}))
                break
            continue
        blank = 0
        rows.append((number, cells))
        # some room for titles and headings; the exact limit counts the data only
        if len(rows) > max_rows + 50:
            raise FileFault("too_many_rows", limit=max_rows)
    return rows


def _clean(value):
    if isinstance(value, str):
        value = value.replace("_x000D_", " ").replace("\0", "")
        value = " ".join(value.replace("\u200b", "").split())
        if value in _ERRORS:
            return CellFault("formula_error")
        return value or None
    return value


def _scan(archive, part):
    """Return the merged ranges and the formulas that nobody has calculated.

    The reader in streaming mode tells neither.
    """
    merged, uncalculated = [], []
    # a calculated text may be empty, any other result may not
    find = etree.XPath(
        "m:c[m:f][not(m:v) or (not(string(m:v)) and not(@t='str'))]/@r",
        namespaces={"m": _MAIN[1:-1]},
    )
    with archive.open(part.lstrip("/")) as stream:
        tags = (f"{_MAIN}row", f"{_MAIN}mergeCell")
        for _event, element in etree.iterparse(
            stream, tag=tags, resolve_entities=False, huge_tree=False
        ):
            if element.tag == tags[0]:
                uncalculated += find(element)
            else:
                merged.append(element.get("ref"))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return merged, uncalculated


def _mark_uncalculated(rows, references, max_rows):
    for reference in references:
        column, number, _column, _row = range_boundaries(reference)
        if column > MAX_COLUMNS or (number not in rows and len(rows) > max_rows):
            continue
        values = rows.setdefault(number, [])
        values += [None] * (column - len(values))
        values[column - 1] = CellFault("formula_uncalculated")


def _fill_merged(rows, ranges, notes):
    """Give each row of a merged cell its value: it counts for all of them."""
    for reference in ranges:
        left, top, right, bottom = range_boundaries(reference)
        values = rows.get(top, [])
        if top == bottom or left > len(values) or right > MAX_COLUMNS:
            continue
        value = values[left - 1]
        # rows without any other content stay blank
        for number in range(top + 1, bottom + 1):
            if value is not None and number in rows:
                row = rows[number]
                row += [None] * (left - len(row))
                row[left - 1] = row[left - 1] or value
        notes.append(("merged", {"range": reference}))


# CSV


def _read_csv(content, max_rows):
    text, encoding = decode(content)
    notes = [] if encoding == "utf-8" else [("encoding", {"encoding": encoding})]
    if "\0" in text:
        raise FileFault("wrong_type", kind="?")
    text, repaired = _repair_mojibake(text)
    if repaired:
        notes.append(("mojibake", {"count": repaired}))
    delimiter, text = _find_delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return Sheet("", _take_csv_rows(lines, max_rows, notes), notes)


def decode(content):
    """Return the text of a file and the encoding it was read with.

    A byte order mark decides; else UTF-8 if it fits; else Windows-1252, which is what
    spreadsheets in Spanish save, with Latin-1 for its five undefined bytes.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace")
            return text, "utf-8" if encoding == "utf-8-sig" else encoding
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding.replace("cp1252", "Windows-1252")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "Latin-1"


def _repair_mojibake(text):
    """Undo UTF-8 that was read as Windows-1252 and saved again (MarÃ­a → María)."""
    count = 0

    def repair(match):
        nonlocal count
        try:
            fixed = match[0].encode("cp1252").decode()
        except UnicodeError:
            return match[0]
        count += 1
        return fixed

    repaired = _MOJIBAKE.sub(repair, text)
    return repaired, count


def _find_delimiter(text):
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1], text[match.end() :]
    sample = re.sub(r'"[^"]*"', "", text[:20_000]).splitlines()[:50]
    # the one that stands in most lines: commas also stand inside unquoted cells
    return max(_DELIMITERS, key=lambda mark: sum(mark in row for row in sample)), text


def _take_csv_rows(lines, max_rows, notes):
    rows, number, start = [], 0, 1
    while True:
        try:
            row = next(lines)
        except StopIteration:
            return rows
        except csv.Error as error:
            raise FileFault("unclosed_quote", row=start) from error
        number, start = start, lines.line_num + 1
        if start - number > MAX_LINES_OF_A_ROW:
            raise FileFault("unclosed_quote", row=number)
        cells = [_clean(value) for value in itertools.islice(row, MAX_COLUMNS)]
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            continue
        rows.append((number, cells))
        if len(rows) > max_rows + 50:
            raise FileFault("too_many_rows", limit=max_rows)
