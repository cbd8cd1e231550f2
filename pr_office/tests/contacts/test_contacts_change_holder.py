import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsChangeHolder(RegisterCase):
    def _form(self, position=None, **context):
        if position:
            context["default_position_id"] = position.id
        return Form(self.env["pr.change.holder"].with_context(**context))

    def test_new_holder_follows_the_present_one(self):
        form = self._form(self.post_mayor)
        self.assertEqual(form.leaving_mandate_ids[:], self.mandate_now)
        form.date_start = "2025-06-20"
        form.partner_id = self.juan
        form.appointment_document = "Resolución N.° 123-2025-JNE"
        form.appointment_file = base64.b64encode(b"%PDF-1.4 scan")
        self.assertIn("06/19/2025", form.summary)
        self.assertIn("Juan Huamán", form.summary)
        change = form.save()
        change.appointment_filename = "resolucion.pdf"
        change.action_change()
        self.assertEqual(self.mandate_now.date_end, date(2025, 6, 19))
        self.assertEqual(self.post_mayor.holders_on("2025-06-19"), self.rosa)
        self.assertEqual(self.post_mayor.holders_on("2025-06-20"), self.juan)
        opened = self.juan.pr_mandate_ids
        self.assertEqual(opened.appointment_document, "Resolución N.° 123-2025-JNE")
        self.assertEqual(base64.b64decode(opened.appointment_file), b"%PDF-1.4 scan")
        self.assertEqual(opened.appointment_filename, "resolucion.pdf")

    def test_person_who_is_not_in_the_register_yet(self):
        form = self._form(self.post_judge)
        self.assertFalse(form.leaving_mandate_ids[:])
        form.who = "new"
        form.given_names = "Q’orianka"
        form.surname = "Ñaupari"
        form.gender = "female"
        form.save().action_change()
        person = self.post_judge.holder_ids
        self.assertEqual(person.name, "Q’orianka Ñaupari")
        self.assertEqual(person.pr_gender, "female")
        self.assertTrue(person.pr_in_register)

    def test_who_stands_in_leaves_the_titular_holder_in_office(self):
        form = self._form(self.post_mayor)
        form.kind = "acting"
        form.partner_id = self.juan
        self.assertFalse(form.leaving_mandate_ids[:])
        form.save().action_change()
        self.assertEqual(self.post_mayor.holder_ids, self.rosa + self.juan)
        self.assertEqual(
            self.post_mayor.holder_label,
            "Ing. Rosa Elena Quispe Mamani; Juan Huamán (e)",
        )

    def test_titular_holder_ends_the_standing_in(self):
        acting = self.env["pr.mandate"].create(
            {
                "partner_id": self.juan.id,
                "position_id": self.post_judge.id,
                "kind": "acting",
                "date_start": "2025-01-01",
            }
        )
        form = self._form(self.post_judge)
        self.assertEqual(form.leaving_mandate_ids[:], acting)
        form.partner_id = self.fortunato
        form.save().action_change()
        self.assertEqual(acting.date_end, date(2025, 6, 14))
        self.assertFalse(self.post_judge.is_vacant)

    def test_of_several_holders_nobody_leaves_unless_chosen(self):
        self.env["pr.mandate"].create(
            [
                {
                    "partner_id": partner.id,
                    "position_id": self.post_councillor.id,
                    "date_start": "2023-01-01",
                }
                for partner in self.rosa + self.juan + self.fortunato
            ]
        )
        other = self.env["res.partner"].create({"name": "Inti Sullca"})
        form = self._form(self.post_councillor)
        form.partner_id = other
        self.assertFalse(form.leaving_mandate_ids[:])
        change = form.save()
        with self.assertRaisesRegex(UserError, "Juan Huamán"):
            change.action_change()
        change.leaving_mandate_ids = self.juan.pr_mandate_ids
        change.action_change()
        self.assertEqual(
            self.post_councillor.holder_ids, self.rosa + other + self.fortunato
        )

    def test_leaving_before_having_come_is_refused(self):
        form = self._form(self.post_mayor)
        form.partner_id = self.juan
        change = form.save()
        change.date_start = "2023-01-01"
        change.leaving_mandate_ids = self.mandate_now
        with self.assertRaisesRegex(UserError, "Rosa Elena Quispe Mamani"):
            change.action_change()
        self.assertEqual(self.mandate_now.date_end, date(2026, 12, 31))

    def test_nobody_chosen(self):
        change = self.env["pr.change.holder"].create(
            {"position_id": self.post_judge.id, "who": "new"}
        )
        with self.assertRaisesRegex(UserError, "who takes the post"):
            change.action_change()

    def test_person_typed_anew_who_is_in_the_register(self):
        form = self._form(self.post_judge)
        form.who = "new"
        form.given_names = "JUAN"
        form.surname = "Waman"
        self.assertEqual(form.duplicate_ids[:], self.juan)
        change = form.save()
        change.action_use_duplicate()
        self.assertFalse(change.duplicate_ids)
        change.action_change()
        self.assertEqual(self.post_judge.holder_ids, self.juan)

    def test_new_post_from_the_page_of_a_person(self):
        action = self.juan.action_pr_new_post()
        form = self._form(**action["context"])
        form.position_id = self.post_judge
        form.save().action_change()
        self.assertEqual(self.juan.pr_current_post, self.juan.pr_mandate_ids.post_label)
        self.assertEqual(self.post_judge.holder_ids, self.juan)

    @mute_logger("odoo.addons.base.models.ir_access", "odoo.models")
    def test_only_those_who_keep_the_register(self):
        users = self._create_users()
        for role in ("user", "secretary", "manager"):
            wizard = self.env["pr.change.holder"].with_user(users[role])
            wizard.create({"position_id": self.post_judge.id})
        for role in ("reader", "auditor", "internal"):
            wizard = self.env["pr.change.holder"].with_user(users[role])
            with self.assertRaises(AccessError):
                wizard.create({"position_id": self.post_judge.id})
