import base64

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tools import mute_logger

from .test_contacts_letter import PNG, LetterCommon


class DeliveryCommon(LetterCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hospital.street = "Av. Los Incas 450"
        cls.messenger = cls.env["res.partner"].create({"name": "Teófilo Ccahuana"})

    @classmethod
    def _new_delivery(cls, **values):
        return cls.env["pr.delivery"].create(
            {
                "document": "Libro de oro",
                "partner_id": cls.director.id,
                "position_id": cls.director_post.id,
            }
            | values
        )

    @classmethod
    def _signed_letter(cls, **values):
        letter = cls._new_letter(**values)
        letter.action_issue()
        letter.signed_scan = PNG
        letter.action_sign()
        return letter


class TestContactsDelivery(DeliveryCommon):
    def test_sending_makes_a_delivery_for_each_addressee(self):
        letter = self._signed_letter(
            type_id=self.circular_type.id,
            sheets=3,
            addressee_ids=[(0, 0, {"partner_id": self.hospital.id})],
        )
        letter.action_send()
        self.assertRecordValues(
            letter.delivery_ids.sorted("id"),
            [
                {
                    "partner_id": self.director.id,
                    "position_id": self.director_post.id,
                    "address": "Av. Los Incas 450",
                    "district": "Lima",
                    "document": letter.name,
                    "sheets": 3,
                    "state": "pending",
                },
                {
                    "partner_id": self.hospital.id,
                    "position_id": False,
                    "address": "Av. Los Incas 450",
                    "district": "Lima",
                    "document": letter.name,
                    "sheets": 3,
                    "state": "pending",
                },
            ],
        )
        self.assertEqual(letter.delivery_state, "waiting")

    def test_any_record_can_be_delivered(self):
        delivery = self.env["pr.delivery"].create(
            {
                "res_model": "pr.position",
                "res_id": self.mayor_post.id,
                "partner_id": self.director.id,
            }
        )
        self.assertEqual(delivery.document, "Alcalde/sa")

    def test_delivered_needs_with_whom(self):
        delivery = self._new_delivery()
        with self.assertRaisesRegex(UserError, "Received by"):
            delivery.action_delivered()
        delivery.receiver_name = "Mesa de partes"
        with freeze_time("2027-03-02 15:00:00"):
            delivery.action_delivered()
        self.assertEqual(delivery.state, "delivered")
        self.assertEqual(str(delivery.result_at), "2027-03-02 15:00:00")
        self.assertEqual(delivery.attempt_ids.mapped("outcome"), ["delivered"])
        delivery.photo = PNG  # the stamped copy may come back later
        for values in ({"receiver_name": "Otra"}, {"state": "pending"}):
            with self.assertRaises(UserError):
                delivery.write(values)
        with self.assertRaises(UserError):
            delivery.unlink()
        with self.assertRaises(UserError):
            delivery.action_delivered()

    def test_the_database_wants_the_facts_of_a_result(self):
        delivery = self._new_delivery()
        self.env.flush_all()
        for state in ("delivered", "refused", "returned", "on_route"):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(
                    "UPDATE pr_delivery SET state = %s WHERE id = %s",
                    [state, delivery.id],
                )

    def test_real_time_may_be_earlier_but_not_to_come(self):
        delivery = self._new_delivery(receiver_name="Ana", result_at="2026-01-05 10:00")
        delivery.action_delivered()
        self.assertEqual(str(delivery.result_at), "2026-01-05 10:00:00")
        with self.assertRaises(ValidationError):
            self._new_delivery(result_at="2999-01-01 00:00:00")

    def test_refused_and_nobody_there(self):
        refused, absent = self._new_delivery(), self._new_delivery()
        with self.assertRaisesRegex(UserError, "reason"):
            refused.action_refused()
        refused.note = "Dice que no le corresponde"
        refused.action_refused()
        self.assertEqual(refused.state, "refused")
        absent.note = "Cerrado por feriado"
        absent.action_absent()
        self.assertEqual(absent.state, "pending")
        self.assertEqual(absent.attempt_count, 1)
        self.assertEqual(absent.attempt_ids.note, "Cerrado por feriado")
        refused.action_correct_result()
        self.assertEqual(refused.state, "pending")

    def test_delivery_state_of_a_letter(self):
        letters = self.env["pr.letter"].concat(
            *(self._signed_letter() for _ in range(4))
        )
        none, waiting, problem, delivered = letters
        (waiting + problem + delivered).action_send()
        problem.delivery_ids.note = "Se negó"
        problem.delivery_ids.action_refused()
        delivered.delivery_ids.receiver_name = "Ana"
        delivered.delivery_ids.action_delivered()
        self.env.invalidate_all()
        self.assertEqual(
            letters.mapped("delivery_state"),
            ["none", "waiting", "problem", "delivered"],
        )
        for letter in letters:
            found = self.env["pr.letter"].search(
                [
                    ("delivery_state", "=", letter.delivery_state),
                    ("id", "in", letters.ids),
                ]
            )
            self.assertEqual(found, letter)

    def test_sent_by_mistake_and_annulled(self):
        letter = self._signed_letter()
        letter.action_send()
        letter.action_unsend()
        self.assertEqual(letter.state, "signed")
        self.assertFalse(letter.delivery_ids)
        letter.action_send()
        letter.annul("Duplicada")
        self.assertEqual(letter.delivery_ids.state, "cancelled")

    def test_route_sheet(self):
        far = self._new_delivery(district="Yauli", address="Jr. Lima 1")
        near = self._new_delivery(district="Centro", address="Jr. Puno 9")
        nearer = self._new_delivery(district="Centro", address="Jr. Puno 1")
        action = (far + near + nearer).action_put_on_route()
        route = self.env["pr.delivery.route"].browse(action["res_id"])
        self.assertEqual(route.delivery_ids, nearer + near + far)
        with self.assertRaises(UserError):
            (far + near).action_put_on_route()
        far.action_take_off_route()
        with self.assertRaisesRegex(UserError, "messenger"):
            route.action_issue()
        route.messenger_id = self.messenger
        route.action_issue()
        self.assertRegex(route.name, r"^HR \d{3}-\d{4}$")
        self.assertEqual(near.state, "on_route")
        with self.assertRaises(UserError):
            near.action_take_off_route()
        near.receiver_name = "Ana"
        near.action_delivered()
        nearer.note = "No había nadie"
        nearer.action_absent()
        self.assertEqual(nearer.state, "on_route")
        self.assertEqual(route.open_count, 1)
        route.action_close()
        self.assertEqual(nearer.state, "pending")
        self.assertFalse(nearer.route_id)
        self.assertEqual(
            route.attempt_ids.sorted("id").mapped("outcome"), ["delivered", "absent"]
        )
        self.assertEqual(near.route_id, route)
        with self.assertRaises(UserError):
            route.unlink()

    def test_draft_sheet_is_deleted_and_its_papers_wait(self):
        delivery = self._new_delivery()
        delivery.action_put_on_route()
        delivery.route_id.unlink()
        self.env.invalidate_all()
        self.assertFalse(delivery.route_id)
        self.assertEqual(delivery.state, "pending")

    def test_annulled_sheet_gives_its_papers_back(self):
        delivery = self._new_delivery()
        delivery.action_put_on_route()
        route = delivery.route_id
        route.messenger_id = self.messenger
        route.action_issue()
        route.annul("Se mojó")
        self.assertEqual(delivery.state, "pending")
        self.assertEqual(delivery.attempt_ids.outcome, "not_visited")

    def test_chase_after_the_days_of_the_settings(self):
        self.company.pr_delivery_chase_days = 5
        with freeze_time("2027-03-10"):
            late = self._new_delivery(date_ready="2027-03-05")
            fresh = self._new_delivery(date_ready="2027-03-06")
            done = self._new_delivery(date_ready="2027-03-01", receiver_name="Ana")
            done.result_at = "2027-03-02 10:00:00"
            done.action_delivered()
            ours = late + fresh + done
            found = ours.search([("is_overdue", "=", True), ("id", "in", ours.ids)])
            self.assertEqual(found, late)
            self.assertEqual(ours.mapped("is_overdue"), [True, False, False])
            for _again in range(2):
                with self.enter_registry_test_mode():
                    self.env.ref(
                        "pr_office.ir_cron_chase_deliveries"
                    ).method_direct_trigger()
        self.assertEqual(len(late.activity_ids), 1)
        self.assertEqual(late.activity_ids.user_id, self.env.user)
        self.assertFalse(fresh.activity_ids)
        late.receiver_name = "Ana"
        late.action_delivered()
        self.assertFalse(late.activity_ids)

    def test_cron_costs_the_same_for_many(self):
        def chase(count):
            for _ in range(count):
                self._new_delivery(date_ready="2020-01-01")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["pr.delivery"]._cron_schedule_chase()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        chase(1)
        few, many = chase(2), chase(30)
        self.assertLessEqual(many, few)

    def test_photo_is_made_smaller(self):
        delivery = self._new_delivery()
        delivery.photo = PNG
        self.assertTrue(base64.b64decode(delivery.photo))


class TestContactsLetterBulk(DeliveryCommon):
    def _bulk(self, records, **values):
        return (
            self.env["pr.letter.bulk"]
            .with_context(active_model=records._name, active_ids=records.ids)
            .create(
                {
                    "type_id": self.letter_type.id,
                    "date": "2027-03-01",
                    "subject": "Invitación a {name}",
                    "body": "<p>{salutation} sea bienvenid{o}, {post}.</p>",
                }
                | values
            )
        )

    def _drafts(self, wizard):
        action = wizard.action_create_letters()
        return self.env["pr.letter"].search(action["domain"], order="id")

    def test_from_contacts(self):
        self.director.name = "Ana <b>Rojas</b>"
        drafts = self._drafts(self._bulk(self.director + self.hospital))
        self.assertEqual(drafts.mapped("partner_id"), self.director + self.hospital)
        self.assertEqual(drafts[0].position_id, self.director_post)
        self.assertFalse(drafts[1].position_id)
        self.assertIn("bienvenida, Directora.", drafts[0].body)
        self.assertIn("Ana <b>Rojas</b>", drafts[0].subject)
        self.assertNotIn("{", drafts[0].body + drafts[1].body)

    def test_from_posts_with_vacancies(self):
        vacant = self.env["pr.position"].create(
            {"name": "Presidente/a", "institution_id": self.hospital.id}
        )
        wizard = self._bulk(self.director_post + vacant + self.mayor_post)
        self.assertIn("Presidente/a", wizard.vacant_posts)
        drafts = self._drafts(wizard)
        self.assertEqual(drafts.partner_id, self.director + self.mayor)

    def test_one_circular_for_all(self):
        wizard = self._bulk(
            self.director + self.hospital,
            type_id=self.circular_type.id,
        )
        with self.assertRaisesRegex(UserError, "braces"):
            wizard.action_create_letters()
        wizard.write({"subject": "Convoca", "body": "<p>Reunión</p>"})
        draft = self._drafts(wizard)
        self.assertEqual(len(draft), 1)
        self.assertEqual(draft.addressee_ids.partner_id, self.hospital)

    def test_unknown_words_and_nobody(self):
        with self.assertRaisesRegex(UserError, "nombre"):
            self._bulk(self.director, body="<p>{nombre}</p>").action_create_letters()
        wizard = self._bulk(self.director)
        wizard.line_ids.unlink()
        with self.assertRaises(UserError):
            wizard.action_create_letters()

    def test_many_cost_the_same(self):
        people = self.env["res.partner"].create(
            [{"name": f"Vecino {number}"} for number in range(52)]
        )

        def write_to(selection):
            wizard = self._bulk(selection)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_create_letters()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        write_to(people[:1])
        few, many = write_to(people[:2]), write_to(people[2:])
        self.assertLessEqual(many, few + 2)
