"""Several officers enter a holder of one post at once: separate connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from rpc import Client, Refused

AT_ONCE = 4


@pytest.fixture(scope="module")
def people(server):
    return [Client(server, "protocolo") for _ in range(AT_ONCE)]


def create_post(person, name, seats):
    [town] = person.call("res.partner", "search", [["is_company", "=", True]], limit=1)
    values = {"name": name, "institution_id": town, "seats": seats}
    return person.call("pr.position", "create", [values])[0]


def create_neighbours(person, count):
    names = [{"name": f"Vecino {number}"} for number in range(count)]
    return person.call("res.partner", "create", names)


def all_at_once(people, do, values):
    """Return the answers, and the texts of the refusals, in any order."""

    def attempt(pair):
        try:
            return do(*pair), None
        except Refused as refused:
            return None, str(refused)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(attempt, zip(people, values, strict=True)))
    done = [answer for answer, refusal in results if refusal is None]
    return done, [refusal for _answer, refusal in results if refusal]


@pytest.mark.parametrize("seats", [1, 3])
def test_holders_entered_at_once(people, seats):
    """As many win as there are seats; the others read who holds them."""
    post = create_post(people[0], f"Vocal de {seats}", seats)
    neighbours = create_neighbours(people[0], AT_ONCE)

    def enter(person, neighbour):
        values = {"partner_id": neighbour, "position_id": post}
        return person.call("pr.mandate", "create", [values])

    done, refusals = all_at_once(people, enter, neighbours)
    assert len(done) == seats
    assert len(refusals) == AT_ONCE - seats
    assert all("Vecino" in refusal for refusal in refusals)
    rows = people[0].call(
        "pr.mandate", "search_read", [["position_id", "=", post]], ["seat_number"]
    )
    taken = sorted(row["seat_number"] for row in rows)
    assert taken == list(range(1, seats + 1))


def test_holder_changed_at_once(people):
    """Two who record a change of one post do not leave it with two holders."""
    post = create_post(people[0], "Presidente de prueba", 1)
    first, *others = create_neighbours(people[0], AT_ONCE + 1)
    [mandate] = people[0].call(
        "pr.mandate",
        "create",
        [{"partner_id": first, "position_id": post, "date_start": "2020-01-01"}],
    )

    def change(person, neighbour):
        values = {
            "position_id": post,
            "partner_id": neighbour,
            "leaving_mandate_ids": [[6, 0, [mandate]]],
        }
        dialog = person.call("pr.change.holder", "create", [values])
        return person.call("pr.change.holder", "action_change", dialog)

    done, refusals = all_at_once(people, change, others)
    assert len(done) == 1
    assert len(refusals) == AT_ONCE - 1
    current = people[0].call(
        "pr.mandate",
        "search_count",
        [["position_id", "=", post], ["state", "=", "current"]],
    )
    assert current == 1
