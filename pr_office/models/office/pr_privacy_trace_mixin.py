from odoo import api, fields, models

CHANNELS = [
    ("web", "Web form"),
    ("counter", "At the counter"),
    ("phone", "By telephone"),
    ("paper", "On paper"),
    ("mail", "By mail"),
]


class PrPrivacyTraceMixin(models.AbstractModel):
    """What a proof and a consent have in common: whose, how, by whom and about what."""

    _name = "pr.privacy.trace.mixin"
    _description = "Trace of a Privacy Notice"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        index="btree_not_null",
        ondelete="set null",
    )
    person_name = fields.Char(
        string="Name",
        compute="_compute_person_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    channel = fields.Selection(selection=CHANNELS, required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        default=lambda self: self.env.user,
        readonly=True,
        ondelete="restrict",
    )
    res_model = fields.Char(string="Kind of record", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )

    @api.depends("partner_id")
    def _compute_person_name(self):
        for trace in self:
            trace.person_name = trace.partner_id.name or trace.person_name
