from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PressCase

MODELS = (
    "pr.media.feed",
    "pr.media.outlet",
    "pr.press.clipping",
    "pr.press.story",
    "pr.press.topic",
)
PICTURE = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
    b"WjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPressRights(PressCase):
    """Who does what with the press, and who never sees full texts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.note = cls.env["pr.press.clipping"].create(
            {
                "outlet_id": cls.portal.id,
                "headline": "Titular",
                "text": "texto reservado",
                "picture": PICTURE,
            }
        )

    def _allowed(self, user, mode):
        return {
            name for name in MODELS if self.env[name].with_user(user).has_access(mode)
        }

    def _user(self, group):
        return new_test_user(self.env, f"press_{group.split('.')[1]}", groups=group)

    def test_readers_and_auditors_read(self):
        for group in ("reader", "auditor", "secretary"):
            user = self._user(f"pr_office.group_{group}")
            self.assertEqual(self._allowed(user, "read"), set(MODELS), group)
            for mode in ("write", "create", "unlink"):
                self.assertFalse(self._allowed(user, mode), group)

    def test_employees_and_the_public_see_nothing(self):
        for group in ("base.group_user", "base.group_portal", "base.group_public"):
            user = self._user(group)
            for mode in ("read", "write", "create", "unlink"):
                self.assertFalse(self._allowed(user, mode), group)

    def test_an_officer_writes_and_deletes_nothing(self):
        kept = set(MODELS) - {"pr.press.story"}
        self.assertEqual(self._allowed(self.officer, "write"), kept)
        self.assertEqual(self._allowed(self.officer, "create"), kept)
        self.assertFalse(self._allowed(self.officer, "unlink"))
        head = self._user("pr_office.group_manager")
        self.assertEqual(self._allowed(head, "unlink"), kept)

    def test_full_texts_are_for_those_with_the_right(self):
        head = self._user("pr_office.group_manager")
        for user in (self.officer, head, self._user("pr_office.group_reader")):
            note = self.note.with_user(user)
            self.assertEqual(note.headline, "Titular")
            self.assertFalse({"text", "picture"} & set(note.fields_get()))
            with self.assertRaises(AccessError):
                note.read(["text"])
            with self.assertRaises(AccessError):
                note.search([("text", "like", "reservado")])
        self.assertEqual(self.note.with_user(self.editor).text, "texto reservado")

    def test_the_picture_is_not_read_as_an_attachment(self):
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "pr.press.clipping"),
                ("res_field", "=", "picture"),
                ("res_id", "=", self.note.id),
            ]
        )
        self.assertTrue(attachment)
        with self.assertRaises(AccessError):
            attachment.with_user(self.officer).read(["datas"])
        self.assertTrue(attachment.with_user(self.editor).read(["datas"]))

    def test_an_officer_without_the_right_writes_a_note(self):
        note = self.env["pr.press.clipping"].with_user(self.officer)
        note = note.create({"outlet_id": self.radio.id, "headline": "Corte de agua"})
        self.assertEqual(note.topic_ids, self.water)

    def test_companies_stand_apart(self):
        company = self.env["res.company"].create({"name": "Otra Municipalidad"})
        stranger = new_test_user(
            self.env,
            "press_stranger",
            groups="pr_office.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        for model in MODELS:
            found = self.env[model].with_user(stranger).search([])
            self.assertFalse(found.filtered(lambda one: one.company_id != company))
        with self.assertRaises(AccessError):
            self.note.with_user(stranger).read(["headline"])
