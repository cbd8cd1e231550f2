from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import AudienceCase


@tagged("post_install", "-at_install")
class TestAudienceNoticeWays(AudienceCase):
    def _to_tell(self, user=None, **values):
        request = self._reviewed(**values)
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        notice = request.notice_ids.sorted("id")[-1]
        self.assertEqual(notice.state, "to_do")
        return notice.with_user(user or self.secretary)

    def _call(self, notice, **values):
        model = self.env["pr.audience.call"].with_user(self.secretary)
        return model.create({"notice_id": notice.id, **values})

    def test_a_call_that_reaches_the_citizen(self):
        notice = self._to_tell()
        action = notice.action_call()
        model = self.env[action["res_model"]].with_user(self.secretary)
        form = Form(model.with_context(**action["context"]))
        self.assertIn("10:00", form.text)
        self.assertEqual(form.number, "984 100 200")
        self.assertEqual(form.answered_by, "Julia Ccori")
        call = form.save()
        self.assertEqual((notice.state, notice.told_on), ("done", call.called_on))
        self.assertEqual(notice.user_id, self.secretary)
        with self.assertRaisesRegex(UserError, "nothing to tell"):
            self._call(notice)

    def test_three_calls_without_reaching_end_on_paper(self):
        notice = self._to_tell()
        for outcome in ("no_answer", "no_answer"):
            self._call(notice, outcome=outcome)
        self.assertEqual((notice.state, notice.call_count), ("to_do", 2))
        self._call(notice, outcome="wrong_number")
        self.assertEqual(notice.state, "failed")
        self.assertIn("3", notice.failure)
        notice.action_on_paper()
        self.assertEqual((notice.state, notice.way), ("to_do", "paper"))
        self.assertEqual(notice.action_print()["type"], "ir.actions.report")

    def test_word_left_needs_the_name_of_who_took_it(self):
        notice = self._to_tell()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "answered_by_somebody"),
            self.env.cr.savepoint(),
        ):
            self._call(notice, outcome="message", answered_by=" ")
        self._call(notice, outcome="message", answered_by="Su hija Rosa")
        self.assertEqual((notice.state, notice.told_to), ("done", "Su hija Rosa"))

    def test_a_call_of_tomorrow_is_refused(self):
        later = fields.Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future"):
            self._call(self._to_tell(), called_on=later)

    def test_whatsapp_asks_on_return(self):
        notice = self._to_tell(tell_by="whatsapp")
        self.env.company.country_id = self.env.ref("base.pe")
        context = notice.action_whatsapp()["context"]
        self.assertEqual(context["default_number"], "51984100200")
        self.assertIn(notice.audience_id._get_page_url(), context["default_text"])
        wizard = self.env["pr.share.wizard"].with_user(self.secretary)
        for answer, state in (("not_sent", "to_do"), ("sent", "done")):
            dialog = wizard.with_context(**context).create({})
            self.assertEqual(dialog.number, "51984100200")
            dialog.action_open_chat()
            self.assertEqual(notice.state, "to_do")
            getattr(dialog, f"action_{answer}")()
            self.assertEqual(notice.state, state)

    def test_through_a_relative(self):
        notice = self._to_tell(tell_by="relative", tell_through="Luis, su hijo")
        self.assertIn("(Luis, su hijo, 984", notice.audience_id._describe_telling())
        context = notice.action_told()["context"]
        wizard = self.env["pr.audience.told"].with_user(self.secretary)
        dialog = wizard.with_context(**context).create({})
        self.assertEqual(dialog.told_to, "Luis, su hijo")
        dialog = wizard.with_context(**context).create(
            {"told_to": "Presidente de la junta", "told_phone": "984 1"}
        )
        dialog.action_confirm()
        self.assertEqual(notice.told_to, "Presidente de la junta")
        self.assertEqual((notice.state, notice.told_phone), ("done", "984 1"))

    def test_the_slip_says_when_and_where(self):
        notice = self._to_tell(tell_by="paper", requester_name="<b>Julia</b>")
        report = self.env["ir.actions.report"].with_user(self.secretary)
        page = report._render_qweb_html("pr_office.report_audience_slip", notice.ids)[0]
        text = page.decode()
        self.assertIn("10:00", text)
        self.assertIn(notice.audience_id.name, text)
        self.assertIn("14pt", text)
        self.assertIn("&lt;b&gt;Julia", text)

    def test_a_mail_that_a_person_decides(self):
        request = self._reviewed(tell_by="mail", email="julia@example.com")
        notice = request._tell("declined", automatic=False).with_user(self.secretary)
        self.assertTrue(notice.action_send())
        self.assertEqual(notice.state, "under_way")
        with self.assertRaises(UserError):
            notice.action_send()

    def test_who_only_reads_tells_nobody(self):
        notice = self._to_tell()
        for method in ("action_call", "action_on_paper", "action_told", "action_print"):
            with self.assertRaises(AccessError):
                getattr(notice.with_user(self.mayor_user), method)()
        model = self.env["pr.audience.call"].with_user(self.mayor_user)
        with self.assertRaises(AccessError):
            model.create({"notice_id": notice.id, "outcome": "no_answer"})
        call = self._call(notice, outcome="no_answer")
        for user in (self.secretary, self.officer, self.manager):
            for mode in ("write", "unlink"):
                self.assertFalse(call.with_user(user).has_access(mode))

    def test_notices_of_another_municipality_stay_there(self):
        notice = self._to_tell()
        elsewhere = self.env["res.company"].create({"name": "Otra"})
        self.manager.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        for record in (notice, self._call(notice, outcome="no_answer")):
            with self.assertRaises(AccessError):
                record.with_user(self.manager).read(["display_name"])

    def test_the_list_costs_the_same_for_one_and_for_many(self):
        names = ["requester_name", "kind", "way", "phone", "call_count", "state"]

        def cost(number):
            for _number in range(number):
                self._request(user=self.env.user)._tell("declined")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            domain = [("state", "=", "to_do")]
            model = self.env["pr.audience.notice"].with_user(self.secretary)
            model.search(domain).read(names)
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(1), cost(10))
