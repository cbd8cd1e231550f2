import io
from datetime import date, datetime, timedelta
from unittest.mock import patch

import psycopg2
from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.modules import module
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common import AgendaCase

DAY = date(2036, 5, 12)  # a Monday
QUIET = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class SheetCase(AgendaCase):
    """Monday, 12 May 2036, of the mayor; hours in Lima, five behind UTC."""

    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time("2036-05-11 23:05:00"))

    def _at(self, hour, minute=0, day=DAY):
        """Return a moment of Lima as the database keeps it."""
        start = datetime(day.year, day.month, day.day, hour, minute)
        return start + timedelta(hours=5)

    def _plan(self, name, hour, minutes=60, **values):
        start = self._at(hour)
        return self._entry(
            name=name, start=start, stop=start + timedelta(minutes=minutes), **values
        )

    def _sheet(self, user=None, day=DAY, **values):
        model = self.env["pr.agenda.sheet"].with_user(user or self.secretary)
        return model._find_or_make(self.agenda, day, **values)

    def _rows(self, sheet, pending=False):
        self.env.invalidate_all()
        return [
            row for day in sheet._prepare_page(pending)["days"] for row in day["rows"]
        ]

    def _names(self, sheet, pending=True):
        return [row["name"] for row in self._rows(sheet, pending)]


@tagged("post_install", "-at_install")
class TestAgendaSheetLines(SheetCase):
    """What a day holds, in the agenda's own time zone."""

    def _lines(self, first=DAY, last=None):
        return self.agenda.with_user(self.secretary)._get_day_lines(
            first, last or first
        )

    def test_an_entry(self):
        entry = self._plan(
            "Inspección del puente",
            20,
            location="Tikapampa",
            pr_activity_type="field",
            pr_travel_before=40,
            pr_travel_after=15,
            pr_confirmed=False,
        )
        [line] = self._lines()
        self.assertEqual(
            line,
            {
                "key": f"e{entry.id}",
                "kind": "entry",
                "day": "2036-05-12",
                "start": "20:00",
                "stop": "21:00",
                "name": "Inspección del puente",
                "activity": "field",
                "place": "Tikapampa",
                "access": "public",
                "confirmed": False,
                "leave": "19:20",
                "back": "21:15",
                "represented_by": "",
                "represents": "",
                "clashes": [],
            },
        )

    def test_only_the_days_asked_in_the_agendas_time_zone(self):
        self._plan("De noche", 23, minutes=30)
        self._entry(
            name="Martes",
            start=self._at(0, 30, DAY + timedelta(days=1)),
            stop=self._at(1, 0, DAY + timedelta(days=1)),
        )
        self.assertEqual([line["name"] for line in self._lines()], ["De noche"])
        self.agenda.resource_calendar_id.tz = "UTC"
        names = [line["name"] for line in self._lines(DAY + timedelta(days=1))]
        self.assertEqual(names, ["De noche", "Martes"])

    def test_over_midnight_and_nothing_long(self):
        self._plan("Vigilia", 22, minutes=240)
        self._plan("Aviso", 9, minutes=0)
        lines = self._lines(DAY, DAY + timedelta(days=1))
        self.assertEqual(
            [(ln["day"][-2:], ln["start"], ln["stop"]) for ln in lines],
            [("12", "09:00", "09:00"), ("12", "22:00", ""), ("13", "", "02:00")],
        )

    def test_forty_days_all_day(self):
        self._entry(
            name="Gira",
            allday=True,
            start_date=DAY - timedelta(days=20),
            stop_date=DAY + timedelta(days=20),
        )
        lines = self._lines(DAY, DAY + timedelta(days=6))
        self.assertEqual(len(lines), 7)
        self.assertEqual({(ln["start"], ln["stop"]) for ln in lines}, {("", "")})

    def test_all_day_in_a_zone_east_of_greenwich(self):
        self.agenda.resource_calendar_id.tz = "Pacific/Auckland"
        self._entry(name="Aniversario", allday=True, start_date=DAY, stop_date=DAY)
        lines = self._lines(DAY - timedelta(days=1), DAY + timedelta(days=1))
        self.assertEqual([line["day"] for line in lines], ["2036-05-12"])

    def test_declined_is_left_out_and_represented_is_not(self):
        self._plan("Rechazada", 9).attendee_ids.state = "declined"
        self._plan("Con representante", 10, pr_represented_by_id=self.neighbour.id)
        [line] = self._lines()
        self.assertEqual(line["represented_by"], "Vecina Rosa")

    def test_the_representative_sees_for_whom(self):
        deputy = self.env["pr.agenda"].create(
            {
                "partner_id": self.officer.partner_id.id,
                "resource_calendar_id": self.agenda.resource_calendar_id.id,
            }
        )
        self._plan("Desfile", 10, pr_represented_by_id=self.officer.partner_id.id)
        [line] = deputy.with_user(self.officer)._get_day_lines(DAY, DAY)
        self.assertEqual((line["represents"], line["represented_by"]), ("Mayor", ""))

    def test_conflicts(self):
        first = self._plan("Concejo", 10, minutes=90)
        second = self._plan("EPS", 11)
        keys = {line["key"]: line["clashes"] for line in self._lines()}
        self.assertEqual(keys[f"e{first.id}"], [f"e{second.id}"])
        self.assertEqual(keys[f"e{second.id}"], [f"e{first.id}"])

    def test_held_time_until_its_entry_stands_there(self):
        slot_model = self.env["pr.agenda.slot"]
        slot_model.hold(self.agenda, self._at(15), self._at(16), "Comité de riego")
        [line] = self._lines()
        self.assertEqual(
            (line["kind"], line["name"], line["start"]),
            ("slot", "Comité de riego", "15:00"),
        )
        self._plan("Audiencia", 15)
        self.assertEqual([line["kind"] for line in self._lines()], ["entry"])

    def test_holiday(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Día del distrito",
                "date_from": self._at(0),
                "date_to": self._at(23, 59),
                "company_id": self.env.company.id,
            }
        )
        [line] = self._lines()
        self.assertEqual((line["kind"], line["name"]), ("holiday", "Día del distrito"))

    def test_private_is_busy_for_others(self):
        self._plan("Dentista", 9, pr_publication="private", location="Clínica")
        [line] = self._lines()
        self.assertEqual(line["name"], "Dentista")
        for user in (self.manager, self.officer):
            [line] = self.agenda.with_user(user)._get_day_lines(DAY, DAY)
            self.assertEqual((line["name"], line["place"]), ("Busy", ""))
            self.assertEqual(line["start"], "09:00")

    def test_organisers_default_privacy_counts(self):
        self._plan("Llamada", 9, privacy=False)
        self.mayor_user.sudo().res_users_settings_id.calendar_default_privacy = (
            "private"
        )
        self.env.invalidate_all()
        [line] = self.agenda.with_user(self.manager)._get_day_lines(DAY, DAY)
        self.assertEqual(line["name"], "Busy")

    def test_cost_does_not_grow(self):
        """As many queries for a full day among many entries as for a short one."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = self._lines()
            return len(found), self.cr.sql_log_count - before

        self._plan("Una", 8)
        self._plan("Otra", 9)
        count()
        few, cost_of_few = count()
        self.env["calendar.event"].with_user(self.secretary).with_context(
            pr_agenda_id=self.agenda.id
        ).create(
            [
                {
                    "name": f"Entrada {number}",
                    "start": self._at(number % 24, day=DAY + timedelta(number // 24)),
                    "stop": self._at(number % 24, 30, DAY + timedelta(number // 24)),
                }
                for number in range(120)
            ]
        )
        many, cost_of_many = count()
        self.assertEqual((few, many), (2, 26))
        self.assertLessEqual(cost_of_many, cost_of_few)


@tagged("post_install", "-at_install")
class TestAgendaSheet(SheetCase):
    """Versions that tell what changed since the last one went out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.council = cls._entry(name="Sesión de concejo", location="Salón")  # 10:00
        cls.radio = cls._entry(
            name="Radio Illari",
            start=datetime(2036, 5, 12, 12),
            stop=datetime(2036, 5, 12, 13),
        )

    def _write(self, entry, **values):
        entry.with_user(self.secretary).write(values)

    def test_first_version_marks_nothing(self):
        sheet = self._sheet()
        self.assertEqual(sheet.state, "draft")
        version = sheet._issue()
        self.assertEqual((version.number, sheet.state), (1, "sent"))
        self.assertEqual(version.user_id, self.secretary)
        self.assertFalse(sheet.has_changed)
        page = sheet._prepare_page()
        self.assertFalse(page["change_note"])
        self.assertFalse(any(row["mark"] for row in self._rows(sheet)))

    def test_the_same_again_is_no_new_version(self):
        sheet = self._sheet()
        first = sheet._issue()
        self._write(self.council, pr_briefing="<p>Otro texto</p>")
        self.assertEqual(sheet._issue(), first)

    def test_changes_are_marked(self):
        sheet = self._sheet()
        sheet._issue()
        self._write(
            self.council, start=self._at(11), stop=self._at(12), location="Plaza"
        )
        self._write(self.radio, active=False)
        self._plan("Regantes", 15)
        self.env.invalidate_all()
        self.assertTrue(sheet.has_changed)
        self.assertEqual(sheet._issue().number, 2)
        page = sheet._prepare_page()
        self.assertEqual(page["change_note"], "CHANGE – replaces the sheet of 18:05")
        marks = {row["name"]: (row["mark"], row["gone"]) for row in self._rows(sheet)}
        self.assertEqual(
            marks,
            {
                "Radio Illari": ("CHANGE: no longer on this sheet", True),
                "Sesión de concejo": ("CHANGE: before 10:00–11:00, Salón", False),
                "Regantes": ("CHANGE: new", False),
            },
        )
        self.env.invalidate_all()
        self.assertFalse(sheet.has_changed)

    def test_change_on_another_day_names_the_day(self):
        sheet = self._sheet()
        sheet._issue()
        self._write(self.radio, active=False)
        with freeze_time("2036-05-12 11:50:00"):
            sheet._issue()
        note = sheet._prepare_page()["change_note"]
        self.assertEqual(note, "CHANGE – replaces the sheet of 11/05, 18:05")

    def test_moved_to_another_day_says_where(self):
        sheet = self._sheet()
        passed_on = self._sheet(scope="circulating")
        for one in (sheet, passed_on):
            one._issue()
        tomorrow = DAY + timedelta(days=1)
        self._write(self.council, start=self._at(9, 30, tomorrow))
        self._write(
            self.radio,
            start=self._at(8, day=tomorrow),
            pr_publication="reserved",
            pr_publication_reason="Coordinación",
        )
        self.assertEqual(
            [row["mark"] for row in self._rows(sheet, pending=True)],
            ["CHANGE: now on Tuesday 13, 08:00", "CHANGE: now on Tuesday 13, 09:30"],
        )
        self.assertEqual(
            [row["mark"] for row in self._rows(passed_on, pending=True)],
            ["CHANGE: no longer on this sheet", "CHANGE: now on Tuesday 13, 09:30"],
        )

    def test_agenda_without_entries_goes_with_its_drafts(self):
        deputy = self.env["pr.agenda"].create({"partner_id": self.neighbour.id})
        sheet = self.env["pr.agenda.sheet"]._find_or_make(deputy, DAY)
        deputy.unlink()
        self.assertFalse(sheet.exists())

    def test_third_version_is_compared_with_the_second(self):
        sheet = self._sheet()
        sheet._issue()
        self._write(self.radio, active=False)
        sheet._issue()
        self._write(self.council, name="Sesión solemne")
        sheet._issue()
        self.assertEqual(
            [row["mark"] for row in self._rows(sheet)],
            ["CHANGE: before «Sesión de concejo»"],
        )
        self.assertEqual(sheet.version_ids.mapped("number"), [3, 2, 1])

    def test_deleted_entry_stays_struck_through(self):
        sheet = self._sheet()
        sheet._issue()
        self.radio.with_user(self.secretary).unlink()
        sheet._issue()
        self.assertIn("Radio Illari", self._names(sheet, pending=False))

    def test_found_by_what_changed(self):
        sheet, other = self._sheet(), self._sheet(day=DAY + timedelta(days=1))
        sheet._issue()
        other._issue()
        self._write(self.council, location="Plaza")
        self.env.invalidate_all()
        model = self.env["pr.agenda.sheet"].with_user(self.secretary)
        self.assertEqual(model.search([("has_changed", "=", True)]), sheet)
        self.assertIn(other, model.search([("has_changed", "=", False)]))

    def test_past_sheets_do_not_ask_to_be_sent_again(self):
        sheet = self._sheet()
        sheet._issue()
        self._write(self.council, location="Plaza")
        self.env.invalidate_all()
        with freeze_time("2036-05-14 12:00:00"):
            self.assertFalse(sheet.has_changed)

    def test_circulating_sheet_tells_nothing_reserved(self):
        self._plan(
            "Reunión reservada",
            10,
            pr_publication="reserved",
            pr_publication_reason="Coordinación",
        )
        self._plan("Dentista", 16, pr_publication="private")
        self.env["pr.agenda.slot"].hold(
            self.agenda, self._at(17), self._at(18), "Juan Pérez"
        )
        full, passed_on = self._sheet(), self._sheet(scope="circulating")
        self.assertIn("Dentista", self._names(full))
        text = str(self._rows(passed_on, pending=True))
        for secret in ("reservada", "Dentista", "16:00", "Juan", "Clashes"):
            self.assertNotIn(secret, text)
        self.assertEqual(
            self._names(passed_on), ["Radio Illari", "Sesión de concejo", "Time held"]
        )
        self.assertIn("Clashes with", str(self._rows(full, pending=True)))

    def test_week(self):
        self._entry(
            name="Campaña",
            start=self._at(9, day=DAY + timedelta(days=3)),
            stop=self._at(10, day=DAY + timedelta(days=3)),
        )
        sheet = self._sheet(day=DAY + timedelta(days=2), kind="week")
        self.assertEqual(sheet.date_first, DAY)
        days = sheet._prepare_page(pending=True)["days"]
        self.assertEqual([len(day["rows"]) for day in days], [2, 0, 0, 1, 0, 0, 0])
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            sheet.copy({"date_first": DAY + timedelta(days=1), "kind": "week"})

    def test_one_sheet_for_a_day(self):
        sheet = self._sheet()
        self.assertEqual(self._sheet(), sheet)
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            sheet.copy()

    def test_from_one_to_the_next(self):
        sheet = self._sheet()
        following = self.env["pr.agenda.sheet"].browse(sheet.action_next()["res_id"])
        self.assertEqual(following.date_first, DAY + timedelta(days=1))
        self.assertEqual(following.action_previous()["res_id"], sheet.id)
        week = self.env["pr.agenda.sheet"].browse(
            following.action_switch_kind()["res_id"]
        )
        self.assertEqual((week.kind, week.date_first), ("week", DAY))
        self.assertEqual(week.action_switch_kind()["res_id"], sheet.id)
        other = self.env["pr.agenda.sheet"].browse(
            sheet.action_switch_scope()["res_id"]
        )
        self.assertEqual(other.scope, "circulating")
        self.assertFalse(other.with_briefs)

    def test_one_click_opens_today_and_in_the_afternoon_tomorrow(self):
        agendas = self.env["pr.agenda"].with_user(self.secretary)
        for moment, day in (
            ("2036-05-12 13:00:00", DAY),
            ("2036-05-12 20:00:00", DAY + timedelta(days=1)),
            ("2036-05-13 03:00:00", DAY + timedelta(days=1)),
        ):
            with freeze_time(moment):
                sheet_id = agendas.action_open_my_sheet()["res_id"]
            sheet = self.env["pr.agenda.sheet"].browse(sheet_id)
            self.assertEqual(sheet.date_first, day, moment)
        action = agendas.with_user(self.manager).action_open_my_sheet()
        self.assertEqual(action["view_mode"], "list,kanban,form")

    def test_chat_text(self):
        sheet = self._sheet()
        wizard_text = sheet.action_share()["context"]["default_text"]
        self.assertEqual(sheet.state, "draft")
        self.assertIn("10:00–11:00 Sesión de concejo – Salón", wizard_text)
        sheet._issue()
        self._write(self.radio, active=False)
        self.env.invalidate_all()
        text = sheet._get_share_text()
        self.assertIn("CHANGE – replaces", text)
        self.assertIn("~07:00–08:00 Radio Illari~", text)

    def test_opening_the_chat_makes_the_version(self):
        sheet = self._sheet()
        wizard = (
            self.env["pr.share.wizard"]
            .with_user(self.secretary)
            .with_context(**sheet.action_share()["context"])
            .create({"number": "51987654321"})
        )
        self.assertIn(f"/pr/share/pr.agenda.sheet/{sheet.id}/picture", wizard.files)
        wizard.action_open_chat()
        self.assertEqual(sheet.version, 1)
        self.assertNotIn("concejo", sheet.share_ids.text)
        wizard.action_not_sent()
        self.assertEqual(sheet.share_ids.state, "not_sent")

    def test_sent_sheets_stay_and_drafts_go(self):
        sheet, draft = self._sheet(), self._sheet(day=DAY + timedelta(days=1))
        sheet._issue()
        with self.assertRaises(UserError):
            sheet.unlink()
        with freeze_time("2036-06-11 12:00:00"):
            self.env["pr.agenda.sheet"]._gc_drafts()
        self.assertFalse(draft.exists())
        self.assertTrue(sheet.exists())

    def test_two_at_once_do_not_take_one_number(self):
        sheet = self._sheet()
        sheet._issue()
        with (
            self.assertRaises(psycopg2.IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.env["pr.agenda.sheet.version"].create(
                {"sheet_id": sheet.id, "number": 1, "lines": []}
            )

    def test_list_costs_the_same_for_many(self):
        def count(sheets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            sheets.web_read(
                {"title": {}, "state": {}, "version": {}, "has_changed": {}}
            )
            return self.cr.sql_log_count - before

        sheets = self.env["pr.agenda.sheet"]
        for number in range(12):
            sheets |= self._sheet(day=DAY + timedelta(days=number))
            sheets[-1]._issue()
        count(sheets)
        self.assertLessEqual(count(sheets), count(sheets[:2]))


@tagged("post_install", "-at_install")
class TestAgendaSheetRights(SheetCase):
    """Own people and the head make sheets; the others read what circulates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._entry(name="Sesión de concejo")
        cls._entry(name="Dentista", pr_publication="private")
        cls.auditor = cls._user("auditor", "pr_office.group_auditor")
        cls.auditor.pr_auditor_until = "2036-12-31"

    def setUp(self):
        super().setUp()
        self.full = self._sheet()
        self.full._issue()
        self.passed_on = self._sheet(scope="circulating")
        self.passed_on._issue()

    def _assert_nope(self, operation):
        with (
            self.assertRaises(AccessError),
            mute_logger(*QUIET),
            self.cr.savepoint(),
        ):
            operation()

    def test_authority_and_secretary_do_everything(self):
        for user in (self.mayor_user, self.secretary):
            sheet = self.full.with_user(user)
            self.assertIn("Dentista", self._names(sheet, pending=False))
            sheet.with_briefs = False
            sheet._issue()

    def test_head_makes_sheets_without_knowing_what_is_private(self):
        sheet = self.full.with_user(self.manager)
        self._plan("Regantes", 16)
        self.env.invalidate_all()
        sheet._issue()
        for pending in (False, True):
            names = self._names(sheet, pending)
            self.assertIn("Busy", names)
            self.assertNotIn("Dentista", str(names))
        self.assertNotIn("Dentista", sheet._get_chat_text())
        self.assertNotIn("Dentista", sheet.preview)
        self.assertIn("Dentista", self._names(self.full, pending=False))

    def test_officers_and_readers_read_what_circulates(self):
        reader = self._user("reader", "pr_office.group_reader")
        for user in (self.officer, self.other_secretary, reader):
            sheet = self.passed_on.with_user(user)
            self.assertEqual(self._names(sheet, pending=False), ["Sesión de concejo"])
            self.assertEqual(sheet.last_version_id.number, 1)
            self.assertFalse(sheet.may_issue)
            draft = self._sheet(day=DAY + timedelta(2), scope="circulating")
            self._assert_nope(
                lambda draft=draft, user=user: draft.with_user(user).read(["state"])
            )
            self._assert_nope(sheet._issue)
            self._assert_nope(lambda sheet=sheet: sheet.write({"with_briefs": True}))
            self._assert_nope(lambda user=user: self._sheet(user, DAY + timedelta(1)))
            full = self.full.with_user(user)
            self._assert_nope(lambda full=full: full.read(["state"]))
            self._assert_nope(
                lambda full=full: full.version_ids.with_user(full.env.user).read(
                    ["number"]
                )
            )

    def test_who_may_not_send_sees_what_was_sent(self):
        self._plan("Regantes", 16)
        self.env.invalidate_all()
        sheet = self.passed_on.with_user(self.officer)
        self.assertTrue(sheet.notice)
        self.assertNotIn("Regantes", sheet.preview)
        self.assertIn("Regantes", self.passed_on.preview)

    def test_snapshot_is_never_read_raw(self):
        version = self.full.last_version_id
        for user in (self.secretary, self.manager, self.officer, self.auditor):
            self._assert_nope(lambda user=user: version.with_user(user).read(["lines"]))
            self._assert_nope(
                lambda user=user: version.with_user(user).search(
                    [("lines", "ilike", "Dentista")]
                )
            )
            self._assert_nope(
                lambda user=user: version.with_user(user).write({"number": 5})
            )

    def test_auditor_reads_only(self):
        sheet = self.full.with_user(self.auditor)
        names = self._names(sheet, pending=False)
        self.assertNotIn("Dentista", str(names))
        self._assert_nope(sheet._issue)

    def test_employee_has_nothing(self):
        for sheet in (self.full, self.passed_on):
            self._assert_nope(
                lambda sheet=sheet: sheet.with_user(self.employee).read(["state"])
            )

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Otra municipalidad"})
        head = self._user("head2", "pr_office.group_manager")
        head.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self._assert_nope(lambda: self.full.with_user(head).read(["state"]))


def _full_day(case):
    """Fourteen entries with all that a line may say."""
    for number in range(14):
        case._plan(
            f"Reunión con la junta vecinal del sector {number}",
            7 + number,
            minutes=50,
            location="Local comunal de Phuyupata, Av. Los Incas 450",
            pr_travel_before=15 * (number % 2),
            pr_confirmed=number % 5 > 0,
        )


@tagged("post_install", "-at_install")
class TestAgendaSheetPaper(SheetCase, HttpCase):
    """Paper and picture: how many pages, how many bytes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_PE")
        cls.env["ir.module.module"]._load_module_terms(["pr_office"], ["es_PE"])
        cls.env.company.partner_id.lang = "es_PE"

    def _pdf(self, sheet):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = report.with_user(self.secretary)._render_qweb_pdf(
            sheet._get_report(), sheet.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertLess(len(content), 2**20)
        pages = PdfReader(io.BytesIO(content)).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    def test_full_day_on_one_page_and_a_page_for_each_brief(self):
        _full_day(self)
        entries = self.agenda.env["calendar.event"].search(
            [("pr_agenda_ids", "in", self.agenda.ids), ("start", ">=", self._at(0))],
            order="start",
            limit=2,
        )
        for entry in entries:
            entry.pr_brief_figures = "S/ 2,4 millones\n14 sectores\n3 200 familias"
        sheet = self._sheet()
        sheet._issue()
        pages = self._pdf(sheet)
        self.assertEqual(len(pages), 3)
        for number in range(14):
            self.assertIn(f"sector {number}", pages[0])
        self.assertIn("AYUDA MEMORIA", pages[1])
        self.assertIn("14 sectores", pages[2])

    def test_long_brief_stays_on_its_page(self):
        words = "Palabras que la autoridad conoce bien. "
        entry = self._plan(
            "Aniversario",
            10,
            pr_brief_present="\n".join(f"Invitado número {n}" for n in range(12)),
            pr_brief_speakers="\n".join(f"Orador {n} (5 min)" for n in range(6)),
            pr_brief_messages=words * 20,
            pr_briefing=f"<p>{words * 40}</p>" * 2,
        )
        sheet = self._sheet()
        sheet._issue()
        self.assertEqual(len(self._pdf(sheet)), 2)
        self.assertLess(entry._get_brief_size(), 10)

    def test_full_day_with_every_line_changed_is_one_page(self):
        _full_day(self)
        sheet = self._sheet()
        sheet._issue()
        for entry in self.env["calendar.event"].search(
            [("pr_agenda_ids", "in", self.agenda.ids)]
        ):
            entry.with_user(self.secretary).location = "Palacio municipal"
        sheet._issue()
        pages = self._pdf(sheet)
        self.assertEqual(len(pages), 1)
        self.assertIn("CAMBIO – reemplaza la hoja de", pages[0])

    def test_week_on_one_landscape_page(self):
        for day in range(7):
            for hour in range(8, 13):
                self._entry(
                    name=f"Reunión {day}{hour}",
                    start=self._at(hour, day=DAY + timedelta(day)),
                    stop=self._at(hour, 40, DAY + timedelta(day)),
                    location="Sala de Alcaldía",
                )
        sheet = self._sheet(kind="week")
        sheet._issue()
        [page] = self._pdf(sheet)
        self.assertIn("Reunión 612", page)

    def test_picture_of_a_full_day(self):
        _full_day(self)
        sheet = self._sheet()
        with patch.object(module, "current_test", False):
            name, content = sheet._make_share_file("picture")
        self.assertEqual(name, "Agenda-2036-05-12-v1.png")
        self.assertLess(len(content), 300_000)
        picture = Image.open(io.BytesIO(content))
        self.assertEqual(picture.width, 800)
        self.assertGreater(picture.height, 14 * 60)

    def test_picture_without_the_program(self):
        sheet = self._sheet()
        with self.assertRaisesRegex(UserError, "wkhtmltoimage"):
            sheet._make_share_file("picture")

    def test_file_without_the_program(self):
        sheet = self._sheet()
        with (
            patch.object(
                IrActionsReport, "get_wkhtmltopdf_state", return_value="install"
            ),
            self.assertRaisesRegex(UserError, "wkhtmltopdf"),
        ):
            sheet._make_share_file("pdf")

    def test_download_needs_the_right(self):
        _full_day(self)
        sheet = self._sheet()
        sheet._issue()
        address = f"/pr/share/pr.agenda.sheet/{sheet.id}"
        self.authenticate("agenda_officer", "agenda_officer")
        for path in (f"{address}/pdf", f"{address}/picture"):
            self.assertEqual(self.url_open(path).status_code, 404)
        self.authenticate("agenda_secretary", "agenda_secretary")
        for path in (
            f"{address}/other",
            f"/pr/share/res.partner/{self.mayor.id}/pdf",
            "/pr/share/pr.nothing/1/pdf",
            "/pr/share/pr.agenda.sheet/0/pdf",
        ):
            self.assertEqual(self.url_open(path).status_code, 404, path)
        response = self.url_open(f"{address}/picture")
        self.assertEqual(response.status_code, 422)
