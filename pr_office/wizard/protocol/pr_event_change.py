from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.office.pr_numbered_mixin import BY_ACTION
from ...models.protocol.pr_event_state_mixin import OPEN_STATES
from ...tools import seating

_SEATED = ("replace", "represent", "remove")
_NEWCOMERS = ("seat", "chair")


class PrEventChange(models.TransientModel):
    """A change of the guests when the seats are given: as few as can be get up.

    It is tried first, and says who moves and what is to be printed again; nothing
    is kept until it is applied.
    """

    _name = "pr.event.change"
    _inherit = "pr.event.represent"
    _description = "Last-Minute Change"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("replace", "Somebody else comes instead of a guest"),
            ("represent", "A guest sends a representative"),
            ("remove", "A guest does not come"),
            ("seat", "Somebody without a seat has come"),
            ("chair", "Somebody gets one chair more at the head table"),
        ],
        string="What happens",
        required=True,
        default="represent",
    )
    guest_id = fields.Many2one(
        required=False,
        compute="_compute_guest_id",
        store=True,
        readonly=False,
    )
    representative_id = fields.Many2one(string="Who comes")
    has_begun = fields.Boolean(compute="_compute_has_begun")
    is_allowed = fields.Boolean(
        string="Who presides allows it",
        help="The act has begun: without that word whoever comes now takes the row for"
        " latecomers and the table stays as it is.",
    )
    reason = fields.Char(help="Kept in the act's history and with the version.")
    stage = fields.Selection(
        selection=[("ask", "Asked"), ("tried", "Tried"), ("done", "Done")],
        required=True,
        default="ask",
        readonly=True,
    )
    effect = fields.Html(string="What changes", readonly=True, sanitize=False)

    @api.depends("kind")
    def _compute_guest_id(self):
        """Ask again: a guest of one kind of change is none of the other."""
        for change in self:
            seated = bool(change.guest_id.seat_id)
            if change.guest_id and seated != (change.kind in _SEATED):
                change.guest_id = False

    @api.depends("event_id")
    def _compute_has_begun(self):
        for change in self:
            change.has_begun = change.event_id._has_begun()

    # ------------------------------------------------------------
    # TRY AND APPLY
    # ------------------------------------------------------------

    def action_try(self):
        """Show who would move and what would be printed, and change nothing.

        :raises UserError: when the change cannot be made, saying why
        """
        self.ensure_one()
        with self.env.cr.savepoint() as savepoint:
            effect = self._render_effect(self._change())
            savepoint.rollback()
        self.env.invalidate_all()
        self.write({"effect": effect, "stage": "tried"})
        return self._reopen()

    def action_back(self):
        """Ask again."""
        self.write({"stage": "ask"})
        return self._reopen()

    def action_apply(self):
        """Change guests and seats, approve the table anew and tell it."""
        self.ensure_one()
        found = self._change()
        for line in found["lines"]:
            line["guest"].needs_card = line["card"]
        if self.event_id.table_id and found["at_table"]:
            self.event_id._approve_table(self._describe())
        effect = self._render_effect(found)
        self.event_id.message_post(body=effect)
        self.write({"effect": effect, "stage": "done"})
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Last-minute change"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _describe(self):
        """Return the change in a line, such as what a version of the table shows."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        names = (self.guest_id.invited_name, self.representative_id.name or self.name)
        parts = (kinds[self.kind], " → ".join(filter(None, names)), self.reason)
        return ": ".join(filter(None, parts))

    # ------------------------------------------------------------
    # GUESTS
    # ------------------------------------------------------------

    def _change(self):
        """Make the change.

        :return: what it did, as :meth:`_compare` says
        :raises UserError: when it cannot be made
        """
        self._check_change()
        before, chair = self._observe(), self.guest_id.seat_id
        guest = self._change_guest()
        if self.kind == "chair":
            chair = self._add_chair()
        if self.has_begun:
            self._seat_while_sitting(guest, chair)
        else:
            self._seat_by_order(guest, before)
        self.env.flush_all()
        return self._compare(before, self._observe())

    def _check_change(self):
        if self.event_id.state not in OPEN_STATES:
            raise UserError(
                self.env._(
                    'The act "%(act)s" is over: its seats stay as they were.',
                    act=self.event_id.name,
                )
            )
        if self.kind in _SEATED and not self.guest_id:
            raise UserError(self.env._("Choose the guest whose seat it is about."))
        if self.kind == "replace" and not (self.representative_id or self.name):
            raise UserError(self.env._("Say who comes instead."))
        if self.kind in _NEWCOMERS:
            if not (self.guest_id or self.representative_id or self.name):
                raise UserError(self.env._("Say who comes."))
            if self._is_seated(self.guest_id):
                raise UserError(
                    self.env._(
                        "%(name)s has a seat already: %(seat)s.",
                        name=self.guest_id.card_name,
                        seat=self.guest_id.seat_id.display_name,
                    )
                )
        if self.kind == "chair" and self.has_begun and not self.is_allowed:
            raise UserError(
                self.env._(
                    "The act has begun: a chair is added to the head table only if who"
                    " presides allows it."
                )
            )

    def _change_guest(self):
        """Note who comes and who does not; return whom a seat is sought for."""
        if self.kind == "represent":
            self._answer()
        elif self.kind in ("replace", "remove"):
            self.guest_id._answer("declined", self.channel, answer_said_by=self.said_by)
            return self._add_guest() if self.kind == "replace" else self.guest_id[:0]
        elif not self.guest_id:
            return self._add_guest()
        elif not self.guest_id._is_sure():
            self.guest_id._answer("accepted", self.channel, answer_said_by=self.said_by)
        return self.guest_id

    def _add_guest(self):
        values = {
            "event_id": self.event_id.id,
            "partner_id": self.representative_id.id,
            "guest_name": False if self.representative_id else self.name,
            "state": "accepted",
            "answer_channel": self.channel,
            "answered_on": fields.Datetime.now(),
            "answer_user_id": self.env.uid,
        }
        if self.position_id:
            values["position_id"] = self.position_id.id
        return self.guest_id.create(values)

    # ------------------------------------------------------------
    # SEATS
    # ------------------------------------------------------------

    def _add_chair(self):
        heads = self.event_id.zone_ids.filtered(lambda zone: zone.kind == "head")
        if not heads:
            raise UserError(self.env._("This act has no head table: give it a zone."))
        head = heads[0].with_context(pr_by=BY_ACTION)
        head.seats += 1
        return head.seat_ids.sorted("honour")[-1:]

    @api.model
    def _is_seated(self, guest):
        """Tell whether a guest sits, but for the row for latecomers."""
        return guest.seat_id and not guest.seat_id.zone_id.is_reserve

    def _seat_while_sitting(self, guest, chair):
        """Seat whoever comes once the act began: nobody else gets up for it.

        Usage from protocol manuals: whoever comes late takes the row for latecomers,
        unless who presides allows more.
        """
        if not guest:
            return
        if not self.is_allowed:
            chair = self._get_late_seat()
        elif not chair or chair.zone_id.is_reserve:
            chair = self._get_free_seat(guest)
        self._apply_seats({guest: chair})

    def _get_late_seat(self):
        reserve = self.event_id.zone_ids.filtered("is_reserve").sorted()
        free = reserve.seat_ids.filtered(lambda seat: not seat.guest_ids)
        if not free:
            raise UserError(
                self.env._(
                    "The row for latecomers has no free seat: make that zone larger, or"
                    " ask who presides."
                )
            )
        return free[0]

    def _get_free_seat(self, guest):
        """Return the best free seat that is not before the guest's place."""
        seats = self._get_open_seats()
        free = [seat for seat in seats if not seat.guest_ids]
        later = [seat for seat in free if seats.index(seat) + 1 >= guest.place]
        if not free:
            raise UserError(self.env._("No seat is free: add a chair."))
        return (later or free[-1:])[0]

    def _get_open_seats(self):
        """Return the seats that the order fills, without the fixed ones."""
        zones = self.event_id.zone_ids.filtered(lambda zone: not zone.is_reserve)
        return [
            seat
            for zone in zones.sorted()
            for seat in zone.seat_ids.sorted("honour")
            if not seat.is_locked
        ]

    def _seat_by_order(self, guest, before):
        """Let the fewest move so that the order holds; who sat by hand stays so.

        :param guest: who is sought a seat for, none when somebody only leaves
        :param dict before: what :meth:`_observe` saw
        """
        seats = self._get_open_seats()
        sitting = [seat.guest_ids[:1] for seat in seats if seat.guest_ids]
        after = {each: each.place for each in self.event_id.guest_ids if each.place}
        earlier = {each: row["place"] for each, row in before.items() if row["place"]}
        moved = seating.displaced(earlier, after) & {*sitting}
        if guest and not self._is_seated(guest):
            moved.add(guest)
        order = [each for each in sitting if each not in moved]
        found = seating.move_least(
            seating.settle(order, after, moved),
            seats,
            {each: each.seat_id for each in sitting},
        )
        everybody = {*sitting, *moved}
        self._apply_seats({each: found.get(each) for each in everybody})

    def _apply_seats(self, seats):
        # What was checked here may change even a closed table
        self.event_id.with_context(pr_by=BY_ACTION)._apply_seats(seats)

    # ------------------------------------------------------------
    # WHAT CHANGED
    # ------------------------------------------------------------

    def _observe(self):
        """Return what cards and papers say of each guest."""
        return {
            guest: {
                "place": guest.place,
                "name": guest.card_name,
                "post": guest.card_post,
                "seat": guest.seat_id.display_name or "",
                "at_table": guest.seat_id.zone_id.kind == "head",
            }
            for guest in self.event_id.guest_ids
        }

    def _compare(self, before, after):
        """Return what changed: whose seat or card, and which papers are old now.

        :return: ``lines`` with ``guest``, ``before``, ``after`` (rows of
            :meth:`_observe`) and ``card`` (print it again); ``papers``, their names;
            ``at_table``, whether the head table is another one
        :rtype: dict
        """
        nobody = dict.fromkeys(("place", "name", "post", "seat", "at_table"), "")
        lines, places, at_table = [], False, False
        for guest, new in after.items():
            old = before.get(guest, nobody)
            places |= old["place"] != new["place"]
            card = {key for key in ("name", "post", "seat") if old[key] != new[key]}
            if not card and bool(old["place"]) == bool(new["place"]):
                continue
            at_table |= bool(old["at_table"] or new["at_table"])
            lines.append(
                {
                    "guest": guest,
                    "before": old,
                    "after": new,
                    "card": bool(card and new["place"]),
                }
            )
        return {
            "lines": sorted(lines, key=lambda line: line["after"]["place"] or 0),
            "papers": list(self._get_papers(lines, places)),
            "at_table": at_table,
        }

    def _get_papers(self, lines, places):
        if any(line["before"]["seat"] != line["after"]["seat"] for line in lines):
            yield self.env._("Seating plan")
        if lines or places:
            yield self.env._("Guests by place")
            yield self.env._("Script of the master of ceremonies")
        if lines:
            yield self.env._("Guests by name")

    def _render_effect(self, found):
        return self.env["ir.qweb"]._render(
            "pr_office.seating_change", {"title": self._describe(), **found}
        )
