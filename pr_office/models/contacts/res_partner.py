from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import names

_NAME_PARTS = ("pr_given_names", "pr_surname", "pr_second_surname")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "pr.person.mixin", "pr.vcard.mixin"]

    # register
    pr_in_register = fields.Boolean(
        string="In the institutional register",
        compute="_compute_pr_in_register",
        store=True,
        readonly=False,
        index=True,
        help="Institutions and people the municipality has relations with.",
    )
    pr_sort_name = fields.Char(
        string="Sort name", compute="_compute_pr_keys", store=True, index=True
    )
    pr_surname_first = fields.Char(
        string="Surnames and names",
        compute="_compute_pr_surname_first",
        help="As alphabetical lists print it: Quispe Mamani, Rosa.",
    )
    pr_search_key = fields.Char(
        compute="_compute_pr_keys",
        store=True,
        index="trigram",
        help="Name and acronym without accents, as written and with one spelling of"
        " k/c/q and w/hu.",
    )
    pr_verified_on = fields.Date(
        string="Verified on", copy=False, tracking=True, index="btree_not_null"
    )
    pr_verified_by_id = fields.Many2one(
        comodel_name="res.users", string="Verified by", copy=False, tracking=True
    )
    pr_stale = fields.Boolean(
        string="To be updated",
        compute="_compute_pr_stale",
        search="_search_pr_stale",
        help="Not verified for longer than the months of the settings.",
    )
    # person
    pr_given_names = fields.Char(string="Given names")
    pr_surname = fields.Char(string="First surname")
    pr_second_surname = fields.Char(string="Second surname")
    pr_public_name = fields.Char(
        string="Public name",
        help="The name the person is known by and wants to be announced with.",
    )
    pr_pronunciation = fields.Char(
        string="Pronunciation", help="For whoever reads the name aloud."
    )
    pr_gender = fields.Selection(
        selection=[("female", "Woman"), ("male", "Man")],
        string="Treated as",
        help="Only for the form of address. Empty: the neutral form.",
    )
    pr_title = fields.Char(
        string="Title before the name",
        help="Academic, military or religious title: Dra., Ing., Crnl. PNP, Mons.",
    )
    pr_birth_month = fields.Selection(
        selection="_selection_pr_birth_month", string="Birthday: month"
    )
    pr_birth_day = fields.Integer(
        string="Birthday: day", help="Day and month are enough for a greeting."
    )
    pr_assistant_id = fields.Many2one(
        comodel_name="res.partner",
        string="Assistant",
        index="btree_not_null",
        domain=[("is_company", "=", False)],
        help="Secretary or assistant to call for this person or institution.",
    )
    pr_personage_category_ids = fields.Many2many(
        comodel_name="pr.personage.category",
        string="Personage",
        help="Notable neighbour, favourite son, traditional authority…",
    )
    pr_mandate_ids = fields.One2many(
        comodel_name="pr.mandate", inverse_name="partner_id", string="Mandates"
    )
    pr_current_mandate_ids = fields.One2many(
        comodel_name="pr.mandate",
        compute="_compute_pr_current_mandate_ids",
        string="Posts held today",
    )
    pr_current_post = fields.Char(
        string="Post today", compute="_compute_pr_current_mandate_ids"
    )
    # institution
    pr_institution_type_id = fields.Many2one(
        comodel_name="pr.institution.type",
        string="Institution type",
        index="btree_not_null",
        ondelete="restrict",
    )
    pr_scope = fields.Selection(
        selection="_selection_pr_scope",
        string="Scope",
        compute="_compute_pr_scope",
        store=True,
        readonly=False,
    )
    pr_acronym = fields.Char(string="Acronym", index="btree_not_null")
    pr_anniversary = fields.Date(
        string="Anniversary", help="Foundation or creation; greeted every year."
    )
    pr_position_ids = fields.One2many(
        comodel_name="pr.position", inverse_name="institution_id", string="Posts"
    )
    pr_institution_mandate_ids = fields.One2many(
        comodel_name="pr.mandate",
        inverse_name="institution_id",
        string="Mandates in the institution",
    )
    pr_head_id = fields.Many2one(
        comodel_name="res.partner",
        string="Head",
        compute="_compute_pr_head_id",
        help="Who holds the institution's first post today.",
    )
    pr_head_post = fields.Char(string="Post of the head", compute="_compute_pr_head_id")
    pr_valid_on = fields.Date(
        string="In office on",
        compute="_compute_pr_valid_on",
        search="_search_pr_valid_on",
        help="Search only: who was in office on a day, and where.",
    )
    pr_position_count = fields.Integer(compute="_compute_pr_position_count")

    _pr_birthday_exists = models.Constraint(
        "CHECK ((pr_birth_month IS NULL AND coalesce(pr_birth_day, 0) = 0)"
        " OR (pr_birth_month IS NOT NULL AND pr_birth_day >= 1 AND pr_birth_day <="
        " CASE WHEN pr_birth_month = '2' THEN 29"
        " WHEN pr_birth_month IN ('4', '6', '9', '11') THEN 30 ELSE 31 END))",
        "There is no such birthday: give a day and a month that exist, or neither.",
    )

    @api.model
    def _selection_pr_scope(self):
        return [
            ("local", self.env._("Local")),
            ("provincial", self.env._("Provincial")),
            ("regional", self.env._("Regional")),
            ("national", self.env._("National")),
            ("international", self.env._("International")),
        ]

    @api.model
    def _selection_pr_birth_month(self):
        return [
            ("1", self.env._("January")),
            ("2", self.env._("February")),
            ("3", self.env._("March")),
            ("4", self.env._("April")),
            ("5", self.env._("May")),
            ("6", self.env._("June")),
            ("7", self.env._("July")),
            ("8", self.env._("August")),
            ("9", self.env._("September")),
            ("10", self.env._("October")),
            ("11", self.env._("November")),
            ("12", self.env._("December")),
        ]

    @api.depends(
        "pr_institution_type_id", "pr_mandate_ids", "pr_personage_category_ids"
    )
    def _compute_pr_in_register(self):
        for partner in self:
            partner.pr_in_register = (
                partner.pr_in_register
                or bool(partner.pr_institution_type_id)
                or bool(partner.pr_mandate_ids)
                or bool(partner.pr_personage_category_ids)
            )

    @api.depends("pr_institution_type_id")
    def _compute_pr_scope(self):
        for partner in self:
            partner.pr_scope = (
                partner.pr_scope or partner.pr_institution_type_id.default_scope
            )

    @api.depends(
        "name",
        "is_company",
        "pr_given_names",
        "pr_surname",
        "pr_second_surname",
        "pr_public_name",
        "pr_acronym",
    )
    def _compute_pr_keys(self):
        for partner in self:
            partner.pr_search_key = names.search_key(
                partner.name, partner.pr_public_name, partner.pr_acronym
            )
            partner.pr_sort_name = (
                names.order_key(partner.name)
                if partner.is_company
                else names.sort_key(
                    partner.name,
                    partner.pr_given_names,
                    partner.pr_surname,
                    partner.pr_second_surname,
                )
            )

    @api.depends("name", *_NAME_PARTS)
    def _compute_pr_surname_first(self):
        for partner in self:
            partner.pr_surname_first = names.surname_first(
                partner.name, *(partner[part] for part in _NAME_PARTS)
            )

    @api.depends("pr_in_register", "pr_verified_on")
    @api.depends_context("company")
    def _compute_pr_stale(self):
        limit = self._get_pr_stale_limit()
        for partner in self:
            verified = partner.pr_verified_on or date.min
            partner.pr_stale = partner.pr_in_register and verified < limit

    def _search_pr_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        stale = Domain("pr_in_register", "=", True) & (
            Domain("pr_verified_on", "=", False)
            | Domain("pr_verified_on", "<", self._get_pr_stale_limit())
        )
        return stale if True in value else ~stale

    @api.model
    def _get_pr_stale_limit(self):
        months = self.env.company.pr_stale_months
        return fields.Date.context_today(self) - relativedelta(months=months)

    @api.depends(
        "pr_mandate_ids.date_start",
        "pr_mandate_ids.date_end",
        "pr_mandate_ids.active",
        "pr_mandate_ids.position_id",
    )
    @api.depends_context("pr_on")
    def _compute_pr_current_mandate_ids(self):
        all_mandates = self.env["pr.mandate"]
        mandates = all_mandates.search_fetch(
            all_mandates._get_valid_on_domain(all_mandates._get_reference_date())
            & Domain("partner_id", "in", self.ids),
            ["partner_id", "position_id", "kind"],
            order="kind desc, date_start desc, id",
        )
        by_partner = mandates.grouped("partner_id")
        for partner in self:
            current = by_partner.get(partner._origin, mandates.browse())
            partner.pr_current_mandate_ids = current
            partner.pr_current_post = "; ".join(current.mapped("post_label"))

    @api.depends(
        "pr_position_ids.sequence",
        "pr_position_ids.active",
        "pr_position_ids.mandate_ids.active",
        "pr_position_ids.mandate_ids.date_start",
        "pr_position_ids.mandate_ids.date_end",
    )
    @api.depends_context("pr_on")
    def _compute_pr_head_id(self):
        first_posts = self._get_pr_first_posts()
        posts = self.env["pr.position"].union(*first_posts.values())
        mandates = posts.mandates_on(self.env["pr.mandate"]._get_reference_date())
        by_post = mandates.grouped("position_id")
        for partner in self:
            post = first_posts.get(partner._origin)
            # A slice forgets what it was read with.
            held = by_post.get(post, mandates.browse())[:1].with_prefetch(mandates.ids)
            title = post.get_title(held.partner_id.pr_gender) if post else False
            partner.pr_head_id = held.partner_id
            partner.pr_head_post = f"{title} (e)" if held.kind == "acting" else title

    def _get_pr_first_posts(self):
        """Return ``{institution: its first post}``, as the office has ordered them."""
        posts = self.env["pr.position"].search_fetch(
            [("institution_id", "in", self.ids)],
            ["institution_id", "name", "name_female", "name_male"],
            order="sequence, name, id",
        )
        return {
            institution: found[0]
            for institution, found in posts.grouped("institution_id").items()
        }

    def _compute_pr_valid_on(self):
        self.pr_valid_on = False

    def _search_pr_valid_on(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = Domain("valid_on", "in", value)
        return Domain("pr_mandate_ids", "any", held) | Domain(
            "pr_institution_mandate_ids", "any", held
        )

    def _compute_pr_position_count(self):
        counts = dict(
            self.env["pr.position"]._read_group(
                [("institution_id", "in", self.ids)], ["institution_id"], ["__count"]
            )
        )
        for partner in self:
            partner.pr_position_count = counts.get(partner._origin, 0)

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator != "ilike" or not isinstance(value, str):
            return domain
        by_key = self._get_pr_search_key_domain("pr_search_key", value)
        return domain | by_key if by_key else domain

    @api.model
    def _get_pr_search_key_domain(self, fname, text):
        """Return the domain of the keys that hold all words of ``text``.

        :param str fname: field that stores a :func:`names.search_key`
        :return: a domain, or a false value when ``text`` has no word to look for
        """
        words = names.search_words(text)
        return words and Domain.AND(
            Domain(fname, "like", plain) | Domain(fname, "like", phonetic)
            for plain, phonetic in words
        )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Keep what is typed into the register's forms inside the house.

        ``partner_autocomplete``, which installs itself, sends names and numbers typed
        into any form of contacts to a service outside.
        """
        arch, view = super()._get_view(view_id, view_type, **options)
        if view in self._get_pr_forms():
            for node in arch.iterfind(".//field[@widget='field_partner_autocomplete']"):
                long = "line_breaks" in node.get("options", "")
                node.set("widget", "text" if long else "char")
        return arch, view

    @api.model
    def _get_pr_forms(self):
        """Return the register's own forms: of institutions and of people."""
        return self.env.ref("pr_office.res_partner_view_form_institution") + (
            self.env.ref("pr_office.res_partner_view_form_person")
        )

    def _build_vcard(self):
        vcard = super()._build_vcard()
        if vcard and self.pr_in_register:
            self._extend_pr_vcard(vcard)
        return vcard

    def get_formview_id(self, access_uid=None):
        """Open an entry of the register in the register's own form."""
        users = self.env["res.users"]
        user = users.browse(access_uid) if access_uid else self.env.user
        if len(self) == 1 and self.pr_in_register and self._is_pr_reader(user):
            return self._get_pr_form().id
        return super().get_formview_id(access_uid=access_uid)

    @api.model
    def _is_pr_reader(self, user):
        groups = ("pr_office.group_reader", "pr_office.group_auditor")
        return any(user.has_group(group) for group in groups)

    def _get_pr_form(self):
        institution, person = self._get_pr_forms()
        return institution if self.is_company else person

    @api.onchange(*_NAME_PARTS)
    def _onchange_pr_name_parts(self):
        """Show the full name while it is typed; ``name`` itself stays a plain field,
        since a compute would fight with addons that compute it from parts of theirs.
        """
        self.update(self._prepare_pr_name({}))

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                self._prepare_pr_own_address(vals) | vals | self._prepare_pr_name(vals)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("parent_id") and "type" not in vals:
            dependent = self.filtered("pr_institution_type_id")
            dependent.filtered(lambda body: body.type == "contact").type = "other"
        if vals.get("name") or not vals.keys() & set(_NAME_PARTS):
            return super().write(vals)
        for partner in self:
            super(ResPartner, partner).write(vals | partner._prepare_pr_name(vals))
        return True

    def _prepare_pr_name(self, vals):
        """Return the name that the parts in ``vals`` give where it has none itself.

        :param dict vals: future values; parts it lacks are taken from ``self``
        :return: ``{"name": …}``, or ``{}`` where there is nothing to compose
        """
        if vals.get("name") or self.is_company:
            return {}
        parts = (vals.get(part, self[part]) for part in _NAME_PARTS)
        full_name = names.join_full_name(*parts)
        return {"name": full_name} if full_name else {}

    def _prepare_pr_own_address(self, vals):
        """Return the kind of address of a new institution that depends on another.

        Core shares the address of a "contact" with its parent in both directions; a
        school is not where its ministry is.
        """
        own = vals.get("parent_id") and vals.get("pr_institution_type_id")
        return {"type": "other"} if own else {}

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        if self.pr_institution_type_id:
            return None
        return super().onchange_parent_id()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pr_history(self):
        kept = self.with_context(active_test=False)
        for partner in kept.filtered("pr_mandate_ids"):
            raise UserError(
                self.env._(
                    "%(name)s has held posts and stays in the register's history."
                    " Archive the contact instead of deleting it.",
                    name=partner.display_name,
                )
            )
        for partner in kept.filtered("pr_position_ids"):
            raise UserError(
                self.env._(
                    "%(name)s has posts with their history and cannot be deleted."
                    " Archive the institution instead.",
                    name=partner.display_name,
                )
            )

    def action_pr_verify(self):
        """Record that the data of these contacts were checked today by this user.

        The queries do not depend on their number: one note each, made in one go.
        """
        self.with_context(mail_notrack=True).write(
            {
                "pr_verified_on": fields.Date.context_today(self),
                "pr_verified_by_id": self.env.uid,
            }
        )
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, self.env._("The data were verified."))
        )
        self.env["pr.call.list.line"]._confirm(self)
        return True

    def action_pr_open_register(self):
        """Open this contact in the register's own form."""
        self.ensure_one()
        return self._get_records_action(views=[(self._get_pr_form().id, "form")])

    def action_pr_new_post(self):
        """Open the dialog that gives this person a post."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_change_holder_action"
        )
        return action | {
            "name": self.env._("New post of %(person)s", person=self.name),
            "context": {"default_partner_id": self.id},
        }

    def action_pr_split_name(self):
        """Propose the parts of names that were typed whole; a person checks them."""
        for person in self.filtered(lambda partner: not partner.is_company):
            if not any(person[part] for part in _NAME_PARTS):
                parts = names.split_full_name(person.name)
                parts = [names.proper_case(part) or False for part in parts]
                person.write(dict(zip(_NAME_PARTS, parts, strict=True)))
        return True

    def action_pr_timeline(self):
        """Open what happened with this person or institution."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_timeline_action"
        )
        return action | {"domain": [("partner_id", "=", self.id)]}

    def _get_chat_number(self):
        """Return the telephone as a chat wants it: digits with the country code.

        :return: ``""`` when there is no telephone that can be understood
        :rtype: str
        """
        self.ensure_one()
        country = self.country_id or self.env.company.country_id
        number = self.phone and self._phone_format(
            number=self.phone, country=country, force_format="E164"
        )
        return "".join(char for char in number or "" if char.isdigit())
