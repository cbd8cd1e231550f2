from icalendar import Calendar

from odoo.tests import tagged

from .common import AudienceCase

NASTY = "<b>{link}</b> ${7*7} {{ 7*7 }} <script>alert(1)</script>"


@tagged("post_install", "-at_install")
class TestAudienceNoticeMail(AudienceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "alcaldia@example.com"

    def _by_mail(self, **values):
        values = {"tell_by": "mail", "email": "julia@example.com"} | values
        request = self._request(**values)
        request.action_review()
        return request

    def _last(self, request):
        return request.notice_ids.sorted("id")[-1]

    def _calendar(self, request):
        (file,) = self._last(request).mail_id.attachment_ids
        self.assertEqual(file.name, "cita.ics")
        calendar = Calendar.from_ical(file.raw)
        (entry,) = calendar.walk("VEVENT")
        return calendar, entry

    def test_the_request_and_its_mail_are_one_transaction(self):
        request = self._by_mail()
        (notice,) = request.notice_ids
        self.assertEqual((notice.kind, notice.state), ("received", "under_way"))
        mail = notice.mail_id
        self.assertEqual((mail.state, mail.email_to), ("queued", "julia@example.com"))
        self.assertTrue(mail.is_due)
        self.assertIn(request._get_page_url(), mail.body)
        self.assertNotIn(request._get_page_url(), notice.text)
        self.assertFalse(mail.attachment_ids)

    def test_the_appointment_goes_into_the_calendar_and_out_again(self):
        request = self._by_mail()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        calendar, entry = self._calendar(request)
        self.assertEqual(calendar["METHOD"], "REQUEST")
        self.assertEqual(entry.decoded("dtstart").isoformat()[11:], "10:00:00-05:00")
        self.assertEqual(str(entry["organizer"]), "mailto:alcaldia@example.com")
        self.assertEqual(str(entry["attendee"]), "mailto:julia@example.com")
        self.assertNotIn("Agua", entry.to_ical().decode())
        uid = entry["uid"]
        request.schedule(
            self.agenda, self._time(16), self._time(16, 20), reason="Viaja"
        )
        calendar, entry = self._calendar(request)
        self.assertEqual((calendar["METHOD"], entry["sequence"]), ("REQUEST", 1))
        self.assertEqual(entry["uid"], uid)
        request.decline("El alcalde viaja")
        calendar, entry = self._calendar(request)
        self.assertEqual((calendar["METHOD"], entry["sequence"]), ("CANCEL", 2))
        self.assertEqual((entry["uid"], entry["status"]), (uid, "CANCELLED"))
        self.assertEqual(entry.decoded("dtstart").isoformat()[11:], "11:00:00-05:00")

    def test_nothing_to_take_out_of_a_calendar_that_has_nothing(self):
        request = self._by_mail()
        request.decline("No corresponde")
        self.assertFalse(self._last(request).mail_id.attachment_ids)

    def test_the_notice_follows_its_mail(self):
        request = self._by_mail()
        (notice,) = request.notice_ids
        for state, followed in (
            ("sending", "under_way"),
            ("uncertain", "under_way"),
            ("sent", "done"),
            ("failed", "failed"),
            ("queued", "under_way"),
        ):
            mail_sudo = notice.mail_id.sudo()
            mail_sudo.sent_on = self._time(15)
            mail_sudo._set_state(state)
            self.assertEqual(notice.state, followed, state)

    def test_moved_on_the_phone_a_person_decides_about_the_mail(self):
        request = self._by_mail()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        entry.write({"start": self._time(17), "stop": self._time(17, 20)})
        notice = self._last(request)
        self.assertEqual((notice.kind, notice.state), ("moved", "to_do"))
        self.assertFalse(notice.mail_id)
        entry.active = False
        self.assertEqual(self._last(request).kind, "cancelled")

    def test_what_a_citizen_writes_stays_text(self):
        request = self._by_mail(requester_name=NASTY, subject=NASTY)
        request.decline(NASTY)
        notice = self._last(request)
        self.assertIn(NASTY, notice.text)
        body = notice.mail_id.body
        self.assertNotIn("<script", body)
        self.assertNotIn("<b>", body)
        self.assertIn("${7*7} {{ 7*7 }}", body)
        self.assertEqual(body.count(request._get_page_url()), 1)

    def test_in_the_citizen_s_language_where_it_is_installed(self):
        self.env["res.lang"]._activate_lang("es_ES")
        wording = self.env.ref("pr_office.audience_wording_received")
        wording.with_context(lang="es_ES").subject = "Recibimos {number}"
        self.env.company.partner_id.lang = "en_US"
        request = self._by_mail(language="español")
        self.assertIn("Recibimos", request.notice_ids.subject)
        other = self._by_mail(language="Quechua")
        self.assertIn("We received", other.notice_ids.subject)

    def test_before_it_goes_out_the_office_reads_it(self):
        request = self._by_mail()
        wizard = self.env["pr.reason.wizard"].with_user(self.secretary)
        wizard = wizard.with_context(
            active_model="pr.audience", active_ids=request.ids
        ).new({"method": "decline", "reason": "El alcalde viaja"})
        self.assertIn("El alcalde viaja", wizard.preview)
        self.assertIn("julia@example.com", wizard.preview)
        action = request.action_choose_time()
        dialog = self.env["pr.audience.schedule"].browse(action["res_id"])
        self.assertIn("julia@example.com", dialog.telling)
