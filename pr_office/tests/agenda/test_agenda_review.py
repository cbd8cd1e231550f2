from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, warmup
from odoo.tools import mute_logger

from ...models.agenda.feed_reader import find_reader
from .common import AgendaCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.models")
REMINDER = "pr_office.activity_type_review_publication"
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "tue": True,
    "end_type": "count",
    "count": 3,
    "event_tz": "America/Lima",
}


# A Monday, four in the afternoon in Lima.
@freeze_time("2036-05-12 21:00:00")
class ReviewCase(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._tomorrow(name="Sesión de concejo", location="Salón Consistorial")
        cls.env.flush_all()

    @classmethod
    def _tomorrow(cls, days=1, **values):
        start = datetime(2036, 5, 12, 15) + timedelta(days=days)
        return cls._entry(start=start, stop=start + timedelta(hours=1), **values)

    def _published(self):
        rows = self.agenda._get_public_entries(
            datetime(2036, 5, 1), datetime(2036, 7, 1)
        )
        return [row["what"] for row in rows]


@tagged("post_install", "-at_install")
class TestAgendaReview(ReviewCase):
    """Somebody looks over what the public will read."""

    def test_secretary_validates_and_a_change_asks_again(self):
        act = self.act.with_user(self.secretary)
        self.assertEqual(act.pr_review_state, "waiting")
        act.action_pr_validate()
        self.assertEqual(act.pr_review_state, "validated")
        self.assertEqual(act.pr_validated_by_id, self.secretary)
        self.assertEqual(str(act.pr_validated_on), "2036-05-12 21:00:00")
        for change in (
            {"name": "Sesión extraordinaria"},
            {"pr_public_place": "Plaza"},
            {"pr_represented_by_id": self.neighbour.id},
            {"start": act.start + timedelta(minutes=5)},
            {"stop": act.stop + timedelta(hours=1)},
            {"pr_activity_type": "press"},
        ):
            act.write(change)
            self.assertEqual(act.pr_review_state, "changed", change)
            self.assertIn("changed", act.pr_review_note)
            act.action_pr_validate()
            self.assertEqual(act.pr_review_state, "validated", change)
            self.assertFalse("changed" in (act.pr_review_note or ""))
        self.neighbour.name = "Otra vecina"
        self.assertEqual(act.pr_review_state, "changed")

    def test_what_the_public_does_not_read_keeps_the_validation(self):
        act = self.act.with_user(self.secretary)
        act.action_pr_validate()
        act.write({"description": "<p>Nota</p>", "pr_travel_before": 20})
        self.assertEqual(act.pr_review_state, "validated")
        act.action_pr_unvalidate()
        self.assertEqual(act.pr_review_state, "waiting")
        self.assertFalse(act.pr_validated_by_id)

    def test_change_says_what_it_was(self):
        act = self.act.with_user(self.secretary)
        act.action_pr_validate()
        act.write({"start": act.start + timedelta(minutes=30), "name": "Cabildo"})
        self.assertIn("10:00–11:00", act.pr_review_note)
        self.assertIn("Sesión de concejo", act.pr_review_note)

    def test_who_may_not_validate(self):
        for user in (self.officer, self.other_secretary, self.employee):
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                self.act.with_user(user).action_pr_validate()
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                self.act.with_user(user).action_pr_unvalidate()
        self.assertEqual(self.act.pr_review_state, "waiting")
        for user in (self.secretary, self.mayor_user, self.manager):
            self.act.with_user(user).action_pr_validate()
            self.assertEqual(self.act.pr_validated_by_id, user)
            self.act.with_user(user).action_pr_unvalidate()

    def test_nobody_validates_in_the_name_of_another(self):
        values = {"pr_validated_by_id": self.manager.id}
        for user in (self.secretary, self.mayor_user, self.manager):
            with self.assertRaises(AccessError):
                self.act.with_user(user).write(values)
            with self.assertRaises(AccessError):
                self._tomorrow(user=user, name="Otro", **values)

    def test_validate_all_that_is_shown(self):
        second = self._tomorrow(name="Feria", location="Plaza")
        self._tomorrow(name="Dentista", pr_publication="private")
        pencil = self._tomorrow(name="A lápiz", pr_confirmed=False)
        later = self._tomorrow(days=5, name="Otro día")
        domain = [("start", "<", "2036-05-14"), ("pr_agenda_ids", "!=", False)]
        model = self.env["calendar.event"].with_user(self.secretary)
        model.with_context(active_domain=domain).action_pr_validate()
        self.assertEqual(
            set((self.act | second).mapped("pr_review_state")), {"validated"}
        )
        self.assertEqual(set((pencil | later).mapped("pr_review_state")), {"waiting"})
        with self.assertRaises(UserError):
            pencil.with_user(self.secretary).action_pr_validate()
        with self.assertRaises(UserError):
            model.action_pr_validate()

    def test_copies_and_series_are_not_validated(self):
        self.act.with_user(self.secretary).action_pr_validate()
        self.assertEqual(self.act.copy().pr_review_state, "waiting")
        series = self._tomorrow(name="Despacho", **WEEKLY).recurrence_id
        first, second, third = series.calendar_event_ids.sorted("start")
        second.with_user(self.secretary).action_pr_validate()
        self.assertEqual(
            (first | second | third).mapped("pr_review_state"),
            ["waiting", "validated", "waiting"],
        )

    def test_screen_shows_what_will_be_published(self):
        self._tomorrow(name="Dentista", pr_publication="private")
        self._tomorrow(name="A lápiz", pr_confirmed=False)
        self._tomorrow(name="Viaje", pr_activity_type="travel")
        model = self.env["calendar.event"].with_user(self.secretary)
        domain = [("pr_agenda_ids", "in", self.agenda.ids)]
        for value in (True, False):
            found = model.search([*domain, ("pr_for_publication", "=", value)])
            self.assertTrue(found)
            self.assertEqual(set(found.mapped("pr_for_publication")), {value})
        self.agenda.is_public = False
        self.assertFalse(model.search([*domain, ("pr_for_publication", "=", True)]))

    def test_menu_opens_until_the_next_working_day(self):
        model = self.env["pr.agenda"].with_user(self.secretary)
        context = model.action_review_publication()["context"]
        self.assertIn("search_default_tomorrow", context)
        with freeze_time("2036-05-16 21:00:00"):
            context = model.action_review_publication()["context"]
            self.assertIn("search_default_ahead", context)


@tagged("post_install", "-at_install")
class TestAgendaReviewNotes(ReviewCase):
    """What stands out to whoever reviews."""

    def _notes(self, **values):
        return self._tomorrow(**values).pr_review_note or ""

    def test_nothing_stands_out(self):
        self.assertFalse(self.act.pr_review_note)

    def test_place(self):
        self.assertIn("place", self._notes())

    def test_private_data_in_the_name(self):
        for name, words in (
            ("Visita, cel. 951234567", "telephone"),
            ("Visita a su domicilio", "home address"),
            ("Visita a la Sra. Rosa", "private person"),
        ):
            self.assertIn(words, self._notes(name=name, location="Plaza"))

    def test_attendee_without_a_post_is_named(self):
        both = (self.mayor | self.neighbour).ids
        title = "Reunión con VECINA ROSA"
        self.assertIn(
            "Vecina Rosa", self._notes(name=title, location="x", partner_ids=both)
        )
        institution = self.env["res.partner"].create(
            {"name": "Club Illari", "is_company": True}
        )
        position = self.env["pr.position"].create(
            {"name": "Presidenta", "institution_id": institution.id}
        )
        self.env["pr.mandate"].create(
            {"position_id": position.id, "partner_id": self.neighbour.id}
        )
        self.assertNotIn(
            "Vecina Rosa", self._notes(name=title, location="x", partner_ids=both)
        )

    def test_reserved_without_a_real_reason(self):
        notes = self._notes(pr_publication="reserved", pr_publication_reason="x")
        self.assertIn("Reserved", notes)
        real = "Negociación colectiva en curso"
        notes = self._notes(pr_publication="reserved", pr_publication_reason=real)
        self.assertNotIn("Reserved", notes)
        self.act.with_user(self.secretary).write({"privacy": "confidential"})
        self.assertEqual(self.act.pr_publication, "reserved")
        self.assertIn("Reserved", self.act.pr_review_note)

    def test_off_premises_without_a_reason(self):
        values = {"location": "Tikapampa", "pr_off_premises": True}
        self.assertIn("premises", self._notes(**values))
        values["pr_off_premises_reason"] = "Verificar la obra"
        self.assertNotIn("premises", self._notes(**values))

    @warmup
    def test_list_costs_the_same_for_many(self):
        def count(size):
            entries = self.env["calendar.event"]
            for number in range(size):
                entries |= self._tomorrow(name=f"Acto {number}")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            entries.with_user(self.secretary).mapped("pr_review_note")
            entries.with_user(self.secretary).mapped("pr_for_publication")
            return self.cr.sql_log_count - before

        count(2)
        self.assertEqual(count(2), count(12))


@tagged("post_install", "-at_install")
class TestAgendaReviewStrict(ReviewCase):
    """An agenda that publishes only what is validated."""

    def test_only_validated_entries_are_published(self):
        past = self._tomorrow(days=-3, name="Ya fue")
        self.assertEqual(self._published(), ["Ya fue", "Sesión de concejo"])
        self.agenda.publish_only_validated = True
        self.assertEqual(self._published(), ["Ya fue"])
        self.act.with_user(self.secretary).action_pr_validate()
        self.assertEqual(self._published(), ["Ya fue", "Sesión de concejo"])
        self.act.with_user(self.secretary).name = "Cabildo"
        self.assertEqual(self._published(), ["Ya fue"])
        self.agenda.publish_only_validated = False
        self.assertEqual(self._published(), ["Ya fue", "Cabildo"])
        self.assertEqual(past.pr_review_state, "waiting")

    def test_subscriptions_say_the_same(self):
        series = self._tomorrow(name="Despacho", **WEEKLY).recurrence_id
        first, second, third = series.calendar_event_ids.sorted("start")
        feed = self.env["pr.agenda.feed"].create(
            {"agenda_id": self.agenda.id, "name": "Web", "scope": "public"}
        )
        token = feed.token

        def read():
            self.env.flush_all()
            self.cr.flush()
            return find_reader(self.env, token).get_body().decode()

        self.assertEqual(read().count("BEGIN:VEVENT"), 2)
        self.agenda.publish_only_validated = True
        self.assertNotIn("BEGIN:VEVENT", read())
        (second | self.act).with_user(self.secretary).action_pr_validate()
        text = read()
        self.assertIn("Sesión de concejo", text)
        self.assertEqual(text.count("SUMMARY:Despacho"), 1)
        self.assertIn("20360520T", text)
        (first | third).with_user(self.secretary).action_pr_validate()
        self.assertIn("RRULE", read())

    def test_setting_is_the_heads(self):
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            self.agenda.with_user(self.secretary).publish_only_validated = True
        self.agenda.with_user(self.manager).publish_only_validated = True


@tagged("post_install", "-at_install")
class TestAgendaReviewReminder(ReviewCase):
    """The secretary is reminded, once."""

    def setUp(self):
        super().setUp()
        # Without the others of the database the figures are this agenda's own.
        others = self.env["pr.agenda"].search([("id", "!=", self.agenda.id)])
        others.is_public = False
        self.cron = self.env.ref("pr_office.pr_agenda_cron_remind_review")

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()

    def _reminders(self):
        return self.agenda.activity_search([REMINDER])

    def test_reminder_at_its_hour_and_never_twice(self):
        with freeze_time("2036-05-12 20:30:00"):
            self._run_cron()
            self.assertFalse(self._reminders())
        self._run_cron()
        (reminder,) = self._reminders()
        self.assertEqual(reminder.user_id, self.secretary)
        self.assertIn("1", reminder.summary)
        self._run_cron()
        self.assertEqual(self._reminders(), reminder)
        with freeze_time("2036-05-13 21:00:00"):
            self._tomorrow(days=2, name="Feria")
            self._tomorrow(days=2, name="Visita")
            self._run_cron()
            self.assertEqual(self._reminders(), reminder)
            self.assertIn("2", reminder.summary)
            self.assertEqual(str(reminder.date_deadline), "2036-05-13")

    def test_nothing_to_validate_no_reminder(self):
        self.act.with_user(self.secretary).action_pr_validate()
        self._run_cron()
        self.assertFalse(self._reminders())
        self.assertEqual(str(self.agenda.review_reminded_on), "2036-05-12")

    def test_validating_all_ends_the_reminder(self):
        second = self._tomorrow(name="Feria")
        self._run_cron()
        self.assertEqual(self.agenda.with_user(self.secretary).to_validate_count, 2)
        self.act.with_user(self.secretary).action_pr_validate()
        self.assertTrue(self._reminders())
        second.with_user(self.secretary).action_pr_validate()
        self.assertFalse(self._reminders())
        self.agenda.invalidate_recordset()
        self.assertEqual(self.agenda.with_user(self.secretary).to_validate_count, 0)

    def test_before_a_weekend_it_reaches_to_monday(self):
        self._tomorrow(days=5, name="Sábado")
        self._tomorrow(days=7, name="Lunes")
        self._tomorrow(days=8, name="Martes")
        with freeze_time("2036-05-16 21:00:00"):
            self.assertEqual(
                set(self.agenda._get_entries_to_validate()[self.agenda].mapped("name")),
                {"Sábado", "Lunes"},
            )

    def test_agenda_without_secretary_or_user(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        other = self.env["pr.agenda"].create({"partner_id": deputy.id})
        other.message_follower_ids.unlink()
        model = self.env["calendar.event"]
        model.create(
            {
                "name": "Feria",
                "start": datetime(2036, 5, 13, 15),
                "stop": datetime(2036, 5, 13, 16),
                "partner_ids": deputy.ids,
                "user_id": False,
            }
        )
        self._run_cron()
        self.assertEqual(len(other.activity_search([REMINDER])), 1)

    def test_secretary_ends_the_reminder(self):
        self._run_cron()
        self._reminders().with_user(self.secretary).action_done()
        self.assertFalse(self._reminders())


@tagged("post_install", "-at_install")
class TestAgendaOlderEntries(AgendaCase):
    """An agenda that comes after its entries takes them as they are."""

    def setUp(self):
        super().setUp()
        self.deputy_user = self._user("deputy", "pr_office.group_reader")
        self.deputy = self.deputy_user.partner_id

    def _older(self, **values):
        model = self.env["calendar.event"].with_user(self.deputy_user)
        return model.create(
            {
                "name": "Cabildo",
                "start": datetime(2036, 5, 12, 15),
                "stop": datetime(2036, 5, 12, 16),
                "partner_ids": self.deputy.ids,
                **values,
            }
        ).sudo()

    def _create_agenda(self):
        agenda = self.env["pr.agenda"].create(
            {"partner_id": self.deputy.id, "delegate_ids": self.secretary.ids}
        )
        self.env.flush_all()
        self.cr.flush()
        return agenda

    def test_new_agenda_publishes_older_entries(self):
        older, private = self._older(), self._older(privacy="private")
        organised = self._older(partner_ids=self.neighbour.ids)
        self.assertFalse(older.pr_publication)
        agenda = self._create_agenda()
        self.assertEqual((older | private).pr_agenda_ids, agenda)
        self.assertEqual((older | private | organised).pr_agenda_id, agenda)
        self.assertEqual(older.pr_publication, "public")
        self.assertEqual(private.pr_publication, "private")
        self.assertEqual(older.pr_review_state, "waiting")
        self.assertTrue(older._is_publishable())
        rows = self.env["pr.calendar.resource"].search([("agenda_id", "=", agenda.id)])
        self.assertEqual(rows.event_id, older | private)
        self.assertTrue(all(row.public_text for row in rows if row.event_id == older))
        older.with_user(self.secretary).name = "Cabildo abierto"

    def test_another_authority_takes_the_agenda(self):
        agenda = self._create_agenda()
        mine = self._older()
        self.assertEqual(mine.pr_publication, "public")
        councillor = self.env["res.partner"].create({"name": "Regidora"})
        theirs = self.env["calendar.event"].create(
            {
                "name": "Mesa de trabajo",
                "start": datetime(2036, 5, 13, 15),
                "stop": datetime(2036, 5, 13, 16),
                "partner_ids": councillor.ids,
                "user_id": False,
            }
        )
        agenda.write({"partner_id": councillor.id})
        self.assertFalse(mine.pr_agenda_id)
        self.assertFalse(mine.pr_publication)
        self.assertEqual(theirs.pr_agenda_id, agenda)
        self.assertEqual(theirs.pr_publication, "public")

    def test_archived_agenda_comes_back_without_telling_secrets(self):
        agenda = self._create_agenda()
        hidden = self._older(
            pr_publication="reserved", pr_publication_reason="Negociación en curso"
        )
        shown = self._older()
        agenda.active = False
        self.assertFalse((hidden | shown).pr_agenda_id)
        agenda.active = True
        self.assertEqual(hidden.pr_publication, "reserved")
        self.assertFalse(hidden._is_publishable())
        self.assertEqual(shown.pr_publication, "public")

    def test_many_older_entries_cost_the_same(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            agenda = self.env["pr.agenda"].create({"partner_id": self.deputy.id})
            self.env.flush_all()
            found = self.cr.sql_log_count - before
            agenda.active = False
            return found

        for day in range(1, 3):
            self._older(start=datetime(2036, 6, day), stop=datetime(2036, 6, day, 1))
        count()
        few = count()
        for day in range(3, 28):
            self._older(start=datetime(2036, 6, day), stop=datetime(2036, 6, day, 1))
        count()
        self.assertEqual(count(), few)
