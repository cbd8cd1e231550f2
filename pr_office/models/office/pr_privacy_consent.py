from odoo import api, fields, models
from odoo.exceptions import UserError

_REVOCATION = {"revoked_on", "revoked_by_id"}


class PrPrivacyConsent(models.Model):
    """A consent somebody gave for one purpose, apart from any notice.

    Ley 29733, art. 13: prior, informed, express, and revocable at any time. Only for
    what the municipality's functions do not already cover (art. 14.1).
    """

    _name = "pr.privacy.consent"
    _inherit = ["pr.privacy.trace.mixin"]
    _description = "Consent"
    _order = "given_on desc, id desc"
    _rec_name = "person_name"
    _check_company_auto = True
    _pr_personal_fields = ("partner_id", "person_name")

    purpose = fields.Selection(
        selection=[
            ("bulletin", "Bulletin and invitations"),
            ("survey", "Opinion studies"),
            ("photos", "Photographs and video"),
        ],
        required=True,
        index=True,
    )
    notice_id = fields.Many2one(
        comodel_name="pr.privacy.notice",
        string="Notice read",
        required=True,
        index=True,
        ondelete="restrict",
    )
    given_on = fields.Datetime(required=True, default=fields.Datetime.now)
    revoked_on = fields.Datetime(readonly=True, copy=False)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Revocation recorded by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("given", "Given"), ("revoked", "Revoked")],
        compute="_compute_state",
        store=True,
        precompute=True,
    )

    _given_once = models.UniqueIndex(
        "(company_id, partner_id, purpose)"
        " WHERE partner_id IS NOT NULL AND revoked_on IS NULL",
        "This person has already consented to that. Revoke it first if it changes.",
    )
    _revoked_later = models.Constraint(
        "CHECK (revoked_on IS NULL OR revoked_on >= given_on)",
        "A consent cannot be revoked before it was given.",
    )

    @api.depends("revoked_on")
    def _compute_state(self):
        for consent in self:
            consent.state = "revoked" if consent.revoked_on else "given"

    def write(self, vals):
        if not self.env.su and set(vals) - _REVOCATION:
            raise UserError(
                self.env._(
                    "A consent is kept as it was given. Revoke it and record another"
                    " one if it changes."
                )
            )
        return super().write(vals)

    def action_revoke(self):
        """Record that these consents were taken back, now."""
        self.filtered(lambda consent: not consent.revoked_on).write(
            {"revoked_on": fields.Datetime.now(), "revoked_by_id": self.env.uid}
        )
        return True

    @api.model
    def _get_consenting(self, partners, purpose):
        """Return those of these people who consent to that today.

        :param partners: ``res.partner``
        :param str purpose: a key of :attr:`purpose`
        """
        given = self.search_fetch(
            [
                ("partner_id", "in", partners.ids),
                ("purpose", "=", purpose),
                ("revoked_on", "=", False),
            ],
            ["partner_id"],
        )
        return given.partner_id
