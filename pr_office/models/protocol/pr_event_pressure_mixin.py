from datetime import timedelta

from odoo import api, fields, models

_DAYS = 30


class PrEventPressureMixin(models.AbstractModel):
    """What else a guest has received lately, so that nobody is written to too often."""

    _name = "pr.event.pressure.mixin"
    _description = "Contact Pressure"

    pressure = fields.Char(
        string="Received this month",
        compute="_compute_pressure",
        help="Invitations to other acts, letters and mailings of the last 30 days.",
    )

    @api.depends("partner_id")
    def _compute_pressure(self):
        since = fields.Datetime.now() - timedelta(days=_DAYS)
        received = self.partner_id._origin._get_received(since)
        for record in self:
            record.pressure = record.partner_id._describe_received(
                received.get(record.partner_id._origin, {}),
                record._get_own_invitation(),
            )

    def _get_own_invitation(self):
        """Return how many of the invitations counted are this record's own."""
        return 0
