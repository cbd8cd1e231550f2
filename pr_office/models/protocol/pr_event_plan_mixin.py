from odoo import api, models
from odoo.exceptions import UserError


class PrEventPlanMixin(models.AbstractModel):
    """What the seating plan of the web client shows, and the moves made in it."""

    _name = "pr.event.plan.mixin"
    _description = "Seating Plan on Screen"

    def action_view_seating(self):
        """Open the plan in which guests are dragged to their seats."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "pr_office.pr_event_seating_action"
        )
        return action | {
            "name": self.env._("Seats: %(act)s", act=self.name),
            "context": {"active_id": self.id},
        }

    @api.readonly
    def get_seating_plan(self):
        """Return the plan as the public sees it, ready to be drawn.

        :return: ``name``, ``version`` (to be given back with the moves), ``editable``,
            ``closed`` (the head table), ``note``, ``zones`` as drawn (units of the
            drawing) and ``unseated``, the cards of who has no seat in their order
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        order = self._get_seating_order()
        over = self.state in ("closed", "cancelled")
        return {
            "id": self.id,
            "name": self.name,
            "version": self.seating_version,
            "editable": not over and self.has_access("write"),
            "closed": self.is_table_closed,
            "note": self.seating_note or "",
            "zones": [zone._prepare_drawing() for zone in self.zone_ids.sorted()],
            "unseated": [each._prepare_card() for each in order if not each.seat_id],
        }

    def move_guests(self, moves, version):
        """Seat guests at once, such as two who change seats.

        :param list moves: ``[guest id, seat id or False]`` of each
        :param int version: of the plan on which the moves were thought out
        :return: the plan after it, as :meth:`get_seating_plan`
        :raises UserError: when somebody changed the plan meanwhile, or when a seat is
            fixed, closed or taken; nothing is moved then
        """
        self.ensure_one()
        self.check_access("write")
        self._check_plan_version(version)
        seats = {
            self.env["pr.event.guest"].browse(guest): self.env["pr.event.seat"].browse(
                seat or ()
            )
            for guest, seat in moves
        }
        guests = self.env["pr.event.guest"].union(*seats)
        self._check_moves(guests, seats)
        guests._take_seats(seats)
        return self.get_seating_plan()

    def _check_plan_version(self, version):
        if version != self.seating_version:
            raise UserError(
                self.env._(
                    "Somebody else changed the seats meanwhile: nothing was moved. Look"
                    " at the plan as it is now and try again."
                )
            )

    def _check_moves(self, guests, seats):
        """Refuse guests of other acts, and seats that are fixed or not left."""
        if guests.event_id - self:
            raise UserError(self.env._("Only guests of this act are seated here."))
        fixed = guests.seat_id.filtered("is_locked")
        if fixed:
            raise UserError(
                self.env._(
                    "%(name)s sits on a fixed seat (%(seat)s): release it first.",
                    name=fixed[0].guest_ids.card_name,
                    seat=fixed[0].display_name,
                )
            )
        for seat in seats.values():
            if seat.guest_ids - guests:
                raise UserError(
                    self.env._(
                        "%(name)s sits on %(seat)s already.",
                        name=seat.guest_ids.card_name,
                        seat=seat.display_name,
                    )
                )

    def fix_seat(self, seat_id, fixed):
        """Fix a seat for the automatic seating, or release it.

        :return: the plan after it, as :meth:`get_seating_plan`
        """
        self.ensure_one()
        self.check_access("write")
        seat = self.env["pr.event.seat"].browse(seat_id)
        if seat.event_id != self:
            raise UserError(self.env._("That seat is not of this act."))
        seat.is_locked = fixed
        return self.get_seating_plan()
