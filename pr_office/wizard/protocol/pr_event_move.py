from odoo import fields, models


class PrEventMove(models.TransientModel):
    """Gives a guest a place by hand; the reason stays with it for ever."""

    _name = "pr.event.move"
    _description = "Set a Place by Hand"

    guest_id = fields.Many2one(
        comodel_name="pr.event.guest", required=True, ondelete="cascade"
    )
    current_place = fields.Integer(related="guest_id.place", string="Place now")
    current_reason = fields.Text(related="guest_id.place_reason", string="Why")
    place = fields.Integer(
        string="New place", required=True, default=lambda self: self._default_place()
    )
    reason = fields.Char(required=True)

    _place_positive = models.Constraint("CHECK (place > 0)", "Places count from 1.")

    def _default_place(self):
        guest = self.env["pr.event.guest"].browse(
            self.env.context.get("default_guest_id")
        )
        return max(guest.place - 1, 1)

    def action_apply(self):
        """Move the guest and tell it in the act's history."""
        self.ensure_one()
        guest = self.guest_id
        before = guest.place
        guest.write({"manual_place": self.place, "manual_reason": self.reason})
        guest.event_id.message_post(
            body=self.env._(
                "%(name)s moved by hand from place %(before)s to %(after)s: %(reason)s",
                name=guest.display_name,
                before=before,
                after=self.place,
                reason=self.reason,
            )
        )
        return {"type": "ir.actions.act_window_close"}
