from odoo import api, fields, models
from odoo.exceptions import ValidationError


class PrEventWish(models.Model):
    """Two guests who should, or should not, sit side by side."""

    _name = "pr.event.wish"
    _description = "Wish about Seats"
    _order = "event_id, kind, id"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    kind = fields.Selection(
        selection=[("apart", "Keep apart"), ("together", "Keep together")],
        required=True,
        default="together",
        help="Apart is kept whatever it costs in rank. Together is granted only where"
        " rank loses nothing by it.",
    )
    guest_id = fields.Many2one(
        comodel_name="pr.event.guest",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('event_id', '=', event_id)]",
    )
    other_id = fields.Many2one(
        comodel_name="pr.event.guest",
        string="And",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('event_id', '=', event_id), ('id', '!=', guest_id)]",
    )
    note = fields.Char(
        string="Reason", help="Internal, such as: one interprets for the other."
    )

    _pair_once = models.UniqueIndex(
        "(least(guest_id, other_id), greatest(guest_id, other_id))",
        "There is already a wish about these two guests.",
    )
    _two_people = models.Constraint(
        "CHECK (guest_id <> other_id)", "A wish is about two different guests."
    )

    @api.constrains("event_id", "guest_id", "other_id")
    def _check_guests(self):
        for wish in self:
            for guest in wish.guest_id | wish.other_id:
                if guest.event_id != wish.event_id:
                    raise ValidationError(
                        self.env._(
                            "%(name)s is not a guest of this act.",
                            name=guest.display_name,
                        )
                    )
