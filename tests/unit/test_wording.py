"""Texts with blanks: nothing that a citizen writes is ever read as one."""

import pytest

from pr_office.tools import wording


def test_blanks_are_filled_and_empty_lines_left_out():
    text = "Hola, {who}.\nLugar: {where}\nCon: {with}\n\nAdiós"
    filled = wording.fill(text, {"who": "Julia", "with": "la alcaldesa"})
    assert filled == "Hola, Julia.\nCon: la alcaldesa\n\nAdiós"


@pytest.mark.parametrize(
    "written",
    [
        "{with}",
        "{who}",
        "{0.__class__}",
        "${7*7}",
        "{{ 7*7 }}",
        "%s",
        "\\1",
        "🙂 {",
        "‮",
    ],
)
def test_what_fills_a_blank_is_not_read_again(written):
    values = {"who": written, "with": "X"}
    assert wording.fill("Hola, {who}, {with}", values) == f"Hola, {written}, X"


def test_attributes_and_formats_are_no_blanks():
    text = "{who.__class__} {who!r} {who:>9}"
    assert wording.fill(text, {"who": "Julia"}) == text
    assert wording.unknown_blanks(text, ["who"]) == []


def test_unknown_blanks_are_named():
    assert wording.unknown_blanks("{who} {secret}", ["who"]) == ["secret"]
    assert wording.unknown_blanks(None, []) == []


def test_one_line():
    assert wording.one_line("Cita\r\nBcc: otro\t x") == "Cita Bcc: otro x"
