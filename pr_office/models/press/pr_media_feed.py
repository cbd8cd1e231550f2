import logging
import time
from textwrap import shorten
from urllib.parse import urlsplit

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import press_feeds, press_fetch, press_urls

_logger = logging.getLogger(__name__)

# Between two calls of one host, not to be taken for an attack.
_PAUSE = 5
# Letters of a text that may be shown to whoever lacks the right to all of it.
_LEAD = 200
_WELL = ("ok", "not_modified", "empty")


class PrMediaFeed(models.Model):
    """An address where an outlet publishes its news for programs (RSS, Atom)."""

    _name = "pr.media.feed"
    _description = "News Feed"
    _order = "outlet_id, id"
    _rec_name = "url"

    outlet_id = fields.Many2one(
        comodel_name="pr.media.outlet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="outlet_id.company_id", store=True, index="btree_not_null"
    )
    active = fields.Boolean(default=True)
    url = fields.Char(string="Address of the feed", required=True)
    minutes = fields.Integer(
        string="Every (minutes)", default=30, required=True, help="From 15 to 1440."
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Not fetched yet"),
            ("ok", "Works"),
            ("not_modified", "Works, nothing new"),
            ("empty", "Works, is empty"),
            ("not_feed", "Answers with something that is no feed"),
            ("blocked", "The outlet refuses us"),
            ("gone", "The outlet took it away"),
            ("timeout", "Too slow"),
            ("too_large", "Too large"),
            ("private", "Refused: not an address of the public web"),
            ("unreachable", "Out of reach"),
        ],
        string="Health",
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
    )
    detail = fields.Char(string="What it answered", readonly=True, copy=False)
    failures = fields.Float(
        string="Failures in a row",
        readonly=True,
        copy=False,
        help="Those that often pass by themselves count half. The more of them, the"
        " longer until the next try, at most a day; a feed is never given up.",
    )
    checked_on = fields.Datetime(string="Last tried", readonly=True, copy=False)
    worked_on = fields.Datetime(string="Worked last", readonly=True, copy=False)
    last_new_on = fields.Datetime(string="Last new note", readonly=True, copy=False)
    next_check = fields.Datetime(
        string="Next try",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        default=fields.Datetime.now,
    )
    etag = fields.Char(readonly=True, copy=False)
    last_modified = fields.Char(readonly=True, copy=False)

    _url_uniq = models.UniqueIndex(
        "(outlet_id, url)", "The outlet has this feed already."
    )
    _minutes_sensible = models.Constraint(
        "CHECK (minutes BETWEEN 15 AND 1440)",
        "A feed is fetched every 15 minutes at the most, and once a day at least.",
    )

    @api.constrains("url")
    def _check_url(self):
        for feed in self:
            if not press_urls.absolute("", feed.url):
                raise ValidationError(
                    self.env._(
                        '"%(url)s" is no address of the web. It begins with https://',
                        url=feed.url,
                    )
                )

    def write(self, vals):
        if "url" in vals:
            vals = vals | self._prepare_fresh_start()
        return super().write(vals)

    def _prepare_fresh_start(self):
        return {
            "etag": False,
            "last_modified": False,
            "failures": 0,
            "state": "waiting",
            "next_check": fields.Datetime.now(),
        }

    def action_fetch(self):
        """Fetch these feeds now; what goes wrong shows as their health."""
        self.check_access("write")
        for feed_sudo in self.sudo():
            with self._open_web() as web:
                feed_sudo._take(feed_sudo._call(web))
        return True

    @api.model
    def _cron_fetch(self):
        """Fetch what is due, each feed committed by itself."""
        cron = self.env["ir.cron"]
        called = {}
        due = self.search(
            [("next_check", "<=", fields.Datetime.now())], order="next_check, id"
        )
        cron._commit_progress(remaining=len(due))
        with self._open_web() as web:
            for feed in due:
                if not feed.exists():
                    continue
                feed._wait_for_host(called)
                answer = feed._call(web)
                feed._take(answer)
                if not cron._commit_progress(1):
                    return

    def _wait_for_host(self, called):
        host = urlsplit(self.url).hostname
        time.sleep(max(0, called.get(host, float("-inf")) + _PAUSE - time.monotonic()))
        called[host] = time.monotonic()

    @api.model
    def _open_web(self):
        """Return the session feeds are fetched with: public addresses only."""
        return press_fetch.session(f"pr_office/19.0 (+{self.browse().get_base_url()})")

    def _call(self, web):
        self.ensure_one()
        validators = {"etag": self.etag, "last_modified": self.last_modified}
        return press_fetch.fetch(web, self.url, validators)

    def _take(self, answer):
        """Store what came, and the validators only once its entries are stored."""
        now = fields.Datetime.now()
        values = {"state": answer.state, "detail": answer.detail, "checked_on": now}
        if answer.state == press_fetch.OK:
            values |= self._store(answer, now)
        if values["state"] in _WELL:
            values |= {"failures": 0, "worked_on": now}
        else:
            values["failures"] = self.failures + press_fetch.weight(answer)
        delay = press_fetch.next_check(self.minutes, values["failures"], answer.wait)
        self.write(values | {"next_check": now + delay})

    def _store(self, answer, now):
        """Make notes of new entries; return what that says of the feed."""
        try:
            entries = press_feeds.parse(answer.content, answer.content_type, answer.url)
        except press_feeds.NotAFeed as error:
            return {"state": "not_feed", "detail": str(error)[:200]}
        news = self._get_news(entries, now)
        added = [self._create_note(entry, now) for entry in news]
        values = {"state": "ok" if entries else "empty"} | answer.validators
        if None in added:
            # Asked for the whole feed again: what failed may be stored next time.
            values |= {"etag": False, "last_modified": False}
        return values | ({"last_new_on": now} if any(added) else {})

    def _get_news(self, entries, now):
        """Return the entries that are no notes yet, of the last days."""
        notes = self.env["pr.press.clipping"].with_context(active_test=False)
        known = notes.search_fetch(
            [
                ("feed_id", "=", self.id),
                ("guid_key", "in", [entry.guid_key for entry in entries]),
            ],
            ["guid_key"],
        )
        pages = notes.search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("url_key", "in", [press_urls.key(entry.url) for entry in entries]),
            ],
            ["url_key"],
        )
        guids, urls = set(known.mapped("guid_key")), set(pages.mapped("url_key"))
        news = []
        for entry in entries:
            url_key = press_urls.key(entry.url)
            published = press_feeds.sensible_time(entry.published_on, now)
            if entry.guid_key in guids or url_key in urls:
                continue
            if press_feeds.is_news(published, now):
                news.append(entry)
                urls |= {url_key} - {""}
        return news

    def _create_note(self, entry, now):
        """Make a note of an entry; one that cannot be is told in the log.

        :return: the note, or ``None``
        """
        try:
            with self.env.cr.savepoint():
                notes = self.env["pr.press.clipping"].with_context(
                    tracking_disable=True
                )
                return notes.create(self._prepare_note(entry, now))
        except (psycopg2.Error, ValidationError, ValueError) as error:
            if isinstance(error, psycopg2.OperationalError):
                raise
            _logger.warning("Feed %s, entry %s: %s", self.id, entry.guid_key, error)
            return None

    def _prepare_note(self, entry, now):
        published = press_feeds.sensible_time(entry.published_on, now) or now
        return {
            "outlet_id": self.outlet_id.id,
            "feed_id": self.id,
            "guid_key": entry.guid_key,
            "headline": entry.headline,
            "lead": shorten(entry.text, _LEAD, placeholder="…"),
            "text": entry.text if len(entry.text) > _LEAD else False,
            "url": entry.url,
            "author": entry.author,
            "published_on": published,
            "seen_on": now,
            "state": "unmatched",
        }
