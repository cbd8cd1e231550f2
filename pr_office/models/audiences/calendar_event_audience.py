from odoo import models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    def write(self, vals):
        if not {"start", "stop", "active"} & vals.keys():
            return super().write(vals)
        appointments = self._pr_get_appointments()
        result = super().write(vals)
        self._pr_follow_appointments()
        self._pr_tell_appointments(appointments)
        return result

    def _pr_get_appointments(self):
        """Return when the citizens who wait for these entries were told to come.

        What the office itself does with an appointment it tells itself.
        """
        if self.env.context.get("pr_own_appointment"):
            return {}
        audience_model_sudo = self.env["pr.audience"].sudo()
        audiences_sudo = audience_model_sudo.search(
            [("event_id", "in", self.ids), ("state", "=", "scheduled")]
        )
        return {audience: audience.start for audience in audiences_sudo}

    def _pr_tell_appointments(self, appointments):
        """Whoever moved an entry meant the agenda: a person decides what is told."""
        for audience, start in appointments.items():
            if audience.start != start:
                kind = "moved" if audience.start else "cancelled"
                audience._tell(kind, automatic=False)

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
