from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class PrPrecedenceOrder(models.TransientModel):
    """Who goes first among the chosen people, posts or mandates, and why."""

    _name = "pr.precedence.order"
    _description = "Order of Precedence"
    _inherit = ["pr.precedence.place.mixin"]

    name = fields.Char(string="Title", help="Printed at the top, such as the act.")
    list_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="Precedence list",
        required=True,
        default=lambda self: self._default_list_id(),
    )
    list_verified = fields.Boolean(related="list_id.verified")
    list_state = fields.Selection(related="list_id.state")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="The posts are taken with who holds them on this day.",
    )
    mandate_ids = fields.Many2many(comodel_name="pr.mandate", string="Mandates")
    position_ids = fields.Many2many(comodel_name="pr.position", string="Posts")
    partner_ids = fields.Many2many(comodel_name="res.partner", string="People")
    line_ids = fields.One2many(
        comodel_name="pr.precedence.order.line",
        inverse_name="order_id",
        string="Places",
        compute="_compute_line_ids",
        store=True,
    )

    def _default_list_id(self):
        today = fields.Date.context_today(self)
        return self.env["pr.precedence.list"]._get_default_list(today)

    @api.model
    def default_get(self, fields):
        """Start from the records the action was called on."""
        values = super().default_get(fields)
        field = {
            "pr.mandate": "mandate_ids",
            "pr.position": "position_ids",
            "res.partner": "partner_ids",
        }.get(self.env.context.get("active_model"))
        if field in fields:
            values[field] = [Command.set(self.env.context.get("active_ids", []))]
        return values

    @api.depends(
        "list_id",
        "date",
        "place_partner_id",
        "regional_capital",
        "diplomats",
        "mandate_ids",
        "position_ids",
        "partner_ids",
    )
    def _compute_line_ids(self):
        for order in self:
            lines = order._prepare_lines() if order.list_id and order.date else []
            order.line_ids = [Command.clear(), *map(Command.create, lines)]

    def _prepare_lines(self):
        """Return the values of the lines, each person once in the highest capacity."""
        sources = [*self._get_mandates(), *self._get_vacant_positions()]
        sources += self._get_people_without_post(sources)
        candidates = [
            self._prepare_candidate(index, source)
            for index, source in enumerate(sources)
        ]
        facts = {"diplomats"} if self.diplomats else set()
        lines, seen = [], set()
        for place in self.list_id._get_places(candidates, facts):
            source = sources[place.key]
            person = source.partner_id.id if source._name == "pr.mandate" else source
            if person not in seen:
                seen.add(person)
                lines.append(self._prepare_line(source, len(lines) + 1, place))
        return lines

    def _get_mandates(self):
        mandates = self.mandate_ids._origin
        mandates |= self.position_ids._origin.mandates_on(self.date)
        domain = mandates._get_valid_on_domain(self.date)
        return mandates | mandates.search(
            domain & fields.Domain("partner_id", "in", self.partner_ids._origin.ids)
        )

    def _get_vacant_positions(self):
        held = self.position_ids._origin.mandates_on(self.date).position_id
        return self.position_ids._origin - held

    def _get_people_without_post(self, sources):
        held = {row.partner_id for row in sources if row._name == "pr.mandate"}
        return [row for row in self.partner_ids._origin if row not in held]

    def _prepare_candidate(self, key, source):
        """Return a mandate, a vacant post or a person as a candidate for a place."""
        mandate = source if source._name == "pr.mandate" else self.env["pr.mandate"]
        person = source if source._name == "res.partner" else mandate.partner_id
        position = source if source._name == "pr.position" else mandate.position_id
        return self._make_candidate(key, person, position, mandate)

    def _prepare_line(self, source, number, place):
        mandate = source if source._name == "pr.mandate" else self.env["pr.mandate"]
        position = source if source._name == "pr.position" else mandate.position_id
        person = source if source._name == "res.partner" else mandate.partner_id
        return {
            "place": number,
            "partner_id": person.id,
            "position_id": position.id,
            "post_label": mandate.post_label or position.display_name,
            "listed": bool(place.rank),
            "reason": place.reason,
        }

    def action_print(self):
        """Print the order on A4."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("There is nobody to order: choose people or posts first.")
            )
        return self.env.ref("pr_office.pr_precedence_order_report").report_action(self)


class PrPrecedenceOrderLine(models.TransientModel):
    _name = "pr.precedence.order.line"
    _description = "Place in an Order of Precedence"
    _order = "order_id, place, id"

    order_id = fields.Many2one(
        comodel_name="pr.precedence.order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    place = fields.Integer(string="No.")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Person")
    position_id = fields.Many2one(comodel_name="pr.position", string="Post")
    post_label = fields.Char(string="Post as named")
    listed = fields.Boolean()
    reason = fields.Text()
