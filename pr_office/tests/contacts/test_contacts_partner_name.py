from psycopg2 import IntegrityError

from odoo.tests import Form, TransactionCase, new_test_user
from odoo.tools import mute_logger


class TestContactsPartnerName(TransactionCase):
    """The name follows from its parts, and nothing else about it changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parts = {
            "pr_given_names": " Rosa María",
            "pr_surname": "Quispe ",
            "pr_second_surname": "Mamani",
        }

    def test_parts_make_the_name(self):
        partner = self.env["res.partner"].create(self.parts)
        self.assertEqual(partner.name, "Rosa María Quispe Mamani")
        partner.pr_second_surname = False
        self.assertEqual(partner.name, "Rosa María Quispe")

    def test_a_given_name_wins(self):
        partner = self.env["res.partner"].create(self.parts | {"name": "Rosa Q."})
        self.assertEqual(partner.name, "Rosa Q.")
        partner.write({"name": "Rosa Quispe", "pr_surname": "Quispe Huamán"})
        self.assertEqual(partner.name, "Rosa Quispe")

    def test_the_name_is_kept_when_the_parts_go(self):
        partner = self.env["res.partner"].create(self.parts)
        partner.write(dict.fromkeys(self.parts, False))
        self.assertEqual(partner.name, "Rosa María Quispe Mamani")

    def test_each_of_several_people_keeps_the_own_given_names(self):
        partners = self.env["res.partner"].create(
            [{"pr_given_names": name, "pr_surname": "Cusi"} for name in ("Ana", "Luz")]
        )
        partners.write({"pr_surname": "Cusihuamán"})
        self.assertEqual(partners.mapped("name"), ["Ana Cusihuamán", "Luz Cusihuamán"])

    def test_institutions_are_not_composed(self):
        partner = self.env["res.partner"].create(
            {"name": "Hospital Regional", "is_company": True}
        )
        partner.pr_surname = "Quispe"
        self.assertEqual(partner.name, "Hospital Regional")

    def test_a_contact_without_any_name_is_refused_as_before(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env["res.partner"].create({"type": "contact"})

    def test_form_shows_the_name_while_typing(self):
        form = Form(self.env["res.partner"].with_context(default_is_company=False))
        form.name = "x"
        partner = form.save()
        self.assertEqual(partner.name, "x")
        values = partner.onchange(
            self.parts, ["pr_surname"], {"name": {}} | dict.fromkeys(self.parts, {})
        )["value"]
        self.assertEqual(values["name"], "Rosa María Quispe Mamani")

    def test_users_companies_import_and_quick_creation(self):
        user = new_test_user(self.env, "rquispe", name="Rosa Quispe")
        user.write(self.parts)
        self.assertEqual(user.name, "Rosa María Quispe Mamani")
        company = self.env["res.company"].create({"name": "Municipalidad"})
        self.assertEqual(company.partner_id.name, "Municipalidad")
        partner_id = self.env["res.partner"].name_create("Luis <l@example.com>")[0]
        self.assertEqual(self.env["res.partner"].browse(partner_id).name, "Luis")
        loaded = self.env["res.partner"].load(
            [*self.parts, "name"],
            [["Ana", "Cusi", "", ""], ["", "", "", "Luz Amaru"]],
        )
        self.assertFalse(loaded["messages"])
        self.assertEqual(
            self.env["res.partner"].browse(loaded["ids"]).mapped("name"),
            ["Ana Cusi", "Luz Amaru"],
        )

    def test_copies(self):
        partner = self.env["res.partner"].create(self.parts)
        self.assertEqual(partner.copy().name, "Rosa María Quispe Mamani (copy)")

    def test_an_institution_that_depends_on_another_keeps_its_own_address(self):
        kind = self.env["pr.institution.type"].create({"name": "Office"})
        view = "pr_office.res_partner_view_form_institution"
        parent = self.env["res.partner"].create(
            {"name": "Ministry", "is_company": True, "street": "Av. Uno 100"}
        )
        born_dependent, moved_later = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "pr_institution_type_id": kind.id,
                    "street": "Jr. Dos 200",
                    "parent_id": owner,
                }
                for name, owner in (("School", parent.id), ("Post", False))
            ]
        )
        with Form(moved_later, view) as form:
            form.parent_id = parent
        born_dependent.street = "Jr. Tres 300"
        self.assertEqual(parent.street, "Av. Uno 100")
        self.assertEqual(moved_later.street, "Jr. Dos 200")
        parent.street = "Av. Uno 101"
        self.assertEqual(born_dependent.street, "Jr. Tres 300")
