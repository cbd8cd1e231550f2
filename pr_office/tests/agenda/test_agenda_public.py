import csv
import io
from datetime import datetime

import psycopg2

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import AgendaCase

WEEK = "date_from=2036-05-12&date_to=2036-05-18"


@tagged("post_install", "-at_install")
class TestAgendaPublic(AgendaCase, HttpCase):
    """What everybody may read of an official agenda, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._entry(
            name="Sesión de concejo",
            pr_publication="public",
            location="Palacio municipal",
        )
        cls._entry(name="Dentista", pr_publication="private", location="Clínica")
        cls._entry(
            name="Negociación",
            pr_publication="reserved",
            pr_publication_reason="En curso",
            start=datetime(2036, 5, 13, 15),
            stop=datetime(2036, 5, 13, 16),
        )
        cls._entry(
            name="Viaje a Lima", pr_publication="public", pr_activity_type="travel"
        )
        cls._entry(name="A lápiz", pr_publication="public", pr_confirmed=False)

    def _rows(self):
        return self.url_open(f"/pr/agenda.json?{WEEK}").json()

    def test_json_shows_the_public_entry_only(self):
        rows = self._rows()
        self.assertEqual([row["what"] for row in rows], ["Sesión de concejo"])
        self.assertEqual(rows[0]["start"], "2036-05-12T10:00-05:00")
        self.assertEqual(rows[0]["place"], "Palacio municipal")
        self.assertEqual(rows[0]["id"], self._rows()[0]["id"])

    def test_page_and_csv_leak_nothing(self):
        page = self.url_open(f"/pr/agenda?{WEEK}").text
        sheet = self.url_open(f"/pr/agenda.csv?{WEEK}")
        text = sheet.content.decode("utf-8-sig")
        self.assertEqual(len(list(csv.DictReader(io.StringIO(text)))), 1)
        for body in (page, text):
            self.assertIn("Sesión de concejo", body)
            for hidden in ("Dentista", "Clínica", "Negociación", "Lima", "lápiz"):
                self.assertNotIn(hidden, body)

    def test_busy_only_when_the_office_chooses(self):
        self.agenda.show_busy_in_public = True
        busy = [row for row in self._rows() if row["busy"]]
        self.assertTrue(busy)
        for row in busy:
            self.assertFalse(row["what"] or row["place"] or row["id"])

    def test_unpublished_agenda_is_not_there(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        other = self.env["pr.agenda"].create({"partner_id": deputy.id})
        self.agenda.is_public = False
        self.assertFalse(self._rows())
        other.is_public = False
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open("/pr/agenda.json").status_code, 404)

    def test_nonsense_dates_show_this_week(self):
        self.assertEqual(self.url_open("/pr/agenda?date_from=ayer").status_code, 200)

    def test_formula_in_a_title_is_defused(self):
        self._entry(name="=1+1", pr_publication="public")
        text = self.url_open(f"/pr/agenda.csv?{WEEK}").content.decode("utf-8-sig")
        self.assertIn("'=1+1", text)

    def test_cost_does_not_grow_with_the_entries(self):
        start, stop = datetime(2036, 5, 12), datetime(2036, 5, 20)

        def count():
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.agenda._get_public_entries(start, stop)
            return self.cr.sql_log_count - before

        count()
        few = count()
        for minute in range(15):
            self._entry(
                name=f"Acto {minute}",
                pr_publication="public",
                start=datetime(2036, 5, 14, 15, minute),
                stop=datetime(2036, 5, 14, 16),
            )
        count()
        self.assertEqual(count(), few)


@tagged("post_install", "-at_install")
class TestAgendaRegisters(AgendaCase):
    """Gifts and trips: who gave, who pays, and what the norm says."""

    def test_gift_needs_its_donor_and_warns(self):
        values = {
            "name": "Reloj",
            "partner_id": self.mayor.id,
            "occasion": "Visita",
            "nature": "other",
            "destination": "person",
        }
        model = self.env["pr.gift"].with_user(self.secretary)
        gift = model.create(values | {"donor_id": self.neighbour.id})
        self.assertEqual(gift.donor_name, "Vecina Rosa")
        self.assertIn("28024", gift.warning)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            model.create(values)

    def test_trip_dates(self):
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["pr.trip"].create(
                {
                    "name": "Ministerio",
                    "partner_id": self.mayor.id,
                    "destination": "Lima",
                    "payer": "La municipalidad",
                    "date_start": "2036-05-12",
                    "date_end": "2036-05-10",
                }
            )
