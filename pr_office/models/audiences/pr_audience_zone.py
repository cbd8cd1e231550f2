from odoo import fields, models


class PrAudienceZone(models.Model):
    """A part of the district, so that reports tell where people come from."""

    _name = "pr.audience.zone"
    _description = "Neighbourhood of Audience Requests"
    _order = "name, id"

    name = fields.Char(string="Neighbourhood or place", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name))", "This place is in the list already."
    )
