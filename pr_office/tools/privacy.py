"""Small rules of personal data: blanks of a text, words that name a person."""

import re
import unicodedata

_BLANK = re.compile(r"\[[^\[\]<>]{2,200}\]")
_MAIL = re.compile(r"^\S+@\S+\.\S+$")
# One letter matches itself with any accent, in either case
_BASES = "aeinouycs"


def find_blanks(html):
    """Return what a text still wants filled in: its parts ``[like this]``, once each.

    :param str html: a text, or a false value
    :rtype: list
    """
    return list(dict.fromkeys(_BLANK.findall(str(html or ""))))


def personal_terms(names=(), numbers=(), mails=()):
    """Return what a person is recognised by in a text, longest first.

    A single word is no name: Rosa is many people. Numbers count from six digits on.

    :param names: full names, public names, as written
    :param numbers: documents and telephones
    :param mails: addresses
    :return: list of str, for :func:`redact`
    """
    words = {" ".join(str(name).split()) for name in names if name}
    kept = {name for name in words if len(name.split()) > 1}
    kept |= {str(mail).strip() for mail in mails if mail and _MAIL.match(str(mail))}
    for number in numbers:
        if sum(char.isdigit() for char in str(number or "")) >= 6:
            kept.add(str(number).strip())
    return sorted(kept, key=lambda term: (-len(term), term))


def redact(text, terms, replacement):
    """Replace in a text what a person is recognised by, whatever accents and case.

    Digits are found with any blanks, dots and hyphens between them. The attributes of
    HTML are searched too: an address of mail may stand in a link.

    :param str text: plain or HTML, or a false value, which is returned as it is
    :param terms: of :func:`personal_terms`
    :return: the text, the same object when nothing was found
    """
    if not text or not terms:
        return text
    pattern = _compile(terms)
    plain = unicodedata.normalize("NFC", str(text))
    found = pattern.sub(lambda _match: replacement, plain)
    return found if found != plain else text


def mentions(text, terms):
    """Tell whether :func:`redact` would change this text."""
    if not text or not terms:
        return False
    return bool(_compile(terms).search(unicodedata.normalize("NFC", str(text))))


def _compile(terms):
    """Return the one expression that finds any of these terms."""
    return re.compile("|".join(_expression(term) for term in terms), re.IGNORECASE)


def _expression(term):
    if sum(char.isdigit() for char in term) >= 6 and "@" not in term:
        digits = [char for char in term if char.isalnum()]
        return r"(?<!\w)\+?" + r"[\s.()-]*".join(map(re.escape, digits)) + r"(?!\w)"
    if "@" in term:
        return r"(?<![\w.+-])" + re.escape(term) + r"(?![\w@]|[.-]\w)"
    words = (
        "".join(map(_letter, unicodedata.normalize("NFC", word)))
        for word in term.split()
    )
    return r"(?<!\w)" + r"(?:\s|&nbsp;|,)+".join(words) + r"(?!\w)"


def _letter(char):
    base = unicodedata.normalize("NFD", char)[0].lower()
    if base not in _BASES:
        return re.escape(char)
    variants = {
        unicodedata.normalize("NFC", base + accent)
        for accent in ("", "\u0301", "\u0300", "\u0308", "\u0302", "\u0303", "\u0327")
    }
    return "[" + "".join(sorted(v for v in variants if len(v) == 1)) + "]"
