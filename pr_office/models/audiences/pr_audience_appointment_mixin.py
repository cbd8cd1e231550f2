from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


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
        return self.env["pr.agenda"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("category_id")
    def _compute_minutes(self):
        for request in self:
            request.minutes = request.category_id.minutes or request.minutes or 20

    @api.depends("event_id.start", "event_id.stop", "event_id.active")
    def _compute_times(self):
        for request in self:
            entry_sudo = request.event_id.sudo()
            live = entry_sudo if entry_sudo.active else entry_sudo.browse()
            request.start, request.stop = live.start, live.stop

    @api.depends("time_in", "arrived_on", "start")
    def _compute_waiting_minutes(self):
        """From the hour of the appointment, or from arriving late, to going in."""
        for request in self:
            due = max(filter(None, (request.start, request.arrived_on)), default=False)
            waited = request.time_in and due and request.time_in - due
            minutes = waited.total_seconds() / 60 if waited else 0
            request.waiting_minutes = max(0, round(minutes))

    def schedule(self, agenda, start, stop):
        """Give this request its appointment, or say that the time is taken.

        The time is held in the database before the entry is written: of two officers
        who want it one wins and the other gets the same clear error. A request that
        has an appointment gets the new one in its place.

        :param agenda: one ``pr.agenda`` the user writes in
        :param datetime start, stop: UTC naive
        :return: the ``calendar.event`` in that agenda
        :raises UserError: when the time is past, runs backwards or is not free
        """
        self.ensure_one()
        self.check_access("write")
        self._check_appointment(start, stop)
        moved = self.event_id.filtered("active")
        self._free_appointment()
        slot_model_sudo = self.env["pr.agenda.slot"].sudo()
        slot = slot_model_sudo.hold(agenda, start, stop, self.display_name)
        self._move(
            "scheduled", agenda_id=agenda.id, slot_id=slot.id, state_reason=False
        )
        self.event_id = self._write_entry(moved, agenda, start, stop)
        self._tell("moved" if moved else "scheduled")
        return self.event_id

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
            "partner_ids": agenda.partner_id.ids,
            "pr_activity_type": "audience",
            "pr_publication": "reserved",
            "pr_publication_reason": house._("Personal data of the citizen"),
            "description": self.subject,
        }

    def _free_appointment(self):
        """Give the time of these requests back to the agenda."""
        slots_sudo = self.slot_id.sudo()
        slots_sudo.action_free()
        entries = self.filtered("event_id").event_id
        entries.with_context(pr_own_appointment=True).active = False

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
