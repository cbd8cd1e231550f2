from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import AudienceCase

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c6360000002000001e221bc330000000049454e44ae426082"
)
INTERNAL = "Nota interna que nadie debe leer"


@tagged("post_install", "-at_install")
class TestAudienceCitizen(AudienceCase, HttpCase):
    def _address(self, request):
        return "/pr/audience/" + request._get_page_url().rsplit("/", 1)[1]

    def _get(self, request, tail=""):
        self.env.flush_all()
        return self.url_open(self._address(request) + tail, allow_redirects=False)

    def _post(self, request, act, files=None, **form):
        self.env.flush_all()
        self.authenticate(None, None)
        form["csrf_token"] = Request.csrf_token(self)
        answer = self.url_open(
            f"{self._address(request)}/{act}",
            data=form,
            files=files,
            allow_redirects=False,
        )
        self.env.invalidate_all()
        return answer

    def test_the_page_says_how_the_request_stands(self):
        request = self._reviewed(decision_sought=INTERNAL)
        answer = self._get(request)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(request.name, answer.text)
        self.assertNotIn(INTERNAL, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertIn("noindex", answer.headers["X-Robots-Tag"])
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("number", self._get(request, "?nueva=1").text)

    def test_wrong_and_expired_links_are_not_found(self):
        request = self._reviewed()
        address = self._address(request)
        for wrong in (
            "/pr/audience/1",
            address[:-1],
            address + "x",
            "/pr/audience/x/cita.ics",
        ):
            self.assertEqual(self.url_open(wrong).status_code, 404, wrong)
        request.withdraw("Ya no")
        self.assertEqual(self._get(request).status_code, 200)
        request.ended_on -= timedelta(days=91)
        answer = self._get(request)
        self.assertEqual(answer.status_code, 404)
        self.assertIn("opens nothing", answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self._post(request, "reopen", text="x").status_code, 404)
        self.assertEqual(self._get(request, "/cita.ics").status_code, 404)

    def test_what_is_done_needs_the_seal_of_the_form(self):
        request = self._reviewed()
        answer = self.url_open(f"{self._address(request)}/withdraw", data={"sure": "1"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(request.state, "in_review")

    def test_choosing_a_time(self):
        request, other = self._reviewed(), self._reviewed()
        [proposal] = request.propose(self.agenda, [(self._time(15), self._time(16))])
        self.assertIn(proposal.label, self._get(request).text)
        answer = self._post(other, "choose", proposal=proposal.id)
        self.assertIn("changed meanwhile", answer.text)
        answer = self._post(request, "choose", proposal=proposal.id)
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(request.start, self._time(15))
        self.assertEqual(request.event_id.user_id, self.mayor_user)
        calendar = self._get(request, "/cita.ics")
        self.assertIn("DTSTART:20360513T150000Z", calendar.text)
        self.assertIn("text/calendar", calendar.headers["Content-Type"])
        again = self._post(request, "choose", proposal=proposal.id)
        self.assertIn("appointment already", again.text)

    def test_asking_for_another_time(self):
        request = self._reviewed()
        self.assertIn("changed meanwhile", self._post(request, "change", text="x").text)
        [proposal] = request.propose(self.agenda, [(self._time(15), self._time(16))])
        empty = self._post(request, "change", text=" \x00 ")
        self.assertIn("Write which days", empty.text)
        self._post(request, "change", text="Solo los lunes <b>\u202e</b>")
        self.assertEqual(request.change_asked_text, "Solo los lunes <b></b>")
        self.assertEqual(proposal.state, "freed")
        self.assertEqual(request.activity_ids.user_id, self.secretary)

    def test_withdrawing_wants_to_be_sure(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertIn("Tick", self._post(request, "withdraw").text)
        self._post(request, "withdraw", sure="1", text="Ya lo resolvió Obras")
        self.assertEqual(request.state, "withdrawn")
        self.assertEqual(request.state_reason, "Ya lo resolvió Obras")
        self.assertFalse(request.start)

    def test_handing_in_what_was_missing(self):
        request = self._reviewed()
        request.ask_correction("Falta el DNI")
        self.assertIn("Falta el DNI", self._get(request).text)
        self.assertIn("attach the file", self._post(request, "correct").text)
        fake = {"files": ("dni.pdf", b"MZ program", "application/pdf")}
        refused = self._post(request, "correct", fake, text="Va")
        self.assertIn("cannot be received", refused.text)
        self.assertFalse(request.corrected_on)
        photo = {"files": ("dni.png", PNG, "image/png")}
        self._post(request, "correct", photo, text="Aquí está")
        self.assertTrue(request.corrected_on)
        self.assertEqual(request.correction_received, "Aquí está")
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "pr.audience"), ("res_id", "=", request.id)]
        )
        self.assertEqual(files.mapped("name"), ["dni.png"])
        self.assertFalse(files.public)

    def test_files_have_the_limits_of_the_form(self):
        self.env.company.write(
            {"pr_audience_form_files": 1, "pr_audience_form_megabytes": 1}
        )
        request = self._reviewed()
        request.ask_correction("Falta el DNI")
        self.assertIn("At most 1 files of up", self._get(request).text)
        two = [("files", (f"{name}.png", PNG, "image/png")) for name in "ab"]
        self.assertIn("at most 1 files", self._post(request, "correct", two).text)
        large = {"files": ("a.png", PNG + b"0" * 1024**2, "image/png")}
        self.assertIn("larger than 1 MB", self._post(request, "correct", large).text)
        whole = {"files": ("a.png", PNG + b"0" * 3 * 1024**2, "image/png")}
        refused = self._post(request, "correct", whole)
        self.assertEqual(refused.status_code, 413)
        self.assertIn("The files are too large", refused.text)
        self.assertFalse(request.corrected_on or request.message_attachment_count)
        good = {"files": ("a.png", PNG, "image/png")}
        self.assertEqual(self._post(request, "correct", good).status_code, 303)
        self.assertEqual(request.message_attachment_count, 1)

    def test_the_title_says_what_the_citizen_has_to_do(self):
        request = self._reviewed()
        self.assertIn("We are reviewing your request</h1>", self._get(request).text)
        request.propose(self.agenda, [(self._time(15), self._time(16))])
        self.assertIn("Choose the time of your audience</h1>", self._get(request).text)
        request.schedule(self.agenda, self._time(15), self._time(16))
        self.assertIn("You have an appointment</h1>", self._get(request).text)
        other = self._reviewed()
        other.ask_correction("Falta el DNI")
        self.assertIn("Something is missing in your", self._get(other).text)

    def test_taking_back_what_was_consented_to(self):
        request, other = self._reviewed(), self._reviewed()
        notice = self.env["pr.privacy.notice"].create(
            {"code": "audience", "title": "Aviso", "text": "<p>Aviso</p>"}
        )
        for row in (request, other):
            self.env["pr.privacy.consent"].create(
                [
                    {
                        "purpose": purpose,
                        "notice_id": notice.id,
                        "person_name": row.requester_name,
                        "channel": "web",
                        "res_model": row._name,
                        "res_id": row.id,
                    }
                    for purpose in ("bulletin", "photos")
                ]
            )
        self.assertIn("Bulletin and invitations", self._get(request).text)
        unsure = self._post(request, "revoke", purpose="photos")
        self.assertIn("Tick that you take", unsure.text)
        self.assertEqual(len(request._get_form_consents()), 2)
        for _again in range(2):
            self._post(request, "revoke", purpose="photos", sure="1")
        self.assertEqual(request._get_form_consents().mapped("purpose"), ["bulletin"])
        self.assertEqual(len(other._get_form_consents()), 2)
        self.assertIn("took a consent back", request.message_ids[0].body)
        text = self._get(request, "?done=revoke").text
        self.assertIn("You took your permission back", text)
        self.assertNotIn("Photographs and video", text)
        wrong = self._post(request, "revoke", purpose="x' OR 1=1", sure="1")
        self.assertEqual(wrong.status_code, 200)
        self.assertEqual(len(request._get_form_consents()), 1)

    def test_the_reason_and_opening_again(self):
        request = self._reviewed()
        request.decline("El alcalde no resuelve multas")
        self.assertIn("no resuelve multas", self._get(request).text)
        self.assertIn("Say why", self._post(request, "reopen", text=" ").text)
        self._post(request, "reopen", text="Hay un hecho nuevo")
        self.assertEqual(request.state, "received")
        self.assertEqual(request.reopen_reason, "Hay un hecho nuevo")
        request.decline("No corresponde")
        late = request.ended_on + timedelta(days=16)
        with freeze_time(late):
            self.assertFalse(request._may_citizen_reopen())

    def test_after_the_audience(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        request.action_enter()
        request.action_leave()
        self.env["pr.commitment"].create(
            [
                {
                    "name": name,
                    "origin_model": "pr.audience",
                    "origin_id": request.id,
                    "is_shown_to_citizen": shown,
                    "evidence_note": INTERNAL,
                }
                for name, shown in (("Reparar la pista", True), ("Hablar mal", False))
            ]
        )
        request.minutes_text = INTERNAL
        text = self._get(request).text
        self.assertIn("Reparar la pista", text)
        for hidden in ("Hablar mal", INTERNAL):
            self.assertNotIn(hidden, text)
        self.assertIn("from 1 to 5", self._post(request, "rate", value="9").text)
        self._post(request, "rate", value="4", text="Bien")
        self.assertEqual((request.satisfaction, request.satisfaction_note), (4, "Bien"))
        self._post(request, "rate", value="2")
        self.assertEqual(request.satisfaction, 2)
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.assertFalse(request._may_citizen_rate())

    def test_a_link_opens_no_more_than_its_company_and_request(self):
        request = self._reviewed()
        token = self._address(request).rsplit("/", 1)[1]
        for address in (
            f"/pr/audience/{request.id}",
            f"/pr/approve/{token}",
            f"/pr/audience/{token}/unlink/x",
        ):
            self.assertEqual(self.url_open(address).status_code, 404, address)

    def test_too_many_looks_are_refused(self):
        model = self.env.registry["pr.rate.limit"]
        request = self._reviewed()
        self.patch(model, "_allow", lambda *_args: False)
        self.assertEqual(self._get(request).status_code, 404)
