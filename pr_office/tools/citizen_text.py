"""What citizens type into a page."""

import unicodedata

# Controls and surrogates cannot be stored or shown; turning marks hide what is written.
_HIDDEN = {"Cc", "Cs"}
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def tidy(text, limit):
    """Return a typed text without what cannot be stored or hides what is written.

    :param int limit: characters kept
    """
    plain = unicodedata.normalize("NFC", str(text or "")).replace("\r\n", "\n")
    return "".join(filter(_is_kept, plain)).strip()[:limit].rstrip()


def _is_kept(char):
    hidden = unicodedata.category(char) in _HIDDEN or char in _TURNING
    return char == "\n" or not hidden
