from odoo import fields, models


class PrAudiencePaperMixin(models.AbstractModel):
    """A screen on the audiences of one agenda, or of all, that is also printed."""

    _name = "pr.audience.paper.mixin"
    _description = "Printed Screen of Audiences"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="With",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all the authorities.",
    )

    def _print(self, report):
        """Print a report, named by its XML id, of this screen."""
        return self.env.ref(f"pr_office.{report}")._pr_print(self)

    def _in_house_language(self):
        """Return this screen in the language in which the house prints."""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang)
