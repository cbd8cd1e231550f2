"""Several want one chair at the same moment: each a process and a connection."""

import json
import re
from pathlib import Path

import pytest

from tools import paths

# The chair itself is refused, or the plan that changed before it was
TOLD = re.compile("ya está ocupado por otra persona|Otra persona cambió los asientos")


@pytest.fixture(scope="module")
def answers(database, shell):
    here = Path(__file__).parent
    scripts = [here / "seating_setup.py", here / "race_seats.py"]
    root = f"import sys; sys.path.insert(0, {str(paths.ROOT)!r})\n"
    output = shell(
        root + "\n".join(each.read_text(encoding="utf-8") for each in scripts)
    )
    [line] = [line for line in output.splitlines() if "RACE-RESULT " in line]
    return json.loads(line.partition("RACE-RESULT ")[2])


@pytest.mark.parametrize("way", ["write", "drag"])
def test_one_wins_and_the_others_are_told(answers, way):
    found = answers[way]
    assert found["taken"] == 1
    assert found["refusals"].count(None) == 1, found
    losers = [refusal for refusal in found["refusals"] if refusal]
    assert len(losers) == 3
    assert all(map(TOLD.search, losers)), losers
