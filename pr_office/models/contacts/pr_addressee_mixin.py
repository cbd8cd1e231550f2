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
            mandates = self._get_capacities(records.partner_id, day)
            for record in records:
                held = mandates.get(record.partner_id._origin)
                record.position_id = held and held[0].position_id

    @api.depends("partner_id", "position_id")
    def _compute_acting(self):
        for day, records in self.grouped(lambda r: r._get_addressee_day()).items():
            mandates = self._get_capacities(records.partner_id, day)
            for record in records:
                held = mandates.get(record.partner_id._origin, ())
                kinds = {mandate.position_id: mandate.kind for mandate in held}
                record.acting = kinds.get(record.position_id._origin) == "acting"

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
    def _get_capacities(self, partners, day):
        """Return the mandates these people hold on ``day``, titular ones first.

        :return: dict of ``res.partner`` to its ``pr.mandate`` records, one query
        """
        domain = self.env["pr.mandate"]._get_valid_on_domain(day)
        mandates = self.env["pr.mandate"].search_fetch(
            domain & fields.Domain("partner_id", "in", partners.ids),
            ["partner_id", "position_id", "kind"],
            order="kind desc, date_start desc, id",
        )
        return mandates.grouped("partner_id")

    @api.model
    def _get_place_lines(self, partner):
        """Return street and city as lines of an envelope, those there are."""
        place = partner if partner.street else partner.commercial_partner_id
        street = ", ".join(filter(None, (place.street, place.street2)))
        city = ", ".join(filter(None, (place.city, place.state_id.name)))
        return [line for line in (street, city) if line]

    @api.model
    def _get_partner_label_texts(self, partners):
        """Return what the labels of these contacts say, in the post held today."""
        held = self._get_capacities(partners, fields.Date.context_today(self))
        texts = []
        for partner in partners:
            mandate = held.get(partner, self.env["pr.mandate"])[:1]
            position = mandate.position_id
            block = position.form_of_address_id.compose(
                "envelope_line", partner, position, mandate.kind == "acting"
            )
            place = self._get_place_lines(position.institution_id or partner)
            texts.append("\n".join((block, *place)))
        return texts

    def _compose(self, line):
        """Write one line of address of this record, in the language of the paper."""
        self.ensure_one()
        record = self.with_context(lang=self._get_addressee_lang())
        partner, position = record.partner_id, record.position_id
        if not partner:
            return False
        form = position.form_of_address_id
        return form.compose(line, partner, position, record.acting)

    def _get_placeholder_facts(self):
        """Return what a text sent to many may say of this addressee."""
        self.ensure_one()
        record = self.with_context(lang=self._get_addressee_lang())
        form = record.position_id.form_of_address_id
        form = form or form._get_neutral()
        facts = form._prepare_facts(
            record.partner_id, record.position_id, record.acting
        )
        return facts | {"salutation": record.salutation}

    def _get_envelope_text(self):
        """Return the address block with street and city, as an envelope carries it."""
        self.ensure_one()
        place = self._get_place_lines(self._get_addressee_partner())
        return "\n".join(filter(None, (self.envelope_line, *place)))

    def _get_addressee_partner(self):
        """Return whose address counts: the post's institution or the addressee."""
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
