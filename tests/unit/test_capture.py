"""What a telephone sends, read without trusting it."""

from datetime import date, timedelta

import pytest

from pr_office.tools import capture


def test_only_whole_numbers_of_browsers_are_uuids():
    assert capture.is_uuid("6f1c4a52-0f2b-4c7e-9d3a-2b7c1e5a9f10")
    for text in (None, "", "1", "6F1C", "6f1c4a52-0f2b-4c7e-9d3a-2b7c1e5a9f10\n"):
        assert not capture.is_uuid(text)


def test_texts_are_one_line_and_short():
    assert capture.read_text({"what": " uno\n  dos "}, "what", 500) == "uno dos"
    assert capture.read_text({"what": "x" * 900}, "what", 500) == "x" * 500
    assert capture.read_text({}, "what", 500) == ""


@pytest.mark.parametrize(
    ("form", "position"),
    [
        ({"latitude": "-15.84", "longitude": "-70.02"}, (-15.84, -70.02)),
        ({"latitude": "-15.84"}, (0, 0)),
        ({"latitude": "91", "longitude": "0"}, (0, 0)),
        ({"latitude": "nan", "longitude": "nan"}, (0, 0)),
        ({}, (0, 0)),
    ],
)
def test_a_position_is_whole_or_none(form, position):
    assert capture.read_position(form) == position


@pytest.mark.parametrize(
    ("age", "wait"), [("90", 90), ("-5", 0), ("x", 0), ("99999999", 0), (None, 0)]
)
def test_a_wait_that_cannot_be_is_none(age, wait):
    assert capture.read_wait({"age": age}) == timedelta(seconds=wait)


@pytest.mark.parametrize(
    ("form", "due"),
    [
        ({"days": "0"}, date(2027, 3, 10)),
        ({"days": "30"}, date(2027, 4, 9)),
        ({"days": "", "date_due": "2027-05-02"}, date(2027, 5, 2)),
        ({"days": "99999999"}, None),
        ({"date_due": "mañana"}, None),
        ({}, None),
    ],
)
def test_due_is_a_term_or_a_day(form, due):
    assert capture.read_due(form, date(2027, 3, 10)) == due


def test_types_of_files_lose_their_parameters():
    allowed = capture.VOICE_TYPES
    assert capture.file_type("audio/webm;codecs=opus", allowed) == "audio/webm"
    assert capture.file_type("AUDIO/MP4", allowed) == "audio/mp4"
    assert capture.file_type("text/html", allowed) == ""
    assert capture.file_type(None, allowed) == ""
