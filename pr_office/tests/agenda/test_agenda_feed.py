from datetime import date, datetime, timedelta, timezone

import recurring_ical_events
from icalendar import Calendar

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL, mute_logger

from ...models.agenda import feed_reader
from ...models.agenda.feed_reader import find_reader
from .common import AgendaCase

QUIET = ("odoo.addons.base.models.ir_rule", "odoo.models")
WEEKLY = {
    "recurrency": True,
    "rrule_type_ui": "weekly",
    "rrule_type": "weekly",
    "end_type": "count",
    "count": 4,
    "event_tz": "America/Lima",
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class FeedCase(AgendaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tokens = {}
        cls.start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(
            days=3
        )

    def _entry(self, hours=0, **values):
        start = self.start + timedelta(hours=hours)
        return super()._entry(
            **{"start": start, "stop": start + timedelta(hours=1), **values}
        )

    def _series(self, **values):
        weekday = WEEKDAYS[(self.start - timedelta(hours=5)).weekday()]
        entry = self._entry(name="Despacho", **(WEEKLY | {weekday: True} | values))
        return entry.recurrence_id.calendar_event_ids.sorted("start")

    def _feed(self, scope, user=None, **values):
        model = self.env["pr.agenda.feed"].with_user(user or self.secretary)
        feed = model.create(
            {"agenda_id": self.agenda.id, "name": "iPhone", "scope": scope, **values}
        )
        self.tokens[feed.id] = feed.token
        return feed

    def _find(self, feed):
        self._commit()
        return find_reader(self.env, self.tokens[feed.id])

    def _text(self, feed):
        return self._find(feed).get_body().decode()

    def _commit(self):
        self.env.flush_all()
        self.cr.flush()

    def _read(self, feed):
        """Return (start, title) of what a phone shows, and the calendar it read."""
        calendar = Calendar.from_ical(self._text(feed))
        found = recurring_ical_events.of(calendar).between(
            date.today() - timedelta(days=60), date.today() + timedelta(days=400)
        )
        shown = []
        for event in found:
            start = event["DTSTART"].dt
            if isinstance(start, datetime):
                start = (start - start.utcoffset()).replace(tzinfo=None)
            shown.append((start, str(event["SUMMARY"])))
        return sorted(shown, key=lambda pair: (str(pair[0]), pair[1])), calendar

    def _names(self, feed):
        return [name for _start, name in self._read(feed)[0]]


@tagged("post_install", "-at_install")
class TestAgendaFeedScopes(FeedCase):
    """What each subscription shows, decided when it is read."""

    def test_public_shows_exactly_what_may_be_published(self):
        """SQL and ORM say the same about every kind of entry."""
        feed = self._feed("public")
        settings = self.mayor_user.sudo().res_users_settings_id
        entries = self.env["calendar.event"]
        number = 0
        for publication in ("public", "reserved", "private", False):
            for privacy in ("public", "private", "confidential", False):
                for kind in ("act", "travel", "personal", False):
                    for confirmed in (True, False):
                        number += 1
                        entries |= self._make(
                            number, publication, privacy, kind, confirmed
                        )
        for default in ("public", "private", "confidential"):
            settings.calendar_default_privacy = default
            self._commit()
            self.env.invalidate_all()
            wanted = entries.filtered(lambda entry: entry._is_publishable())
            self.assertTrue(wanted)
            self.assertEqual(
                sorted(self._names(feed)), sorted(wanted.mapped("name")), default
            )

    def _make(self, number, publication, privacy, kind, confirmed):
        """Write an entry of any kind, past what the screens allow."""
        entry = self._entry(hours=number, name=f"Entrada {number:03d}")
        if publication == "public" and privacy == "private":
            privacy = False
        self._commit()
        self.cr.execute(
            SQL(
                "UPDATE calendar_event SET pr_publication = %s, privacy = %s,"
                " pr_activity_type = %s, pr_confirmed = %s,"
                " pr_publication_reason = 'x' WHERE id = %s",
                publication or None,
                privacy or None,
                kind or None,
                confirmed,
                entry.id,
            )
        )
        self.env.invalidate_all()
        self.env["pr.calendar.resource"]._schedule(events=entry.ids)
        return entry

    def test_hidden_since_the_text_was_made(self):
        """What is hidden past the ORM is hidden all the same."""
        feed = self._feed("public")
        entry = self._entry(name="Acto")
        series = self._series()
        self.assertEqual(len(self._names(feed)), 5)
        self.cr.execute(
            "UPDATE calendar_event SET pr_publication = 'private' WHERE id IN %s",
            [(entry.id, series[1].id)],
        )
        shown, _calendar = self._read(feed)
        self.assertEqual(
            shown, [(one.start, "Despacho") for one in series if one != series[1]]
        )

    def test_private_and_reserved_leave_no_trace(self):
        entry = self._entry(name="Dentista", pr_publication="private", location="Casa")
        other = self._entry(
            hours=2,
            name="Seguridad",
            pr_publication="reserved",
            pr_publication_reason="Orden público",
        )
        feed = self._feed("public")
        text = self._text(feed)
        self.assertNotIn("VEVENT", text)
        for secret in ("Dentista", "Seguridad", "Casa", "Orden"):
            self.assertNotIn(secret, text)
        for one in (entry, other):
            self.assertNotIn(one.start.strftime("%Y%m%dT%H%M%S"), text)

    def test_public_says_no_more_than_name_time_and_place(self):
        self._entry(
            name="Inauguración",
            description="<p>Llamar a Rosa</p>",
            location="Casa del alcalde",
            pr_public_place="Plaza de Armas",
            partner_ids=(self.mayor | self.neighbour).ids,
        )
        feed = self._feed("public")
        text = self._text(feed)
        self.assertIn("SUMMARY:Inauguración", text)
        self.assertIn("LOCATION:Plaza de Armas", text)
        for secret in ("Rosa", "Casa", "@", "Llamar", "ATTENDEE", "ORGANIZER"):
            self.assertNotIn(secret, text)

    def test_busy_shows_times_alone(self):
        entry = self._entry(name="Dentista", pr_publication="private")
        self._entry(hours=2, name="Cumpleaños", show_as="free")
        shown, calendar = self._read(self._feed("busy"))
        self.assertEqual([start for start, _name in shown], [entry.start])
        self.assertNotIn("Dentista", calendar.to_ical().decode())

    def test_full_shows_everything(self):
        names = ["Dentista", "Reserva", "Público", "A lápiz"]
        self._entry(name=names[0], pr_publication="private")
        self._entry(name=names[1], pr_publication="reserved", pr_publication_reason="x")
        self._entry(name=names[2])
        self._entry(name=names[3], pr_confirmed=False)
        self.assertEqual(sorted(self._names(self._feed("full"))), sorted(names))

    def test_one_hidden_occurrence_of_a_public_series(self):
        series = self._series()
        series[2].pr_publication = "private"
        shown, calendar = self._read(self._feed("public"))
        self.assertEqual(
            shown, [(one.start, "Despacho") for one in series if one != series[2]]
        )
        self.assertIn("RRULE", calendar.walk("VEVENT")[0])
        self.assertEqual(len(self._names(self._feed("full"))), 4)

    def test_one_public_occurrence_of_a_hidden_series(self):
        series = self._series(pr_publication="private", privacy="private")
        series[1].write({"pr_publication": "public", "name": "Feria"})
        shown, calendar = self._read(self._feed("public"))
        self.assertEqual(shown, [(series[1].start, "Feria")])
        (event,) = calendar.walk("VEVENT")
        self.assertNotIn("RECURRENCE-ID", event)

    def test_renamed_and_moved_occurrences_in_public(self):
        series = self._series()
        series[1].name = "Cabildo"
        series[2].write(
            {
                "start": series[2].start + timedelta(hours=3),
                "stop": series[2].stop + timedelta(hours=3),
            }
        )
        shown, _calendar = self._read(self._feed("public"))
        self.assertEqual(shown, [(one.start, one.name) for one in series])

    def test_office_chooses_to_show_reserved_time_as_busy(self):
        self.agenda.show_busy_in_public = True
        hidden = self._entry(name="Dentista", pr_publication="private")
        pencil = self._entry(name="A lápiz", hours=3, pr_confirmed=False)
        series = self._series()
        series[1].pr_publication = "private"
        shown, calendar = self._read(self._feed("public"))
        self.assertEqual(
            {start for start, name in shown if name != "Despacho"},
            {hidden.start, pencil.start, series[1].start},
        )
        for name in ("Dentista", "A lápiz"):
            self.assertNotIn(name, calendar.to_ical().decode())

    def test_feed_and_public_page_say_the_same(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        self._entry(name="Acto")
        self._entry(name="Declinado", hours=2).attendee_ids.state = "declined"
        self._entry(name="Representado", hours=4, pr_represented_by_id=deputy.id)
        self._entry(name="Reservado", hours=6, pr_publication="private")
        self._entry(name="A lápiz", hours=8, pr_confirmed=False)
        self._series()[1].pr_publication = "private"
        feed = self._feed("public")
        for shown_as_busy in (False, True):
            self.agenda.show_busy_in_public = shown_as_busy
            shown, _calendar = self._read(feed)
            rows = self.agenda._get_public_entries(
                self.start - timedelta(days=1), self.start + timedelta(days=60)
            )
            moments = [
                datetime.fromisoformat(row["start"]).astimezone(timezone.utc)
                for row in rows
            ]
            self.assertEqual(
                [start for start, _name in shown],
                sorted(moment.replace(tzinfo=None) for moment in moments),
            )
            names = {name for _start, name in shown}
            self.assertEqual("Declinado" in names, False)

    def test_window(self):
        self._entry(hours=-24 * 40, name="Hace mucho")
        self._entry(hours=-24 * 10, name="Hace poco")
        self._entry(hours=24 * 20, name="Pronto")
        self._entry(hours=24 * 200, name="Lejos")
        feed = self._feed("full", past_days=30, future_days=60)
        self.assertEqual(self._names(feed), ["Hace poco", "Pronto"])

    def test_allday_across_a_month(self):
        first = date.today() + timedelta(days=20)
        last = first + timedelta(days=15)
        self._entry(name="Aniversario", allday=True, start_date=first, stop_date=last)
        _shown, calendar = self._read(self._feed("full"))
        (event,) = calendar.walk("VEVENT")
        self.assertEqual(event["DTSTART"].dt, first)
        self.assertEqual(event["DTEND"].dt, last + timedelta(days=1))

    def test_entry_of_no_minutes_and_of_forty_days(self):
        self._entry(name="Nada", stop=self.start)
        self._entry(name="Viaje", stop=self.start + timedelta(days=40))
        self._entry(name="🎉 " * 60, description="<b>ñ</b>" * 300)
        names = self._names(self._feed("full"))
        self.assertEqual(set(names), {"Nada", "Viaje", ("🎉 " * 60).strip()})

    def test_two_readers_see_the_same_version(self):
        self._entry()
        self._series()
        feed = self._feed("public")
        reader = self._find(feed)
        self.assertEqual(reader.get_etag(), reader.get_etag())

    def test_version_follows_what_is_shown(self):
        for scope in ("public", "busy", "full"):
            entry = self._entry(name="Acto")
            series = self._series()
            feed = self._feed(scope)
            seen = set()
            for change in (
                lambda: True,
                lambda entry=entry: entry.write({"stop": entry.stop + timedelta(1)}),
                lambda series=series: series[1].write({"show_as": "free"}),
                lambda scope=scope: self.agenda.write({"name": f"Otro {scope}"}),
                lambda entry=entry: entry.unlink(),
            ):
                change()
                seen.add(self._find(feed).get_etag())
            self.assertEqual(len(seen), 5, scope)

    def test_version_of_each_row_is_its_own(self):
        query = SQL(
            "SELECT count(DISTINCT %s) FROM generate_series(1, 50) id,"
            " generate_series(0, 50) sequence, (VALUES (true), (false)) d (dirty),"
            " LATERAL (SELECT id, sequence, dirty) r",
            feed_reader._ROW_VERSION,
        )
        self.assertEqual(self.env.execute_query(query), [(50 * 51 * 2,)])

    def test_public_version_follows_publication_alone(self):
        entry = self._entry(name="Acto")
        series = self._series()
        feed = self._feed("public")
        seen = {self._find(feed).get_etag()}
        for one in (entry, series[1]):
            self.cr.execute(
                "UPDATE calendar_event SET pr_publication = 'private' WHERE id = %s",
                [one.id],
            )
            seen.add(self._find(feed).get_etag())
        self.assertEqual(len(seen), 3)

    def test_waiting_text_shows_as_busy_and_never_in_public(self):
        entry = self._entry(name="Acto")
        full, public = self._feed("full"), self._feed("public")
        self._commit()
        self.env["pr.calendar.resource"].search([]).dirty = True
        self.assertEqual(self._names(public), [])
        shown, calendar = self._read(full)
        self.assertEqual([start for start, _name in shown], [entry.start])
        self.assertNotIn("Acto", calendar.to_ical().decode())

    def test_reading_costs_few_queries(self):
        self._entry()
        self._series()[1].name = "Cabildo"
        for scope, count in (("full", 2), ("busy", 2), ("public", 4)):
            reader = self._find(self._feed(scope))
            with self.assertQueryCount(count):
                reader.get_body()
            self._series()
            reader = self._find(self._feed(scope))
            with self.assertQueryCount(count):
                reader.get_body()


@tagged("post_install", "-at_install")
class TestAgendaFeedRights(FeedCase):
    """Who makes, sees and revokes subscriptions."""

    def test_secretary_and_authority_subscribe_to_everything(self):
        for user in (self.secretary, self.mayor_user, self.manager):
            for scope in ("full", "busy", "public"):
                feed = self._feed(scope, user, user_id=self.mayor_user.id)
                self.assertTrue(self._find(feed))
                feed.action_revoke()
                self.assertEqual(feed.state, "revoked")
                self.assertFalse(self._find(feed))

    def _assert_refused(self, user, scope):
        with (
            self.assertRaises(AccessError),
            mute_logger(*QUIET),
            self.cr.savepoint(),
        ):
            self._feed(scope, user, user_id=self.mayor_user.id)

    def test_officer_subscribes_to_what_is_published(self):
        feed = self._feed("public", self.officer)
        for scope in ("full", "busy"):
            self._assert_refused(self.officer, scope)
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                feed.scope = scope

    def test_others_do_not_subscribe(self):
        for user in (self.other_secretary, self.employee):
            for scope in ("full", "busy", "public"):
                self._assert_refused(user, scope)

    def test_others_do_not_see_or_revoke(self):
        feed = self._feed("full")
        model = self.env["pr.agenda.feed"]
        for user in (self.officer, self.other_secretary, self.employee):
            self.assertFalse(model.with_user(user).search([("id", "=", feed.id)]))
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                feed.with_user(user).action_revoke()
        auditor = self._user("auditor", "pr_office.group_auditor")
        self.assertTrue(model.with_user(auditor).search([("id", "=", feed.id)]))
        with self.assertRaises(AccessError), mute_logger(*QUIET):
            feed.with_user(auditor).action_revoke()

    def test_nobody_deletes_the_trace(self):
        feed = self._feed("full")
        for user in (self.secretary, self.manager):
            with self.assertRaises(AccessError), mute_logger(*QUIET):
                feed.with_user(user).unlink()

    def test_texts_are_nobodys_to_read(self):
        for model in ("pr.calendar.resource", "pr.calendar.override"):
            for user in (self.secretary, self.manager, self.employee):
                with self.assertRaises(AccessError), mute_logger(*QUIET):
                    self.env[model].with_user(user).search([])

    def test_subscription_stays_with_its_agenda(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        other = self.env["pr.agenda"].create({"partner_id": deputy.id})
        with self.assertRaises(UserError):
            self._feed("full").agenda_id = other

    def test_it_ends_with_the_user(self):
        feed = self._feed("full")
        self.assertEqual(feed.user_id, self.secretary)
        self.secretary.active = False
        self.assertFalse(self._find(feed))
        self.assertEqual(feed.sudo().state, "ended")

    def test_it_ends_when_a_secretary_leaves_the_agenda(self):
        feed = self._feed("full")
        self.agenda.delegate_ids -= self.secretary
        self.assertFalse(self._find(feed))
        self.assertEqual(feed.sudo().state, "ended")

    def test_stranger_cannot_be_its_user(self):
        with self.assertRaises(ValidationError):
            self._feed("full", user_id=self.employee.id)

    def test_authority_without_user(self):
        deputy = self.env["res.partner"].create({"name": "Teniente alcalde"})
        other = self.env["pr.agenda"].create(
            {"partner_id": deputy.id, "delegate_ids": self.secretary.ids}
        )
        feed = self._feed("full", agenda_id=other.id, user_id=False)
        self.assertTrue(self._find(feed))

    def test_archived_agenda_closes_them(self):
        feed = self._feed("full")
        self.agenda.active = False
        self.assertFalse(self._find(feed))

    def test_unpublished_agenda_has_no_public_feed(self):
        public, full = self._feed("public"), self._feed("full")
        self.agenda.is_public = False
        self.assertFalse(self._find(public))
        self.assertTrue(self._find(full))

    def test_token_is_kept_as_a_hash_and_shown_once(self):
        feed = self._feed("full")
        token = feed.token
        self.assertIn(token, feed.url)
        self.assertTrue(feed.webcal_url.startswith("webcal://"))
        self.assertTrue(feed.qr_code)
        self._commit()
        self.env.invalidate_all()
        self.assertFalse(feed.token or feed.url or feed.webcal_url or feed.qr_code)
        self.cr.execute("SELECT f::text FROM pr_agenda_feed f WHERE id = %s", [feed.id])
        self.assertNotIn(token, self.cr.fetchone()[0])

    def test_new_link_replaces_the_old_one(self):
        feed = self._feed("full")
        old = feed.token
        action = feed.action_new_link()
        shown = feed.with_context(**action["context"])
        shown.invalidate_recordset()
        self.assertTrue(shown.url)
        self._commit()
        self.assertFalse(find_reader(self.env, old))
        self.assertTrue(find_reader(self.env, shown.token))
        feed.with_context(pr_feed_token="guess").invalidate_recordset()
        self.assertFalse(feed.with_context(pr_feed_token="guess").url)
        feed.action_revoke()
        with self.assertRaises(UserError):
            feed.action_new_link()

    def test_the_agenda_tells_who_subscribed(self):
        feed = self._feed("full")
        feed.action_revoke()
        bodies = " ".join(self.agenda.message_ids.mapped("body"))
        self.assertEqual(bodies.count("iPhone"), 2)

    def test_default_scope(self):
        for user, scope in ((self.secretary, "full"), (self.officer, "public")):
            model = self.env["pr.agenda.feed"].with_user(user)
            action = self.agenda.with_user(user).action_subscribe()
            values = model.with_context(**action["context"]).default_get(["scope"])
            self.assertEqual(values["scope"], scope)


@tagged("post_install", "-at_install")
class TestAgendaFeedHttp(FeedCase, HttpCase):
    """The address as phones ask for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The last reader is noted on a cursor of its own beside the reading one.
        cls.set_registry_readonly_mode(False)

    def _open(self, feed, **headers):
        self._commit()
        token = feed if isinstance(feed, str) else self.tokens[feed.id]
        return self.url_open(f"/pr/ics/{token}.ics", headers=headers)

    def test_calendar(self):
        entry = self._entry(name="Sesión 🎉")
        feed = self._feed("full")
        self._commit()
        answer = self._open(feed)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "text/calendar; charset=utf-8")
        self.assertIn("private", answer.headers["Cache-Control"])
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertNotIn("Set-Cookie", answer.headers)
        calendar = Calendar.from_ical(answer.content)
        self.assertEqual(calendar["X-WR-CALNAME"], self.agenda.name)
        self.assertEqual(calendar["X-PUBLISHED-TTL"], "PT60M")
        (event,) = calendar.walk("VEVENT")
        self.assertEqual(event["SUMMARY"], entry.name)

    def test_unchanged_calendar_is_not_sent_again(self):
        entry = self._entry()
        feed = self._feed("full")
        self._commit()
        etag = self._open(feed).headers["ETag"]
        for known in (etag, f"W/{etag}", f'"other", {etag}'):
            answer = self._open(feed, **{"If-None-Match": known})
            self.assertEqual((answer.status_code, answer.content), (304, b""))
            self.assertEqual(answer.headers["ETag"], etag)
        entry.name = "Otro"
        self._commit()
        answer = self._open(feed, **{"If-None-Match": etag})
        self.assertEqual(answer.status_code, 200)

    def test_head(self):
        self._entry()
        feed = self._feed("full")
        self._commit()
        address = f"{self.base_url()}/pr/ics/{self.tokens[feed.id]}.ics"
        answer = self.opener.head(address, timeout=10)
        self.assertEqual((answer.status_code, answer.content), (200, b""))
        self.assertTrue(answer.headers["ETag"])
        self.assertGreater(int(answer.headers["Content-Length"]), 100)

    def test_guessed_revoked_and_ended_look_the_same(self):
        revoked, ended = self._feed("full"), self._feed("full")
        tokens = [self.tokens[revoked.id], self.tokens[ended.id]]
        tokens += ["guess", "a" * 43, "ñ", tokens[0][:-1]]
        revoked.action_revoke()
        self.secretary.active = False
        answers = [self._open(token) for token in tokens]
        for answer in answers:
            self.assertEqual((answer.status_code, answer.content), (404, b""))
            self.assertNotIn("ETag", answer.headers)
            self.assertEqual(answer.headers.keys(), answers[0].headers.keys())

    def test_other_methods_are_refused(self):
        feed = self._feed("full")
        self._commit()
        address = f"{self.base_url()}/pr/ics/{self.tokens[feed.id]}.ics"
        for method in ("POST", "PUT", "DELETE"):
            with mute_logger("odoo.http"):
                answer = self.opener.request(method, address, timeout=10)
            self.assertEqual(answer.status_code, 405, method)

    def test_last_reader_is_noted_and_not_at_each_turn(self):
        feed = self._feed("full")
        self._commit()
        self._open(feed, **{"User-Agent": "iOS/17 dataaccessd"})
        feed.invalidate_recordset()
        self.assertIn("iOS/17", feed.last_reader)
        first = feed.last_read_on
        self.assertTrue(first)
        self._open(feed, **{"User-Agent": "Other"})
        feed.invalidate_recordset()
        self.assertEqual(
            (feed.last_read_on, "Other" in feed.last_reader), (first, False)
        )
