"""Forms of address: a template and the facts of one person make a line."""

import re

FIELDS = ("treatment", "title", "name", "post", "institution", "acting", "o")
_FIELD = re.compile(r"\{(\w+)\}")


def unknown_fields(template):
    """Return the names in braces that no form of address knows, in order."""
    return [name for name in _FIELD.findall(template or "") if name not in FIELDS]


def render(template, facts):
    """Fill ``template`` and drop what its empty fields leave behind.

    :param str template: text with ``{treatment} {title} {name} {post}
        {institution} {acting} {o}``; line breaks are kept, empty lines dropped
    :param dict facts: values of those fields, missing ones count as empty
    :rtype: str
    """
    filled = _FIELD.sub(lambda match: facts.get(match[1]) or "", template or "")
    lines = (re.sub(r"\s+", " ", line).strip() for line in filled.split("\n"))
    lines = (re.sub(r"\s+([,:;.])", r"\1", line).lstrip(" ,") for line in lines)
    return "\n".join(line for line in lines if line)
