from odoo import models


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """Core calls this with all that the provider says, at once and later."""
        result = super()._update_sms_notifications(
            notification_status, failure_type, failure_reason
        )
        notice_model_sudo = self.env["pr.audience.notice"].sudo()
        notices_sudo = notice_model_sudo.search(
            [("sms_uuid", "in", self.mapped("sms_uuid"))]
        )
        notices_sudo._follow_sms(
            notification_status, failure_reason or failure_type or notification_status
        )
        return result
