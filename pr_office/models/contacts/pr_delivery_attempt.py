from odoo import fields, models


class PrDeliveryAttempt(models.Model):
    _name = "pr.delivery.attempt"
    _description = "Visit to Deliver a Paper"
    _order = "visited_at desc, id desc"

    delivery_id = fields.Many2one(
        comodel_name="pr.delivery", required=True, index=True, ondelete="restrict"
    )
    route_id = fields.Many2one(
        comodel_name="pr.delivery.route",
        string="Route sheet",
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="delivery_id.company_id", store=True, index=True
    )
    visited_at = fields.Datetime(required=True, default=fields.Datetime.now)
    outcome = fields.Selection(
        selection=[
            ("delivered", "Delivered"),
            ("refused", "Refused"),
            ("absent", "Nobody there"),
            ("returned", "Returned"),
            ("not_visited", "Not visited"),
        ],
        required=True,
    )
    note = fields.Char()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
