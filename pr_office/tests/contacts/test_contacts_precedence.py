import base64

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import (
    Form,
    TransactionCase,
    freeze_time,
    new_test_user,
    tagged,
    users,
    warmup,
)
from odoo.tools import mute_logger

SCAN = base64.b64encode(b"%PDF-1.4 signed")


@freeze_time("2027-03-10 12:00:00")
class TestContactsPrecedence(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.peru = cls.env.ref("base.pe")
        cls.env.company.country_id = cls.peru
        cls.template = cls.env.ref("pr_office.precedence_list_pe_template")
        cls.cusco = cls.env["res.country.state"].create(
            {"name": "Región A", "code": "PRA", "country_id": cls.peru.id}
        )
        cls.puno = cls.env["res.country.state"].create(
            {"name": "Región B", "code": "PRB", "country_id": cls.peru.id}
        )

    @classmethod
    def _institution(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _holder(cls, person, category, institution, **values):
        position = cls.env["pr.position"].create(
            {
                "name": f"{category} {institution.name}",
                "institution_id": institution.id,
                "category_id": cls.env.ref(
                    f"pr_office.position_category_{category}"
                ).id,
            }
        )
        partner = cls.env["res.partner"].create({"name": person})
        return cls.env["pr.mandate"].create(
            {
                "partner_id": partner.id,
                "position_id": position.id,
                "date_start": "2023-01-01",
                **values,
            }
        )

    @classmethod
    def _order(cls, records, **values):
        order = cls.env["pr.precedence.order"].with_context(
            active_model=records._name, active_ids=records.ids
        )
        return order.create({"list_id": cls.template.id, **values})

    def _own_list(self, **values):
        category = self.env.ref("pr_office.position_category_provincial_mayor")
        return self.env["pr.precedence.list"].create(
            {
                "name": "Cuadro propio",
                "rank_ids": [fields.Command.create({"category_id": category.id})],
                **values,
            }
        )

    def _approve(self, plist, valid_from="2027-03-10", number="Directiva 1"):
        wizard = Form(
            self.env["pr.precedence.approve"].with_context(default_list_id=plist.id)
        )
        wizard.directive_number = number
        wizard.directive_date = "2027-03-01"
        wizard.directive_scan = SCAN
        wizard.valid_from = valid_from
        return wizard.save().action_approve()

    # -- what is shipped ----------------------------------------------------

    def test_peru_ships_a_working_template_to_be_verified(self):
        self.assertEqual(
            self.template.name, "Plantilla de trabajo – no es el Cuadro oficial"
        )
        self.assertEqual(self.template.state, "template")
        self.assertFalse(self.template.verified)
        self.assertFalse(self.template.in_force)
        names = self.template.rank_ids.mapped("name")
        self.assertIn("Gobernador regional", names)
        self.assertFalse([name for name in names if "Presidente Regional" in name])
        sequences = self.template.rank_ids.mapped("sequence")
        self.assertEqual(sequences, sorted(sequences))

    def test_spain_ships_the_numbers_that_were_read(self):
        spain = self.env.ref("pr_office.precedence_list_es_rd_2099_1983_12")
        self.assertEqual(spain.country_id.code, "ES")
        self.assertTrue(spain.in_force)
        self.assertFalse(spain.verified)
        ranks = spain.rank_ids.grouped("sequence")
        self.assertEqual(ranks[1].name, "Rey o Reina")
        self.assertEqual(ranks[19].name, "Alcalde del lugar")
        self.assertFalse(set(range(20, 38)) & set(ranks))
        self.assertIn("20 to 37", spain.note)

    def test_categories_of_another_country_are_not_offered(self):
        king = self.env.ref("pr_office.position_category_es_king")
        domain = self.env["pr.position"]._get_category_domain()
        self.assertNotIn(king, self.env["pr.position.category"].search(domain))
        self.env.company.country_id = self.env.ref("base.es")
        domain = self.env["pr.position"]._get_category_domain()
        self.assertIn(king, self.env["pr.position.category"].search(domain))

    # -- own list and directive ---------------------------------------------

    def test_complete_and_approve_by_own_directive(self):
        action = self.template.action_copy_to_own()
        own = self.env["pr.precedence.list"].browse(action["res_id"])
        self.assertEqual(own.state, "draft")
        self.assertEqual(own.based_on_id, self.template)
        self.assertEqual(len(own.rank_ids), len(self.template.rank_ids))
        self.assertEqual(len(own.rule_ids), len(self.template.rule_ids))
        self._approve(own, number="Directiva N.° 003-2027-MPX")
        self.assertEqual(own.state, "approved")
        self.assertTrue(own.in_force)
        self.assertEqual(
            self.env["pr.precedence.list"]._get_default_list(
                fields.Date.to_date("2027-03-10")
            ),
            own,
        )

    def test_no_approval_without_directive_or_ranks(self):
        own = self._own_list()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                own.write({"state": "approved", "directive_scan": SCAN})
                self.env.flush_all()
        with self.assertRaisesRegex(UserError, "Attach the scan"):
            own.write(
                {
                    "state": "approved",
                    "directive_number": "1",
                    "directive_date": "2027-03-01",
                    "valid_from": "2027-03-01",
                }
            )
        with self.assertRaisesRegex(UserError, "no ranks"):
            self._approve(self._own_list(rank_ids=False))

    def test_an_approved_list_is_frozen(self):
        own = self._own_list()
        self._approve(own)
        for change in (
            lambda: own.rank_ids.write({"sequence": 3}),
            lambda: own.rank_ids.unlink(),
            lambda: own.write({"state": "draft"}),
            lambda: own.write({"directive_number": "otra"}),
            lambda: own.write({"rule_ids": [(0, 0, {"kind": "host", "name": "x"})]}),
        ):
            with self.assertRaisesRegex(UserError, "new own list"):
                change()
        with self.assertRaisesRegex(UserError, "stays in the archive"):
            own.unlink()
        own.valid_to = "2028-12-31"

    def test_a_new_own_list_closes_the_old_one(self):
        old, new = self._own_list(), self._own_list(name="Cuadro nuevo")
        self._approve(old)
        self._approve(new, valid_from="2027-06-01", number="Directiva 2")
        self.assertEqual(old.valid_to, fields.Date.to_date("2027-05-31"))
        self.assertEqual(new.valid_from, fields.Date.to_date("2027-06-01"))

    def test_two_lists_of_one_place_are_never_in_force_together(self):
        values = {"state": "norm", "country_id": self.peru.id, "level": "regional"}
        self._own_list(valid_to="2026-12-31", **values)
        self._own_list(valid_from="2027-01-01", **values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._own_list(valid_from="2026-12-31", valid_to="2026-12-31", **values)

    def test_a_kind_of_post_has_one_rank_per_condition(self):
        rank = self.template.rank_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            rank.copy()

    def test_checking_the_source_records_who_and_when(self):
        self.template.action_verify()
        self.assertEqual(self.template.verified_by_id, self.env.user)
        self.assertEqual(
            self.template.verified_on, fields.Date.context_today(self.template)
        )
        self.template.verified = False
        self.assertFalse(self.template.verified_by_id)

    # -- the order ----------------------------------------------------------

    def test_order_of_a_local_act_says_why(self):
        town = self._institution(
            "Municipalidad A",
            pr_scope="provincial",
            city="Villa",
            state_id=self.cusco.id,
        )
        here = self._holder("Rosa", "provincial_mayor", town)
        region = self._institution(
            "Gobierno Regional A", pr_scope="regional", state_id=self.cusco.id
        )
        governor = self._holder("Luis", "regional_governor", region)
        elsewhere = self._holder(
            "Zoila", "provincial_mayor", self._institution("Municipalidad B")
        )
        order = self._order(here + governor + elsewhere, place_partner_id=town.id)
        self.assertEqual(
            order.line_ids.mapped("partner_id"),
            (here + governor + elsewhere).partner_id,
        )
        first = order.line_ids[0].reason
        self.assertIn("Alcalde provincial del lugar", first)
        self.assertIn("by norm: Ley 28212, art. 2", first)
        order.regional_capital = True
        self.assertEqual(order.line_ids[0].partner_id, governor.partner_id)
        self.assertIn("art. 94", order.line_ids[0].reason)

    def test_ministers_by_the_date_of_their_ministry(self):
        young = self._holder(
            "A", "minister", self._institution("Nuevo", pr_anniversary="2008-05-13")
        )
        old = self._holder(
            "Z", "minister", self._institution("Antiguo", pr_anniversary="1821-08-03")
        )
        unknown = self._holder("B", "minister", self._institution("Sin fecha"))
        order = self._order(young + old + unknown)
        self.assertEqual(
            order.line_ids.mapped("partner_id"), (old + young + unknown).partner_id
        )
        self.assertIn("1821", order.line_ids[0].reason)
        self.assertIn("not recorded", order.line_ids[2].reason)

    def test_regions_stand_alphabetically(self):
        governors = self.env["pr.mandate"]
        for state, name in ((self.puno, "A"), (self.cusco, "Z")):
            region = self._institution(
                f"Gobierno {name}", pr_scope="regional", state_id=state.id
            )
            governors += self._holder(name, "regional_governor", region)
        order = self._order(governors)
        self.assertEqual(order.line_ids.mapped("partner_id.name"), ["Z", "A"])

    def test_a_person_is_placed_once_in_the_highest_capacity(self):
        town = self._institution("Municipalidad A")
        dean = self._holder("Rosa", "college_dean", self._institution("Colegio"))
        self._holder("Otra", "provincial_mayor", town).unlink()
        position = town.pr_position_ids
        self.env["pr.mandate"].create(
            {"partner_id": dean.partner_id.id, "position_id": position.id}
        )
        order = self._order(dean.partner_id)
        self.assertEqual(len(order.line_ids), 1)
        self.assertEqual(order.line_ids.position_id, position)

    def test_who_has_no_rank_comes_last_and_vacant_posts_are_shown(self):
        town = self._institution("Municipalidad A")
        mayor = self._holder("Rosa", "provincial_mayor", town)
        vacant = self._holder("X", "deputy_mayor", town)
        deputy = vacant.position_id
        vacant.unlink()
        nobody = self.env["res.partner"].create({"name": "Vecina notable"})
        order = self._order(mayor.position_id + deputy)
        self.assertEqual(order.line_ids.position_id, mayor.position_id + deputy)
        self.assertFalse(order.line_ids[1].partner_id)
        order = self._order(nobody + mayor.partner_id)
        self.assertEqual(order.line_ids[1].partner_id, nobody)
        self.assertIn("no category", order.line_ids[1].reason)

    def test_an_own_directive_is_cited(self):
        own = self._own_list()
        self._approve(own, number="Directiva N.° 003-2027-MPX")
        mayor = self._holder(
            "Rosa", "provincial_mayor", self._institution("Municipalidad A")
        )
        order = self._order(mayor, list_id=own.id)
        self.assertIn(
            "own directive: Directiva N.° 003-2027-MPX", order.line_ids.reason
        )

    @warmup
    def test_the_order_costs_the_same_for_many(self):
        def cost(mandates):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.assertEqual(len(self._order(mandates).line_ids), len(mandates))
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        mandates = self.env["pr.mandate"].union(
            *(
                self._holder(f"P{i}", "district_mayor", self._institution(f"M{i}"))
                for i in range(30)
            )
        )
        cost(mandates[:2])
        self.assertLessEqual(cost(mandates), cost(mandates[:2]) + 2)

    # -- rights -------------------------------------------------------------

    def _user(self, login, groups):
        return new_test_user(self.env, login=login, groups=groups)

    def test_the_head_keeps_the_lists_and_the_others_read_them(self):
        head = self._user("p_head", "pr_office.group_manager")
        own = self.template.with_user(head).action_copy_to_own()
        self.env["pr.precedence.list"].with_user(head).browse(own["res_id"]).write(
            {"name": "Nuestro cuadro"}
        )
        for login, groups in (
            ("p_reader", "pr_office.group_reader"),
            ("p_officer", "pr_office.group_user"),
            ("p_auditor", "pr_office.group_auditor"),
        ):
            plist = self.template.with_user(self._user(login, groups))
            self.assertTrue(plist.rank_ids.mapped("name"))
            # nope
            with self.assertRaises(AccessError):
                plist.write({"note": "x"})
            with self.assertRaises(AccessError):
                plist.rank_ids[0].unlink()
            with self.assertRaises(AccessError):
                plist.action_copy_to_own()

    @users("admin")
    def test_report_prints_the_order_and_that_it_is_to_be_verified(self):
        mayor = self._holder(
            "Rosa Quispe", "provincial_mayor", self._institution("Municipalidad A")
        )
        order = self._order(mayor, name="Aniversario")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "pr_office.report_precedence_order", order.ids
        )
        self.assertIn("Rosa Quispe", html.decode())
        self.assertIn("To be verified", html.decode())
        self.template.action_verify()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "pr_office.report_precedence_order", order.ids
        )
        self.assertNotIn("To be verified", html.decode())


@tagged("-at_install", "post_install")
class TestContactsFormOfAddress(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_PE")
        cls.env["ir.module.module"]._load_module_terms(["pr_office"], ["es_PE"])
        cls.env = cls.env(context=dict(cls.env.context, lang="es_PE"))
        cls.forms = cls.env["pr.form.of.address"]
        hospital = cls.env["res.partner"].create(
            {"name": "Hospital Santa Rosa", "is_company": True}
        )
        cls.post = cls.env["pr.position"].create(
            {
                "name": "Director/a",
                "name_female": "Directora",
                "name_male": "Director",
                "institution_id": hospital.id,
            }
        )
        cls.hospital = hospital
        cls.rosa = cls.env["res.partner"].create(
            {"name": "Rosa Quispe", "pr_gender": "female", "pr_title": "Dra."}
        )
        cls.sam = cls.env["res.partner"].create({"name": "Sam Flores"})

    def test_neutral_form_as_clerks_see_it(self):
        compose = self.forms.compose
        self.assertEqual(
            compose("salutation", self.rosa, self.post), "Señora Directora:"
        )
        self.assertEqual(
            compose("salutation", self.sam, self.post), "Señor/a Director/a:"
        )
        self.assertEqual(compose("salutation", self.rosa), "Señora Rosa Quispe:")
        self.assertEqual(
            compose("envelope_line", self.rosa, self.post).split("\n"),
            ["Señora", "Dra. Rosa Quispe", "Directora", "Hospital Santa Rosa"],
        )
        self.assertEqual(compose("closing", self.rosa), "Atentamente,")

    def test_acting_is_written_e_and_read_aloud_in_full(self):
        compose = self.forms.compose
        self.assertEqual(
            compose("card_line", self.rosa, self.post, acting=True),
            "Dra. Rosa Quispe\nDirectora (e)",
        )
        self.assertEqual(
            compose("spoken_line", self.rosa, self.post, acting=True),
            "Señora Dra. Rosa Quispe, Directora encargada, Hospital Santa Rosa",
        )
        self.assertNotIn("(e)", compose("card_line", self.rosa, acting=True))

    def test_an_institution_is_written_to_without_a_person(self):
        self.assertEqual(self.forms.compose("salutation", self.hospital), "Señores:")
        self.assertEqual(
            self.forms.compose("envelope_line", self.hospital),
            "Señores\nHospital Santa Rosa",
        )

    def test_usages_are_to_be_verified_and_read_well(self):
        bishop = self.env.ref("pr_office.form_of_address_bishop")
        priest = self.env.ref("pr_office.form_of_address_priest")
        juan = self.env["res.partner"].create(
            {"name": "Juan Flores", "pr_gender": "male"}
        )
        self.assertFalse((bishop + priest).filtered("verified"))
        self.assertEqual(bishop.compose("salutation", juan), "Excelentísimo Monseñor:")
        self.assertEqual(
            priest.compose("salutation", juan), "Reverendo Padre Juan Flores:"
        )
        self.assertEqual(
            priest.compose("salutation", self.rosa), "Reverenda Madre Rosa Quispe:"
        )

    def test_another_language_keeps_its_own_words(self):
        english = self.forms.with_context(lang="en_US")
        self.assertEqual(
            english.compose("salutation", self.rosa, self.post), "Ms Directora:"
        )

    def test_preview_shows_every_kind_of_person(self):
        preview = self.env.ref("pr_office.form_of_address_neutral").preview
        for text in ("Señora Directora:", "Señor Director:", "Directora (e)"):
            self.assertIn(text, preview)

    def test_preview_follows_what_is_typed(self):
        with Form(self.env.ref("pr_office.form_of_address_neutral")) as form:
            form.treatment_female = "Doña"
            self.assertIn("Doña Directora:", form.preview)

    def test_preview_shows_typed_text_as_text(self):
        form = self.forms.new({"salutation": "<b>{name}</b>", "card_line": "x"})
        self.assertIn("&lt;b&gt;", form.preview)

    def test_unknown_fields_are_named(self):
        with self.assertRaisesRegex(UserError, "{cargo}"):
            self.forms.create({"name": "Mala", "salutation": "Señor {cargo}:"})

    def test_the_neutral_form_stays(self):
        with self.assertRaises(UserError):
            self.env.ref("pr_office.form_of_address_neutral").unlink()

    def test_bishops_get_their_form_by_category(self):
        category = self.env.ref("pr_office.position_category_bishop")
        self.post.category_id = category
        self.assertEqual(
            self.post.form_of_address_id,
            self.env.ref("pr_office.form_of_address_bishop"),
        )
