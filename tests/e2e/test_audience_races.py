"""Times of one agenda wanted at once: each a process and a connection of its own."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tools import paths

SCRIPT = Path(__file__).with_name("race_audiences.py").read_text(encoding="utf-8")
OVERLAPS = """
SELECT count(*)
  FROM pr_audience_proposal a JOIN pr_audience_proposal b
    ON a.agenda_id = b.agenda_id AND a.id < b.id
   AND a.start < b.stop AND a.stop > b.start
 WHERE a.state = 'waiting' AND b.state = 'waiting'
"""


@pytest.fixture
def race(shell):
    def run(name):
        root = f"import sys; sys.path.insert(0, {str(paths.ROOT)!r})\n"
        output = shell(f"{root}RACE = {name!r}\n{SCRIPT}")
        [line] = [line for line in output.splitlines() if "RACE-RESULT " in line]
        return json.loads(line.partition("RACE-RESULT ")[2])

    return run


def refusals(answers):
    return Counter(refusal for refusal, _seconds in answers if refusal)


def test_fifty_processes_want_one_time(race, sql, database):
    deadlocks = f"SELECT deadlocks FROM pg_stat_database WHERE datname = '{database}'"
    before = sql(deadlocks)
    result = race("fifty")
    assert sql(deadlocks) == before
    losers = refusals(result["answers"])
    assert sum(losers.values()) == 49
    assert len(losers) == 1, f"all who lose read the same: {losers}"
    assert "ya está ocupada" in next(iter(losers))
    found = Counter((state, start) for state, start, _name in result["states"])
    assert found == {("scheduled", "2036-06-03 15:00:00"): 1, ("in_review", ""): 49}
    assert all(named for _state, _start, named in result["states"])
    held = "SELECT count(*) FROM pr_agenda_slot WHERE state <> 'freed' AND"
    assert sql(f"{held} start = '2036-06-03 15:00:00'") == [["1"]]


def test_who_comes_second_does_not_wait_for_the_first(race):
    result = race("unfinished")
    assert "ya está ocupada" in result["refusal"]
    found = [(state, start) for state, start, _name in result["states"]]
    assert found == [("in_review", ""), ("scheduled", "2036-06-06 15:00:00")]


def test_waiting_proposals_never_overlap(race, sql):
    losers = refusals(race("overlapping")["answers"])
    assert 1 <= sum(losers.values()) <= 11
    assert all("ya está ocupada" in refusal for refusal in losers), losers
    assert sql(OVERLAPS) == [["0"]]


def test_no_more_wait_on_a_day_than_the_setting_allows(race, sql):
    answers = race("limit")["answers"]
    [[waiting]] = sql(
        "SELECT count(*) FROM pr_audience_proposal WHERE state = 'waiting'"
        " AND start::date = '2036-06-05'"
    )
    assert 1 <= int(waiting) <= 3
    assert sum(refusals(answers).values()) == 10 - int(waiting)


def test_the_citizen_twice_and_the_secretary_at_once(race):
    for turn in race("choosing"):
        answers = turn["answers"]
        assert sum(refusal is None for refusal, _seconds in answers) == 1, answers
        assert turn["live"] == 1, "one time is taken, the others are free"
        [[state, start, _named]] = turn["state"]
        assert state == "scheduled" and start
        for refusal in refusals(answers):
            assert "cita" in refusal or "ocupada" in refusal, refusal
