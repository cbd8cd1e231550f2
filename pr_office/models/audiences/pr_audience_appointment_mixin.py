from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PrAudienceAppointmentMixin(models.AbstractModel):
    """The appointment of a request: its time is taken before anything is said."""

    _name = "pr.audience.appointment.mixin"
    _description = "Appointment of an Audience"

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="With",
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_agenda_id(),
        tracking=True,
    )
    minutes = fields.Integer(
        string="Length in minutes",
        compute="_compute_minutes",
        store=True,
        readonly=False,
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Agenda entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    slot_id = fields.Many2one(
        comodel_name="pr.agenda.slot",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    start = fields.Datetime(
        string="Appointment", compute="_compute_times", store=True, index=True
    )
    stop = fields.Datetime(string="Until", compute="_compute_times", store=True)
    appointment_ids = fields.One2many(
        comodel_name="pr.audience.appointment",
        inverse_name="audience_id",
        string="Appointments",
    )
    appointment_conflict = fields.Text(
        string="Conflict", compute="_compute_appointment_conflict"
    )
    is_moved_elsewhere = fields.Boolean(
        compute="_compute_appointment_conflict",
        help="Another calendar moved the entry: the citizen knows another hour.",
    )
    arrived_on = fields.Datetime(string="Arrived", readonly=True, copy=False)
    time_in = fields.Datetime(string="In", copy=False, tracking=True)
    time_out = fields.Datetime(string="Out", copy=False, tracking=True)
    waiting_minutes = fields.Integer(
        string="Minutes waited", compute="_compute_waiting_minutes", store=True
    )

    _minutes_sensible = models.Constraint(
        "CHECK (minutes BETWEEN 5 AND 240)",
        "An audience lasts between 5 and 240 minutes.",
    )
    _out_after_in = models.Constraint(
        "CHECK (time_out >= time_in)", "Nobody goes out before going in."
    )

    @api.model
    def _default_agenda_id(self):
        """Return the first agenda that takes requests and the user may see."""
        offered_sudo = self.env.company._pr_get_audience_agendas()
        return self.env["pr.agenda"].search([("id", "in", offered_sudo.ids)], limit=1)

    @api.depends("category_id")
    def _compute_minutes(self):
        for request in self:
            request.minutes = request.category_id.minutes or request.minutes or 20

    @api.depends("event_id.start", "event_id.stop", "event_id.active", "state")
    def _compute_times(self):
        """An appointment that nobody came to keeps its hour; its time is free."""
        for request in self:
            entry_sudo = request.event_id.sudo()
            stands = entry_sudo.active or request.state == "no_show"
            kept = entry_sudo if stands else entry_sudo.browse()
            request.start, request.stop = kept.start, kept.stop

    @api.depends("time_in", "arrived_on", "start")
    def _compute_waiting_minutes(self):
        """From the hour of the appointment, or from arriving late, to going in."""
        for request in self:
            due = max(filter(None, (request.start, request.arrived_on)), default=False)
            waited = request.time_in and due and request.time_in - due
            minutes = waited.total_seconds() / 60 if waited else 0
            request.waiting_minutes = max(0, round(minutes))

    def schedule(self, agenda, start, stop, reason=None, order_reason=None):
        """Give this request its appointment, or say that the time is taken.

        The time is held in the database before the entry is written: of two officers
        who want it one wins and the other gets the same clear error. A time that was
        proposed to this citizen is taken as it is held. A request that has an
        appointment gets the new one in its place, with the reason.

        :param agenda: one ``pr.agenda`` the user writes in
        :param datetime start, stop: UTC naive
        :param str reason: why an appointment that stands is moved
        :param str order_reason: why somebody who came later goes first
        :return: the ``calendar.event`` in that agenda
        :raises UserError: when the time is past, runs backwards or is not free, or a
            reason is missing
        """
        self.ensure_one()
        self.check_access("write")
        self._lock_request()
        self._check_appointment(start, stop)
        agenda._check_local_time(start, stop)
        moved = self.event_id.filtered("active")
        if moved:
            reason = self._clean_move_reason(reason)
        self._check_order(order_reason)
        with self.env.cr.savepoint():
            slot = self._take_time(agenda, start, stop, reason)
        self._move("scheduled", **self._prepare_scheduled(agenda, slot, order_reason))
        self.event_id = self._write_entry(moved, agenda, start, stop)
        self._note_appointment()
        self._tell("moved" if moved else "scheduled")
        return self.event_id

    def _lock_request(self):
        """Let whoever changes this request at once come one after the other.

        The one who comes second is told by the database that the request changed.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM pr_audience WHERE id IN %s FOR NO KEY UPDATE",
                tuple(sorted(self.ids)),
            )
        )

    def _prepare_scheduled(self, agenda, slot, order_reason):
        return {
            "agenda_id": agenda.id,
            "responsible_id": (self.responsible_id or agenda.partner_id).id,
            "slot_id": slot.id,
            "state_reason": False,
            "change_asked_on": False,
            "order_reason": (order_reason or "").strip() or self.order_reason,
        }

    def _take_time(self, agenda, start, stop, reason):
        """Hold this time for this request and give back all others that it has."""
        kept_sudo = self._get_held_slot(agenda, start, stop)
        self._release_proposals(kept_sudo)
        self._free_appointment("moved", reason)
        slot_model_sudo = self.env["pr.agenda.slot"].sudo()
        if kept_sudo:
            return kept_sudo.confirm()
        return slot_model_sudo.hold(agenda, start, stop, self.display_name)

    def _clean_move_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "%(who)s has an appointment already. Say why it is moved: the"
                    " citizen will ask.",
                    who=self.requester_name,
                )
            )
        return reason.strip()

    def _check_appointment(self, start, stop):
        if not start or not stop or start >= stop:
            raise UserError(self.env._("The appointment must end after it begins."))
        if start < fields.Datetime.now():
            raise UserError(
                self.env._(
                    "That time is past. Choose a free time from the list of the agenda."
                )
            )
        if stop - start > timedelta(hours=4):
            raise UserError(self.env._("An audience lasts four hours at most."))

    def _write_entry(self, entry, agenda, start, stop):
        values = {"start": start, "stop": stop}
        own = entry.with_context(active_test=False, pr_own_appointment=True)
        if entry and entry.pr_agenda_id == agenda:
            own.write(values | {"active": True})
            return entry
        own.active = False
        entry_model = self.env["calendar.event"].with_context(pr_agenda_id=agenda.id)
        return entry_model.create(values | self._prepare_entry_values(agenda))

    def _prepare_entry_values(self, agenda):
        """Who comes and why stays in the house: the entry is reserved.

        Written in the language of the house, whoever schedules.
        """
        house = self.with_context(lang=agenda._get_ical_lang()).env
        return {
            "name": house._("Audience: %(who)s", who=self.requester_name),
            "user_id": agenda.user_id.id,
            "partner_ids": (agenda.partner_id | self._get_held_officials()).ids,
            "pr_activity_type": "audience",
            "pr_publication": "reserved",
            "pr_publication_reason": house._("Personal data of the citizen"),
            "description": self.subject,
        } | self._prepare_place_values()

    def _get_held_officials(self):
        """Return who else's agenda the entry fills."""
        return self.env["res.partner"]

    def _free_appointment(self, outcome="called_off", reason=None):
        """Give the time of these requests back to the agenda.

        :param str outcome: of ``pr.audience.appointment``
        :param str reason: why, where they had an appointment
        """
        self._end_appointments(outcome, reason)
        slots_sudo = self.slot_id.sudo()
        slots_sudo.action_free()
        entries = self.filtered("event_id").event_id
        entries.with_context(pr_own_appointment=True).active = False

    # ------------------------------------------------------------
    # HISTORY
    # ------------------------------------------------------------

    def _note_appointment(self):
        history_sudo = self.env["pr.audience.appointment"].sudo()
        history_sudo.create(
            {
                "audience_id": self.id,
                "agenda_id": self.agenda_id.id,
                "start": self.event_id.start,
                "stop": self.event_id.stop,
            }
        )

    def _end_appointments(self, outcome, reason):
        standing_sudo = self.sudo()._get_standing()
        if not standing_sudo:
            return
        reason = reason or self.env._("Changed by %(who)s", who=self.env.user.name)
        standing_sudo.write({"outcome": outcome, "reason": reason})
        standing_sudo._offer_freed_times()

    @api.depends(
        "event_id.start", "event_id.active", "event_id.partner_ids", "slot_id", "state"
    )
    @api.depends_context("uid")
    def _compute_appointment_conflict(self):
        """Say what changes in other calendars did to these appointments."""
        for request in self:
            due = request.state == "scheduled"
            entry_sudo = request.event_id.sudo()
            told = due and entry_sudo.active and request._get_standing().start
            request.is_moved_elsewhere = bool(told and told != entry_sudo.start)
            request.appointment_conflict = due and request._get_conflict()

    def _get_standing(self):
        return self.appointment_ids.filtered(lambda row: row.outcome == "stands")

    def _get_conflict(self):
        if not self.event_id.sudo().active:
            return self.env._(
                "The entry was removed in another calendar: give another time or tell"
                " the citizen."
            )
        if self.is_moved_elsewhere:
            return self.env._(
                "The entry was moved in another calendar. The citizen was told"
                " %(before)s: tell the new hour or give another time.",
                before=self._get_standing().label,
            )
        return self.event_id.pr_conflict_note

    def action_accept_move(self):
        """Take the time another calendar gave the entry as the appointment."""
        for request in self.filtered(lambda r: r.state == "scheduled" and r.start):
            request._end_appointments(
                "elsewhere", self.env._("Moved in another calendar")
            )
            request._note_appointment()
        self._tell("moved")
        return True

    def action_choose_time(self):
        """Open the free times of the agenda."""
        self.ensure_one()
        wizard = self.env["pr.audience.schedule"].create({"audience_id": self.id})
        return wizard._open()

    # ------------------------------------------------------------
    # THE DAY
    # ------------------------------------------------------------

    def action_arrived(self):
        """Record that the citizen is in the waiting room."""
        waiting = self.filtered(lambda r: r.state == "scheduled" and not r.arrived_on)
        return waiting.write({"arrived_on": fields.Datetime.now()})

    def action_enter(self):
        """Record that the audience begins now."""
        now = fields.Datetime.now()
        for request in self.filtered(lambda r: r.state == "scheduled"):
            request.write({"arrived_on": request.arrived_on or now, "time_in": now})
        return True

    def action_leave(self):
        """Record that the audience ends now; notes and commitments follow."""
        for request in self:
            if not request.time_in:
                raise UserError(
                    self.env._(
                        "Record first when %(who)s went in.", who=request.requester_name
                    )
                )
        return self._move("held", time_out=fields.Datetime.now())
