"""News feeds read from bytes: their entries, whatever the outlet did to them."""

import calendar
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape

import feedparser

from . import press_urls

MAX_ENTRIES = 2000
# What is older when first seen is an old note with a new address, not news.
NEWS_DAYS = 7
_TAG = re.compile(r"<[^>]*>")
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


class NotAFeed(ValueError):
    """The bytes are a web page, a block page or nothing that can be read."""


@dataclass(frozen=True)
class Entry:
    """One entry: plain texts, times in UTC without zone."""

    guid_key: str
    url: str
    headline: str
    text: str
    author: str
    published_on: datetime | None


def parse(content, content_type="", base=""):
    """Return the entries of a feed, newest first as the outlet put them.

    :param bytes content: the whole answer
    :param str content_type: header of the answer; it knows the encoding at times
    :param str base: where it was fetched from; relative links start there
    :raises NotAFeed: when it is none, whatever the parser stumbled on
    """
    headers = {"content-type": content_type} if content_type else {}
    try:
        # A stream: text or bytes might be taken for an address and be fetched.
        found = feedparser.parse(
            io.BytesIO(content),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:
        # The parser has no error of its own: anything may come out of a broken feed.
        raise NotAFeed(str(error)) from error
    if not found.get("version") and not found.entries:
        raise NotAFeed(_plain(found.feed.get("title", ""))[:100])
    return _unique(_entry(raw, base) for raw in found.entries[:MAX_ENTRIES])


def sensible_time(published, now):
    """Return when a note was published, as far as it can be true.

    :return: ``None`` for no time or one before the web; ``now`` for one to come
    """
    if not published or published.year < 1990:
        return None
    return now if published > now + timedelta(hours=1) else published


def is_news(published, now):
    """Tell whether an entry seen for the first time is recent; undated ones are."""
    return published is None or published >= now - timedelta(days=NEWS_DAYS)


def _entry(raw, base):
    url = press_urls.absolute(base, str(raw.get("link") or ""))
    headline = _plain(raw.get("title", ""))
    contents = [part.get("value", "") for part in raw.get("content", [])]
    text = max([raw.get("summary", ""), *contents], key=lambda one: len(one or ""))
    text = _plain(text)
    guid = str(raw.get("id") or "") or url or headline + text
    return Entry(
        guid_key=_hash(guid),
        url=url,
        headline=headline or text[:120] or url,
        text=text,
        author=_plain(raw.get("author", ""))[:200],
        published_on=_time(raw),
    )


def _unique(entries):
    """Leave out repetitions; a mark several entries share is joined by the address."""
    kept = {}
    for entry in entries:
        if not entry.headline:
            continue
        twin = kept.get(entry.guid_key)
        if twin and (twin.url, twin.headline) != (entry.url, entry.headline):
            joined = _hash(f"{entry.guid_key} {entry.url} {entry.headline}")
            entry = Entry(**{**vars(entry), "guid_key": joined})
        kept.setdefault(entry.guid_key, entry)
    return list(kept.values())


def _plain(html):
    """Return text without tags, entities, control characters and spare spaces."""
    text = unescape(_TAG.sub(" ", _HIDDEN.sub(" ", str(html or ""))))
    text = unicodedata.normalize("NFC", text)
    text = "".join(
        char if unicodedata.category(char)[0] != "C" else " " for char in text
    )
    return " ".join(text.split())


def _hash(value):
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _time(raw):
    parsed = raw.get("published_parsed") or raw.get("updated_parsed")
    if not parsed:
        return None
    try:
        return datetime(1970, 1, 1) + timedelta(seconds=calendar.timegm(parsed))
    except (OverflowError, ValueError):
        return None
