import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pr_office.tools import door, tokens

DIGEST = "a" * 64


def tap(**values):
    return {"uuid": str(uuid.uuid4()), "do": "admit", "guest": 7, "age": 3} | values


def test_taps_keep_their_order_and_say_what_they_are_about():
    rows = [tap(), tap(do="undo", of=str(uuid.uuid4())), tap(do="public", guest=None)]
    taps, refused = door.read_taps(rows)
    assert [one.do for one in taps] == ["admit", "undo", "public"]
    assert not refused
    assert (taps[0].guest, taps[0].age) == (7, timedelta(seconds=3))


def test_a_scanned_invitation_stands_for_a_guest():
    by_digest, by_link = door.read_taps(
        [tap(guest=None, page=DIGEST), tap(guest=None, link="abc")]
    )[0]
    assert by_digest.page == DIGEST
    assert by_link.page == tokens.digest("abc")


@pytest.mark.parametrize(
    "values",
    [
        {"do": "delete"},
        {"guest": None},
        {"guest": -1},
        {"guest": 2**40},
        {"guest": "7"},
        {"guest": None, "page": "A" * 64},
        {"do": "undo", "of": "7"},
        {"do": "walk_in", "name": "  "},
    ],
)
def test_what_cannot_be_is_refused_alone(values):
    bad, good = tap(**values), tap()
    taps, refused = door.read_taps([bad, good])
    assert refused == [bad["uuid"]]
    assert [one.number for one in taps] == [good["uuid"]]


@pytest.mark.parametrize("rows", [None, {}, [1], [{"uuid": "x"}], [tap()] * 501])
def test_what_is_no_list_of_taps_is_no_list(rows):
    with pytest.raises(ValueError):
        door.read_taps(rows)


def test_names_are_one_line_and_not_too_long():
    [one] = door.read_taps([tap(name="Ana\n <b>" + "x" * 500, age="yesterday")])[0]
    assert one.name.startswith("Ana <b>x")
    assert len(one.name) == 120
    assert one.age == timedelta()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["do", "guest", "page", "link", "name", "post", "of", "age"]),
        st.one_of(st.none(), st.integers(), st.text(max_size=9), st.booleans()),
    )
)
def test_nothing_that_comes_breaks_it(values):
    taps, refused = door.read_taps([tap(**values)])
    assert len(taps) + len(refused) == 1


def test_pins_are_six_digits_however_they_are_typed():
    pin = door.new_pin()
    assert len(pin) == 6
    assert pin.isdigit()
    assert door.read_pin(f" {pin[:3]} {pin[3:]}-") == pin
    assert door.read_pin(None) == ""
    assert len(door.read_pin("1" * 50)) == 7
