from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .test_contacts_delivery import DeliveryCommon

ROLES = ("reader", "user", "secretary", "manager", "auditor")
READABLE = (
    "pr.letter",
    "pr.letter.type",
    "pr.year.name",
    "pr.delivery",
    "pr.delivery.route",
    "pr.delivery.attempt",
)


class TestContactsLetterRights(DeliveryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            role: new_test_user(cls.env, f"lt_{role}", groups=f"pr_office.group_{role}")
            for role in ROLES
        }
        cls.users["internal"] = new_test_user(cls.env, "lt_internal")
        cls.letter = cls._signed_letter()
        cls.draft = cls._new_letter()
        cls.delivery = cls._new_delivery()

    def _as(self, role, record):
        return record.with_user(self.users[role])

    def _refused(self, call, *args):
        with (
            mute_logger("odoo.addons.base.models.ir_model"),
            self.assertRaises(AccessError),
            self.env.cr.savepoint(),
        ):
            call(*args)

    def _check_reads_only(self, role):
        for model in READABLE:
            self._as(role, self.env[model]).search([]).read(["display_name"])
        letter = self._as(role, self.letter)
        self.assertTrue(letter.envelope_line and letter.signatory_mandate_id)
        self._refused(self._as(role, self.draft).write, {"subject": "x"})
        self._refused(self._as(role, self.draft).action_issue)
        self._refused(self._as(role, self.draft).unlink)
        self._refused(letter.action_send)
        self._refused(letter.annul, "x")
        self._refused(self._as(role, self.delivery).action_absent)
        self._refused(self._as(role, self.delivery).write, {"note": "x"})
        self._refused(
            self._as(role, self.env["pr.letter.bulk"]).create,
            {"type_id": self.letter_type.id, "subject": "x"},
        )
        self._refused(
            self._as(role, self.env["pr.year.name"]).create,
            {"year": 2030, "name": "x"},
        )

    def test_reader(self):
        self._check_reads_only("reader")

    def test_auditor(self):
        self._check_reads_only("auditor")

    def test_internal_user_sees_nothing(self):
        for model in READABLE:
            self._refused(self._as("internal", self.env[model]).search, [])

    def _check_writes_and_issues(self, role):
        me = self.users[role]
        letters = self.env["pr.letter"].with_user(me)
        letter = letters.create(
            {
                "type_id": self.letter_type.id,
                "partner_id": self.director.id,
                "subject": "Saludo",
                "body": "<p>Texto</p>",
                "date": "2027-03-01",
                "visa_ids": [(0, 0, {"unit": "Gerencia"})],
            }
        )
        letter.visa_ids.action_give()
        letter.action_issue()
        self.assertTrue(letter.name)
        letter.action_correct()
        letter.visa_ids.action_give()
        letter.action_issue()
        letter.signed_scan = self.letter.signed_scan
        letter.action_sign()
        letter.action_send()
        letter.delivery_ids.action_put_on_route()
        route = letter.delivery_ids.route_id
        route.messenger_id = self.messenger
        route.action_issue()
        letter.delivery_ids.receiver_name = "Ana"
        letter.delivery_ids.action_delivered()
        route.action_close()
        self.assertEqual(letter.delivery_state, "delivered")
        self._as(role, self.draft).unlink()
        self._refused(letter.annul, "x")
        self._refused(letter.action_annul)
        self._refused(route.annul, "x")
        with self.assertRaises(UserError):
            letter.unlink()
        with self.assertRaises(UserError):
            route.unlink()
        self._refused(letter.delivery_ids.attempt_ids.unlink)
        self._refused(letter.delivery_ids.attempt_ids.write, {"note": "x"})
        self._refused(letter.type_id.write, {"number_mask": "x {number} {year}"})
        self._refused(letter.type_id.write, {"next_number": 900})
        return letter

    def test_officer(self):
        self._check_writes_and_issues("user")

    def test_secretary(self):
        self._check_writes_and_issues("secretary")

    def test_only_the_head_annuls_and_sets_the_types(self):
        letter = self._check_writes_and_issues("user").with_user(self.users["manager"])
        letter.annul("Duplicado")
        self.assertEqual(letter.annulled_by_id, self.users["manager"])
        with self.assertRaises(UserError):
            letter.unlink()
        letter_type = self._as("manager", self.letter_type)
        letter_type.next_number = 300
        letter_type.visa_line_ids = [(0, 0, {"unit": "Gerencia"})]

    def test_a_state_is_not_written_past_its_rules(self):
        """What a client could send by RPC."""
        letter = self._as("user", self.letter)
        draft = self._as("user", self.draft)
        sneaky = {"pr_by": "anything"}
        for record, values in (
            (letter, {"state": "draft"}),
            (letter, {"state": "annulled", "annul_reason": "x"}),
            (letter, {"name": "x"}),
            (draft, {"state": "signed"}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                record.with_context(**sneaky).write(values)
        delivery = self._as("user", self.delivery).with_context(**sneaky)
        with self.assertRaises(UserError):
            delivery.write({"state": "delivered", "receiver_name": "x"})

    def test_another_municipality_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Otra", "pr_acronym": "O"})
        neighbour = new_test_user(
            self.env,
            "lt_other",
            groups="pr_office.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (self.letter, self.delivery):
            seen = record.with_user(neighbour).search([("id", "=", record.id)])
            self.assertFalse(seen)
            self._refused(record.with_user(neighbour).read, ["display_name"])
