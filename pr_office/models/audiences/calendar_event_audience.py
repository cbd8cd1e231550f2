from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.depends("pr_activity_type")
    def _compute_pr_has_brief(self):
        """An audience has the brief of its request, for whoever may read that."""
        result = super()._compute_pr_has_brief()
        audiences = self._pr_get_audiences()
        for event in self.filtered(lambda event: event._origin in audiences):
            event.pr_has_brief = True
        return result

    def _pr_get_audiences(self):
        """Return ``{entry: its audience}``, of those the user may read; one query."""
        audience_model = self.env["pr.audience"]
        if not audience_model.has_access("read"):
            return {}
        entries = self.filtered(lambda event: event.pr_activity_type == "audience")
        found = audience_model.search([("event_id", "in", entries._origin.ids)])
        return {audience.event_id: audience for audience in found}

    def _prepare_brief_page(self):
        audience = self._pr_get_audiences().get(self)
        if audience:
            return audience._prepare_brief_page()
        return super()._prepare_brief_page()

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
