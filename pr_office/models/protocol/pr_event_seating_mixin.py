from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import head_table, seating
from ..office.pr_numbered_mixin import BY_ACTION


class PrEventSeatingMixin(models.AbstractModel):
    """Who sits where at an act: zones, wishes, and the approved head table."""

    _name = "pr.event.seating.mixin"
    _description = "Seating of an Act"

    zone_ids = fields.One2many(
        comodel_name="pr.event.zone",
        inverse_name="event_id",
        string="Zones",
        copy=True,
    )
    wish_ids = fields.One2many(
        comodel_name="pr.event.wish",
        inverse_name="event_id",
        string="Wishes",
        copy=False,
    )
    ceded_to_id = fields.Many2one(
        comodel_name="pr.event.guest",
        string="Chair ceded to",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('event_id', '=', id), ('place', '>', 1)]",
        help="Who presides gives the chair away, once.",
    )
    ceded_how = fields.Selection(
        selection=[
            ("voluntary", "Of the own will: moves to the left"),
            ("obliged", "Obliged: moves to the right"),
        ],
        string="How it is ceded",
        default="voluntary",
        copy=False,
    )
    seat_confirmed_only = fields.Boolean(
        string="Seat only who confirmed",
        help="Otherwise everybody invited who has not excused gets a seat.",
    )
    seating_version = fields.Integer(
        readonly=True,
        copy=False,
        help="Counts the changes of the plan, so that of two at once one is told.",
    )
    table_id = fields.Many2one(
        comodel_name="pr.event.table",
        string="Approved head table",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    table_ids = fields.One2many(
        comodel_name="pr.event.table",
        inverse_name="event_id",
        string="Head tables approved",
        readonly=True,
        copy=False,
    )
    is_table_closed = fields.Boolean(compute="_compute_is_table_closed")
    head_table = fields.Html(compute="_compute_head_table", sanitize=False)
    seating_note = fields.Text(string="Seats", compute="_compute_seating_note")
    card_note = fields.Char(string="Cards to print again", compute="_compute_card_note")

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        rows = []
        for event, vals in zip(events, vals_list, strict=True):
            if "zone_ids" not in vals:
                rows += event._prepare_zones()
        self.env["pr.event.zone"].create(rows)
        return events

    def _prepare_zones(self):
        """Return the zones of a new act: a head table and a row for latecomers."""
        here = self.with_context(lang=self.company_id.partner_id.lang)
        return [
            {
                "event_id": self.id,
                "sequence": 10,
                "kind": "head",
                "name": here.env._("Head table"),
                "seats": 7,
            },
            {
                "event_id": self.id,
                "sequence": 20,
                "kind": "rows",
                "name": here.env._("Reserved row"),
                "seats": 6,
                "is_reserve": True,
            },
        ]

    @api.constrains("ceded_to_id", "ceded_how")
    def _check_ceded(self):
        for event in self.filtered("ceded_to_id"):
            guest = event.ceded_to_id
            if guest.event_id != event or guest.companion_of_id:
                raise ValidationError(
                    event.env._(
                        "The chair is ceded to a guest of this act who has a place of"
                        " the own, not to %(name)s.",
                        name=guest.display_name,
                    )
                )

    # ------------------------------------------------------------
    # AUTOMATIC SEATING
    # ------------------------------------------------------------

    def action_seat_guests(self):
        """Seat everybody by rank, then by wishes; fixed seats stay as they are."""
        self.check_access("write")
        for event in self:
            event._check_seating_open()
            guests = event._get_guests_to_seat()
            found = seating.seat(
                guests,
                event._get_seats_to_fill(),
                event._get_pairs("together"),
                event._get_pairs("apart"),
                {g: g.seat_id for g in guests if g.seat_id._is_fixed()},
            )
            event._apply_seats(event._prepare_seats(found))
        return True

    def _get_seating_order(self):
        """Return the guests who have a place, in the order in which they sit."""
        self.ensure_one()
        guests = self.guest_ids.filtered("place").sorted("place")
        keys = list(guests)
        if self.ceded_to_id in keys[1:] and self.ceded_how:
            keys = head_table.cede(keys, self.ceded_to_id, self.ceded_how)
        return keys

    def _get_guests_to_seat(self):
        """Return who is seated by the rules; the reserved row is given by hand."""
        return [
            guest
            for guest in self._get_seating_order()
            if not guest.seat_id.zone_id.is_reserve
            and (guest._is_sure() or not self.seat_confirmed_only)
        ]

    def _get_seats_to_fill(self):
        """Return what the rule needs to know of each seat that is not reserved."""
        rows = []
        for zone in self.zone_ids.sorted().filtered(lambda zone: not zone.is_reserve):
            seats = {seat.honour: seat for seat in zone.seat_ids}
            rows += [
                seating.Seat(
                    key=seats[spot.honour],
                    beside=frozenset(map(seats.get, spot.beside)),
                    closed=seats[spot.honour]._is_fixed(),
                )
                for spot in zone._get_spots()
                if spot.honour in seats
            ]
        return rows

    def _get_pairs(self, kind):
        wishes = self.wish_ids.filtered(lambda wish: wish.kind == kind)
        return [(wish.guest_id, wish.other_id) for wish in wishes]

    def _prepare_seats(self, found):
        """Return the seat of each guest; who is not for the rules to seat stays."""
        kept = self.guest_ids.filtered(
            lambda guest: (
                guest.place
                and guest.seat_id
                and (guest.seat_id._is_fixed() or guest.seat_id.zone_id.is_reserve)
            )
        )
        return {
            guest: found.get(guest, False)
            for guest in self.guest_ids
            if guest not in kept
        }

    def _apply_seats(self, seats):
        """Seat guests, ``{guest: seat or False}``; only what differs is written."""
        changed = {
            guest: seat
            for guest, seat in seats.items()
            if guest.seat_id != (seat or self.env["pr.event.seat"])
        }
        if changed:
            self.env["pr.event.guest"].union(*changed)._take_seats(changed)

    def action_change(self):
        """Open the screen of changes of the last minute."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_change_action"
        )
        return action | {"context": {"default_event_id": self.id}}

    def action_cards_printed(self):
        """Note that every card is as it has to be."""
        self.check_access("write")
        return self.guest_ids.filtered("needs_card").write({"needs_card": False})

    # ------------------------------------------------------------
    # THE HEAD TABLE ONCE IT IS APPROVED
    # ------------------------------------------------------------

    @api.depends("table_id", "state", "start")
    def _compute_is_table_closed(self):
        for event in self:
            event.is_table_closed = bool(event.table_id) or event._has_begun()

    def _has_begun(self):
        """Tell whether nobody joins the table any more without a word from who
        presides (usage: Universidad de Oriente, manual of protocol).
        """
        self.ensure_one()
        if self.state in ("held", "closed", "cancelled"):
            return True
        started = self.start and self.start <= fields.Datetime.now()
        return bool(started) and self.state == "approved"

    def _check_seating_open(self):
        """Refuse changes of any seat of an act that is over."""
        for event in self:
            if event.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        'The act "%(act)s" is over: its seats stay as they were.',
                        act=event.name,
                    )
                )

    def _check_table_open(self):
        """Refuse changes of a head table that is approved or where people sit."""
        if self.env.context.get("pr_by") is BY_ACTION:
            return
        for event in self.filtered("is_table_closed"):
            raise UserError(
                self.env._(
                    'The head table of "%(act)s" has begun: nobody joins or leaves it'
                    ' unless who presides allows it. Use "Last-minute change".',
                    act=event.name,
                )
                if event._has_begun()
                else self.env._(
                    'The head table of "%(act)s" is approved (version %(number)s). Use'
                    ' "Last-minute change", which says what to print again, or "Open'
                    ' the head table again".',
                    act=event.name,
                    number=event.table_id.number,
                )
            )

    def action_approve_table(self):
        """Keep the head table as it is now as an approved version."""
        self.check_access("write")
        for event in self:
            event._check_seating_open()
            event._check_table_complete()
            event._approve_table()
        return True

    def _check_table_complete(self):
        self.ensure_one()
        seats = self.zone_ids.filtered(lambda zone: zone.kind == "head").seat_ids
        if not seats.guest_ids:
            raise UserError(
                self.env._("Nobody sits at the head table yet: seat the guests first.")
            )

    def _approve_table(self, reason=False):
        """Make the version that holds from now on.

        :param str reason: what was changed since the version before
        """
        self.ensure_one()
        self._count_version()
        table = self.env["pr.event.table"].create(self._prepare_table(reason))
        by_action = self.with_context(pr_by=BY_ACTION)
        by_action.write({"table_id": table.id})
        self.message_post(
            body=self.env._("Head table approved, version %s.", table.number)
        )
        return table

    def _prepare_table(self, reason):
        seats = self.zone_ids.filtered(lambda zone: zone.kind == "head").seat_ids
        guests = seats.guest_ids.sorted(lambda guest: guest.seat_id.honour)
        last = max(self.table_ids.mapped("number"), default=0)
        return {
            "event_id": self.id,
            "number": last + 1,
            "reason": reason,
            "drawing": self.head_table,
            "line_ids": [
                fields.Command.create(
                    {
                        "seat": guest.seat_id._get_label(),
                        "place": guest.place,
                        "name": guest.card_name,
                        "post": guest.card_post,
                    }
                )
                for guest in guests
            ],
        }

    def action_reopen_table(self):
        """Take the approval of the head table back; its versions stay."""
        self.check_access("write")
        for event in self.filtered("table_id"):
            if event._has_begun():
                event._check_table_open()
            event.with_context(pr_by=BY_ACTION).write({"table_id": False})
            event.message_post(body=self.env._("The head table was opened again."))
        return True

    def _count_version(self):
        """Make whoever changes the plan of one act at the same moment collide."""
        for event in self:
            event.seating_version += 1

    # ------------------------------------------------------------
    # WHAT THE PLAN SHOWS
    # ------------------------------------------------------------

    @api.depends("zone_ids.drawing", "zone_ids.kind", "ceded_to_id", "ceded_how")
    @api.depends_context("lang")
    def _compute_head_table(self):
        for event in self:
            heads = event.zone_ids.filtered(lambda zone: zone.kind == "head")
            drawn = heads.filtered("seats").mapped("drawing")
            event.head_table = self.env["ir.qweb"]._render(
                "pr_office.head_table",
                {"event": event, "drawing": Markup("").join(drawn)},
            )

    @api.depends(
        "zone_ids.seats",
        "zone_ids.groups",
        "zone_ids.is_reserve",
        "guest_ids.seat_id",
        "guest_ids.place",
        "wish_ids.kind",
        "table_id",
    )
    def _compute_seating_note(self):
        for event in self:
            event.seating_note = "\n".join(event._get_seating_notes()) or False

    @api.depends("guest_ids.needs_card", "guest_ids.card_name", "guest_ids.place")
    def _compute_card_note(self):
        for event in self:
            guests = event.guest_ids.filtered(lambda g: g.needs_card and g.place)
            event.card_note = "; ".join(guests.mapped("card_name")) or False

    def _get_seating_notes(self):
        """Return what whoever seats should look at; none of it blocks."""
        self.ensure_one()
        order = self._get_guests_to_seat()
        zones = self.zone_ids.filtered(lambda zone: not zone.is_reserve)
        many = sum(zone.groups * zone.seats for zone in zones)
        without = [guest for guest in order if not guest.seat_id]
        seated = [guest for guest in order if guest.seat_id]
        if len(order) > many:
            yield self.env._(
                "%(guests)s guests for %(seats)s seats: the last ones in the order stay"
                " without. Make a zone larger or add one.",
                guests=len(order),
                seats=many,
            )
        if without and seated:
            names = ", ".join(guest.card_name for guest in without[:5])
            more = len(without) - 5
            yield (
                self.env._("Without seat: %(names)s.", names=names)
                if (more <= 0)
                else self.env._(
                    "Without seat: %(names)s and %(more)s more.", names=names, more=more
                )
            )
        yield from self._get_neighbour_notes()

    def _get_neighbour_notes(self):
        """Return the guests to be kept apart who sit side by side."""
        pairs = self._get_pairs("apart")
        beside = self._get_beside() if pairs else {}
        for one, other in pairs:
            if one.seat_id and other.seat_id in beside.get(one.seat_id, ()):
                yield self.env._(
                    "%(one)s and %(other)s are to be kept apart and sit side by side.",
                    one=one.card_name,
                    other=other.card_name,
                )

    def _get_beside(self):
        return {each.key: each.beside for each in self._get_seats_to_fill()}
