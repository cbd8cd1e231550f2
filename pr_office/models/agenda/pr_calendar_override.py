from odoo import fields, models


class PrCalendarOverride(models.Model):
    _name = "pr.calendar.override"
    _description = "Public Text of a Changed Occurrence"

    resource_id = fields.Many2one(
        comodel_name="pr.calendar.resource",
        required=True,
        index=True,
        ondelete="cascade",
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        required=True,
        index=True,
        ondelete="cascade",
        help="Its own publication decides who reads this text.",
    )
    text = fields.Text(required=True)
