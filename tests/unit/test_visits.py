import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import open_data, visits


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Juan Pérez, DNI 45678912", [("Juan Pérez", "45678912")]),
        ("Juan Pérez 45678912", [("Juan Pérez", "45678912")]),
        ("María Ñahui - CE 001234567", [("María Ñahui", "001234567")]),
        ("Li Wei, pasaporte E12345678", [("Li Wei", "E12345678")]),
        ("Ana Ccori", [("Ana Ccori", "")]),
        ("Ana Ccori 984 100 200", [("Ana Ccori", "")]),
        ("Ana Ccori ana@example.org", [("Ana Ccori", "")]),
        ("Ana DNI 40404040 cel. 984100200", [("Ana", "40404040")]),
        ("Ana (084) 221100, 40404040", [("Ana", "40404040")]),
        ("D. N. Ibáñez 40404040", [("D. N. Ibáñez", "40404040")]),
        ("12345678\n\n  \n--", []),
        ("Ana\nLuis 40404040", [("Ana", ""), ("Luis", "40404040")]),
        (None, []),
    ],
)
def test_people_of_a_text(line, people):
    assert visits.parse_people(line) == people


@given(st.text(max_size=80))
def test_no_mail_in_what_people_are_called(text):
    for name, number in visits.parse_people(text):
        assert name
        assert not visits.find_contact(name)
        assert "@" not in number


@pytest.mark.parametrize(
    ("number", "mask", "shown"),
    [
        ("45678912", "hidden", ""),
        ("45678912", "last3", "*****912"),
        ("45678912", "last4", "****8912"),
        ("45678912", "whole", "45678912"),
        ("1234", "last4", "**34"),
        ("7", "last3", "*"),
        ("", "whole", ""),
        (False, "last3", ""),
    ],
)
def test_what_a_number_shows(number, mask, shown):
    assert visits.mask_number(number, mask) == shown


@given(st.text(alphabet="0123456789", min_size=1, max_size=15))
def test_at_least_half_of_a_number_stays_hidden(number):
    for mask in ("last3", "last4"):
        shown = visits.mask_number(number, mask)
        assert len(shown) == len(number)
        assert shown.count("*") >= len(number) / 2


@pytest.mark.parametrize(
    "text",
    [
        "escribir a ana@example.org",
        "llamar al 984 100 200",
        "cel 984100200",
        "+51 984-100-200",
        "(084) 221100",
        "01 4271234",
    ],
)
def test_contact_data_is_found(text):
    assert visits.find_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "Ampliar el plazo de la licencia 2036-0123",
        "RUC 20131312955",
        "Expediente 1822-2036, 30 de junio de 2036 a las 10:00",
        "Av. 9 de Diciembre 1234",
        "S/ 1 200 000 para la obra",
    ],
)
def test_other_figures_are_no_contact_data(text):
    assert not visits.find_contact(text)


def test_kinds_of_documents():
    assert visits.guess_document_type("45678912") == "dni"
    assert visits.guess_document_type("45678912-3") == "dni"
    assert visits.guess_document_type("20131312955") == "ruc"
    assert visits.guess_document_type("AB12345") == "other"
    assert visits.guess_document_type(" ") == ""


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1+1")


def test_csv_computes_nothing():
    text = open_data.write_csv(["a"], [[value] for value in FORMULAS])
    assert text.startswith(b"\xef\xbb\xbf")
    for value in FORMULAS:
        assert f"'{value}" in text.decode("utf-8-sig").replace("\r\r\n", "\r\n")
    assert open_data.defuse(3) == 3
    assert open_data.defuse("") == ""


def test_workbook_computes_nothing():
    rows = [[value, "\x07ñ\x00"] for value in FORMULAS]
    book = openpyxl.load_workbook(
        io.BytesIO(open_data.write_xlsx(["a", "b"], rows, "Registro [de] visitas"))
    )
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert book.active["B2"].value == "ñ"


def test_period_asked_for():
    day = (date(2036, 5, 13),) * 2
    assert visits.get_period("2036-05-13", "2036-01") == day
    leap = (date(2036, 2, 1), date(2036, 2, 29))
    assert visits.get_period("", "2036-02") == leap
    for written in ("13/05/2036", "13-5-2036", "13.05.2036", " 13 5 2036 "):
        assert visits.get_period(written, "") == day
    for nonsense in ("ayer", "2036-13", "2036-02-30", "9" * 40):
        assert visits.get_period(nonsense, "") is None
        assert visits.get_period("", nonsense) is None
    assert visits.get_period(None, None) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (("Ana Ccori", "41414141"), ("Ana Ccori", "41414141")),
        (("Ana Ccori cel 984555667", "41414141"), ("Ana Ccori cel", "41414141")),
        (("Ana Ccori otra@example.org", False), ("Ana Ccori", "")),
        (("Ana Ccori", "984555667"), ("Ana Ccori", "")),
        (("Ana Ccori", "001234567"), ("Ana Ccori", "001234567")),
        (("41414141", ""), ("", "")),
    ],
)
def test_what_reaches_a_person_is_left_out(typed, kept):
    assert visits.clean_person(*typed) == kept
