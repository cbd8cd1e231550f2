"""Texts that an office writes once, with blanks that are filled in for each case.

A blank is a name in braces. Nothing else is read in a text: neither attributes nor
expressions, and what fills a blank is never read again.
"""

import re

_BLANK = re.compile(r"\{(\w+)\}")


def unknown_blanks(text, known):
    """Return the names in braces that nothing can fill, in their order.

    :param known: the names there are
    """
    return [name for name in _BLANK.findall(text or "") if name not in known]


def fill(text, values):
    """Return ``text`` with its blanks filled in.

    A line with a blank for which there is nothing to say is left out whole.

    :param dict values: name of a blank to its text; missing ones count as empty
    """
    lines = (_fill_line(line, values) for line in (text or "").splitlines())
    filled = "\n".join(line for line in lines if line is not None)
    return re.sub(r"\n{3,}", "\n\n", filled).strip()


def _fill_line(line, values):
    if any(not values.get(name) for name in _BLANK.findall(line)):
        return None
    return _BLANK.sub(lambda blank: str(values[blank[1]]).strip(), line)


def one_line(text):
    """Return ``text`` as fits a subject or a text message: without line breaks."""
    return " ".join((text or "").split())
