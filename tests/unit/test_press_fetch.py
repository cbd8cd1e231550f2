import gzip
import socket
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from pr_office.tools import press_feeds, press_fetch

FEED = """<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel>
<title>Diario</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
    "<pubDate>{date}</pubDate><description>{text}</description></item>"
)


def feed(*items, declared="utf-8", encoding="utf-8"):
    blank = {"link": "", "guid": "", "date": "", "text": "", "title": ""}
    body = "".join(ITEM.format(**{**blank, **item}) for item in items)
    return FEED.format(declared=declared, items=body).encode(encoding)


class Outlet(BaseHTTPRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""

    def do_GET(self):
        getattr(self, "do_" + self.path.strip("/").split("?")[0])()

    def _say(self, status, headers=(), body=b""):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_good(self):
        if self.headers.get("If-None-Match") == 'W/"v 1"':
            self._say(304)
        else:
            self._say(200, [("ETag", 'W/"v 1"')], feed({"title": "Agua"}))

    def do_gzip(self):
        self._say(200, [("Content-Encoding", "gzip")], gzip.compress(b"x" * 5000))

    def do_bomb(self):
        body = gzip.compress(b"0" * 50 * 2**20)
        self._say(200, [("Content-Encoding", "gzip")], body)

    def do_broken(self):
        self._say(200, [("Content-Encoding", "gzip")], b"no gzip at all")

    def do_loop(self):
        self._say(302, [("Location", "/loop")])

    def do_file(self):
        self._say(302, [("Location", "file:///etc/passwd")])

    def do_gone(self):
        self._say(410)

    def do_busy(self):
        self._say(429, [("Retry-After", "120")])

    def do_drip(self):
        self.send_response(200)
        self.end_headers()
        try:
            for _each in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)
        except OSError:
            self.close_connection = True


@pytest.fixture(scope="module")
def outlet():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("good", press_fetch.OK),
        ("gzip", press_fetch.OK),
        ("bomb", press_fetch.TOO_LARGE),
        ("broken", press_fetch.ERROR),
        ("loop", press_fetch.ERROR),
        ("file", press_fetch.ERROR),
        ("gone", press_fetch.GONE),
        ("busy", press_fetch.BLOCKED),
        ("drip", press_fetch.TIMEOUT),
    ],
)
def test_each_misbehaviour_has_its_name(outlet, path, state):
    with requests.Session() as web:
        answer = press_fetch.fetch(web, f"{outlet}/{path}", seconds=1)
    assert answer.state == state
    assert answer.wait == (120 if path == "busy" else 0)
    if path == "gzip":
        assert answer.content == b"x" * 5000


def test_validators_go_back_as_they_came(outlet):
    with requests.Session() as web:
        first = press_fetch.fetch(web, f"{outlet}/good")
        again = press_fetch.fetch(web, f"{outlet}/good", first.validators)
    assert (first.state, again.state) == (press_fetch.OK, press_fetch.SAME)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "[fe80::1]",
        "user@127.0.0.1",
    ],
)
def test_the_house_is_never_called(host, monkeypatch):
    def connect(*_args, **_kwargs):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", connect)
    answer = press_fetch.fetch(press_fetch.session("test"), f"http://{host}/")
    assert answer.state in (press_fetch.PRIVATE, press_fetch.ERROR)


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    mixed = [(0, 0, 0, "", ("8.8.8.8", 80)), (0, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: mixed)
    answer = press_fetch.fetch(press_fetch.session("test"), "http://diario.example/")
    assert answer.state == press_fetch.PRIVATE


def test_what_was_judged_is_called(monkeypatch):
    called = []

    def connect(address, *_args, **_kwargs):
        called.append(address)
        raise OSError("no network")

    answers = [[(0, 0, 0, "", ("8.8.8.8", 80))], [(0, 0, 0, "", ("127.0.0.1", 80))]]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: answers.pop(0))
    monkeypatch.setattr(socket, "create_connection", connect)
    press_fetch.fetch(press_fetch.session("test"), "http://diario.example/")
    assert called == [("8.8.8.8", 80)]


def test_other_ports_are_refused():
    answer = press_fetch.fetch(press_fetch.session("test"), "http://8.8.8.8:22/")
    assert answer.state == press_fetch.PRIVATE


def test_waiting_grows_and_ends_at_a_day():
    minutes = [press_fetch.next_check(30, n).total_seconds() / 60 for n in (0, 1, 500)]
    assert minutes == [30, 60, 1440]
    assert press_fetch.next_check(30, 0, wait=7200).total_seconds() == 7200
    assert press_fetch.next_check(1, 0).total_seconds() == 15 * 60


@pytest.mark.parametrize(
    ("declared", "encoding", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("iso-8859-1", "cp1252", ""),
        ("utf-8", "cp1252", ""),
        ("iso-8859-1", "utf-8", "application/rss+xml; charset=utf-8"),
    ],
)
def test_encodings_the_media_send(declared, encoding, header):
    content = feed({"title": "Señal «más» – 5 €"}, declared=declared, encoding=encoding)
    [entry] = press_feeds.parse(content, header)
    assert entry.headline == "Señal «más» – 5 €"


@pytest.mark.parametrize(
    "junk",
    [b"", b"<html><title>Just a moment...</title></html>", b"\x00\xff", b"{}"],
)
def test_what_is_no_feed(junk):
    with pytest.raises(press_feeds.NotAFeed):
        press_feeds.parse(junk)


def test_entries_of_one_mark_are_told_apart_and_repetitions_are_not():
    one, two = {"title": "A", "guid": "1"}, {"title": "B", "guid": "1"}
    assert len(press_feeds.parse(feed(one, two, one))) == 2


def test_texts_are_plain_and_links_lead_somewhere():
    item = {
        "title": "Obra &amp;amp; agua",
        "link": "/nota?id=1",
        "text": "&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Uno&lt;/p&gt;dos",
        "date": "Mon, 02 Nov 2026 08:00:00 -0500",
    }
    [entry] = press_feeds.parse(feed(item), base="https://diario.pe/rss")
    assert entry.headline == "Obra & agua"
    assert entry.url == "https://diario.pe/nota?id=1"
    assert entry.text == "Uno dos"
    assert entry.published_on == datetime(2026, 11, 2, 13)


def test_clocks_that_are_wrong():
    now = datetime(2026, 11, 2)
    assert press_feeds.sensible_time(datetime(1970, 1, 1), now) is None
    assert press_feeds.sensible_time(datetime(2099, 1, 1), now) == now
    assert not press_feeds.is_news(datetime(2026, 10, 1), now)
    assert press_feeds.is_news(None, now)
