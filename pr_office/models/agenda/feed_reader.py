from collections import defaultdict, namedtuple
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from secrets import compare_digest

import psycopg2

from odoo import fields
from odoo.tools import SQL

from ...tools import ical

# A reader is noted at most this often: reading must stay reading.
_NOTE_EVERY = "10 minutes"
_REFRESH_MINUTES = 60

Feed = namedtuple(
    "Feed",
    "feed_id token_hash scope past_days future_days agenda_id name tz show_busy lang"
    " is_note_due",
)
Series = namedtuple("Series", "row_id is_visible tzid text version")
Occurrence = namedtuple(
    "Occurrence", "row_id ident start stop original allday is_visible is_busy text"
)

_FEED = """
    SELECT f.id, f.token_hash, f.scope, f.past_days, f.future_days,
           a.id, a.name, c.tz, a.show_busy_in_public, p.lang,
           coalesce(
               f.last_read_on < now() AT TIME ZONE 'UTC' - %(every)s::interval, true
           )
      FROM pr_agenda_feed f
      JOIN pr_agenda a ON a.id = f.agenda_id AND a.active
      JOIN resource_calendar c ON c.id = a.resource_calendar_id
      JOIN res_company o ON o.id = a.company_id
      JOIN res_partner p ON p.id = o.partner_id
 LEFT JOIN res_users u ON u.id = f.user_id
     WHERE f.token_hash = %(digest)s
       AND f.revoked_on IS NULL
       AND CASE WHEN f.scope = 'public' THEN a.is_public
                WHEN f.user_id IS NULL THEN true
                ELSE u.active AND (
                    u.id = a.user_id
                    OR EXISTS (SELECT FROM pr_agenda_delegate_rel d
                                WHERE d.pr_agenda_id = a.id AND d.res_users_id = u.id)
                ) END
"""


def find_reader(env, token):
    """Return what serves the subscription of a token.

    :return: a :class:`FeedReader`, or ``None`` when the token opens nothing: unknown,
        revoked, or its user has gone
    """
    digest = sha256(token.encode()).hexdigest()
    rows = env.execute_query(SQL(_FEED, digest=digest, every=_NOTE_EVERY))
    for feed in map(Feed._make, rows):
        if compare_digest(feed.token_hash, digest):
            return _READERS[feed.scope](env, feed)
    return None


class FeedReader:
    """Serves a subscription from the stored texts, without the ORM."""

    # The times alone while a text waits to be renewed.
    text = SQL("CASE WHEN r.dirty THEN r.busy_text ELSE r.text END")

    def __init__(self, env, feed):
        self.env = env
        self.feed = feed

    def get_etag(self):
        """Return what changes as soon as the answer would, without reading texts."""
        said = (ical.VERSION, self.feed[2:-1], self._get_version())
        return sha256(repr(said).encode()).hexdigest()

    def get_body(self):
        """Return the whole calendar as iCalendar text."""
        texts, zones = self._get_texts()
        return ical.calendar_text(
            self.feed.name, self.feed.tz, texts, zones, _REFRESH_MINUTES
        )

    def note_reader(self, reader):
        """Remember when and by what it was read, apart from this transaction.

        Two at once need not both be noted, and a note that fails keeps nobody from
        reading.
        """
        if not self.feed.is_note_due:
            return
        with suppress(psycopg2.Error), self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE pr_agenda_feed"
                    " SET last_reader = %s, last_read_on = now() AT TIME ZONE 'UTC'"
                    " WHERE id IN (SELECT id FROM pr_agenda_feed WHERE id = %s"
                    " FOR UPDATE SKIP LOCKED)",
                    reader,
                    self.feed.feed_id,
                )
            )

    def _get_version(self):
        """Return what differs when one of the texts does."""
        return self._select(
            SQL("md5(string_agg(concat(r.fingerprint, r.dirty), '' ORDER BY r.id))")
        )

    def _get_texts(self):
        """Return (all texts together, the time zones they need)."""
        ((texts, zones),) = self._select(
            SQL(
                "string_agg(%s, ''),"
                " array_agg(DISTINCT r.tzid) FILTER (WHERE r.tzid IS NOT NULL)",
                self.text,
            )
        )
        return texts or "", zones or ()

    def _select(self, columns):
        return self.env.execute_query(
            SQL(
                "SELECT %s FROM pr_calendar_resource r WHERE %s",
                columns,
                self._get_condition(),
            )
        )

    def _get_condition(self):
        """Return which rows are of the agenda and inside the window."""
        since, until = self._get_window()
        return SQL(
            "r.agenda_id = %s AND r.deleted IS NOT TRUE AND r.tstart < %s"
            " AND (r.tend IS NULL OR r.tend >= %s)",
            self.feed.agenda_id,
            until,
            since,
        )

    def _get_window(self):
        now = fields.Datetime.now()
        return (
            now - timedelta(days=self.feed.past_days),
            now + timedelta(days=self.feed.future_days),
        )


class BusyReader(FeedReader):
    """The times alone."""

    text = SQL("r.busy_text")


class PublicReader(FeedReader):
    """What is published, by what publication and privacy say at this moment.

    Each occurrence of a series is judged by itself. Those that may not be read are left
    out of its text; those that may, of a series that may not, stand alone.
    """

    def _get_version(self):
        ((singles,),) = self._select_singles(
            SQL(
                "md5(string_agg(concat(r.fingerprint, r.dirty, %s), '' ORDER BY r.id))",
                self._is_visible(),
            )
        )
        series = self._select_series(SQL("NULL"))
        return singles, series, self._select_occurrences(series, SQL("NULL"))

    def _get_texts(self):
        ((singles,),) = self._select_singles(SQL("string_agg(%s, '')", self._text()))
        series = self._select_series(self._text())
        occurrences = defaultdict(list)
        for one in self._select_occurrences(series, SQL("t.text")):
            occurrences[one.row_id].append(one)
        texts = [self._tell_series(one, occurrences[one.row_id]) for one in series]
        zones = {one.tzid for one in series if one.tzid}
        return "".join([singles or "", *texts]), zones

    # ------------------------------------------------------------
    # SERIES
    # ------------------------------------------------------------

    def _tell_series(self, series, occurrences):
        """Return what of a series may be read now.

        :param occurrences: those that were changed, and those that are hidden
        """
        visible = [one for one in occurrences if one.is_visible and one.text]
        if not series.is_visible:
            alone = [ical.without_series(one.text, one.ident) for one in visible]
            return "".join([series.text or "", *alone])
        hidden = [one for one in occurrences if not one.is_visible]
        texts = [self._leave_out(series, hidden), *(one.text for one in visible)]
        return "".join(
            [*texts, *(self._tell_busy(one) for one in hidden if one.is_busy)]
        )

    def _leave_out(self, series, hidden):
        if not hidden:
            return series.text
        tz = series.tzid or "UTC"
        allday = "\r\nDTSTART;VALUE=DATE" in series.text
        keys = {self._get_occurrence(one).key(allday, tz) for one in hidden}
        return ical.with_exdates(series.text, keys, tz)

    def _tell_busy(self, row):
        """Return a hidden occurrence as time that is taken."""
        store = self.env["pr.calendar.resource"].with_context(lang=self.feed.lang)
        event = self.env["calendar.event"].browse(row.ident)
        return ical.entry_text(
            self._get_occurrence(row).entry.as_busy(store._get_busy_label()),
            store._get_uid(event, "busy:"),
            ical.Stamp(row.start),
        )

    def _get_occurrence(self, row):
        entry = ical.Entry(row.start, row.stop, "", row.allday)
        return ical.Occurrence(row.ident, entry, row.original)

    # ------------------------------------------------------------
    # SELECTION
    # ------------------------------------------------------------

    def _select_singles(self, columns):
        return self._select_shown(
            columns, SQL("r.recurrence_id IS NULL AND %s IS NOT NULL", self._text())
        )

    def _select_series(self, text):
        columns = SQL(
            "r.id, %s, r.tzid, %s, concat(r.fingerprint, r.dirty)",
            self._is_visible(),
            text,
        )
        rows = self._select_shown(columns, SQL("r.recurrence_id IS NOT NULL"))
        return [Series(*row) for row in sorted(rows)]

    def _select_shown(self, columns, condition):
        return self.env.execute_query(
            SQL(
                """
                SELECT %s
                  FROM pr_calendar_resource r
                  JOIN calendar_event e ON e.id = r.event_id AND e.active
             LEFT JOIN res_users_settings s ON s.user_id = e.user_id
                 WHERE %s AND %s
                """,
                columns,
                self._get_condition(),
                condition,
            )
        )

    def _select_occurrences(self, series, text):
        """Return the occurrences that were changed, and those that are hidden."""
        if not series:
            return []
        since, until = self._get_window()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.id, e.id, e.start, e.stop, e.pr_original_start, e.allday,
                       %(visible)s,
                       %(busy)s AND e.start < %(until)s AND e.stop >= %(since)s,
                       %(text)s
                  FROM pr_calendar_resource r
                  JOIN calendar_event e
                    ON e.recurrence_id = r.recurrence_id AND e.active
             LEFT JOIN res_users_settings s ON s.user_id = e.user_id
             LEFT JOIN pr_calendar_override t
                    ON t.resource_id = r.id AND t.event_id = e.id
                 WHERE r.id = ANY(%(rows)s) AND (t.id IS NOT NULL OR NOT %(visible)s)
              ORDER BY e.start, e.id
                """,
                busy=self._is_busy(),
                rows=[one.row_id for one in series],
                since=since,
                text=text,
                until=until,
                visible=self._is_visible(),
            )
        )
        return [Occurrence(*row) for row in rows]

    def _is_visible(self):
        rule = self.env["calendar.event"]._get_publishable_sql(SQL("e"), SQL("s"))
        return SQL("(%s AND r.dirty IS NOT TRUE)", rule)

    def _is_busy(self):
        """What is hidden shows as time that is taken where the office chose so."""
        return SQL(
            "(%s AND e.show_as = 'busy' AND e.pr_represented_by_id IS NULL)",
            bool(self.feed.show_busy),
        )

    def _text(self):
        """Return the text of a row to the public: nothing when it is hidden."""
        return SQL(
            "CASE WHEN %s THEN r.public_text WHEN %s THEN r.busy_text END",
            self._is_visible(),
            self._is_busy(),
        )


_READERS = {"public": PublicReader, "busy": BusyReader, "full": FeedReader}
