from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        result = super().write(vals)
        if {"start", "stop", "active"} & vals.keys():
            self._pr_follow_appointments()
        return result

    def _pr_follow_appointments(self):
        """Let the held time go where its entry went, from whatever calendar.

        The entry itself keeps the time busy; a held time left behind would block an
        hour that is free again.
        """
        audience_model_sudo = self.env["pr.audience"].sudo()
        audiences_sudo = audience_model_sudo.search(
            [("event_id", "in", self.ids), ("slot_id.state", "=", "confirmed")]
        )
        left_behind = audiences_sudo.filtered(
            lambda audience: (
                not audience.event_id.active
                or audience.event_id.start != audience.slot_id.start
            )
        )
        left_behind.slot_id.action_free()
