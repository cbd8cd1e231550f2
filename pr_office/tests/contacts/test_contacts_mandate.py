from odoo.exceptions import UserError
from odoo.tests import TransactionCase


class TestContactsMandate(TransactionCase):
    def test_second_titular_is_refused(self):
        institution = self.env["res.partner"].create(
            {"name": "Municipalidad", "is_company": True}
        )
        position = self.env["pr.position"].create(
            {"name": "Alcalde", "institution_id": institution.id}
        )
        one, two = self.env["res.partner"].create(
            [{"pr_given_names": "Rosa", "pr_surname": "Quispe"}, {"name": "Luis"}]
        )
        self.env["pr.mandate"].create(
            {"partner_id": one.id, "position_id": position.id}
        )
        self.assertEqual(position.holders_on("2200-01-01"), one)
        with self.assertRaises(UserError):
            self.env["pr.mandate"].create(
                {"partner_id": two.id, "position_id": position.id}
            )

    def test_successor_in_the_same_transaction(self):
        institution = self.env["res.partner"].create(
            {"name": "Municipalidad", "is_company": True}
        )
        position = self.env["pr.position"].create(
            {"name": "Alcalde", "institution_id": institution.id}
        )
        one, two = self.env["res.partner"].create([{"name": "Rosa"}, {"name": "Luis"}])
        first = self.env["pr.mandate"].create(
            {"partner_id": one.id, "position_id": position.id, "date_start": False}
        )
        first.date_end = "2026-12-31"
        self.env["pr.mandate"].create(
            {
                "partner_id": two.id,
                "position_id": position.id,
                "date_start": "2027-01-01",
            }
        )
        self.assertEqual(position.holders_on("2027-01-01"), two)
