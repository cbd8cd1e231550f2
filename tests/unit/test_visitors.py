import pytest

from pr_office.tools.visitors import split_people


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("Ana Rojas 45678912", ("Ana Rojas", "45678912")),
        ("45678912 - Ana Rojas", ("Ana Rojas", "45678912")),
        ("Ana Rojas, DNI: 45678912", ("Ana Rojas", "45678912")),
        ("Ana Rojas (D.N.I. 45678912)", ("Ana Rojas", "45678912")),
        ("Q'orianka Ñaupa; C.E. 001234567", ("Q'orianka Ñaupa", "001234567")),
        ("John Doe pasaporte ab1234567", ("John Doe", "AB1234567")),
        ("Ana Rojas", ("Ana Rojas", "")),
        ("Ana Rojas y 3 vecinos", ("Ana Rojas y 3 vecinos", "")),
        ("45678912", ("45678912", "")),
    ],
)
def test_one_person(line, person):
    assert split_people(line) == [person]


def test_a_person_in_each_line():
    text = " Ana Rojas 45678912\n\n - Luis Huamán\n"
    assert split_people(text) == [("Ana Rojas", "45678912"), ("Luis Huamán", "")]


@pytest.mark.parametrize("text", [None, False, "", "  \n \t "])
def test_nobody(text):
    assert split_people(text) == []


def test_long_junk_takes_no_time():
    assert len(split_people("A-" * 50_000)) == 1
