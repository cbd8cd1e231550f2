from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged, warmup

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsDirectory(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.guild, cls.council = cls.env["pr.institution.type"].create(
            [{"name": "Guild", "sequence": 2}, {"name": "Council", "sequence": 1}]
        )
        cls.town.pr_institution_type_id = cls.council
        cls.court.pr_institution_type_id = cls.guild
        cls.ours = cls.town + cls.court

    def _create(self, **values):
        values.setdefault("partner_ids", [(6, 0, self.ours.ids)])
        return self.env["pr.directory.print"].create(values)

    def _get_posts(self, **values):
        sections = self._create(**values)._get_sections()
        return {
            post["title"]: [holder["name"] for holder in post["holders"]]
            for section in sections
            for institution in section["institutions"]
            for post in institution["posts"]
        }

    def test_by_type_with_who_holds_the_posts(self):
        sections = self._create()._get_sections()
        self.assertEqual([s["name"] for s in sections], ["Council", "Guild"])
        (town,) = sections[0]["institutions"]
        self.assertEqual(town["partner"], self.town)
        self.assertEqual(town["address"], "Plaza de Armas s/n, Huamaní")
        self.assertEqual(town["contact"], "084 221100")
        mayor, councillor = town["posts"]
        self.assertEqual(mayor["title"], "Alcaldesa")
        self.assertEqual(
            mayor["holders"],
            [{"name": "Ing. Rosa Elena Quispe Mamani", "address": "Ms Alcaldesa"}],
        )
        self.assertEqual(mayor["vacant"], 0)
        self.assertEqual(councillor["vacant"], 3)

    def test_as_of_another_day(self):
        posts = self._get_posts(date="2020-01-01")
        self.assertEqual(posts["Alcalde/sa"], ["Fortunato Ccori"])

    def test_without_vacant_posts(self):
        self.assertEqual(list(self._get_posts(with_vacant=False)), ["Alcaldesa"])

    def test_stand_in_of_a_post_of_one_seat(self):
        self.env["pr.mandate"].create(
            {
                "partner_id": self.juan.id,
                "position_id": self.post_judge.id,
                "kind": "acting",
            }
        )
        posts = self._get_posts()
        self.assertEqual(posts["Presidente/a de la Corte"], ["Juan Huamán (e)"])

    def test_choice_of_types(self):
        directory = self._create(
            partner_ids=False, institution_type_ids=[(6, 0, self.guild.ids)]
        )
        self.assertEqual(directory.count, 1)
        directory.institution_type_ids = self.env["pr.institution.type"].create(
            {"name": "Empty"}
        )
        with self.assertRaisesRegex(UserError, "No institution"):
            directory.action_print()

    def test_selection_of_a_list(self):
        selected = self.town + self.rosa
        directory = (
            self.env["pr.directory.print"]
            .with_context(active_model="res.partner", active_ids=selected.ids)
            .create({})
        )
        self.assertEqual(directory.partner_ids, self.town)
        self.assertEqual(directory.count, 1)

    def test_page(self):
        directory = self._create()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "pr_office.pr_directory_print_report", directory.ids
        )
        for text in ("Ing. Rosa Elena Quispe Mamani", "Council", "3 vacant seats"):
            self.assertIn(text, " ".join(html.decode().split()).replace("<t>", ""))

    def test_for_readers_of_the_register_only(self):
        reader = new_test_user(self.env, "pr_r", groups="pr_office.group_reader")
        directory = self.env["pr.directory.print"].with_user(reader).create({})
        self.assertTrue(directory._get_sections())
        internal = new_test_user(self.env, "pr_i")
        with self.assertRaises(AccessError):
            self.env["pr.directory.print"].with_user(internal).create({})

    @warmup
    def test_cost_is_flat(self):
        def measure(count):
            institutions = self.env["res.partner"].create(
                [
                    {
                        "name": f"Junta {count} {number}",
                        "is_company": True,
                        "pr_in_register": True,
                        "pr_position_ids": [
                            (0, 0, {"name": "Presidente"}),
                            (0, 0, {"name": "Secretario"}),
                        ],
                    }
                    for number in range(count)
                ]
            )
            self.env["pr.mandate"].create(
                [
                    {
                        "partner_id": self.rosa.copy().id,
                        "position_id": institution.pr_position_ids[0].id,
                    }
                    for institution in institutions
                ]
            )
            directory = self._create(partner_ids=[(6, 0, institutions.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            directory._get_sections()
            return self.cr.sql_log_count - before

        measure(1)
        self.assertEqual(measure(40), measure(2))


@tagged("post_install", "-at_install")
class TestContactsDirectoryPdf(RegisterCase):
    def test_pdf(self):
        directory = self.env["pr.directory.print"].create(
            {"partner_ids": [(6, 0, self.town.ids)]}
        )
        with self.allow_pdf_render():
            content, kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf("pr_office.pr_directory_print_report", directory.ids)
            )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
