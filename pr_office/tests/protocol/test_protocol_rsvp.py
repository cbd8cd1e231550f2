import re

from odoo import http
from odoo.tests import HttpCase, freeze_time, tagged

from .common import ProtocolCase

REASON = "Duelo nacional"


@tagged("post_install", "-at_install")
class TestProtocolRsvp(ProtocolCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._planned()
        cls.guest = cls._guest(cls.act, cls.judge)
        cls.url = "/pr/rsvp/" + cls.guest._make_page_token()

    def _post_answer(self, url=None, **values):
        self.authenticate(None, None)
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(url or self.url, data=values)

    def _obstacle(self, page):
        found = re.search(r'data-obstacle="(\w+)"', page.text)
        return found and found[1]

    def test_the_page_shows_the_invitation_and_is_not_kept_or_indexed(self):
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        for text in ("Julia Jueza", "Aniversario", "Plaza de Armas"):
            self.assertIn(text, page.text)
        self.assertNotIn("Benito", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_one_tap_accepts_and_the_answer_can_change(self):
        page = self._post_answer(answer="accepted")
        self.assertIn('data-answer="accepted"', page.text)
        self.assertEqual(
            (self.guest.state, self.guest.answer_channel), ("accepted", "page")
        )
        self.assertFalse(self.guest.answer_user_id)
        self._post_answer(answer="declined", needs="Rampa")
        self.assertEqual(
            (self.guest.state, self.guest.answer_note), ("declined", "Rampa")
        )
        self.assertEqual(self.guest.place, 0)

    def test_sending_somebody_names_them(self):
        page = self._post_answer(answer="represented")
        self.assertIn("alert-danger", page.text)
        self.assertEqual(self.guest.state, "to_invite")
        self._post_answer(
            answer="represented", name="<script>Ana", post="Asesora" + "x" * 500
        )
        self.assertEqual(self.guest.representative_name, "<script>Ana")
        self.assertLessEqual(len(self.guest.representative_post), 120)
        self.assertNotIn("<script>Ana", self.url_open(self.url).text)
        self.assertIn("sits by the own rank", self.guest.place_reason)

    def test_a_token_opens_one_invitation_only(self):
        other = self._guest(self.act, self.bishop)
        wrong = [
            self.url[:-1],
            self.url + "0",
            "/pr/rsvp/" + str(other.id),
            "/pr/rsvp/" + self.act.name,
        ]
        for url in wrong:
            self.assertEqual(self.url_open(url).status_code, 404, url)
            self.assertEqual(self._post_answer(url, answer="declined").status_code, 404)
        self._post_answer(answer="declined")
        self.assertEqual(other.state, "to_invite")

    def test_an_unknown_answer_or_one_without_the_form_changes_nothing(self):
        for answer in ("arrived", "", "absent"):
            self.assertEqual(self._post_answer(answer=answer).status_code, 404)
        self.assertEqual(
            self.url_open(self.url, data={"answer": "declined"}).status_code, 400
        )
        self.assertEqual(self.guest.state, "to_invite")

    def test_after_the_closing_date_the_act_or_its_cancellation_nobody_answers(self):
        self.act.rsvp_until = "2020-01-01"
        self.assertEqual(self._obstacle(self.url_open(self.url)), "late")
        self.assertEqual(self._obstacle(self._post_answer(answer="declined")), "late")
        self.act.rsvp_until = False
        self.act.cancel(REASON)
        page = self.url_open(self.url)
        self.assertEqual(self._obstacle(page), "cancelled")
        self.assertIn(REASON, page.text)
        self.assertEqual(self.guest.state, "to_invite")

    def test_once_the_act_has_begun_it_is_over(self):
        with freeze_time("2036-05-12 15:01:00"):
            self.assertEqual(self.guest._get_page_obstacle(), "over")

    def test_the_page_of_a_draft_does_not_exist(self):
        self.act.action_back_to_draft()
        self.assertEqual(self.url_open(self.url).status_code, 404)
