"""Fetching what others publish: never a private address, never too much, too long.

The address that was judged is the one that is called: a name is resolved once, for
each connection (so for each redirect too), and a name with one private address is
refused whole.
"""

import ipaddress
import socket
import time
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

MAX_BYTES = 5 * 2**20
MAX_SECONDS = 30
MAX_REDIRECTS = 5
_SILENCE = 15
_CHUNK = 32768
_PACKED = ("gzip", "x-gzip", "deflate")
_PORTS = (None, 80, 443)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

OK, SAME, BLOCKED, GONE, TIMEOUT, TOO_LARGE, PRIVATE, ERROR = (
    "ok",
    "not_modified",
    "blocked",
    "gone",
    "timeout",
    "too_large",
    "private",
    "unreachable",
)

MIN_MINUTES, MAX_MINUTES = 15, 24 * 60


class PrivateAddress(ValueError):
    """The name leads into the house's own network."""


@dataclass
class Answer:
    """What came of fetching an address.

    :ivar str state: one of this module's words
    :ivar str detail: status or error, for whoever looks after feeds
    :ivar dict validators: ``etag`` and ``last_modified``, byte for byte
    :ivar int wait: seconds the server asks to wait, 0 for none
    """

    state: str
    detail: str = ""
    content: bytes = b""
    content_type: str = ""
    url: str = ""
    validators: dict = field(default_factory=dict)
    wait: int = 0


def is_public(address):
    """Tell whether an IP address may be called from inside the house."""
    ip = ipaddress.ip_address(address.split("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    if inner or (ip.version == 6 and ip in _NAT64):
        ip = inner or ipaddress.ip_address(ip.packed[-4:])
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def resolve(host, port):
    """Return the address to call for a name.

    :raises PrivateAddress: when any of its addresses is not public
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [info[4][0] for info in found]
    if not all(is_public(address) for address in addresses):
        raise PrivateAddress(host)
    return addresses[0]


class _Pinned:
    """Connects to the address that was judged, not to the name."""

    def _new_conn(self):
        address = resolve(self.host, self.port)
        try:
            return socket.create_connection((address, self.port), self.timeout)
        except TimeoutError as error:
            raise urllib3.exceptions.ConnectTimeoutError(self, str(error)) from error
        except OSError as error:
            raise urllib3.exceptions.NewConnectionError(self, str(error)) from error


class _PinnedHTTP(_Pinned, HTTPConnection):
    pass


class _PinnedHTTPS(_Pinned, HTTPSConnection):
    pass


class _PoolHTTP(HTTPConnectionPool):
    ConnectionCls = _PinnedHTTP


class _PoolHTTPS(HTTPSConnectionPool):
    ConnectionCls = _PinnedHTTPS


class _PublicOnly(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs):
        made = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _PoolHTTP,
            "https": _PoolHTTPS,
        }
        return made

    def send(self, request, **kwargs):
        if urlsplit(request.url).port not in _PORTS:
            raise PrivateAddress(request.url)
        return super().send(request, **kwargs)


def session(user_agent):
    """Return a session that calls public addresses on the web's own ports only."""
    made = requests.Session()
    # A proxy would resolve names itself, past what is judged here.
    made.trust_env = False
    made.max_redirects = MAX_REDIRECTS
    made.headers.update({"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"})
    for scheme in ("http://", "https://"):
        made.mount(scheme, _PublicOnly())
    return made


def fetch(web, url, validators=None, seconds=MAX_SECONDS, largest=MAX_BYTES):
    """Fetch an address; never raises for what the other side does.

    :param requests.Session web: see :func:`session`
    :param dict validators: those of the last answer that was stored
    :return: an :class:`Answer`
    """
    deadline = time.monotonic() + seconds
    try:
        with web.get(
            url, headers=_conditions(validators), stream=True, timeout=_SILENCE
        ) as response:
            return _read(response, deadline, largest)
    except PrivateAddress as error:
        return Answer(PRIVATE, str(error))
    except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError) as error:
        return Answer(TIMEOUT, type(error).__name__)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        return Answer(ERROR, type(error).__name__)
    except (OSError, ValueError, HTTPException, zlib.error) as error:
        return Answer(ERROR, str(error)[:200])


def _conditions(validators):
    names = {"etag": "If-None-Match", "last_modified": "If-Modified-Since"}
    return {names[name]: value for name, value in (validators or {}).items() if value}


def _read(response, deadline, largest):
    answer = Answer(
        state=_judge(response),
        detail=str(response.status_code),
        content_type=response.headers.get("Content-Type", ""),
        url=response.url,
        wait=_retry_after(response.headers.get("Retry-After")),
        validators={
            "etag": response.headers.get("ETag", ""),
            "last_modified": response.headers.get("Last-Modified", ""),
        },
    )
    if answer.state != OK:
        return answer
    content = bytearray()
    for chunk in _chunks(response):
        content += chunk
        if len(content) > largest:
            return Answer(TOO_LARGE, url=response.url)
        if time.monotonic() > deadline:
            return Answer(TIMEOUT, url=response.url)
    answer.content = bytes(content)
    return answer


def _chunks(response):
    """Yield the answer in small parts, as they come.

    From under the library, which waits for whole parts, so that a server that drips
    would hold the deadline up, and which unpacks a bomb at one go.
    """
    encoding = response.headers.get("Content-Encoding", "").lower()
    unpacker = zlib.decompressobj(47) if encoding in _PACKED else None
    while chunk := response.raw._fp.read1(_CHUNK):
        if unpacker is None:
            yield chunk
        while unpacker and chunk:
            yield unpacker.decompress(chunk, _CHUNK)
            chunk = unpacker.unconsumed_tail


def _judge(response):
    status = response.status_code
    if status == 304:
        return SAME
    if status == 410:
        return GONE
    if status in (401, 403, 429) or response.headers.get("cf-mitigated"):
        return BLOCKED
    return OK if 200 <= status < 300 else ERROR


def _retry_after(value):
    """Return the seconds a server asks to wait, at most a day."""
    value = (value or "").strip()
    if not value:
        return 0
    try:
        seconds = int(value)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return 0
    return max(0, min(int(seconds), 24 * 3600))


def next_check(minutes, failures, wait=0):
    """Return how long to leave a feed alone.

    After failures linearly longer, at most a day: a feed is never given up, since
    outlets do come back.

    :param int minutes: the feed's own interval
    :param float failures: those in a row, the light ones counted half
    :param int wait: seconds the server asked for
    :return: a timedelta
    """
    own = min(max(minutes, MIN_MINUTES), MAX_MINUTES)
    spaced = min(own * (1 + failures), MAX_MINUTES)
    return max(timedelta(minutes=spaced), timedelta(seconds=wait))


def weight(answer):
    """Return how heavily a failure counts: what often passes by itself counts half."""
    light = answer.state in (TIMEOUT, BLOCKED) or answer.detail[:1] in ("4", "5")
    return 0.5 if light else 1
