from odoo import api, fields, models


class PrAudience(models.Model):
    _inherit = "pr.audience"

    tell_by = fields.Selection(
        selection_add=[("sms", "Text message (SMS)"), ("mail",)],
        ondelete={"sms": "set default"},
    )

    @api.model
    def _get_phone_ways(self):
        return super()._get_phone_ways() | {"sms"}

    def _describe_sending(self, way):
        if way != "sms":
            return super()._describe_sending(way)
        return self.env._(
            "A text message goes to %(who)s by itself: %(number)s.",
            who=self.requester_name,
            number=self.phone,
        )
