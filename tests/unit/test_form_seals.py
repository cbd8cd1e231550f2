import hashlib

import pytest

from pr_office.tools import form_seals

OPENED = 1_800_000_000


def sign(text):
    return hashlib.sha256(f"secret {text}".encode()).hexdigest()


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        (0, form_seals.TOO_FAST),
        (2, form_seals.TOO_FAST),
        (3, None),
        (form_seals.FRESH, None),
        (form_seals.FRESH + 1, form_seals.TOO_OLD),
        (-60, form_seals.TOO_FAST),
    ],
)
def test_a_form_is_sent_within_its_time(later, problem):
    seal = form_seals.make_seal(OPENED, sign)
    assert form_seals.read_seal(seal, OPENED + later, sign, 3) == problem


def test_each_form_has_a_seal_of_its_own():
    seals = {form_seals.make_seal(OPENED, sign) for _ in range(100)}
    assert len(seals) == 100


@pytest.mark.parametrize("seal", ["", None, "x", "zz.y.z", "..", "ñ.ñ.ñ", "1.2.3.4.5"])
def test_what_we_did_not_give_out(seal):
    assert form_seals.read_seal(seal, OPENED, sign, 3) == form_seals.BROKEN


def test_a_seal_that_was_dated_back():
    body, _, signature = form_seals.make_seal(OPENED, sign).rpartition(".")
    earlier = f"{OPENED - 600:x}.{body.partition('.')[2]}"
    forged = f"{earlier}.{signature}"
    assert form_seals.read_seal(forged, OPENED, sign, 3) == form_seals.BROKEN
