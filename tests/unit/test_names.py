import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import names

APOSTROPHES = "'’‘`´ʼʻʹ′＇‛ꞌʽ\"”"


@pytest.mark.parametrize("mark", APOSTROPHES)
def test_every_apostrophe_is_ignored(mark):
    assert names.fold(f"Q{mark}orianka") == "qorianka"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ñusta", "nusta"),
        ("N\u0303usta", "nusta"),
        ("  Núñez\u00a0 DEL  Prado ", "nunez del prado"),
        ("Qui\u200bspe", "quispe"),
        ("Ma\u00admani\ufeff", "mamani"),
        ("García-Pérez", "garcia perez"),
        ("M.D.S.R.", "m d s r"),
        ("a_b", "a b"),
        ("N.º 4 ÁÉÍÓÚÜ", "n o 4 aeiouu"),
        ("İstanbul", "istanbul"),
        (None, ""),
        (False, ""),
        ("…", ""),
    ],
)
def test_fold(written, folded):
    assert names.fold(written) == folded


@pytest.mark.parametrize(
    "spellings",
    [
        ("Q'orianka", "Qorianka", "Korianka", "Corianca", "Qoriank’a", "CCORIANCA"),
        ("Huamán", "Waman", "WAMÁN", "Guamán", "huaman"),
        ("Quispe", "Kispe", "Qispe", "QUISPE"),
        ("Ccahuana", "Kawana", "Cahuana", "Q'awana", "Qhawana"),
        ("Ccori", "Qori", "Kori", "Q’ori", "Cori"),
        ("Ccente", "K'ente", "Qente"),
        ("Condori", "Kondori"),
        ("Huayta", "Wayta", "Guayta"),
        ("Tupac", "Tupaq", "Tupak", "Túpac"),
    ],
)
def test_one_key_for_all_spellings(spellings):
    assert len(set(map(names.phonetic, spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chávez", "Cávez"),
        ("Cecilia", "Kekilia"),
        ("Miguel", "Miwel"),
        ("Huanca", "Wanka Chico"),
        ("Hurtado", "Wrtado"),
        ("Quispe", "Quispe Mamani"),
        ("Chuquihuanca", "Cuquihuanca"),
    ],
)
def test_different_names_keep_different_keys(one, other):
    assert names.phonetic(one) != names.phonetic(other)


@pytest.mark.parametrize(
    "query",
    ["waman", "huaman", "guamán", "HUAMÁN", "q'ori", "qori", "kori", "co", "hua", "hu"],
)
def test_stored_key_holds_whatever_is_typed(query):
    key = names.search_key("Q'oriana Huamán Corimanya", None, "MPX")
    assert all(
        folded in key or phonetic in key
        for folded, phonetic in names.search_words(query)
    )


def test_nothing_to_search():
    assert names.search_words("’ …") == []
    assert names.search_key(None, False) == ""


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Rosa Elena Quispe Mamani", ("Rosa Elena", "Quispe", "Mamani")),
        ("Rosa Quispe", ("Rosa", "Quispe", "")),
        ("Rosa", ("Rosa", "", "")),
        ("", ("", "", "")),
        (None, ("", "", "")),
        ("Juan De la Cruz Huamán", ("Juan", "De la Cruz", "Huamán")),
        ("Juan De La Cruz De La Cruz", ("Juan", "De La Cruz", "De La Cruz")),
        ("Ana Ponce de León Quispe", ("Ana", "Ponce de León", "Quispe")),
        ("ANA PONCE DE LEON", ("ANA", "PONCE DE LEON", "")),
        ("Luis Del Águila Pérez", ("Luis", "Del Águila", "Pérez")),
        ("José San Martín Vargas", ("José", "San Martín", "Vargas")),
        ("Santa Quispe Mamani", ("Santa", "Quispe", "Mamani")),
        ("María del Carmen Quispe", ("María del Carmen", "Quispe", "")),
        (
            "María de los Ángeles Ccori Apaza",
            ("María de los Ángeles", "Ccori", "Apaza"),
        ),
        ("Juan de Dios Mamani", ("Juan de Dios", "Mamani", "")),
        ("Ana Del Rosario Quispe", ("Ana", "Del Rosario", "Quispe")),
        ("José Ortega y Gasset", ("José", "Ortega y Gasset", "")),
        ("Juan E. Pérez Soto", ("Juan E.", "Pérez", "Soto")),
        ("QUISPE MAMANI, Rosa Elena", ("Rosa Elena", "QUISPE", "MAMANI")),
        ("De la Cruz, Juan", ("Juan", "De la Cruz", "")),
        ("Quispe,", ("Quispe,", "", "")),
        ("Rosa Elena Ana QUISPE MAMANI", ("Rosa Elena Ana", "QUISPE", "MAMANI")),
        ("Rosa Elena QUISPE", ("Rosa Elena", "QUISPE", "")),
        ("Rosa\u00a0Quispe\u200b Mamani", ("Rosa", "Quispe", "Mamani")),
    ],
)
def test_split_full_name(name, parts):
    assert names.split_full_name(name) == parts


@pytest.mark.parametrize("name", ["de", "De la", "y", ",", "' '", "Y y Y", "𝒬 😀"])
def test_split_survives_what_is_no_name(name):
    assert " ".join(filter(None, names.split_full_name(name)))


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Rosa", "Quispe", "Mamani"), "Rosa Quispe Mamani"),
        (("Rosa", False, None), "Rosa"),
        ((" Rosa\u00a0 Elena", "", "Mamani "), "Rosa Elena Mamani"),
        (("N\u0303usta", "Co\u200bndori", ""), "Ñusta Condori"),
        (("", "", ""), ""),
    ],
)
def test_join_full_name(parts, name):
    assert names.join_full_name(*parts) == name


def test_people_are_listed_by_surname_as_in_a_dictionary():
    listed = [
        "Zoila Álvarez Quispe",
        "Ana De la Cruz Paz",
        "Juan Huamán",
        "Rosa Nuñez Vega",
        "Inti Ñaupari Soto",
        "Luz Ochoa Díaz",
        "Abel Quispe Mamani",
        "Berta Quispe Mamani",
        "Rosa",
    ]
    assert sorted(reversed(listed), key=names.sort_key) == listed


def test_known_parts_decide_the_order():
    guessed = names.sort_key("Rosa Elena Quispe")
    assert guessed == "elena quispe rosa"
    assert names.sort_key("", "Rosa Elena", "Quispe", "") == "quispe rosa elena"
    assert names.sort_key("", "Rosa", "", "Quispe") == "quispe rosa"


@pytest.mark.parametrize(
    ("typed", "proper"),
    [
        ("ROSA DE LA CRUZ ÑAUPARI", "Rosa de la Cruz Ñaupari"),
        ("DE LA CRUZ", "De la Cruz"),
        ("Q'ORIANKA GARCÍA-PAZ", "Q'orianka García-Paz"),
        ("LUIS O'BRIEN D’ANGELO", "Luis O'Brien D’Angelo"),
        ("Rosa de la Cruz", "Rosa de la Cruz"),
        ("rosa", "rosa"),
        (None, ""),
    ],
)
def test_proper_case(typed, proper):
    assert names.proper_case(typed) == proper


@given(st.text(max_size=60))
def test_any_text_keeps_its_words(text):
    parts = names.split_full_name(text)
    kept = sorted(" ".join(filter(None, parts)).replace(",", " ").split())
    assert kept == sorted(names.clean(text).replace(",", " ").split())


@given(st.text(max_size=60))
def test_any_text_is_found_by_itself(text):
    key = names.search_key(text)
    assert all(plain in key for plain, _phonetic in names.search_words(text))
    assert names.fold(names.fold(text)) == names.fold(text)
