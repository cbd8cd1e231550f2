from odoo import api, fields, models

CHANNELS = [
    ("web", "Web form"),
    ("counter", "At the counter"),
    ("phone", "By telephone"),
    ("paper", "On paper"),
    ("mail", "By mail"),
]


class PrPrivacyProof(models.Model):
    """Who was shown which version of a privacy notice, when and how.

    Nobody writes or deletes one: the rights leave only its creation. The reglamento of
    Ley 29733 asks the holder of the data to be able to prove it.
    """

    _name = "pr.privacy.proof"
    _description = "Privacy Notice Shown"
    _order = "shown_on desc, id desc"
    _rec_name = "person_name"
    _check_company_auto = True
    _pr_personal_fields = ("partner_id", "person_name")

    notice_id = fields.Many2one(
        comodel_name="pr.privacy.notice", required=True, index=True, ondelete="restrict"
    )
    notice_hash = fields.Char(
        string="SHA-256 of the text",
        required=True,
        readonly=True,
        help="Fingerprint of the text as it was shown.",
    )
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
    shown_on = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True
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

    # Ties the proof to that text in the database itself: a notice whose fingerprint
    # is repeated here cannot get another one.
    _notice_text = models.Constraint(
        "FOREIGN KEY (notice_id, notice_hash)"
        " REFERENCES pr_privacy_notice (id, text_hash) ON DELETE RESTRICT",
        "Only a published notice can have been shown.",
    )

    @api.depends("partner_id")
    def _compute_person_name(self):
        for proof in self:
            proof.person_name = proof.partner_id.name or proof.person_name

    @api.model_create_multi
    def create(self, vals_list):
        notices = self.env["pr.privacy.notice"]
        return super().create(
            [
                vals | {"notice_hash": notices.browse(vals.get("notice_id")).text_hash}
                for vals in vals_list
            ]
        )

    @api.model
    def _record(self, values, purposes=()):
        """Keep that a notice was shown, and what was consented apart from it.

        :param dict values: of the proof; a consent has the same but its purpose
        :param purposes: keys of ``pr.privacy.consent.purpose``
        :return: the proof
        """
        self.env["pr.privacy.consent"].create(
            [values | {"purpose": purpose} for purpose in purposes]
        )
        return self.create(values)
