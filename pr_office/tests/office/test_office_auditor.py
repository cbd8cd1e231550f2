from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, new_test_user

from .test_office_roles import UNREADABLE

MODES = ("write", "create", "unlink")


@freeze_time("2026-11-02 15:00:00")
class TestOfficeAuditor(TransactionCase):
    """Somebody from outside reads everything of the office for some weeks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env, "an_auditor", groups="pr_office.group_auditor"
        )
        cls.auditor.pr_auditor_until = "2026-11-30"
        institution = cls.env["res.partner"].create(
            {"name": "Colegio", "is_company": True}
        )
        cls.position = cls.env["pr.position"].create(
            {"name": "Director/a", "institution_id": institution.id}
        )
        cls.mandate = cls.env["pr.mandate"].create(
            {
                "position_id": cls.position.id,
                "partner_id": cls.env["res.partner"].create({"name": "Ana"}).id,
                "date_start": False,
            }
        )

    def _models(self):
        for name in self.env.registry:
            model = self.env[name].with_user(self.auditor)
            stored = not (model._abstract or model._transient)
            if name.startswith("pr.") and stored and name not in UNREADABLE:
                yield model

    def test_reads_every_model(self):
        closed = [
            model._name for model in self._models() if not model.has_access("read")
        ]
        self.assertFalse(closed, "give group_auditor the right to read them")

    def test_reads_on_the_last_day_and_nothing_afterwards(self):
        mandate = self.mandate.with_user(self.auditor)
        with freeze_time("2026-11-30 16:00:00"):
            self.assertEqual(mandate.search([("id", "=", mandate.id)]), mandate)
            self.assertTrue(mandate.display_name)
        with freeze_time("2026-12-01 16:00:00"):
            self.env.invalidate_all()
            for model in self._models():
                self.assertFalse(model.search([], limit=1), model._name)
            with self.assertRaisesRegex(AccessError, "2026-11-30"):
                mandate.read(["date_start"])
            self.assertFalse(mandate._filtered_access("read"))
        self.auditor.pr_auditor_until = "2026-12-31"
        with freeze_time("2026-12-01 16:00:00"):
            self.assertTrue(mandate.search([("id", "=", mandate.id)]))

    def test_changes_nothing_even_where_every_employee_may(self):
        self.env["ir.model.access"].create(
            {
                "name": "everybody",
                "model_id": self.env["ir.model"]._get_id("pr.position"),
                "group_id": self.env.ref("base.group_user").id,
                **dict.fromkeys(("perm_read", "perm_write", "perm_unlink"), True),
            }
        )
        position = self.position.with_user(self.auditor)
        with self.assertRaises(AccessError):
            position.name = "Subdirector/a"
        for mode in MODES:
            self.assertFalse(position.has_access(mode), mode)

    def test_an_end_is_set_and_cannot_be_left_out(self):
        user = new_test_user(self.env, "second", groups="pr_office.group_auditor")
        self.assertEqual(str(user.pr_auditor_until), "2026-12-02")
        with self.assertRaises(ValidationError):
            user.pr_auditor_until = False
        user.group_ids = [Command.unlink(self.env.ref("pr_office.group_auditor").id)]
        self.assertFalse(user.pr_auditor_until)

    def test_nobody_audits_the_own_work(self):
        for group in ("group_user", "group_secretary", "group_manager"):
            with self.assertRaisesRegex(ValidationError, "audit"):
                self.auditor.group_ids = [
                    Command.link(self.env.ref(f"pr_office.{group}").id)
                ]

    def test_others_are_not_touched(self):
        officer = new_test_user(self.env, "third", groups="pr_office.group_user")
        self.assertFalse(officer.pr_auditor_until)
        self.position.with_user(officer).name = "Subdirector/a"
