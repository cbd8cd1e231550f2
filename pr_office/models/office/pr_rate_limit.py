from datetime import timedelta

from psycopg2.extensions import TRANSACTION_STATUS_IDLE

from odoo import api, fields, models
from odoo.tools import SQL, hmac

_KEPT = timedelta(days=1)


class PrRateLimit(models.Model):
    """How often somebody has tried something on a public page.

    One row per key, counted in a transaction of its own: what the request does next,
    or fails to do, leaves the count as it is. Of a visitor's address only a keyed
    digest is kept.
    """

    _name = "pr.rate.limit"
    _description = "Attempts on a Public Page"
    _order = "expires_on desc"
    _rec_name = "key_hash"

    key_hash = fields.Char(required=True, readonly=True)
    hits = fields.Integer(required=True, readonly=True)
    expires_on = fields.Datetime(
        required=True, readonly=True, index=True, help="The count begins again then."
    )

    _key_uniq = models.UniqueIndex("(key_hash)")

    @api.model
    def _allow(self, key, limit, seconds):
        """Count an attempt and tell whether it is still within its limit.

        The time runs from the first attempt. Attempts beyond the limit cost a look at
        one row and are not counted: whoever was refused may come back when the time
        is over, however often he tried meanwhile.

        :param str key: what is counted together, such as ``form 190.12.3.4``
        :param int limit: attempts within the time; zero or less allows none
        :param int seconds: the time
        :rtype: bool
        """
        key_hash = hmac(self.env(su=True), "pr_office.rate", key)
        if limit <= 0 or self._is_full(key_hash, limit):
            return False
        # Another connection than the request's, which reads a snapshot and may fail.
        with self.env.registry.cursor() as cr:
            self._prepare_counting(cr)
            cr.execute(self._get_count_query(key_hash, limit, seconds))
            return bool(cr.fetchone())

    def _is_full(self, key_hash, limit):
        query = SQL(
            "SELECT 1 FROM pr_rate_limit WHERE key_hash = %s AND hits >= %s"
            " AND expires_on > clock_timestamp() AT TIME ZONE 'UTC'",
            key_hash,
            limit,
        )
        return bool(self.env.execute_query(query))

    def _prepare_counting(self, cr):
        """Let a count wait for another one instead of failing, and not for the disk.

        Only a transaction that has not begun can be told so.
        """
        if cr.connection.get_transaction_status() == TRANSACTION_STATUS_IDLE:
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute("SET LOCAL synchronous_commit TO off")

    def _get_count_query(self, key_hash, limit, seconds):
        return SQL(
            """
            INSERT INTO pr_rate_limit AS counted (key_hash, hits, expires_on)
            VALUES (%(key)s, 1, %(now)s + make_interval(secs => %(seconds)s))
            ON CONFLICT (key_hash) DO UPDATE SET
                hits = CASE WHEN counted.expires_on > %(now)s
                    THEN counted.hits + 1 ELSE 1 END,
                expires_on = CASE WHEN counted.expires_on > %(now)s
                    THEN counted.expires_on ELSE EXCLUDED.expires_on END
            WHERE counted.hits < %(limit)s OR counted.expires_on <= %(now)s
            RETURNING hits
            """,
            key=key_hash,
            seconds=seconds,
            limit=limit,
            now=SQL("clock_timestamp() AT TIME ZONE 'UTC'"),
        )

    @api.autovacuum
    def _gc_over(self):
        """Forget counts that were over a day ago."""
        over = fields.Datetime.now() - _KEPT
        self.search([("expires_on", "<", over)], limit=10000).unlink()
