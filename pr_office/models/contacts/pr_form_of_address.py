from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import address

_TEMPLATES = ("salutation", "envelope_line", "spoken_line", "card_line", "closing")


class PrFormOfAddress(models.Model):
    _name = "pr.form.of.address"
    _description = "Form of Address"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(comodel_name="res.country", ondelete="restrict")
    legal_source = fields.Char(
        help="The norm or usage this form rests on, with its article.",
    )
    verified = fields.Boolean(help="Somebody of the office checked it with its source.")
    # treatment, by gender; the language is the translation's
    treatment = fields.Char(
        string="Treatment, gender unknown", translate=True, help="Such as Señor/a."
    )
    treatment_female = fields.Char(string="Treatment, woman", translate=True)
    treatment_male = fields.Char(string="Treatment, man", translate=True)
    # templates
    salutation = fields.Char(
        required=True,
        translate=True,
        default="{treatment} {post}:",
        help="How a letter opens.",
    )
    envelope_line = fields.Text(
        string="Envelope",
        required=True,
        translate=True,
        default="{treatment}\n{title} {name}\n{post} {acting}\n{institution}",
    )
    spoken_line = fields.Char(
        string="Read aloud",
        required=True,
        translate=True,
        default="{treatment} {title} {name}, {post} {acting}",
        help="How the master of ceremonies names the person.",
    )
    card_line = fields.Text(
        string="Place card",
        required=True,
        translate=True,
        default="{title} {name}\n{post} {acting}",
    )
    closing = fields.Text(translate=True, help="How a letter ends.")

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There is already a form of address of that name."
    )

    @api.constrains(*_TEMPLATES)
    def _check_templates(self):
        for form in self:
            for fname in _TEMPLATES:
                unknown = address.unknown_fields(form[fname])
                if unknown:
                    raise ValidationError(
                        form.env._(
                            'The form of address "%(form)s" uses {%(unknown)s} in'
                            ' "%(field)s". Use only: %(known)s.',
                            form=form.name,
                            unknown="}, {".join(unknown),
                            field=form._fields[fname]._description_string(form.env),
                            known=", ".join(f"{{{name}}}" for name in address.FIELDS),
                        )
                    )

    def compose(self, line, partner, position=None, acting=False):
        """Write one line of address for a person in the capacity of a post.

        Without a form (empty recordset) the neutral default is used: D.S.
        096-2005-RE art. 16 asks for "Señor/Señora + post" without honorifics.

        :param str line: salutation, envelope_line, spoken_line, card_line or closing
        :param partner: the person, a ``res.partner``
        :param position: the ``pr.position`` held, if any
        :param bool acting: the post is held "(e)", as acting holder
        :return: text in the language of the environment, lines kept apart
        :rtype: str
        """
        form = self or self.env.ref("pr_office.form_of_address_neutral")
        facts = form._prepare_facts(partner, position, acting)
        return address.render(form[line], facts)

    def _prepare_facts(self, partner, position, acting):
        gender = partner.pr_gender
        suffix = f"_{gender}" if gender else ""
        return {
            "treatment": self[f"treatment{suffix}"] or self.treatment,
            "title": partner.pr_title,
            "name": partner.pr_public_name or partner.name,
            "post": position.get_title(gender) if position else "",
            "institution": position.institution_id.name if position else "",
            "acting": "(e)" if acting else "",
            "o": {"female": "a", "male": "o"}.get(gender, "o/a"),
        }
