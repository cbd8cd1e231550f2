"""Numbers of letters and sheets: a mask, which is data, and the facts of one number."""

import re
from string import Formatter

FIELDS = ("number", "year", "acronym")
_NUMBER_SPEC = re.compile(r"(0[1-9]d?)?")

# What may be wrong with a mask; the caller words it for the user.
BROKEN = "broken"
UNKNOWN = "unknown"
NO_NUMBER = "no_number"
NO_YEAR = "no_year"
BAD_WIDTH = "bad_width"


def find_mask_problem(mask):
    """Return what is wrong with a number mask.

    A mask is text with ``{number}`` (once, a width such as ``{number:03d}`` is
    allowed), ``{year}`` (so that numbers may begin again each year) and, if wanted,
    ``{acronym}``. Nothing of the objects behind them can be reached.

    :param str mask: such as ``OFICIO N.° {number:03d}-{year}-{acronym}/A``
    :return: ``None``, or a pair of one of the problems of this module and the part
        of the mask it is about (``""`` when it is about the whole mask)
    """
    try:
        parts = list(Formatter().parse(mask or ""))
    except ValueError:
        return BROKEN, ""
    fields = [part[1:] for part in parts if part[1] is not None]
    for name, spec, conversion in fields:
        if name not in FIELDS or conversion:
            return UNKNOWN, name
        if spec and not (name == "number" and _NUMBER_SPEC.fullmatch(spec)):
            return BAD_WIDTH, name
    names = [name for name, *_rest in fields]
    if names.count("number") != 1:
        return NO_NUMBER, ""
    if "year" not in names:
        return NO_YEAR, ""
    return None


def uses_acronym(mask):
    """Tell whether the mask prints the acronym of the municipality."""
    return "{acronym}" in (mask or "")


def format_number(mask, number, year, acronym=""):
    """Write one number.

    :param str mask: a mask in which :func:`find_mask_problem` finds nothing
    :param int number: from 1; wider than the mask's width it is printed whole
    :param int year: such as 2027
    :rtype: str
    """
    return mask.format(number=number, year=year, acronym=acronym or "").strip()
