"""The seal of a form somebody opened: when, which form, and that we gave it out.

It is the guard that asks nothing of the visitor: no puzzle, no outside service, no
cookie. The signature is the caller's, who holds the secret.
"""

import hmac
import secrets

FRESH = 24 * 3600
# What may be wrong with a seal.
BROKEN = "broken"
TOO_OLD = "too_old"
TOO_FAST = "too_fast"


def make_seal(now, sign):
    """Return a new seal.

    :param float now: seconds since 1970
    :param sign: function that signs a text
    """
    body = f"{int(now):x}.{secrets.token_urlsafe(12)}"
    return f"{body}.{sign(body)}"


def read_seal(seal, now, sign, shortest):
    """Return what is wrong with a seal, ``None`` when nothing is.

    :param str seal: as the form sends it back
    :param float now: seconds since 1970
    :param sign: the function that signed it
    :param float shortest: seconds nobody fills the form in
    """
    body, _dot, signature = (seal or "").rpartition(".")
    if not body or not hmac.compare_digest(signature.encode(), sign(body).encode()):
        return BROKEN
    age = now - int(body.partition(".")[0], 16)
    if age < shortest:
        return TOO_FAST
    return TOO_OLD if age > FRESH else None
