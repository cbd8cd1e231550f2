"""Two officers give out seats of one post at the same moment, in two processes.

Each process first takes its picture of the database, waits for the other, and then
enters its mandate; a clash is tried again as the server does for a request.
"""

import json
import subprocess
import time
from textwrap import dedent

import pytest

from tools import odoo_run

SET_UP = """
institution = env["res.partner"].create({{"name": "Plazas {name}", "is_company": True}})
post = env["pr.position"].create(
    {{"name": "Vocal", "institution_id": institution.id, "seats": {seats}}}
)
people = env["res.partner"].create([{{"name": f"{name} {{n}}"}} for n in range(4)])
for person in people[:{held}]:
    env["pr.mandate"].create({{"partner_id": person.id, "position_id": post.id}})
env.cr.commit()
print("FOUND", post.id, *people[2:].ids)
"""

OFFICER = """
import json, pathlib, time
from odoo.exceptions import UserError
from odoo.service.model import retrying

attempts = []

def enter():
    post = env["pr.position"].browse({post})
    attempts.append(post.mandate_ids.ids)  # takes the transaction's picture
    if len(attempts) == 1:
        pathlib.Path({ready!r}).touch()
        while not pathlib.Path({go!r}).exists():
            time.sleep(0.01)
    env["pr.mandate"].create({{"partner_id": {person}, "position_id": post.id}})

try:
    retrying(enter, env)
    env.cr.commit()
    result = "entered"
except UserError as error:
    env.cr.rollback()
    result = str(error)
print("RESULT", json.dumps([result, len(attempts)]))
"""


@pytest.fixture
def set_up(shell):
    """Function that makes a post; returns its id and those of two people."""

    def run(name, seats, held):
        code = SET_UP.format(name=name, seats=seats, held=held)
        return [int(word) for word in answer(shell(code), "FOUND").split()]

    return run


def answer(output, mark):
    (line,) = [line for line in output.splitlines() if mark in line]
    return line.partition(mark)[2]


def enter_at_once(database, folder, post, people):
    """Let each person be entered by a process of its own; return their answers."""
    go = folder / "go"
    ready = [folder / f"ready-{person}" for person in people]
    processes = []
    for person, flag in zip(people, ready, strict=True):
        facts = {"post": post, "person": person, "ready": str(flag), "go": str(go)}
        words = ["shell", "-d", database, "--no-http", "--log-level=error"]
        process = subprocess.Popen(
            odoo_run.command(*words, "--shell-interface=python"),
            env=odoo_run.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        process.stdin.write(dedent(OFFICER).format(**facts))
        process.stdin.close()
        process.stdin = None
        processes.append(process)
    deadline = time.monotonic() + 120
    while not all(flag.exists() for flag in ready) and time.monotonic() < deadline:
        time.sleep(0.01)
    go.touch()
    outputs = [process.communicate(timeout=120) for process in processes]
    assert all("RESULT" in out for out, _err in outputs), outputs
    return [json.loads(answer(out, "RESULT")) for out, _err in outputs]


def test_one_seat_has_one_winner(database, sql, set_up, tmp_path):
    post, *people = set_up("una", seats=1, held=0)
    answers = enter_at_once(database, tmp_path, post, people)
    results = sorted(result for result, _attempts in answers)
    (winner,) = sql(
        f"SELECT seat_number, p.name FROM pr_mandate m JOIN res_partner p"
        f" ON p.id = m.partner_id WHERE position_id = {post}"
    )
    assert winner[0] == "1"
    assert results.count("entered") == 1
    (refusal,) = [result for result in results if result != "entered"]
    assert f"ocupadas por {winner[1]}" in refusal
    assert "Cierre primero ese periodo" in refusal


def test_two_free_seats_are_both_taken(database, sql, set_up, tmp_path):
    post, *people = set_up("tres", seats=3, held=1)
    answers = enter_at_once(database, tmp_path, post, people)
    assert [result for result, _attempts in answers] == ["entered", "entered"]
    assert sorted(attempts for _result, attempts in answers) == [1, 2]
    seats = sql(f"SELECT seat_number FROM pr_mandate WHERE position_id = {post}")
    assert sorted(seats) == [["1"], ["2"], ["3"]]


def test_three_seats_two_of_them_held(database, sql, set_up, tmp_path):
    post, *people = set_up("tres ocupadas", seats=3, held=2)
    answers = enter_at_once(database, tmp_path, post, people)
    assert sorted(result == "entered" for result, _attempts in answers) == [False, True]
    assert sql(f"SELECT count(*) FROM pr_mandate WHERE position_id = {post}") == [["3"]]
