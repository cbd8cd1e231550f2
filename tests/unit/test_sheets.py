import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from pr_office.tools import sheets

ROWS = [["Entidad", "Cargo"], ["Iglesia Matriz de Ñaña", "Párroco"]]


def workbook(rows, change=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rewrite(content, part, change):
    """The same workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return stream.getvalue()


def read(content, **options):
    (sheet,) = sheets.read_sheets(content, **options)
    return sheet


def fault(content, **options):
    with pytest.raises(sheets.FileFault) as caught:
        sheets.read_sheets(content, **options)
    return caught.value


def text(rows, delimiter=","):
    return "\r\n".join(delimiter.join(row) for row in rows)


# CSV


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"]
)
def test_encodings_and_delimiters(encoding, delimiter):
    sheet = read(text(ROWS, delimiter).encode(encoding))
    assert sheet.rows == [(1, ROWS[0]), (2, ROWS[1])]


def test_encoding_is_said():
    assert read(text(ROWS).encode("cp1252")).notes == [
        ("encoding", {"encoding": "Windows-1252"})
    ]
    assert read(text(ROWS).encode()).notes == []


def test_bytes_that_windows_does_not_define():
    sheet = read(text(ROWS).encode("latin-1") + b"\x81")
    assert sheet.rows[1][1][0] == ROWS[1][0]


def test_semicolons_win_over_commas_inside_cells():
    sheet = read("Entidad;Dirección\nIglesia;Jr. Lima 1, Cusco, Perú".encode())
    assert sheet.rows[1][1] == ["Iglesia", "Jr. Lima 1, Cusco, Perú"]


def test_excel_says_its_delimiter():
    assert read(b"sep=|\r\na|b;c").rows == [(1, ["a", "b;c"])]


def test_quotes_hold_delimiters_and_line_breaks():
    sheet = read(b'a,b\n"x, y","two\nlines"\nlast,row')
    assert sheet.rows == [
        (1, ["a", "b"]),
        (2, ["x, y", "two lines"]),
        (4, ["last", "row"]),
    ]


def test_broken_accents_are_repaired():
    sheet = read("Entidad\nMunicipalidad de Ã‘aÃ±a, JosÃ©".encode())
    assert sheet.rows[1][1][0].startswith("Municipalidad de Ñaña")
    assert sheet.notes[-1][0] == "mojibake"


def test_portuguese_is_not_repaired():
    assert read("Entidad\nSÃO João".encode()).rows[1][1] == ["SÃO João"]


def test_blank_rows_are_left_out_and_counted():
    assert [n for n, _v in read(b"a\n\n  \n;;;\nb").rows] == [1, 5]


def test_quote_that_never_closes():
    assert fault(b'a,b\nc,"d\n' + b"e,f\n" * 100).facts == {"row": 2}


# files that are no table


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (b"%PDF-1.7", "wrong_type"),
        (b"<html><table>", "wrong_type"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "wrong_type"),
        (b"\x89PNG\r\n", "wrong_type"),
        (b"\xff\xd8\xff\xe0", "wrong_type"),
        (b"PK\x03\x04 not a zip", "broken"),
        (b"a,b\nc\x00\x00d,\x01\x02", "wrong_type"),
    ],
)
def test_wrong_files(content, code):
    assert fault(content).code == code


def test_other_archives():
    for name, kind in (("word/document.xml", "Word"), ("content.xml", "ODS")):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr(name, "<x/>")
        assert fault(stream.getvalue()).facts == {"kind": kind}


def test_too_big(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    assert fault(b"a,b\n" * 10).code == "too_big"


def test_zip_bomb(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED_BYTES", 1000)
    assert fault(workbook(ROWS)).code == "bomb"


def test_entities_that_explode():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = rewrite(workbook(ROWS), "xl/workbook.xml", lambda old: bomb + old)
    assert fault(content).code == "bomb"


def test_damaged_part():
    part = "xl/worksheets/sheet1.xml"
    content = rewrite(workbook(ROWS), part, lambda old: old[:200])
    assert fault(content).code == "broken"


# XLSX


def test_xlsx():
    assert read(workbook(ROWS)).rows == [(1, ROWS[0]), (2, ROWS[1])]


def test_wrong_dimension_does_not_hide_rows():
    change = lambda old: old.replace(b'ref="A1:B2"', b'ref="A1"')  # noqa: E731
    content = rewrite(workbook(ROWS), "xl/worksheets/sheet1.xml", change)
    assert len(read(content).rows[1][1]) == 2


def test_values_keep_their_type():
    row = [datetime(2023, 1, 1), 9, 1.5, True, "  two   words ", "", None, "x"]
    values = read(workbook([row])).rows[0][1]
    assert values == [datetime(2023, 1, 1), 9, 1.5, True, "two words", None, None, "x"]


def test_formula_without_result_is_told_from_an_empty_cell():
    sheet = read(workbook([*ROWS, ["=A2", None, "x"], ["=A2"]]))
    assert sheet.rows[2][1] == ["formula_uncalculated", None, "x"]
    assert isinstance(sheet.rows[2][1][0], sheets.CellFault)
    assert sheet.rows[3] == (4, ["formula_uncalculated"])


def test_formula_with_result_is_its_result():
    def calculate(old):
        return old.replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>")

    content = workbook([*ROWS, ["=3+4"]])
    content = rewrite(content, "xl/worksheets/sheet1.xml", calculate)
    assert read(content).rows[2][1] == [7]


def test_formula_errors_are_faults():
    assert isinstance(read(workbook([["#REF!"]])).rows[0][1][0], sheets.CellFault)


def test_merged_cells_count_for_each_row():
    rows = [["Entidad", "Cargo"], ["Iglesia", "Párroco"], [None, "Vicario"], [None]]
    sheet = read(workbook(rows, lambda ws: ws.merge_cells("A2:A4")))
    assert sheet.rows[2] == (3, ["Iglesia", "Vicario"])
    assert len(sheet.rows) == 3
    assert sheet.notes == [("merged", {"range": "A2:A4"})]


def test_merged_title_changes_nothing():
    rows = [["DIRECTORIO"], *ROWS]
    sheet = read(workbook(rows, lambda ws: ws.merge_cells("A1:B1")))
    assert [values for _n, values in sheet.rows] == rows


def test_hidden_sheets_are_not_read():
    book = Workbook()
    book.active.append(["seen"])
    book.create_sheet("Listas").append(["hidden"])
    book["Listas"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.name for sheet in sheets.read_sheets(stream.getvalue())] == ["Sheet"]


# many rows


def test_hundred_thousand_rows_are_refused_at_once():
    content = b"Entidad\n" + b"Iglesia\n" * 100_000
    assert fault(content).facts == {"limit": sheets.MAX_ROWS}


def test_hundred_thousand_rows_of_a_workbook():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _row in range(100_000):
        sheet.append(["Iglesia"])
    stream = io.BytesIO()
    book.save(stream)
    assert fault(stream.getvalue()).code == "too_many_rows"


def test_formatted_blank_rows_to_the_end_do_not_count():
    sheet = read(workbook(ROWS, lambda ws: ws.cell(20_000, 1, " ")))
    assert len(sheet.rows) == 2
    assert sheet.notes[0][0] == "blank_rows"
