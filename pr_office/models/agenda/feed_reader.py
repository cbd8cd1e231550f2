from collections import defaultdict, namedtuple
from contextlib import suppress
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from secrets import compare_digest

import psycopg2

from odoo import fields
from odoo.tools import SQL

from ...tools import ical

# A reader is noted at most this often: reading must stay reading.
_NOTE_EVERY = "10 minutes"
_REFRESH_MINUTES = 60
# Bytes around the one text of one row in binary COPY: signature, flags, length of the
# extension, number of columns, length of the text; at the end the sign of no more rows.
_COPY_HEAD = 11 + 4 + 4 + 2 + 4
_COPY_TAIL = 2

Feed = namedtuple(
    "Feed",
    "feed_id token_hash scope past_days future_days agenda_id name tz show_busy lang"
    " is_note_due",
)
Series = namedtuple("Series", "row_id is_visible tzid text version")
Occurrence = namedtuple(
    "Occurrence", "row_id ident start stop original allday is_visible is_busy text"
)

# Every change of the text of a row changes this number, and so does waiting. The row is
# the seed: a hash of one number that holds both would fold them onto each other.
_ROW_VERSION = SQL(
    "hashint4extended(r.sequence << 1 | (r.dirty IS TRUE)::integer, r.id::bigint)"
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
        """Return the whole calendar as iCalendar text in UTF-8.

        :rtype: bytes
        """
        texts, zones = self._get_texts()
        head, end = ical.calendar_frame(
            self.feed.name, self.feed.tz, zones, _REFRESH_MINUTES
        )
        return b"".join([head.encode(), *texts, end.encode()])

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
        """Return what differs when one of the texts does.

        By numbers alone, which the index of the rows holds: the texts stay unread.
        """
        return self.env.execute_query(self._select(SQL("bit_xor(%s)", _ROW_VERSION)))

    def _get_texts(self):
        """Return (list of texts in UTF-8, the time zones they need)."""
        zones = self.env.execute_query(self._select(SQL("DISTINCT r.tzid")))
        texts = self._copy(self._select(SQL("string_agg(%s, '')", self.text)))
        return [texts], {zone for (zone,) in zones if zone}

    def _select(self, columns):
        return SQL(
            "SELECT %s FROM pr_calendar_resource r WHERE %s",
            columns,
            self._get_condition(),
        )

    def _copy(self, query):
        """Return the one text that a query gives, as the bytes that are sent on.

        Megabytes of text are not made a string for nothing: COPY gives them as they
        are, which takes a third of the time.
        """
        answer = BytesIO()
        query = SQL("COPY (%s) TO STDOUT (FORMAT binary)", query)
        self.env.cr.copy_expert(self.env.cr.mogrify(query.code, query.params), answer)
        # PostgreSQL's documentation of COPY, "Binary Format"
        return answer.getvalue()[_COPY_HEAD:-_COPY_TAIL]

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
        singles = SQL("r.recurrence_id IS NULL AND e.id = r.event_id")
        series = SQL(
            "r.recurrence_id IS NOT NULL AND e.recurrence_id = r.recurrence_id"
        )
        return [
            self.env.execute_query(self._select_version(same))
            for same in (singles, series)
        ]

    def _select_version(self, same):
        """Return a number of what shows, each entry and occurrence judged once.

        What is hidden counts for nothing: its changes leave no trace here.
        """
        since, until = self._get_window()
        busy = SQL(
            "WHEN %s AND e.start < %s AND e.stop >= %s"
            " THEN hashint4extended(-e.id, %s)",
            self._get_busy_sql(),
            until,
            since,
            _ROW_VERSION,
        )
        return SQL(
            """
            SELECT bit_xor(
                       CASE WHEN %(rule)s THEN hashint4extended(e.id, %(version)s)
                            %(busy)s END)
              FROM pr_calendar_resource r
              JOIN calendar_event e ON %(same)s AND e.active
             WHERE %(condition)s
            """,
            rule=self._rule,
            version=_ROW_VERSION,
            busy=busy if self.feed.show_busy else SQL(),
            same=same,
            condition=self._get_condition(),
        )

    def _get_texts(self):
        text = SQL("CASE WHEN v.is_visible THEN r.public_text ELSE r.busy_text END")
        singles = self._copy(self._select_singles(SQL("string_agg(%s, '')", text)))
        occurrences = defaultdict(list)
        for one in self._occurrences:
            occurrences[one.row_id].append(one)
        texts = [
            self._tell_series(one, occurrences[one.row_id]) for one in self._series
        ]
        zones = {one.tzid for one in self._series if one.tzid}
        return [singles, *(text.encode() for text in texts)], zones

    # ------------------------------------------------------------
    # SERIES
    # ------------------------------------------------------------

    def _tell_series(self, series, occurrences):
        """Return what of a series may be read now.

        :param occurrences: those that were changed, and those that are hidden
        """
        visible = [one for one in occurrences if one.is_visible]
        if not series.is_visible:
            alone = [ical.without_series(one.text, one.ident) for one in visible]
            return "".join([series.text, *alone])
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
        """Return columns of the entries by themselves that show, or show as busy."""
        return SQL(
            "SELECT %s FROM %s WHERE %s AND r.recurrence_id IS NULL"
            " AND (v.is_visible OR v.is_busy)",
            columns,
            self._join(SQL("e.id = r.event_id")),
            self._get_condition(),
        )

    @cached_property
    def _series(self):
        """The series of the window, each with its text as far as that shows."""
        query = SQL(
            """
            SELECT r.id, v.is_visible AND coalesce(r.public_text, '') <> '', r.tzid,
                   coalesce(CASE WHEN v.is_visible THEN r.public_text
                                 WHEN v.is_busy THEN r.busy_text END, ''),
                   r.fingerprint
              FROM %s
             WHERE %s AND r.recurrence_id IS NOT NULL
          ORDER BY r.id
            """,
            self._join(SQL("e.id = r.event_id")),
            self._get_condition(),
        )
        return [Series(*row) for row in self.env.execute_query(query)]

    @cached_property
    def _occurrences(self):
        """The occurrences of these series that were changed, or are hidden."""
        if not self._series:
            return []
        since, until = self._get_window()
        entries = SQL(
            "SELECT r.id, e.id, e.start, e.stop, e.pr_original_start, e.allday,"
            " v.is_visible, v.is_busy AND e.start < %s AND e.stop >= %s",
            until,
            since,
        )
        query = SQL(
            """
            %(entries)s, t.text
              FROM %(rows)s
              JOIN pr_calendar_override t
                ON t.resource_id = r.id AND t.event_id = e.id
             WHERE r.id = ANY(%(ids)s) AND v.is_visible
         UNION ALL
            %(entries)s, NULL
              FROM %(rows)s
             WHERE r.id = ANY(%(ids)s) AND NOT v.is_visible
          ORDER BY 3, 2
            """,
            entries=entries,
            ids=[one.row_id for one in self._series],
            rows=self._join(SQL("e.recurrence_id = r.recurrence_id")),
        )
        return [Occurrence(*row) for row in self.env.execute_query(query)]

    def _join(self, same):
        """Return rows with their entries, and what the public may know of these now."""
        return SQL(
            """pr_calendar_resource r
              JOIN calendar_event e ON %(same)s AND e.active
        CROSS JOIN LATERAL (
                   SELECT %(rule)s AND r.dirty IS NOT TRUE AS is_visible,
                          %(show_busy)s AND NOT %(rule)s AND %(busy)s AS is_busy
                   ) v""",
            rule=self._rule,
            busy=self._get_busy_sql(),
            same=same,
            show_busy=bool(self.feed.show_busy),
        )

    @cached_property
    def _rule(self):
        return self.env["calendar.event"]._get_publishable_sql(SQL("e"))

    def _get_busy_sql(self):
        return SQL("e.show_as = 'busy' AND e.pr_represented_by_id IS NULL")


_READERS = {"public": PublicReader, "busy": BusyReader, "full": FeedReader}
