from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import free_time

_DAYS = 60
_SHOWN = 40


class PrAudienceSchedule(models.TransientModel):
    _name = "pr.audience.schedule"
    _description = "Choose the Time of an Audience"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    company_id = fields.Many2one(related="audience_id.company_id")
    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="With",
        compute="_compute_from_audience",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        domain="[('company_id', '=', company_id)]",
    )
    minutes = fields.Integer(
        compute="_compute_from_audience", store=True, readonly=False, precompute=True
    )
    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    line_ids = fields.One2many(
        comodel_name="pr.audience.schedule.line",
        inverse_name="wizard_id",
        string="Free times",
    )
    own_start = fields.Datetime(
        string="Another time",
        help="Outside the audience hours, when the authority says so.",
    )

    telling = fields.Char(string="The citizen", compute="_compute_telling")
    move_reason = fields.Char(
        string="Why it is moved", help="The citizen will ask; it stays in the history."
    )
    order_reason = fields.Char(
        string="Why before others",
        help="Requests are attended to in the order they came in (TUO Ley 27444, art."
        " 66.1).",
    )
    has_appointment = fields.Boolean(compute="_compute_turn")
    earlier_note = fields.Char(compute="_compute_turn")
    by_order_note = fields.Char(compute="_compute_by_order_note")
    unfit_note = fields.Char(compute="_compute_by_order_note")
    officials_note = fields.Char(compute="_compute_officials_note")
    seen_start = fields.Datetime(
        help="The appointment as it stood when this dialog was opened."
    )

    @api.depends("audience_id")
    def _compute_turn(self):
        for wizard in self:
            request = wizard.audience_id
            scheduled = request.state == "scheduled"
            wizard.has_appointment = bool(scheduled and request.event_id.active)
            first = request._get_first_waiting()
            wizard.earlier_note = bool(first) and self.env._(
                "%(who)s (%(number)s) came in earlier and still waits.",
                who=first.requester_name,
                number=first.name,
            )

    @api.depends("audience_id", "agenda_id")
    def _compute_by_order_note(self):
        for wizard in self:
            asked = wizard.audience_id.responsible_id
            receiver = wizard.agenda_id.partner_id
            by_order = bool(asked and receiver and asked != receiver)
            wizard.by_order_note = by_order and self.env._(
                "%(receiver)s receives by order of %(asked)s, who stays responsible.",
                receiver=receiver.name,
                asked=asked.name,
            )
            wizard.unfit_note = by_order and wizard.audience_id._get_unfit_note(
                wizard.agenda_id
            )

    @api.depends("audience_id", "agenda_id")
    def _compute_officials_note(self):
        for wizard in self:
            agendas = wizard._get_other_agendas()
            wizard.officials_note = bool(agendas) and self.env._(
                "Takes the time of %(names)s too, who take part. The list says who is"
                " busy.",
                names=", ".join(agendas.partner_id.mapped("name")),
            )

    def _get_other_agendas(self):
        """Return the agendas of the officials who take part besides the receiver."""
        return self.audience_id._get_official_agendas() - self.agenda_id

    @api.depends("audience_id")
    def _compute_telling(self):
        for wizard in self:
            wizard.telling = wizard.audience_id._describe_telling()

    @api.depends("audience_id")
    def _compute_from_audience(self):
        for wizard in self:
            wizard.agenda_id = wizard.audience_id.agenda_id
            wizard.minutes = wizard.audience_id.minutes

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.seen_start = wizard.audience_id.start
        wizards._list_free_times()
        return wizards

    def _list_free_times(self):
        for wizard in self:
            wizard.line_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(values)
                    for values in wizard._prepare_free_times()
                ),
            ]

    def _prepare_free_times(self):
        """Return the values of the free times, with who else is busy then."""
        times = self._get_free_times()
        reach = (times[0][0], times[-1][1]) if times else ()
        busy = {
            agenda.partner_id.name: agenda._get_busy_intervals(*reach)
            for agenda in (self._get_other_agendas() if times else ())
        }
        return [
            {
                "start": start,
                "stop": stop,
                "busy_names": ", ".join(
                    name
                    for name, taken in busy.items()
                    if free_time.overlaps((start, stop), taken)
                ),
            }
            for start, stop in times
        ]

    def action_refresh(self):
        """List the free times again, after another day, agenda or length was chosen."""
        self._list_free_times()
        return self._open()

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Free times"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _get_free_times(self):
        if not self.agenda_id or self.minutes <= 0 or not self.date_from:
            return []
        start = datetime.combine(self.date_from, time.min)
        free = self.agenda_id.free_slots(
            start, start + timedelta(days=_DAYS), self.minutes
        )
        return free[:_SHOWN]

    def action_take_first(self):
        """Give the first free time of the list."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(agenda)s has no free time in the next sixty days: choose a"
                    " later day or type in another time.",
                    agenda=self.agenda_id.name,
                )
            )
        return self._take(self.line_ids[0].start)

    def action_take_own(self):
        """Take the time typed in, if it is free."""
        return self._take(self.own_start)

    def action_propose(self):
        """Propose the ticked times: the citizen chooses one by the link."""
        self.ensure_one()
        self._check_unchanged()
        ticked = self.line_ids.filtered("is_ticked")
        self.audience_id.propose(
            self.agenda_id,
            [(line.start, line.stop) for line in ticked],
            order_reason=self.order_reason,
        )
        return {"type": "ir.actions.act_window_close"}

    def _take(self, start):
        self.ensure_one()
        self._check_unchanged()
        self.audience_id.schedule(
            self.agenda_id,
            start,
            start and start + timedelta(minutes=self.minutes),
            reason=self.move_reason,
            order_reason=self.order_reason,
        )
        self.seen_start = self.audience_id.start
        return {"type": "ir.actions.act_window_close"}

    def _check_unchanged(self):
        """Refuse to give a time when the citizen, or a colleague, has just done so."""
        request = self.audience_id
        request._lock_request()
        if request.start and request.start != self.seen_start:
            raise UserError(
                self.env._(
                    "%(who)s has an appointment since you opened this window: %(when)s."
                    " Close it and look at the request again.",
                    who=request.requester_name,
                    when=request.agenda_id._format_span(request.start, request.stop),
                )
            )


class PrAudienceScheduleLine(models.TransientModel):
    _name = "pr.audience.schedule.line"
    _description = "Free Time"
    _order = "start"

    wizard_id = fields.Many2one(
        comodel_name="pr.audience.schedule", required=True, ondelete="cascade"
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    is_ticked = fields.Boolean(string="Propose")
    label = fields.Char(string="Free time", compute="_compute_label")
    busy_names = fields.Char(
        string="Busy then", help="Officials who take part and have something else."
    )

    @api.depends_context("lang")
    @api.depends("start", "stop")
    def _compute_label(self):
        for line in self:
            agenda = line.wizard_id.agenda_id
            line.label = agenda._format_span(line.start, line.stop)

    def action_take(self):
        """Give the request this time."""
        return self.wizard_id._take(self.start)
