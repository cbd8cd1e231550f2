import base64
import io

import vobject
from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, new_test_user, tagged

from ..common import RegisterCase


@freeze_time(RegisterCase.TODAY)
class TestContactsVcard(RegisterCase):
    def _read(self, partner):
        return vobject.readOne(partner._get_pr_vcard_file().decode())

    def test_card_of_a_person(self):
        self.post_mayor.write({"phone": "084 221199", "email": "alcaldia@example.com"})
        self.rosa.write({"phone": "984 111222", "pr_assistant_id": self.juan.id})
        self.juan.phone = "984 333444"
        card = self._read(self.rosa)
        name = card.n.value
        self.assertEqual(
            (name.prefix, name.given, name.family),
            ("Ing.", "Rosa Elena", "Quispe Mamani"),
        )
        self.assertEqual(card.fn.value, "Rosa Elena Quispe Mamani")
        self.assertEqual(card.org.value, ["Municipalidad Provincial de Huamaní"])
        self.assertEqual(card.title.value, "Alcaldesa")
        self.assertEqual(card.bday.value, "--0229")
        self.assertEqual(card.contents["x-assistant"][0].value, "Juan Huamán")
        self.assertIn("984 333444", card.note.value)
        numbers = {line.value for line in card.contents["tel"]}
        self.assertEqual(numbers, {"984 111222", "084 221199", "084 221100"})
        self.assertEqual(card.email.value, "alcaldia@example.com")
        self.assertNotIn("photo", card.contents)

    def test_acting_holder(self):
        self.env["pr.mandate"].create(
            {
                "partner_id": self.juan.id,
                "position_id": self.post_judge.id,
                "kind": "acting",
                "date_start": "2025-01-01",
            }
        )
        self.assertEqual(
            self._read(self.juan).title.value, "Presidente/a de la Corte (e)"
        )

    def test_who_left_has_no_post(self):
        card = self._read(self.fortunato)
        self.assertNotIn("title", card.contents)
        self.assertNotIn("bday", card.contents)

    def test_card_of_an_institution(self):
        card = self._read(self.town)
        self.assertEqual(card.org.value, ["Municipalidad Provincial de Huamaní"])
        self.assertEqual(card.adr.value.city, "Huamaní")

    def test_long_lines_accents_and_signs_come_back(self):
        name = "Ñusta Q'orianka; de la Cruz, \\ " + "Sánchez Peñaloza " * 12
        self.rosa.write({"pr_surname": name, "pr_second_surname": False})
        text = self.rosa._get_pr_vcard_file()
        self.assertLessEqual(max(map(len, text.split(b"\r\n"))), 76)
        card = vobject.readOne(text.decode())
        self.assertEqual(card.n.value.family, name.strip())

    def test_photo_is_smaller_and_of_its_own_type(self):
        picture = io.BytesIO()
        Image.new("RGB", (600, 600), "green").save(picture, "PNG")
        self.rosa.image_1920 = base64.b64encode(picture.getvalue())
        photo = self._read(self.rosa).photo
        self.assertEqual(photo.type_param, "PNG")
        self.assertEqual(Image.open(io.BytesIO(photo.value)).size, (256, 256))

    def test_selection_gives_one_file(self):
        people = self.rosa + self.juan + self.fortunato
        export = self.env["pr.vcard.export"].create(people._prepare_pr_vcard_export())
        cards = list(vobject.readComponents(base64.b64decode(export.file).decode()))
        self.assertEqual(
            [card.fn.value for card in cards],
            ["Rosa Elena Quispe Mamani", "Juan Huamán", "Fortunato Ccori"],
        )

    def test_contacts_outside_the_register_keep_cores_card(self):
        other = self.env["res.partner"].create({"name": "Ferretería Sol"})
        self.assertEqual(self._read(other).n.value.family, "Ferretería Sol")

    def test_other_peoples_downloads_are_closed(self):
        reader = new_test_user(self.env, "pr_r", groups="pr_office.group_reader")
        export = self.env["pr.vcard.export"].create(
            self.rosa._prepare_pr_vcard_export()
        )
        with self.assertRaises(AccessError):
            export.with_user(reader).read(["file"])


@tagged("post_install", "-at_install")
class TestContactsVcardDownload(RegisterCase, HttpCase):
    def test_download(self):
        new_test_user(self.env, "pr_reader", groups="pr_office.group_reader")
        self.authenticate("pr_reader", "pr_reader")
        user = self.env["res.users"].search([("login", "=", "pr_reader")])
        people = (self.rosa + self.juan).with_user(user)
        answer = self.url_open(people.action_pr_vcard()["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/vcard"))
        self.assertIn(".vcf", answer.headers["Content-Disposition"])
        self.assertEqual(len(list(vobject.readComponents(answer.text))), 2)
