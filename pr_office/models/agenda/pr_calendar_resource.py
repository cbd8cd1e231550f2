import logging
from collections import defaultdict, namedtuple
from datetime import timedelta
from hashlib import sha256

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

from ...tools import ical

_logger = logging.getLogger(__name__)

_SCHEDULED = "pr.calendar.resource"
# More than this many texts are not renewed while somebody waits: the cron does it.
_MAX_AT_ONCE = 500
_BATCH = 200
_SAMPLE = 200
_TOMBSTONE_DAYS = 90

# What is read of a row to see whether it must change: not its texts.
_LIGHT = ["agenda_id", "event_id", "recurrence_id", "uid"]
_LIGHT += ["fingerprint", "sequence", "deleted", "dirty"]

# A single entry or a series (with its occurrences) as it stands in one agenda.
Subject = namedtuple("Subject", "agenda recurrence events")


class PrCalendarResource(models.Model):
    """Ready texts of the entries of an agenda: one row per single entry or series.

    Who reads a calendar gets these texts and never waits for the ORM. Besides the text,
    a row carries what a synchronising server needs: a stable identifier, an ETag, the
    transaction that changed it (column ``xact``) and, once deleted, itself as a sign.
    """

    _name = "pr.calendar.resource"
    _description = "iCalendar Text of an Entry or Series"
    _order = "id"

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda", required=True, ondelete="cascade"
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        ondelete="set null",
        index="btree_not_null",
        help="The single entry, or the occurrence that speaks for its series.",
    )
    recurrence_id = fields.Many2one(
        comodel_name="calendar.recurrence", ondelete="set null", index="btree_not_null"
    )
    uid = fields.Char(string="Identifier", required=True)
    # texts
    text = fields.Text(help="All of the entry: for who may read everything.")
    public_text = fields.Text(
        help="What the public may read; of a series without its changed occurrences."
    )
    override_ids = fields.One2many(
        comodel_name="pr.calendar.override", inverse_name="resource_id"
    )
    busy_text = fields.Text(help="The times alone.")
    tzid = fields.Char(string="Time zone", help="Zone whose definition the texts need.")
    tstart = fields.Datetime(string="Begins", required=True)
    tend = fields.Datetime(string="Ends", help="Empty: a series without an end.")
    # versions
    etag = fields.Char(help="SHA-256 of the text.")
    fingerprint = fields.Char(help="Hash of all that the texts are made of.")
    sequence = fields.Integer(help="How often the text has changed.")
    changed_on = fields.Datetime(string="Changed")
    deleted = fields.Boolean(help="Kept for a while, so that readers learn of it.")
    dirty = fields.Boolean(
        help="The text could not be renewed yet: the times alone are served."
    )

    _uid_uniq = models.UniqueIndex("(agenda_id, uid)")
    # With all that tells whether a reader has the latest, so that texts stay unread.
    _window_idx = models.Index(
        "(agenda_id, tstart)"
        " INCLUDE (tend, event_id, recurrence_id, sequence, dirty, id)"
        " WHERE deleted IS NOT TRUE"
    )
    _entry_idx = models.Index(
        "(agenda_id, event_id) INCLUDE (tstart, tend, sequence, dirty, id)"
        " WHERE deleted IS NOT TRUE AND recurrence_id IS NULL"
    )
    _dirty_idx = models.Index("(id) WHERE dirty")

    def init(self):
        """Add what the ORM has no type for: the transaction that changed a row.

        It tells a synchronising reader exactly what is new, without a counter that
        writers would queue for: ``NOT pg_visible_in_snapshot(xact, token)``.
        """
        if not sql.column_exists(self.env.cr, self._table, "xact"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN xact xid8 NOT NULL"
                    " DEFAULT pg_current_xact_id()",
                    SQL.identifier(self._table),
                )
            )
            sql.create_index(
                self.env.cr,
                "pr_calendar_resource_xact_idx",
                self._table,
                ["agenda_id", "xact"],
            )

    # ------------------------------------------------------------
    # SCHEDULING: once per transaction, just before it is committed
    # ------------------------------------------------------------

    @api.model
    def _schedule(self, events=(), recurrences=(), rows=()):
        """Renew texts before this transaction ends, once however often asked.

        :param events: ids of ``calendar.event``
        :param recurrences: ids of ``calendar.recurrence``
        :param rows: ids of this model, whose entry may be gone by then
        """
        data = self.env.cr.precommit.data
        if _SCHEDULED not in data:
            data[_SCHEDULED] = (set(), set(), set())
            self.env.cr.precommit.add(self._refresh_scheduled)
        for known, more in zip(
            data[_SCHEDULED], (events, recurrences, rows), strict=True
        ):
            known.update(more)

    @api.model
    def _schedule_removal(self, events):
        """Note which rows will lose the entry they are about."""
        rows_sudo = self.sudo().search([("event_id", "in", events.ids)])
        if rows_sudo:
            self._schedule(rows=rows_sudo.ids)

    @api.model
    def _schedule_end_of_series(self, series):
        """The rows of a series end with it, though its occurrences may live on."""
        rows_sudo = self.sudo().search([("recurrence_id", "in", series.ids)])
        if rows_sudo:
            rows_sudo.event_id = False
            self._schedule(rows=rows_sudo.ids)

    @api.model
    def _refresh_scheduled(self):
        scheduled = self.env.cr.precommit.data.pop(_SCHEDULED, None)
        if scheduled:
            keeper = self._get_keeper()
            keeper._refresh_safely(*keeper._get_affected(*scheduled))

    @api.model
    def _get_keeper(self):
        """Texts are everybody's: no user's rights, language or filters shape them."""
        return self.env(user=SUPERUSER_ID, context={})[self._name]

    @api.model
    def _get_affected(self, event_ids, recurrence_ids, row_ids):
        """Return (existing rows, single entries, series) that these ids are about."""
        named = self.browse(row_ids).exists()
        events = self.env["calendar.event"].browse(self._filter_relevant(event_ids))
        series = self.env["calendar.recurrence"].browse(recurrence_ids).exists()
        series |= events.recurrence_id | named.recurrence_id
        events |= named.filtered(lambda row: not row.recurrence_id).event_id
        singles = events.filtered(lambda event: not event.recurrence_id)
        rows = self.search_fetch(
            Domain("id", "in", named.ids)
            | Domain("recurrence_id", "in", series.ids)
            | Domain("event_id", "in", events.ids)
            & Domain("recurrence_id", "=", False),
            _LIGHT,
        )
        return rows, singles, series

    @api.model
    def _filter_relevant(self, event_ids):
        """Return which of these entries stand in an agenda or have a text already."""
        if not event_ids:
            return []
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.id
                  FROM calendar_event e
                 WHERE e.id = ANY(%s)
                   AND (EXISTS (SELECT FROM pr_agenda_calendar_event_rel r
                                 WHERE r.calendar_event_id = e.id)
                     OR EXISTS (SELECT FROM pr_calendar_resource t
                                 WHERE t.event_id = e.id
                                    OR t.recurrence_id = e.recurrence_id))
                 ORDER BY e.id
                """,
                list(event_ids),
            )
        )
        return [event_id for (event_id,) in rows]

    # ------------------------------------------------------------
    # RENEWING
    # ------------------------------------------------------------

    @api.model
    def _refresh_safely(self, rows, events, series):
        """Renew; a fault in it must not refuse what somebody saves."""
        try:
            self._refresh(rows, events, series)
        except psycopg2.Error:
            raise
        except Exception:
            _logger.exception("Calendar texts could not be renewed: %s", rows)
            rows.write({"dirty": True})

    @api.model
    def _refresh(self, rows, events, series, limit=_MAX_AT_ONCE):
        """Bring the rows of these single entries and series up to date.

        :param rows: the rows these have, and those that lost what they were about
        :param int limit: how many to render now; the others wait for the cron
        :return: the rows that got another text
        """
        by_key = {row._get_key(): row for row in rows}
        subjects = self._get_subjects(events, series)
        rows.filtered(lambda row: row._get_key() not in subjects)._bury()
        values = {}
        for number, (key, subject) in enumerate(subjects.items()):
            row = by_key.get(key, self.browse())
            values[key] = (
                self._prepare_row(subject, row)
                if number < limit
                else self._prepare_waiting_row(subject)
            )
        if len(subjects) > limit:
            self.env.ref("pr_office.pr_calendar_resource_cron_renew")._trigger()
        return self._store(by_key, values)

    def _get_key(self):
        entry = 0 if self.recurrence_id else self.event_id.id
        return (self.agenda_id.id, self.recurrence_id.id, entry)

    @api.model
    def _get_subjects(self, events, series):
        """Return each entry and series, once for each agenda it shows in, by key."""
        occurrences = events.search(
            [("recurrence_id", "in", series.ids), ("active", "=", True)],
            order="start, id",
        )
        together = events | occurrences
        together._forget_masked_values()
        parts = defaultdict(list)
        for event in together.filtered("active"):
            for agenda in event._get_showing_agendas():
                single = 0 if event.recurrence_id else event.id
                parts[agenda, event.recurrence_id, single].append(event.id)
        return {
            (agenda.id, recurrence.id, single): Subject(
                agenda,
                recurrence,
                events.browse(ids).with_prefetch(together.ids),
            )
            for (agenda, recurrence, single), ids in parts.items()
        }

    @api.model
    def _prepare_row(self, subject, row):
        """Return the values of a row with new texts; ``None`` when nothing changed.

        When rendering fails the row waits, and says only when the time is taken.
        """
        resource = self._attempt(self._prepare_resource, subject)
        if resource and resource.fingerprint == row.fingerprint:
            if not (row.dirty or row.deleted):
                return None
        return (
            resource
            and self._attempt(self._prepare_texts, subject, resource, row)
            or self._attempt(self._prepare_failed_row, subject, row)
            or self._prepare_waiting_row(subject)
        )

    @api.model
    def _attempt(self, prepare, subject, *args):
        """Return what ``prepare`` returns, nothing when it fails."""
        try:
            return prepare(subject, *args)
        except psycopg2.Error:
            raise
        except Exception:
            entry = subject.recurrence or subject.events
            _logger.exception("The calendar text of %s could not be renewed", entry)
            return None

    @api.model
    def _prepare_texts(self, subject, resource, row):
        now = fields.Datetime.now()
        sequence = row.sequence + 1 if row else 0
        texts = resource.texts(ical.Stamp(now, sequence))
        tstart, tend = resource.span
        return {
            **self._prepare_waiting_row(subject),
            "event_id": texts.speaker,
            "text": texts.full,
            "public_text": texts.public,
            "busy_text": texts.busy,
            "overrides": texts.overrides,
            "tzid": resource.zone,
            "tstart": tstart,
            "tend": tend,
            "etag": sha256(texts.full.encode()).hexdigest(),
            "fingerprint": resource.fingerprint,
            "sequence": sequence,
            "changed_on": now,
            "dirty": False,
        }

    @api.model
    def _prepare_waiting_row(self, subject):
        return {
            "agenda_id": subject.agenda.id,
            "event_id": subject.events[:1].id,
            "recurrence_id": subject.recurrence.id,
            "uid": self._get_uid(subject.recurrence or subject.events),
            "tstart": min(subject.events.mapped("start")),
            "tend": max(subject.events.mapped("stop")),
            "deleted": False,
            "dirty": True,
        }

    @api.model
    def _prepare_failed_row(self, subject, row):
        """Return a row that says when the time is taken, from the times alone."""
        resource = ical.Resource(
            occurrences=tuple(
                ical.Occurrence(
                    event.id, ical.Entry(event.start, event.stop, "", event.allday)
                )
                for event in subject.events
                if event.show_as == "busy"
            ),
            is_series=bool(subject.recurrence),
            **self._prepare_names(subject),
        )
        stamp = ical.Stamp(fields.Datetime.now())
        busy_text = resource.busy_text(stamp)
        return self._prepare_waiting_row(subject) | {
            "busy_text": busy_text,
            "tzid": False,
            "sequence": row.sequence + 1 if row else 0,
        }

    @api.model
    def _prepare_resource(self, subject):
        """Return all that the texts are made of, without any record in it."""
        lang = subject.agenda._get_ical_lang()
        recurrence = subject.recurrence
        return ical.Resource(
            occurrences=tuple(
                ical.Occurrence(
                    event.id,
                    event.with_context(lang=lang)._prepare_ical_entry(subject.agenda),
                    event.pr_original_start or None,
                )
                for event in subject.events
            ),
            is_series=bool(recurrence),
            rule=recurrence._prepare_ical_rule() if recurrence else None,
            tz=recurrence.event_tz or subject.agenda._get_tz().zone,
            **self._prepare_names(subject),
        )

    @api.model
    def _prepare_names(self, subject):
        record = subject.recurrence or subject.events
        lang = subject.agenda._get_ical_lang()
        return {
            "uid": self._get_uid(record),
            "busy_uid": self._get_uid(record, "busy:"),
            "busy_label": self.with_context(lang=lang)._get_busy_label(),
        }

    @api.model
    def _get_busy_label(self):
        return self.env._("Busy")

    @api.model
    def _get_uid(self, record, purpose=""):
        """Return the identifier of a record for the outside."""
        space = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return ical.unique_id(space, f"{purpose}{record._name},{record.id}")

    # ------------------------------------------------------------
    # STORING
    # ------------------------------------------------------------

    @api.model
    def _store(self, by_key, values_by_key):
        """Write the values that are not ``None``, in a constant number of queries."""
        values_by_key = {key: vals for key, vals in values_by_key.items() if vals}
        overrides = [vals.pop("overrides", {}) for vals in values_by_key.values()]
        new = [key for key in values_by_key if key not in by_key]
        created = self.create([values_by_key[key] for key in new])
        for key in values_by_key.keys() - set(new):
            by_key[key].write(values_by_key[key])
        by_key = by_key | dict(zip(new, created, strict=True))
        changed = self.union(*(by_key[key] for key in values_by_key))
        changed._store_overrides(overrides)
        changed._note_transaction()
        return changed

    def _store_overrides(self, texts):
        override_model = self.env["pr.calendar.override"]
        override_model.search([("resource_id", "in", self.ids)]).unlink()
        override_model.create(
            [
                {"resource_id": row.id, "event_id": event_id, "text": text}
                for row, overrides in zip(self, texts, strict=True)
                for event_id, text in overrides.items()
            ]
        )

    def _bury(self):
        """Turn rows whose entry is gone into signs that it is."""
        gone = self.filtered(lambda row: not row.deleted)
        gone.write(
            {
                "deleted": True,
                "dirty": False,
                "fingerprint": False,
                "text": False,
                "public_text": False,
                "busy_text": False,
            }
        )
        gone._store_overrides([{} for _row in gone])
        gone._note_transaction()

    def _note_transaction(self):
        if not self:
            return
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE pr_calendar_resource SET xact = pg_current_xact_id()"
                " WHERE id IN %s",
                tuple(self.ids),
            )
        )

    # ------------------------------------------------------------
    # CRONS
    # ------------------------------------------------------------

    @api.model
    def _cron_renew(self):
        """Renew the texts that wait, a batch at a time."""
        keeper = self._get_keeper()
        waiting = keeper.search([("dirty", "=", True)]).ids
        for done in range(0, len(waiting), _BATCH):
            batch = waiting[done : done + _BATCH]
            keeper._renew(keeper.browse(batch).try_lock_for_update().ids)
            remaining = len(waiting) - done - len(batch)
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                break

    @api.model
    def _renew(self, row_ids=(), event_ids=()):
        affected = self._get_affected(event_ids, (), row_ids)
        return self._refresh(*affected, limit=_BATCH * _MAX_AT_ONCE)

    @api.model
    def _cron_check(self):
        """Each night compare a sample of texts with what they should say.

        A difference means that :data:`TEXT_DEPENDENCIES` lacks something: it is put
        right and logged. So are entries that have no text at all.
        """
        keeper = self._get_keeper()
        sample = keeper._get_sample_ids()
        stale = keeper._renew(row_ids=sample).filtered(lambda row: row.id in sample)
        missing = keeper._renew(event_ids=keeper._get_missing_ids())
        for row in stale | missing:
            _logger.warning(
                "Calendar text %s of %s was not up to date: renewed",
                row.uid,
                row.event_id,
            )

    @api.model
    def _get_sample_ids(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM pr_calendar_resource"
                " WHERE deleted IS NOT TRUE AND dirty IS NOT TRUE"
                " ORDER BY random() LIMIT %s",
                _SAMPLE,
            )
        )
        return [row_id for (row_id,) in rows]

    @api.model
    def _get_missing_ids(self):
        """Return entries of agendas without a row, as after an import into tables."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT e.id
                  FROM calendar_event e
                  JOIN pr_agenda_calendar_event_rel r ON r.calendar_event_id = e.id
                 WHERE e.active
                   AND NOT EXISTS (SELECT FROM pr_calendar_resource t
                                    WHERE t.agenda_id = r.pr_agenda_id
                                      AND t.event_id = e.id)
                   AND NOT EXISTS (SELECT FROM pr_calendar_resource t
                                    WHERE t.agenda_id = r.pr_agenda_id
                                      AND t.recurrence_id = e.recurrence_id)
                 ORDER BY e.id DESC LIMIT %s
                """,
                _MAX_AT_ONCE,
            )
        )
        return [event_id for (event_id,) in rows]

    @api.autovacuum
    def _gc_tombstones(self):
        """Forget what was deleted long ago; a reader away for longer starts anew."""
        before = fields.Datetime.now() - timedelta(days=_TOMBSTONE_DAYS)
        self.search([("deleted", "=", True), ("write_date", "<", before)]).unlink()
