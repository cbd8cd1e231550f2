from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import numbering


class PrLetterType(models.Model):
    _name = "pr.letter.type"
    _description = "Letter Type"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Short and stable, such as OF for oficio. Its numbers are counted apart.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: for every municipality; each counts its own numbers.",
    )
    number_mask = fields.Char(
        required=True,
        copy=False,
        default="CARTA N.° {number:03d}-{year}-{acronym}",
        help="How the number is written: {number:03d} is the number with three digits,"
        " {year} the year of the letter, {acronym} the municipality's acronym.",
    )
    number_example = fields.Char(compute="_compute_number_example")
    next_number = fields.Integer(
        string="Next number this year",
        compute="_compute_next_number",
        inverse="_inverse_next_number",
        help="Of your municipality. Change it once, when you go over to the program in"
        " the middle of a year.",
    )
    is_multiple = fields.Boolean(
        string="One number for many addressees",
        help="As an oficio múltiple: the same number goes to each of its addressees.",
    )
    signatory_position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Signed by",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="The post that signs. Empty: the one of the settings.",
    )
    visa_line_ids = fields.One2many(
        comodel_name="pr.letter.type.visa",
        inverse_name="type_id",
        string="V.° B.° of",
        copy=True,
        help="A letter of this type is issued when all of these have given theirs.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, coalesce(company_id, 0))", "Another letter type has this code."
    )
    _mask_uniq = models.UniqueIndex(
        "(number_mask, coalesce(company_id, 0)) WHERE active",
        "Another letter type writes its numbers in the same way: two letters would end"
        " up with one number.",
    )

    @api.depends("number_mask")
    @api.depends_context("company")
    def _compute_number_example(self):
        year = fields.Date.context_today(self).year
        acronym = self.env.company.pr_acronym or "MPX"
        for letter_type in self:
            mask = letter_type.number_mask
            valid = mask and not numbering.find_mask_problem(mask)
            letter_type.number_example = valid and numbering.format_number(
                mask, 45, year, acronym
            )

    @api.depends_context("company")
    def _compute_next_number(self):
        ranges = self.env["ir.sequence"]._pr_get_ranges(
            [letter_type._get_sequence_code() for letter_type in self],
            self.env.company,
            fields.Date.context_today(self).year,
        )
        for letter_type in self:
            year_range = ranges.get(letter_type._get_sequence_code())
            letter_type.next_number = year_range.number_next_actual if year_range else 1

    def _inverse_next_number(self):
        year = fields.Date.context_today(self).year
        for letter_type in self:
            if letter_type.next_number < 1:
                raise UserError(self.env._("Numbers begin at 1."))
            sequence = letter_type._get_sequence(self.env.company)
            range_sudo = sequence._pr_get_range(year).sudo()
            range_sudo.number_next_actual = letter_type.next_number

    @api.constrains("number_mask")
    def _check_number_mask(self):
        for letter_type in self:
            problem = numbering.find_mask_problem(letter_type.number_mask)
            if problem:
                raise ValidationError(letter_type._explain_mask_problem(*problem))

    def _explain_mask_problem(self, problem, part):
        mask = self.number_mask
        return {
            numbering.BROKEN: self.env._(
                'The number "%(mask)s" has a brace { or } without its pair.', mask=mask
            ),
            numbering.UNKNOWN: self.env._(
                'The number "%(mask)s" uses {%(part)s}. Use only {number}, {year} and'
                " {acronym}.",
                mask=mask,
                part=part,
            ),
            numbering.BAD_WIDTH: self.env._(
                'The number "%(mask)s" gives {%(part)s} a format it cannot have. Write'
                " {number:03d} for a number with three digits.",
                mask=mask,
                part=part,
            ),
            numbering.NO_NUMBER: self.env._(
                'The number "%(mask)s" must contain {number} once.', mask=mask
            ),
            numbering.NO_YEAR: self.env._(
                'The number "%(mask)s" must contain {year}: numbers begin again each'
                " year and would repeat.",
                mask=mask,
            ),
        }[problem]

    def _get_sequence_code(self):
        return f"pr_office.pr.letter.{self.id}"

    def _get_sequence(self, company):
        self.ensure_one()
        return self.env["ir.sequence"]._pr_get_or_create(
            self._get_sequence_code(), company, self.name
        )
