from datetime import datetime, time, timedelta

import pytz

from odoo.tests import HttpCase, tagged

from .common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgendaSheetTour(AgendaCase, HttpCase):
    def test_from_the_calendar_to_the_chat(self):
        """The secretary goes from the week in the calendar to a day's sheet."""
        tz = pytz.timezone("America/Lima")
        today = datetime.now(tz).date()
        # the calendar of this language begins its weeks on Sunday
        middle = today + timedelta(days=today.isoweekday() == 7)
        tuesday = middle + timedelta(days=1 - middle.weekday())
        start = tz.localize(datetime.combine(tuesday, time(10))).astimezone(pytz.utc)
        start = start.replace(tzinfo=None)
        self._entry(
            name="Council session", start=start, stop=start + timedelta(hours=1)
        )
        self.start_tour(
            "/odoo/pr-my-agenda", "pr_agenda_sheet", login="agenda_secretary"
        )
        sheets = self.env["pr.agenda.sheet"].search([])
        self.assertIn(tuesday, sheets.mapped("date_first"))
        self.assertFalse(sheets.version_ids)
