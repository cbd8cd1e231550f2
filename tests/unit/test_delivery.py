"""What became of a mail follows from the error and from when it came."""

import smtplib

import pytest

from pr_office.tools import delivery
from pr_office.tools.delivery import LATER, REFUSED, UNCERTAIN

LOST = smtplib.SMTPServerDisconnected("closed")


def wrapped(error):
    """The error as Odoo passes it on."""
    try:
        try:
            raise error
        except smtplib.SMTPException:
            raise RuntimeError("Mail Delivery Failed")  # noqa: B904
    except RuntimeError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (LOST, LATER, UNCERTAIN),
        (TimeoutError("timed out"), LATER, UNCERTAIN),
        (ConnectionResetError("reset"), LATER, UNCERTAIN),
        (smtplib.SMTPDataError(451, b"later"), LATER, LATER),
        (smtplib.SMTPDataError(554, b"spam"), REFUSED, REFUSED),
        (smtplib.SMTPSenderRefused(452, b"full", "a@b"), LATER, LATER),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"busy")}), LATER, LATER),
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"none")}), REFUSED, REFUSED),
        (smtplib.SMTPNotSupportedError("no utf8"), REFUSED, UNCERTAIN),
        (ValueError("no address"), REFUSED, UNCERTAIN),
    ],
)
def test_verdicts(error, before, after):
    assert delivery.judge(error, False)[0] == before
    assert delivery.judge(error, True)[0] == after
    if isinstance(error, smtplib.SMTPException):
        assert delivery.judge(wrapped(error), False)[0] == before


def test_the_server_s_words():
    refused = smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such mailbox")})
    assert delivery.judge(wrapped(refused), False)[1] == "550 no such mailbox"


def test_watching_notes_when_the_text_leaves():
    class Session:
        def data(self, message):
            return message

    session = Session()
    with delivery.watching(session) as watch:
        assert not watch.handed_over
        assert session.data("text") == "text"
        assert watch.handed_over
    with delivery.watching(session) as watch:
        assert not watch.handed_over
    with delivery.watching(None) as watch:
        assert not watch.handed_over
