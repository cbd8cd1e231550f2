import psycopg2
from psycopg2 import errorcodes

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_TAKEN = {
    errorcodes.EXCLUSION_VIOLATION,
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.LOCK_NOT_AVAILABLE,
    errorcodes.DEADLOCK_DETECTED,
}


class PrAgendaSlot(models.Model):
    _name = "pr.agenda.slot"
    _description = "Held Time of an Agenda"
    _order = "start, id"

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    name = fields.Char(string="For whom or what", required=True)
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    state = fields.Selection(
        selection=[("held", "Held"), ("confirmed", "Confirmed"), ("freed", "Freed")],
        default="held",
        required=True,
        index=True,
    )
    held_until = fields.Datetime(
        help="A held time that nobody confirms frees itself at this moment."
    )

    _start_before_stop = models.Constraint(
        "CHECK (start < stop)", "The time held must end after it starts."
    )
    _held_has_expiry = models.Constraint(
        "CHECK (state <> 'held' OR held_until IS NOT NULL)",
        "Say until when the time is held.",
    )
    _slot_excl = models.Constraint(
        "EXCLUDE USING gist (agenda_id WITH =, tsrange(start, stop) WITH &&)"
        " WHERE (state <> 'freed')",
        "That time has just been taken. Choose another one.",
    )

    @api.model
    def _get_live(self, agenda, start, stop):
        """Return the held and confirmed time of ``agenda`` between two moments."""
        return self.search_fetch(
            [
                ("agenda_id", "=", agenda.id),
                ("start", "<", stop),
                ("stop", ">", start),
                "|",
                ("state", "=", "confirmed"),
                "&",
                ("state", "=", "held"),
                ("held_until", ">", fields.Datetime.now()),
            ],
            ["start", "stop"],
        )

    @api.model
    def hold(self, agenda, start, stop, name, until=None):
        """Take a stretch of an agenda for somebody, or say that it is taken.

        Of two transactions that want the same time one wins and the other gets the
        same clear error, whichever way the database refused it. Who comes while the
        first one is still writing hears it at once and does not wait for the end.

        :param agenda: one ``pr.agenda``
        :param datetime start, stop: UTC naive
        :param str name: for whom or what
        :param datetime until: free it then unless confirmed; without it the time is
            confirmed at once
        :return: the new ``pr.agenda.slot``
        :raises UserError: when the time is not free
        """
        try:
            with self.env.cr.savepoint():
                if not self._claim(agenda, start):
                    raise self._taken_error(agenda, start)
                agenda._lock_bookings()
                self._free_expired(agenda)
                if self._is_busy(agenda, start, stop):
                    raise self._taken_error(agenda, start)
                slot = self.create(
                    {
                        "agenda_id": agenda.id,
                        "start": start,
                        "stop": stop,
                        "name": name,
                        "state": "held" if until else "confirmed",
                        "held_until": until,
                    }
                )
                self.env.flush_all()
                return slot
        except psycopg2.Error as error:
            if error.pgcode in _TAKEN:
                raise self._taken_error(agenda, start) from error
            raise

    @api.model
    def _claim(self, agenda, start):
        """Tell whether nobody else is taking the time that begins at ``start``.

        This only spares the others the wait: it is the guard of the agenda and the
        exclusion constraint that keep a time from being given twice. The claim ends
        with the transaction, or with the savepoint that is rolled back.
        """
        claim = f"{self._name},{agenda.id},{start}"
        [[mine]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", claim)
        )
        return mine

    @api.model
    def _is_busy(self, agenda, start, stop):
        return any(
            busy_start < stop and busy_stop > start
            for busy_start, busy_stop in agenda._get_busy_intervals(start, stop)
        )

    def confirm(self):
        """Keep this held time for good.

        Nobody else can hold it; an entry written meanwhile in a calendar can have
        taken it.

        :return: this slot
        :raises UserError: when it is held no more, or an entry took it
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state != "held" or self.held_until <= now:
            raise UserError(
                self.env._("That time is not held any more. Choose another free time.")
            )
        self.state = "freed"
        if self._is_busy(self.agenda_id, self.start, self.stop):
            raise self._taken_error(self.agenda_id, self.start)
        self.state = "confirmed"
        return self

    @api.model
    def _taken_error(self, agenda, start):
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=agenda._get_tz().zone), start
        )
        return UserError(
            self.env._(
                "%(time)s in the agenda of %(name)s is already taken. Choose another"
                " free time.",
                time=local.strftime("%d/%m/%Y %H:%M"),
                name=agenda.name,
            )
        )

    @api.model
    def _free_expired(self, agenda):
        self.search(
            [
                ("agenda_id", "=", agenda.id),
                ("state", "=", "held"),
                ("held_until", "<=", fields.Datetime.now()),
            ]
        ).state = "freed"

    def action_free(self):
        """Give this time back."""
        self.state = "freed"
        return True
