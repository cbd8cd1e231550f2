from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import head_table, seat_plan

_SHAPE = {"kind", "groups", "seats", "aisle", "shared_centre", "mirrored"}
# A drawing wider than this is legible only with numbers instead of names.
_WIDE = 1150


class PrEventZone(models.Model):
    """A part of the hall whose seats belong to an act: a table, rows, standing room."""

    _name = "pr.event.zone"
    _description = "Zone of an Act"
    _order = "event_id, sequence, id"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(
        default=10, help="Zones are filled one after the other, the first one first."
    )
    name = fields.Char(
        string="Zone", compute="_compute_name", store=True, readonly=False
    )
    kind = fields.Selection(
        selection=[
            ("head", "Head table"),
            ("rows", "Rows of chairs"),
            ("round", "Round tables"),
            ("long", "Long tables"),
            ("standing", "Standing"),
        ],
        required=True,
        default="rows",
    )
    groups = fields.Integer(string="Rows or tables", required=True, default=1)
    seats = fields.Integer(
        string="Seats of each", required=True, default=10, help="0: no seat."
    )
    aisle = fields.Boolean(help="Parts the rows in two: the best seats are beside it.")
    shared_centre = fields.Boolean(
        string="Two preside",
        help="Nobody sits in the middle; the senior one takes the right of it.",
    )
    mirrored = fields.Boolean(
        string="Honoured side at the right",
        help="Of the drawing. Otherwise it is at the left: the right of who presides.",
    )
    is_reserve = fields.Boolean(
        string="For latecomers",
        help="Nobody is seated here beforehand: who comes late is.",
    )
    seat_ids = fields.One2many(
        comodel_name="pr.event.seat", inverse_name="zone_id", readonly=True
    )
    seat_count = fields.Integer(compute="_compute_counts", string="Seats")
    taken_count = fields.Integer(compute="_compute_counts", string="Taken")
    drawing = fields.Html(compute="_compute_drawing", sanitize=False)

    _size_in_range = models.Constraint(
        "CHECK (groups BETWEEN 0 AND 100 AND seats BETWEEN 0 AND 200"
        " AND groups * seats <= 2000)",
        "A zone has up to 100 rows or tables of up to 200 seats, 2000 in all.",
    )
    _head_is_one_table = models.Constraint(
        "CHECK (kind <> 'head' OR (groups = 1 AND seats <= 60 AND NOT is_reserve))",
        "A head table is one table of at most 60 chairs, and not for latecomers.",
    )

    @api.depends("kind")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for zone in self:
            if not zone.name or zone.name in labels.values():
                zone.name = labels.get(zone.kind)

    @api.depends("seat_ids.guest_ids")
    def _compute_counts(self):
        for zone in self:
            zone.seat_count = len(zone.seat_ids)
            zone.taken_count = len(zone.seat_ids.filtered("guest_ids"))

    # ------------------------------------------------------------
    # SEATS
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        zones = super().create(vals_list)
        zones._check_table_open()
        zones._make_seats()
        return zones

    def write(self, vals):
        changes = _SHAPE | {"event_id"}
        if changes & vals.keys():
            self._check_table_open()
        result = super().write(vals)
        if _SHAPE & vals.keys():
            self._check_table_open()
            self._make_seats()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_table_open()
        self._free_seats(self.seat_ids)

    def _check_table_open(self):
        """Refuse to change a head table that was approved or where people sit.

        :raises UserError: with the way that is left
        """
        heads = self.filtered(lambda zone: zone.kind == "head")
        heads.event_id._check_table_open()

    def _get_spots(self):
        """Return the seats of the drawing in their order of honour."""
        self.ensure_one()
        return seat_plan.spots(
            seat_plan.Zone(
                kind=self.kind,
                groups=self.groups,
                seats=self.seats,
                aisle=self.aisle,
                shared_centre=self.shared_centre,
                mirrored=self.mirrored,
            )
        )

    def _make_seats(self):
        """Give these zones the seats of their shape; who sat on a lost one waits."""
        rows = []
        for zone in self:
            known = {seat.honour: seat for seat in zone.seat_ids}
            for spot in zone._get_spots():
                place = {"group": spot.group, "number": spot.number}
                seat = known.pop(spot.honour, None)
                if not seat:
                    rows.append({"zone_id": zone.id, "honour": spot.honour, **place})
                elif (seat.group, seat.number) != (spot.group, spot.number):
                    seat.write(place)
            lost = self.env["pr.event.seat"].union(*known.values())
            zone._free_seats(lost)
            lost.unlink()
        self.env["pr.event.seat"].create(rows)

    def _free_seats(self, seats):
        """Say in the act's history who loses the seat."""
        for event, guests in seats.guest_ids.grouped("event_id").items():
            names = ", ".join(guests.mapped("card_name"))
            guests._take_seats(dict.fromkeys(guests, False))
            event.message_post(
                body=self.env._("Without seat, since it was taken away: %s", names)
            )

    # ------------------------------------------------------------
    # DRAWING
    # ------------------------------------------------------------

    @api.depends(
        "kind",
        "groups",
        "seats",
        "aisle",
        "shared_centre",
        "mirrored",
        "name",
        "seat_ids.is_locked",
        "seat_ids.guest_ids.place",
        "seat_ids.guest_ids.card_name",
        "seat_ids.guest_ids.card_post",
    )
    @api.depends_context("lang")
    def _compute_drawing(self):
        for zone in self:
            zone.drawing = self.env["ir.qweb"]._render(
                "pr_office.seating_zone", {"zone": zone._prepare_drawing()}
            )

    def _prepare_drawing(self):
        """Return what draws the zone: sizes, labels and seats as the public sees it."""
        self.ensure_one()
        drawn = self._get_spots()
        width, height = seat_plan.size(self.kind, drawn)
        card_width, card_height = seat_plan.CARDS[self.kind]
        return {
            "id": self._origin.id,
            "name": self.name or "",
            "kind": self.kind,
            "width": width,
            "height": height,
            "card_width": card_width,
            "card_height": card_height,
            "is_wide": width > _WIDE,
            "mirrored": self.mirrored,
            "is_reserve": self.is_reserve,
            "is_even": self.kind == "head"
            and bool(self.seats)
            and not head_table.has_centre(self.seats, self.shared_centre),
            "rows": self._prepare_row_labels(drawn),
            "seats": self._prepare_seats(drawn),
        }

    def _prepare_row_labels(self, drawn):
        if self.kind not in ("rows", "round", "long") or self.groups < 2:
            return []
        tops = {}
        for spot in drawn:
            tops.setdefault(spot.group, (spot.x, spot.y))
        return [
            {"label": self.seat_ids._get_group_label(self.kind, group), "x": x, "y": y}
            for group, (x, y) in tops.items()
        ]

    def _prepare_seats(self, drawn):
        seats = {seat.honour: seat for seat in self.seat_ids}
        return [
            seats[spot.honour]._prepare_drawing(spot)
            for spot in drawn
            if spot.honour in seats
        ]


class PrEventSeat(models.Model):
    """A seat of a zone. Who sits there is the guest's own field: one seat each."""

    _name = "pr.event.seat"
    _description = "Seat of an Act"
    _order = "event_id, zone_id, honour"

    zone_id = fields.Many2one(
        comodel_name="pr.event.zone", required=True, index=True, ondelete="cascade"
    )
    event_id = fields.Many2one(related="zone_id.event_id", store=True, index=True)
    company_id = fields.Many2one(
        related="zone_id.company_id", store=True, index="btree_not_null"
    )
    honour = fields.Integer(
        required=True, help="Order of honour inside the zone; 1 is the first seat."
    )
    group = fields.Integer(string="Row or table", required=True, default=1)
    number = fields.Integer(required=True)
    is_locked = fields.Boolean(
        string="Fixed",
        help="Automatic seating leaves it as it is: who sits there stays, and an empty"
        " one stays empty.",
    )
    guest_ids = fields.One2many(
        comodel_name="pr.event.guest",
        inverse_name="seat_id",
        string="Who sits here",
        readonly=True,
        help="One at most.",
    )

    _honour_uniq = models.UniqueIndex(
        "(zone_id, honour)", "This zone already has a seat of that number."
    )

    @api.depends("zone_id.name", "zone_id.kind", "group", "number", "honour")
    def _compute_display_name(self):
        for seat in self:
            seat.display_name = f"{seat.zone_id.name} {seat._get_label()}".strip()

    def _get_label(self):
        """Return what is written on the seat: 3, B-4 (row), 2-5 (table)."""
        self.ensure_one()
        kind = self.zone_id.kind
        if kind == "head":
            return str(self.honour)
        if kind == "standing":
            return str(self.number)
        return f"{self._get_group_label(kind, self.group)}-{self.number}"

    @api.model
    def _get_group_label(self, kind, group):
        return seat_plan.row_letter(group) if kind == "rows" else str(group)

    def _is_fixed(self):
        """Tell whether automatic seating leaves this seat as it is."""
        at_table = self.zone_id.kind == "head"
        return self.is_locked or (at_table and self.event_id.is_table_closed)

    def _prepare_drawing(self, spot):
        self.ensure_one()
        guest = self.guest_ids[:1]
        return {
            "id": self._origin.id,
            "x": spot.x,
            "y": spot.y,
            "label": self._get_label(),
            "honour": self.honour,
            "locked": self.is_locked,
            "guest": guest._prepare_card() if guest else False,
        }

    @api.constrains("is_locked")
    def _check_lock(self):
        heads = self.filtered(lambda seat: seat.zone_id.kind == "head")
        for event in heads.event_id:
            if event.state in ("closed", "cancelled"):
                raise UserError(self.env._("The act is over: its seats stay."))
