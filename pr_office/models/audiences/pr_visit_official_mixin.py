from odoo import api, fields, models
from odoo.fields import Domain

# Behind every kind of post there is.
_LAST = 10**6


class PrVisitOfficialMixin(models.AbstractModel):
    """Whom a visit was to: the person, the post and the office on that day."""

    _name = "pr.visit.official.mixin"
    _description = "Official of a Visit"

    official_id = fields.Many2one(
        comodel_name="res.partner",
        string="Official visited",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        default=lambda self: self._default_official_id(),
        tracking=True,
        help="With several officials, the one of highest rank: there is one row a"
        " meeting (D.S. 120-2019-PCM, art. 14).",
    )
    other_official_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_visit_other_official_rel",
        string="Other officials present",
        domain=[("is_company", "=", False)],
    )
    by_order_of_id = fields.Many2one(
        comodel_name="res.partner",
        string="By order of",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain=[("is_company", "=", False)],
        help="Who sent the official to attend (D.S. 120-2019-PCM, art. 9.b).",
    )
    official_post = fields.Char(
        string="Post",
        compute="_compute_official_post",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The post the official held on that day.",
    )
    official_office = fields.Char(
        string="Office",
        compute="_compute_official_post",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )

    @api.model
    def _default_official_id(self):
        agenda_model = self.env["pr.agenda"]
        domain = [("company_id", "=", self.env.company.id)]
        return agenda_model.search(domain, limit=1).partner_id

    @api.depends("official_id", "date")
    def _compute_official_post(self):
        mandates = self._get_mandates(self.official_id)
        for visit in self:
            mandate = visit._choose_mandate(mandates, visit.official_id)
            if not mandate:
                visit.official_post = visit.official_post or False
                visit.official_office = visit.official_office or False
                continue
            position = mandate.position_id
            acting = " (e)" if mandate.kind == "acting" else ""
            title = position.get_title(mandate.partner_id.pr_gender)
            visit.official_post = title + acting
            visit.official_office = position.office_name or position.institution_id.name

    def _get_mandates(self, people):
        """Return all mandates of these people, for :meth:`_choose_mandate`."""
        mandate_model_sudo = self.env["pr.mandate"].sudo()
        return mandate_model_sudo.search(Domain("partner_id", "in", people.ids))

    def _choose_mandate(self, mandates, person):
        """Return the mandate that says in which capacity a person was visited.

        Of those that run on the day, in the own house before others, the highest post.
        """
        self.ensure_one()
        day = self.date or fields.Date.context_today(self)
        house = self.company_id.sudo().partner_id
        running = mandates.filtered(
            lambda m: (
                m.partner_id == person
                and (not m.date_start or m.date_start <= day)
                and (not m.date_end or m.date_end >= day)
            )
        )
        return running.sorted(
            lambda m: (m.institution_id != house, m.position_id.sequence, m.id)
        )[:1]

    @api.model
    def _get_rank(self, mandate):
        """Return what officials of one house are compared by, the highest first."""
        category = mandate.category_id
        order = category.sequence if category else _LAST
        return order, mandate.position_id.sequence

    def _get_higher_official(self):
        """Return who of the other officials outranks the one the row stands under.

        Rank is the order of the kinds of post, and of the posts within one kind.
        """
        self.ensure_one()
        mandates = self._get_mandates(self.official_id | self.other_official_ids)
        own = self._choose_mandate(mandates, self.official_id)
        for person in self.other_official_ids:
            other = self._choose_mandate(mandates, person)
            same_house = other.institution_id == own.institution_id
            if same_house and self._get_rank(other) < self._get_rank(own):
                return other
        return mandates.browse()
