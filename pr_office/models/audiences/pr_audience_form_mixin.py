import base64

from odoo import api, fields, models


class PrAudienceFormMixin(models.AbstractModel):
    """Requests that come in through the public form."""

    _name = "pr.audience.form.mixin"
    _description = "Audience Request by Form"

    form_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Which opened form it was: sent twice, it is stored once.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(form_key) WHERE form_key IS NOT NULL", "This form was already received."
    )

    @api.model
    def _find_by_form(self, form_key):
        """Return the request a form already became, with all rights, or none."""
        request_sudo = self.sudo()
        if not form_key:
            return request_sudo.browse()
        return request_sudo.search([("form_key", "=", form_key)], limit=1)

    @api.model
    def _receive_form(self, company, values, files, form_key, purposes=()):
        """Store a request of the public form with its files and proofs.

        :param company: the ``res.company`` whose page it is; its form is open
        :param dict values: checked values of the request's fields
        :param list files: dicts of name, mimetype and raw
        :param str form_key: of the sealed form, stored once
        :param purposes: keys of ``pr.privacy.consent.purpose`` ticked apart
        :return: the request, with all rights
        """
        request_sudo = self.sudo().with_company(company)
        request_sudo = request_sudo.with_context(mail_create_nosubscribe=True).create(
            values | {"channel": "web", "company_id": company.id, "form_key": form_key}
        )
        request_sudo._attach_form_files(files)
        request_sudo._record_form_notice(purposes)
        return request_sudo

    def _attach_form_files(self, files):
        owner = {"res_model": self._name, "res_id": self.id}
        if files:
            self.env["ir.attachment"].create([values | owner for values in files])

    def _record_form_notice(self, purposes):
        """Keep which notice was shown, and what was consented apart from it."""
        values = {
            "notice_id": self.company_id._pr_get_form_notice().id,
            "person_name": self.requester_name,
            "channel": "web",
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
        }
        self.env["pr.privacy.proof"]._record(values, purposes)

    def _get_form_consents(self):
        """Return the consents given with this request that still hold."""
        self.ensure_one()
        return self.env["pr.privacy.consent"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("revoked_on", "=", False),
            ]
        )

    @api.model
    def _keep_form_files(self, form_key, kept_sudo, files):
        """Keep files of a form that has to be corrected, and drop those taken out.

        :param kept_sudo: ``pr.audience.upload`` that stay
        :param list files: dicts of name, mimetype and raw
        """
        (self._get_form_uploads(form_key) - kept_sudo).unlink()
        kept_sudo.create(
            [
                {
                    "form_key": form_key,
                    "name": values["name"],
                    "mimetype": values["mimetype"],
                    "size": len(values["raw"]),
                    "content": base64.b64encode(values["raw"]),
                }
                for values in files
            ]
        )

    @api.model
    def _get_form_uploads(self, form_key, wanted=None):
        """Return the kept files of a form, with all rights.

        :param str form_key: whose seal was checked; ``""``: of none
        :param set wanted: their numbers as texts; ``None``: all
        """
        upload_model_sudo = self.env["pr.audience.upload"].sudo()
        if not form_key:
            return upload_model_sudo
        kept_sudo = upload_model_sudo.search([("form_key", "=", form_key)])
        if wanted is None:
            return kept_sudo
        return kept_sudo.filtered(lambda upload: str(upload.id) in wanted)
