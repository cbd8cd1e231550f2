import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from pr_office.tools import register_columns, register_table, register_workbook
from pr_office.tools.sheets import FileFault

CHOICES = {
    "institution_type": [("Gobierno local", 1), ("Iglesia", 2)],
    "category": [("Alcalde provincial", 5)],
    "scope": [("Provincial", "provincial")],
    "state": [("Cusco", 8), ("CUS", 8)],
    "country": [("Perú", 173)],
}


def read(text, **options):
    return register_table.read_register(text.encode(), CHOICES, **options)


def read_one(headings, row, **options):
    return read(f"{headings}\n{row}", **options)


def codes(register):
    problems = [
        problem for item in register.items.values() for problem in item.problems
    ]
    return {(problem.code, problem.column) for problem in problems}


def only(register, kind):
    (item,) = register.of_kind(kind)
    return item


def fault(text, **options):
    with pytest.raises(FileFault) as caught:
        read(text, **options)
    return caught.value


# headings


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("ENTIDAD", "institution"),
        ("Nombre de la Institución", "institution"),
        ("N° RUC", "tax_id"),
        ("N.º de RUC", "tax_id"),
        ("Nro. RUC", "tax_id"),
        ("DNI (8 dígitos)", "document"),
        ("Cargo *", "post"),
        ("APELLIDO PATERNO", "surname"),
        ("Fecha de inicio", "date_start"),
        ("Correo institucional", "institution_email"),
        ("Given names", "given_names"),
        ("institution e-mail", "institution_email"),
        ("Región", "state"),
        ("Departamento", "state"),
        ("Observaciones", None),
        ("", None),
        (2023, None),
    ],
)
def test_headings_in_many_spellings(heading, name):
    assert register_columns.find_column(heading, "institution") == name


def test_no_two_columns_share_a_heading():
    seen = {}
    for column in register_columns.COLUMNS:
        for text in (column.heading_es, column.heading_en, *column.other_headings):
            key = register_columns.heading_key(text)
            assert seen.setdefault(key, column.name) == column.name


def test_phone_and_email_belong_to_the_column_on_their_left():
    register = read_one(
        "Entidad;Teléfono;Correo;Cargo;Teléfono;Nombre completo;Teléfono;Correo",
        "Iglesia;111;i@x.pe;Párroco;222;Ana Rojas;333;a@x.pe",
    )
    assert only(register, "institution").values["phone"] == "111"
    assert only(register, "institution").values["email"] == "i@x.pe"
    assert only(register, "post").values["phone"] == "222"
    assert only(register, "person").values["phone"] == "333"
    assert only(register, "person").values["email"] == "a@x.pe"


def test_headings_below_a_title_and_in_any_order():
    register = read("DIRECTORIO 2025\n\nCargo;Observaciones;Entidad\nPárroco;x;Iglesia")
    assert only(register, "post").places == [4]
    (note,) = register.notes
    assert (note.code, note.column, note.heading) == (
        "unknown_column",
        "B",
        "Observaciones",
    )


def test_the_same_heading_twice():
    register = read_one("Entidad;Siglas;Siglas", "Iglesia;A;B")
    assert only(register, "institution").values["acronym"] == "A"
    assert register.notes[0].code == "repeated_column"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("uno;dos\n1;2", "no_headings"),
        ("Entidad;Cargo", "no_rows"),
        ("Cargo;Plazas\nAlcalde;1", "missing_column"),
    ],
)
def test_tables_without_what_counts(text, code):
    assert fault(text).code == code


def test_limit_counts_rows_of_data():
    text = "Título\nEntidad\n" + "".join(f"Iglesia {n}\n" for n in range(10))
    assert read(text, max_rows=10).row_count == 10
    assert fault(text, max_rows=9).code == "too_many_rows"


# rows


def test_a_whole_row():
    register = read_one(
        "Entidad;Siglas;Tipo;RUC;Ámbito;Región;Cargo;Categoría;Plazas;Nombres;"
        "Apellido paterno;Apellido materno;DNI;Sexo;Desde;Hasta;Condición;Resolución",
        "Municipalidad de X;MX;gobierno LOCAL;20131312955;provincial;cusco;Alcaldesa;"
        "Alcalde provincial;1;Rosa;Quispe;Mamani;10117410;Mujer;01/01/2023;2026;"
        "Titular;JNE 1",
    )
    assert only(register, "institution").values == {
        "name": "Municipalidad de X",
        "acronym": "MX",
        "institution_type": 1,
        "tax_id": "20131312955",
        "scope": "provincial",
        "state": 8,
    }
    post = {"name": "Alcaldesa", "category": 5, "seats": 1}
    assert only(register, "post").values == post
    assert only(register, "person").values == {
        "given_names": "Rosa",
        "surname": "Quispe",
        "second_surname": "Mamani",
        "document": "10117410",
        "gender": "female",
        "name": "Rosa Quispe Mamani",
    }
    assert only(register, "mandate").values == {
        "kind": "titular",
        "date_start": date(2023, 1, 1),
        "date_end": date(2026, 12, 31),
        "appointment_document": "JNE 1",
    }


@pytest.mark.parametrize(
    ("heading", "name", "parts"),
    [
        ("Apellidos y nombres", "Quispe Mamani, Rosa", ("Rosa", "Quispe", "Mamani")),
        ("Apellidos y nombres", "De la Cruz Rojas Ana", ("Ana", "De la Cruz", "Rojas")),
        ("Nombre completo", "Rosa Quispe Mamani", (None, None, None)),
        ("Nombre completo", "Quispe Mamani, Rosa", ("Rosa", "Quispe", "Mamani")),
    ],
)
def test_names_are_parted_where_the_file_shows_it(heading, name, parts):
    person = only(read_one(f"{heading};DNI", f"{name};"), "person")
    found = [person.values.get(n) for n in ("given_names", "surname", "second_surname")]
    assert tuple(found) == parts


def test_dates_as_people_type_them():
    book = Workbook()
    book.active.append(["Entidad", "Cargo", "Nombre completo", "Desde", "Hasta"])
    book.active.append(["X", "Y", "Z", datetime(1905, 7, 15), "Actualidad"])
    book.active.append(["X", "Y", "W", 44927, "31-12-2026"])
    stream = io.BytesIO()
    book.save(stream)
    register = register_table.read_register(stream.getvalue(), CHOICES)
    first, second = register.of_kind("mandate")
    assert first.values["date_start"] == date(2023, 1, 1)
    assert "date_end" not in first.values
    assert second.values["date_start"] == date(2023, 1, 1)


@pytest.mark.parametrize(
    ("headings", "row", "code", "column"),
    [
        ("Entidad;Tipo", "X;Gobierno locl", "unknown_choice", "B"),
        ("Entidad;RUC", "X;123", "ruc_malformed", "B"),
        ("Entidad;Cargo;Plazas", "X;Y;muchas", "bad_count", "C"),
        ("Entidad;Cargo;Plazas", "X;Y;0", "bad_count", "C"),
        ("Entidad;Aniversario", "X;32/01/2020", "bad_date", "B"),
        (
            "Entidad;Cargo;Persona;Nombre completo;Condición",
            "X;Y;;Z;Jefe",
            "bad_kind",
            "E",
        ),
        ("Entidad;Cargo;Nombre completo;Desde", "X;Y;Z;13/13/2020", "bad_date", "D"),
        (
            "Entidad;Cargo;Nombre completo;Desde;Hasta",
            "X;Y;Z;2024;2023",
            "dates_reversed",
            "E",
        ),
        ("Entidad;Cargo", ";Alcalde", "no_institution", "A"),
        ("Entidad;Cargo;Nombre completo", "X;;Z", "no_post", "B"),
        ("Entidad;Siglas", ";ABC", "nothing_named", "A"),
        ("Nombre completo;DNI", "Z;12", "dni_malformed", "B"),
    ],
)
def test_rows_that_are_refused(headings, row, code, column):
    register = read_one(headings, row)
    assert (code, column) in codes(register)
    (item,) = register.items.values()
    assert item.kind == "row" and item.refused and item.places == [2]


@pytest.mark.parametrize(
    ("headings", "row", "code"),
    [
        ("Entidad;RUC", "X;20131312956", "ruc_check_digit"),
        ("Entidad;Correo", "X;juan@gmail,com", "bad_email"),
        ("Entidad;Región", "X;Atlantis", "unknown_place"),
        ("Nombre completo;DNI", "Z;1234567", "lost_zeros"),
        ("Nombre completo;DNI", "Z;10117410-3", "dni_check_digit"),
        ("Nombre completo;Sexo", "Z;otro", "bad_gender"),
        ("Entidad;Cargo;Desde", "X;Y;2023", "dates_of_nobody"),
        ("Entidad;Aniversario", "X;1965", "date_year"),
        ("Entidad;Aniversario", "X;08/1965", "date_month"),
        ("Apellidos y nombres;DNI", "Rojas Vega Ana;", "surnames_guessed"),
    ],
)
def test_remarks_that_refuse_nothing(headings, row, code):
    register = read_one(headings, row)
    assert code in {found for found, _column in codes(register)}
    assert not any(item.refused for item in register.items.values())


def test_suggestions_for_an_unknown_choice():
    item = only(read_one("Entidad;Tipo", "X;Gobierno locl"), "row")
    assert item.problems[0].facts["known"].startswith("Gobierno local")


@pytest.mark.parametrize(
    ("cells", "genders"),
    [
        (("M", "F"), ("male", "female")),
        (("M", "H"), ("female", "male")),
        (("M", "M"), (None, None)),
        (("Sra.", "Varón"), ("female", "male")),
    ],
)
def test_letter_m_depends_on_its_column(cells, genders):
    register = read(f"Nombre completo;Sexo\nAna Rojas;{cells[0]}\nLuz Vega;{cells[1]}")
    people = register.of_kind("person")
    assert tuple(person.values.get("gender") for person in people) == genders


@pytest.mark.parametrize(
    "words", ["Encargado", "ENCARGADA (e)", "(e)", "Encargado(a)", "interino", "Acting"]
)
def test_acting_holders(words):
    headings = "Entidad;Cargo;Nombre completo;Condición"
    mandate = only(read_one(headings, f"X;Y;Z;{words}"), "mandate")
    assert mandate.values["kind"] == "acting"


def test_acting_mark_in_the_post():
    register = read_one("Entidad;Cargo;Nombre completo", "X;Gerente (e);Z")
    assert only(register, "post").values["name"] == "Gerente"
    assert only(register, "mandate").values["kind"] == "acting"


# rows together


def test_rows_of_one_institution():
    register = read(
        "Entidad;RUC;Cargo;Nombre completo\n"
        "Municipalidad de X;20131312955;Alcalde;Ana Rojas\n"
        "MUNICIPALIDAD X;;Regidor;Luz Vega\n"
        "Muni X;20131312955;Regidor;Paz Solís\n"
    )
    assert only(register, "institution").places == [2, 3]
    assert len(register.of_kind("post")) == 2
    assert ("same_number", "B") in codes(register)


def test_institutions_of_one_name_in_two_places():
    register = read("Entidad;Distrito\nSanta Rosa;Melgar\nSanta Rosa;Tacna\n")
    assert len(register.of_kind("institution")) == 2


def test_alcalde_and_alcaldesa_are_one_post():
    register = read("Entidad;Cargo\nX;Alcalde\nX;Alcaldesa\n")
    assert only(register, "post").values == {
        "name": "Alcalde",
        "name_male": "Alcalde",
        "name_female": "Alcaldesa",
    }


def test_contradicting_rows():
    register = read("Entidad;Siglas\nIglesia;A\nIglesia;B\n")
    (problem,) = only(register, "row").problems
    assert (problem.code, problem.place, problem.column) == ("conflict", 3, "B")
    assert problem.facts == {"first": 2, "known": "A", "value": "B"}
    assert only(register, "institution").values["acronym"] == "A"


def test_a_refused_row_leaves_nothing_behind():
    register = read("Entidad;Siglas;Aniversario\nIglesia;A;x\nIglesia;B;\n")
    assert only(register, "institution").values["acronym"] == "B"
    assert only(register, "institution").places == [3]


def test_repeated_rows():
    register = read("Entidad;Cargo\nIglesia;Párroco\nIglesia;Párroco\n")
    assert register.notes[0].code == "repeated_row"
    assert register.notes[0].facts == {"first": 2}


def test_same_name_elsewhere_is_only_suspected():
    register = read("Entidad;Cargo;Nombre completo\nA;P;Ana Rojas\nB;P;Ana Rojas\n")
    one, other = register.of_kind("person")
    assert other.links["twin"] == one.key


def test_two_numbers_are_two_people():
    register = read(
        "Entidad;Cargo;Nombre completo;DNI\nA;P;Ana Rojas;10117410\nA;P;Ana Rojas;"
        "10117411\n"
    )
    assert len(register.of_kind("person")) == 2
    assert all("twin" not in person.links for person in register.of_kind("person"))


def test_keys_are_the_same_at_each_reading():
    text = "Entidad;Nombre completo;Cargo\nA;Ana Rojas;P\nB;Ana Rojas;P\n"
    assert list(read(text).items) == list(read(text).items)


# workbooks


def template_texts():
    columns = dict.fromkeys(register_columns.COLUMN, "What to write")
    names = ("sheet", "instructions_sheet", "lists_sheet", "title", "column", "content")
    words = ("Directorio", "Instrucciones", "Listas", "T", "C", "W")
    texts = dict(zip(names, words, strict=True))
    return texts | {"rules": ["One", "Two"], "columns": columns}


@pytest.mark.parametrize("lang", ["es_PE", "en_US"])
def test_template_is_read_back(lang):
    lists = {"institution_type": ["Gobierno local", "Iglesia"]}
    content = register_workbook.write_template(lang, lists, template_texts())
    book = load_workbook(io.BytesIO(content))
    sheet = book["Directorio"]
    sheet.append(["Iglesia"])
    stream = io.BytesIO()
    book.save(stream)
    register = register_table.read_register(stream.getvalue(), CHOICES)
    assert [problem.code for problem in register.notes] == ["example_row"]
    assert only(register, "institution").values == {"name": "Iglesia"}
    assert len(sheet.data_validations.dataValidation) == 1


def test_example_of_the_template_has_no_fault():
    content = register_workbook.write_template("es", {}, template_texts())
    book = load_workbook(io.BytesIO(content))
    book["Directorio"]["A2"] = "Municipalidad Distrital de Santa Rosa"
    stream = io.BytesIO()
    book.save(stream)
    register = register_table.read_register(stream.getvalue(), {})
    problems = [p for item in register.items.values() for p in item.problems]
    assert problems == []


def test_texts_stay_texts():
    """A name that begins with "=" must not run as a formula."""
    rows = [["=1+1", None]]
    content = register_workbook.write_table("T", ["A", "B"], rows, [10, 10])
    assert load_workbook(io.BytesIO(content)).active["A2"].data_type == "s"
