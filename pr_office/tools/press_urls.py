"""Addresses of notes: which of them lead to the same page."""

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

MAX_LENGTH = 2048
_TRACKING = ("utm_", "mtm_", "pk_", "hsa_", "at_custom")
_TRACKERS = {
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "twclid",
    "igshid",
    "yclid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "cmpid",
    "xtor",
}


def key(url):
    """Return what two addresses of one page have in common; empty for no web page.

    Scheme, ``www.`` and ``m.``, the part after #, parameters that only count readers
    and the copy for phones (``/amp``) make no other page; all other parameters do.
    """
    try:
        parts = urlsplit((url or "").strip())
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host:
        return ""
    for prefix in ("www.", "m.", "amp."):
        host = host.removeprefix(prefix)
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    path = parts.path.rstrip("/").removesuffix("/amp").rstrip("/")
    query = urlencode(_kept(parts.query))
    return f"{host}{path}" + (f"?{query}" if query else "")


def absolute(base, url):
    """Return an address written relative to another; empty when it is none."""
    try:
        found = urljoin(base or "", (url or "").strip())
    except ValueError:
        return ""
    return found if key(found) and len(found) <= MAX_LENGTH else ""


def _kept(query):
    return sorted(
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name.lower() not in _TRACKERS and not name.lower().startswith(_TRACKING)
    )
