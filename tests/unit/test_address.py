import pytest

from pr_office.tools import address

ROSA = {
    "treatment": "Señora",
    "title": "Dra.",
    "name": "Rosa Quispe Mamani",
    "post": "Alcaldesa",
    "post_or_name": "Alcaldesa",
    "institution": "Municipalidad Provincial de Qhapaq Marka",
    "o": "a",
}
SPOKEN = "{treatment} {title} {name}, {post} {acting_spoken}, {institution}"


def without(*names):
    return {name: value for name, value in ROSA.items() if name not in names}


@pytest.mark.parametrize(
    ("template", "facts", "line"),
    [
        ("{treatment} {post}:", ROSA, "Señora Alcaldesa:"),
        ("{treatment} {post}:", without("post"), "Señora:"),
        ("{post}:", without("post"), ""),
        (
            SPOKEN,
            ROSA,
            "Señora Dra. Rosa Quispe Mamani, Alcaldesa, Municipalidad Provincial de"
            " Qhapaq Marka",
        ),
        (
            SPOKEN,
            without("title", "institution") | {"acting_spoken": "encargada"},
            "Señora Rosa Quispe Mamani, Alcaldesa encargada",
        ),
        (SPOKEN, without("post", "institution"), "Señora Dra. Rosa Quispe Mamani"),
        (SPOKEN, without("treatment", "title", "name", "institution"), "Alcaldesa"),
        (SPOKEN, {}, ""),
        ("{name} ({institution})", without("institution"), "Rosa Quispe Mamani"),
        ("Excelentísim{o} Monseñor:", ROSA, "Excelentísima Monseñor:"),
        ("Excelentísim{o} {treatment}", {"o": "o/a"}, "Excelentísimo/a"),
        ("Atentamente,", {}, "Atentamente,"),
        ("«{name}»", ROSA, "«Rosa Quispe Mamani»"),
        (None, ROSA, ""),
    ],
)
def test_missing_parts_leave_nothing_behind(template, facts, line):
    assert address.render(template, facts) == line


def test_lines_are_kept_and_empty_ones_dropped():
    envelope = "{treatment}\n{title} {name}\n{post} {acting}\n{institution}"
    assert address.render(envelope, without("post")).split("\n") == [
        "Señora",
        "Dra. Rosa Quispe Mamani",
        "Municipalidad Provincial de Qhapaq Marka",
    ]
    acting = ROSA | {"acting": "(e)"}
    assert address.render(envelope, acting).split("\n")[2] == "Alcaldesa (e)"


def test_unknown_fields_are_named():
    assert address.unknown_fields("{treatment} {cargo} {nombre}:") == [
        "cargo",
        "nombre",
    ]
    assert not address.unknown_fields(False)


@pytest.mark.parametrize("value", ["{name}", "100 %", "a\\1b"])
def test_values_are_never_read_as_templates(value):
    assert address.render("{name}", {"name": value}) == value
