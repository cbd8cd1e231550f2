from datetime import date

import pytest

from pr_office.tools.agreements import state_on

TODAY = date(2027, 3, 10)
SIGNED = {"signed_on": date(2027, 1, 5), "has_copy": True}


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"signed_on": None, "has_copy": False}, "draft"),
        ({"signed_on": None, "has_copy": True}, "draft"),
        ({"signed_on": date(2027, 3, 11), "has_copy": True}, "draft"),
        ({"signed_on": date(2027, 1, 5), "has_copy": False}, "signed"),
        (SIGNED, "in_force"),
        (SIGNED | {"start": date(2027, 3, 11)}, "signed"),
        (SIGNED | {"start": TODAY}, "in_force"),
        (SIGNED | {"end": TODAY}, "expiring"),
        (SIGNED | {"end": date(2027, 3, 9)}, "expired"),
        (SIGNED | {"end": date(2027, 3, 9), "has_copy": False}, "expired"),
        (SIGNED | {"end": date(2027, 5, 9), "alert_days": 60}, "expiring"),
        (SIGNED | {"end": date(2027, 5, 10), "alert_days": 60}, "in_force"),
        (SIGNED | {"ended_early_on": TODAY}, "terminated"),
        (SIGNED | {"ended_early_on": date(2027, 3, 11)}, "in_force"),
        (SIGNED | {"ended_early_on": TODAY, "end": date(2027, 3, 1)}, "terminated"),
    ],
)
def test_state_follows_from_the_facts(facts, state):
    assert state_on(TODAY, **facts) == state
