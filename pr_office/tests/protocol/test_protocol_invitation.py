from datetime import timedelta

from icalendar import Calendar

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import ProtocolCase

REASON = "Duelo nacional"


@tagged("post_install", "-at_install")
class TestProtocolInvitation(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "alcaldia@example.com"
        cls.judge.email = "jueza@example.com"
        cls.governor.email = "gobernador@example.com"
        cls.act = cls._planned(approved=False)
        cls.guest = cls._guest(cls.act, cls.judge)
        cls.second = cls._guest(cls.act, cls.governor)
        cls.third = cls._guest(cls.act, cls.bishop)

    @classmethod
    def _planned(cls, approved=True, **values):
        return super()._planned(**values).with_user(cls.officer)

    def _dialog(self, action):
        context = action["context"]
        return Form(
            self.env["pr.event.send"].with_user(self.officer).with_context(**context)
        )

    def _send(self, action, **values):
        form = self._dialog(action)
        for name, value in values.items():
            form[name] = value
        wizard = form.save()
        wizard.action_send()
        return wizard

    def _invite(self, guests=None):
        if guests is None:
            return self._send(self.act.action_send_invitations())
        return self._send(guests.action_send_invitations())

    def _mails(self, guest):
        return self.env["pr.mail"].search(
            [("res_model", "=", guest._name), ("res_id", "=", guest.id)], order="id"
        )

    def _entry(self, mail):
        (file,) = mail.attachment_ids
        calendar = Calendar.from_ical(file.raw)
        (entry,) = calendar.walk("VEVENT")
        return calendar, entry

    # -- by mail ------------------------------------------------------------------

    def test_each_guest_gets_the_own_link_and_calendar_file(self):
        self._invite()
        for guest in self.guest | self.second:
            mail = self._mails(guest)
            self.assertEqual(mail, guest.sudo().mail_id)
            self.assertEqual((mail.state, mail.email_to), ("queued", guest.email))
            link = guest._get_page_url()
            self.assertIn(link, mail.body)
            calendar, entry = self._entry(mail)
            self.assertEqual(calendar["METHOD"], "PUBLISH")
            self.assertEqual(str(entry["url"]), link)
            self.assertEqual(str(entry["location"]), "Plaza de Armas")
            self.assertEqual(
                entry.decoded("dtstart").isoformat(), "2036-05-12T10:00:00-05:00"
            )
            self.assertEqual((guest.state, guest.invited_by), ("invited", "mail"))
            self.assertTrue(guest.invited_on)
        first, second = self._mails(self.guest), self._mails(self.second)
        self.assertNotIn(self.guest._get_page_url(), second.body)
        self.assertNotEqual(self._entry(first)[1]["uid"], self._entry(second)[1]["uid"])
        self.assertFalse(first.is_due)

    def test_who_has_no_address_is_named_and_stays_to_be_invited(self):
        form = self._dialog(self.act.action_send_invitations())
        self.assertEqual(form.ready_count, 2)
        self.assertIn("Benito Obispo", form.without_mail)
        form.save().action_send()
        self.assertEqual(self.third.state, "to_invite")
        with self.assertRaises(UserError):
            self._invite()
        self.third.own_email = "curia@example.com"
        self._invite()
        self.assertEqual(self._mails(self.third).email_to, "curia@example.com")
        self.assertEqual(len(self._mails(self.guest)), 1)

    def test_the_secretary_is_written_to_before_the_post_and_the_person(self):
        self.assertEqual(self.guest.email, "jueza@example.com")
        self.guest.position_id.email = "despacho@example.com"
        self.assertEqual(self.guest.email, "despacho@example.com")
        self.judge.pr_assistant_id = self.env["res.partner"].create(
            {"name": "Nina", "email": "nina@example.com"}
        )
        self.assertEqual(self.guest.email, "nina@example.com")

    def test_who_left_office_is_held_back_until_somebody_says_so(self):
        self.guest.follows_post = False
        self.judge.pr_mandate_ids.date_end = "2030-12-31"
        form = self._dialog(self.act.action_send_invitations())
        self.assertEqual(form.ready_count, 1)
        self.assertIn("Julia Jueza", form.ended)
        form.include_ended = True
        self.assertEqual(form.ready_count, 2)

    def test_only_the_chosen_are_written_to(self):
        self._invite(self.second)
        self.assertEqual(self.guest.state, "to_invite")
        self.assertEqual(self.second.state, "invited")

    def test_a_draft_invites_nobody(self):
        act = self._act()
        guest = self._guest(act, self.judge)
        with self.assertRaises(UserError):
            self._send(guest.action_send_invitations())
        with self.assertRaises(UserError):
            guest.action_mark_invited()

    def test_guests_of_two_acts_are_not_mailed_at_once(self):
        other = self._guest(self._act(), self.judge)
        with self.assertRaises(UserError):
            (self.guest | other).action_send_invitations()

    def test_what_guests_wrote_is_no_markup(self):
        self.act.name = "<b>Acto</b> {{ 7*7 }}"
        self._send(self.guest.action_send_invitations(), text="<script>x</script>")
        body = self._mails(self.guest).body
        self.assertNotIn("<script>", body)
        self.assertNotIn("<b>Acto", body)

    # -- reminders ----------------------------------------------------------------

    def test_only_those_without_answer_are_reminded(self):
        self._invite()
        self.guest.action_accept()
        form = self._dialog(self.act.action_send_reminders())
        self.assertEqual(form.ready_count, 1)
        form.save().action_send()
        self.assertEqual(len(self._mails(self.guest)), 1)
        last = self._mails(self.second)[-1]
        self.assertIn(self.second._get_page_url(), last.body)
        self.assertFalse(last.attachment_ids)
        self.assertTrue(self.second.reminded_on)
        self.assertFalse(self.guest.reminded_on)
        chosen = self._dialog((self.guest | self.third).action_send_reminders())
        self.assertEqual(chosen.ready_count, 0)

    # -- the act moves or is off --------------------------------------------------

    def test_a_move_mails_nobody_by_itself_and_tells_those_who_knew(self):
        self._invite()
        before = self.env["pr.mail"].search_count([])
        self.act.start += timedelta(hours=2)
        self.act.stop += timedelta(hours=2)
        self.assertEqual(self.env["pr.mail"].search_count([]), before)
        self.assertTrue(self.act.has_stale_guests)
        self.assertIn("2 guests", self.act.warning_note)
        self._send(self.act.action_tell_change())
        self.assertFalse(self.act.has_stale_guests)
        mail = self._mails(self.guest)[-1]
        calendar, entry = self._entry(mail)
        self.assertTrue(mail.is_due)
        first = self._entry(self._mails(self.guest)[0])[1]
        self.assertEqual(entry["uid"], first["uid"])
        self.assertGreater(entry["sequence"], first["sequence"])
        self.assertEqual(entry.decoded("dtstart").hour, 12)
        self.assertEqual(calendar["METHOD"], "PUBLISH")

    def test_plan_b_is_told_too(self):
        self._invite()
        self.act.write({"plan_b_place": "Coliseo", "use_plan_b": True})
        self.assertTrue(self.guest.told_old)
        self.assertFalse(self.third.told_old)
        self._send(self.act.action_tell_change())
        self.assertIn("Coliseo", self._mails(self.guest)[-1].body)

    def test_a_cancelled_act_is_taken_out_of_their_calendars(self):
        self._invite()
        self.act.cancel(REASON)
        self._send(self.act.action_tell_cancellation())
        mail = self._mails(self.guest)[-1]
        self.assertIn(REASON, mail.body)
        calendar, entry = self._entry(mail)
        self.assertEqual((calendar["METHOD"], entry["status"]), ("CANCEL", "CANCELLED"))
        self.assertFalse(self._mails(self.third))

    # -- what becomes of them -----------------------------------------------------

    def test_mails_that_fail_leave_one_task_and_may_be_sent_again(self):
        self._invite()
        mails = self._mails(self.guest) | self._mails(self.second)
        for mail in mails.sudo():
            mail._fail("550 no such mailbox")
        tasks = self.act.activity_ids.filtered(
            lambda task: "550 no such mailbox" in (task.note or "")
        )
        self.assertEqual(len(tasks), 1)
        self.assertTrue(self.guest.is_mail_trouble)
        self.assertIn("2 mails", self.act.warning_note)
        self.guest.own_email = "otra@example.com"
        self._invite(self.guest)
        self.assertEqual(self._mails(self.guest)[-1].email_to, "otra@example.com")
        self.assertFalse(self.guest.is_mail_trouble)

    def test_a_new_holder_gets_the_invitation_and_the_waiting_mail_stays_here(self):
        self._invite()
        mail = self._mails(self.guest)
        new = self.env["res.partner"].create(
            {"name": "Nora Nueva", "email": "nora@example.com"}
        )
        self.judge.pr_mandate_ids.date_end = "2030-12-31"
        self._hold(new, self.guest.position_id, date_start="2031-01-01")
        self.assertEqual((self.guest.partner_id, mail.state), (new, "cancelled"))
        self.assertEqual(
            (self.guest.state, self.guest.told_start), ("to_invite", False)
        )
        self._invite(self.guest)
        self.assertEqual(self._mails(self.guest)[-1].email_to, "nora@example.com")

    # -- how much they receive ----------------------------------------------------

    def test_pressure_counts_what_else_they_received(self):
        self._invite()
        self.assertFalse(self.guest.pressure)
        other = self._planned(name="Otro acto")
        guest = self._guest(other, self.judge)
        self.assertEqual(guest.pressure, "invitations: 1")
        self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.judge.id,
                "sent_datetime": "2036-01-01",
            }
        )
        guest.invalidate_recordset()
        self.assertEqual(guest.pressure, "invitations: 1, mailings: 1")

    # -- counts -------------------------------------------------------------------

    def test_answers_are_counted_by_kind_of_post(self):
        self.guest.action_accept()
        self.second.action_decline()
        self.act.invalidate_recordset()
        table = str(self.act.answer_table)
        self.assertIn(self.guest.category_id.name, table)
        self.assertIn("All", table)

    # -- rights -------------------------------------------------------------------

    def test_who_only_reads_sends_nothing(self):
        auditor = self._user("auditor", "pr_office.group_auditor")
        for user in (self.mayor_user, self.secretary, auditor):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.guest.with_user(user)._send_mails("invitation", "x", "y")
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.env["pr.event.send"].with_user(user).create(
                    {"event_id": self.act.id}
                )
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.guest.with_user(user).action_no_answer()

    # -- cost ---------------------------------------------------------------------

    def _add_guests(self, number):
        people = self.env["res.partner"].create(
            [
                {"name": f"Invitado {n}", "email": f"n{n}@example.com"}
                for n in range(number)
            ]
        )
        model = self.env["pr.event.guest"].with_user(self.officer)
        return model.create(
            [{"event_id": self.act.id, "partner_id": person.id} for person in people]
        )

    def _count_queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_mail_costs_as_much_among_many_as_among_few(self):
        few, many = self._add_guests(5), self._add_guests(105)
        text = ("Asunto", "Texto")
        few[:1]._send_mails("invitation", *text)
        costs = [
            self._count_queries(lambda g=g: g._send_mails("invitation", *text))
            for g in (few[1:], many)
        ]
        extra = (costs[1] - costs[0]) / 101
        self.assertLess(extra, 0.2, costs)
