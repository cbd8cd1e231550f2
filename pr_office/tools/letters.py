"""Small rules of letters: initials, placeholders of texts sent to many."""

import re

from markupsafe import Markup, escape

from .address import render

PLACEHOLDERS = ("salutation", "name", "title", "post", "institution", "treatment", "o")
_FIELD = re.compile(r"\{(\w+)\}")
_FIELD_AND_BLANK = re.compile(r"((?:\s|&nbsp;)*)\{(\w+)\}")
_PARTICLES = {"de", "del", "la", "las", "los", "y"}


def initials(name):
    """Return the initials of a name as they stand at the foot of a letter.

    :param str name: such as ``Rosa de la Cruz Mamani``, or a false value
    :return: such as ``RCM``
    :rtype: str
    """
    words = re.findall(r"[^\W\d_][\w'’]*", name or "")
    return "".join(
        word[0] for word in words if word.casefold() not in _PARTICLES
    ).upper()


def unknown_placeholders(text):
    """Return the words in braces that no letter to many knows, in order."""
    return [name for name in _FIELD.findall(text or "") if name not in PLACEHOLDERS]


def has_placeholders(text):
    """Tell whether a text changes from one addressee to the next."""
    return bool(_FIELD.search(text or ""))


def fill_text(template, facts):
    """Fill the placeholders of a line of plain text.

    :param dict facts: text by placeholder, missing ones count as empty
    """
    return render(template, facts)


def fill_html(template, facts):
    """Fill the placeholders of a rich text; what is filled in is escaped.

    An empty fact takes the blank before it away with itself.

    :rtype: markupsafe.Markup
    """

    def fill(match):
        value = facts.get(match[2])
        return f"{match[1]}{escape(value)}" if value else ""

    return Markup(_FIELD_AND_BLANK.sub(fill, template or ""))
