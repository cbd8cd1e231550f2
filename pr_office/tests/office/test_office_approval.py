import re
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestOfficeApproval(HttpCase):
    """A link that works once, a verbal approval that never looks like one given."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mayor = cls.env["res.partner"].create(
            {"name": "Alcaldesa Rosa", "email": "alcaldesa@example.org"}
        )
        cls.secretary = new_test_user(
            cls.env,
            login="approval_secretary",
            name="Gladys",
            groups="pr_office.group_secretary",
        )
        cls.agenda = cls.env["pr.agenda"].create(
            {"partner_id": cls.mayor.id, "delegate_ids": cls.secretary.ids}
        )
        school = cls.env["res.partner"].create(
            {"name": "Colegio San Martín", "is_company": True}
        )
        cls.letter = (
            cls.env["pr.incoming"]
            .with_user(cls.secretary)
            .create(
                {
                    "name": "Aniversario del colegio",
                    "sender_id": school.id,
                    "agenda_id": cls.agenda.id,
                    "act_start": "2036-05-12 15:00:00",
                    "decision": "attends",
                }
            )
        )

    def _ask(self, hours=48):
        approval, address = self.letter._ask_approval(self.mayor, hours)
        return approval, "/" + address.split("/", 3)[3]

    def _decide(self, path, **values):
        page = self.url_open(path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        return self.url_open(path, data={"csrf_token": token, **values})

    def test_approved_by_link_acts_at_once(self):
        approval, path = self._ask()
        page = self.url_open(path)
        self.assertIn("Aniversario del colegio", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self._decide(path, decision="approved")
        self.assertEqual(approval.state, "approved")
        self.assertEqual(self.letter.state, "decided")
        self.assertEqual(self.letter.event_id.pr_agenda_id, self.agenda)
        self.assertTrue(self.letter.reply_letter_id)
        self.assertIn("(by link)", approval.label)

    def test_the_link_works_once(self):
        approval, path = self._ask()
        self._decide(path, decision="approved")
        decided = approval.decided_on
        again = self.url_open(path)
        self.assertIn('data-obstacle="used"', again.text)
        self.assertNotIn("<form", again.text.split("data-obstacle")[1])
        with self.assertRaises(UserError):
            approval.sudo()._decide("observed", "No")
        self.assertEqual((approval.state, approval.decided_on), ("approved", decided))

    def test_two_clicks_at_once(self):
        """The page was open twice: the second decision changes nothing."""
        approval, path = self._ask()
        page = self.url_open(path)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        self._decide(path, decision="approved")
        late = self.url_open(
            path, data={"csrf_token": token, "decision": "observed", "comment": "No"}
        )
        self.assertIn('data-obstacle="used"', late.text)
        self.assertEqual(approval.state, "approved")

    def test_late(self):
        approval, path = self._ask()
        approval_sudo = approval.sudo()
        approval_sudo.expires_on = fields.Datetime.now() - timedelta(minutes=1)
        self.assertIn('data-obstacle="late"', self.url_open(path).text)
        with self.assertRaises(UserError):
            approval_sudo._decide("approved")

    def test_withdrawn_and_guessed_links_are_not_found(self):
        approval, path = self._ask()
        approval.action_withdraw()
        with mute_logger("odoo.http"):
            for address in (path, "/pr/approve/guessed", path[:-1] + "_"):
                self.assertEqual(self.url_open(address).status_code, 404)

    def test_asking_again_closes_the_first_link(self):
        _first, path = self._ask()
        self._ask()
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_somebody_else_logged_in_is_refused(self):
        approval, path = self._ask()
        self.authenticate("approval_secretary", "approval_secretary")
        self.assertIn('data-obstacle="other"', self.url_open(path).text)
        self.assertEqual(approval.state, "pending")

    def test_observed_needs_a_line_and_tells_the_asker(self):
        approval, path = self._ask()
        refused = self._decide(path, decision="observed", comment="  ")
        self.assertIn("alert-danger", refused.text)
        self._decide(path, decision="observed", comment="Mejor en la tarde")
        self.assertEqual(approval.state, "observed")
        self.assertFalse(self.letter.decided_on)
        self.assertEqual(self.letter.activity_ids.user_id, self.secretary)
        self.assertIn("Mejor en la tarde", self.letter.activity_ids.summary)

    def test_verbal_says_who_recorded_it(self):
        approval = self.letter._record_verbal_approval(
            self.mayor, fields.Datetime.now(), "Por teléfono"
        )
        self.assertIn("verbally", approval.label)
        self.assertIn("Gladys", approval.label)
        self.assertEqual(self.letter.state, "decided")

    def test_nobody_writes_an_approval_by_hand(self):
        approval, _path = self._ask()
        for operation in (
            lambda: approval.with_user(self.secretary).write({"state": "approved"}),
            lambda: approval.with_user(self.secretary).unlink(),
            lambda: self.env["pr.approval"].with_user(self.secretary).create({}),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                operation()

    def test_token_is_not_kept(self):
        approval, path = self._ask()
        token = path.rsplit("/", 1)[1]
        approval_sudo = approval.sudo()
        self.assertNotIn(token, str(approval_sudo.read()))
        self.assertEqual(len(approval_sudo.token_hash), 64)


@tagged("post_install", "-at_install")
class TestOfficeShare(HttpCase):
    def test_chat_opens_and_the_office_says_what_happened(self):
        agenda = self.env["pr.agenda"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Rosa"}).id}
        )
        letter = self.env["pr.incoming"].create(
            {"name": "Feria", "sender_name": "Comité", "agenda_id": agenda.id}
        )
        partner = self.env["res.partner"].create(
            {
                "name": "Luis",
                "phone": "987 654 321",
                "country_id": self.env.ref("base.pe").id,
            }
        )
        context = letter.action_share()["context"]
        wizard = (
            self.env["pr.share.wizard"]
            .with_context(**context)
            .create({"partner_id": partner.id})
        )
        action = wizard.action_open_chat()
        self.assertEqual(action["url"], "https://wa.me/51987654321?text=Feria")
        self.assertEqual(letter.share_ids.state, "opened")
        wizard.action_not_sent()
        self.assertEqual(letter.share_ids.state, "not_sent")
        self.assertTrue(letter.share_ids.told_on)
