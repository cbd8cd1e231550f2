from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import run_of_show
from pr_office.tools.run_of_show import Step

EIGHT = datetime(2027, 7, 28, 8)


def at(hour, minute=0):
    return datetime(2027, 7, 28, hour, minute)


def test_steps_follow_each_other_and_wait_for_a_wanted_time():
    # Fiestas Patrias as published: authorities gather, flags, mass, solemn session
    timed = run_of_show.plan(
        EIGHT,
        [
            Step("gather", 30),
            Step("flags", 20),
            Step("mass", 60, at(9)),
            Step("session", 45, at(10)),
        ],
    )
    assert [(step.key, step.start, step.wait) for step in timed] == [
        ("gather", at(8), 0),
        ("flags", at(8, 30), 0),
        ("mass", at(9), 10),
        ("session", at(10), 0),
    ]
    assert timed[-1].stop == at(10, 45)


def test_a_step_that_cannot_begin_when_wanted_says_how_late_it_is():
    timed = run_of_show.plan(EIGHT, [Step("mass", 70), Step("parade", 60, at(9))])
    assert (timed[1].start, timed[1].late, timed[1].wait) == (at(9, 10), 10, 0)


@pytest.mark.parametrize("minutes", [0, -5, 26 * 60])
def test_a_step_of_no_time_or_of_more_than_a_day_is_refused(minutes):
    with pytest.raises(ValueError, match=str(minutes)):
        run_of_show.plan(EIGHT, [Step("anthem", minutes)])


def test_no_steps():
    assert run_of_show.plan(EIGHT, []) == []


@given(
    st.lists(
        st.tuples(
            st.integers(1, run_of_show.LONGEST),
            st.none() | st.integers(-600, 3000),
        ),
        max_size=40,
    )
)
def test_steps_never_overlap_and_the_account_of_the_time_is_whole(rows):
    steps = [
        Step(
            index,
            minutes,
            None if wanted is None else EIGHT + timedelta(minutes=wanted),
        )
        for index, (minutes, wanted) in enumerate(rows)
    ]
    now = EIGHT
    for step, timed in zip(steps, run_of_show.plan(EIGHT, steps), strict=True):
        assert timed.start == now + timedelta(minutes=timed.wait)
        assert timed.stop - timed.start == timedelta(minutes=step.minutes)
        if step.not_before:
            assert timed.start == step.not_before + timedelta(minutes=timed.late)
        now = timed.stop
