from odoo import api, fields, models

_TAKEN = ("process", "pending", "sent")
_NOT_TAKEN = ("exception", "bounce", "canceled")


class PrAudienceNotice(models.Model):
    _inherit = "pr.audience.notice"

    sms_uuid = fields.Char(readonly=True, index="btree_not_null", copy=False)

    @api.model
    def _get_automatic_ways(self):
        return super()._get_automatic_ways() | {"sms"}

    def _send_by_sms(self):
        """Queue the text message; what becomes of it comes back by its tracker."""
        self.ensure_one()
        sms_sudo = self.env["sms.sms"].sudo().create(self._prepare_sms())
        self.env["sms.tracker"].sudo().create({"sms_uuid": sms_sudo.uuid})
        self.write({"state": "under_way", "sms_uuid": sms_sudo.uuid})

    def _prepare_sms(self):
        request = self.audience_id
        link = request._get_page_url() if self.has_link else ""
        number = request._phone_format(
            number=request.phone,
            country=self.company_id.country_id,
            force_format="E164",
        )
        return {
            "number": number or request.phone,
            "body": f"{self.short_text} {link}".strip(),
        }

    def _follow_sms(self, status, reason):
        """Take over what the provider says of the text messages of these notices."""
        waiting = self.filtered(lambda notice: notice.state != "dropped")
        if status in _TAKEN:
            for notice in waiting.filtered(lambda notice: notice.state != "done"):
                notice._mark_done(told_phone=notice.audience_id.phone)
        elif status in _NOT_TAKEN:
            waiting._mark_failed(
                self.env._("The text message was not taken: %(reason)s", reason=reason)
            )
