from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...tools import press_fetch
from .common import PressCase

NOW = "2026-11-02 12:00:00"
ITEM = (
    "<item><title>{0}</title><link>https://portal.pe/{1}</link><guid>{1}</guid>"
    "<pubDate>{2}</pubDate><description>{3}</description></item>"
)
TODAY = "Mon, 02 Nov 2026 10:00:00 GMT"


def rss(*items):
    body = "".join(ITEM.format(*item) for item in items)
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
    return f"{head}<title>Portal</title>{body}</channel></rss>".encode()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPressFeed(PressCase):
    """Feeds: new entries become notes once; what goes wrong shows and stops nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feed = cls.env["pr.media.feed"].create(
            {"outlet_id": cls.portal.id, "url": "https://portal.pe/rss"}
        )
        cls.content = rss(
            ("Corte de agua", "1", TODAY, "Desde mañana"),
            ("Feria", "2", TODAY, "palabra " * 60),
        )

    @contextmanager
    def _web(self, *answers):
        """Answer the calls of feeds one after the other; yields the validators sent."""
        sent, waiting = [], list(answers)

        def fetch(_web, _url, validators=None):
            sent.append(validators)
            return waiting.pop(0)

        with patch.object(press_fetch, "fetch", fetch):
            yield sent

    def _answer(self, content=None, state="ok", **values):
        values.setdefault("validators", {"etag": '"1"', "last_modified": ""})
        return press_fetch.Answer(
            state,
            content=self.content if content is None else content,
            url="https://portal.pe/rss",
            **values,
        )

    def _notes(self):
        return self.env["pr.press.clipping"].search([("feed_id", "=", self.feed.id)])

    def test_entries_become_notes_once(self):
        with self._web(self._answer(), self._answer()) as sent:
            self.feed.with_user(self.officer).action_fetch()
            self.feed.with_user(self.officer).action_fetch()
        water, fair = self._notes().sorted("headline")
        self.assertRecordValues(
            water + fair,
            [
                {"headline": "Corte de agua", "state": "new", "lead": "Desde mañana"},
                {"headline": "Feria", "state": "unmatched", "lead": fair.lead},
            ],
        )
        self.assertLessEqual(len(fair.lead), 200)
        self.assertGreater(len(fair.text), 400)
        self.assertEqual(water.published_on, datetime(2026, 11, 2, 10))
        self.assertEqual(sent[1]["etag"], '"1"')
        self.assertEqual(self.feed.state, "ok")
        self.assertEqual(self.feed.last_new_on, fields.Datetime.now())

    def test_nothing_new_keeps_what_is_known(self):
        with self._web(self._answer(), self._answer(b"", "not_modified")):
            self.feed.action_fetch()
            self.feed.action_fetch()
        self.assertEqual((self.feed.state, self.feed.etag), ("not_modified", '"1"'))
        self.assertEqual(self.feed.failures, 0)
        self.assertEqual(len(self._notes()), 2)

    def test_a_web_page_is_an_error_and_its_validators_are_not_kept(self):
        with self._web(self._answer(b"<html><title>Un momento</title></html>")):
            self.feed.action_fetch()
        self.assertEqual((self.feed.state, self.feed.etag), ("not_feed", False))
        self.assertEqual(self.feed.failures, 1)

    def test_failures_wait_longer_and_a_server_is_heard(self):
        waits = []
        for wait in (0, 0, 7200):
            with self._web(self._answer(b"", "timeout", wait=wait)):
                self.feed.action_fetch()
            waits.append(self.feed.next_check - fields.Datetime.now())
        self.assertEqual(waits[:2], [timedelta(minutes=45), timedelta(hours=1)])
        self.assertEqual(waits[2], timedelta(hours=2))
        with self._web(self._answer()):
            self.feed.action_fetch()
        self.assertEqual((self.feed.state, self.feed.failures), ("ok", 0))

    def test_old_entries_and_wrong_clocks(self):
        content = rss(
            ("Vieja", "1", "Thu, 01 Oct 2026 10:00:00 GMT", ""),
            ("De 1970", "2", "Thu, 01 Jan 1970 00:00:00 GMT", ""),
            ("De 2099", "3", "Thu, 01 Jan 2099 00:00:00 GMT", ""),
        )
        with self._web(self._answer(content)):
            self.feed.action_fetch()
        self.assertEqual(set(self._notes().mapped("headline")), {"De 1970", "De 2099"})
        self.assertEqual(
            set(self._notes().mapped("published_on")), {fields.Datetime.now()}
        )

    def test_a_page_two_feeds_bring_is_one_note(self):
        other = self.feed.copy({"url": "https://portal.pe/otro"})
        with self._web(self._answer(), self._answer()):
            (self.feed + other).action_fetch()
        self.assertEqual(len(self._notes()), 2)
        clippings = self.env["pr.press.clipping"]
        self.assertFalse(clippings.search([("feed_id", "=", other.id)]))
        self.assertEqual(other.state, "ok")

    def test_a_bad_entry_loses_only_itself_and_is_asked_for_again(self):
        clippings = type(self.env["pr.press.clipping"])
        create = clippings.create

        def stumble(records, vals_list):
            if "Feria" in [vals.get("headline") for vals in vals_list]:
                raise ValueError(vals_list)
            return create(records, vals_list)

        with (
            self._web(self._answer()),
            patch.object(
                clippings, "create", lambda records, vals: stumble(records, [vals])
            ),
            mute_logger("odoo.addons.pr_office.models.press.pr_media_feed"),
        ):
            self.feed.action_fetch()
        self.assertEqual(self._notes().mapped("headline"), ["Corte de agua"])
        self.assertEqual((self.feed.state, self.feed.etag), ("ok", False))

    def test_the_cron_takes_each_feed_in_turn(self):
        self.env["pr.media.feed"].search([("id", "!=", self.feed.id)]).active = False
        other = self.feed.copy({"url": "https://otro.pe/rss"})
        late = self.feed.copy({"url": "https://tarde.pe/rss"})
        late.next_check = fields.Datetime.now() + timedelta(hours=1)
        with (
            self._web(self._answer(b"", "unreachable"), self._answer()),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("pr_office.ir_cron_feeds").method_direct_trigger()
        states = (self.feed + other + late).mapped("state")
        self.assertEqual(states, ["unreachable", "ok", "waiting"])

    def test_addresses_of_the_web_only(self):
        for url in ("file:///etc/passwd", "diario.pe", "javascript:x()"):
            with self.assertRaises(ValidationError):
                self.feed.url = url

    def test_the_house_is_never_called(self):
        self.feed.url = "http://127.0.0.1/rss"
        self.assertEqual(self.feed._call(press_fetch.session("test")).state, "private")

    def test_a_new_address_starts_afresh(self):
        self.feed.write({"etag": '"1"', "failures": 4})
        self.feed.url = "https://portal.pe/nuevo"
        self.assertEqual((self.feed.etag, self.feed.failures), (False, 0))
