import pytest

from pr_office.tools import documents


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("20131312955", "PE20131312955"),
        ("20131312955", "20 131.312-955"),
        ("10117410", "10117410-2"),
        ("001234567", "CE 001234567"),
        ("pe20131312955", "PE20131312955"),
    ],
)
def test_two_writings_of_one_number(one, other):
    assert documents.document_key(one) == documents.document_key(other)


@pytest.mark.parametrize(
    "number", ["", None, False, "00000000", "99999999", "-", "123"]
)
def test_what_identifies_nobody_has_no_key(number):
    assert documents.document_key(number) == ""


def test_different_numbers_stay_different():
    assert documents.document_key("B12345678") != documents.document_key("12345678")


@pytest.mark.parametrize(
    ("number", "judgement"),
    [
        ("20131312955", "ok"),
        ("20131312956", "check_digit"),
        ("30131312955", "check_digit"),
        ("2013131295", "malformed"),
        ("201313129555", "malformed"),
        ("2013131295X", "malformed"),
        ("", "malformed"),
    ],
)
def test_ruc(number, judgement):
    assert documents.check_ruc(number) == judgement


@pytest.mark.parametrize(
    ("number", "judgement"),
    [
        ("10117410", "ok"),
        ("10117410-2", "ok"),
        ("10117410-3", "check_digit"),
        ("1234567", "malformed"),
        ("1234567A", "malformed"),
    ],
)
def test_dni(number, judgement):
    assert documents.check_dni(number) == judgement


def test_zeros_that_a_spreadsheet_dropped():
    assert documents.restore_leading_zeros("1234567") == "01234567"
    assert documents.restore_leading_zeros("12345678") == "12345678"
    assert documents.restore_leading_zeros("1234") == "1234"
    assert documents.restore_leading_zeros("CE123") == "CE123"
