"""Several people issue letters at once: separate requests, separate connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from rpc import Client

AT_ONCE = 6


@pytest.fixture(scope="module")
def people(server):
    return [Client(server, "protocolo") for _ in range(AT_ONCE)]


def prepare_type(person, code):
    manager_only = {
        "name": code,
        "code": code,
        "number_mask": code + " {number:03d}-{year}",
    }
    return person.call("pr.letter.type", "create", [manager_only])[0]


def draft_letters(person, type_id, day, count):
    [mandate] = person.call(
        "pr.mandate", "search", [["state", "=", "current"]], limit=1
    )
    [addressee] = person.call("res.partner", "search", [], limit=1)
    return person.call(
        "pr.letter",
        "create",
        [
            {
                "type_id": type_id,
                "date": day,
                "partner_id": addressee,
                "subject": f"Carta {number}",
                "body": "<p>Texto</p>",
                "signatory_mandate_id": mandate,
            }
            for number in range(count)
        ],
    )


def issue_at_once(people, letter_ids):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(
            pool.map(
                lambda pair: pair[0].call("pr.letter", "action_issue", [pair[1]]),
                zip(people, letter_ids, strict=True),
            )
        )
    rows = people[0].call("pr.letter", "read", letter_ids, ["name", "state"])
    assert {row["state"] for row in rows} == {"issued"}
    return sorted(row["name"] for row in rows)


def test_letters_issued_at_once_get_different_numbers(server, people, shell):
    """Gaps may remain after a collision, equal numbers may not."""
    type_id = prepare_type(Client(server, "imagen"), "CONC")
    day = shell("print(env.cr.now().date())").split()[-1]
    first = draft_letters(people[0], type_id, day, 1)
    people[0].call("pr.letter", "action_issue", first)
    numbers = issue_at_once(people, draft_letters(people[0], type_id, day, AT_ONCE))
    assert len(set(numbers)) == AT_ONCE


def test_first_letters_of_a_type_and_year_at_once(server, people, shell):
    """Neither the type's sequence nor the year's range exists yet, as on 1 January."""
    type_id = prepare_type(Client(server, "imagen"), "NEWYEAR")
    day = shell("print(env.cr.now().date())").split()[-1]
    numbers = issue_at_once(people, draft_letters(people[0], type_id, day, AT_ONCE))
    assert len(set(numbers)) == AT_ONCE
    sequences = shell(
        "found = env['ir.sequence'].search("
        f"[('code', '=', 'pr_office.pr.letter.{type_id}')])\n"
        "print(len(found), len(found.date_range_ids))"
    )
    assert sequences.split()[-2:] == ["1", "1"]
