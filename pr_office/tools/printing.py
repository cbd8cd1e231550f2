"""What a text somebody wrote may bring onto a printed page."""

import re

from lxml import etree, html
from markupsafe import Markup

# Fetched by the program that prints, from where the server stands.
_FETCHED = ("src", "srcset", "background", "poster", "data")
_OWN = re.compile(r"\s*(data:image/|/web/(image|content)/)", re.IGNORECASE)


def own_pictures_only(text):
    """Return the HTML without what printing it would fetch from elsewhere.

    The server renders a page with its own network: a picture at an address somebody
    wrote would let them read what only the server reaches.

    :param str text: HTML, or a false value
    :rtype: markupsafe.Markup
    """
    if not text:
        return Markup()
    root = html.fragment_fromstring(str(text), create_parent="div")
    for element in list(root.iter(etree.Element)):
        _drop_foreign(element)
    inner = html.tostring(root, encoding="unicode")
    return Markup(inner)


def _drop_foreign(element):
    if "url(" in element.get("style", "").casefold():
        del element.attrib["style"]
    for name in _FETCHED:
        if name in element.attrib and not _OWN.match(element.get(name)):
            del element.attrib[name]
