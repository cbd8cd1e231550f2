"""Mails of citizens: which a program wrote, and what is kept of the rest."""

from . import citizen_files

_BULK = {"bulk", "junk", "list", "auto_reply"}
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id")

TOO_LARGE = "too_large"


def is_automatic(message):
    """Tell whether a program wrote a mail: out of office, list, bounce (RFC 3834).

    :param email.message.Message message: as it arrived
    """
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    sender = str(message.get("Return-Path", "")).strip()
    return (
        submitted != "no"
        or precedence in _BULK
        or sender == "<>"
        or any(message.get(mark) for mark in _MARKS)
    )


def judge_file(content, largest):
    """Return why a file is not kept by itself, or ``None``.

    :param bytes content: the whole file
    :param int largest: megabytes
    """
    if len(content) > largest * 2**20:
        return TOO_LARGE
    return citizen_files.judge(content)[1]
