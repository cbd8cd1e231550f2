from odoo import api, fields, models


class PrPrivacyProof(models.Model):
    """Who was shown which version of a privacy notice, when and how.

    Nobody writes or deletes one: the rights leave only its creation. The reglamento of
    Ley 29733 asks the holder of the data to be able to prove it.
    """

    _name = "pr.privacy.proof"
    _inherit = ["pr.privacy.trace.mixin"]
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
    shown_on = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True
    )

    # Ties the proof to that text in the database itself: a notice whose fingerprint
    # is repeated here cannot get another one.
    _notice_text = models.Constraint(
        "FOREIGN KEY (notice_id, notice_hash)"
        " REFERENCES pr_privacy_notice (id, text_hash) ON DELETE RESTRICT",
        "Only a published notice can have been shown.",
    )

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
