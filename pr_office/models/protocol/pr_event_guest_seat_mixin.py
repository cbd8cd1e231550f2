from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import head_table
from ..office.pr_numbered_mixin import BY_ACTION


class PrEventGuestSeatMixin(models.AbstractModel):
    """The seat of a guest: one at most, and nobody else's."""

    _name = "pr.event.guest.seat.mixin"
    _description = "Seat of a Guest"

    seat_id = fields.Many2one(
        comodel_name="pr.event.seat",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain="[('event_id', '=', event_id), ('guest_ids', '=', False)]",
    )
    zone_id = fields.Many2one(related="seat_id.zone_id", string="Zone")
    needs_card = fields.Boolean(
        string="Card to print",
        copy=False,
        help="The name on the card or the seat changed after it was printed.",
    )

    _seat_once = models.UniqueIndex(
        "(seat_id) WHERE seat_id IS NOT NULL",
        "Somebody else sits there already: look at the plan again.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        guests = super().create(vals_list)
        seated = guests.filtered("seat_id")
        if seated:
            seated._check_seats_open(seated.seat_id)
        return guests

    def write(self, vals):
        if "seat_id" in vals and self.env.context.get("pr_by") is not BY_ACTION:
            seats = self.seat_id | self.seat_id.browse(vals["seat_id"] or ())
            self._check_seats_open(seats)
        result = super().write(vals)
        if vals.get("state") == "declined":
            # Whoever does not come leaves even a closed table
            seated = self.filtered("seat_id").with_context(pr_by=BY_ACTION)
            seated._take_seats(dict.fromkeys(seated, False))
        return result

    def _check_seats_open(self, seats):
        """Refuse to touch seats of an act that is over or of a closed head table."""
        events = self.event_id
        if self.env.context.get("pr_by") is not BY_ACTION:
            events._check_seating_open()
            heads = seats.filtered(lambda seat: seat.zone_id.kind == "head")
            heads.event_id._check_table_open()
        events._count_version()

    @api.constrains("seat_id", "event_id")
    def _check_seat(self):
        for guest in self.filtered("seat_id"):
            if guest.seat_id.event_id != guest.event_id:
                raise ValidationError(
                    self.env._("%s sits at this act only.", guest.display_name)
                )
            if not guest.place:
                raise UserError(
                    self.env._(
                        "%s does not come and takes no seat.", guest.display_name
                    )
                )

    def _is_sure(self):
        """Tell whether the guest, or somebody in representation, said yes."""
        self.ensure_one()
        return self.state in ("accepted", "represented", "arrived")

    def _take_seats(self, seats):
        """Seat guests all at once: whoever moves gets up before anybody sits down.

        :param dict seats: seat, or false for none, by guest
        """
        model = self.env["pr.event.seat"]
        taken = model.union(*filter(None, seats.values())) | self.seat_id
        self._check_seats_open(taken)
        by_action = self.with_context(pr_by=BY_ACTION)
        left = self.seat_id
        by_action.filtered("seat_id").write({"seat_id": False})
        self.env["pr.event.guest"].flush_model(["seat_id"])
        for guest in by_action:
            if seats.get(guest):
                guest.write({"seat_id": seats[guest].id})
        emptied = left - model.union(*filter(None, seats.values()))
        emptied.filtered("is_locked").write({"is_locked": False})

    def _prepare_card(self):
        """Return what a seat of the drawing shows of who sits there."""
        self.ensure_one()
        name, post = self.card_name or "", self.card_post or ""
        return {
            "id": self._origin.id,
            "place": self.place,
            "name": name,
            "post": post,
            "name_lines": head_table.wrap(name, 17, 2),
            "post_lines": head_table.wrap(post, 22, 2),
        }
