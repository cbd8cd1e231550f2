from odoo import api, fields, models

from ...tools import names


class PrAddresseeMixin(models.AbstractModel):
    """Somebody a paper is addressed to, in the capacity of a post.

    Everything is proposed from the register and can be changed by hand. The model
    says when and for whom by :meth:`_get_addressee_day`, :meth:`_get_sender` and
    :meth:`_get_addressee_lang`.
    """

    _name = "pr.addressee.mixin"
    _description = "Addressee"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Addressee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="The person, or the institution when it is not written to anybody in it.",
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="In the capacity of",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The post for which the person is written to. Proposed from the posts"
        " held on the day of the paper.",
    )
    acting = fields.Boolean(
        string="Acting (e)",
        compute="_compute_acting",
        store=True,
        readonly=False,
    )
    salutation = fields.Char(
        compute="_compute_address_lines",
        store=True,
        readonly=False,
        help="How the letter opens, such as: Señora alcaldesa:",
    )
    envelope_line = fields.Text(
        string="Address block",
        compute="_compute_address_lines",
        store=True,
        readonly=False,
        help="As it stands on the letter and on the envelope.",
    )
    place_line = fields.Char(
        string="Place",
        compute="_compute_place_line",
        store=True,
        readonly=False,
        help="Under the address block: Presente.- within the same city.",
    )

    @api.depends("partner_id")
    def _compute_position_id(self):
        for day, records in self.grouped(lambda r: r._get_addressee_day()).items():
            mandates = self._get_addressee_mandates(records.partner_id, day)
            by_partner = mandates.grouped("partner_id")
            for record in records:
                held = by_partner.get(record.partner_id._origin, mandates)[:1]
                known = (
                    record.partner_id and held.partner_id == record.partner_id._origin
                )
                record.position_id = held.position_id if known else False

    @api.depends("partner_id", "position_id")
    def _compute_acting(self):
        for day, records in self.grouped(lambda r: r._get_addressee_day()).items():
            mandates = self._get_addressee_mandates(records.partner_id, day)
            acting = {
                (mandate.partner_id, mandate.position_id)
                for mandate in mandates
                if mandate.kind == "acting"
            }
            for record in records:
                held = (record.partner_id._origin, record.position_id._origin)
                record.acting = held in acting

    @api.depends("partner_id", "position_id", "acting")
    def _compute_address_lines(self):
        for record in self:
            record.salutation = record._compose("salutation")
            record.envelope_line = record._compose("envelope_line")

    @api.depends("partner_id")
    def _compute_place_line(self):
        for record in self:
            record = record.with_context(lang=record._get_addressee_lang())
            city = record._get_addressee_partner().city
            same = names.fold(city) == names.fold(record._get_sender().city)
            record.place_line = (
                f"{city}.-" if city and not same else record.env._("Present.-")
            )

    @api.model
    def _get_addressee_mandates(self, partners, day):
        """Return the mandates these people hold on ``day``, titular ones first."""
        domain = self.env["pr.mandate"]._get_valid_on_domain(day)
        return self.env["pr.mandate"].search_fetch(
            domain & fields.Domain("partner_id", "in", partners.ids),
            ["partner_id", "position_id", "kind"],
            order="kind desc, date_start desc, id",
        )

    def _get_addressee_partner(self):
        """Return whose address counts: the institution of the post, else the addressee."""
        self.ensure_one()
        return self.position_id.institution_id or self.partner_id

    def _get_addressee_day(self):
        """Return the day on which the addressee's posts are looked up."""
        return fields.Date.context_today(self)

    def _get_sender(self):
        """Return the company that writes."""
        return self.env.company

    def _get_addressee_lang(self):
        """Return the code of the language the paper is written in."""
        return self.env.lang or self._get_sender().partner_id.lang

    def _compose(self, line):
        """Write one line of address, in the language of the paper."""
        self.ensure_one()
        record = self.with_context(lang=self._get_addressee_lang())
        partner = record.partner_id
        if not partner:
            return False
        if partner.is_company and not record.position_id:
            return record._compose_for_institution(line)
        form = record.position_id.form_of_address_id
        return form.compose(line, partner, record.position_id, record.acting)

    def _compose_for_institution(self, line):
        name = self.partner_id.name
        return {
            "salutation": self.env._("Dear Sirs:"),
            "envelope_line": self.env._("Messrs.\n%(name)s", name=name),
            "closing": self.env["pr.form.of.address"].compose(
                "closing", self.partner_id
            ),
        }[line]
