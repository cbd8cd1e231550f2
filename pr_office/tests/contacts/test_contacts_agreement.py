import base64
from datetime import date

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, users, warmup
from odoo.tools import mute_logger

SCAN = base64.b64encode(b"%PDF-1.4 signed")


@freeze_time("2027-03-10 12:00:00")
class TestContactsAgreement(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "America/Lima"
        cls.env.company.pr_agreement_alert_days = 60
        cls.town, cls.ugel, cls.hospital = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True}
                for name in ("Municipalidad", "UGEL", "Hospital")
            ]
        )
        cls.mandate = cls._holder("Rosa Quispe", cls.ugel, "2026-01-01")
        cls.agreement = cls._agreement()
        for login in ("reader", "user", "secretary", "auditor"):
            user = new_test_user(cls.env, login, groups=f"pr_office.group_{login}")
            setattr(cls, login, user)

    @classmethod
    def _holder(cls, name, institution, start, end=False):
        position = cls.env["pr.position"].create(
            {"name": f"Director {name}", "institution_id": institution.id}
        )
        return cls.env["pr.mandate"].create(
            {
                "partner_id": cls.env["res.partner"].create({"name": name}).id,
                "position_id": position.id,
                "date_start": start,
                "date_end": end,
            }
        )

    @classmethod
    def _agreement(cls, **values):
        parties = [
            fields.Command.create({"partner_id": cls.town.id}),
            fields.Command.create(
                {"partner_id": cls.ugel.id, "mandate_id": cls.mandate.id}
            ),
        ]
        return cls.env["pr.agreement"].create(
            {"name": "Convenio de cooperación", "party_ids": parties, **values}
        )

    def _in_force(self, **values):
        return self._agreement(date_signed="2027-01-05", signed_copy=SCAN, **values)

    def _follow(self):
        with self.enter_registry_test_mode():
            self.env.ref("pr_office.ir_cron_agreements").method_direct_trigger()
        self.env.invalidate_all()

    def test_in_force_needs_the_signed_copy(self):
        self.assertEqual(self.agreement.state, "draft")
        self.agreement.date_signed = "2027-03-01"
        self.assertEqual(self.agreement.state, "signed")
        self.assertIn("signed copy", self.agreement.missing)
        self.agreement.signed_copy = SCAN
        self.assertEqual(self.agreement.state, "in_force")
        self.assertFalse(self.agreement.missing)
        self.agreement.signed_copy = False
        self.assertEqual(self.agreement.state, "signed")

    def test_the_database_refuses_in_force_without_copy(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.cr.execute(
                "UPDATE pr_agreement SET state = 'in_force' WHERE id = %s",
                [self.agreement.id],
            )

    def test_the_state_moves_with_the_days(self):
        agreement = self._in_force(date_end="2027-12-31")
        self.assertEqual(agreement.state, "in_force")
        for day, state in (
            ("2027-10-31", "in_force"),
            ("2027-11-01", "expiring"),
            ("2027-12-31", "expiring"),
            ("2028-01-01", "expired"),
        ):
            with freeze_time(f"{day} 12:00:00"):
                self._follow()
                self.assertEqual(agreement.state, state, day)

    def test_renewal_alert_once_per_end(self):
        agreement = self._in_force(date_end="2027-04-30", user_id=self.user.id)
        self._follow()
        self.assertEqual(agreement.activity_ids.user_id, self.user)
        self.assertIn("2027-04-30", agreement.activity_ids.summary)
        self._follow()
        self.assertEqual(len(agreement.activity_ids), 1)
        self.env["pr.agreement.addendum"].create(
            {
                "agreement_id": agreement.id,
                "name": "Primera adenda",
                "signed_copy": SCAN,
                "date_signed": "2027-03-10",
                "date_end": "2027-05-05",
            }
        )
        self._follow()
        self.assertEqual(len(agreement.activity_ids), 2)

    def test_a_signed_addendum_moves_the_end(self):
        agreement = self._in_force(date_end="2027-03-31")
        self.assertEqual(agreement.state, "expiring")
        addendum = self.env["pr.agreement.addendum"].create(
            {
                "agreement_id": agreement.id,
                "name": "Primera adenda",
                "date_end": "2029-03-31",
            }
        )
        self.assertEqual(agreement.date_end_now, date(2027, 3, 31))
        addendum.date_signed = "2027-03-10"
        self.assertEqual(agreement.date_end_now, date(2027, 3, 31))
        addendum.signed_copy = SCAN
        self.assertEqual(agreement.date_end_now, date(2029, 3, 31))
        self.assertEqual(agreement.state, "in_force")
        with self.assertRaisesRegex(UserError, "stays in the file"):
            addendum.unlink()

    def test_terminated_with_its_reason(self):
        agreement = self._in_force()
        action = agreement.action_open_terminate()
        wizard = Form(self.env["pr.reason.wizard"].with_context(**action["context"]))
        wizard.reason = "La UGEL se retira"
        wizard.save().action_apply()
        self.assertEqual(agreement.state, "terminated")
        self.assertEqual(agreement.terminated_on, date(2027, 3, 10))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._in_force(terminated_on="2027-03-10")

    def test_two_parties_sign_and_in_office(self):
        with self.assertRaisesRegex(UserError, "fewer than two parties"):
            self._agreement(party_ids=False, date_signed="2027-03-01")
        with self.assertRaisesRegex(UserError, "Rosa Quispe.*did not hold"):
            self.agreement.date_signed = "2025-12-31"
        luis = self._holder("Luis", self.ugel, "2028-01-01")
        self.agreement.date_signed = "2027-03-01"
        with self.assertRaisesRegex(UserError, "Luis"):
            self.agreement.party_ids[1].mandate_id = luis

    def test_rules_in_the_database(self):
        self.agreement.number = "Convenio 1"
        framework = self._agreement(kind="framework")
        for wrong in (
            lambda: self._agreement(number="CONVENIO 1"),
            lambda: self._agreement(date_start="2027-05-01", date_end="2027-04-30"),
            lambda: framework.write({"framework_id": framework.id}),
            lambda: framework.party_ids[1].write({"partner_id": self.town.id}),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                wrong()
                self.env.flush_all()

    def test_what_has_a_number_stays(self):
        self._agreement().unlink()
        self.agreement.number = "Convenio 1"
        with self.assertRaisesRegex(UserError, "stays in the file"):
            self.agreement.unlink()

    def test_obligations_are_commitments(self):
        self.agreement.commitment_ids = [
            fields.Command.create(
                {
                    "name": "Ceder el local",
                    "origin_model": "pr.agreement",
                    "date_promised": "2027-01-05",
                    "date_due": "2027-02-01",
                }
            ),
            fields.Command.create({"name": "Pintar", "origin_model": "pr.agreement"}),
        ]
        first = self.agreement.commitment_ids.filtered("date_due")
        self.assertEqual(first.origin, self.agreement)
        self.assertEqual(first.origin_name, self.agreement.display_name)
        self.assertEqual(self.agreement.commitment_open_count, 2)
        self.assertEqual(self.agreement.commitment_overdue_count, 1)
        by_reference = self.env["pr.commitment"].create(
            {"name": "Otra", "origin": f"pr.agreement,{self.agreement.id}"}
        )
        self.env.invalidate_all()
        self.assertIn(by_reference, self.agreement.commitment_ids)
        found = self.env["pr.agreement"].search(
            [("commitment_ids", "any", [("overdue", "=", True)])]
        )
        self.assertEqual(found & self.agreement, self.agreement)
        with self.assertRaisesRegex(UserError, "obligations"):
            self.agreement.unlink()

    def test_renewal_keeps_the_parties_and_nothing_else(self):
        agreement = self._in_force(number="Convenio 7", date_end="2027-03-31")
        renewal = self.env["pr.agreement"].browse(agreement.action_renew()["res_id"])
        self.assertEqual(renewal.previous_id, agreement)
        self.assertEqual(renewal.party_ids.partner_id, agreement.party_ids.partner_id)
        self.assertEqual(renewal.state, "draft")
        self.assertFalse(renewal.number)
        self.assertFalse(renewal.date_end)

    def test_an_institution_shows_its_agreements(self):
        self.assertEqual(self.ugel.pr_agreement_count, 1)
        self.assertEqual(self.hospital.pr_agreement_count, 0)
        action = self.ugel.action_view_pr_agreements()
        found = self.env["pr.agreement"].search(action["domain"])
        self.assertEqual(found, self.agreement)
        found = self.env["pr.agreement"].search([("partner_ids", "in", self.ugel.ids)])
        self.assertEqual(found, self.agreement)

    def test_the_timeline_tells_of_it(self):
        agreement = self._in_force(number="Convenio 7")
        self.env["pr.commitment"].create({"name": "Pintar", "partner_id": self.ugel.id})
        self.env.flush_all()
        rows = self.env["pr.timeline"].search([("partner_id", "=", self.ugel.id)])
        kinds = rows.mapped("kind")
        self.assertIn("agreement", kinds)
        self.assertIn("commitment", kinds)
        row = rows.filtered(lambda entry: entry.kind == "agreement")
        self.assertEqual(row.res_id, agreement.id)
        signed = [("partner_id", "=", self.mandate.partner_id.id)]
        rows = self.env["pr.timeline"].search(signed)
        self.assertIn("agreement", rows.mapped("kind"))

    @warmup
    def test_lists_and_cron_cost_the_same_for_many(self):
        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            found = self.env["pr.agreement"].search([])
            found.web_read(
                {
                    "display_name": {},
                    "partner_ids": {"fields": {"display_name": {}}},
                    "commitment_overdue_count": {},
                    "state": {},
                }
            )
            self.env["pr.agreement"]._cron_follow()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        self._in_force()
        few = cost()
        for _i in range(15):
            self._in_force()
        self.assertLessEqual(cost(), few)

    @users("reader", "auditor", "secretary")
    def test_readers_read(self):
        agreement = self.env["pr.agreement"].browse(self.agreement.id)
        self.assertTrue(agreement.party_ids.mapped("display_name"))
        # nope
        with self.assertRaises(AccessError):
            agreement.name = "Otro"
        with self.assertRaises(AccessError):
            agreement.terminate("porque sí")
        with self.assertRaises(AccessError):
            agreement.party_ids.unlink()
        with self.assertRaises(AccessError):
            self.env["pr.agreement"].create({"name": "Otro"})

    @users("user")
    def test_officers_keep_them(self):
        agreement = self.env["pr.agreement"].browse(self.agreement.id)
        agreement.write({"name": "Otro", "date_signed": "2027-03-01"})
        agreement.terminate("Se acordó")

    def test_nobody_else_reads_them(self):
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.agreement.with_user(outsider).read(["name"])
        commitment = self.env["pr.commitment"].create(
            {
                "name": "Ceder el local",
                "origin": f"pr.agreement,{self.agreement.id}",
                "user_id": outsider.id,
            }
        )
        self.env.invalidate_all()
        own = commitment.with_user(outsider)
        self.assertEqual(own.origin_name, "Convenio de cooperación")
