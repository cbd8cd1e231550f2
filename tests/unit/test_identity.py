import pytest

from pr_office.tools import identity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Municipalidad Provincial de Xauxa", "MUNICIPALIDAD PROVINCIAL XAUXA"),
        ("Ministerio de Educación", "ministerio de educacion"),
        ("Centro Poblado Q’eros", "Centro Poblado Keros"),
    ],
)
def test_one_institution_in_two_spellings(one, other):
    assert identity.name_key(one, True) == identity.name_key(other, True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rosa Elena Quispe Mamani", "QUISPE MAMANI, Rosa Elena"),
        ("Q'orianka Huamán", "Qorianka Waman"),
        ("José Pérez de la Cruz", "jose perez la cruz"),
    ],
)
def test_one_person_in_two_spellings(one, other):
    assert identity.name_key(one, False) == identity.name_key(other, False)


def test_order_counts_for_institutions():
    one = identity.name_key("Club Social Deportivo", True)
    assert one != identity.name_key("Club Deportivo Social", True)


def test_nothing_has_no_key():
    assert identity.name_key("", True) == identity.name_key(None, False) == ""


@pytest.mark.parametrize(
    "name",
    ["Alcalde", "ALCALDESA", "alcalde/sa", "Alcalde(sa)", "Alcalde(a)", " Alcaldesa "],
)
def test_one_post_in_both_genders(name):
    assert identity.post_key(name) == "alcalde"


@pytest.mark.parametrize(
    ("female", "male"),
    [
        ("Regidora", "Regidor"),
        ("Gerenta Municipal", "Gerente Municipal"),
        ("Jefa de Imagen", "Jefe de Imagen"),
        ("Secretaria General", "Secretario General"),
        ("Ministra", "Ministro"),
        ("Prefecta Regional", "Prefecto Regional"),
        ("Consejera", "Consejero"),
        ("Jueza", "Juez"),
        ("Directora de la UGEL", "Director UGEL"),
    ],
)
def test_posts_of_women_and_men(female, male):
    assert identity.post_key(female) == identity.post_key(male)
    assert identity.is_feminine(female)
    assert not identity.is_feminine(male)


def test_other_posts_stay_apart():
    assert identity.post_key("Regidor") != identity.post_key("Rector")
    assert identity.post_key("") == ""


@pytest.mark.parametrize(
    ("written", "name", "acting"),
    [
        ("Gerente Municipal (e)", "Gerente Municipal", True),
        ("Director (E)", "Director", True),
        ("Director", "Director", False),
        ("Regidor(a)", "Regidor(a)", False),
        ("", "", False),
    ],
)
def test_acting_mark_of_a_post(written, name, acting):
    assert identity.split_acting(written) == (name, acting)
