import pytest

from pr_office.tools import privacy

TERMS = privacy.personal_terms(
    ["Rosa Quispe Mamaní"], ["987 654 321", "10117410"], ["rosa@example.org"]
)


def test_blanks_are_named_once():
    text = "<p>[nombre del banco] y [dirección] y [nombre del banco]</p>"
    assert privacy.find_blanks(text) == ["[nombre del banco]", "[dirección]"]
    assert privacy.find_blanks("<p>Ley 29733 [1]</p>") == []
    assert privacy.find_blanks(None) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rosa Quispe Mamaní",
        "ROSA QUISPE MAMANI",
        "rosa  quispe\nmamani",
        "<b>Rosa&nbsp;Quispe Mamaní</b>",
        "Rosa Quispe, Mamaní",
        "987654321",
        "+987-654-321",
        "10.117.410",
        "ROSA@example.org",
    ],
)
def test_a_person_is_recognised(text):
    assert privacy.mentions(f"Vino {text}.", TERMS)
    assert "XX" in privacy.redact(f"Vino {text}.", TERMS, "XX")


@pytest.mark.parametrize(
    "text", ["Rosa", "Rosana Quispe Mamaní", "1987654321", "rosa@example.org.pe", ""]
)
def test_others_are_left_alone(text):
    assert privacy.redact(text, TERMS, "XX") is text


def test_nothing_is_looked_for_without_terms():
    assert privacy.personal_terms(["Rosa"], ["12"], ["no address"]) == []
    assert privacy.redact("Rosa", [], "XX") == "Rosa"
    assert not privacy.mentions("Rosa", [])


def test_the_longest_goes_first():
    terms = privacy.personal_terms(["Rosa Quispe", "Rosa Quispe Mamani"])
    assert privacy.redact("Rosa Quispe Mamani", terms, "XX") == "XX"


def test_a_replacement_is_no_pattern():
    assert privacy.redact("Rosa Quispe Mamani", TERMS, r"\1") == r"\1"
