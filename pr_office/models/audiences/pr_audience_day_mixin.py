from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_duration

from ...tools import visitors

# Minutes after the hour that still count as on time.
ON_TIME = 10
_TIMES = ("arrived_on", "time_in", "time_out")
# What stands in the list of a day.
OF_THE_DAY = ("scheduled", "held", "closed", "no_show")


class PrAudienceDayMixin(models.AbstractModel):
    """The day of an audience: who waits, who is inside, and how late it runs."""

    _name = "pr.audience.day.mixin"
    _description = "Day of an Audience"
    _inherit = ["pr.audience.appointment.mixin"]

    arrived_on = fields.Datetime(readonly=False, tracking=True)
    waiting_minutes = fields.Integer(aggregator="avg")
    presence = fields.Selection(
        selection=[
            ("expected", "Expected"),
            ("waiting", "Waiting"),
            ("inside", "Inside"),
            ("left", "Has left"),
            ("absent", "Did not come"),
        ],
        string="Where",
        compute="_compute_presence",
        store=True,
        index=True,
        help="Where the citizen is, by the real times.",
    )
    hour = fields.Char(
        compute="_compute_hour", help="Of the appointment, where the agenda is."
    )
    times_note = fields.Char(
        string="Arrived · in · out",
        compute="_compute_times_note",
        help="The real times, where the agenda is.",
    )
    presence_note = fields.Char(
        string="Now",
        compute="_compute_presence_note",
        help="Where the citizen is, and for how long as of this moment.",
    )
    is_running_late = fields.Boolean(compute="_compute_presence_note")
    visitor_ids = fields.One2many(
        comodel_name="pr.audience.visitor",
        inverse_name="audience_id",
        string="Who came",
        copy=False,
    )
    visitor_note = fields.Char(string="Comes with", compute="_compute_visitor_note")
    notes = fields.Text(
        string="Jottings",
        copy=False,
        help="For the office alone: written during the audience, never printed.",
    )

    _in_after_arrival = models.Constraint(
        "CHECK (time_in >= arrived_on)", "Nobody goes in before arriving."
    )

    @api.depends("state", "start", "arrived_on", "time_in", "time_out")
    def _compute_presence(self):
        for request in self:
            request.presence = request._get_presence()

    def _get_presence(self):
        if self.state not in OF_THE_DAY:
            return False
        if self.state == "no_show":
            return "absent"
        if self.time_out:
            return "left"
        if self.time_in:
            return "inside"
        if self.arrived_on:
            return "waiting"
        return self.start and self.state == "scheduled" and "expected"

    @api.depends("start", "agenda_id")
    def _compute_hour(self):
        for request in self:
            start = request.start
            agenda = start and request.agenda_id
            request.hour = agenda and f"{agenda._to_local(start):%H:%M}"

    @api.depends(*_TIMES, "agenda_id")
    def _compute_times_note(self):
        for request in self:
            local = request.agenda_id._to_local if request.agenda_id else None
            times = [request[name] for name in _TIMES if request[name]]
            request.times_note = local and " · ".join(
                f"{local(moment):%H:%M}" for moment in times
            )

    @api.depends("presence", "start", "stop", "arrived_on", "time_in")
    @api.depends_context("lang")
    def _compute_presence_note(self):
        now = fields.Datetime.now()
        for request in self:
            due = request._get_due(now)
            behind = max(timedelta(0), now - due) if due else timedelta(0)
            request.is_running_late = behind >= timedelta(minutes=ON_TIME)
            request.presence_note = request._describe_presence(now, behind)

    def _get_due(self, now):
        """Return by when the next step of this audience should have happened."""
        if self.presence == "inside":
            return self.stop or now
        if self.presence in ("expected", "waiting"):
            return self.start or now
        return None

    def _describe_presence(self, now, behind):
        """Say where the citizen is, with the minutes that matter."""
        late = self._format_minutes(behind)
        if self.presence == "waiting":
            waits = self._format_minutes(now - self.arrived_on)
            return self.env._("Waits %(time)s", time=waits)
        if self.presence == "inside":
            inside = self._format_minutes(now - self.time_in)
            if behind >= timedelta(minutes=1):
                return self.env._(
                    "Inside %(time)s, %(over)s over", time=inside, over=late
                )
            return self.env._("Inside %(time)s", time=inside)
        if self.presence == "expected" and behind >= timedelta(minutes=1):
            return self.env._("%(time)s late", time=late)
        places = dict(self._fields["presence"]._description_selection(self.env))
        return places.get(self.presence, False)

    @api.model
    def _format_minutes(self, span):
        minutes = max(0, int(span.total_seconds() // 60))
        if minutes < 60:
            return self.env._("%(minutes)s min", minutes=minutes)
        return self.env._("%(hours)s h", hours=format_duration(minutes / 60))

    @api.depends("participants", "visitor_ids.name", "represented_name")
    def _compute_visitor_note(self):
        for request in self:
            others = request._get_companions()
            more = others and self.env._("and %(count)s more", count=len(others))
            parts = (request.represented_name, more)
            request.visitor_note = " · ".join(filter(None, parts))

    def _get_companions(self):
        """Return the names of those who come with whoever asked."""
        self.ensure_one()
        if self.visitor_ids:
            return self.visitor_ids.filtered(lambda v: not v.is_requester).mapped(
                "name"
            )
        return [name for name, _number in visitors.split_people(self.participants)]

    @api.constrains(*_TIMES)
    def _check_times_not_ahead(self):
        now = fields.Datetime.now() + timedelta(minutes=1)
        for request in self:
            if any(request[name] and request[name] > now for name in _TIMES):
                raise ValidationError(
                    self.env._(
                        "The real times of %(who)s lie in the future: write when it"
                        " happened.",
                        who=request.requester_name,
                    )
                )

    # ------------------------------------------------------------
    # ARRIVALS
    # ------------------------------------------------------------

    def action_arrived(self):
        result = super().action_arrived()
        self._list_visitors()
        return result

    def action_enter(self):
        result = super().action_enter()
        self._list_visitors()
        return result

    def _list_visitors(self):
        """Note who is announced; the companions are ticked as they come."""
        self.env["pr.audience.visitor"].create(
            [
                values
                for request in self
                if request.arrived_on and not request.visitor_ids
                for values in request._prepare_visitors()
            ]
        )

    def _prepare_visitors(self):
        self.ensure_one()
        asks = {
            "audience_id": self.id,
            "name": self.requester_name,
            "document_number": self.requester_document,
            "is_requester": True,
            "is_present": True,
        }
        others = [(row.name, row.document) for row in self.requester_ids]
        return [asks] + [
            {"audience_id": self.id, "name": name, "document_number": number or False}
            for name, number in others + visitors.split_people(self.participants)
        ]

    def action_undo_step(self):
        """Take back the last of arrival, entrance and exit, noted by mistake.

        :raises UserError: when there is none, or the audience was closed
        """
        for request in self:
            request._undo_step()
        return True

    def _undo_step(self):
        last = next((name for name in reversed(_TIMES) if self[name]), None)
        if not last or self.state not in ("scheduled", "held"):
            raise UserError(
                self.env._(
                    "Nothing of %(who)s can be taken back: no time is noted, or the"
                    " audience was closed.",
                    who=self.requester_name,
                )
            )
        if last == "time_out":
            self._move("scheduled", time_out=False)
        else:
            self[last] = False

    def _check_appointment(self, start, stop):
        if self.time_in:
            raise UserError(
                self.env._(
                    "%(who)s has gone in already: another audience is another request.",
                    who=self.requester_name,
                )
            )
        return super()._check_appointment(start, stop)

    # ------------------------------------------------------------
    # SCREENS OF ONE AUDIENCE
    # ------------------------------------------------------------

    def action_open_meeting(self):
        """Open the short form that is filled in during the audience."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Audience"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (self.env.ref("pr_office.pr_audience_view_form_meeting").id, "form")
            ],
        }

    def action_new_commitment(self):
        """Open a new commitment of this audience: who and until when is enough."""
        self.ensure_one()
        action = self.env["pr.commitment"]._prepare_new_action(
            {
                "origin_model": self._name,
                "origin_id": self.id,
                "partner_id": self.partner_id.id,
                "partner_name": self.requester_name,
                "company_id": self.company_id.id,
            }
        )
        view = self.env.ref("pr_office.pr_commitment_view_form_quick")
        return action | {
            "name": self.env._("New commitment"),
            "views": [(view.id, "form")],
            "target": "new",
        }
