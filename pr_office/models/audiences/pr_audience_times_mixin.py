from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .pr_audience_clock_mixin import RUNNING

_WAITING = ("received", "in_review")
_BATCH = 50
_MOST = 3


class PrAudienceTimesMixin(models.AbstractModel):
    """Times that wait for the citizen's choice, and whose turn it is."""

    _name = "pr.audience.times.mixin"
    _description = "Proposed Times and Order of Arrival"

    proposal_ids = fields.One2many(
        comodel_name="pr.audience.proposal",
        inverse_name="audience_id",
        string="Times proposed",
    )
    proposal_open_ids = fields.Many2many(
        comodel_name="pr.audience.proposal",
        string="To choose from",
        compute="_compute_proposal_open_ids",
    )
    proposed_until = fields.Datetime(
        string="To choose until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The citizen has until then to choose one of the times proposed.",
    )
    order_reason = fields.Text(
        string="Why before others",
        readonly=True,
        copy=False,
        tracking=True,
        help="Requests are attended to in the order they came in (TUO Ley 27444, art."
        " 66.1). Whoever goes first has a reason.",
    )
    queue_position = fields.Integer(string="Turn", compute="_compute_queue")
    queue_note = fields.Char(string="Order of arrival", compute="_compute_queue")
    accepts_short_notice = fields.Boolean(
        string="Comes at short notice",
        tracking=True,
        index=True,
        help="On the waiting list: is offered times that others give up.",
    )

    # ------------------------------------------------------------
    # PROPOSALS
    # ------------------------------------------------------------

    @api.depends("proposal_ids.state", "proposal_ids.held_until")
    def _compute_proposal_open_ids(self):
        for request in self:
            request.proposal_open_ids = request.proposal_ids.filtered(
                lambda proposal: proposal._is_open()
            )

    def propose(self, agenda, times, order_reason=None):
        """Hold one to three times for the citizen, who chooses one by the link.

        What was proposed before frees itself. All are held or none.

        :param agenda: one ``pr.agenda`` the user writes in
        :param times: ``(start, stop)`` pairs, UTC naive
        :param str order_reason: why somebody who came later goes first
        :return: the ``pr.audience.proposal`` of this request
        :raises UserError: when a time is not free, or too many wait that day
        """
        self.ensure_one()
        self.check_access("write")
        agenda.with_env(self.env)._check_may_book()
        self._lock_request()
        self._check_can_propose(agenda, times)
        self._check_order(order_reason)
        with self.env.cr.savepoint():
            self._release_proposals()
            proposals = self._hold_proposals(agenda, times)
        self.write(self._prepare_proposed(proposals, agenda, order_reason))
        self._tell("proposed")
        return proposals

    def _check_can_propose(self, agenda, times):
        if not 1 <= len(set(times)) <= _MOST:
            raise UserError(self.env._("Tick one, two or three times to propose."))
        if self.state not in (*RUNNING, "scheduled", "no_show"):
            raise UserError(
                self.env._(
                    "Request %(number)s is not waiting for a time.", number=self.name
                )
            )
        for start, stop in times:
            self._check_appointment(start, stop)
            agenda._check_local_time(start, stop)

    def _hold_proposals(self, agenda, times):
        proposal_model_sudo = self.env["pr.audience.proposal"].sudo()
        slot_model_sudo = self.env["pr.agenda.slot"].sudo()
        hours = self.company_id.pr_audience_proposal_hours
        until = fields.Datetime.now() + timedelta(hours=hours)
        slots_sudo = [
            slot_model_sudo.hold(
                agenda, start, stop, self.display_name, min(until, start)
            )
            for start, stop in sorted(set(times))
        ]
        # Holding raised the agenda's guard: whoever counts at once collides there.
        proposal_model_sudo._check_agenda_limit(agenda, times)
        proposals_sudo = proposal_model_sudo.create(
            [{"audience_id": self.id, "slot_id": slot.id} for slot in slots_sudo]
        )
        return proposals_sudo.with_env(self.env)

    def _prepare_proposed(self, proposals, agenda, order_reason):
        values = {
            "proposed_until": max(proposals.mapped("held_until")),
            "change_asked_on": False,
        }
        if self.state == "received":
            values["state"] = "in_review"
        if order_reason:
            values["order_reason"] = order_reason.strip()
        return values

    def _get_held_slot(self, agenda, start, stop):
        """Return the held time of this request's own proposal, or none."""
        return self.sudo().proposal_open_ids.slot_id.filtered(
            lambda slot: (
                (slot.agenda_id, slot.start, slot.stop) == (agenda, start, stop)
            )
        )

    def _release_proposals(self, kept_slot=None):
        """Give back to the agendas what these requests were proposed."""
        slots_sudo = self.sudo().proposal_ids.slot_id.filtered(
            lambda slot: slot.state == "held"
        )
        (slots_sudo - kept_slot if kept_slot else slots_sudo).action_free()
        self.filtered("proposed_until").proposed_until = False

    def _check_can_choose(self, proposal):
        if proposal._is_open():
            return
        if self.state == "scheduled" and self.start:
            raise UserError(
                self.env._(
                    "You have an appointment already: %(when)s.",
                    when=self.agenda_id._format_span(self.start, self.stop),
                )
            )
        raise UserError(
            self.env._(
                "That time is not held any more: the term to choose is over, or the"
                " office changed it. Choose another one, or ask the office for it."
            )
        )

    def _citizen_choose(self, proposal_id):
        """Take one of the times proposed, as the citizen picks it."""
        self._lock_request()
        proposal = self.proposal_ids.filtered(lambda row: row.id == proposal_id)
        if not proposal or self.state not in (*RUNNING, "scheduled", "no_show"):
            raise UserError(
                self.env._(
                    "That is not possible any more: your request changed meanwhile."
                    " Look at how it stands now."
                )
            )
        proposal.action_choose()

    @api.model
    def _cron_free_proposals(self):
        """Free the times nobody chose, and have the office call."""
        cron_model = self.env["ir.cron"]
        domain = [("proposed_until", "<=", fields.Datetime.now())]
        remaining = self.search_count(domain)
        while requests := self.search(domain, limit=_BATCH, order="proposed_until, id"):
            requests._end_proposals()
            remaining -= len(requests)
            if not cron_model._commit_progress(len(requests), remaining=remaining):
                break

    def _end_proposals(self):
        self._release_proposals()
        for request in self.filtered(lambda r: r.state in RUNNING):
            request._remind_office(
                self.env._("Nobody chose a time: call the citizen"),
                self.env._("The times proposed are free again."),
            )

    # ------------------------------------------------------------
    # ORDER OF ARRIVAL
    # ------------------------------------------------------------

    def _get_turn_domain(self):
        """Return the requests of the same queue that wait for a time."""
        self.ensure_one()
        return (
            Domain("agenda_id", "=", self.agenda_id.id)
            & Domain("category_id", "=", self.category_id.id)
            & Domain("state", "in", _WAITING)
            & Domain("proposed_until", "=", False)
            & (
                Domain("correction_asked_on", "=", False)
                | Domain("corrected_on", "!=", False)
            )
        )

    def _get_ahead_domain(self):
        same_moment = Domain("date_received", "=", self.date_received)
        earlier = Domain("date_received", "<", self.date_received) | (
            same_moment & Domain("id", "<", self.id)
        )
        return self._get_turn_domain() & earlier & Domain("id", "!=", self.id)

    def _check_order(self, order_reason):
        """Ask why this request goes before others that came in earlier."""
        if not (order_reason or "").strip() and (first := self._get_first_waiting()):
            raise UserError(
                self.env._(
                    "%(who)s came in earlier (%(number)s) and still waits. Attend to"
                    " whoever came first, or write why %(name)s goes before.",
                    who=first.requester_name,
                    number=first.name,
                    name=self.requester_name,
                )
            )

    def _get_first_waiting(self):
        """Return who came before this request and still waits, or none."""
        loads = self.env.context.get("install_mode")
        in_order = self.company_id.pr_audience_in_order
        if loads or not in_order or self.state == "scheduled":
            return self.browse()
        return self.search(self._get_ahead_domain(), limit=1)

    def _compute_queue(self):
        positions = self._get_positions()
        for request in self:
            position, total = positions.get(request._origin.id, (0, 0))
            request.queue_position = position
            request.queue_note = position and self.env._(
                "%(position)s of %(total)s who wait", position=position, total=total
            )

    def _get_positions(self):
        """Return ``{id: (position, total)}`` in the queue of agenda and category."""
        waiting = self._origin.filtered(lambda request: request.state in _WAITING)
        if not waiting:
            return {}
        self.flush_model(["agenda_id", "category_id", "date_received", "state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.id,
                       count(*) FILTER (
                           WHERE (other.date_received, other.id)
                              <= (mine.date_received, mine.id)),
                       count(*)
                  FROM pr_audience mine
                  JOIN pr_audience other
                    ON other.agenda_id = mine.agenda_id
                   AND other.category_id IS NOT DISTINCT FROM mine.category_id
                   AND other.state IN %(waiting)s
                 WHERE mine.id IN %(ids)s
              GROUP BY mine.id
                """,
                waiting=_WAITING,
                ids=tuple(waiting.ids),
            )
        )
        return {number: (position, total) for number, position, total in rows}
