import io
import json
import uuid
from datetime import date

from PIL import Image

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

NUMBER = "6f1c4a52-0f2b-4c7e-9d3a-2b7c1e5a9f10"


def picture(size=(40, 30)):
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, "JPEG")
    return stream.getvalue()


class CaptureCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, group in (
            ("works", "base.group_user"),
            ("mayor", "pr_office.group_reader"),
            ("officer", "pr_office.group_user"),
            ("neighbour", "base.group_portal"),
        ):
            login = f"capture_{name}"
            user = new_test_user(cls.env, login, groups=group, tz="America/Lima")
            setattr(cls, name, user)
        cls.env.company.pr_head_user_id = cls.officer

    def _captured(self, number=NUMBER):
        return self.env["pr.commitment"].search([("capture_uuid", "=", number)])


@tagged("post_install", "-at_install")
class TestAgendaCapture(CaptureCase):
    """What becomes of an entry that a telephone sends."""

    def _capture(self, user, files=(), **form):
        model = self.env["pr.commitment"].with_user(user)
        return model._capture({"uuid": NUMBER, **form}, list(files))

    @freeze_time("2027-03-11 02:00:00")
    def test_an_entry_becomes_a_commitment(self):
        new = self._capture(
            self.works,
            files=[("photo.jpg", "image/jpeg", picture())],
            what="  Reparar   el puente peatonal ",
            who="Junta vecinal",
            place="Barrio Alto",
            latitude="-15.8402",
            longitude="-70.0219",
            days="7",
            age="7200",
        )
        self.assertTrue(new)
        row = self._captured()
        self.assertEqual(row.name, "Reparar el puente peatonal")
        self.assertEqual(row.partner_name, "Junta vecinal")
        self.assertEqual(row.place, "Barrio Alto")
        self.assertIn("mlat=-15.840200", row.map_url)
        # in Lima it was still the tenth
        self.assertEqual(row.date_promised, date(2027, 3, 10))
        self.assertEqual(row.date_due, date(2027, 3, 17))
        self.assertEqual(str(row.captured_on), "2027-03-11 00:00:00")
        self.assertEqual(row.create_uid, self.works)
        self.assertEqual(row.user_id, self.works)
        self.assertEqual(row.attachment_ids.mimetype, "image/jpeg")
        self.assertIn("/web/image/", row.preview)

    def test_the_same_entry_is_stored_once(self):
        self.assertTrue(self._capture(self.works, what="Uno"))
        self.assertFalse(self._capture(self.works, what="Uno"))
        self.assertEqual(len(self._captured()), 1)

    @mute_logger("odoo.sql_db")
    def test_an_entry_stored_by_another_connection_meanwhile_is_known(self):
        """The other's row is not visible to the search, the index tells of it."""
        self._capture(self.works, what="Uno")
        self.patch(
            self.registry["pr.commitment"], "search_count", lambda *args, **kw: 0
        )
        self.assertFalse(self._capture(self.works, what="Uno"))
        self.assertEqual(len(self._captured()), 1)

    def test_a_clock_that_is_wrong_does_no_harm(self):
        with freeze_time("2027-03-10 15:00:00"):
            self._capture(self.works, what="Uno", age="-99999", days="30")
        self.assertEqual(self._captured().date_promised, date(2027, 3, 10))
        self.assertEqual(self._captured().date_due, date(2027, 4, 9))

    @freeze_time("2027-03-10 15:00:00")
    def test_a_day_in_the_past_is_kept(self):
        self._capture(self.works, what="Uno", date_due="2027-03-01")
        self.assertEqual(self._captured().date_due, date(2027, 3, 1))
        self.assertEqual(self._captured().date_promised, date(2027, 3, 1))

    def test_nonsense_is_left_out_and_the_rest_kept(self):
        self._capture(
            self.works,
            what="Uno",
            latitude="999",
            longitude="x",
            days="?",
            date_due="y",
        )
        row = self._captured()
        self.assertEqual((row.latitude, row.date_due), (0, False))
        self.assertFalse(row.map_url)

    def test_a_voice_note_alone_has_a_name(self):
        self._capture(self.works, files=[("voice.webm", "audio/webm", b"x")])
        self.assertIn("Voice note", self._captured().name)
        self.assertIn("<audio", self._captured().preview)

    def test_what_senior_management_promises_is_the_heads_to_hand_on(self):
        self._capture(self.mayor, what="Techar la losa", days="7")
        self.assertEqual(self._captured().user_id, self.officer)
        self.assertEqual(self._captured().create_uid, self.mayor)
        self.assertEqual(self._captured().activity_ids.user_id, self.officer)

    def test_an_employee_reads_the_own_one_with_its_photo_and_nobody_elses(self):
        self._capture(
            self.officer, files=[("photo.jpg", "image/jpeg", picture())], what="De otro"
        )
        theirs = self._captured().with_user(self.works)
        with self.assertRaises(AccessError):
            theirs.read(["name"])
        with self.assertRaises(AccessError):
            theirs.sudo().attachment_ids.with_user(self.works).read(["raw"])

    def test_nobody_of_outside(self):
        for user in (self.neighbour, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._capture(user, what="Uno")


@tagged("post_install", "-at_install")
class TestAgendaCapturePage(HttpCase, CaptureCase):
    """The addresses that the telephone talks to."""

    def _session(self):
        return self.url_open("/pr/capture/session").json()

    def _send(self, files=None, number=None, **form):
        data = {
            "csrf_token": self._session().get("csrf_token", ""),
            "uuid": number or str(uuid.uuid4()),
            "what": "Reparar el puente",
            **form,
        }
        return self.url_open("/pr/capture/send", data=data, files=files)

    def test_the_page_is_small_and_holds_nothing_personal(self):
        self.authenticate(self.works.login, self.works.login)
        page = self.url_open("/pr/capture")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn(self.works.name, page.text)
        self.assertNotIn("csrf", page.text)
        self.assertLess(len(page.content), 20000)
        total = 0
        worker = self.url_open("/pr/capture/worker.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/pr/capture")
        settings = json.loads(worker.text.split("const SETTINGS = ")[1].split(";\n")[0])
        for path in settings["files"]:
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 200, path)
            total += len(answer.content)
        self.assertLess(total, 70000)
        self.assertIn(settings["version"], page.text)

    def test_only_its_own_programs_are_served(self):
        for name in ("worker.js", "..%2Fcapture.js", "secret.txt"):
            answer = self.url_open(f"/pr/capture/files/1/{name}")
            self.assertEqual(answer.status_code, 404, name)

    def test_a_program_of_another_version_is_not_kept(self):
        answer = self.url_open("/pr/capture/files/1/capture.js")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_logged_out_gets_nothing(self):
        page = self.url_open("/pr/capture", allow_redirects=False)
        self.assertEqual(page.status_code, 303)
        self.assertIn("/web/login", page.headers["Location"])
        answer = self.url_open("/pr/capture/session")
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(set(answer.json()), {"error"})
        with mute_logger("odoo.http"):
            answer = self._send(number=NUMBER)
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._captured())

    def test_portal_gets_nothing(self):
        self.authenticate(self.neighbour.login, self.neighbour.login)
        self.assertEqual(self.url_open("/pr/capture").status_code, 404)
        self.assertEqual(self.url_open("/pr/capture/session").status_code, 403)

    def test_without_a_token_nothing_is_taken(self):
        self.authenticate(self.works.login, self.works.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/pr/capture/send", data={"uuid": NUMBER, "what": "Uno"}
            )
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._captured())

    def test_sent_twice_is_stored_once(self):
        self.authenticate(self.works.login, self.works.login)
        files = {"photo": ("photo", picture(), "image/jpeg")}
        first = self._send(files=files, number=NUMBER, days="7")
        self.assertEqual(first.json(), {"uuid": NUMBER, "new": True})
        again = self._send(files=files, number=NUMBER, days="7")
        self.assertEqual(again.json(), {"uuid": NUMBER, "new": False})
        self.assertEqual(self._captured().attachment_ids.name, "photo.jpg")

    def test_too_large_says_what_to_do(self):
        self.env.company.pr_capture_max_mb = 1
        self.authenticate(self.works.login, self.works.login)
        large = {"photo": ("photo", bytes(1024 * 1024 + 1), "image/jpeg")}
        answer = self._send(files=large, number=NUMBER)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("larger than 1 MB", answer.json()["error"])
        self.assertIn("still on your telephone", answer.json()["error"])
        self.assertFalse(self._captured())

    def test_other_kinds_of_file_are_refused(self):
        self.authenticate(self.works.login, self.works.login)
        for name, mimetype in (
            ("photo", "image/svg+xml"),
            ("photo", "text/html"),
            ("voice", "application/octet-stream"),
        ):
            answer = self._send(files={name: ("x", b"<svg/>", mimetype)}, number=NUMBER)
            self.assertEqual(answer.status_code, 422, mimetype)
        self.assertFalse(self._captured())

    def test_an_empty_entry_or_one_without_number_is_refused(self):
        self.authenticate(self.works.login, self.works.login)
        self.assertEqual(self._send(what=" ").status_code, 422)
        self.assertEqual(self._send(number="1").status_code, 422)

    def test_the_application_can_be_installed(self):
        manifest = self.url_open("/pr/capture/app.webmanifest")
        self.assertIn("manifest+json", manifest.headers["Content-Type"])
        data = manifest.json()
        self.assertEqual((data["start_url"], data["scope"]), ("/pr/capture",) * 2)
        for icon in data["icons"]:
            raw = self.url_open(icon["src"]).content
            side = int(icon["sizes"].split("x")[0])
            self.assertEqual(Image.open(io.BytesIO(raw)).size, (side, side))
