from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import door, vocative

_PRESS = (
    "position_category_media_director",
    "position_category_journalist",
    "position_category_press_association_president",
)


class PrEventArrivalMixin(models.AbstractModel):
    """A guest who comes: by which gate, when, and how the guest is named aloud."""

    _name = "pr.event.arrival.mixin"
    _description = "Arrival of a Guest"

    gate_kind = fields.Selection(
        selection=[
            ("authorities", "Authorities"),
            ("press", "Press"),
            ("public", "Public"),
        ],
        string="Gate",
        compute="_compute_gate_kind",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="By which gate the guest comes in, where the act has several.",
    )
    is_named = fields.Boolean(
        string="Named aloud",
        compute="_compute_gate_kind",
        store=True,
        readonly=False,
        precompute=True,
        help="Read aloud by the master of ceremonies once the guest has come.",
    )
    sort_name = fields.Char(
        compute="_compute_sort_name",
        store=True,
        help="Surname first, of who comes: the order of the lists at the door.",
    )
    arrived_on = fields.Datetime(readonly=True, copy=False)
    spoken = fields.Char(
        string="Read aloud",
        compute="_compute_spoken",
        help="How the master of ceremonies names who comes.",
    )
    pronunciation = fields.Char(compute="_compute_spoken")
    admission_ids = fields.One2many(
        comodel_name="pr.event.admission",
        inverse_name="guest_id",
        string="Entries at the gates",
    )

    @api.depends("position_id", "companion_of_id")
    def _compute_gate_kind(self):
        press = self.env["pr.position.category"].union(
            *(
                self.env.ref(f"pr_office.{name}", raise_if_not_found=False) or ()
                for name in _PRESS
            )
        )
        for guest in self:
            position = (guest.companion_of_id or guest).position_id
            is_press = position.category_id in press
            guest.gate_kind = (
                "press" if is_press else "authorities" if position else "public"
            )
            guest.is_named = bool(guest.position_id) and not is_press

    @api.depends(
        "partner_id.pr_sort_name",
        "guest_name",
        "representative_id.pr_sort_name",
        "representative_name",
    )
    def _compute_sort_name(self):
        for guest in self:
            name = (
                guest.representative_id.pr_sort_name
                or guest.representative_name
                or guest.partner_id.pr_sort_name
                or guest.guest_name
                or ""
            )
            guest.sort_name = name.casefold()

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    @api.depends(
        "card_name",
        "card_post",
        "partner_id",
        "position_id",
        "is_represented",
        "representative_id",
        "representative_position_id",
    )
    @api.depends_context("lang")
    def _compute_spoken(self):
        acting = self._get_acting()
        for guest in self:
            person, position = guest._get_person(), guest._get_position()
            guest.pronunciation = person.pr_pronunciation
            words = self._compose_spoken(person, position, acting)
            if not words:
                told = (guest.card_name, guest.representative_post)
                words = ", ".join(filter(None, told))
            guest.spoken = words
            if guest.is_represented:
                guest.spoken = guest._word_representation(words, acting)

    def _get_acting(self):
        """Return the set of (post, person) that are held as acting on the day."""
        held = {}
        for event, guests in self.grouped("event_id").items():
            held |= event._get_guest_mandates(guests)
        return {key for key, mandate in held.items() if mandate.kind == "acting"}

    def _compose_spoken(self, person, position, acting):
        if not person:
            return ""
        holds = (position._origin, person._origin) in acting
        form = position.form_of_address_id
        return form.compose("spoken_line", person, position, holds)

    def _word_representation(self, words, acting):
        """Return how a representative is named: who it is, then for whom."""
        whom = self._compose_spoken(self.partner_id, self.position_id, acting)
        whom = vocative.decapitalise(whom or self.invited_name)
        gender = self.partner_id.pr_gender if self.partner_id else ""
        if gender == "female":
            return self.env._(
                "%(who)s, who represents her: %(whom)s", who=words, whom=whom
            )
        if gender == "male":
            return self.env._(
                "%(who)s, who represents him: %(whom)s", who=words, whom=whom
            )
        return self.env._("%(who)s, representing %(whom)s", who=words, whom=whom)

    # ------------------------------------------------------------
    # ARRIVAL
    # ------------------------------------------------------------

    def _note_arrival(self, moment):
        """Mark one guest as arrived; who was not expected takes a place again.

        Past the ORM for those who have their place: it would order all guests of the
        act again at each of them, and none of their places depends on it.
        """
        if self.is_away:
            self.write({"state": "arrived", "arrived_on": moment})
        else:
            self._set_presence("arrived", moment)

    def _undo_arrival(self, state):
        state = state or "invited"
        if state in ("declined", "absent"):
            self.write({"state": state, "arrived_on": False})
        else:
            self._set_presence(state, None)

    def _set_presence(self, state, moment):
        self.flush_recordset(["state", "arrived_on"])
        self.env.cr.execute(
            SQL(
                "UPDATE pr_event_guest SET state = %s, arrived_on = %s WHERE id = %s",
                state,
                moment,
                self.id,
            )
        )
        self.invalidate_recordset(["state", "arrived_on"])
        self.event_id.invalidate_recordset(
            ["guest_count", "open_count", "coming_count", "declined_count"]
        )

    def action_arrive(self):
        """Note at the desk that these guests, or who represents them, have come."""
        return self._arrive("desk")

    def action_arrive_by_paper(self):
        """Load the boxes ticked on the paper list; who is in already stays so."""
        return self._arrive("paper")

    def _arrive(self, channel):
        self.check_access("write")
        for event, guests in self.grouped("event_id").items():
            taps = [
                door.Tap("admit", door.new_number(), door.NOW, guest.id)
                for guest in guests
                if guest.state != "arrived"
            ]
            self.env["pr.event.admission"]._take(
                event, taps, user_id=self.env.uid, channel=channel
            )
        return True

    def action_undo_arrival(self):
        """Take back that these guests have come."""
        stands = self.admission_ids.filtered(
            lambda entry: entry.kind == "guest" and entry.state == "stands"
        )
        return stands.action_undo()
