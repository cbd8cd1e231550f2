from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import address

_TEMPLATES = (
    "salutation",
    "envelope_line",
    "spoken_line",
    "card_line",
    "closing",
    "acting_word",
)


class PrFormOfAddress(models.Model):
    _name = "pr.form.of.address"
    _description = "Form of Address"
    _inherit = ["pr.source.mixin"]
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    country_id = fields.Many2one(
        comodel_name="res.country",
        ondelete="restrict",
        help="Where it is used. Empty: anywhere.",
    )
    note = fields.Text(translate=True, help="When it is used and when not.")
    # treatment, by gender; the language is the translation's
    treatment = fields.Char(
        string="Treatment, gender unknown", translate=True, help="Such as Señor/a."
    )
    treatment_female = fields.Char(string="Treatment, woman", translate=True)
    treatment_male = fields.Char(string="Treatment, man", translate=True)
    treatment_institution = fields.Char(
        string="Treatment, institution",
        translate=True,
        help="For a letter to an institution whose head is not known.",
    )
    # templates
    salutation = fields.Char(
        required=True,
        translate=True,
        default="{treatment} {post_or_name}:",
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
        default="{treatment} {title} {name}, {post} {acting_spoken}, {institution}",
        help="How the master of ceremonies names the person.",
    )
    card_line = fields.Text(
        string="Place card",
        required=True,
        translate=True,
        default="{title} {name}\n{post} {acting}",
    )
    closing = fields.Text(translate=True, help="How a letter ends.")
    acting_word = fields.Char(
        string="Acting, read aloud",
        translate=True,
        default=lambda self: self.env._("acting"),
        help="What is said for (e), which is only written. {o} gives the ending:"
        " encargad{o}.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _name_uniq = models.Constraint(
        "UNIQUE (name)", "There is already a form of address of that name."
    )

    @api.depends(*_TEMPLATES, "treatment", "treatment_female", "treatment_male")
    @api.depends_context("lang")
    def _compute_preview(self):
        for form in self:
            form.preview = self.env["ir.qweb"]._render(
                "pr_office.form_of_address_preview", form._prepare_preview()
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_neutral(self):
        if self._get_neutral() & self:
            raise UserError(
                self.env._(
                    "The neutral form of address is used wherever no other is given"
                    " and cannot be deleted. Change its words instead."
                )
            )

    def compose(self, line, partner, position=None, acting=False):
        """Write one line of address for a person in the capacity of a post.

        Without a form (empty recordset) the neutral default is used: D.S.
        096-2005-RE art. 16 asks for "Señor/Señora + post" without honorifics.

        :param str line: salutation, envelope_line, spoken_line, card_line or closing
        :param partner: the person, a ``res.partner``; an institution stands for itself
        :param position: the ``pr.position`` held, if any
        :param bool acting: the post is held "(e)", as acting holder
        :return: text in the language of the environment, lines kept apart
        :rtype: str
        """
        form = self or self._get_neutral()
        facts = form._prepare_facts(partner, position, acting)
        return address.render(form[line], facts)

    @api.model
    def _get_neutral(self):
        # env.ref() would ask the database for it once for each letter of a batch
        xml_id = "pr_office.form_of_address_neutral"
        return self.browse(self.env["ir.model.data"]._xmlid_to_res_id(xml_id, True))

    def _prepare_facts(self, partner, position, acting):
        kind = "institution" if partner.is_company else partner.pr_gender
        name = partner.pr_public_name or partner.name
        post = position.get_title(partner.pr_gender) if position else ""
        return self._prepare_treatment(kind, bool(acting and position)) | {
            "title": partner.pr_title,
            "name": name,
            "post": post,
            "post_or_name": post or (not partner.is_company and name),
            "institution": position.institution_id.name if position else "",
        }

    def _prepare_treatment(self, kind, acting):
        """Return the facts that depend on whom one speaks to, not on the names.

        :param str kind: ``female``, ``male``, ``institution`` or a false value
        """
        ending = {"female": "a", "male": "o"}.get(kind, "o/a")
        spoken = address.render(self.acting_word, {"o": ending})
        return {
            "treatment": (kind and self[f"treatment_{kind}"]) or self.treatment,
            "acting": "(e)" if acting else "",
            "acting_spoken": spoken if acting else "",
            "o": ending,
        }

    def _prepare_preview(self):
        """Return the values of the preview: columns of samples, rows of lines."""
        samples = [
            sample | self._prepare_treatment(sample["kind"], sample["acts"])
            for sample in self._get_samples()
        ]
        return {
            "columns": [sample["column"] for sample in samples],
            "rows": [
                (
                    self._fields[line]._description_string(self.env),
                    [address.render(self[line], sample) for sample in samples],
                )
                for line in ("salutation", "envelope_line", "spoken_line", "card_line")
            ],
        }

    def _get_samples(self):
        """Return the people of the preview, as facts of a form of address."""
        woman, man = self.env._("Rosa Quispe"), self.env._("Juan Flores")
        lady, gentleman = self.env._("Director (woman)"), self.env._("Director")
        either = self.env._("Director (either)")
        return [
            self._prepare_sample(self.env._("Woman"), "female", woman, lady),
            self._prepare_sample(self.env._("Man"), "male", man, gentleman),
            self._prepare_sample(self.env._("Not known"), False, woman, either),
            self._prepare_sample(self.env._("Acting"), "female", woman, lady, True),
            self._prepare_sample(self.env._("Without post"), "male", man, ""),
        ]

    def _prepare_sample(self, column, kind, name, post, acts=False):
        return {
            "column": column,
            "kind": kind,
            "acts": acts,
            "name": name,
            "post": post,
            "post_or_name": post or name,
            "institution": self.env._("Hospital Santa Rosa") if post else "",
        }
