import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged, users

from ..common import RegisterCase

HEADINGS = "Entidad;RUC;Distrito;Cargo;Plazas;Nombre completo;DNI;Desde;Hasta;Condición"


class RegisterImportCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "officer", groups="pr_office.group_user")

    def make(self, *rows, headings=HEADINGS, **values):
        text = "\n".join((headings, *rows))
        return self.make_file(text.encode(), **values)

    def make_file(self, content, filename="directorio.csv", **values):
        file = {"file": base64.b64encode(content), "filename": filename}
        return self.env["pr.register.import"].create(file | values)

    def check(self, *rows, **values):
        wizard = self.make(*rows, **values)
        wizard.action_check()
        return wizard

    def apply(self, *rows, leave_out_refused=False, **values):
        wizard = self.check(*rows, **values)
        self.assertFalse(wizard.decide_count, wizard.line_ids.mapped("message"))
        wizard.with_context(pr_leave_out_refused=leave_out_refused).action_apply()
        self.env.flush_all()
        self.assertEqual(wizard.state, "done")
        return wizard

    def lines(self, wizard, kind=None):
        lines = wizard.line_ids
        return lines.filtered(lambda line: line.kind == kind) if kind else lines

    def states(self, wizard):
        return [(line.kind, line.state) for line in wizard.line_ids]

    def find(self, name, **values):
        domain = [("name", "=", name), *((f, "=", v) for f, v in values.items())]
        return self.env["res.partner"].search(domain)


@tagged("post_install", "-at_install")
class TestContactsRegisterImport(RegisterImportCase):
    """A table becomes institutions, posts, people and mandates."""

    # all of it, or nothing

    def test_new_entries(self):
        wizard = self.check(
            "Iglesia Matriz;20131312955;Calca;Párroco;;Luz Vega;10117410;2023;;",
            ";;;;;Personaje Notable;;;;",
        )
        self.assertEqual(
            self.states(wizard),
            [
                ("institution", "create"),
                ("post", "create"),
                ("person", "create"),
                ("mandate", "create"),
                ("person", "create"),
            ],
        )
        self.assertFalse(self.find("Iglesia Matriz"))
        wizard.action_apply()
        church = self.find("Iglesia Matriz")
        self.assertRecordValues(
            church,
            [
                {
                    "is_company": True,
                    "pr_in_register": True,
                    "vat": "20131312955",
                    "city": "Calca",
                    "company_id": False,
                }
            ],
        )
        self.assertEqual(church.pr_position_ids.name, "Párroco")
        mandate = church.pr_position_ids.mandate_ids
        self.assertRecordValues(
            mandate,
            [{"date_start": date(2023, 1, 1), "date_end": False, "kind": "titular"}],
        )
        self.assertEqual(mandate.partner_id.vat, "10117410")
        self.assertTrue(self.find("Personaje Notable").pr_in_register)

    def test_a_mandate_without_start_has_none(self):
        self.apply("Iglesia Matriz;;;Párroco;;Luz Vega;;;;")
        self.assertFalse(self.find("Luz Vega").pr_mandate_ids.date_start)

    def test_refused_rows_stop_everything(self):
        wizard = self.check("Iglesia Matriz;;;;;;;;;", "Otra;123;;;;;;;;")
        self.assertEqual(wizard.refused_count, 1)
        with self.assertRaisesRegex(UserError, "Refused lines: 1"):
            wizard.action_apply()
        self.assertFalse(self.find("Iglesia Matriz"))

    def test_refused_rows_left_out_on_demand(self):
        self.apply(
            "Iglesia Matriz;;;;;;;;;", "Otra;123;;;;;;;;", leave_out_refused=True
        )
        self.assertTrue(self.find("Iglesia Matriz"))
        self.assertFalse(self.find("Otra"))

    def test_a_fault_while_writing_undoes_everything(self):
        """Whatever another addon refuses at the last row."""
        wizard = self.check("Iglesia Matriz;;;;;;;;;", "Otra;;;Párroco;;Luz Vega;;;;")
        mandates = type(self.env["pr.mandate"])

        def refuse(self, vals_list):
            raise RuntimeError("not this one")

        self.patch(mandates, "create", refuse)
        with self.assertRaises(RuntimeError), self.cr.savepoint():
            wizard.action_apply()
        self.assertFalse(self.find("Iglesia Matriz"))

    def test_the_same_file_again_changes_nothing(self):
        rows = (
            "Iglesia Matriz;20131312955;Calca;Párroco;;Luz Vega;10117410;2023;2026;",
            "Iglesia Matriz;;;Sacristán;2;Ana Rojas;;;;Encargado",
            "IGLESIA MATRIZ;;;Sacristana;;Pía Solís;;01/02/2024;;",
            ";;;;;Personaje Notable;;;;",
        )
        self.apply(*rows)
        wizard = self.check(*rows)
        self.assertEqual({line.state for line in wizard.line_ids}, {"same"})
        with self.assertRaisesRegex(UserError, "nothing to import"):
            wizard.action_apply()

    def test_number_of_queries_does_not_grow_with_the_rows(self):
        def count(first, number):
            rows = (
                f"Entidad {n};;;Jefe;;Persona {n};{n + 20000000};2023;;"
                for n in range(first, first + number)
            )
            wizard = self.make(*rows)
            found = []
            for action in (wizard.action_check, wizard.action_apply):
                self.env.flush_all()
                self.env.invalidate_all()
                start = self.env.cr.sql_log_count
                action()
                self.env.flush_all()
                found.append(self.env.cr.sql_log_count - start)
            return found

        count(0, 2)
        few, many = count(100, 20), count(200, 120)
        # records are inserted by the hundred, nothing else may depend on their number
        self.assertLess(many[0], few[0] + 10)
        self.assertLess(many[1], few[1] + 20)

    # what is in the register already

    def test_changes_are_shown_as_old_and_new(self):
        wizard = self.check(
            "MUNICIPALIDAD PROVINCIAL HUAMANI;;;084 999",
            headings="Entidad;RUC;Siglas;Teléfono de la entidad",
        )
        line = self.lines(wizard, "institution")
        self.assertEqual(line.state, "change")
        self.assertEqual(line.changes, "Institution phone: 084 221100 → 084 999")
        wizard.action_apply()
        self.assertEqual(self.town.phone, "084 999")
        self.assertEqual(self.town.name, "Municipalidad Provincial de Huamaní")
        self.assertIn("084 221100 → 084 999", self.town.message_ids[0].body)

    def test_empty_cells_delete_nothing(self):
        wizard = self.check(f"{self.town.name};;;;;;;;;")
        self.assertEqual(self.lines(wizard, "institution").state, "same")

    def test_formatting_alone_is_no_change(self):
        self.town.write({"vat": "20131312955", "website": "mph.example"})
        wizard = self.check(
            f"{self.town.name};20 131 312 955;(084) 22-11-00;http://mph.example",
            headings="Entidad;RUC;Teléfono;Página web",
        )
        self.assertEqual(self.lines(wizard, "institution").state, "same")

    def test_post_and_mandate_of_the_register_are_found(self):
        wizard = self.check(
            f"{self.town.name};;;ALCALDESA;;Rosa Elena Quispe Mamani;;2023;2026;"
        )
        self.assertEqual(
            [(line.kind, line.state, line.record_id) for line in wizard.line_ids],
            [
                ("institution", "same", self.town.id),
                ("post", "same", self.post_mayor.id),
                ("person", "same", self.rosa.id),
                ("mandate", "same", self.mandate_now.id),
            ],
        )

    def test_dates_of_a_mandate_change(self):
        self.apply(f"{self.town.name};;;Alcalde/sa;;{self.rosa.name};;5/1/2023;;")
        self.assertRecordValues(
            self.mandate_now,
            [{"date_start": date(2023, 1, 5), "date_end": date(2026, 12, 31)}],
        )
        self.assertEqual(len(self.post_mayor.mandate_ids), 2)

    def test_a_former_mandate_is_another_one(self):
        row = f"{self.town.name};;;Alcalde/sa;;{self.rosa.name};;2011;2014;"
        wizard = self.check(row)
        self.assertEqual(self.lines(wizard, "mandate").state, "create")

    def test_document_wins_over_the_name(self):
        self.rosa.vat = "10117410"
        wizard = self.check(";;;;;Rosa Q. de Vega;10117410;;;")
        line = self.lines(wizard, "person")
        self.assertEqual((line.state, line.record_id), ("change", self.rosa.id))
        self.assertIn(f"{self.rosa.name} → Rosa Q. de Vega", line.changes)

    def test_contact_outside_the_register_joins_it(self):
        shop = self.env["res.partner"].create(
            {"name": "Bodega", "is_company": True, "vat": "20131312955"}
        )
        self.apply("Bodega;20131312955;;;;;;;;")
        self.assertTrue(shop.pr_in_register)

    def test_archived_contact_comes_back(self):
        self.court.active = False
        wizard = self.apply(f"{self.court.name};;;;;;;;;")
        self.assertTrue(self.court.active)
        self.assertIn("no → yes", self.lines(wizard, "institution").changes)

    # possible duplicates

    def test_same_name_elsewhere_is_to_be_decided(self):
        wizard = self.check(f"Iglesia;;;Párroco;;{self.juan.name};;;;")
        line = self.lines(wizard, "person")
        self.assertEqual((line.state, line.candidate_ids), ("decide", self.juan))
        with self.assertRaisesRegex(UserError, "Lines to decide: 1"):
            wizard.action_apply()

    def decide(self, decision):
        wizard = self.check(f"Iglesia;;;Párroco;;{self.juan.name};;2023;;")
        with Form(self.lines(wizard, "person")) as line:
            line.decision = decision
        self.assertTrue(wizard.is_decided_anew)
        with self.assertRaisesRegex(UserError, "Check again"):
            wizard.action_apply()
        wizard.action_check()
        self.assertFalse(wizard.is_decided_anew)
        wizard.action_apply()
        return wizard

    def test_use_the_existing_one(self):
        self.decide("use")
        self.assertEqual(self.juan.pr_mandate_ids.institution_id.name, "Iglesia")
        self.assertEqual(self.find(self.juan.name), self.juan)

    def test_create_another_one(self):
        self.decide("create")
        self.assertFalse(self.juan.pr_mandate_ids)
        self.assertEqual(len(self.find(self.juan.name)), 2)

    def test_leave_it_out(self):
        wizard = self.decide("skip")
        self.assertFalse(self.juan.pr_mandate_ids)
        self.assertEqual(self.find("Iglesia").pr_position_ids.mandate_ids.ids, [])
        self.assertEqual(wizard.skip_count, 2)

    def test_decide_for_many_lines_at_once(self):
        wizard = self.check(
            f"Iglesia;;;Párroco;;{self.juan.name};;;;",
            f"Iglesia;;;Sacristán;;{self.fortunato.name};;;;",
        )
        lines = wizard.line_ids
        lines.action_use_existing()
        people = self.lines(wizard, "person")
        self.assertEqual(people.mapped("decision"), ["use", "use"])
        self.assertEqual(people[0].partner_id, self.juan)
        self.assertEqual(people[1].partner_id, self.fortunato)
        lines.action_leave_out()
        self.assertEqual(people.mapped("state"), ["skip", "skip"])
        lines.action_create_another()
        self.assertEqual(people.mapped("state"), ["create", "create"])

    def test_a_proposal_can_be_turned_down(self):
        wizard = self.check(f"{self.court.name};;;;;;;;;")
        line = self.lines(wizard, "institution")
        self.assertEqual((line.state, line.is_open), ("same", True))
        line.decision = "create"
        wizard.action_check()
        wizard.action_apply()
        self.assertEqual(len(self.find(self.court.name)), 2)

    def test_same_person_in_two_rows_of_the_file(self):
        wizard = self.check("A;;;Jefe;;Luz Vega;;;;", "B;;;Vocal;;Luz Vega;;;;")
        first, second = self.lines(wizard, "person")
        self.assertEqual((first.state, second.state), ("create", "decide"))
        second.decision = "same"
        wizard.action_check()
        wizard.action_apply()
        posts = self.find("Luz Vega").pr_mandate_ids.position_id
        self.assertEqual(set(posts.mapped("name")), {"Jefe", "Vocal"})

    def test_one_contact_in_two_rows_of_the_file(self):
        """Matched with the same contact, whose data both rows complete."""
        self.mandate_now.copy({"position_id": self.post_judge.id})
        wizard = self.apply(
            f"{self.town.name};Alcaldesa;{self.rosa.name};;Ing.",
            f"{self.court.name};Presidenta de la Corte;{self.rosa.name};999;",
            headings="Entidad;Cargo;Nombre completo;Teléfono;Título",
        )
        self.assertEqual(self.rosa.phone, "999")
        states = self.lines(wizard, "mandate").mapped("state")
        self.assertEqual(states, ["same", "same"])

    def test_two_rows_cannot_take_one_contact(self):
        self.court.city = False
        name = self.court.name
        wizard = self.check(f"{name};;Calca;;;;;;;", f"{name};;Urubamba;;;;;;;")
        states = self.lines(wizard, "institution").mapped("state")
        self.assertEqual(states, ["change", "decide"])

    # seats

    def test_a_new_holder_ends_the_open_mandate(self):
        self.mandate_now.date_end = False
        row = f"{self.town.name};;;Alcalde/sa;;Luz Vega;;1/1/2027;2030;"
        wizard = self.apply(row)
        self.assertEqual(self.mandate_now.date_end, date(2026, 12, 31))
        holders = self.post_mayor.holders_on("2027-01-01")
        self.assertEqual(holders.name, "Luz Vega")
        line = wizard.line_ids.filtered(lambda r: r.record_id == self.mandate_now.id)
        self.assertEqual((line.kind, line.state), ("mandate", "changed"))

    def test_the_open_mandate_is_not_ended_without_leave(self):
        self.mandate_now.date_end = False
        wizard = self.check(
            f"{self.town.name};;;Alcalde/sa;;Luz Vega;;1/1/2027;;", close_previous=False
        )
        line = self.lines(wizard, "mandate")
        self.assertEqual(line.state, "refused")
        self.assertIn(self.rosa.name, line.message)

    def test_all_seats_change_hands_at_once(self):
        councillors = [self.juan, self.fortunato, self.rosa]
        old = self.env["pr.mandate"].create(
            [
                {
                    "partner_id": partner.id,
                    "position_id": self.post_councillor.id,
                    "date_start": "2023-01-01",
                }
                for partner in councillors
            ]
        )
        rows = (f"{self.town.name};;;Regidor;;Nueva {n};;2027;;" for n in "ABC")
        self.apply(*rows)
        self.assertEqual(set(old.mapped("date_end")), {date(2026, 12, 31)})
        holders = self.post_councillor.holders_on("2027-06-01")
        self.assertEqual(len(holders - self.juan - self.fortunato - self.rosa), 3)

    def test_nobody_knows_which_of_three_leaves(self):
        for partner in (self.juan, self.fortunato, self.rosa):
            self.env["pr.mandate"].create(
                {
                    "partner_id": partner.id,
                    "position_id": self.post_councillor.id,
                    "date_start": "2023-01-01",
                }
            )
        wizard = self.check(f"{self.town.name};;;Regidor;;Luz Vega;;2025;;")
        self.assertEqual(self.lines(wizard, "mandate").state, "refused")

    def test_taken_seat_and_no_first_day(self):
        wizard = self.check(f"{self.town.name};;;Alcalde/sa;;Luz Vega;;;;")
        line = self.lines(wizard, "mandate")
        self.assertEqual(line.state, "refused")
        self.assertIn("first day", line.cure)

    def test_more_seats_in_the_file(self):
        self.apply(f"{self.town.name};;;Alcalde/sa;2;Luz Vega;;2024;;")
        self.assertEqual(self.post_mayor.seats, 2)

    def test_fewer_seats_than_the_post_has(self):
        wizard = self.check(f"{self.town.name};;;Regidor;1;Luz Vega;;2024;;")
        self.assertEqual(self.lines(wizard, "post").state, "same")
        self.assertIn("3 seats", self.lines(wizard, "post").message)

    def test_several_holders_of_a_new_post_give_it_seats(self):
        wizard = self.apply(*(f"Club;;;Vocal;;Persona {n};;2023;;" for n in range(3)))
        post = self.find("Club").pr_position_ids
        self.assertEqual(post.seats, 3)
        self.assertTrue(self.lines(wizard, "post").has_warning)

    def test_mandates_that_meet_on_one_day(self):
        self.apply(
            "Club;;;Presidente;;Luz Vega;;1/1/2019;1/1/2023;",
            "Club;;;Presidente;;Ana Rojas;;1/1/2023;;",
        )
        post = self.find("Club").pr_position_ids
        self.assertEqual(post.seats, 1)
        self.assertEqual(
            self.find("Luz Vega").pr_mandate_ids.date_end, date(2022, 12, 31)
        )

    def test_overlapping_mandates_of_one_seat(self):
        wizard = self.check(
            "Club;;;Presidente;1;Luz Vega;;2019;2023;",
            "Club;;;Presidente;1;Ana Rojas;;2022;;",
        )
        states = self.lines(wizard, "mandate").mapped("state")
        self.assertEqual(states, ["create", "refused"])

    def test_nobody_holds_a_post_twice(self):
        wizard = self.check(
            "Club;;;Presidente;;Luz Vega;;2019;2023;",
            "Club;;;Presidente;;Luz Vega;;2022;;",
        )
        states = self.lines(wizard, "mandate").mapped("state")
        self.assertEqual(states, ["create", "refused"])

    def test_acting_holders_take_no_seat(self):
        self.apply(f"{self.town.name};;;Alcalde/sa;;Luz Vega;;1/3/2025;;Encargada")
        self.assertEqual(self.find("Luz Vega").pr_mandate_ids.kind, "acting")

    # the register changes between check and import

    def test_a_change_in_between_shows_the_table_anew(self):
        wizard = self.check("Iglesia Matriz;;;;;;;;;")
        self.env["res.partner"].create(
            {"name": "Iglesia Matriz", "is_company": True, "pr_in_register": True}
        )
        wizard.action_apply()
        self.assertEqual((wizard.state, wizard.changed_meanwhile), ("review", True))
        self.assertEqual(self.lines(wizard, "institution").state, "same")
        self.assertEqual(len(self.find("Iglesia Matriz")), 1)

    def test_a_seat_taken_in_between(self):
        wizard = self.check(f"{self.court.name};;;Presidente de la Corte;;Luz;;2024;;")
        self.env["pr.mandate"].create(
            {
                "partner_id": self.juan.id,
                "position_id": self.post_judge.id,
                "date_start": "2024-01-01",
            }
        )
        wizard.action_apply()
        self.assertEqual(self.lines(wizard, "mandate").state, "refused")
        self.assertEqual(self.post_judge.holders_on("2024-06-01"), self.juan)

    # files

    def test_faults_of_files_say_what_to_do(self):
        for content, words in (
            (b"", "Choose the file"),
            (b"%PDF-1.7", "save it as Excel workbook"),
            (b"\xd0\xcf\x11\xe0 old", "remove the password"),
            (b"a;b\n1;2", "Download the template"),
            (b"{", "line 1, column 2"),
            (b'{"a": 1}', "Popolo"),
            (b"Entidad\n" + b"Iglesia\n" * 100_000, "Split it into files"),
        ):
            with self.subTest(content=content[:20]):
                with self.assertRaisesRegex(UserError, words):
                    self.make_file(content).action_check()

    def test_limit_of_rows_is_a_parameter(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("pr_office.import_max_rows", "2")
        rows = [f"Entidad {n};;;;;;;;;" for n in range(3)]
        self.check(*rows[:2])
        with self.assertRaisesRegex(UserError, "more than 2 rows"):
            self.check(*rows)

    def test_remarks_about_the_file(self):
        wizard = self.check(
            "Iglesia;x", "Iglesia;x", headings="Entidad;<b>Observaciones</b>"
        )
        self.assertIn("B – &lt;b&gt;Observaciones", wizard.remarks)
        self.assertIn("It repeats what row 2 says", wizard.remarks)

    def test_column_and_cure_of_a_refused_row(self):
        wizard = self.check("Iglesia;;;Jefe;;Luz Vega;12;ayer;;")
        line = wizard.line_ids
        self.assertEqual((line.kind, line.state, line.place), ("row", "refused", "2"))
        self.assertEqual(line.column, "G – DNI\nH – Desde")
        self.assertIn("eight digits", line.message)
        self.assertIn("01/01/2023", line.cure)

    def test_template(self):
        self.env["res.lang"]._activate_lang("es_PE")
        wizard = self.make().with_context(lang="es_PE")
        content = base64.b64decode(wizard.template_file)
        book = load_workbook(io.BytesIO(content))
        sheet = book.worksheets[0]
        self.assertEqual(sheet["A1"].value, "Entidad *")
        self.assertEqual(len(sheet.data_validations.dataValidation), 6)
        wizard.file = base64.b64encode(content)
        wizard.action_check()
        self.assertFalse(wizard.line_ids)

    def test_table_to_print(self):
        wizard = self.check("Iglesia;;;;;;;;;", "=1+1;123;;;;;;;;")
        book = load_workbook(io.BytesIO(base64.b64decode(wizard.table_file)))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(rows[1][:4], ("To create", "Institution", "2", "Iglesia"))
        self.assertEqual(rows[2][3], "=1+1")

    def test_links_to_what_was_imported(self):
        wizard = self.apply("Iglesia;;;Párroco;;Luz Vega;;;;")
        counts = ("institution", "post", "person", "mandate")
        self.assertEqual([wizard[f"{kind}_count"] for kind in counts], [1, 1, 1, 1])
        for kind in counts:
            action = wizard.with_context(pr_kind=kind).action_view_records()
            records = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(len(records), 1)
        record = self.lines(wizard, "institution").action_open_record()
        self.assertEqual(record["res_id"], self.find("Iglesia").id)

    # rights

    @users("officer")
    def test_officer_imports(self):
        wizard = self.apply("Iglesia;;;Párroco;;Luz Vega;;;;")
        self.assertEqual(wizard.institution_count, 1)

    def test_nobody_else_does(self):
        roles = self._create_users()
        for role in ("reader", "secretary", "auditor", "internal"):
            imports = self.env["pr.register.import"].with_user(roles[role])
            with self.subTest(role), self.assertRaises(AccessError):
                imports.create({})
        self.env["pr.register.import"].with_user(roles["manager"]).create({})

    def test_files_under_review_are_their_uploader_s(self):
        other = new_test_user(self.env, "other", groups="pr_office.group_manager")
        wizard = self.make("Iglesia;;;;;;;;;").with_user(self.officer)
        mine = self.env["pr.register.import"].with_user(self.officer)
        wizard = mine.create(wizard.sudo().copy_data()[0])
        wizard.action_check()
        for record in (wizard, wizard.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(other).read(["display_name"])

    def test_other_companies_stay_out_of_sight(self):
        company = self.env["res.company"].create({"name": "Otra municipalidad"})
        self.court.company_id = company
        wizard = self.make(f"{self.court.name};;;;;;;;;").with_user(self.officer)
        mine = self.env["pr.register.import"].with_user(self.officer)
        wizard = mine.create(wizard.sudo().copy_data()[0])
        wizard.action_check()
        self.assertEqual(wizard.line_ids.state, "create")
        self.assertFalse(wizard.line_ids.candidate_ids)
