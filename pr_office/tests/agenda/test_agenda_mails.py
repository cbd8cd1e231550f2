from datetime import datetime

from odoo.tests import tagged

from odoo.addons.mail.tests.common import MailCase

from .common import AgendaCase


@tagged("post_install", "-at_install")
class TestAgendaMails(AgendaCase, MailCase):
    """Invitations go out once, never to the authority or the secretaries."""

    def _mailed(self, work):
        """Return who is mailed by ``work``, what was queued before it aside."""
        self.env["mail.mail"].sudo().search([]).unlink()
        with self.mock_mail_gateway():
            work()
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.env.cr.postcommit.run()
            self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).send()
            return [mail["email_to"][0] for mail in self._mails]

    def test_own_entry_mails_nobody(self):
        self.assertEqual(self._mailed(lambda: self._entry()), [])

    def test_pencilled_entry_mails_nobody_until_confirmed(self):
        entry = None

        def write():
            nonlocal entry
            entry = self._entry(
                pr_confirmed=False,
                partner_ids=(self.mayor | self.neighbour).ids,
            )

        self.assertEqual(self._mailed(write), [])
        mails = self._mailed(entry.with_user(self.secretary).action_pr_confirm)
        self.assertEqual(mails, ['"Vecina Rosa" <rosa@example.org>'])
        self.assertEqual(
            self._mailed(entry.with_user(self.secretary).action_pr_confirm), []
        )

    def test_move_tells_the_guest_once(self):
        entry = self._entry(partner_ids=(self.mayor | self.neighbour).ids)
        mails = self._mailed(
            lambda: entry.with_user(self.secretary).write(
                {
                    "start": datetime(2036, 5, 13, 15),
                    "stop": datetime(2036, 5, 13, 16),
                }
            )
        )
        self.assertEqual(mails, ['"Vecina Rosa" <rosa@example.org>'])

    def test_adding_the_secretary_mails_nobody(self):
        entry = self._entry()
        mails = self._mailed(
            lambda: entry.with_user(self.mayor_user).write(
                {"partner_ids": [(4, self.secretary.partner_id.id)]}
            )
        )
        self.assertEqual(mails, [])

    def test_silent_entry_stays_silent_when_somebody_is_added(self):
        entry = self._entry(pr_notify_attendees=False)
        mails = self._mailed(
            lambda: entry.with_user(self.secretary).write(
                {"partner_ids": [(4, self.neighbour.id)]}
            )
        )
        self.assertEqual(mails, [])

    def test_series_invites_once(self):
        mails = self._mailed(
            lambda: self._entry(
                recurrency=True,
                rrule_type_ui="weekly",
                rrule_type="weekly",
                mon=True,
                end_type="count",
                count=4,
                event_tz="America/Lima",
                partner_ids=(self.mayor | self.neighbour).ids,
            )
        )
        self.assertEqual(mails, ['"Vecina Rosa" <rosa@example.org>'])

    def test_cancelling_never_mails_the_authority_or_the_secretary(self):
        people = self.mayor | self.neighbour | self.secretary.partner_id
        for cancel in ("unlink", "action_archive"):
            entry = self._entry(partner_ids=people.ids)
            with self.subTest(cancel):
                mails = self._mailed(getattr(entry.with_user(self.secretary), cancel))
                self.assertEqual(mails, [])

    def test_an_imported_calendar_mails_nobody(self):
        rows = [
            [f"Reunión {day}", f"2036-05-{day} 15:00:00", f"2036-05-{day} 16:00:00"]
            for day in (12, 13, 14)
        ]
        entries = self.env["calendar.event"].with_user(self.secretary)
        importing = entries.with_context(pr_agenda_id=self.agenda.id, import_file=True)
        mails = self._mailed(lambda: importing.load(["name", "start", "stop"], rows))
        self.assertEqual(mails, [])
        made = entries.search([("name", "like", "Reunión 1")])
        self.assertEqual(len(made), 3)
        self.assertEqual(made.pr_agenda_id, self.agenda)
