from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged, users

from ..common import RegisterCase


@tagged("post_install", "-at_install")
class TestContactsDuplicates(RegisterCase):
    """An entry that exists is found whatever the way it is typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town.vat = "PE20131312955"
        cls.town.email = "Mesa <MesaDePartes@mph.example>"
        cls.rosa.vat = "10117410"
        cls.officer = new_test_user(cls.env, "officer", groups="pr_office.group_user")

    def find(self, **candidate):
        candidate = {"is_company": False} | candidate
        (hits,) = self.env["res.partner"]._pr_find_duplicates([candidate])
        return [(hit.partner, hit.level) for hit in hits]

    def find_town(self, **candidate):
        return self.find(is_company=True, **candidate)

    # what counts as the same

    def test_same_number(self):
        for number in ("20131312955", "20 131 312 955", "pe-20131312955"):
            hits = self.find_town(name="Otra entidad", vat=number)
            self.assertEqual(hits, [(self.town, "sure")], number)

    def test_same_email(self):
        email = "MESADEPARTES@MPH.example"
        hits = self.find_town(name="Otra entidad", email=email)
        self.assertEqual(hits, [(self.town, "possible")])
        hits = self.find_town(name="Municipalidad Provincial Huamaní", email=email)
        self.assertEqual(hits, [(self.town, "likely")])
        self.assertFalse(self.find(name="Una persona", email=email))

    def test_same_name_of_an_institution(self):
        for name in ("MUNICIPALIDAD PROVINCIAL DE HUAMANI", "Municipalidad Prov. x"):
            expected = [(self.town, "likely")] if "HUAMANI" in name else []
            self.assertEqual(self.find_town(name=name), expected)

    def test_same_name_in_another_town(self):
        name = self.town.name
        hits = self.find_town(name=name, city="Huamani")
        self.assertEqual(hits, [(self.town, "likely")])
        hits = self.find_town(name=name, city="Tacna")
        self.assertEqual(hits, [(self.town, "possible")])

    def test_same_name_of_another_type(self):
        types = self.env["pr.institution.type"].create([{"name": "A"}, {"name": "B"}])
        self.town.pr_institution_type_id = types[0]
        hits = self.find_town(name=self.town.name, type_id=types[1].id)
        self.assertEqual(hits, [(self.town, "possible")])

    def test_same_name_of_a_person(self):
        for name in ("Rosa Elena Quispe Mamani", "QUISPE MAMANI, ROSA ELENA"):
            self.assertEqual(self.find(name=name), [(self.rosa, "possible")])
            hits = self.find(name=name, institution_ids=[self.town.id])
            self.assertEqual(hits, [(self.rosa, "likely")])
            hits = self.find(name=name, institution_ids=[self.court.id])
            self.assertEqual(hits, [(self.rosa, "possible")])

    def test_other_spelling_of_a_name(self):
        self.assertEqual(self.find(name="Juan Waman")[0][0], self.juan)
        self.assertEqual(
            self.find(name="Fortunato Qori"), [(self.fortunato, "possible")]
        )

    def test_two_numbers_are_two_people(self):
        name = self.rosa.name
        self.assertFalse(self.find(name=name, vat="10117411"))
        self.assertEqual(self.find(name=name, vat="10117410-2"), [(self.rosa, "sure")])

    def test_placeholders_are_no_number(self):
        self.rosa.vat = "00000000"
        self.assertFalse(self.find(name="Luz Vega", vat="00000000"))

    def test_archived_entries_are_found_and_come_last(self):
        twin = self.juan.copy({"name": "Juan Huamán"})
        self.juan.active = False
        found = [partner for partner, _level in self.find(name="Juan Huamán")]
        self.assertEqual(found, [twin, self.juan])

    def test_not_the_same(self):
        self.assertFalse(self.find(name=self.rosa.name, id=self.rosa.id))
        self.assertFalse(self.find(name=self.rosa.name, distinct_ids=self.rosa.ids))
        self.assertFalse(self.find_town(name=self.rosa.name))
        self.assertFalse(self.find(name=""))

    def test_candidates_do_not_share_their_hits(self):
        names = (self.rosa.name, self.juan.name, "Luz Vega")
        candidates = [{"is_company": False, "name": name} for name in names]
        found = self.env["res.partner"]._pr_find_duplicates(candidates)
        partners = [[hit.partner for hit in hits] for hits in found]
        self.assertEqual(partners, [[self.rosa], [self.juan], []])

    def test_reasons_are_in_words(self):
        candidate = {"is_company": True, "name": self.town.name, "vat": "20131312955"}
        self.env["res.lang"]._activate_lang("es_PE")
        partners = self.env["res.partner"].with_context(lang="es_PE")
        ((hit,),) = partners._pr_find_duplicates([candidate])
        self.assertEqual(
            hit.reasons, ["mismo documento o número de RUC", "mismo nombre"]
        )

    def test_number_of_queries_is_constant(self):
        def count(number):
            candidates = [
                {"is_company": n % 2 == 0, "name": f"N {n}", "vat": f"{20000000 + n}"}
                | {"email": f"{n}@x.example", "institution_ids": [self.town.id]}
                for n in range(number)
            ] + [{"is_company": False, "name": self.rosa.name}]
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["res.partner"]._pr_find_duplicates(candidates)
            return self.env.cr.sql_log_count - start

        count(1)
        self.assertEqual(count(1), count(200))

    # on the form

    @users("officer")
    def test_form_offers_the_existing_one_while_typing(self):
        partners = self.env["res.partner"].with_context(
            default_is_company=False, default_pr_in_register=True
        )
        form = Form(partners, view="pr_office.res_partner_view_form_person")
        form.pr_given_names, form.pr_surname = "Rosa Elena", "Quispe"
        self.assertFalse(form.pr_duplicate_ids[:])
        form.pr_second_surname = "MAMANI"
        self.assertEqual(form.pr_duplicate_ids[:], self.rosa)
        self.assertEqual(form.pr_duplicate_reason, f"{self.rosa.name}: same name")

    @users("officer")
    def test_form_of_an_institution(self):
        partners = self.env["res.partner"].with_context(
            default_is_company=True, default_pr_in_register=True
        )
        form = Form(partners, view="pr_office.res_partner_view_form_institution")
        form.name = "Municipalidad"
        self.assertFalse(form.pr_duplicate_ids[:])
        form.vat = "20131312955"
        self.assertEqual(form.pr_duplicate_ids[:], self.town)

    @users("officer")
    def test_they_are_different(self):
        twin = self.env["res.partner"].create(
            {"name": "Juan Huamán", "pr_in_register": True}
        )
        self.assertEqual(twin.pr_duplicate_ids, self.juan)
        twin.action_pr_distinct()
        self.assertFalse(twin.pr_duplicate_ids)
        self.env.invalidate_all()
        self.assertFalse(self.juan.with_user(self.officer).pr_duplicate_ids)

    def test_contacts_outside_the_register_are_not_looked_up(self):
        twin = self.env["res.partner"].create({"name": self.rosa.name})
        with self.assertQueries([]):
            self.assertFalse(twin.pr_duplicate_ids)


@tagged("post_install", "-at_install")
class TestContactsMerge(RegisterCase):
    """Unifying two entries loses no post and no mandate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, "head", groups="pr_office.group_manager")
        cls.officer = new_test_user(cls.env, "officer", groups="pr_office.group_user")

    def create_person(self, name, **values):
        return self.env["res.partner"].create(
            {"name": name, "pr_in_register": True} | values
        )

    def create_mandate(self, partner, position, start, end=False, **values):
        return self.env["pr.mandate"].create(
            {
                "partner_id": partner.id,
                "position_id": position.id,
                "date_start": start,
                "date_end": end,
            }
            | values
        )

    def merge(self, source, target, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(
            user or self.head
        )
        values = {"partner_ids": (source | target).ids, "dst_partner_id": target.id}
        wizard.create(values | {"state": "selection"}).action_merge()
        self.env.invalidate_all()
        self.assertFalse(source.exists())

    def days(self, partner):
        mandates = partner.pr_mandate_ids.sorted("date_start")
        return [
            (m.position_id, str(m.date_start), str(m.date_end or "")) for m in mandates
        ]

    def test_mandates_of_other_posts_move(self):
        twin = self.create_person("Rosa Quispe", email="rosa@x.example")
        self.create_mandate(twin, self.post_judge, "2015-01-01", "2016-12-31")
        self.merge(twin, self.rosa)
        self.assertEqual(
            self.days(self.rosa),
            [
                (self.post_judge, "2015-01-01", "2016-12-31"),
                (self.post_mayor, "2023-01-01", "2026-12-31"),
            ],
        )
        self.assertEqual(self.rosa.email, "rosa@x.example")

    def test_one_stay_entered_twice_becomes_one(self):
        twin = self.create_person("Juan Huamán C.")
        self.create_mandate(
            self.juan, self.post_councillor, "2023-01-01", "2024-12-31", note="one"
        )
        self.create_mandate(
            twin, self.post_councillor, "2023-06-01", appointment_document="JNE"
        )
        self.merge(twin, self.juan)
        self.assertEqual(
            self.days(self.juan), [(self.post_councillor, "2023-01-01", "")]
        )
        mandate = self.juan.pr_mandate_ids
        self.assertEqual((mandate.note, mandate.appointment_document), ("one", "JNE"))

    def test_two_stays_in_one_post_stay_two(self):
        twin = self.create_person("Rosa Quispe")
        self.create_mandate(twin, self.post_mayor, "2011-01-01", "2014-12-31")
        self.merge(twin, self.rosa)
        self.assertEqual(len(self.rosa.pr_mandate_ids), 2)

    def test_posts_of_institutions_move(self):
        twin = self.town.copy({"name": "Municipalidad de Huamaní"})
        post = self.env["pr.position"].create(
            {"name": "Gerente Municipal", "institution_id": twin.id}
        )
        self.create_mandate(self.juan, post, "2023-01-01")
        self.merge(twin, self.town)
        self.assertEqual(post.institution_id, self.town)
        self.assertEqual(post.mandate_ids.institution_id, self.town)

    def test_posts_of_one_name_become_one(self):
        twin = self.town.copy({"name": "Municipalidad de Huamaní"})
        post = self.env["pr.position"].create(
            {"name": "Alcalde", "institution_id": twin.id}
        )
        other = self.create_person("Luz Vega")
        self.create_mandate(other, post, "2015-01-01", "2018-12-31")
        self.create_mandate(self.rosa, post, "2023-01-01")
        self.create_mandate(self.juan, post, "2025-01-01", kind="acting")
        self.merge(twin, self.town)
        self.assertFalse(post.exists())
        mandates = self.post_mayor.mandate_ids.sorted("date_start")
        people = other | self.fortunato | self.rosa | self.juan
        self.assertEqual(mandates.partner_id, people)
        self.assertEqual(self.post_mayor.seats, 1)

    def test_two_holders_at_once_get_two_seats(self):
        twin = self.town.copy({"name": "Municipalidad de Huamaní"})
        post = self.env["pr.position"].create(
            {"name": "Alcalde/sa", "institution_id": twin.id}
        )
        self.create_mandate(self.juan, post, "2024-01-01")
        self.merge(twin, self.town)
        self.assertEqual(self.post_mayor.seats, 2)
        holders = self.post_mayor.holders_on("2025-01-01")
        self.assertEqual(holders, self.rosa | self.juan)

    def test_entries_known_to_differ_from_a_third_one(self):
        twin = self.create_person("Rosa Quispe")
        third = self.create_person("Rosa Quispe M.")
        twin.pr_distinct_ids = third | self.rosa
        self.merge(twin, self.rosa)
        self.assertEqual(self.rosa.pr_distinct_ids, third)

    def test_register_keeps_the_entry(self):
        outside = self.env["res.partner"].create({"name": "Luz Vega"})
        inside = self.create_person("Luz Vega")
        self.merge(inside, outside)
        self.assertTrue(outside.pr_in_register)

    def test_accounts_are_not_taken_over(self):
        """Core's check of equal addresses stands where somebody has an account."""
        self.rosa.email = "rosa@x.example"
        twin = self.create_person("Rosa Quispe", email="other@x.example")
        with self.assertRaisesRegex(UserError, "same email"):
            self.merge(twin, self.rosa, self.officer)
        new_test_user(self.env, "citizen", groups="base.group_portal").partner_id = twin
        with self.assertRaisesRegex(UserError, "same email"):
            self.merge(twin, self.rosa)

    def test_button_opens_core_s_wizard(self):
        twin = self.create_person("Juan Huamán")
        action = twin.with_user(self.officer).action_pr_merge()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.officer)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, twin | self.juan)

    def test_after_merging_the_entry_kept_is_shown(self):
        twin = self.create_person("Juan Huamán")
        action = twin.with_user(self.head).action_pr_merge()
        merging = self.env[action["res_model"]].with_user(self.head)
        wizard = merging.with_context(**action["context"]).create(
            {"dst_partner_id": self.juan.id}
        )
        shown = wizard.action_merge()
        self.assertEqual(
            (shown["res_model"], shown["res_id"]), ("res.partner", self.juan.id)
        )
