from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import names
from ...tools.precedence import Candidate


class PrPrecedenceOrder(models.TransientModel):
    """Who goes first among the chosen people, posts or mandates, and why."""

    _name = "pr.precedence.order"
    _description = "Order of Precedence"

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
    place_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Place of",
        default=lambda self: self.env.company.partner_id,
        domain=[("is_company", "=", True)],
        help="The institution on whose ground the act takes place. Its authorities, and"
        " the local ones of its city, count as authorities of the place.",
    )
    regional_capital = fields.Boolean(string="In the regional capital")
    diplomats = fields.Boolean(string="Foreign diplomats attend")
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
        institution = position.institution_id
        last = position.seats + 1
        return Candidate(
            key=key,
            category=position.category_id.id or None,
            sort_name=person.pr_sort_name or names.fold(position.name),
            since=mandate.date_start or None,
            founded=institution.pr_anniversary or None,
            region=self._get_region(institution),
            manual=(position.sequence, mandate.seat_number or last)
            if position
            else None,
            facts=frozenset(self._get_facts(institution)),
            words={"category": position.category_id.name or position.name},
        )

    def _get_region(self, institution):
        regional = institution.pr_scope == "regional" and institution.state_id
        return regional.name if regional else institution.name or ""

    def _get_facts(self, institution):
        """Return the keys of conditions that are true of a post of ``institution``."""
        if not self._is_of_place(institution):
            return set()
        regional = institution.pr_scope == "regional" and self.regional_capital
        return {"of_place", "regional_capital"} if regional else {"of_place"}

    def _is_of_place(self, institution):
        """Tell whether the place of the act lies within the institution's ground."""
        place = self.place_partner_id._origin
        if institution == place or not (institution and place):
            return bool(institution)
        if not institution.state_id or institution.state_id != place.state_id:
            return False
        if institution.pr_scope == "regional":
            return True
        city = names.fold(institution.city)
        return bool(city) and city == names.fold(place.city)

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
