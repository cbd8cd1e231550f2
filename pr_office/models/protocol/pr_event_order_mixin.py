from dataclasses import replace

from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools import precedence

_DIPLOMATS = ("position_category_ambassador", "position_category_consul")
_PRESIDENT = "position_category_president"


class PrEventOrderMixin(models.AbstractModel):
    """The order of precedence of an act's guests, each place with its reason."""

    _name = "pr.event.order.mixin"
    _description = "Order of an Act"
    _inherit = ["pr.precedence.place.mixin"]

    precedence_list_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="Precedence list",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_precedence_list_id(),
        tracking=True,
    )
    precedence_reason = fields.Char(
        string="Why this list",
        compute="_compute_precedence_reason",
        store=True,
        readonly=False,
        help="Printed with the order, for whoever asks afterwards.",
    )
    list_state = fields.Selection(
        related="precedence_list_id.state", string="State of the list"
    )
    list_verified = fields.Boolean(related="precedence_list_id.verified")
    host_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
        default=lambda self: self._default_host_id(),
        tracking=True,
        help="Who invites. The list's host rule gives the place.",
    )
    presider_id = fields.Many2one(
        comodel_name="res.partner",
        string="Presides",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
        default=lambda self: self._default_host_id(),
        tracking=True,
        help="Who takes the first place. The President of the Republic presides any act"
        " attended (Ley 28212, art. 2).",
    )
    host_rule = fields.Selection(
        selection=lambda self: (
            self.env["pr.event.type"]
            ._fields["host_rule"]
            ._description_selection(self.env)
        ),
        string="Host who does not preside",
        compute="_compute_host_rule",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    @api.model
    def _default_precedence_list_id(self):
        today = fields.Date.context_today(self)
        return self.env["pr.precedence.list"]._get_default_list(today)

    @api.model
    def _default_host_id(self):
        """Return the authority of the house whose agenda comes first: the mayor."""
        agenda = self.env["pr.agenda"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return agenda.partner_id

    @api.depends("precedence_list_id")
    def _compute_precedence_reason(self):
        for event in self:
            plist = event.precedence_list_id
            here = event.with_context(lang=event.company_id.partner_id.lang)
            if plist.state == "approved":
                event.precedence_reason = here.env._(
                    "The municipality's own list, by %(number)s",
                    number=plist.directive_number,
                )
            elif plist.state == "norm":
                event.precedence_reason = here.env._("Norm that orders this act")
            else:
                event.precedence_reason = plist and here.env._(
                    "Working list: no own list has been approved yet"
                )

    @api.depends("type_id")
    def _compute_host_rule(self):
        for event in self:
            event.host_rule = event.type_id.host_rule or event.host_rule or "next"

    # ------------------------------------------------------------
    # ORDER
    # ------------------------------------------------------------

    def _get_places(self, guests=None, facts=()):
        """Order the guests of this act who are not known to stay away.

        A constant number of queries, whatever the number of guests.

        :param guests: ``pr.event.guest`` to order, those of the act by default
        :param facts: keys of conditions supposed to be true, for a what-if
        :return: list of :class:`precedence.Place`, keys are the guests, reasons in
            the language of the municipality
        """
        self.ensure_one()
        guests = self.guest_ids if guests is None else guests
        here = self.with_context(lang=self.company_id.partner_id.lang)
        coming = guests.filtered("is_counted")
        mandates = here._get_guest_mandates(coming)
        phrases = here._get_order_phrases()
        companions = coming.filtered("companion_of_id")
        candidates = [
            here._prepare_guest_candidate(guest, mandates, phrases)
            for guest in coming - companions
        ]
        facts = here._get_act_facts(coming) | set(facts)
        places = here.precedence_list_id._get_places(candidates, facts)
        places = precedence.seat_presidency(places, here._get_chair(coming), phrases)
        places = precedence.move_by_hand(places, here._get_moves(coming), phrases)
        return precedence.append(places, here._get_followers(companions, phrases))

    def _get_guest_mandates(self, guests):
        """Return the mandates on the day of the act by (post, person)."""
        positions = guests.position_id | guests.representative_position_id
        day = self._get_day() if self.start else fields.Date.context_today(self)
        mandates = positions._origin.mandates_on(day)
        return {(row.position_id, row.partner_id): row for row in mandates}

    def _prepare_guest_candidate(self, guest, mandates, phrases):
        person, position = guest.partner_id._origin, guest.position_id._origin
        invited = self._make_guest_candidate(guest, person, position, mandates)
        if not guest.is_represented:
            return invited
        person = guest.representative_id._origin
        position = guest.representative_position_id._origin
        stand_in = self._make_guest_candidate(guest, person, position, mandates)
        takes_place = guest.representation_rule == "takes_place"
        note = phrases["takes_place" if takes_place else "own_rank"]
        words = {"name": guest.invited_name, "basis": guest.representation_basis}
        return precedence.represent(
            invited, stand_in, takes_place, [note % words], self._get_stood_for(guest)
        )

    def _make_guest_candidate(self, guest, person, position, mandates):
        mandate = mandates.get((position, person), self.env["pr.mandate"])
        candidate = self._make_candidate(guest, person, position, mandate)
        if person or position:
            return candidate
        name = guest.representative_name or guest.guest_name or ""
        return replace(candidate, sort_name=name.casefold())

    def _get_stood_for(self, guest):
        """Return what standing in for this guest makes true.

        Only the President's representative takes a precedence, by a rank of its own
        in the list (D.S. 096-2005-RE, art. 6).
        """
        category = self.env.ref(f"pr_office.{_PRESIDENT}", raise_if_not_found=False)
        of_president = category and guest.position_id.category_id == category
        return ("represents_president",) if of_president else ()

    def _get_act_facts(self, coming):
        """Return the conditions that are true of this act and of who comes."""
        categories = self.env["pr.position.category"].union(
            *(
                self.env.ref(f"pr_office.{name}", raise_if_not_found=False) or ()
                for name in _DIPLOMATS
            )
        )
        attend = any(
            guest._get_position().category_id in categories for guest in coming
        )
        return {"diplomats"} if self.diplomats or attend else set()

    def _get_chair(self, coming):
        by_person = {guest._get_person()._origin: guest for guest in coming}
        by_person.pop(self.env["res.partner"], None)
        return precedence.Chair(
            presider=by_person.get(self.presider_id._origin),
            host=by_person.get(self.host_id._origin),
            host_rule=self.host_rule,
        )

    def _get_moves(self, coming):
        return {
            guest: precedence.Move(
                guest.manual_place,
                {
                    "why": guest.manual_reason,
                    "who": guest.manual_user_id.name,
                    "when": format_datetime(
                        self.env,
                        guest.manual_on,
                        tz=self._get_tz(),
                        dt_format="dd/MM/yyyy HH:mm",
                    ),
                },
            )
            for guest in coming
            if guest.manual_place and not guest.companion_of_id
        }

    def _get_followers(self, companions, phrases):
        rows = companions.sorted(lambda guest: (guest.invited_name or "", guest.id))
        return [
            (
                guest,
                guest.companion_of_id,
                phrases["companion"] % {"name": guest.companion_of_id.invited_name}
                if not guest.companion_of_id.is_counted
                else phrases["companion_of"]
                % {"name": guest.companion_of_id.invited_name, "place": "%(place)s"},
            )
            for guest in rows
        ]

    def _get_order_phrases(self):
        """Return the words of the reasons; each cites its rule or says it is usage."""
        return {
            "presides": self.env._("Presides the act. %(rank)s"),
            "host_presides": self.env._("Invites and presides the act. %(rank)s"),
            "host_next": self.env._(
                "Host, next to who presides (D.S. 096-2005-RE, art. 94). %(rank)s"
            ),
            "host_second": self.env._(
                "Host, second place: nobody else outranks the host (D.S. 096-2005-RE,"
                " art. 14). %(rank)s"
            ),
            "host_third": self.env._(
                "Host, third place: somebody else outranks the host (D.S."
                " 096-2005-RE, art. 14). %(rank)s"
            ),
            "own_rank": self.env._(
                "Represents %(name)s and sits by the own rank: representing gives no"
                " precedence (D.S. 096-2005-RE, art. 6)."
            ),
            "takes_place": self.env._(
                "Represents %(name)s and takes that place: %(basis)s."
            ),
            "by_hand": self.env._(
                "Place set by hand: %(why)s (%(who)s, %(when)s). By the rules it would"
                " be place %(computed)s: %(rules)s"
            ),
            "not_exact": self.env._(
                "Place %(wanted)s was asked for and is not free or does not exist."
            ),
            "companion_of": self.env._(
                "Accompanies %(name)s (place %(place)s): after those who hold a post,"
                " by usage."
            ),
            "companion": self.env._(
                "Accompanies %(name)s, who does not come: last, by usage."
            ),
            "away": self.env._("Takes no place: does not come."),
        }
