from contextlib import contextmanager

from lxml import etree

from odoo.tests import Form, freeze_time, new_test_user, warmup
from odoo.tools.safe_eval import safe_eval

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsRegisterForms(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "pr_o", groups="pr_office.group_user")
        cls.person_form = cls.env.ref("pr_office.res_partner_view_form_person")
        cls.institution_form = cls.env.ref(
            "pr_office.res_partner_view_form_institution"
        )

    def test_entries_open_in_the_registers_forms(self):
        self.assertEqual(
            self.rosa.with_user(self.officer).get_formview_id(), self.person_form.id
        )
        self.assertEqual(
            self.town.with_user(self.officer).get_formview_id(),
            self.institution_form.id,
        )
        action = self.rosa.with_user(self.officer).get_formview_action()
        self.assertEqual(action["views"], [(self.person_form.id, "form")])
        self.assertEqual(
            self.town.get_formview_id(access_uid=self.officer.id),
            self.institution_form.id,
        )

    def test_what_is_typed_stays_in_the_house(self):
        for view in (self.person_form, self.institution_form):
            arch = self.env["res.partner"].get_view(view.id, "form")["arch"]
            self.assertNotIn("autocomplete", arch)

    def test_others_keep_cores_form(self):
        internal = new_test_user(self.env, "pr_i")
        self.assertFalse(self.rosa.with_user(internal).get_formview_id())
        shop = self.env["res.partner"].create({"name": "Ferretería Sol"})
        self.assertFalse(shop.with_user(self.officer).get_formview_id())

    def test_person_typed_by_an_officer(self):
        people = self.env["res.partner"].with_user(self.officer)
        with Form(
            people.with_context(default_pr_in_register=True), self.person_form
        ) as form:
            form.pr_given_names = "Ñusta"
            form.pr_surname = "De la Cruz"
            self.assertEqual(form.name, "Ñusta De la Cruz")
            form.pr_second_surname = "Quispe"
        self.assertEqual(form.record.name, "Ñusta De la Cruz Quispe")
        self.assertEqual(form.record.pr_sort_name, "de la cruz quispe nzzusta")
        self.assertEqual(form.record.pr_surname_first, "De la Cruz Quispe, Ñusta")

    def test_institution_with_posts_typed_by_an_officer(self):
        institutions = self.env["res.partner"].with_user(self.officer)
        context = {"default_is_company": True, "default_pr_in_register": True}
        institution_type = self.env["pr.institution.type"].create(
            {"name": "Guild", "default_scope": "regional"}
        )
        with Form(institutions.with_context(**context), self.institution_form) as form:
            form.name = "Colegio de Ingenieros"
            form.pr_acronym = "CIP"
            form.pr_institution_type_id = institution_type
            self.assertEqual(form.pr_scope, "regional")
            with form.pr_position_ids.new() as post:
                post.name = "Decano/a"
        self.assertEqual(form.record.pr_position_ids.display_name, "Decano/a – CIP")
        self.assertEqual(form.record.pr_head_post, "Decano/a")
        self.assertFalse(form.record.pr_head_id)

    def test_verified_today(self):
        self.assertTrue(self.town.pr_stale)
        self.town.with_user(self.officer).action_pr_verify()
        self.assertFalse(self.town.pr_stale)
        self.assertEqual(self.town.pr_verified_by_id, self.officer)

    def test_dividing_a_name_typed_whole(self):
        legacy = self.env["res.partner"].create(
            [
                {"name": "MARIA DEL CARMEN QUISPE DE LA CRUZ"},
                {"name": "Huamán Soto, Luis"},
                {"name": "Q'orianka"},
            ]
        )
        legacy.action_pr_split_name()
        self.assertRecordValues(
            legacy,
            [
                {
                    "name": "Maria del Carmen Quispe De la Cruz",
                    "pr_given_names": "Maria del Carmen",
                    "pr_surname": "Quispe",
                    "pr_second_surname": "De la Cruz",
                },
                {
                    "name": "Luis Huamán Soto",
                    "pr_given_names": "Luis",
                    "pr_surname": "Huamán",
                    "pr_second_surname": "Soto",
                },
                {
                    "name": "Q'orianka",
                    "pr_given_names": "Q'orianka",
                    "pr_surname": False,
                    "pr_second_surname": False,
                },
            ],
        )
        (self.rosa + self.town).action_pr_split_name()
        self.assertEqual(self.rosa.name, "Rosa Elena Quispe Mamani")
        self.assertFalse(self.town.pr_surname)

    def test_posts_show_who_holds_them(self):
        self.assertRecordValues(
            self.post_mayor + self.post_councillor,
            [
                {
                    "holder_label": "Ing. Rosa Elena Quispe Mamani",
                    "vacant_seats": 0,
                    "is_vacant": False,
                },
                {"holder_label": "", "vacant_seats": 3, "is_vacant": True},
            ],
        )
        self.assertEqual(self.post_mayor.held_since, self.mandate_now.date_start)
        self.assertEqual(self.post_mayor.held_until, self.mandate_now.date_end)
        self.assertEqual(self.town.pr_head_id, self.rosa)
        self.assertEqual(self.town.pr_head_post, "Alcaldesa")

    def test_first_post_in_the_offices_order_is_the_head(self):
        self.post_councillor.sequence = 0
        self.assertFalse(self.town.pr_head_id)
        self.assertEqual(self.town.pr_head_post, "Regidor/a")


@freeze_time(RegisterCase.TODAY)
class TestContactsRegisterSearch(RegisterCase):
    """What the search boxes offer, in the domains and contexts they send."""

    def _find(self, kind, fname, text, string=None):
        """Search as the box does when ``text`` is typed into that line of it."""
        view = self.env.ref(f"pr_office.res_partner_view_search_{kind}")
        arch = etree.fromstring(view.get_combined_arch())
        condition = f"[@string='{string}']" if string else ""
        (node,) = arch.xpath(f"//search/field[@name='{fname}']{condition}")
        is_company = kind == "institution"
        ours = self.town + self.court + self.rosa + self.juan + self.fortunato
        return self.env["res.partner"].search(
            [
                *safe_eval(node.get("filter_domain"), {"self": text}),
                ("is_company", "=", is_company),
                ("id", "in", ours.ids),
            ],
            order="id",
        )

    def test_people_by_any_spelling(self):
        for text in ("huaman", "WAMAN", "Guamán", "juan wam", "HUAMÁN, Juan", "j hua"):
            with self.subTest(text):
                self.assertEqual(self._find("person", "name", text), self.juan)
        for text in ("kispe", "quispe mamani", "mamani rosa", "QUISPE’"):
            with self.subTest(text):
                self.assertEqual(self._find("person", "name", text), self.rosa)
        for text in ("qori", "K'ori", "ccori", "Ccóri Fortunato"):
            with self.subTest(text):
                self.assertEqual(self._find("person", "name", text), self.fortunato)
        self.assertFalse(self._find("person", "name", "huaman rosa"))

    def test_names_are_found_wherever_a_contact_is_chosen(self):
        found = self.env["res.partner"].name_search("waman", operator="ilike")
        self.assertIn(self.juan.id, [partner_id for partner_id, _name in found])
        found = self.env["pr.mandate"].name_search("kispe alcalde")
        self.assertFalse(found)
        found = self.env["pr.position"].name_search("alcaldesa mph")
        self.assertEqual([post_id for post_id, _name in found], self.post_mayor.ids)
        found = self.env["pr.position"].name_search("presidente justicia")
        self.assertEqual([post_id for post_id, _name in found], self.post_judge.ids)

    def test_text_that_is_no_name(self):
        for text in ("'", "…", "\\", "(", "' OR 1=1 --"):
            with self.subTest(text):
                self.assertFalse(self._find("person", "name", text))

    def test_institutions_by_acronym_post_and_holder(self):
        self.assertEqual(self._find("institution", "name", "mph"), self.town)
        self.assertEqual(self._find("institution", "name", "WAMANI"), self.town)
        by_post = ("institution", "pr_position_ids")
        self.assertEqual(self._find(*by_post, "regidor", "Post"), self.town)
        self.assertEqual(self._find(*by_post, "kispe", "Holder today"), self.town)
        self.assertFalse(self._find(*by_post, "ccori", "Holder today"))
        self.assertEqual(
            self._find(
                "institution",
                "pr_institution_mandate_ids",
                "qori",
                "Holder at any time",
            ),
            self.town,
        )

    def test_people_by_post(self):
        today = "Post or institution today"
        ever = "Post or institution at any time"
        for text in ("alcalde", "alcaldesa", "mph", "municipalidad huamani"):
            with self.subTest(text):
                found = self._find("person", "pr_mandate_ids", text, today)
                self.assertEqual(found, self.rosa)
        self.assertEqual(
            self._find("person", "pr_mandate_ids", "alcalde", ever),
            self.rosa + self.fortunato,
        )

    def test_who_was_there_on_a_day(self):
        partners = self.env["res.partner"].with_context(pr_on=["2020-05-01"])
        self.assertEqual(
            partners.search([("pr_valid_on", "=", "2020-05-01")]),
            self.fortunato + self.town,
        )
        town, fortunato = (partners.browse(p.id) for p in (self.town, self.fortunato))
        self.assertEqual(town.pr_head_id, self.fortunato)
        self.assertEqual(town.pr_head_post, "Alcalde/sa")
        self.assertEqual(fortunato.pr_current_post, "Alcalde/sa – MPH")
        self.assertFalse(self.fortunato.pr_current_post)
        self.assertEqual(
            self.post_mayor.with_context(pr_on="2020-05-01").holder_ids, self.fortunato
        )
        mandates = self.env["pr.mandate"].search([("valid_on", "=", "2022-12-31")])
        self.assertEqual(mandates, self.mandate_past)
        self.assertFalse(
            self.env["res.partner"].search([("pr_valid_on", "=", "1999-01-01")])
            & (self.town + self.rosa)
        )

    def test_vacant_posts(self):
        posts = self.post_mayor + self.post_councillor + self.post_judge
        ours = [("id", "in", posts.ids)]
        vacant = self.env["pr.position"].search([("is_vacant", "=", True), *ours])
        self.assertEqual(vacant, posts - self.post_mayor)
        held = self.env["pr.position"].search([("is_vacant", "=", False), *ours])
        self.assertEqual(held, self.post_mayor)
        self.assertIn(
            self.court,
            self.env["res.partner"].search([("pr_position_ids.is_vacant", "=", True)]),
        )
        then = self.env["pr.position"].with_context(pr_on="2018-01-01")
        self.assertEqual(then.search([("is_vacant", "=", True), *ours]), posts)

    def test_ending_soon(self):
        soon = [("date_end", ">=", "today"), ("date_end", "<=", "today +60d")]
        mandates = self.env["pr.mandate"]
        self.assertNotIn(self.mandate_now, mandates.search(soon))
        self.mandate_now.date_end = "2025-08-14"
        self.assertIn(self.mandate_now, mandates.search(soon))

    def test_sorted_by_surname(self):
        people = self.env["res.partner"].search(
            [("id", "in", (self.rosa + self.juan + self.fortunato).ids)],
            order="pr_sort_name",
        )
        self.assertEqual(people, self.fortunato + self.juan + self.rosa)


@freeze_time(RegisterCase.TODAY)
class TestContactsRegisterCost(RegisterCase):
    """Eighty entries on a screen cost as many queries as two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.institutions = cls.env["res.partner"].create(
            [
                {
                    "name": f"Junta vecinal {number}",
                    "is_company": True,
                    "pr_in_register": True,
                    "pr_position_ids": [
                        (0, 0, {"name": name}) for name in ("Presidente", "Secretario")
                    ],
                }
                for number in range(80)
            ]
        )
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Vecino {number}", "pr_in_register": True}
                for number in range(80)
            ]
        )
        cls.posts = cls.institutions.pr_position_ids
        cls.mandates = cls.env["pr.mandate"].create(
            [
                {"partner_id": person.id, "position_id": post.id, "date_start": False}
                for person, post in zip(cls.people, cls.posts, strict=False)
            ]
        )
        cls.officer = new_test_user(cls.env, "pr_o", groups="pr_office.group_user")

    @contextmanager
    def _counting(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        counted = []
        yield counted
        counted.append(self.cr.sql_log_count - before)

    def _get_specification(self, view):
        """What the web client asks for on behalf of that view."""
        arch = etree.fromstring(view.get_combined_arch())
        model = self.env[view.model]
        return self._get_node_specification(model, arch)

    def _get_node_specification(self, model, node):
        specification = {}
        for child in node:
            field = child.tag == "field" and model._fields.get(child.get("name"))
            if field and field.relational:
                below = self._get_node_specification(
                    self.env[field.comodel_name], child
                )
                specification[field.name] = {"fields": below or {"display_name": {}}}
            elif field:
                specification[field.name] = {}
            else:
                specification |= self._get_node_specification(model, child)
        return specification

    def _count(self, records, view):
        specification = self._get_specification(view)
        records = records.with_user(self.officer)
        records.web_read(specification)
        with self._counting() as counted:
            records.web_read(specification)
        return counted[0]

    @warmup
    def test_lists_and_kanbans(self):
        for xmlid, records in (
            ("res_partner_view_kanban_institution", self.institutions),
            ("res_partner_view_list_institution", self.institutions),
            ("res_partner_view_kanban_person", self.people),
            ("res_partner_view_list_person", self.people),
            ("pr_position_view_list", self.posts[:80]),
            ("pr_position_view_kanban", self.posts[:80]),
            ("pr_mandate_view_list", self.mandates),
            ("pr_mandate_view_kanban", self.mandates),
        ):
            view = self.env.ref(f"pr_office.{xmlid}")
            with self.subTest(xmlid):
                few, many = self._count(records[:2], view), self._count(records, view)
                self.assertEqual(many, few)
                self.assertLess(many, 20)

    @warmup
    def test_forms(self):
        few, many = self.institutions[:2]
        self.env["pr.position"].create(
            [{"name": f"Vocal {n}", "institution_id": many.id} for n in range(40)]
        )
        self.env["pr.mandate"].create(
            [
                {"partner_id": person.id, "position_id": post.id, "date_start": False}
                for person, post in zip(
                    self.people[2:], many.pr_position_ids[2:], strict=False
                )
            ]
        )
        view = self.env.ref("pr_office.res_partner_view_form_institution")
        self.assertEqual(self._count(many, view), self._count(few, view))

    @warmup
    def test_search_by_name(self):
        partners = self.env["res.partner"].with_user(self.officer)
        partners.name_search("vecino 1")
        with self.assertQueryCount(2):
            partners.name_search("vecino 2")
