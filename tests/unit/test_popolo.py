import json
from datetime import date

import pytest

from pr_office.tools import popolo
from pr_office.tools.sheets import FileFault

TOWN = {"id": "o1", "name": "Municipalidad de X"}
ROSA = {"id": "p1", "name": "Rosa Quispe"}
MAYOR = {"id": "c1", "label": "Alcalde/sa", "organization_id": "o1"}
CHOICES = {
    "institution_type": [("Gobierno local", 1)],
    "scope": [("Local", "local"), ("local", "local")],
    "state": [("Cusco", 8), ("CUS", 8)],
    "country": [("Perú", 173), ("PE", 173)],
}


def read(**collections):
    return popolo.read_register(json.dumps(collections).encode(), CHOICES)


def full(**membership):
    links = {"person_id": "p1", "post_id": "c1"}
    return read(
        organizations=[dict(TOWN)],
        persons=[dict(ROSA)],
        posts=[dict(MAYOR)],
        memberships=[links | membership],
    )


def fault(content):
    with pytest.raises(FileFault) as caught:
        popolo.read_register(content)
    return caught.value


def only(register, kind):
    (item,) = register.of_kind(kind)
    return item


def codes(item):
    return {(problem.code, problem.severity) for problem in item.problems}


# files


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{", "bad_json"),
        (b'{"persons": [}', "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"[]", "not_popolo"),
        (b'{"a": 1}', "not_popolo"),
        (b'{"persons": {"id": 1}}', "not_popolo"),
        (b'{"persons": []}', "not_popolo"),
    ],
)
def test_files_that_are_not_popolo(content, code):
    assert fault(content).code == code


def test_place_of_a_fault_in_the_json():
    assert fault(b'{\n "persons": [,]}').facts["row"] == 2


def test_too_many_entries():
    content = json.dumps({"persons": [{"id": n} for n in range(20_001)]}).encode()
    assert fault(content).code == "too_many_rows"


def test_byte_order_mark_and_latin_letters():
    for encoding in ("utf-8-sig", "cp1252"):
        content = json.dumps({"persons": [{"name": "Ñ"}]}, ensure_ascii=False)
        assert popolo.is_popolo(content.encode(encoding))
        register = popolo.read_register(content.encode(encoding))
        assert only(register, "person").values["name"] == "Ñ"


# entries


def test_organization():
    item = only(
        read(
            areas=[
                {"id": "a1", "name": "Calca", "parent_id": "a2"},
                {"id": "a2", "name": "Cusco", "parent_id": "a3"},
                {"id": "a3", "name": "Pérou", "identifier": "PE"},
            ],
            organizations=[
                {
                    "id": 7,
                    "name": "Municipalidad de X",
                    "classification": "gobierno local",
                    "founding_date": "1965-08-15",
                    "area_id": "a1",
                    "other_names": [{"name": "MX", "note": "acronym"}],
                    "identifiers": [{"scheme": "RUC", "identifier": "20131312955"}],
                    "contact_details": [
                        {"type": "voice", "value": "111"},
                        {"type": "email", "value": "x@x.pe"},
                        {"type": "fax", "value": "222"},
                    ],
                    "links": [{"url": "https://x.pe"}],
                    "extras": {"scope": "local"},
                    "image": "https://x.pe/logo.png",
                }
            ],
        ),
        "institution",
    )
    assert item.values == {
        "popolo_id": "7",
        "name": "Municipalidad de X",
        "institution_type": 1,
        "acronym": "MX",
        "tax_id": "20131312955",
        "anniversary": date(1965, 8, 15),
        "scope": "local",
        "website": "https://x.pe",
        "email": "x@x.pe",
        "phone": "111",
        "city": "Calca",
        "state": 8,
        "country": 173,
    }


def test_what_the_register_has_no_place_for_is_said_once():
    people = [{"id": n, "name": "X", "image": "y", "biography": "z"} for n in (1, 2)]
    (note,) = read(persons=people).notes
    assert note.facts == {"terms": "biography, image"}


def test_person():
    values = only(
        read(
            persons=[
                {
                    "id": "p1",
                    "given_name": "Rosa",
                    "additional_name": "Elena",
                    "family_name": "De la Cruz Mamani",
                    "gender": "female",
                    "honorific_prefix": "Ing.",
                    "birth_date": "1970-02-29",
                    "identifiers": [{"scheme": "DNI", "identifier": "10117410"}],
                }
            ]
        ),
        "person",
    ).values
    assert values == {
        "popolo_id": "p1",
        "name": "Rosa Elena De la Cruz Mamani",
        "given_names": "Rosa Elena",
        "surname": "De la Cruz",
        "second_surname": "Mamani",
        "gender": "female",
        "title": "Ing.",
        "birth_month": "2",
        "birth_day": 29,
        "document": "10117410",
    }


@pytest.mark.parametrize("birth_date", ["1970", "1970-02", "x", ""])
def test_birthday_needs_month_and_day(birth_date):
    register = read(persons=[ROSA | {"birth_date": birth_date}])
    assert "birth_month" not in only(register, "person").values


def test_entries_that_are_not_objects():
    register = read(persons=[7, None, "x"], organizations=[[]])
    assert all(
        codes(i) == {("not_an_object", "error")} for i in register.items.values()
    )
    assert len(register.items) == 4


def test_entries_without_name_or_id():
    register = read(persons=[{"id": "x"}, {"name": "Luz Vega"}])
    nameless, without_id = register.of_kind("person")
    assert codes(nameless) == {("no_name", "error")}
    assert codes(without_id) == {("no_id", "note")}


def test_an_id_twice():
    copy, other = dict(ROSA), ROSA | {"name": "Luz Vega"}
    register = read(persons=[dict(ROSA), copy, other])
    first, second = register.of_kind("person")
    assert not first.refused
    assert codes(second) == {("same_id", "error")}
    assert [note.code for note in register.notes] == ["repeated_row"]


def test_values_of_the_wrong_type():
    register = read(persons=[ROSA | {"email": ["a@b.pe"], "gender": 3}])
    assert ("bad_value", "warning") in codes(only(register, "person"))


# parents


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_cycles_of_parents_are_cut_once(length):
    organizations = [
        {"id": n, "name": f"O{n}", "parent_id": (n + 1) % length} for n in range(length)
    ]
    items = read(organizations=organizations).of_kind("institution")
    assert sum("parent" not in item.links for item in items) == 1
    assert codes(items[0]) == {("cycle", "warning")}


def test_a_chain_that_leads_into_a_cycle():
    parents = {"a": "b", "b": "c", "c": "b"}
    organizations = [
        {"id": key, "name": key, "parent_id": parent} for key, parent in parents.items()
    ]
    items = read(organizations=organizations).of_kind("institution")
    assert [item.links.get("parent") for item in items] == [
        "institution:b",
        None,
        "institution:b",
    ]


def test_cycles_of_areas():
    areas = [
        {"id": "a", "name": "A", "parent_id": "b"},
        {"id": "b", "name": "B", "parent_id": "a"},
    ]
    register = read(areas=areas, organizations=[TOWN | {"area_id": "a"}])
    assert only(register, "institution").values["city"] == "A"


def test_parent_that_is_not_there():
    register = read(organizations=[TOWN | {"parent_id": "o9"}])
    assert codes(only(register, "institution")) == {("parent_nowhere", "warning")}


# memberships


@pytest.mark.parametrize(
    ("start", "end", "days", "said"),
    [
        (None, None, (None, None), {"no_dates"}),
        ("2023", None, (date(2023, 1, 1), None), {"date_year"}),
        ("2023", "2026", (date(2023, 1, 1), date(2026, 12, 31)), {"date_year"}),
        ("2023-02", "2024-02", (date(2023, 2, 1), date(2024, 2, 29)), {"date_month"}),
        ("2023-02-03", "", (date(2023, 2, 3), None), set()),
    ],
)
def test_dates_of_memberships(start, end, days, said):
    mandate = only(full(start_date=start, end_date=end), "mandate")
    found = (mandate.values.get("date_start"), mandate.values.get("date_end"))
    assert found == days
    assert {problem.code for problem in mandate.problems} == said
    assert not mandate.refused


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ({"start_date": "2024", "end_date": "2023"}, "dates_reversed"),
        ({"start_date": "soon"}, "bad_date"),
        ({"start_date": "2023-13"}, "bad_date"),
        ({"person_id": "p9"}, "points_nowhere"),
        ({"post_id": "c9"}, "points_nowhere"),
        ({"person_id": ""}, "points_at_nothing"),
        ({"person_id": "o1"}, "points_nowhere"),
    ],
)
def test_memberships_that_are_refused(dates, code):
    mandate = only(full(**dates), "mandate")
    assert (code, "error") in codes(mandate)


def test_what_points_at_something_refused_is_refused():
    register = read(
        organizations=[{"id": "o1"}], posts=[dict(MAYOR)], persons=[dict(ROSA)]
    )
    assert ("points_at_refused", "error") in codes(only(register, "post"))


def test_membership_without_post_makes_one_of_its_role():
    register = read(
        organizations=[dict(TOWN)],
        persons=[dict(ROSA), {"id": "p2", "name": "Luz"}],
        memberships=[
            {"person_id": "p1", "organization_id": "o1", "role": "Regidora"},
            {"person_id": "p2", "organization_id": "o1", "role": "regidora"},
        ],
    )
    post = only(register, "post")
    assert post.values == {"name": "Regidora"}
    assert codes(post) == {("post_of_role", "note")}
    assert {m.links["post"] for m in register.of_kind("mandate")} == {post.key}


def test_membership_without_post_takes_the_post_of_its_role():
    register = read(
        organizations=[dict(TOWN)],
        persons=[dict(ROSA)],
        posts=[dict(MAYOR)],
        memberships=[
            {"person_id": "p1", "organization_id": "o1", "role": "Alcalde/sa"}
        ],
    )
    assert only(register, "mandate").links["post"] == "post:c1"


def test_membership_of_a_party_is_not_kept():
    register = read(
        organizations=[{"id": "o1", "name": "Partido", "classification": "party"}],
        persons=[dict(ROSA)],
        memberships=[{"person_id": "p1", "organization_id": "o1", "role": "member"}],
    )
    assert ("party", "error") in codes(only(register, "mandate"))
    assert not register.of_kind("post")


def test_one_post_per_seat_becomes_one_with_seats():
    posts = [MAYOR | {"id": f"c{n}", "label": "Regidor"} for n in range(9)]
    register = read(
        organizations=[dict(TOWN)],
        posts=posts,
        persons=[dict(ROSA)],
        memberships=[{"person_id": "p1", "post_id": "c8"}],
    )
    assert only(register, "post").values["seats"] == 9
    assert only(register, "mandate").links["post"] == "post:c0"


def test_embedded_objects():
    register = read(
        persons=[
            ROSA | {"memberships": [{"organization": dict(TOWN), "role": "Alcaldesa"}]}
        ]
    )
    assert only(register, "institution").values["name"] == TOWN["name"]
    links = {"person": "person:p1", "post": "post:institution:o1/alcaldesa"}
    assert only(register, "mandate").links == links


def test_embedded_copies_count_once():
    memberships = [
        {"person": dict(ROSA), "organization": dict(TOWN), "role": role}
        for role in ("Alcaldesa", "Presidenta")
    ]
    register = read(organizations=[dict(TOWN)], memberships=memberships)
    assert only(register, "person").values["name"] == ROSA["name"]
    assert len(register.of_kind("mandate")) == 2


# writing


def test_empty_terms_are_not_written():
    text = popolo.write_register({"persons": [{"id": "p", "name": "Ñ", "email": ""}]})
    assert json.loads(text)["persons"] == [{"id": "p", "name": "Ñ"}]
    assert "Ñ" in text
    assert list(json.loads(text)) == list(popolo.COLLECTIONS)
