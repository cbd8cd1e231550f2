from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain


class PrEventAdmission(models.Model):
    """What was noted at a gate: a guest let in, a driver counted, an undo.

    Every tap of a telephone carries its own number, so that it counts once however
    often it is sent. One guest is let in once: of two telephones that were without
    signal the one that reaches the server first stands, the other's is kept as a
    double. Nothing is deleted.
    """

    _name = "pr.event.admission"
    _description = "Entry at a Gate"
    _order = "happened_on desc, id desc"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    kind = fields.Selection(
        selection=[
            ("guest", "Guest"),
            ("walk_in", "Without invitation"),
            ("driver", "Driver"),
            ("escort", "Escort"),
            ("public", "Public"),
            ("sight", "In sight"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("stands", "Stands"),
            ("double", "Was in already"),
            ("undone", "Undone"),
        ],
        required=True,
        default="stands",
        readonly=True,
    )
    guest_id = fields.Many2one(
        comodel_name="pr.event.guest",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
    )
    name = fields.Char(
        string="Name, as told", readonly=True, help="Of a walk-in or a representative."
    )
    post = fields.Char(string="Post, as told", readonly=True)
    gate_id = fields.Many2one(
        comodel_name="pr.event.gate",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    device_id = fields.Many2one(
        comodel_name="pr.event.device",
        string="Telephone",
        index="btree_not_null",
        readonly=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted by",
        readonly=True,
        ondelete="restrict",
        help="Empty: by a telephone at a gate.",
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Telephone at the gate"),
            ("desk", "Protocol office"),
            ("paper", "Paper list"),
        ],
        string="Noted on",
        required=True,
        default="desk",
        readonly=True,
    )
    number = fields.Char(
        string="Number of the tap", readonly=True, help="Made by the telephone."
    )
    happened_on = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, readonly=True
    )
    undone_on = fields.Datetime(readonly=True)
    state_before = fields.Char(
        readonly=True, help="State of the guest before, which an undo gives back."
    )
    is_handled = fields.Boolean(
        string="Attended to", help="The protocol officer has dealt with it."
    )

    _guest_once = models.UniqueIndex(
        "(guest_id) WHERE kind = 'guest' AND state = 'stands'",
        "This guest is in already: nobody is let in twice.",
    )
    _number_uniq = models.UniqueIndex("(number)", "This tap was noted already.")
    _about_somebody = models.Constraint(
        "CHECK (kind IN ('public') OR guest_id IS NOT NULL"
        " OR length(trim(coalesce(name, ''))) > 0)",
        "Say whom the entry is about.",
    )

    @api.depends("guest_id", "name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            who = entry.guest_id.card_name or entry.name
            entry.display_name = (
                f"{kinds[entry.kind]}: {who}" if who else kinds[entry.kind]
            )

    # ------------------------------------------------------------
    # TAPS
    # ------------------------------------------------------------

    @api.model
    def _take(self, event, taps, **origin):
        """Note what was tapped, in its order; the same tap again changes nothing.

        One after the other, since an undo may follow its tap in one sending; nearly
        always there is one. Runs with all rights: whoever calls has checked the
        telephone or the user.

        :param event: the ``pr.event``
        :param taps: list of :class:`door.Tap`
        :param origin: ``gate_id``, ``device_id``, ``user_id``, ``channel``
        :return: list of dicts: number, status (in, double, noted, undone, unknown) and
            what the telephone shows
        """
        model_sudo = self.sudo()
        results = [
            {"uuid": tap.number, **model_sudo._take_one(event, tap, origin)}
            for tap in taps
        ]
        if taps:
            event._tell_stage()
        return results

    def _take_one(self, event, tap, origin):
        guest = self._find_guest(event, tap)
        known, stands = self._find_earlier(event, tap, guest)
        if known or tap.do == "undo":
            return self._take_again(known, tap)
        if (tap.guest or tap.page) and not guest:
            return {"status": "unknown"}
        values = {
            "event_id": event.id,
            "guest_id": guest.id,
            "kind": "guest" if tap.do == "admit" else tap.do,
            "name": tap.name,
            "post": tap.post,
            "number": tap.number,
            "happened_on": fields.Datetime.now() - tap.age,
            **origin,
        }
        if tap.do == "admit":
            return self._admit(guest, stands, values)._describe_result(stands)
        entry = self._insert(values)
        if tap.do in ("sight", "walk_in"):
            entry._alert()
        return entry._describe_result()

    def _take_again(self, entry, tap):
        """Undo, or answer as before what was noted before."""
        if tap.do == "undo":
            entry._undo()
        stands = self
        if entry.state == "double":
            stands = self._get_standing(entry.guest_id)
        return entry._describe_result(stands)

    def _find_earlier(self, event, tap, guest):
        """Return the entry that a tap repeats or undoes, and how its guest came in."""
        number = tap.of if tap.do == "undo" else tap.number
        found = self.search(
            Domain("event_id", "=", event.id) & Domain("number", "=", number)
            | self._get_standing_domain(guest)
        )
        known = found.filtered(lambda entry: entry.number == number)
        return known, found - known

    @api.model
    def _get_standing_domain(self, guest):
        return (
            Domain("guest_id", "in", guest.ids)
            & Domain("kind", "=", "guest")
            & Domain("state", "=", "stands")
        )

    def _get_standing(self, guest):
        return self.search(self._get_standing_domain(guest), limit=1)

    def _find_guest(self, event, tap):
        guests = self.env["pr.event.guest"]
        if not (tap.guest or tap.page):
            return guests
        key = ("id", "=", tap.guest) if tap.guest else ("page_hash", "=", tap.page)
        domain = [("event_id", "=", event.id), key]
        return guests.search_fetch(domain, ["state", "is_away"], limit=1)

    def _admit(self, guest, stands, values):
        if stands:
            return self._insert(values | {"state": "double"})
        entry = self._insert(values | {"state_before": guest.state})
        guest._note_arrival(entry.happened_on)
        if entry.name:
            entry._alert()
        return entry

    def _insert(self, values):
        """Store a tap; the same by another line meanwhile is found on trying again.

        :raises ConcurrencyError: when another transaction was first
        """
        try:
            return self.create(values)
        except UniqueViolation as error:
            raise ConcurrencyError(error.diag.constraint_name) from error

    def _undo(self):
        """Take entries back; what another telephone noted of the same guest stands."""
        for entry in self.filtered(lambda entry: entry.state != "undone"):
            stood = entry.kind == "guest" and entry.state == "stands"
            entry.write({"state": "undone", "undone_on": fields.Datetime.now()})
            if stood:
                entry._undo_arrival()

    def _undo_arrival(self):
        other = self.search(
            [
                ("guest_id", "=", self.guest_id.id),
                ("kind", "=", "guest"),
                ("state", "=", "double"),
                ("device_id", "!=", self.device_id.id),
            ],
            order="happened_on, id",
            limit=1,
        )
        if other:
            other.write({"state": "stands", "state_before": self.state_before})
            self.guest_id._note_arrival(other.happened_on)
        else:
            self.guest_id._undo_arrival(self.state_before)

    def _describe_result(self, stands=()):
        """Return what a telephone shows of this entry; without one, unknown."""
        if not self:
            return {"status": "unknown"}
        if self.state == "undone":
            return {"status": "undone", "of": self.number, "guest": self.guest_id.id}
        if self.kind != "guest":
            return {"status": "noted", "guest": self.guest_id.id}
        if self.state == "stands":
            return {"status": "in"} | self._describe_arrival()
        return {"status": "double"} | (stands or self)._describe_arrival()

    def _describe_arrival(self):
        where = self.gate_id.name or self._get_channel_label()
        return {
            "guest": self.guest_id.id,
            "at": fields.Datetime.to_string(self.happened_on),
            "where": where,
            "who": self.device_id.name or self.user_id.name or "",
            "number": self.number,
        }

    def _get_channel_label(self):
        lang = self.company_id.partner_id.lang
        here = self.with_context(lang=lang)
        return dict(here._fields["channel"]._description_selection(here.env))[
            self.channel
        ]

    # ------------------------------------------------------------
    # ALERTS AND ACTIONS
    # ------------------------------------------------------------

    def _alert(self):
        """Tell whoever organises the act at once, in the web client."""
        for entry in self:
            user = entry.event_id.user_id or entry.event_id.create_uid
            here = entry.with_context(lang=user.lang)
            user._bus_send(
                "simple_notification",
                {
                    "type": "warning",
                    "title": entry.event_id.name,
                    "message": here._get_alert_text(),
                    "sticky": entry.kind == "sight",
                },
            )

    @api.model
    def _get_waiting_domain(self):
        """Return what the protocol officer still has to look at."""
        return (
            Domain("state", "=", "stands")
            & Domain("is_handled", "=", False)
            & (
                Domain("kind", "=", "walk_in")
                | (
                    Domain("kind", "=", "sight")
                    & Domain("guest_id.state", "!=", "arrived")
                )
                | (Domain("kind", "=", "guest") & Domain("name", "!=", False))
            )
        )

    def _get_alert_text(self):
        gate = self.gate_id.name or ""
        who = self.guest_id.display_name or self.name
        if self.kind == "sight":
            return self.env._("In sight: %(who)s (%(gate)s)", who=who, gate=gate)
        told = ", ".join(filter(None, (self.name, self.post)))
        if self.kind == "walk_in":
            return self.env._(
                "Without invitation: %(told)s (%(gate)s)", told=told, gate=gate
            )
        return self.env._(
            "For %(who)s comes: %(told)s (%(gate)s)", who=who, told=told, gate=gate
        )

    def action_undo(self):
        """Take entries back from the office."""
        self.event_id.check_access("write")
        self.sudo()._undo()
        self.event_id._tell_stage()
        return True

    def action_handled(self):
        """Note that the protocol officer has dealt with these entries."""
        self.event_id.check_access("write")
        entries_sudo = self.sudo()
        entries_sudo.is_handled = True
        self.event_id._tell_stage()
        return True

    def action_accept_told(self):
        """Take who came instead, as told at the door, for the representative."""
        for entry in self.filtered(lambda entry: entry.guest_id and entry.name):
            entry.guest_id.write(
                {
                    "representative_id": False,
                    "representative_position_id": False,
                    "representative_name": entry.name,
                    "representative_post": entry.post,
                }
            )
        return self.action_handled()
