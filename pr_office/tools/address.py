"""Forms of address: a template and the facts of one person make a line."""

import re

FIELDS = (
    "treatment",
    "title",
    "name",
    "post",
    "post_or_name",
    "institution",
    "acting",
    "acting_spoken",
    "o",
)
_FIELD = re.compile(r"\{(\w+)\}")
_BRACKETED = re.compile(r"\s*\(\s*\{(\w+)\}\s*\)")


def unknown_fields(template):
    """Return the names in braces that no form of address knows, in order."""
    return [name for name in _FIELD.findall(template or "") if name not in FIELDS]


def render(template, facts):
    """Fill ``template`` and drop what its empty fields leave behind.

    Punctuation and blanks between two fields join them, so they go when either side
    is empty; brackets around an empty field go with it; what ends a line stays.

    :param str template: text with ``{treatment} {title} {name} {post}
        {post_or_name} {institution} {acting} {acting_spoken} {o}``; line breaks are
        kept, empty lines dropped
    :param dict facts: values of those fields, missing ones count as empty
    :rtype: str
    """
    lines = (_render_line(line, facts) for line in (template or "").split("\n"))
    return "\n".join(line for line in lines if line)


def _render_line(line, facts):
    line = _BRACKETED.sub(lambda hit: hit[0] if facts.get(hit[1]) else "", line)
    first, *rest = _FIELD.split(line)
    text, joints = "", [first]
    for name, literal in zip(rest[::2], rest[1::2], strict=True):
        value = facts.get(name)
        if value:
            text += _join(joints, text) + value
            joints = []
        joints.append(literal)
    text += _words(joints[:-1]) + joints[-1]
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,:;.])", r"\1", text)
    return text if re.search(r"\w", text) else ""


def _join(joints, before):
    """Return what stands before a filled field: the first joint that says something.

    At the start of a line only what the template itself begins with counts.
    """
    if _words(joints):
        return _words(joints)
    if not before:
        return joints[0]
    return next((joint for joint in joints if joint.strip()), joints[0])


def _words(joints):
    return "".join(joint for joint in joints if re.search(r"\w", joint))
