from odoo import fields, models
from odoo.exceptions import UserError


class PrPrivacyMixin(models.AbstractModel):
    """Records that begin by telling somebody what becomes of their data.

    A model that inherits this says which notice (``_privacy_code``) and whom it is
    about (:meth:`_get_privacy_person`).
    """

    _name = "pr.privacy.mixin"
    _description = "Record with a Privacy Notice"

    _privacy_code = "desk"

    privacy_proof_ids = fields.One2many(
        comodel_name="pr.privacy.proof",
        inverse_name="res_id",
        string="Notices shown",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
    )
    privacy_consent_ids = fields.One2many(
        comodel_name="pr.privacy.consent",
        inverse_name="res_id",
        string="Consents",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
    )

    def _get_privacy_person(self):
        """Return ``(partner, name)`` of whom the record is about; either may lack."""
        return self.env["res.partner"], ""

    def _record_notice(self, channel, purposes=(), person=None):
        """Keep that the notice of today was shown, and what was consented apart.

        :param str channel: a key of ``pr.privacy.proof.channel``
        :param purposes: keys of ``pr.privacy.consent.purpose`` that were agreed to
        :param person: ``(partner, name)``; the record's own by default
        :return: the ``pr.privacy.proof``
        :raises UserError: when no notice is published for this kind of record
        """
        self.ensure_one()
        company = ("company_id" in self and self.company_id) or self.env.company
        notice = self.env["pr.privacy.notice"]._current(self._privacy_code, company)
        if not notice:
            raise UserError(self.env["pr.privacy.record"]._get_missing_text())
        partner, name = person or self._get_privacy_person()
        values = {
            "notice_id": notice.id,
            "partner_id": partner.id,
            "person_name": partner.name or name,
            "channel": channel,
            "company_id": company.id,
            "res_model": self._name,
            "res_id": self.id,
        }
        return self.env["pr.privacy.proof"]._record(values, purposes)

    def action_record_notice(self):
        """Open the dialog that records which notice was shown."""
        self.ensure_one()
        partner, name = self._get_privacy_person()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_privacy_record_action"
        )
        return action | {
            "context": {
                "default_code": self._privacy_code,
                "default_partner_id": partner.id,
                "default_person_name": name,
                "default_res_model": self._name,
                "default_res_id": self.id,
            }
        }
