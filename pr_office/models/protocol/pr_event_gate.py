from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, hmac

from ...tools import door, qr_codes, tokens

_BEFORE = timedelta(hours=24)
_AFTER = timedelta(hours=3)
_OVERLAP = timedelta(seconds=30)
_HASH_SHOWN = 16
_OPEN = ("planned", "approved", "held")


class PrEventGate(models.Model):
    """A door of an act, or the desk of its master of ceremonies, opened by a link.

    Whoever helps there needs no account: the link and a PIN make a telephone one of
    the gate's devices, until three hours after the act or until it is withdrawn.
    """

    _name = "pr.event.gate"
    _description = "Gate of an Act"
    _inherit = ["pr.page.mixin"]
    _order = "event_id, sequence, id"
    _pr_page_path = "/pr/gate"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, default=lambda self: self.env._("Main entrance"))
    kind = fields.Selection(
        selection=[
            ("all", "Everybody"),
            ("authorities", "Authorities"),
            ("press", "Press"),
            ("public", "Public"),
            ("mc", "Master of ceremonies"),
        ],
        string="For",
        required=True,
        default="all",
        help="A gate shows the guests it is for, no others. The master of ceremonies"
        " gets the script and the list read aloud instead.",
    )
    pin_hash = fields.Char(readonly=True, copy=False, groups="base.group_system")
    revoked_on = fields.Datetime(string="Withdrawn on", readonly=True, copy=False)
    device_ids = fields.One2many(
        comodel_name="pr.event.device", inverse_name="gate_id", string="Telephones"
    )
    device_count = fields.Integer(
        compute="_compute_device_count", string="Telephones in use"
    )
    opens_on = fields.Datetime(compute="_compute_open_hours", store=True)
    expires_on = fields.Datetime(compute="_compute_open_hours", store=True)
    # shown once
    link = fields.Char(compute="_compute_link", help="Only with the PIN of this gate.")
    link_code = fields.Char(compute="_compute_link", string="Code to scan")
    pin = fields.Char(
        string="PIN", compute="_compute_pin", help="Shown once, kept nowhere."
    )

    _name_once = models.UniqueIndex(
        "(event_id, name)", "This act already has a gate of that name."
    )

    @api.depends("event_id.start", "event_id.stop")
    def _compute_open_hours(self):
        for gate in self:
            event = gate.event_id
            gate.opens_on = event.start and event.start - _BEFORE
            gate.expires_on = event.stop and event.stop + _AFTER

    @api.depends("device_ids.revoked_on")
    def _compute_device_count(self):
        rows = self.env["pr.event.device"]._read_group(
            [("gate_id", "in", self.ids), ("revoked_on", "=", False)],
            ["gate_id"],
            ["__count"],
        )
        counts = {gate.id: count for gate, count in rows}
        for gate in self:
            gate.device_count = counts.get(gate._origin.id, 0)

    @api.depends_context("pr_pin")
    @api.depends("page_hash")
    def _compute_link(self):
        shown = self.env.context.get("pr_pin")
        for gate in self:
            gate.link = gate._get_page_url() if shown and gate._origin else False
            gate.link_code = gate.link and qr_codes.draw(gate.link)

    @api.depends_context("pr_pin")
    def _compute_pin(self):
        self.pin = self.env.context.get("pr_pin")

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    def _is_page_open(self):
        """A link says why it does not open, to whoever has it; a draft has none."""
        return self.event_id.active and self.event_id.state != "draft"

    def _get_obstacle(self):
        """Return why nobody gets in by this link now, as a key, or ``""``."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.revoked_on:
            return "revoked"
        if self.event_id.state not in _OPEN or self.expires_on <= now:
            return "over"
        return "early" if now < self.opens_on else ""

    def _make_pin_hash(self, pin):
        """Return what is stored of a PIN: worth nothing without the database's key."""
        self.ensure_one()
        return hmac(self.env(su=True), "pr_office.gate", (self.id, pin))

    def _enter(self, pin, helper):
        """Make a telephone one of this gate's, if the PIN is right.

        :param str pin: as typed
        :param str helper: name of whoever holds the telephone
        :return: token of the telephone, or ``""``
        """
        self.ensure_one()
        gate_sudo = self.sudo()
        right = consteq(gate_sudo._make_pin_hash(pin), gate_sudo.pin_hash or "")
        if not right or gate_sudo._get_obstacle():
            return ""
        token = tokens.new_token()
        gate_sudo.device_ids.create(
            {
                "gate_id": gate_sudo.id,
                "name": helper,
                "token_hash": tokens.digest(token),
            }
        )
        return token

    def _find_device(self, token):
        """Return the telephone of this gate that this token stands for, or none."""
        self.ensure_one()
        return (
            self.env["pr.event.device"]
            .sudo()
            .search_fetch(
                [
                    ("token_hash", "=", tokens.digest(token)),
                    ("gate_id", "=", self.id),
                    ("revoked_on", "=", False),
                ],
                ["name"],
                limit=1,
            )
        )

    # ------------------------------------------------------------
    # WHAT A GATE SHOWS
    # ------------------------------------------------------------

    def _get_guest_domain(self):
        """Return whom this gate lets in, also who sent an excuse: some come anyway."""
        domain = Domain("event_id", "=", self.event_id.id)
        if self.kind != "all":
            domain &= Domain("gate_kind", "=", self.kind)
        return domain

    def _get_guest_list(self):
        """Return the guests of this gate and who of them has come.

        Of an invitation's link only the beginning of its digest goes to the telephone:
        enough to know the code that is scanned, too little to make the link.
        """
        self.ensure_one()
        guests = self.env["pr.event.guest"].search(self._get_guest_domain())
        return self._get_status() | {
            "gate": self.name,
            "act": self.event_id.name,
            "kind": self.kind,
            "expires": self.event_id._to_epoch(self.expires_on),
            "channel": self.event_id._get_channel(),
            "guests": [
                [
                    guest.id,
                    guest.card_name,
                    guest.card_post or "",
                    guest.seat_id.display_name or "",
                    guest.page_hash[:_HASH_SHOWN],
                    guest.is_away,
                ]
                for guest in guests
            ],
        }

    def _get_status(self, since=0):
        """Return who came, was taken back, or came again since a moment.

        :param int since: seconds since 1970; a little before it is told again, for
            what was being written then. 0: everything
        :return: dict: ``now``, ``list`` (version of the list of guests), ``counts``
            and ``in``, a list of (guest, arrival or ``None``)
        """
        self.ensure_one()
        domain = Domain("event_id", "=", self.event_id.id) & Domain(
            "kind", "=", "guest"
        )
        entries = self.env["pr.event.admission"]
        if since:
            moment = (
                datetime.fromtimestamp(since, timezone.utc).replace(tzinfo=None)
                - _OVERLAP
            )
            changed = entries.search(domain & Domain("write_date", ">=", moment))
            domain &= Domain("guest_id", "in", changed.guest_id.ids)
            came = dict.fromkeys(changed.guest_id.ids)
        else:
            came = {}
        stands = entries.search(domain & Domain("state", "=", "stands"))
        came |= {row.guest_id.id: row._describe_arrival() for row in stands}
        return {
            "now": self.event_id._to_epoch(fields.Datetime.now()),
            "list": self._get_list_version(),
            "counts": self.event_id._get_live_counts(),
            "in": list(came.items()),
        }

    def _get_list_version(self):
        [[count, last]] = self.env["pr.event.guest"]._read_group(
            self._get_guest_domain(), [], ["__count", "write_date:max"]
        )
        return f"{count} {last}"

    def _get_stage(self):
        """Return what the reading screen shows, by this link."""
        state = self.event_id._get_stage_state()
        return state | {"channel": self.event_id._get_channel()}

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_show_link(self):
        """Make a new PIN and show it once, with the link; telephones in use stay."""
        self.ensure_one()
        self.check_access("write")
        pin = door.new_pin()
        self.sudo().pin_hash = self._make_pin_hash(pin)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Link and PIN: %(gate)s", gate=self.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("pr_office.pr_event_gate_view_link").id, "form")],
            "target": "new",
            "context": {"pr_pin": pin},
        }

    def action_revoke(self):
        """Withdraw these gates: link, PIN and telephones open nothing any more."""
        self.check_access("write")
        now = fields.Datetime.now()
        self.device_ids.filtered(lambda device: not device.revoked_on).action_revoke()
        self.sudo().pin_hash = False
        return self.write({"revoked_on": now})

    def action_reopen(self):
        """Give these gates a new link; the old one stays dead."""
        self._renew_page()
        return self.write({"revoked_on": False})


class PrEventDevice(models.Model):
    """A telephone that helps at one gate of one act, and who holds it."""

    _name = "pr.event.device"
    _description = "Telephone at a Gate"
    _order = "gate_id, id"

    gate_id = fields.Many2one(
        comodel_name="pr.event.gate", required=True, index=True, ondelete="cascade"
    )
    event_id = fields.Many2one(
        related="gate_id.event_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="gate_id.company_id", store=True, index="btree_not_null"
    )
    name = fields.Char(string="Who holds it", required=True)
    token_hash = fields.Char(
        required=True, readonly=True, copy=False, groups="base.group_system"
    )
    revoked_on = fields.Datetime(string="Withdrawn on", readonly=True, copy=False)

    _token_uniq = models.UniqueIndex("(token_hash)")

    def action_revoke(self):
        """Withdraw these telephones; what they noted stays."""
        self.gate_id.check_access("write")
        devices_sudo = self.sudo()
        devices_sudo.revoked_on = fields.Datetime.now()
        return True
