from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, warmup
from odoo.tools import mute_logger


class TestContactsGovernment(TransactionCase):
    """A new government takes office on 1 January 2027."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = date(2027, 1, 1)
        cls.eve = date(2026, 12, 31)
        cls.officer = new_test_user(
            cls.env, "officer_change", groups="pr_office.group_user"
        )
        cls.municipality = cls.env["res.partner"].create(
            {"name": "Municipalidad Provincial", "is_company": True}
        )
        cls.mayor, cls.councillor = cls.env["pr.position"].create(
            [
                {"name": "Alcalde/sa", "institution_id": cls.municipality.id},
                {
                    "name": "Regidor/a",
                    "institution_id": cls.municipality.id,
                    "seats": 3,
                    "sequence": 20,
                },
            ]
        )
        cls.rosa, cls.luis, cls.ana, cls.jose = cls.env["res.partner"].create(
            [{"name": name} for name in ("Rosa Poma", "Luis Cusi", "Ana Rojas", "José")]
        )
        cls.old_mayor, cls.old_councillor = cls.env["pr.mandate"].create(
            [
                {
                    "partner_id": cls.rosa.id,
                    "position_id": cls.mayor.id,
                    "date_start": "2023-01-01",
                    "date_end": "2027-06-30",
                },
                {
                    "partner_id": cls.luis.id,
                    "position_id": cls.councillor.id,
                    "date_start": "2023-01-01",
                },
            ]
        )

    def prepare(self):
        change = (
            self.env["pr.government.change"]
            .with_user(self.officer)
            .create(
                {
                    "date": self.day,
                    "institution_ids": [Command.set(self.municipality.ids)],
                    "appointment_document": "Credencial JNE",
                }
            )
        )
        change.action_list_posts()
        return change

    def prepare_all(self):
        """A new mayor by name, the councillor stays, two contacts come in."""
        change = self.prepare()
        mayor, first, second, third = change.line_ids
        mayor.write({"given_names": "Elena", "surname": "Huanca", "gender": "female"})
        first.outcome = "stays"
        second.partner_id = self.ana
        third.outcome = "vacant"
        return change

    def test_every_seat_is_listed_with_its_holder(self):
        change = self.prepare()
        self.assertEqual(
            change.line_ids.mapped(lambda x: (x.position_id, x.seat_number)),
            [
                (self.mayor, 1),
                (self.councillor, 1),
                (self.councillor, 2),
                (self.councillor, 3),
            ],
        )
        self.assertEqual(
            change.line_ids.mandate_id, self.old_mayor + self.old_councillor
        )
        self.assertEqual(change.open_count, 4)
        self.assertEqual(change.line_ids[2].holder_label, "Vacant")

    def test_listing_again_keeps_what_was_typed(self):
        change = self.prepare_all()
        lines = change.line_ids
        self.councillor.seats = 4
        self.env["pr.mandate"].create(
            {
                "partner_id": self.jose.id,
                "position_id": self.mayor.id,
                "kind": "acting",
                "date_start": "2026-01-01",
            }
        )
        change.action_list_posts()
        self.assertEqual(len(change.line_ids), 6)
        self.assertEqual(lines[0].surname, "Huanca")
        self.assertEqual(lines[2].partner_id, self.ana)
        acting = change.line_ids.filtered(lambda line: not line.seat_number)
        self.assertEqual(acting.holder_label, "José (e)")
        self.assertEqual(acting.outcome, "vacant")

    def test_nothing_changes_before_it_is_applied(self):
        change = self.prepare_all()
        change.action_check()
        self.assertEqual(change.state, "ready")
        self.assertEqual(change.ended_count, 1)
        self.assertEqual(change.started_count, 2)
        self.assertEqual(change.staying_count, 1)
        self.assertEqual(change.person_count, 1)
        self.assertIn("Elena Huanca", change.line_ids[0].effect)
        self.assertFalse(
            self.env["res.partner"].search([("name", "=", "Elena Huanca")])
        )
        self.assertEqual(self.mayor.holders_on(self.day), self.rosa)

    def test_holders_change_on_the_day(self):
        change = self.prepare_all()
        change.action_apply()
        self.assertEqual(change.state, "applied")
        self.assertEqual(self.old_mayor.date_end, self.eve)
        self.assertEqual(self.mayor.holders_on(self.eve), self.rosa)
        elena = self.mayor.holders_on(self.day)
        self.assertEqual(elena.name, "Elena Huanca")
        self.assertEqual(elena.pr_gender, "female")
        self.assertTrue(elena.pr_in_register)
        self.assertEqual(elena.pr_mandate_ids.appointment_document, "Credencial JNE")
        self.assertEqual(self.councillor.holders_on(self.day), self.luis + self.ana)
        self.assertFalse(self.old_councillor.date_end)
        action = change.action_view_started()
        self.assertEqual(
            self.env["pr.mandate"].search(action["domain"]).partner_id, elena + self.ana
        )

    def test_reelection_opens_a_second_mandate(self):
        change = self.prepare()
        change.action_rest_stay()
        change.line_ids[0].write({"outcome": "new", "partner_id": self.rosa.id})
        change.action_apply()
        self.assertEqual(len(self.rosa.pr_mandate_ids), 2)
        self.assertEqual(self.mayor.holders_on(self.day), self.rosa)

    def test_one_new_person_in_two_posts_is_one_contact(self):
        change = self.prepare_all()
        change.line_ids[2].write(
            {"partner_id": False, "given_names": "ELENA", "surname": "Huanca"}
        )
        change.action_apply()
        elena = self.mayor.holders_on(self.day)
        self.assertEqual(len(elena), 1)
        self.assertIn(elena, self.councillor.holders_on(self.day))

    def test_a_post_without_a_decision_is_named(self):
        change = self.prepare()
        with self.assertRaisesRegex(UserError, "(?s)Alcalde/sa.*Rosa Poma.*Regidor/a"):
            change.action_apply()
        change.action_rest_vacant()
        change.action_apply()
        self.assertFalse((self.mayor + self.councillor).holders_on(self.day))

    def test_overlaps_are_refused_with_the_names(self):
        change = self.prepare_all()
        self.env["pr.mandate"].create(
            [
                {
                    "partner_id": person.id,
                    "position_id": self.councillor.id,
                    "date_start": "2027-03-01",
                }
                for person in self.jose + self.ana
            ]
        )
        with self.assertRaises(UserError) as caught:
            change.action_apply()
        self.assertIn("Ana Rojas already holds", str(caught.exception))
        self.assertIn("José", str(caught.exception))
        self.assertEqual(self.mayor.holders_on(self.day), self.rosa)

    def test_somebody_named_twice_is_refused(self):
        change = self.prepare_all()
        change.line_ids[3].write({"outcome": "new", "partner_id": self.ana.id})
        with self.assertRaisesRegex(UserError, "Ana Rojas is named twice"):
            change.action_check()

    def test_holders_changed_meanwhile(self):
        change = self.prepare_all()
        self.old_councillor.date_end = "2026-10-01"
        with self.assertRaisesRegex(UserError, "List the posts"):
            change.action_check()
        change.action_list_posts()
        change.line_ids[1].outcome = "vacant"
        change.action_apply()

    def test_undo_restores_everything(self):
        change = self.prepare_all()
        change.action_apply()
        elena = self.mayor.holders_on(self.day)
        change.action_undo()
        self.assertEqual(change.state, "undone")
        self.assertEqual(self.old_mayor.date_end, date(2027, 6, 30))
        self.assertEqual(self.mayor.holders_on(self.day), self.rosa)
        self.assertEqual(self.councillor.holders_on(self.day), self.luis)
        self.assertFalse(elena.exists())
        self.assertFalse(self.ana.pr_mandate_ids)
        change.action_edit()
        change.action_apply()
        self.assertEqual(self.mayor.holders_on(self.day).name, "Elena Huanca")

    def test_undo_keeps_people_somebody_uses(self):
        change = self.prepare_all()
        change.action_apply()
        elena = self.mayor.holders_on(self.day)
        self.municipality.pr_assistant_id = elena
        change.action_undo()
        self.assertTrue(elena.exists())
        self.assertFalse(elena.pr_mandate_ids)
        self.assertIn("Elena Huanca", change.message_ids[0].body)

    def test_undo_is_refused_once_something_changed(self):
        change = self.prepare_all()
        change.action_apply()
        new = change.line_ids[0].new_mandate_id
        new.date_end = "2027-02-01"
        with self.assertRaisesRegex(UserError, "Elena Huanca"):
            change.action_undo()
        new.date_end = False
        self.old_mayor.date_end = "2026-11-30"
        with self.assertRaisesRegex(UserError, "Rosa Poma"):
            change.action_undo()

    def test_undo_is_refused_when_the_seat_was_given_to_another(self):
        change = self.prepare_all()
        change.line_ids[1].outcome = "vacant"
        change.action_apply()
        change.line_ids[2].new_mandate_id.unlink()
        with self.assertRaisesRegex(UserError, "Regidor/a"):
            change.action_undo()

    def test_applied_changes_are_not_deleted_and_not_applied_twice(self):
        change = self.prepare_all()
        change.action_apply()
        with self.assertRaises(UserError):
            change.unlink()
        with self.assertRaises(UserError):
            change.line_ids[0].unlink()
        with self.assertRaises(UserError):
            change.action_apply()

    def test_typed_name_of_a_contact_is_pointed_out(self):
        change = self.prepare()
        line = change.line_ids[0]
        line.write({"given_names": "ana", "surname": "Rójas"})
        self.assertEqual(line.similar_id, self.ana)
        self.assertEqual(change.similar_count, 1)
        line.action_use_similar()
        self.assertEqual(line.partner_id, self.ana)
        self.assertFalse(line.surname)

    def test_selected_institutions_and_posts(self):
        changes = self.env["pr.government.change"].with_user(self.officer)
        action = changes.action_prepare(self.municipality, self.mayor)
        change = changes.browse(action["res_id"])
        self.assertEqual(change.line_ids.position_id, self.mayor)
        with self.assertRaises(UserError):
            changes.action_prepare(self.rosa)
        empty = self.env["res.partner"].create({"name": "Club", "is_company": True})
        with self.assertRaisesRegex(UserError, "no posts"):
            changes.action_prepare(empty)

    def test_readers_only_read(self):
        change = self.prepare_all()
        for group in ("group_reader", "group_auditor"):
            user = new_test_user(self.env, group, groups=f"pr_office.{group}")
            self.assertTrue(change.with_user(user).name)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                change.with_user(user).action_apply()

    def _change_of(self, number):
        institution = self.env["res.partner"].create(
            {"name": f"Entidad {number}", "is_company": True}
        )
        positions = self.env["pr.position"].create(
            [
                {"name": f"Cargo {index}", "institution_id": institution.id}
                for index in range(number)
            ]
        )
        people = self.env["res.partner"].create(
            [{"name": f"Persona {number} {index}"} for index in range(number)]
        )
        self.env["pr.mandate"].create(
            [
                {
                    "partner_id": person.id,
                    "position_id": position.id,
                    "date_start": "2023-01-01",
                }
                for person, position in zip(people, positions, strict=True)
            ]
        )
        change = self.env["pr.government.change"].create(
            {"date": self.day, "institution_ids": [Command.set(institution.ids)]}
        )
        change.action_list_posts()
        for index, line in enumerate(change.line_ids):
            line.write({"given_names": f"Nuevo {index}", "surname": f"De {number}"})
        self.env.flush_all()
        self.env.invalidate_all()
        return change

    def _count(self, call):
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @warmup
    def test_a_hundred_posts_take_the_queries_of_ten(self):
        self._count(self._change_of(3).action_apply)
        few = self._change_of(10)
        many = self._change_of(100)
        few_queries = self._count(few.action_apply)
        self.assertLessEqual(self._count(many.action_apply), few_queries + 2)
        self.assertEqual(many.started_count, 100)
        # Deleting a record with a chatter costs core two or three queries each
        few_queries = self._count(few.action_undo)
        self.assertLessEqual(self._count(many.action_undo), few_queries + 3 * 90)
