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


STEPS = [Step("flags", 20), Step("speech", 10), Step("mass", 60, at(9)), Step("end", 5)]


def followed(started, now, ended=None):
    rows = run_of_show.follow(EIGHT, STEPS, started, now, ended)
    behind = run_of_show.behind(EIGHT, STEPS, rows)
    return {row.key: row for row in rows}, behind


def test_before_it_begins_the_delay_grows_with_the_clock():
    rows, behind = followed({}, at(8, 7))
    assert behind == 7
    assert rows["flags"].start == at(8, 7)
    assert rows["speech"].start == at(8, 27)
    # the mass has an hour of its own, which still holds
    assert (rows["mass"].start, rows["mass"].offset) == (at(9), 0)
    assert followed({}, at(7, 30))[1] == 0


def test_a_step_that_takes_longer_pushes_the_next_minute_by_minute():
    rows, behind = followed({"flags": at(8, 5)}, at(8, 15))
    assert (rows["flags"].state, behind) == ("running", 5)
    assert rows["speech"].start == at(8, 25)
    rows, behind = followed({"flags": at(8, 5)}, at(8, 40))
    assert (rows["flags"].stop, behind) == (at(8, 40), 20)
    assert rows["speech"].start == at(8, 40)


def test_what_was_passed_over_was_skipped_and_early_is_less_than_zero():
    rows, behind = followed({"flags": at(8), "mass": at(8, 50)}, at(8, 51))
    assert [row.state for row in rows.values()] == [
        "done",
        "skipped",
        "running",
        "coming",
    ]
    assert rows["flags"].stop == at(8, 50)
    assert behind == -10


def test_going_back_to_an_earlier_step_leaves_the_later_one_done():
    started = {"flags": at(8), "mass": at(9), "speech": at(9, 30)}
    rows, _behind = followed(started, at(9, 31))
    assert (rows["speech"].state, rows["mass"].state) == ("running", "done")
    assert rows["end"].start == at(9, 40)


def test_over_is_over():
    started = {"flags": at(8), "mass": at(9), "end": at(10)}
    rows, behind = followed(started, at(12), at(10, 8))
    assert (rows["end"].state, rows["end"].stop) == ("done", at(10, 8))
    assert rows["speech"].state == "skipped"
    assert behind == 3
    assert run_of_show.follow(EIGHT, [], {}, at(9)) == []
    assert run_of_show.behind(EIGHT, [], []) == 0


@given(
    st.lists(st.integers(1, 90), min_size=1, max_size=8),
    st.sets(st.integers(0, 7)),
    st.integers(0, 600),
)
def test_what_is_to_come_never_begins_before_now_nor_before_what_runs(
    lengths, begun, minute
):
    steps = [Step(number, minutes) for number, minutes in enumerate(lengths)]
    now = EIGHT + timedelta(minutes=minute)
    started = {
        number: EIGHT + timedelta(minutes=minute * place // 8)
        for place, number in enumerate(sorted(begun))
        if number < len(steps)
    }
    rows = run_of_show.follow(EIGHT, steps, started, now)
    free = now if started else max(now, EIGHT)
    for row in rows:
        if row.state == "running":
            free = max(free, row.stop)
        if row.state == "coming":
            assert row.start >= free
            free = row.stop
