from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from ..common import RegisterCase


class TestContactsRegisterRights(RegisterCase):
    """Who may do what with institutions, posts and mandates, one test per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = cls._create_users()
        cls.users["portal"] = new_test_user(
            cls.env, "pr_portal", groups="base.group_portal"
        )
        cls.users["public"] = new_test_user(
            cls.env, "pr_public", groups="base.group_public"
        )
        cls.records = {
            "res.partner": cls.court,
            "pr.position": cls.post_judge,
            "pr.mandate": cls.mandate_past,
        }
        cls.values = {
            "res.partner": {"name": "Junta vecinal", "is_company": True},
            "pr.position": {"name": "Vocal", "institution_id": cls.court.id},
            "pr.mandate": {
                "partner_id": cls.juan.id,
                "position_id": cls.post_judge.id,
                "date_start": "2020-01-01",
            },
        }
        cls.changes = {
            "res.partner": {"pr_acronym": "CSJ"},
            "pr.position": {"phone": "084 1"},
            "pr.mandate": {"note": "Juramentó"},
        }

    def _get_operations(self, model, user):
        record = self.records[model].with_user(user)
        model = record.browse()
        return {
            "read": lambda: record.read(["display_name"]),
            "search": lambda: model.search([("id", "=", record.id)]),
            "group": lambda: model._read_group([], ["create_uid"], ["__count"]),
            "write": lambda: record.write(self.changes[record._name]),
            "create": lambda: model.create(self.values[record._name]),
            "unlink": lambda: record.unlink(),
        }

    def _check(self, role, allowed):
        """:param allowed: dict of model and the operations this role may do"""
        for model in self.records:
            operations = self._get_operations(model, self.users[role])
            for operation, do in operations.items():
                with self.subTest(model=model, operation=operation):
                    if operation in allowed.get(model, ()):
                        if operation != "unlink":  # refused by the history, not here
                            do()
                    else:
                        with self.assertRaises(AccessError):
                            do()

    def test_reader_changes_nothing(self):
        look = {"read", "search", "group"}
        self._check("reader", dict.fromkeys(self.records, look))

    def test_auditor_changes_nothing(self):
        look = {"read", "search", "group"}
        self._check("auditor", dict.fromkeys(self.records, look))

    def test_internal_user_changes_nothing(self):
        look = {"read", "search", "group"}
        self._check("internal", dict.fromkeys(self.records, look))

    def test_officer_keeps_the_register(self):
        everything = {"read", "search", "group", "write", "create", "unlink"}
        self._check("user", dict.fromkeys(self.records, everything))

    def test_secretary_deletes_no_post_and_no_mandate(self):
        keep = {"read", "search", "group", "write", "create"}
        self._check(
            "secretary",
            {
                "res.partner": keep | {"unlink"},
                "pr.position": keep,
                "pr.mandate": keep,
            },
        )

    def test_manager_keeps_the_register(self):
        everything = {"read", "search", "group", "write", "create", "unlink"}
        self._check("manager", dict.fromkeys(self.records, everything))

    def test_portal_sees_nothing_of_it(self):
        self._check("portal", {"res.partner": {"search", "group"}})
        partners = self.env["res.partner"].with_user(self.users["portal"])
        self.assertFalse(partners.search([("id", "=", self.court.id)]))

    def test_public_sees_nothing_of_it(self):
        self._check("public", {"res.partner": {"search", "group"}})
        partners = self.env["res.partner"].with_user(self.users["public"])
        self.assertFalse(partners.search([("id", "=", self.court.id)]))

    def test_buttons_of_the_forms_are_the_officers(self):
        """A reader sees no button that would end in a refusal."""
        views = (
            ("res.partner", "res_partner_view_form_institution"),
            ("res.partner", "res_partner_view_form_person"),
            ("pr.position", "pr_position_view_form"),
            ("pr.mandate", "pr_mandate_view_form"),
        )
        for model, xmlid in views:
            view = self.env.ref(f"pr_office.{xmlid}")
            for role in ("reader", "auditor", "user"):
                reader = self.env[model].with_user(self.users[role])
                arch = etree.fromstring(reader.get_view(view.id, "form")["arch"])
                with self.subTest(view=xmlid, role=role):
                    buttons = arch.xpath("//header//button")
                    self.assertEqual(bool(buttons), role == "user")

    def test_other_companys_register_is_closed(self):
        mine, other = self.env["res.company"].create(
            [{"name": "Mía"}, {"name": "Otra municipalidad"}]
        )
        self.court.company_id = other
        officer = self.users["user"]
        officer.write({"company_ids": [Command.set(mine.ids)], "company_id": mine.id})
        for record in (self.court, self.post_judge):
            with self.subTest(record._name), self.assertRaises(AccessError):
                record.with_user(officer).read(["name"])
        self.assertFalse(
            self.env["pr.position"]
            .with_user(officer)
            .search([("institution_id", "=", self.court.id)])
        )
        self.town.with_user(officer).read(["name"])
