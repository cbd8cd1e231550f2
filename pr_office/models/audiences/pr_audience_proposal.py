from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceProposal(models.Model):
    """A time proposed to a citizen; the agenda keeps it until it is chosen or free.

    Two that wait never overlap in one agenda: each has its held time there, which the
    exclusion constraint of ``pr.agenda.slot`` guards.
    """

    _name = "pr.audience.proposal"
    _description = "Time Proposed to a Citizen"
    _inherit = ["pr.audience.part.mixin"]
    _order = "start, id"

    slot_id = fields.Many2one(
        comodel_name="pr.agenda.slot",
        string="Held time",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    agenda_id = fields.Many2one(related="slot_id.agenda_id", string="With", store=True)
    start = fields.Datetime(related="slot_id.start", store=True)
    stop = fields.Datetime(related="slot_id.stop", store=True)
    held_until = fields.Datetime(
        string="To choose until", related="slot_id.held_until", store=True
    )
    state = fields.Selection(
        selection=[
            ("waiting", "Waits for the citizen"),
            ("chosen", "Chosen"),
            ("freed", "Free again"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    label = fields.Char(string="Time", compute="_compute_label")

    _slot_uniq = models.UniqueIndex(
        "(slot_id)", "A held time is proposed to one citizen only."
    )

    @api.depends("slot_id.state")
    def _compute_state(self):
        states = {"held": "waiting", "confirmed": "chosen", "freed": "freed"}
        for proposal in self:
            proposal.state = states.get(proposal.slot_id.state)

    @api.depends_context("lang")
    @api.depends("start", "stop")
    def _compute_label(self):
        for proposal in self:
            proposal.label = proposal.agenda_id._format_span(
                proposal.start, proposal.stop
            )

    def _is_open(self):
        """Tell whether the citizen may still choose this time."""
        self.ensure_one()
        in_time = self.held_until and fields.Datetime.now() < self.held_until
        return bool(self.state == "waiting" and in_time)

    def action_choose(self):
        """Give the citizen this time, as agreed by telephone or on the page.

        :raises UserError: when it is not waiting any more
        """
        self.ensure_one()
        self.audience_id._lock_request()
        self.audience_id._check_can_choose(self)
        return self.audience_id.schedule(
            self.agenda_id,
            self.start,
            self.stop,
            reason=self.env._("The citizen chose one of the times proposed."),
            order_reason=self.audience_id.order_reason,
        )

    def action_release(self):
        """Give the proposed time back to the agenda."""
        self.audience_id.check_access("write")
        waiting = self.filtered(lambda proposal: proposal.state == "waiting")
        waiting.sudo().slot_id.action_free()
        return True

    @api.model
    def _check_agenda_limit(self, agenda, times):
        """Refuse to hold more of one day than the setting allows.

        The bookings of the agenda are locked before: nobody else counts meanwhile.
        """
        limit = agenda.company_id.pr_audience_proposal_limit
        wanted = {}
        for start, _stop in times:
            day = agenda._to_local_day(start)
            wanted[day] = wanted.get(day, 0) + 1
        for day, count in wanted.items():
            if count + self._count_waiting(agenda, day) > limit:
                raise UserError(
                    self.env._(
                        "On %(day)s already %(limit)s times wait for citizens to"
                        " choose. Propose another day, or fix the appointment.",
                        day=day.strftime("%d/%m/%Y"),
                        limit=limit,
                    )
                )

    @api.model
    def _count_waiting(self, agenda, day):
        first, last = agenda._get_day_bounds(day)
        return self.sudo().search_count(
            [
                ("agenda_id", "=", agenda.id),
                ("state", "=", "waiting"),
                ("held_until", ">", fields.Datetime.now()),
                ("start", ">=", first),
                ("start", "<", last),
            ]
        )
