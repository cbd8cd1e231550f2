import pytest
from markupsafe import Markup

from pr_office.tools import letters


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Rosa Elvira Quispe Mamani", "REQM"),
        ("José de la Cruz y Soto", "JCS"),
        ("Q'orianka Ñaupari", "QÑ"),
        ("  ", ""),
        (None, ""),
        ("(2) Ana-María", "AM"),
    ],
)
def test_initials(name, initials):
    assert letters.initials(name) == initials


def test_placeholders():
    assert letters.unknown_placeholders("{name} {nombre} {o}") == ["nombre"]
    assert letters.unknown_placeholders(False) == []
    assert letters.has_placeholders("<p>{name}</p>")
    assert not letters.has_placeholders("<p>nombre</p>")


def test_rich_text_is_filled_and_escaped():
    facts = {"name": "Ana <b>Rojas</b>", "o": "a", "post": ""}
    text = letters.fill_html("<p>{name}, bienvenid{o} {post}.</p>", facts)
    assert isinstance(text, Markup)
    assert text == "<p>Ana &lt;b&gt;Rojas&lt;/b&gt;, bienvenida.</p>"


def test_blank_before_an_empty_fact_goes_too():
    assert letters.fill_html("a&nbsp;{post}, {name}", {"name": "B"}) == "a, B"


def test_plain_text_is_filled():
    assert letters.fill_text("Saludo a {title} {name}", {"name": "Ana"}) == (
        "Saludo a Ana"
    )
