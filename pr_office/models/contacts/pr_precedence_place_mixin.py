from odoo import fields, models

from ...tools import names
from ...tools.precedence import Candidate


class PrPrecedencePlaceMixin(models.AbstractModel):
    """What orders people by a list for an act: where it is and who comes there."""

    _name = "pr.precedence.place.mixin"
    _description = "Place of an Act, for its Order of Precedence"

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

    def _make_candidate(self, key, person, position, mandate):
        """Return somebody in the capacity of a post as a candidate for a place.

        :param person: ``res.partner``, empty for a vacant post
        :param position: ``pr.position``, empty for a person without post
        :param mandate: the ``pr.mandate`` by which the person holds it, may be empty
        """
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
