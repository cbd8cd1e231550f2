"""Four telephones at the door of an act of 5,000 guests, against core's own desk.

First as it will be: each scans ten codes a second for a minute, one in ten a code that
another one scans at the same moment. Then as fast as the server goes: the same number
of scans for us and for `register_attendee` of core's event, taking turns on one server.
"""

import http.client
import itertools
import json
import statistics
import time
import urllib.parse
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import console

GUESTS = 5000
CLIENTS = 4
A_SECOND = 10
SECONDS = 60
TWICE = 10  # one in so many is scanned by two at once
SCANS = 100  # of each client and turn, as fast as it goes
TURNS = 4


def run(context):
    database = context.database()
    script = Path(__file__).with_name("_act_door_fill.py")
    head = f"GUESTS = {GUESTS}\nCLIENTS = {CLIENTS}\n"
    known = context.script(database, head + script.read_text(encoding="utf-8"))
    server = context.server(database)
    session = login(server.port, database)
    paced = pace(server.port, known)
    stood = context.script(database, COUNT)
    check(paced, stood)
    ours, peer = race(context, server.port, known, session)
    slow = statistics.quantiles([row[1] for row in paced], n=20)[-1]
    note = f"{len(paced)} scans all answered, {stood['stands']} in, "
    note += f"{stood['double']} doubles, none admitted twice; 95 % within the figure"
    total = CLIENTS * SCANS
    return [
        context.row("a scan at 40/s, seconds", slow, 1, 1, note),
        context.row(
            f"{total} scans, against core's desk",
            ours.minimum,
            peer.minimum,
            1,
            f"seconds; {total / ours.minimum:.0f}/s and {total / peer.minimum:.0f}/s",
        ),
    ]


COUNT = """
import odoo
rows = env["pr.event.admission"]._read_group([], ["state"], ["__count"])
twice = env.execute_query(odoo.tools.SQL(
    "SELECT guest_id FROM pr_event_admission WHERE kind = 'guest'"
    " AND state = 'stands' GROUP BY guest_id HAVING count(*) > 1"))
arrived = env["pr.event.guest"].search_count([("state", "=", "arrived")])
result = {"stands": 0, "double": 0, "twice": len(twice), "arrived": arrived}
result.update(rows)
"""


def check(answers, stood):
    wanted = {"in", "double"}
    if any(status not in wanted for status, _seconds in answers):
        raise console.Failure("A scan was not answered.")
    came = sum(status == "in" for status, _seconds in answers)
    if stood["twice"] or not came == stood["stands"] == stood["arrived"]:
        raise console.Failure(f"{came} were let in, the database says {stood}.")


def pace(port, known):
    """Every client's scans at their pace; (status, seconds) of each."""
    turns = A_SECOND * SECONDS
    own = itertools.count()
    shared = [known["guests"][next(own)] for _ in range(turns // TWICE)]
    plans = [
        [
            shared[turn // TWICE] if turn % TWICE == 0 else known["guests"][next(own)]
            for turn in range(turns)
        ]
        for _client in range(CLIENTS)
    ]
    begin = time.monotonic() + 1

    def work(client):
        answers = []
        for turn, code in enumerate(plans[client]):
            time.sleep(max(0, begin + turn / A_SECOND - time.monotonic()))
            started = time.perf_counter()
            status = scan(port, known, client, code)
            answers.append((status, time.perf_counter() - started))
        return answers

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(itertools.chain(*pool.map(work, range(CLIENTS))))


def race(context, port, known, session):
    used = len(known["guests"]) - CLIENTS * SCANS * TURNS
    codes = iter(known["guests"][used:])
    barcodes = iter(known["barcodes"])

    def all_at_once(function, source):
        plans = [[next(source) for _ in range(SCANS)] for _client in range(CLIENTS)]

        def work(client):
            for code in plans[client]:
                function(client, code)

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(work, range(CLIENTS)))

    return context.race(
        lambda: all_at_once(
            lambda client, code: scan(port, known, client, code), codes
        ),
        lambda: all_at_once(
            lambda _client, code: register(port, known, session, code), barcodes
        ),
        repeats=TURNS - 1,
    )


def scan(port, known, client, code):
    tap = {"uuid": str(uuid.uuid4()), "do": "admit", "page": code, "age": 0}
    headers = {"X-Pr-Device": known["devices"][client]}
    answer, _head = post(port, f"{known['path']}/send", {"taps": [tap]}, headers)
    return answer["results"][0]["status"]


def register(port, known, session, barcode):
    path = "/web/dataset/call_kw/event.registration/register_attendee"
    call = {
        "model": "event.registration",
        "method": "register_attendee",
        "args": [],
        "kwargs": {"barcode": barcode, "event_id": known["event"]},
    }
    answer, _head = post(port, path, {"params": call}, {"Cookie": session})
    if answer["result"]["status"] != "confirmed_registration":
        raise console.Failure(f"core's desk: {answer}")


def login(port, database):
    params = {"db": database, "login": "admin", "password": "admin"}
    _answer, head = post(port, "/web/session/authenticate", {"params": params}, {})
    return head["Set-Cookie"].split(";")[0]


def post(port, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/json", **headers}
    connection.request("POST", urllib.parse.quote(path), json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    if answer.status != 200:
        raise console.Failure(f"{path}: {answer.status} {text[:300]}")
    return json.loads(text), answer.headers
