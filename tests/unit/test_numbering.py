import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import numbering

OFICIO = "OFICIO N.° {number:03d}-{year}-{acronym}/A"


@pytest.mark.parametrize(
    "mask",
    [OFICIO, "CARTA {number}/{year}", "{year}-{number:05d}", "{number:04}-{year}"],
)
def test_good_masks(mask):
    assert numbering.find_mask_problem(mask) is None


@pytest.mark.parametrize(
    ("mask", "problem", "part"),
    [
        ("{number}-{year", numbering.BROKEN, ""),
        ("{number}-{year}}", numbering.BROKEN, ""),
        ("{number}-{year}-{}", numbering.UNKNOWN, ""),
        ("{number}-{year}-{0}", numbering.UNKNOWN, "0"),
        ("{number}-{year}-{password}", numbering.UNKNOWN, "password"),
        ("{number.__class__}-{year}", numbering.UNKNOWN, "number.__class__"),
        ("{number[0]}-{year}", numbering.UNKNOWN, "number[0]"),
        ("{number!r}-{year}", numbering.UNKNOWN, "number"),
        ("{number:>999999999}-{year}", numbering.BAD_WIDTH, "number"),
        ("{number:{year}}", numbering.BAD_WIDTH, "number"),
        ("{number}-{year:>99}", numbering.BAD_WIDTH, "year"),
        ("{year}", numbering.NO_NUMBER, ""),
        ("{number}-{number}-{year}", numbering.NO_NUMBER, ""),
        ("{number}", numbering.NO_YEAR, ""),
        ("", numbering.NO_NUMBER, ""),
        (None, numbering.NO_NUMBER, ""),
    ],
)
def test_bad_masks(mask, problem, part):
    assert numbering.find_mask_problem(mask) == (problem, part)


def test_numbers_as_written():
    write = numbering.format_number
    assert write(OFICIO, 45, 2027, "MPX") == "OFICIO N.° 045-2027-MPX/A"
    assert write(OFICIO, 1234, 2027, "MPX") == "OFICIO N.° 1234-2027-MPX/A"
    assert write("N.° {number}-{year}", 7, 2028) == "N.° 7-2028"


def test_acronym_is_asked_for_only_where_it_is_printed():
    assert numbering.uses_acronym(OFICIO)
    assert not numbering.uses_acronym("N.° {number}-{year}")


@given(st.text(max_size=40))
def test_a_mask_found_good_can_be_written(mask):
    if numbering.find_mask_problem(mask) is None:
        numbering.format_number(mask, 1, 2027, "MPX")


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_different_numbers_are_written_differently(one, two):
    written = [numbering.format_number(OFICIO, n, 2027, "MPX") for n in (one, two)]
    assert (written[0] == written[1]) == (one == two)
