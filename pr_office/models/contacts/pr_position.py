from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import names, seats

_SEAT_FIELDS = ("date_start", "date_end", "kind", "active")


class PrPosition(models.Model):
    _name = "pr.position"
    _description = "Post"
    _inherit = [
        "pr.obliged.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "pr.popolo.mixin",
    ]
    _order = "institution_id, sequence, name, id"
    _rec_names_search = ["name", "institution_id.display_name"]
    _check_company_auto = True

    name = fields.Char(
        required=True,
        tracking=True,
        help="As the directory lists it, such as Alcalde/sa.",
    )
    name_female = fields.Char(string="Name for a woman", help="Such as Alcaldesa.")
    name_male = fields.Char(string="Name for a man", help="Such as Alcalde.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    institution_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain=[("is_company", "=", True)],
    )
    company_id = fields.Many2one(
        related="institution_id.company_id", store=True, index="btree_not_null"
    )
    category_id = fields.Many2one(
        comodel_name="pr.position.category",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self._get_category_domain(),
        help="Decides the place in the order of precedence.",
    )
    form_of_address_id = fields.Many2one(
        comodel_name="pr.form.of.address",
        string="Form of address",
        compute="_compute_form_of_address_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    seats = fields.Integer(
        default=1,
        required=True,
        tracking=True,
        help="How many people hold this post at once, for example nine councillors.",
    )
    email = fields.Char(help="Address of the post itself; it outlives its holders.")
    phone = fields.Char(help="Telephone of the post itself.")
    # holders
    mandate_ids = fields.One2many(
        comodel_name="pr.mandate", inverse_name="position_id", string="Mandates"
    )
    holder_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Holders today",
        compute="_compute_holder_ids",
        search="_search_holder_ids",
    )
    holder_label = fields.Char(
        string="Held by",
        compute="_compute_holder_ids",
        help="Names of today's holders, (e) after those who stand in.",
    )
    held_since = fields.Date(
        compute="_compute_holder_ids",
        help="Since when; of several holders, the one who came last.",
    )
    held_until = fields.Date(
        compute="_compute_holder_ids",
        help="Until when; of several holders, the one who leaves first.",
    )
    vacant_seats = fields.Integer(
        string="Vacant",
        compute="_compute_holder_ids",
        help="Seats without a titular holder today.",
    )
    is_vacant = fields.Boolean(
        string="Vacant post", compute="_compute_holder_ids", search="_search_is_vacant"
    )
    search_key = fields.Char(
        compute="_compute_search_key",
        store=True,
        index="trigram",
        help="Post and institution without accents, in either spelling.",
    )
    seat_guard = fields.Integer(
        default=0,
        copy=False,
        help="Raised by each change of holders, so that two of them at once collide.",
    )

    _seats_positive = models.Constraint(
        "CHECK (seats > 0)", "A post has at least one seat."
    )
    _institution_name_uniq = models.UniqueIndex(
        "(institution_id, lower(name)) WHERE active",
        "This institution already has a post of that name. If several people hold"
        " it at once, raise its number of seats.",
    )

    def _get_category_domain(self):
        """Return which categories are offered: those of no other country."""
        return [("country_id", "in", [False, self.env.company.country_id.id])]

    @api.depends("category_id")
    def _compute_form_of_address_id(self):
        for position in self:
            position.form_of_address_id = (
                position.form_of_address_id or position.category_id.form_of_address_id
            )

    @api.depends("name", "institution_id.name", "institution_id.pr_acronym")
    @api.depends_context("pr_post_only")
    def _compute_display_name(self):
        for position in self:
            institution = position.institution_id
            name = position.name or ""
            if institution and not self.env.context.get("pr_post_only"):
                name = f"{name} – {institution.pr_acronym or institution.name}"
            position.display_name = name

    @api.depends(
        "seats",
        "mandate_ids.active",
        "mandate_ids.date_start",
        "mandate_ids.date_end",
        "mandate_ids.kind",
        "mandate_ids.partner_id.name",
    )
    @api.depends_context("pr_on")
    def _compute_holder_ids(self):
        mandates = self.mandates_on(self.env["pr.mandate"]._get_reference_date())
        by_position = mandates.grouped("position_id")
        for position in self:
            held = by_position.get(position._origin, mandates.browse())
            titular = held.filtered(lambda mandate: mandate.kind == "titular")
            position.holder_ids = held.partner_id
            position.holder_label = "; ".join(held.mapped("holder_label"))
            starts, ends = held.mapped("date_start"), held.mapped("date_end")
            position.held_since = max(filter(None, starts), default=False)
            position.held_until = min(filter(None, ends), default=False)
            position.vacant_seats = max(position.seats - len(titular), 0)
            position.is_vacant = bool(position.vacant_seats)

    def _search_holder_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        mandates = self.env["pr.mandate"]
        domain = mandates._get_valid_on_domain(mandates._get_reference_date())
        return [("mandate_ids", "any", domain & Domain("partner_id", operator, value))]

    def _search_is_vacant(self, operator, value):
        if operator != "in":
            return NotImplemented
        vacant = Domain("id", "in", self._get_vacant_query())
        return vacant if True in value else ~vacant

    @api.model
    def _get_vacant_query(self):
        """Return the SQL that gives the ids of the posts with a seat to fill."""
        self.env["pr.mandate"].flush_model(["position_id", *_SEAT_FIELDS])
        self.flush_model(["seats"])
        day = self.env["pr.mandate"]._get_reference_date()
        return SQL(
            """(SELECT post.id
                  FROM pr_position post
             LEFT JOIN pr_mandate held
                    ON held.position_id = post.id
                   AND held.active
                   AND held.kind = 'titular'
                   AND daterange(held.date_start, held.date_end, '[]') @> %s
              GROUP BY post.id
                HAVING count(held.id) < post.seats)""",
            day,
        )

    @api.depends("name", "name_female", "name_male", "institution_id.pr_search_key")
    def _compute_search_key(self):
        for position in self:
            position.search_key = names.search_key(
                position.name,
                position.name_female,
                position.name_male,
                position.institution_id.pr_search_key,
            )

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator != "ilike" or not isinstance(value, str):
            return domain
        by_key = self.env["res.partner"]._get_pr_search_key_domain("search_key", value)
        return domain | by_key if by_key else domain

    @api.constrains("seats")
    def _check_seats_in_use(self):
        today = fields.Date.context_today(self)
        beyond = self.env["pr.mandate"].search_fetch(
            [
                ("position_id", "in", self.ids),
                ("kind", "=", "titular"),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
            ],
            ["position_id", "seat_number", "partner_id"],
        )
        for position, mandates in beyond.grouped("position_id").items():
            stranded = mandates.filtered(lambda m: m.seat_number > m.position_id.seats)
            if stranded:
                raise UserError(
                    self.env._(
                        'The post "%(post)s" cannot have only %(seats)s seats while'
                        " %(people)s hold the others. End those mandates first.",
                        post=position.display_name,
                        seats=position.seats,
                        people=", ".join(stranded.partner_id.mapped("name")),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        held = self.with_context(active_test=False).filtered("mandate_ids")
        if held:
            raise UserError(
                self.env._(
                    'The post "%(post)s" has mandates in its history and cannot be'
                    " deleted. Archive it instead: it leaves the lists and keeps its"
                    " history.",
                    post=held[0].display_name,
                )
            )

    def mandates_on(self, date):
        """Return the mandates of these posts that are valid on ``date``.

        One query for any number of posts; titular holders first, then by seat.

        :param date: :class:`datetime.date`, both ends of a mandate count
        :rtype: recordset of ``pr.mandate``
        """
        domain = self.env["pr.mandate"]._get_valid_on_domain(date)
        return self.env["pr.mandate"].search_fetch(
            domain & Domain("position_id", "in", self.ids),
            ["position_id", "partner_id", "kind", "date_start", "date_end"],
            order="kind desc, seat_number, id",
        )

    def holders_on(self, date):
        """Return who holds these posts on ``date``, acting holders included.

        :param date: :class:`datetime.date` or its text ``YYYY-MM-DD``
        :return: ``res.partner`` records, titular holders first
        """
        return self.mandates_on(fields.Date.to_date(date)).partner_id

    def get_title(self, gender=None):
        """Return the post's name for a person of that gender.

        :param str gender: ``female``, ``male`` or a false value for the neutral name
        :rtype: str
        """
        self.ensure_one()
        return (gender and self[f"name_{gender}"]) or self.name

    def _lock_seats(self):
        """Make concurrent changes of holders of these posts collide.

        The later transaction fails to serialise, is tried again by the server and
        then sees the earlier one's holders.
        """
        if self:
            self.env.execute_query(
                SQL(
                    "UPDATE pr_position SET seat_guard = seat_guard + 1"
                    " WHERE id IN %s RETURNING id",
                    tuple(sorted(self.ids)),
                )
            )

    def _raise_no_free_seat(self, start, end):
        """Say who holds the seats of this post from ``start`` to ``end``."""
        self.ensure_one()
        held = self.mandate_ids.filtered(
            lambda m: (
                m.kind == "titular"
                and seats.overlaps(start, end, m.date_start, m.date_end)
            )
        )
        raise UserError(
            self.env._(
                'The post "%(post)s" has no free seat on those days (seats: %(seats)s,'
                " held by %(people)s). End that mandate first, enter the person as"
                " acting holder (e), or raise the number of seats.",
                seats=self.seats,
                post=self.display_name,
                people=", ".join(held.partner_id.mapped("name")) or "–",
            )
        )

    def action_view_mandates(self):
        """Open the history of this post."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_mandate_action"
        )
        return action | {
            "domain": [("position_id", "=", self.id)],
            "context": {"default_position_id": self.id, "active_test": False},
        }

    def action_change_holder(self):
        """Open the dialog that ends a mandate of this post and opens the next."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_change_holder_action"
        )
        return action | {
            "context": {"default_position_id": self.id, "pr_post_only": False}
        }
