"""Secretaries give one time of one agenda at once: separate connections."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from rpc import Client, Refused

CONNECTIONS = 10
REQUESTS = 50
START, STOP = "2036-05-13 15:00:00", "2036-05-13 15:20:00"


@pytest.fixture(scope="module")
def secretaries(server):
    return [Client(server, "secretaria") for _ in range(CONNECTIONS)]


def new_dialogs(person, start, count):
    """Requests in review, each with its dialog open on the same time."""
    values = {"requester_name": "Vecina", "subject": "Agua"}
    requests = person.call("pr.audience", "create", [values] * count)
    person.call("pr.audience", "action_review", requests)
    values = {"own_start": start, "order_reason": "Carrera"}
    rows = [values | {"audience_id": number} for number in requests]
    return requests, person.call("pr.audience.schedule", "create", rows)


def take_all_at_once(people, dialogs):
    def take(pair):
        number, dialog = pair
        person = people[number % CONNECTIONS]
        try:
            person.call("pr.audience.schedule", "action_take_own", [dialog])
        except Refused as refused:
            return str(refused)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(take, enumerate(dialogs)))


def test_fifty_want_one_time(secretaries, sql):
    requests, dialogs = new_dialogs(secretaries[0], START, REQUESTS)
    answers = Counter(take_all_at_once(secretaries, dialogs))
    assert answers.pop(None) == 1
    assert sum(answers.values()) == REQUESTS - 1
    assert len(answers) == 1, "all who lose read the same"
    assert "ya está ocupada" in next(iter(answers))
    rows = secretaries[0].call(
        "pr.audience", "search_read", [["id", "in", requests]], ["state", "start"]
    )
    assert Counter(row["state"] for row in rows) == {"scheduled": 1, "in_review": 49}
    held = "SELECT count(*) FROM pr_agenda_slot WHERE state <> 'freed' AND"
    assert sql(f"{held} start < '{STOP}' AND stop > '{START}'") == [["1"]]


def test_numbers_given_at_once_are_all_different(secretaries):
    values = {"requester_name": "Vecino", "subject": "Vereda"}

    def ask(number):
        person = secretaries[number % CONNECTIONS]
        return person.call("pr.audience", "create", [values])[0]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        requests = list(pool.map(ask, range(REQUESTS)))
    rows = secretaries[0].call(
        "pr.audience", "search_read", [["id", "in", requests]], ["name"]
    )
    assert len({row["name"] for row in rows}) == REQUESTS
