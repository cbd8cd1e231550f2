import base64
import json
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .test_contacts_register_import import RegisterImportCase

ORGANIZATION = {"id": "o1", "name": "Iglesia Matriz"}
PERSON = {"id": "p1", "name": "Luz Vega"}
POST = {"id": "c1", "label": "Párroco", "organization_id": "o1"}


@tagged("post_install", "-at_install")
class TestContactsPopolo(RegisterImportCase):
    def check_popolo(self, **collections):
        content = json.dumps(collections).encode()
        wizard = self.make_file(content, "popolo.json")
        wizard.action_check()
        return wizard

    def apply_popolo(self, **collections):
        wizard = self.check_popolo(**collections)
        wizard.action_apply()
        self.env.flush_all()
        return wizard

    def export(self, partners=None, **options):
        partners = partners or self.env["res.partner"]
        values = {"partner_ids": partners.ids} | options
        export = self.env["pr.popolo.export"].create(values)
        return json.loads(base64.b64decode(export.file))

    def find(self, identifier, model="res.partner"):
        found = self.env[model]._pr_find_by_popolo_id([identifier])
        return found.get(identifier, self.env[model])

    # there and back

    def _fill_register(self):
        """Everything that Popolo has a term for, or that goes into its extras."""
        country = self.env.ref("base.pe")
        kind = self.env["pr.institution.type"].create({"name": "Órgano judicial"})
        category = self.env["pr.position.category"].create({"name": "Magistrado"})
        address = {"city": "Calca", "state_id": country.state_ids[0].id}
        self.town.write(address | {"country_id": country.id, "email": "a@x.example"})
        self.court.write(
            {
                "parent_id": self.town.id,
                "type": "other",
                "pr_institution_type_id": kind.id,
                "pr_scope": "regional",
                "vat": "20131312955",
                "website": "https://corte.example",
                "pr_anniversary": "1825-02-04",
                "country_id": country.id,
            }
        )
        self.post_judge.write({"category_id": category.id, "phone": "123"})
        self.juan.write(
            {
                "pr_surname": "De la Torre Ugarte",
                "pr_second_surname": "Huamán",
                "pr_public_name": "Juancho",
                "pr_gender": "male",
                "vat": "10117410",
                "phone": "999",
                "email": "juan@x.example",
                "city": "Calca",
            }
        )
        self.env["pr.mandate"].create(
            [
                {
                    "partner_id": self.juan.id,
                    "position_id": self.post_judge.id,
                    "date_start": False,
                    "date_end": "2020-05-01",
                    "appointment_document": "R.A. 1-2015",
                },
                {
                    "partner_id": self.juan.id,
                    "position_id": self.post_councillor.id,
                    "date_start": "2024-01-01",
                    "kind": "acting",
                },
            ]
        )

    def test_export_import_export(self):
        self._fill_register()
        partners = self.town | self.court | self.rosa | self.juan | self.fortunato
        before = self.export(partners, include_personal=True)
        positions = partners.pr_position_ids
        positions.mandate_ids.unlink()
        positions.unlink()
        self.court.parent_id = False
        partners.unlink()
        self.apply_popolo(**before)
        ids = [entry["id"] for entry in before["organizations"] + before["persons"]]
        found = self.env["res.partner"]._pr_find_by_popolo_id(ids)
        self.assertEqual(len(found), 5)
        after = self.export(
            self.env["res.partner"].union(*found.values()), include_personal=True
        )
        self.assertEqual(after, before)
        counts = [len(collection) for collection in after.values()]
        self.assertEqual(counts, [4, 2, 3, 3, 4])

    def test_importing_one_s_own_export_changes_nothing(self):
        self._fill_register()
        data = self.export(include_personal=True)
        wizard = self.check_popolo(**data)
        changed = wizard.line_ids.filtered(lambda line: line.state != "same")
        self.assertFalse(changed.mapped(lambda line: (line.name, line.changes)))

    def test_a_file_of_another_register_is_known_again(self):
        data = {
            "organizations": [dict(ORGANIZATION)],
            "persons": [dict(PERSON)],
            "posts": [dict(POST)],
            "memberships": [
                {"id": "m1", "person_id": "p1", "post_id": "c1", "start_date": "2023"}
            ],
        }
        self.apply_popolo(**data)
        data["persons"][0]["name"] = "Luz Vega Solís"
        data["memberships"][0]["end_date"] = "2026"
        wizard = self.apply_popolo(**data)
        self.assertEqual(
            wizard.line_ids.mapped("state"), ["same", "changed", "same", "changed"]
        )
        self.assertEqual(self.find("p1").name, "Luz Vega Solís")
        self.assertEqual(self.find("m1", "pr.mandate").date_end, date(2026, 12, 31))

    def test_merged_entries_keep_their_id(self):
        self.apply_popolo(persons=[dict(PERSON)])
        person = self.find("p1")
        person.pr_in_register = True
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((person | self.juan).ids, self.juan)
        self.assertEqual(self.find("p1"), self.juan)

    # faults of real files

    def test_cycle_of_organizations(self):
        wizard = self.apply_popolo(
            organizations=[
                {"id": "a", "name": "Unidad A", "parent_id": "b"},
                {"id": "b", "name": "Unidad B", "parent_id": "a"},
            ]
        )
        self.assertFalse(self.find("a").parent_id)
        self.assertEqual(self.find("b").parent_id, self.find("a"))
        self.assertIn("Unidad A → Unidad B → Unidad A", wizard.line_ids[0].message)

    def test_parents_do_not_share_their_address(self):
        self.apply_popolo(
            organizations=[
                {"id": "a", "name": "Unidad A", "parent_id": "b"}
                | {"contact_details": [{"type": "address", "value": "Jr. A 1"}]},
                {"id": "b", "name": "Unidad B"}
                | {"contact_details": [{"type": "address", "value": "Jr. B 2"}]},
            ]
        )
        self.assertEqual(self.find("a").street, "Jr. A 1")
        self.find("a").street = "Jr. A 3"
        self.assertEqual(self.find("b").street, "Jr. B 2")

    def test_cycle_with_what_the_register_says(self):
        """Cut in the file, or it would close with a link the register has."""
        self.court.write({"parent_id": self.town.id, "type": "other"})
        ids = [self.town._get_pr_popolo_id(), self.court._get_pr_popolo_id()]
        wizard = self.check_popolo(
            organizations=[
                {"id": ids[0], "name": self.town.name, "parent_id": ids[1]},
                {"id": ids[1], "name": self.court.name},
            ]
        )
        self.assertIn("Each belongs to the next", wizard.line_ids[0].message)
        self.assertEqual(wizard.line_ids[0].state, "same")

    def test_memberships_that_point_nowhere(self):
        wizard = self.check_popolo(
            organizations=[dict(ORGANIZATION)],
            posts=[dict(POST), {"id": "c2", "label": "X", "organization_id": "o9"}],
            persons=[dict(PERSON)],
            memberships=[
                {"person_id": "p9", "post_id": "c1", "start_date": "2023-01-01"},
                {"person_id": "p1", "post_id": "c2", "start_date": "2023-01-01"},
                {"person_id": "p1", "start_date": "2023-01-01"},
            ],
        )
        refused = wizard.line_ids.filtered(lambda line: line.state == "refused")
        self.assertEqual(
            [(line.place, line.column) for line in refused],
            [
                ("posts[1]", "organization_id"),
                ("memberships[0]", "person_id"),
                ("memberships[1]", "post_id"),
                ("memberships[2]", "organization_id"),
            ],
        )
        self.assertIn("p9, which is not in the file", refused[1].message)
        self.assertTrue(all(refused.mapped("cure")))

    def test_overlapping_memberships_of_a_new_post_give_it_seats(self):
        wizard = self.apply_popolo(
            organizations=[dict(ORGANIZATION)],
            posts=[dict(POST)],
            persons=[dict(PERSON), {"id": "p2", "name": "Ana Rojas"}],
            memberships=[
                {"person_id": "p1", "post_id": "c1", "start_date": "2020"},
                {"person_id": "p2", "post_id": "c1", "start_date": "2022"},
            ],
        )
        self.assertEqual(self.find("c1", "pr.position").seats, 2)
        line = wizard.line_ids.filtered(lambda line: line.kind == "post")
        self.assertIn("Luz Vega, Ana Rojas", line.message)

    def test_overlapping_memberships_of_one_seat(self):
        wizard = self.check_popolo(
            organizations=[dict(ORGANIZATION)],
            posts=[POST | {"maximum_memberships": 1}],
            persons=[dict(PERSON), {"id": "p2", "name": "Ana Rojas"}],
            memberships=[
                {"person_id": "p1", "post_id": "c1", "start_date": "2020"},
                {"person_id": "p2", "post_id": "c1", "start_date": "2022"},
            ],
        )
        self.assertEqual(wizard.line_ids[-1].state, "refused")
        self.assertIn("taken on those days, by Luz Vega", wizard.line_ids[-1].message)

    def test_membership_without_post_nor_role(self):
        self.apply_popolo(
            organizations=[dict(ORGANIZATION)],
            persons=[dict(PERSON)],
            memberships=[{"person_id": "p1", "organization_id": "o1"}],
        )
        self.assertEqual(self.find("o1").pr_position_ids.name, "Member")

    def test_an_id_of_a_person_for_an_organization(self):
        own = self.rosa._get_pr_popolo_id()
        wizard = self.check_popolo(organizations=[{"id": own, "name": "Iglesia"}])
        self.assertEqual(wizard.line_ids.state, "create")

    def test_malformed_own_ids(self):
        prefix = self.rosa._get_pr_popolo_prefix()
        people = [
            {"id": f"{prefix}{end}", "name": f"X {end}"} for end in ("", "x", "0")
        ]
        wizard = self.check_popolo(persons=people)
        self.assertEqual(set(wizard.line_ids.mapped("state")), {"create"})

    # what leaves the house

    def test_personal_data_stay_inside(self):
        self.rosa.write({"vat": "10117410", "phone": "999", "email": "rosa@x.example"})
        self.town.phone = "084 1"
        text = json.dumps(self.export())
        for secret in ("10117410", "999", "rosa@x.example", "birthday"):
            self.assertNotIn(secret, text)
        self.assertIn("084 1", text)

    def test_past_mandates_on_demand(self):
        ids = {m["person_id"] for m in self.export(include_past=False)["memberships"]}
        self.assertNotIn(self.fortunato._get_pr_popolo_id(), ids)
        ids = {m["person_id"] for m in self.export()["memberships"]}
        self.assertIn(self.fortunato._get_pr_popolo_id(), ids)

    def test_selection(self):
        data = self.export(self.court)
        names = [entry["name"] for entry in data["organizations"]]
        self.assertEqual(names, [self.court.name])
        self.assertFalse(data["persons"])

    def test_number_of_queries_is_constant(self):
        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.export(partners)
            return self.env.cr.sql_log_count - start

        few = self.town | self.rosa
        count(few)
        first = count(few)
        more = self.env["res.partner"].create(
            [
                {"name": f"Entidad {n}", "is_company": True, "city": f"Ciudad {n}"}
                for n in range(50)
            ]
        )
        self.env["pr.position"].create(
            [{"name": "Jefe", "institution_id": partner.id} for partner in more]
        )
        self.assertLessEqual(count(few | more), first + 1)

    def test_only_officers_export(self):
        roles = self._create_users()
        for role in ("reader", "secretary", "auditor", "internal"):
            exports = self.env["pr.popolo.export"].with_user(roles[role])
            with self.subTest(role), self.assertRaises(AccessError):
                exports.create({})


@tagged("post_install", "-at_install")
class TestContactsImportDownloads(RegisterImportCase, HttpCase):
    def test_downloads(self):
        new_test_user(self.env, "downloader", groups="pr_office.group_user")
        user = self.env["res.users"].search([("login", "=", "downloader")])
        wizard = self.env["pr.register.import"].with_user(user).create({})
        export = self.env["pr.popolo.export"].with_user(user).create({})
        self.authenticate("downloader", "downloader")
        for action, start in (
            (wizard.action_download_template(), b"PK"),
            (wizard.action_download_table(), b"PK"),
            (export.action_export(), b"{"),
        ):
            response = self.url_open(action["url"])
            self.assertEqual(response.status_code, 200, action["url"])
            self.assertTrue(response.content.startswith(start))
            self.assertIn("attachment", response.headers["Content-Disposition"])
        new_test_user(self.env, "stranger", groups="pr_office.group_user")
        self.authenticate("stranger", "stranger")
        self.assertNotEqual(self.url_open(action["url"]).status_code, 200)
