"""Subscription to an agenda of 5,000 entries, 5 % of them series.

The peer is Radicale 3.9, a calendar server, asked for the same texts as one .ics; it
lives in an environment and a process of its own. Both serve by threads of one process,
each request comes on a new connection, and no password is checked on either side.
"""

import http.client
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import contextmanager
from pathlib import Path

from tools import console, paths, postgres
from tools.odoo_server import free_port

RADICALE = "radicale==3.9.0"
HOME = paths.STATE / "bench-radicale"
USER = "bench"
COLLECTION = f"/{USER}/agenda/"
ENTRIES = 5000


def run(context):
    database = context.database()
    script = Path(__file__).with_name("_agenda_entries.py").read_text(encoding="utf-8")
    known = context.script(database, script)
    if known["rows"] != ENTRIES:
        raise console.Failure(f"Not every entry has a text: {known}")
    timings, size = measure(context.server(database, workers=0), context, known)
    full, public, peer, select, unchanged, hidden, floor = (
        each.minimum for each in timings
    )
    note = f"{size / 2**20:.1f} MB, seconds"
    built = f"seconds for {ENTRIES:,} texts"
    return [
        context.row("feed, against Radicale", full, peer, 0.08, note),
        context.row("feed, against SELECT", full, select, 6, note),
        context.row("published feed, against Radicale", public, peer, None, note),
        context.row("304 over /web/health, of 10 ms", unchanged - floor, 0.01, 1),
        context.row("published 304, of 10 ms", hidden - floor, 0.01),
        context.row("first build, of a minute", known["build"], 60, None, built),
    ]


def measure(server, context, known):
    full, public = (
        Client(server.port, f"/pr/ics/{known['tokens'][scope]}.ics")
        for scope in ("full", "public")
    )
    health = Client(server.port, "/web/health")
    etags = [client.get().getheader("ETag") for client in (full, public)]
    body = full.body
    with (
        radicale(body) as peer,
        bare_select(server.database, known["agenda"]) as select,
    ):
        timings = context.race(
            full.get,
            public.get,
            peer.get,
            select,
            lambda: full.get({"If-None-Match": etags[0]}),
            lambda: public.get({"If-None-Match": etags[1]}),
            health.get,
            repeats=9,
            warm=2,
        )
        check_same(body, peer.body)
    return timings, len(body)


def check_same(ours, peer):
    counts = [text.count(b"\nBEGIN:VEVENT") for text in (ours, peer)]
    if counts[0] != counts[1]:
        raise console.Failure(f"The two calendars differ: {counts} VEVENTs")


class Client:
    """Asks for one path, on a new connection each time."""

    def __init__(self, port, path, headers=None):
        self.port = port
        self.path = path
        self.headers = headers or {}
        self.body = b""

    def get(self, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", self.path, headers=self.headers | (headers or {}))
        answer = connection.getresponse()
        self.body = answer.read()
        connection.close()
        if answer.status not in (200, 304):
            raise console.Failure(f"{self.path}: {answer.status} {self.body[:200]}")
        return answer


@contextmanager
def bare_select(database, agenda):
    """A function that reads the same texts by psycopg2 and nothing else."""
    import psycopg2

    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user"}
    names["PGPASSWORD"] = "password"
    options = {names[key]: value for key, value in postgres.connection().items()}
    connection = psycopg2.connect(dbname=database, **options)

    def select():
        with connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT text FROM pr_calendar_resource"
                " WHERE agenda_id = %s AND deleted IS NOT TRUE",
                [agenda],
            )
            if len(cursor.fetchall()) != ENTRIES:
                raise console.Failure("The SELECT misses entries.")

    try:
        yield select
    finally:
        connection.close()


# ------------------------------------------------------------
# THE PEER
# ------------------------------------------------------------


@contextmanager
def radicale(calendar):
    """Client of a running Radicale that holds the entries of a calendar."""
    python = ensure_radicale()
    folder = HOME / "collections"
    shutil.rmtree(folder, ignore_errors=True)
    fill(folder / "collection-root" / USER / "agenda", calendar)
    port = free_port()
    config = HOME / "config"
    config.write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n"
        f"[storage]\nfilesystem_folder = {folder}\n"
    )
    with open(HOME / "server.log", "wb") as log:
        process = subprocess.Popen(
            [python, "-m", "radicale", "--config", config], stdout=log, stderr=log
        )
        try:
            yield wait_for(process, port)
        finally:
            process.terminate()
            process.wait()


def ensure_radicale():
    """Python of the peer's own environment, made when it is missing."""
    python = HOME / "bin" / "python"
    stamp = HOME / "installed"
    if not stamp.exists() or stamp.read_text() != RADICALE:
        with console.step(f"benchmark: {RADICALE}"):
            failure = "Radicale could not be installed. Is the network reachable?"
            base = sys._base_executable
            console.run([base, "-m", "venv", HOME], failure)
            console.run([python, "-m", "pip", "install", "-q", RADICALE], failure)
        stamp.write_text(RADICALE)
    return python


def fill(folder, calendar):
    """Write each entry as a file of its own, as Radicale keeps them."""
    from icalendar import Calendar

    whole = Calendar.from_ical(calendar)
    zones = {str(zone["TZID"]): zone for zone in whole.walk("VTIMEZONE")}
    entries = {}
    for event in whole.walk("VEVENT"):
        entries.setdefault(str(event["UID"]), []).append(event)
    folder.mkdir(parents=True)
    (folder / ".Radicale.props").write_text('{"tag": "VCALENDAR"}')
    for uid, events in entries.items():
        single = Calendar()
        single.add("version", "2.0")
        single.add("prodid", whole["PRODID"])
        for zone in {event["DTSTART"].params.get("TZID") for event in events} - {None}:
            single.add_component(zones[zone])
        for event in events:
            single.add_component(event)
        (folder / f"{uid}.ics").write_bytes(single.to_ical(sorted=False))


def wait_for(process, port):
    token = b64encode(f"{USER}:".encode()).decode()
    client = Client(port, COLLECTION, {"Authorization": f"Basic {token}"})
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client.get()
            return client
        except ConnectionError:
            time.sleep(0.2)
    raise console.Failure(f"Radicale does not answer. Its log: {HOME / 'server.log'}")
