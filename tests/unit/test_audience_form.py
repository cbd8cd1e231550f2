import pytest

from pr_office.tools import audience_form as form

CHOICES = {
    "requester_document_type": {"dni", "ce", "passport", "ruc", "other"},
    "tell_by": {"phone", "whatsapp", "mail", "paper", "relative"},
    "capacity": {"own", "represents"},
    "category_id": {"1", "2"},
    "motive_declared": {"meeting", "other"},
}
GOOD = {
    "requester_name": "Julia Ccori Mamani",
    "requester_document_type": "dni",
    "requester_document": "45678912",
    "phone": "984 100 200",
    "tell_by": "phone",
    "capacity": "own",
    "category_id": "1",
    "subject": "Agua en la junta vecinal",
}


def read(**changes):
    return form.read_form(GOOD | changes, CHOICES)


def test_a_good_form():
    answers = read()
    assert answers.problems == {}
    assert answers.values["requester_document"] == "45678912"
    assert answers.values["email"] is False
    assert answers.values["subject"] == "Agua en la junta vecinal"


def test_an_empty_form_names_each_field_that_is_missing():
    answers = form.read_form({}, CHOICES)
    assert answers.problems == {
        "requester_name": form.MISSING,
        "requester_document_type": form.CHOOSE,
        "requester_document": form.MISSING,
        "tell_by": form.CHOOSE,
        "capacity": form.CHOOSE,
        "subject": form.MISSING,
    }
    assert answers.first_problem == "requester_name"


@pytest.mark.parametrize(
    ("changes", "name", "problem"),
    [
        ({"requester_name": "J"}, "requester_name", form.TOO_SHORT),
        ({"requester_name": "J" * 300}, "requester_name", form.TOO_LONG),
        ({"requester_name": "12345"}, "requester_name", form.NO_LETTER),
        ({"requester_name": "😀😀"}, "requester_name", form.NO_LETTER),
        ({"requester_name": "Juli\0a"}, "requester_name", form.UNREADABLE),
        ({"subject": "Se\ufffdor"}, "subject", form.UNREADABLE),
        ({"subject": "x" * 2001}, "subject", form.TOO_LONG),
        ({"phone": "123"}, "phone", form.BAD_PHONE),
        ({"phone": "call me"}, "phone", form.BAD_PHONE),
        ({"phone": "9" * 16}, "phone", form.BAD_PHONE),
        ({"phone": ""}, "phone", form.NEEDED_TO_TELL),
        ({"tell_by": "mail"}, "email", form.NEEDED_TO_TELL),
        ({"email": "julia@"}, "email", form.BAD_EMAIL),
        ({"email": "a@b.pe, c@d.pe"}, "email", form.BAD_EMAIL),
        ({"email": "a@b.pe\nBcc: all@b.pe"}, "email", form.BAD_EMAIL),
        ({"tell_by": "pigeon"}, "tell_by", form.CHOOSE),
        ({"category_id": "99"}, "category_id", form.CHOOSE),
        ({"category_id": "1; DROP"}, "category_id", form.CHOOSE),
        ({"capacity": "represents"}, "represented_name", form.MISSING),
        (
            {
                "capacity": "represents",
                "represented_name": "X",
                "represented_tax_number": "1",
            },
            "represented_tax_number",
            "bad_ruc",
        ),
    ],
)
def test_what_is_wrong_is_said_once_and_beside_its_field(changes, name, problem):
    answers = read(**changes)
    assert answers.problems == {name: problem}
    assert answers.first_problem == name


@pytest.mark.parametrize(
    "name",
    [
        "محمد بن علي",
        "Ñusta Ch'aska Q'ente 🌟",
        "O'Higgins-Péréz",
        "<script>alert(1)</script> Rosa",
        "{{7*7}} ${7*7} <t t-out='env'/>",
    ],
)
def test_names_of_the_world_are_kept_as_they_are(name):
    answers = read(requester_name=name)
    assert answers.problems == {}
    assert answers.values["requester_name"] == name


def test_marks_that_turn_letters_round_are_left_out():
    assert read(requester_name="Ju\u202elia").values["requester_name"] == "Julia"


def test_what_was_written_is_shown_again_whatever_is_wrong():
    answers = read(phone="123", subject=" Una línea\r\n\r\notra  línea ")
    assert answers.typed["phone"] == "123"
    assert answers.typed["subject"] == "Una línea\n\notra línea"
    assert answers.typed["tell_by"] == "phone"


def test_whom_nobody_represents_is_not_stored():
    answers = read(represented_name="ACME", represented_tax_number="junk")
    assert not answers.problems
    assert answers.values["represented_name"] is False
    assert answers.typed["represented_name"] == "ACME"


def test_paper_needs_neither_telephone_nor_mail():
    assert not read(tell_by="paper", phone="").problems
