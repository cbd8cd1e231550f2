import pytest

from pr_office.tools import citizen_documents as documents


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("dni", "10117410", "10117410"),
        ("dni", " 10.117.410-2 ", "10117410"),
        ("dni", "１０１１７４１０", "10117410"),
        ("ruc", "20 131 312 955", "20131312955"),
        ("ce", "001234567", "001234567"),
        ("ce", "CE 001234567", "001234567"),
        ("passport", "ab 123456", "AB 123456"),
        ("other", "CI 1234567 LP", "CI 1234567 LP"),
        ("unheard of", "1234", "1234"),
    ],
)
def test_good_numbers_are_stored_tidy(kind, text, number):
    assert documents.read_document(kind, text) == (number, None)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("dni", "", documents.MISSING),
        ("dni", None, documents.MISSING),
        ("dni", "1234567", documents.BAD_DNI),
        ("dni", "123456789012", documents.BAD_DNI),
        ("dni", "1011741A", documents.BAD_DNI),
        ("dni", "00000000", documents.BAD_DNI),
        ("dni", "٤٥٦٧٨٩١٢", documents.BAD_DNI),
        ("dni", "10117410-3", documents.DNI_LETTER),
        ("ruc", "20131312956", documents.RUC_DIGIT),
        ("ruc", "2013131295", documents.BAD_RUC),
        ("ruc", "٢٠١٣١٣١٢٩٥٥", documents.BAD_RUC),
        ("ce", "1234", documents.BAD_CE),
        ("ce", "ABCDEFGHI", documents.BAD_CE),
        ("passport", "A1", documents.TOO_SHORT),
        ("other", "x" * 21, documents.TOO_LONG),
        ("dni", "{{7*7}}<script>", documents.BAD_DNI),
    ],
)
def test_bad_numbers_say_why(kind, text, problem):
    assert documents.read_document(kind, text)[1] == problem
