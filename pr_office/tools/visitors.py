"""Who comes along to an audience, out of the lines that somebody typed."""

import re

# A document number has at least six digits; other countries' have letters too.
_WORD = re.compile(r"[A-Za-z0-9-]+")
_DIGITS, _LONGEST = 6, 20
_LABEL = re.compile(r"\b(?:d\.?\s?n\.?\s?i|c\.?\s?e|pasaporte|carn[eé])\b\.?", re.I)
_EDGES = " \t,;:.-–—()°º#"


def split_people(text):
    """Return ``(name, document number)`` for each line; the number may be empty.

    :param str text: a person in each line, the number behind or before the name
    :rtype: list
    """
    lines = (line.strip(_EDGES) for line in (text or "").splitlines())
    return [_split_line(line) for line in lines if line]


def _split_line(line):
    found = next(filter(_is_document, _WORD.finditer(line)), None)
    if not found:
        return line, ""
    rest = f"{line[: found.start()]} {line[found.end() :]}"
    name = " ".join(_LABEL.sub(" ", rest).split()).strip(_EDGES)
    return (name or line), (found.group().upper() if name else "")


def _is_document(match):
    word = match.group()
    return len(word) <= _LONGEST and sum(map(str.isdigit, word)) >= _DIGITS
