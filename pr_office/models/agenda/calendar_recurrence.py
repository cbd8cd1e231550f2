from odoo import models


class CalendarRecurrence(models.Model):
    _inherit = "calendar.recurrence"

    def unlink(self):
        """Deleting a series deletes entries: ask for that right first."""
        self.calendar_event_ids._filter_of_agendas().check_access("unlink")
        return super().unlink()
