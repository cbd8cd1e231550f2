"""What a citizen writes into the form for an audience: tidied and judged.

No database here: which choices exist is told by the caller, who also words the
problems.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from . import citizen_documents

# Name: (fewest, most) characters. Fewest 0: may be left empty.
LINES = {
    "requester_name": (2, 120),
    "requester_address": (0, 200),
    "email": (0, 120),
    "phone": (0, 30),
    "represented_name": (0, 200),
    "language": (0, 60),
}
TEXTS = {
    "subject": (3, 2000),
    "decision_sought": (0, 1000),
    "participants": (0, 1000),
}
DOCUMENTS = {
    "requester_document": "requester_document_type",
    "represented_tax_number": None,
}
# In the order in which they stand on the page: the first with a problem gets the focus.
ORDER = (
    "requester_name",
    "requester_document_type",
    "requester_document",
    "tell_by",
    "phone",
    "email",
    "requester_address",
    "zone_id",
    "language",
    "capacity",
    "represented_name",
    "represented_tax_number",
    "agenda_id",
    "category_id",
    "subject",
    "decision_sought",
    "motive_declared",
    "participants",
    "files",
)
REQUIRED_CHOICES = {"requester_document_type", "tell_by", "capacity", "agenda_id"}
_CONTACT = {"mail": "email", "phone": "phone", "whatsapp": "phone", "relative": "phone"}

MISSING = "missing"
TOO_SHORT = "too_short"
TOO_LONG = "too_long"
UNREADABLE = "unreadable"
NO_LETTER = "no_letter"
BAD_PHONE = "bad_phone"
BAD_EMAIL = "bad_email"
NEEDED_TO_TELL = "needed_to_tell"
CHOOSE = "choose"

_EMAIL = re.compile(
    r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]+\.[^\W\d_]{2,24}"
)
_PHONE = re.compile(r"[\d+().\-/ ]*")
# Marks that turn the order of letters round without being seen; joiners of emoji and
# of some scripts stay.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass
class Answers:
    """What was written, as it is shown again, as it is stored, and what is wrong."""

    typed: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    problems: dict = field(default_factory=dict)

    def blame(self, name, problem):
        self.problems.setdefault(name, problem)

    @property
    def first_problem(self):
        found = (name for name in ORDER if name in self.problems)
        return next(found, None)


def read_form(form, choices):
    """Read a whole form.

    :param form: mapping of names to what was sent, texts
    :param dict choices: for each field that is chosen from a list, the keys in it
    :rtype: Answers
    """
    answers = Answers()
    for name, limits in LINES.items():
        _read_text(answers, form, name, limits, " ")
    for name, limits in TEXTS.items():
        _read_text(answers, form, name, limits, "\n")
    for name, keys in choices.items():
        _read_choice(answers, form, name, keys)
    answers.typed["needs_interpreter"] = bool(form.get("needs_interpreter"))
    answers.values["needs_interpreter"] = answers.typed["needs_interpreter"]
    _check_name(answers)
    _read_documents(answers, form)
    _check_contact(answers)
    _check_represented(answers)
    return answers


def clean(text):
    """Return a text without what cannot be seen, and whether it could be read.

    Bytes that are no UTF-8 arrive as the mark of replacement, and PostgreSQL stores
    no NUL: the person has to write that again.
    """
    plain = unicodedata.normalize("NFC", str(text or "").replace("\r\n", "\n"))
    readable = "\0" not in plain and "\ufffd" not in plain
    kept = "".join(
        c for c in plain if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")
    )
    return _TURNING.sub("", kept).replace("\ufffd", ""), readable


def _read_text(answers, form, name, limits, joint):
    text, readable = clean(form.get(name))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    text = joint.join(lines).strip()
    fewest, most = limits
    # Shown again in full, as long as that is no burden.
    answers.typed[name] = text[: 2 * most]
    answers.values[name] = text or False
    if not readable:
        answers.blame(name, UNREADABLE)
    elif fewest and not text:
        answers.blame(name, MISSING)
    elif text and len(text) < fewest:
        answers.blame(name, TOO_SHORT)
    elif len(text) > most:
        answers.blame(name, TOO_LONG)


def _read_choice(answers, form, name, keys):
    key, _readable = clean(form.get(name))
    known = key in keys
    answers.typed[name] = key if known else ""
    answers.values[name] = key if known else False
    if key and not known:
        answers.blame(name, CHOOSE)
    elif not key and name in REQUIRED_CHOICES:
        answers.blame(name, CHOOSE)


def _check_name(answers):
    name = answers.values["requester_name"]
    if name and not any(letter.isalpha() for letter in name):
        answers.blame("requester_name", NO_LETTER)


def _read_documents(answers, form):
    for name, kind_name in DOCUMENTS.items():
        text, readable = clean(form.get(name))
        text = " ".join(text.split())
        kind = answers.values.get(kind_name) if kind_name else "ruc"
        number, problem = citizen_documents.read_document(kind, text)
        answers.typed[name] = text[:60]
        answers.values[name] = number or False
        if not readable:
            answers.blame(name, UNREADABLE)
        elif problem and (kind_name or problem != citizen_documents.MISSING):
            answers.blame(name, problem)


def _check_contact(answers):
    phone, email = answers.values["phone"], answers.values["email"]
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone or ""))
    if phone and not (_PHONE.fullmatch(phone) and 6 <= len(digits) <= 15):
        answers.blame("phone", BAD_PHONE)
    if email and not _EMAIL.fullmatch(email):
        answers.blame("email", BAD_EMAIL)
    needed = _CONTACT.get(answers.values.get("tell_by"))
    if needed and not answers.values[needed]:
        answers.blame(needed, NEEDED_TO_TELL)


def _check_represented(answers):
    if answers.values.get("capacity") == "represents":
        if not answers.values["represented_name"]:
            answers.blame("represented_name", MISSING)
        return
    for name in ("represented_name", "represented_tax_number"):
        answers.values[name] = False
        answers.problems.pop(name, None)
