"""Servers killed with -9 at each step of sending: no mail twice, none lost unseen."""

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from rpc import Client
from smtp_sink import Sink

from tools import databases, postgres, templates
from tools.odoo_server import OdooServer

MAILS = 4
PATIENCE = 90
STATES = "SELECT state, message_id FROM pr_mail WHERE id > {since} ORDER BY id"
# Steps at which the server stops, and how many mails are then uncertain.
STEPS = {"greeting": 0, "mail": 1, "data": 1, "taken": 1}


@pytest.fixture(scope="module")
def town(database):
    """A database of its own: no other server sends its mails."""
    name = templates.clone("demo", f"{database}_mails")
    databases.sql(
        "UPDATE ir_cron SET active = false WHERE id <> (SELECT res_id FROM"
        " ir_model_data WHERE module = 'pr_office' AND name = 'ir_cron_mails')",
        name,
    )
    yield name
    databases.drop(name)


@pytest.fixture
def sink():
    with Sink() as running:
        yield running


@pytest.fixture
def since(town):
    """The last mail of the tests before."""
    return databases.sql("SELECT coalesce(max(id), 0) FROM pr_mail", town)[0][0]


@contextmanager
def running(town, sink):
    """A server of two workers and one that sends mails, to this sink."""
    options = ["--smtp", "127.0.0.1", "--smtp-port", sink.port]
    options += ["--email-from", "alcaldia@example.com", "--max-cron-threads", 1]
    with OdooServer(town, workers=2, options=options) as server:
        yield server


def kill(server):
    """Kill all processes of this server at once, as a power cut does."""
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()


def ask(server, number=MAILS):
    """Requests whose receipt goes out by mail."""
    values = {
        "requester_name": "Vecina",
        "subject": "Agua",
        "tell_by": "mail",
        "email": "vecina@example.com",
    }
    secretary = Client(server, "secretaria")
    return secretary.call("pr.audience", "create", [values] * number)


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.2)
    raise AssertionError("waited too long")


def rows(town, since):
    return databases.sql(STATES.format(since=since), town)


def wait_until_settled(town, since):
    """Wait until a new server has dealt with all that the old one left."""

    def settled():
        # A new server looks at its jobs after a minute, or when it is told to.
        databases.sql(f"NOTIFY cron_trigger, '{town}'")
        return not {"queued", "sending"} & {state for state, _id in rows(town, since)}

    wait_until(settled)


def let_it_look_again(town):
    """Have the server run the job of the mails once more, from begin to end."""
    job = "SELECT res_id FROM ir_model_data WHERE module = 'pr_office'"
    job += " AND name = 'ir_cron_mails'"
    last = f"SELECT lastcall FROM ir_cron WHERE id = ({job})"
    before = databases.sql(last, town)
    databases.sql(
        "INSERT INTO ir_cron_trigger (cron_id, call_at)"
        f" SELECT ({job}), now() AT TIME ZONE 'UTC'",
        town,
    )

    def looked():
        databases.sql(f"NOTIFY cron_trigger, '{town}'")
        return databases.sql(last, town) != before

    wait_until(looked)


def check(town, since, sink, uncertain):
    """Each mail once in the sink or listed as uncertain; none twice, none lost."""
    found = rows(town, since)
    assert len(found) == MAILS
    taken = sink.ids()
    assert len(taken) == len(set(taken)), "a mail came twice"
    doubtful = [ident for state, ident in found if state == "uncertain"]
    assert len(doubtful) == uncertain
    sent = {ident for state, ident in found if state == "sent"}
    assert sent <= set(taken), "a mail was lost unseen"
    assert len(sent) + len(doubtful) == MAILS
    return doubtful


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_sending(town, sink, since, step):
    sink.hold(step)
    with running(town, sink) as server:
        ask(server)
        assert sink.reached.wait(PATIENCE)
        kill(server)
    sink.release()
    with running(town, sink) as server:
        wait_until_settled(town, since)
        doubtful = check(town, since, sink, STEPS[step])
        assert [ident in sink.ids() for ident in doubtful] == (
            [step == "taken"] * STEPS[step]
        )
        let_it_look_again(town)
        assert check(town, since, sink, STEPS[step]) == doubtful
        if step == "data":
            send_again(server, town, doubtful)
            wait_until(lambda: doubtful[0] in sink.ids())
    taken = sink.ids()
    assert len(taken) == len(set(taken)), "a mail came twice"


def send_again(server, town, doubtful):
    (mail,) = databases.sql(
        f"SELECT id FROM pr_mail WHERE message_id = '{doubtful[0]}'", town
    )
    secretary = Client(server, "secretaria")
    secretary.call("pr.mail", "action_send_again", [int(mail[0])])


@contextmanager
def nobody_writes_mails(town):
    """Hold back whatever would change a mail's row."""
    lock = "BEGIN; LOCK TABLE pr_mail IN SHARE MODE; SELECT pg_sleep(300);"
    holder = subprocess.Popen(
        [postgres.program("psql"), "-Xq", "-d", town, "-c", lock],
        env=postgres.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: waiting(town, "PgSleep"))
        yield
    finally:
        databases.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{town}' AND wait_event = 'PgSleep'"
        )
        holder.wait()


def waiting(town, event):
    return databases.sql(
        "SELECT pid FROM pg_stat_activity WHERE query NOT LIKE '%pg_stat_activity%'"
        f" AND datname = '{town}' AND wait_event = '{event}'"
    )


def test_killed_after_the_server_said_250(town, sink, since):
    sink.hold("taken")
    with running(town, sink) as server:
        ask(server)
        assert sink.reached.wait(PATIENCE)
        with nobody_writes_mails(town):
            sink.release()
            wait_until(lambda: waiting(town, "relation"))
            kill(server)
    with running(town, sink):
        wait_until_settled(town, since)
        (doubtful,) = check(town, since, sink, 1)
        assert sink.ids().count(doubtful) == 1


def test_killed_while_requests_come_in(town, sink, since):
    with running(town, sink) as server, ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(ask, server, 1) for _number in range(40)]
        wait_until(lambda: sum(one.done() for one in asked) >= 8)
        kill(server)
        answered = sum(one.exception() is None for one in asked)
    assert 8 <= answered < 40
    stored = databases.sql(
        "SELECT count(*), count(n.id), count(m.id), count(DISTINCT a.name)"
        " FROM pr_audience a"
        " LEFT JOIN pr_audience_notice n ON n.audience_id = a.id"
        " LEFT JOIN pr_mail m ON m.id = n.mail_id"
        f" WHERE a.email = 'vecina@example.com' AND (m.id IS NULL OR m.id > {since})",
        town,
    )
    requests, notices, mails, numbers = map(int, stored[0])
    assert requests == notices == mails == numbers
    assert requests >= answered
    with running(town, sink):
        wait_until_settled(town, since)
        taken = sink.ids()
        assert len(taken) == len(set(taken)), "a mail came twice"
        states = [state for state, _ident in rows(town, since)]
        assert states.count("uncertain") <= 1
        assert states.count("sent") + states.count("uncertain") == requests
