import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import hmac

from ...tools import run_of_show

_LIVE = ("planned", "approved", "held")
_AHEAD = timedelta(hours=12)
_ALERTS = 20


class PrEventLiveMixin(models.AbstractModel):
    """An act while it goes on: its steps as they really begin, and who has come."""

    _name = "pr.event.live.mixin"
    _description = "Act While It Goes On"

    gate_ids = fields.One2many(
        comodel_name="pr.event.gate", inverse_name="event_id", string="Gates"
    )
    admission_ids = fields.One2many(
        comodel_name="pr.event.admission", inverse_name="event_id", string="Entries"
    )
    live_ended_on = fields.Datetime(
        string="Really ended", readonly=True, copy=False, tracking=True
    )
    arrived_count = fields.Integer(compute="_compute_live_counts", string="Have come")
    to_handle_count = fields.Integer(
        compute="_compute_live_counts", string="To attend to"
    )

    @api.depends("guest_ids.state", "admission_ids.is_handled", "admission_ids.state")
    def _compute_live_counts(self):
        arrived = self.env["pr.event.guest"]._read_group(
            [("event_id", "in", self.ids), ("state", "=", "arrived")],
            ["event_id"],
            ["__count"],
        )
        waiting = self.env["pr.event.admission"]._read_group(
            self.env["pr.event.admission"]._get_waiting_domain()
            & Domain("event_id", "in", self.ids),
            ["event_id"],
            ["__count"],
        )
        arrived = {event.id: count for event, count in arrived}
        waiting = {event.id: count for event, count in waiting}
        for event in self:
            event.arrived_count = arrived.get(event._origin.id, 0)
            event.to_handle_count = waiting.get(event._origin.id, 0)

    # ------------------------------------------------------------
    # CHANNEL
    # ------------------------------------------------------------

    def _get_channel(self):
        """Return the bus channel of this act: a name that cannot be guessed.

        Whoever knows it learns that something changed, never what: pages read that
        over a way that asks who they are.
        """
        self.ensure_one()
        return "pr_act_" + hmac(self.env(su=True), "pr_office.act_channel", self.id)

    def _tell_stage(self):
        """Let the open pages of these acts know that something changed."""
        for event in self:
            self.env["bus.bus"]._sendone(
                event._get_channel(),
                "pr_office.act",
                {"version": time.time_ns() // 1_000_000},
            )

    # ------------------------------------------------------------
    # RUN OF SHOW
    # ------------------------------------------------------------

    def _follow_segments(self, now=None):
        """Return the steps of this act as they are and as they are to be expected.

        :return: (list of :class:`run_of_show.Followed`, minutes behind the plan)
        """
        self.ensure_one()
        steps = self._prepare_steps()
        if not steps:
            return [], 0
        started = {
            step.key: step.key.actual_start for step in steps if step.key.actual_start
        }
        now = now or fields.Datetime.now()
        followed = run_of_show.follow(
            self.start, steps, started, now, self.live_ended_on or None
        )
        return followed, run_of_show.behind(self.start, steps, followed)

    def _check_live(self):
        self.ensure_one()
        self.check_access("write")
        if self.state not in _LIVE:
            raise UserError(
                self.env._(
                    'The act "%(name)s" is not going on: plan it first, or look at its'
                    " report if it is over.",
                    name=self.name,
                )
            )

    def _start_segment(self, segment, age=0):
        """Note that a step begins; the one before it ends with that.

        :param int age: seconds ago, when the telephone had no signal
        :raises UserError: when it is not a step of this act, or the act is over
        """
        self._check_live()
        if segment not in self.segment_ids:
            raise UserError(
                self.env._("This step was deleted meanwhile. Load the page again.")
            )
        segment.actual_start = fields.Datetime.now() - timedelta(seconds=age)
        self.live_ended_on = False
        self._tell_stage()

    def _step_back(self):
        """Take back the last beginning or the end, whichever was noted last."""
        self._check_live()
        last = self.segment_ids.filtered("actual_start").sorted("actual_start")[-1:]
        if self.live_ended_on:
            self.live_ended_on = False
        else:
            last.actual_start = False
        self._tell_stage()

    def _end_live(self, age=0):
        """Note that the last step ended ``age`` seconds ago: the act is over."""
        self._check_live()
        self.live_ended_on = fields.Datetime.now() - timedelta(seconds=age)
        self._tell_stage()

    def _get_next_appointments(self, now=None):
        """Return what waits for the authorities of this act after it.

        Their next busy time, with its travel; what it is stays theirs.

        :return: list of (``pr.agenda``, datetime)
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        after = max(now, self.start)
        found = []
        for agenda_sudo in self.agenda_ids.sudo():
            busy = agenda_sudo._get_busy_intervals(after, after + _AHEAD)
            coming = [start for start, _stop in busy if start > after]
            if coming:
                found.append((agenda_sudo, min(coming)))
        return found

    # ------------------------------------------------------------
    # STATE OF THE PAGES
    # ------------------------------------------------------------

    def _get_stage_state(self, officer=False):
        """Return what the pages of this act show, as JSON takes it.

        :param bool officer: with what only the protocol office sees
        """
        self.ensure_one()
        now = fields.Datetime.now()
        state = {
            "act": self.name,
            "place": self.current_place or "",
            "now": self._to_epoch(now),
            "open": self.state in _LIVE,
            "counts": self._get_live_counts(),
            "alerts": self._get_alerts(officer),
            "vocative": self._get_vocative_state(),
            **self._get_run_state(now),
        }
        if officer:
            state["next"] = [
                {
                    "who": agenda_sudo.partner_id.name,
                    "at": self._format_moment(start, "HH:mm"),
                    "epoch": self._to_epoch(start),
                }
                for agenda_sudo, start in self._get_next_appointments(now)
            ]
        return state

    def _get_run_state(self, now):
        followed, behind = self._follow_segments(now)
        planned = {row.key: row for row in self._plan_segments()}
        last = max((row.stop for row in followed), default=None)
        return {
            "behind": behind,
            "ended": bool(self.live_ended_on),
            "ends": last and self._format_moment(last, "HH:mm"),
            "steps": [
                self._prepare_step_state(row, planned[row.key]) for row in followed
            ],
        }

    def _prepare_step_state(self, row, planned):
        step = row.key
        return {
            "id": step.id,
            "name": step.name,
            "minutes": step.minutes,
            "state": row.state,
            "offset": row.offset,
            "planned": self._format_moment(planned.start, "HH:mm"),
            "start": self._format_moment(row.start, "HH:mm"),
            "from": self._to_epoch(row.start),
            "until": self._to_epoch(row.start + timedelta(minutes=step.minutes)),
            "who": step.who or "",
            "place": step.place or "",
            "cue": step.cue or "",
            "text": step.mc_text or "",
            "responsible": step.responsible_id.name or "",
            "note": step.note or "",
        }

    def _get_live_counts(self):
        entries = self.env["pr.event.admission"]._read_group(
            [("event_id", "=", self.id), ("state", "=", "stands")],
            ["kind"],
            ["__count"],
        )
        counts = dict.fromkeys(("driver", "escort", "public", "walk_in"), 0)
        counts |= {kind: count for kind, count in entries if kind in counts}
        guests = self.env["pr.event.guest"]._read_group(
            [("event_id", "=", self.id)], ["state"], ["__count"]
        )
        states = dict(guests)
        counts["arrived"] = states.get("arrived", 0)
        counts["expected"] = counts["arrived"] + sum(
            states.get(state, 0) for state in ("accepted", "represented")
        )
        return counts

    def _get_alerts(self, officer=False):
        """Return what was noted at the gates and waits for the protocol officer.

        Whoever reads is only told who is in sight.
        """
        entry_model = self.env["pr.event.admission"]
        domain = entry_model._get_waiting_domain() & Domain("event_id", "=", self.id)
        if not officer:
            domain &= Domain("kind", "=", "sight")
        entries = entry_model.search(domain, limit=_ALERTS)
        return [
            {
                "id": entry.id,
                "kind": entry.kind,
                "at": self._format_moment(entry.happened_on, "HH:mm"),
                "text": entry._get_alert_text(),
                "instead": bool(entry.guest_id and entry.name),
            }
            for entry in entries
        ]

    @api.model
    def _to_epoch(self, moment):
        return int((moment - fields.Datetime.from_string("1970-01-01")).total_seconds())

    def _get_door_lists(self):
        """Return the guests by gate, for paper: (gate, guests by surname)."""
        self.ensure_one()
        guests = self.guest_ids.filtered(lambda guest: not guest.is_away)
        by_gate = guests.sorted(lambda g: (g.sort_name, g.id)).grouped("gate_kind")
        gate_field = guests._fields["gate_kind"]
        return [
            (label, by_gate[key])
            for key, label in gate_field._description_selection(self.env)
            if key in by_gate
        ]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_live(self):
        """Open the page that leads the act, made for a telephone."""
        self._check_live()
        return self._open_page(f"/pr/live/{self.id}")

    def action_open_mc(self):
        """Open the reading screen of the master of ceremonies."""
        self._check_live()
        return self._open_page(f"/pr/live/{self.id}/mc")

    @api.model
    def _open_page(self, address):
        return {"type": "ir.actions.act_url", "url": address, "target": "new"}

    def action_view_entries(self):
        """Open what was noted at the gates of this act."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_admission_action"
        )
        return action | {"domain": [("event_id", "=", self.id)]}

    def action_load_paper(self):
        """Open the guests who have not come, to tick what the paper list says."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_paper_action"
        )
        return action | {
            "domain": [("event_id", "=", self.id), ("state", "!=", "arrived")]
        }

    def action_add_gate(self):
        """Make the first gate of an act and show its link and PIN."""
        self.ensure_one()
        gate = self.gate_ids.create({"event_id": self.id})
        return gate.action_show_link()
