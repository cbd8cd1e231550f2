"""What a public agenda should not say: private persons, addresses, telephones.

Hints for a person who reviews, never a reason to refuse: a word that stands out may be
right where it is.
"""

import re

PHONE = "phone"
EMAIL = "email"
DOCUMENT = "document"
HOME = "home"
PERSON = "person"

_PATTERNS = {
    # Peru: nine digits beginning with 9; six or seven after an area code; +51 before.
    PHONE: re.compile(
        r"(?<!\d)(?:\+?51[ .-]?)?9\d{2}[ .-]?\d{3}[ .-]?\d{3}(?!\d)"
        r"|(?<!\d)(?:\(0\d{1,2}\)[ .-]?|0\d{1,2}[ .-])\d{2,3}[ .-]?\d{4}(?!\d)"
        r"|\b(?:tel[eé]fono|tel[eé]f|telf?|cel|celular|whatsapp)\b\.?:?\s*\+?\d",
        re.IGNORECASE,
    ),
    EMAIL: re.compile(r"[^\s@,;]+@[^\s@,;]+\.\w{2,}"),
    # D.N.I., with its eight digits
    DOCUMENT: re.compile(r"\bD\.?N\.?I\.?\b|(?<![\d/.-])\d{8}(?![\d/.-])"),
    HOME: re.compile(
        r"\b(?:domicilio|vivienda|mi casa|casa (?:de|del|d[oa]n|particular))\b"
        r"|\b(?:mz|mza|manzana)\.?\s*\w{1,3}\W+(?:lt|lte|lote)\b"
        r"|\b(?:dpto|depto|departamento|interior|int)\.?\s*(?:n\.?°\s*)?\d",
        re.IGNORECASE,
    ),
    PERSON: re.compile(
        r"\b(?:[Ss]r|[Ss]ra|[Ss]rta|[Ss]eñora?|[Ss]eñorita|[Dd]on|[Dd]oña"
        r"|[Vv]ecin[oa]|[Cc]iudadan[oa]|[Ff]amilia|[Vv]iuda de)\.?\s+"
        r"[A-ZÁÉÍÓÚÑ][\w'’]+"
    ),
}
_STREET = re.compile(
    r"\b(?:jr|jir[oó]n|calle|ca|av|avenida|psje|pasaje|urb)\b\.?\s+"
    r"[^,;]{2,40}?\s(?:n\.?°\s*)?\d{2,4}\b",
    re.IGNORECASE,
)
# A house that is nobody's home.
_HOUSE = re.compile(
    r"\bcasa (?:de la (?:cultura|juventud|mujer)|del (?:pueblo|adulto mayor"
    r"|maestro)|comunal|municipal)\b",
    re.IGNORECASE,
)


def find_in_title(text):
    """Return what stands out in the title of an entry.

    :rtype: set of the keys of this module
    """
    found = find_in_place(text)
    if _PATTERNS[PERSON].search(text or ""):
        found.add(PERSON)
    if _STREET.search(text or ""):
        found.add(HOME)
    return found


def find_in_place(text):
    """Return what stands out in a place to publish: the street of a venue does not."""
    text = _HOUSE.sub(" ", text or "")
    kinds = (PHONE, EMAIL, DOCUMENT, HOME)
    return {kind for kind in kinds if _PATTERNS[kind].search(text)}
