from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...tools import wording


class PrAudienceWording(models.Model):
    """What the office says to citizens, one text for each kind of notice."""

    _name = "pr.audience.wording"
    _description = "Wording of a Notice"
    _order = "kind, company_id, id"
    _rec_name = "subject"
    _pr_personal_fields = ()

    kind = fields.Selection(
        selection=lambda self: self.env["pr.audience.notice"]._selection_kind(),
        required=True,
    )
    subject = fields.Char(required=True, translate=True)
    text = fields.Text(
        required=True,
        translate=True,
        help="Plain text. A name in braces is filled in; a line whose blank has nothing"
        " to say is left out.",
    )
    short_text = fields.Char(
        required=True,
        translate=True,
        help="For a text message (SMS): best below 140 characters.",
    )
    has_link = fields.Boolean(
        string="With the link to the citizen's page",
        default=True,
        help="The link is put at the end.",
    )
    blanks = fields.Char(
        compute="_compute_blanks",
        help="What may stand in braces.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", index=True, help="Empty: for all municipalities."
    )

    _one_of_a_kind = models.UniqueIndex(
        "(kind, coalesce(company_id, 0))",
        "There is a wording for this kind of notice already. Change that one.",
    )

    def _compute_blanks(self):
        names = self.env["pr.audience"]._get_wording_blanks()
        self.blanks = " ".join(f"{{{name}}}" for name in names)

    @api.constrains("subject", "text", "short_text")
    def _check_blanks(self):
        known = self.env["pr.audience"]._get_wording_blanks()
        for record in self:
            texts = " ".join((record.subject, record.text, record.short_text))
            unknown = wording.unknown_blanks(texts, known)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(blank)s cannot be filled in. What can: %(blanks)s.",
                        blank=f"{{{unknown[0]}}}",
                        blanks=record.blanks,
                    )
                )

    @api.model
    def _get_for(self, kind, company):
        """Return the wording of a kind: the municipality's own or the common one."""
        wording_model_sudo = self.sudo()
        return wording_model_sudo.search(
            Domain("kind", "=", kind) & Domain("company_id", "in", [False, company.id]),
            order="company_id",
            limit=1,
        )

    def _render(self, values):
        """Return ``(subject, text, short text)`` in the language of the context.

        :param dict values: blanks to what they stand for
        """
        self.ensure_one()
        return (
            wording.one_line(wording.fill(self.subject, values)),
            wording.fill(self.text, values),
            wording.one_line(wording.fill(self.short_text, values)),
        )
