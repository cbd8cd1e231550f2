from odoo import fields, models


class PrPersonMixin(models.AbstractModel):
    """What a contact's card knows of its owner's rights over the data."""

    _name = "pr.person.mixin"
    _description = "Contact with Rights over its Data"

    pr_anonymised_on = fields.Datetime(
        string="Anonymised on", readonly=True, copy=False
    )
    pr_proof_ids = fields.One2many(
        comodel_name="pr.privacy.proof",
        inverse_name="partner_id",
        string="Privacy notices shown",
    )
    pr_consent_ids = fields.One2many(
        comodel_name="pr.privacy.consent", inverse_name="partner_id", string="Consents"
    )
