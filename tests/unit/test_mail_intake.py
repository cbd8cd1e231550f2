from email.message import EmailMessage

import pytest

from pr_office.tools.mail_intake import TOO_LARGE, is_automatic, judge_file


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ({}, False),
        ({"Auto-Submitted": "no"}, False),
        ({"Auto-Submitted": "auto-replied; owner=x"}, True),
        ({"Precedence": "bulk"}, True),
        ({"Return-Path": "<>"}, True),
        ({"Return-Path": "<a@example.org>"}, False),
        ({"List-Id": "<vecinos.example.org>"}, True),
        ({"X-Auto-Response-Suppress": "All"}, True),
    ],
)
def test_what_a_program_wrote(headers, automatic):
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    assert is_automatic(message) is automatic


def test_files_that_are_not_kept():
    assert judge_file(b"%PDF-1.7", 1) is None
    assert judge_file(b"MZ\x90\x00", 1) == "unknown"
    assert judge_file(b"", 1) == "empty"
    assert judge_file(b"%PDF-" + b"0" * 2**20, 1) == TOO_LARGE
