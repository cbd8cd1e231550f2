import base64
from datetime import date

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase
from odoo.tools import mute_logger

PNG = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
        "awAAAABJRU5ErkJggg=="
    )
)


class LetterCommon(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write(
            {
                "pr_acronym": "MPX",
                "country_id": cls.env.ref("base.pe").id,
                "city": "Huarancayo",
            }
        )
        cls.municipality, cls.hospital = cls.env["res.partner"].create(
            [
                {"name": "Municipalidad Provincial", "is_company": True},
                {"name": "Hospital San Juan", "is_company": True, "city": "Lima"},
            ]
        )
        cls.mayor_post, cls.director_post = cls.env["pr.position"].create(
            [
                {"name": "Alcalde/sa", "institution_id": cls.municipality.id},
                {
                    "name": "Director/a",
                    "name_female": "Directora",
                    "institution_id": cls.hospital.id,
                },
            ]
        )
        cls.mayor, cls.director = cls.env["res.partner"].create(
            [
                {
                    "pr_given_names": "Rosa",
                    "pr_surname": "Quispe",
                    "pr_gender": "female",
                },
                {"pr_given_names": "Ana", "pr_surname": "Rojas", "pr_gender": "female"},
            ]
        )
        cls.mayor_mandate, cls.director_mandate = cls.env["pr.mandate"].create(
            [
                {
                    "partner_id": cls.mayor.id,
                    "position_id": cls.mayor_post.id,
                    "date_start": "2023-01-01",
                    "date_end": "2030-12-31",
                },
                {
                    "partner_id": cls.director.id,
                    "position_id": cls.director_post.id,
                    "date_start": "2023-01-01",
                    "kind": "acting",
                },
            ]
        )
        cls.company.pr_signatory_position_id = cls.mayor_post
        cls.letter_type, cls.circular_type = cls.env["pr.letter.type"].create(
            [
                {
                    "name": "Prueba",
                    "code": "T1",
                    "number_mask": "PRUEBA N.° {number:03d}-{year}-{acronym}/A",
                },
                {
                    "name": "Prueba múltiple",
                    "code": "T2",
                    "number_mask": "PRUEBA MÚLTIPLE N.° {number:03d}-{year}-{acronym}",
                    "is_multiple": True,
                },
            ]
        )

    @classmethod
    def _new_letter(cls, **values):
        return cls.env["pr.letter"].create(
            {
                "type_id": cls.letter_type.id,
                "partner_id": cls.director.id,
                "subject": "Invitación",
                "body": "<p>De mi consideración:</p>",
                "date": "2027-03-01",
                "lang": "en_US",
            }
            | values
        )


class TestContactsLetter(LetterCommon):
    def test_capacity_and_address_come_from_the_register(self):
        letter = self._new_letter()
        self.assertEqual(letter.position_id, self.director_post)
        self.assertTrue(letter.acting)
        self.assertIn("Directora (e)", letter.envelope_line)
        self.assertEqual(letter.place_line, "Lima.-")
        self.assertEqual(letter.signatory_mandate_id, self.mayor_mandate)
        self.assertEqual(letter.initials.split("/")[0], "RQ")
        self.director.city = "HUARANCAYO"
        self.hospital.city = "Huarancayo"
        self.assertEqual(self._new_letter().place_line, "Present.-")

    def test_address_lines_can_be_changed_by_hand(self):
        letter = self._new_letter(salutation="Estimada Ana:")
        self.assertEqual(letter.salutation, "Estimada Ana:")

    def test_letter_to_an_institution(self):
        letter = self._new_letter(partner_id=self.hospital.id)
        self.assertFalse(letter.position_id)
        self.assertEqual(letter.envelope_line.split("\n")[-1], "Hospital San Juan")

    def test_issue_gives_numbers_oldest_first(self):
        march = self._new_letter(date="2027-03-05")
        leap = self._new_letter(date="2028-02-29")
        january = self._new_letter(date="2027-01-04")
        (march + leap + january).action_issue()
        self.assertEqual(january.name, "PRUEBA N.° 001-2027-MPX/A")
        self.assertEqual(march.name, "PRUEBA N.° 002-2027-MPX/A")
        self.assertEqual(leap.name, "PRUEBA N.° 001-2028-MPX/A")

    def test_numbers_begin_again_each_year_and_a_late_one_joins_its_year(self):
        december = self._new_letter(date="2027-12-31")
        january = self._new_letter(date="2028-01-01")
        december.action_issue()
        january.action_issue()
        late = self._new_letter(date="2027-12-30")
        late.action_issue()
        self.assertEqual(january.name, "PRUEBA N.° 001-2028-MPX/A")
        self.assertEqual(late.name, "PRUEBA N.° 002-2027-MPX/A")

    def test_each_company_counts_its_own(self):
        other = self.env["res.company"].create({"name": "Otra", "pr_acronym": "MDO"})
        self._new_letter().action_issue()
        letter = self._new_letter(
            company_id=other.id, signatory_mandate_id=self.mayor_mandate.id
        )
        letter.action_issue()
        self.assertEqual(letter.name, "PRUEBA N.° 001-2027-MDO/A")

    def test_number_is_not_typed_changed_or_deleted(self):
        with self.assertRaises(UserError):
            self._new_letter(name="PRUEBA N.° 9")
        with self.assertRaises(UserError):
            self._new_letter(state="issued")
        letter = self._new_letter()
        with self.assertRaises(UserError):
            letter.name = "PRUEBA N.° 9"
        letter.action_issue()
        number = letter.name
        for values in (
            {"name": "PRUEBA N.° 9"},
            {"type_id": self.circular_type.id},
            {"date": "2027-03-02"},
            {"subject": "Otro"},
            {"state": "sent"},
            {"state": "annulled"},
            {"annul_reason": "x"},
        ):
            with self.assertRaises(UserError):
                letter.write(values)
        with self.assertRaises(UserError):
            letter.unlink()
        self.assertEqual(letter.name, number)

    def test_the_database_keeps_numbered_rows(self):
        letter = self._new_letter()
        draft = self._new_letter()
        letter.action_issue()
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM pr_letter WHERE id IN %s", [(letter.id, draft.id)]
        )
        self.env.invalidate_all()
        self.assertTrue(letter.exists())
        self.assertFalse(draft.exists())

    def test_the_database_refuses_a_state_without_its_facts(self):
        letter = self._new_letter()
        self.env.flush_all()
        for statement in (
            "UPDATE pr_letter SET state = 'issued' WHERE id = %s",
            "UPDATE pr_letter SET state = 'annulled', name = 'x' WHERE id = %s",
            "UPDATE pr_letter SET state = 'sent', name = 'x' WHERE id = %s",
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement, [letter.id])

    def test_a_draft_without_number_is_deleted(self):
        letter = self._new_letter()
        letter.unlink()
        self.assertFalse(letter.exists())

    def test_annul_keeps_the_number_and_says_who_and_why(self):
        letter = self._new_letter()
        with self.assertRaises(UserError):
            letter.annul("Draft")
        letter.action_issue()
        number = letter.name
        with self.assertRaises(UserError):
            letter.annul("  ")
        with freeze_time("2027-03-02 15:00:00"):
            letter.annul("Se malogró al imprimir")
        self.assertRecordValues(
            letter,
            [
                {
                    "state": "annulled",
                    "name": number,
                    "annul_reason": "Se malogró al imprimir",
                    "annulled_by_id": self.env.uid,
                }
            ],
        )
        self.assertEqual(str(letter.annulled_on), "2027-03-02 15:00:00")
        for values in ({"state": "draft"}, {"subject": "Otro"}, {"annul_reason": "y"}):
            with self.assertRaises(UserError):
                letter.write(values)
        with self.assertRaises(UserError):
            letter.annul("Again")

    def test_annul_wizard(self):
        letters = self._new_letter() + self._new_letter()
        letters.action_issue()
        action = letters.action_annul()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"reason": "Duplicadas"})
        )
        self.assertIn(letters[0].name, wizard.papers)
        wizard.action_annul()
        self.assertEqual(set(letters.mapped("state")), {"annulled"})

    def test_correction_keeps_the_number(self):
        letter = self._new_letter()
        letter.action_issue()
        number = letter.name
        letter.action_correct()
        with self.assertRaises(UserError):
            letter.unlink()
        letter.subject = "Invitación corregida"
        letter.action_issue()
        self.assertEqual(letter.name, number)
        follower = self._new_letter()
        follower.action_issue()
        self.assertEqual(follower.name, "PRUEBA N.° 002-2027-MPX/A")

    def test_what_is_missing_is_said_before_a_number_is_drawn(self):
        self.company.pr_acronym = False
        letter = self._new_letter()
        with self.assertRaisesRegex(UserError, "acronym"):
            letter.action_issue()
        self.company.pr_acronym = "MPX"
        letter.body = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "no text"):
            letter.action_issue()
        letter.body = "<p>Texto</p>"
        letter.signatory_mandate_id = False
        with self.assertRaisesRegex(UserError, "Nobody"):
            letter.action_issue()
        letter.signatory_mandate_id = self.mayor_mandate
        letter.date = date(2031, 1, 1)
        with self.assertRaisesRegex(UserError, "does not hold"):
            letter.action_issue()

    def test_visas_come_before_issuing(self):
        self.letter_type.visa_line_ids = [
            (0, 0, {"unit": "Gerencia Municipal"}),
            (0, 0, {"unit": "Asesoría Jurídica", "user_id": self.env.user.id}),
        ]
        letter = self._new_letter()
        self.assertEqual(len(letter.visa_ids), 2)
        letter.visa_ids[0].action_give()
        with self.assertRaisesRegex(UserError, "Asesoría Jurídica"):
            letter.action_issue()
        with self.assertRaises(UserError):
            letter.visa_ids[1].visaed_on = "2027-01-01 00:00:00"
        letter.visa_ids[1].action_give()
        letter.cc_note = "Archivo"
        self.assertFalse(letter.visa_pending)
        letter.subject = "Otro asunto"
        self.assertTrue(letter.visa_pending, "a V.° B.° is given for a text")
        letter.visa_ids.action_give()
        self.assertTrue(letter.visa_ids[0].on_paper)
        self.assertFalse(letter.visa_ids[1].on_paper)
        letter.action_issue()
        with self.assertRaises(UserError):
            letter.visa_ids[0].unlink()
        letter.action_correct()
        self.assertTrue(letter.visa_pending)

    def test_signed_needs_the_scan_and_shows_its_fingerprint(self):
        letter = self._new_letter()
        letter.action_issue()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            letter.action_sign()
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            letter.signed_scan = base64.b64encode(b"MZ not a scan")
        letter.signed_scan = PNG
        self.assertEqual(len(letter.signed_scan_hash), 64)
        letter.action_sign()
        self.assertEqual(letter.state, "signed")
        with self.assertRaises(UserError):
            letter.signed_scan = PNG

    def test_year_name_is_the_one_it_was_printed_with(self):
        year_name = self.env["pr.year.name"].create(
            {
                "year": 2027,
                "name": "Año de prueba",
                "country_id": self.env.ref("base.pe").id,
            }
        )
        letter = self._new_letter()
        self.assertEqual(letter.year_name, "Año de prueba")
        letter.action_issue()
        year_name.name = "Año corregido"
        self.assertEqual(letter.year_name, "Año de prueba")
        self.assertEqual(self._new_letter().year_name, "Año corregido")
        early = self._new_letter(date="2029-01-01")
        typed = self._new_letter(date="2029-01-01", year_name="A mano")
        self.assertFalse(early.year_name)
        late = self.env["pr.year.name"].create(
            {"year": 2029, "name": "Año 29", "country_id": self.env.ref("base.pe").id}
        )
        self.assertEqual(early.year_name, "Año 29")
        late.name = "Año veintinueve"
        self.assertEqual(early.year_name, "Año veintinueve")
        self.assertEqual(typed.year_name, "A mano")

    def test_masks_are_checked(self):
        for mask in (
            "N.° {number}",
            "N.° {year}",
            "N.° {number.__class__}-{year}",
            "N.° {number:>9999999d}-{year}",
            "N.° {number}-{year}-{secret}",
            "N.° {number-{year}",
            "{number}-{number}-{year}",
        ):
            with self.assertRaises(ValidationError):
                self.letter_type.number_mask = mask
                self.env.flush_all()
        self.assertIn("045", self.circular_type.number_example)

    def test_next_number_goes_on_from_paper(self):
        year = date.today().year
        self.letter_type.next_number = 46
        letter = self._new_letter(date=f"{year}-02-01")
        letter.action_issue()
        self.assertEqual(letter.name, f"PRUEBA N.° 046-{year}-MPX/A")
        self.env.invalidate_all()
        self.assertEqual(self.letter_type.next_number, 47)

    def test_cron_makes_next_years_range_ahead(self):
        sequence = self.letter_type._get_sequence(self.company)
        sequence.date_range_ids.unlink()
        with freeze_time("2027-11-15"), self.enter_registry_test_mode():
            self.env.ref("pr_office.ir_cron_prepare_numbers").method_direct_trigger()
        sequence.invalidate_recordset()
        starts = sequence.date_range_ids.mapped("date_from")
        self.assertEqual(set(starts), {date(2027, 1, 1), date(2028, 1, 1)})

    def test_issue_of_many_costs_the_same(self):
        def issue(count):
            letters = self.env["pr.letter"].concat(
                *(self._new_letter() for _ in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            letters.action_issue()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        issue(1)
        few, many = issue(2), issue(50)
        self.assertLessEqual(many, few)
