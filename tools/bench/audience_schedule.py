"""Fifty secretaries give one time, against fifty who give times of fifty agendas.

Each is a process with a transaction of its own; all begin at the same moment. One wins
the time; whoever loses waits no longer for the answer than the winner.
"""

import statistics
from pathlib import Path

from tools import console, paths


def run(context):
    script = Path(__file__).with_name("_audience_race.py").read_text(encoding="utf-8")
    found = context.script(context.database(), f"ROOT = {str(paths.ROOT)!r}\n{script}")
    context.mode = "a process each"
    check(found)
    one, many = (min(map(total, found[key])) for key in ("one", "many"))
    winner = statistics.median(spent(turn, True)[0] for turn in found["one"])
    loser = statistics.median(
        statistics.median(spent(turn, False)) for turn in found["one"]
    )
    return [
        context.row("50 schedule() on one time", one, many, 1.5, "seconds in all"),
        context.row("the losers' median, of the winner", loser, winner, 1, "seconds"),
    ]


def check(found):
    for turn in found["many"]:
        if len(spent(turn, True)) != len(turn):
            raise console.Failure(f"Not all of the fifty agendas were booked: {turn}")
    for turn in found["one"]:
        if len(spent(turn, True)) != 1:
            raise console.Failure(f"One time is given once: {turn}")


def total(turn):
    return sum(seconds for _refusal, seconds in turn)


def spent(turn, won):
    return [seconds for refusal, seconds in turn if (refusal is None) == won]
