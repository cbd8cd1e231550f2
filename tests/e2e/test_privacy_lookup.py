"""Core's privacy look-up finds what the office knows about a person."""

import json
import os

import pytest

from tools import databases, odoo_run, templates

LOOKUP = """
import json
from odoo.exceptions import UserError

partners = env["res.partner"]
institution = partners.create({"name": "Colegio", "is_company": True})
person = partners.create({
    "pr_given_names": "Rosa", "pr_surname": "Quispe", "pr_second_surname": "Mamani",
    "email": "rosa@example.org",
})
other = partners.create({"name": "Luis Cusi", "email": "luis@example.org"})
institution.pr_assistant_id = person
post = env["pr.position"].create({
    "name": "Director/a", "institution_id": institution.id,
    "email": "rosa@example.org",
})
mandate = env["pr.mandate"].create({
    "partner_id": person.id, "position_id": post.id,
    "date_start": "2020-01-01", "date_end": "2022-12-31",
})
env["pr.mandate"].create(
    {"partner_id": other.id, "position_id": post.id, "date_start": "2023-01-01"}
)
change = env["pr.government.change"].create(
    {"institution_ids": institution.ids, "date": "2030-01-01"}
)
change.action_list_posts()
change.line_ids.partner_id = person
agenda = env["pr.agenda"].create({"partner_id": other.id})
letter = env["pr.incoming"].create(
    {"name": "Pide apoyo", "sender_id": person.id, "agenda_id": agenda.id}
)
call = env["pr.phone.message"].create(
    {"name": "Llama por su pedido", "partner_id": person.id, "agenda_id": agenda.id}
)
notice = env["pr.privacy.notice"].create({
    "code": "desk", "title": "Aviso", "text": "<p>Texto</p>", "approved_by": "Legal",
})
notice.action_publish()
proof = letter._record_notice("counter", purposes=["bulletin"])
consent = letter.privacy_consent_ids
wizard = env["privacy.lookup.wizard"].create(
    {"name": "Rosa Quispe Mamani", "email": "rosa@example.org"}
)
wizard.action_lookup()
found = [(line.res_model_id.model, line.res_id) for line in wizard.line_ids]
line = wizard.line_ids.filtered(lambda line: line.res_model_id.model == "res.partner")
line = line.filtered(lambda line: line.res_id == person.id)
opened = line.action_open_record()["res_id"]
try:
    line.action_unlink()
    refusal = ""
except UserError as error:
    refusal = str(error)
erased = wizard.line_ids.filtered(
    lambda line: line.res_model_id.model in ("pr.privacy.proof", "pr.privacy.consent")
)
erased.action_unlink_all()
left = len(proof.exists()) + len(consent.exists())
line.is_active = False
line._onchange_is_active()
print("RESULT " + json.dumps({
    "found": found, "person": person.id, "mandate": mandate.id, "post": post.id,
    "institution": institution.id, "line": change.line_ids.id, "other": other.id,
    "letter": letter.id, "call": call.id, "proof": proof.id, "consent": consent.id,
    "left": left, "opened": opened, "refusal": refusal, "active": person.active,
}))
env.cr.rollback()
"""


@pytest.fixture(scope="module")
def lookup():
    """What the look-up found, in a database where its addon is installed."""
    database = databases.name(f"test_{os.getpid()}_privacy")
    templates.clone("plain", database)
    try:
        odoo_run.install(database, ["privacy_lookup"], "installing privacy_lookup")
        output = odoo_run.script(database, LOOKUP, "looking a person up")
    finally:
        databases.drop(database)
    (line,) = (line for line in output.splitlines() if line.startswith("RESULT "))
    return json.loads(line.removeprefix("RESULT "))


def test_every_trace_of_the_person_is_found(lookup):
    found = {tuple(pair) for pair in lookup["found"]}
    assert {
        ("res.partner", lookup["person"]),
        ("pr.mandate", lookup["mandate"]),
        ("pr.position", lookup["post"]),
        ("pr.government.change.line", lookup["line"]),
        ("pr.incoming", lookup["letter"]),
        ("pr.phone.message", lookup["call"]),
        ("pr.privacy.proof", lookup["proof"]),
        ("pr.privacy.consent", lookup["consent"]),
    } <= found


def test_other_people_are_not_found(lookup):
    assert ["res.partner", lookup["other"]] not in lookup["found"]


def test_what_is_found_opens_and_is_archived_and_keeps_the_history(lookup):
    assert lookup["opened"] == lookup["person"]
    assert "Rosa Quispe Mamani" in lookup["refusal"]
    assert not lookup["active"]


def test_what_is_found_is_erased(lookup):
    assert lookup["left"] == 0
