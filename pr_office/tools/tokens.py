"""Tokens of links that open something without a login."""

import hashlib
import hmac
import secrets


def new_token():
    """Return a token nobody can guess: 256 random bits, fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token):
    """Return what is stored of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256((token or "").encode()).hexdigest()


def matches(token, stored):
    """Compare a token with a stored digest in constant time."""
    return hmac.compare_digest(digest(token), stored or "")
