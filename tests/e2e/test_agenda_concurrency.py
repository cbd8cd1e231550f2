"""Several secretaries change one entry or one series at once: separate connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from rpc import Client, Refused

AT_ONCE = 4
MONDAY = datetime(2037, 5, 4, 15)
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "mon": True,
    "end_type": "count",
    "count": 6,
    "event_tz": "America/Lima",
}
# Rendered again, no text may differ from what is stored; nothing may wait.
CHECK = """
store = env["pr.calendar.resource"]._get_keeper()
rows = store.search([("deleted", "=", False)])
waiting = rows.filtered("dirty")
stale = store._renew(row_ids=rows.ids)
print("STORE", len(rows) > 0, len(waiting), len(stale))
"""


@pytest.fixture(scope="module")
def secretaries(server):
    return [Client(server, "secretaria") for _ in range(AT_ONCE)]


@pytest.fixture(scope="module")
def agenda(secretaries):
    [found] = secretaries[0].call("pr.agenda", "search", [], limit=1)
    return found


def create(secretary, agenda, **values):
    context = {"pr_agenda_id": agenda}
    entry = {"name": "Despacho", "start": str(MONDAY)}
    entry |= {"stop": str(MONDAY + timedelta(hours=1)), **values}
    return secretary.call("calendar.event", "create", [entry], context=context)[0]


def write(secretary, entry, **values):
    return secretary.call("calendar.event", "write", [entry], values)


def all_at_once(*works):
    """Return the texts of the refusals, in order of the works, ``None`` for success."""

    def attempt(work):
        try:
            work()
        except Refused as refused:
            return str(refused)
        return None

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(attempt, works))


def read(secretary, domain, *names):
    context = {"active_test": False}
    return secretary.call(
        "calendar.event", "search_read", domain, names, order="start", context=context
    )


def occurrences(secretary, entry):
    [[row]] = [read(secretary, [["id", "=", entry]], "recurrence_id")]
    series = row["recurrence_id"][0]
    domain = [["recurrence_id", "=", series], ["active", "=", True]]
    return read(secretary, domain, "name", "start", "location")


def assert_store_is_right(shell):
    """The stored texts say what the entries say, whoever wrote last."""
    said = [line for line in shell(CHECK).splitlines() if "STORE" in line]
    assert said and said[-1].split("STORE ")[1] == "True 0 0", said


def test_one_entry_written_at_once(secretaries, agenda, shell, sql):
    """Different fields of one entry: every change stays, and its text has them all."""
    entry = create(secretaries[0], agenda)
    changes = [
        {"name": "Reunión de las cuatro"},
        {"location": "Salón Consistorial"},
        {"description": "<p>Traer los planos</p>"},
        {"start": "2037-05-05 16:00:00", "stop": "2037-05-05 17:00:00"},
    ]
    refusals = all_at_once(
        *(
            lambda who=who, values=values: write(who, entry, **values)
            for who, values in zip(secretaries, changes, strict=True)
        )
    )
    assert refusals == [None] * AT_ONCE
    [row] = read(secretaries[0], [["id", "=", entry]], "name", "location", "start")
    assert row["name"] == "Reunión de las cuatro"
    assert row["location"] == "Salón Consistorial"
    assert row["start"] == "2037-05-05 16:00:00"
    [[text]] = sql(
        "SELECT replace(text, E'\\r\\n', ' ') FROM pr_calendar_resource"
        f" WHERE event_id = {entry} AND deleted IS NOT TRUE"
    )
    for said in ("Reunión de las cuatro", "Consistorial", "planos", "20370505T160000Z"):
        assert said in text
    assert_store_is_right(shell)


def test_one_series_moved_and_cut_at_once(secretaries, agenda, shell):
    """Each change of a series is done whole, or refused with words; none by half."""
    entry = create(secretaries[0], agenda, **WEEKLY)
    before = occurrences(secretaries[0], entry)
    assert len(before) == 6
    second, fourth, last = (before[position]["id"] for position in (1, 3, 5))
    moved = str(datetime.fromisoformat(before[1]["start"]) + timedelta(hours=2))
    ends = str(datetime.fromisoformat(before[1]["start"]) + timedelta(hours=3))
    own = {"recurrence_update": "self_only"}
    one, two, three, four = secretaries
    refusals = all_at_once(
        lambda: write(one, second, start=moved, stop=ends, **own),
        lambda: write(two, fourth, name="Cabildo", **own),
        lambda: three.call("calendar.event", "unlink", [last]),
        lambda: write(four, second, location="Plaza", **own),
    )
    assert refusals == [None] * AT_ONCE
    after = {row["id"]: row for row in occurrences(secretaries[0], entry)}
    assert len(after) == 5 and last not in after
    assert after[second]["start"] == moved
    assert after[second]["location"] == "Plaza"
    assert after[fourth]["name"] == "Cabildo"
    assert_store_is_right(shell)


def test_whole_series_changed_at_once(secretaries, agenda, shell):
    """Two change all of a series: no occurrence is lost or doubled."""
    entry = create(secretaries[0], agenda, **WEEKLY)
    first = occurrences(secretaries[0], entry)[0]
    every = {"recurrence_update": "all_events"}
    refusals = all_at_once(
        lambda: write(secretaries[0], first["id"], name="Comité", **every),
        lambda: write(secretaries[1], first["id"], location="Plaza", **every),
    )
    for refusal in filter(None, refusals):
        assert "Traceback" not in refusal
    rows = read(
        secretaries[0],
        [
            ["name", "in", ["Despacho", "Comité"]],
            ["start", ">=", str(MONDAY)],
            ["recurrency", "=", True],
            ["active", "=", True],
            ["id", ">=", entry],
        ],
        "name",
        "location",
        "start",
    )
    assert len({row["start"] for row in rows}) == len(rows) == 6
    if not refusals[0]:
        assert {row["name"] for row in rows} == {"Comité"}
    if not refusals[1]:
        assert {row["location"] for row in rows} == {"Plaza"}
    assert_store_is_right(shell)


def test_entry_cancelled_while_it_is_changed(secretaries, agenda, shell):
    """Who comes late reads that it is gone; the public text goes with it."""
    entry = create(secretaries[0], agenda, name="Se va")
    refusals = all_at_once(
        lambda: secretaries[0].call("calendar.event", "unlink", [entry]),
        lambda: write(secretaries[1], entry, name="Se queda"),
    )
    assert refusals[0] is None
    if refusals[1]:
        assert "Traceback" not in refusals[1]
    assert not read(secretaries[0], [["id", "=", entry]], "name")
    assert_store_is_right(shell)
