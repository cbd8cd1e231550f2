from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class PrDirectoryPrint(models.TransientModel):
    """What goes into one printed directory, and the lines it prints."""

    _name = "pr.directory.print"
    _description = "Printed Directory"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Selected institutions",
        domain=[("is_company", "=", True), ("pr_in_register", "=", True)],
        default=lambda self: self._default_partner_ids(),
        help="Empty: all institutions of the register.",
    )
    institution_type_ids = fields.Many2many(
        comodel_name="pr.institution.type", string="Only of these types"
    )
    scope = fields.Selection(
        selection=lambda self: self.env["res.partner"]._selection_pr_scope(),
        string="Only of this scope",
    )
    date = fields.Date(
        string="As of",
        default=fields.Date.context_today,
        required=True,
        help="The directory names who holds each post on this day.",
    )
    with_vacant = fields.Boolean(string="Print vacant posts too", default=True)
    count = fields.Integer(string="Institutions to print", compute="_compute_count")

    @api.model
    def _default_partner_ids(self):
        """Take the selection of the list that the action was called from."""
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        selected = self.env["res.partner"].browse(self.env.context.get("active_ids"))
        return selected.filtered(lambda partner: partner.is_company)

    @api.depends("date")
    def _compute_display_name(self):
        for directory in self:
            directory.display_name = self.env._(
                "Directory %(date)s", date=directory.date
            )

    @api.depends("partner_ids", "institution_type_ids", "scope")
    def _compute_count(self):
        for directory in self:
            directory.count = self.env["res.partner"].search_count(
                directory._get_institutions_domain()
            )

    def _get_institutions_domain(self):
        domain = Domain([("is_company", "=", True), ("pr_in_register", "=", True)])
        if self.partner_ids:
            domain &= Domain("id", "in", self.partner_ids.ids)
        if self.institution_type_ids:
            domain &= Domain(
                "pr_institution_type_id", "in", self.institution_type_ids.ids
            )
        if self.scope:
            domain &= Domain("pr_scope", "=", self.scope)
        return domain

    def action_print(self):
        """Print the directory.

        :raises UserError: when no institution is left to print
        """
        self.ensure_one()
        if not self.count:
            raise UserError(
                self.env._(
                    "No institution of the register fits. Choose other types or"
                    " another scope, or take the selection away."
                )
            )
        return self.env.ref("pr_office.pr_directory_print_report").report_action(self)

    def _get_sections(self):
        """Return what the directory prints, in the order of the institution types.

        A constant number of queries for any number of institutions.

        :return: list of dicts ``{"name", "institutions": [{"partner", "address",
            "contact", "posts": [{"title", "contact", "vacant", "holders": [{"name",
            "address"}]}]}]}``
        """
        self.ensure_one()
        institutions = self.env["res.partner"].search(
            self._get_institutions_domain(), order="pr_sort_name, id"
        )
        posts = self.env["pr.position"].search(
            [("institution_id", "in", institutions.ids)], order="sequence, name, id"
        )
        mandates = posts.mandates_on(self.date).grouped("position_id")
        posts = posts.grouped("institution_id")
        by_type = institutions.grouped("pr_institution_type_id")
        return [
            {
                "name": institution_type.name or self.env._("Without type"),
                "institutions": [
                    self._prepare_institution(partner, posts.get(partner), mandates)
                    for partner in by_type[institution_type]
                ],
            }
            for institution_type in sorted(by_type, key=self._get_type_order)
        ]

    def _get_type_order(self, institution_type):
        return not institution_type, institution_type.sequence, institution_type.name

    def _prepare_institution(self, partner, posts, mandates):
        none = self.env["pr.mandate"]
        lines = [
            self._prepare_post(post, mandates.get(post, none)) for post in posts or ()
        ]
        return {
            "partner": partner,
            "address": self._get_address(partner),
            "contact": " · ".join(
                filter(None, (partner.phone, partner.email, partner.website))
            ),
            "posts": [line for line in lines if line["holders"] or self.with_vacant],
        }

    def _prepare_post(self, post, mandates):
        titular = mandates.filtered(lambda mandate: mandate.kind == "titular")
        vacant = post.seats - len(titular) if self.with_vacant else 0
        genders = set(mandates.partner_id.mapped("pr_gender"))
        return {
            "title": post.get_title(genders.pop() if len(genders) == 1 else None),
            "contact": " · ".join(filter(None, (post.phone, post.email))),
            "holders": [self._prepare_holder(post, mandate) for mandate in mandates],
            "vacant": vacant if post.seats > 1 or not mandates else 0,
        }

    def _prepare_holder(self, post, mandate):
        form = post.form_of_address_id
        acting = mandate.kind == "acting"
        salutation = form.compose("salutation", mandate.partner_id, post, acting)
        return {"name": mandate.holder_label, "address": salutation.rstrip(": ")}

    def _get_address(self, partner):
        parts = (partner.street, partner.street2, partner.city, partner.state_id.name)
        if partner.country_id != self.env.company.country_id:
            parts = (*parts, partner.country_id.name)
        return ", ".join(filter(None, parts))
