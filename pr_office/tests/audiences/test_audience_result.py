import base64

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .test_audience_day import DayCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class TestAudienceResult(DayCase):
    """What came of an audience: validation, closing, opening again."""

    def test_the_official_validates_in_the_own_session(self):
        request = self._held()
        mine = request.with_user(self.mayor_user)
        self.assertTrue(mine.can_validate)
        self.assertFalse(request.with_user(self.secretary).can_validate)
        wizard = (
            self.env["pr.audience.validate"]
            .with_user(self.mayor_user)
            .create({"audience_id": request.id, "motive_final": "meeting"})
        )
        wizard.action_validate()
        self.assertEqual(request.validation_id.kind, "session")
        self.assertEqual(request.validation_id.approver_id, self.mayor)
        self.assertEqual(request.motive_final, "meeting")
        self.assertIn("Mayor", request.validation_label)
        self.assertFalse(mine.can_validate)

    def test_nobody_else_validates_as_the_official(self):
        request = self._held()
        for user in (self.secretary, self.officer, self.manager):
            with self.assertRaises(AccessError):
                request.with_user(user)._validate_in_session("meeting")
        with self.assertRaises(AccessError):
            request.with_user(self.employee)._validate_in_session("meeting")
        self.assertFalse(request.validation_id)

    def test_a_link_or_a_word_validates_too(self):
        for how in ("link", "verbal"):
            request = self._held(15 if how == "link" else 16, motive_final="services")
            if how == "link":
                approval, _address = request._ask_approval(self.mayor)
                self.assertFalse(request.validation_id)
                approval.sudo()._decide("approved")
            else:
                approval = request._record_verbal_approval(
                    self.mayor, self._time(18), "Conforme"
                )
            self.assertEqual(request.validation_id, approval)
            self.assertEqual(request.validation_id.kind, how)

    def test_an_observation_comes_back_as_a_task(self):
        request = self._held(motive_final="services")
        approval, _address = request._ask_approval(self.mayor)
        approval.sudo()._decide("observed", "Fue gestión de intereses")
        self.assertFalse(request.validation_id)
        self.assertEqual(request.activity_ids.user_id, self.secretary)
        self.assertIn("gestión de intereses", request.activity_ids.summary)

    def test_a_changed_motive_is_validated_again(self):
        request = self._held(motive_final="services")
        request._record_verbal_approval(self.mayor, self._time(18))
        request.motive_final = "services"
        self.assertTrue(request.validation_id)
        request.motive_final = "other"
        self.assertFalse(request.validation_id)

    def test_it_is_asked_for_only_after_the_audience(self):
        request = self._scheduled()
        with self.assertRaisesRegex(UserError, "came out"):
            request.action_ask_approval()
        with self.assertRaisesRegex(UserError, "came out"):
            request.with_user(self.mayor_user)._validate_in_session("meeting")
        action = self._held(16, motive_final="other").action_ask_approval()
        self.assertEqual(action["context"]["default_approver_id"], self.mayor.id)

    def test_the_house_may_want_the_validation_before_closing(self):
        self.env.company.pr_audience_validated = True
        request = self._held(motive_final="services")
        with self.assertRaisesRegex(UserError, "has not validated"):
            request.action_close()
        request._record_verbal_approval(self.mayor, self._time(18))
        request.action_close()
        self.assertEqual(request.state, "closed")

    def _close(self, request, **values):
        wizard_model = self.env["pr.audience.close"].with_user(self.secretary)
        return wizard_model.create({"audience_id": request.id, **values})

    def test_closing_tells_the_summary_as_it_was_edited(self):
        request = self._held(motive_declared="meeting")
        self.env["pr.commitment"].create(
            {
                "name": "Enviar a la cuadrilla",
                "origin_model": "pr.audience",
                "origin_id": request.id,
                "date_due": "2036-06-01",
            }
        )
        wizard = self._close(request)
        self.assertEqual(wizard.motive_final, "meeting")
        self.assertIn("Enviar a la cuadrilla, by 01/06/2036", wizard.text)
        self.assertIn("13/05/2036", wizard.text)
        wizard.text = "Gracias por venir, señora Julia."
        wizard.action_close()
        self.assertEqual(request.state, "closed")
        notice = request.notice_ids.filtered(lambda n: n.kind == "closed")
        self.assertEqual(notice.text, "Gracias por venir, señora Julia.")

    def test_closing_may_tell_nothing(self):
        request = self._held()
        self._close(request, motive_final="other", tell=False).action_close()
        self.assertEqual(request.state, "closed")
        self.assertFalse(request.notice_ids.filtered(lambda n: n.kind == "closed"))

    def test_closing_wants_what_the_law_wants(self):
        request = self._held()
        with self.assertRaisesRegex(UserError, "final motive"):
            self._close(request).action_close()
        with self.assertRaisesRegex(UserError, "summary"):
            self._close(request, motive_final="lobbying").action_close()
        with self.assertRaisesRegex(UserError, "is told"):
            self._close(request, motive_final="other", text=" ").action_close()

    def test_a_closed_record_is_frozen_until_opened_with_a_reason(self):
        request = self._held(motive_final="services")
        request.action_close()
        for values in (
            {"motive_final": "other"},
            {"minutes_text": "<p>Otra cosa</p>"},
            {"time_out": False},
        ):
            with self.assertRaisesRegex(UserError, "open it again"):
                request.write(values)
        with self.assertRaisesRegex(UserError, "Say why"):
            request.reopen(" ")
        request.reopen("Faltó un compromiso")
        self.assertEqual(request.state, "held")
        self.assertEqual(request.state_reason, "Faltó un compromiso")
        request.motive_final = "other"
        with self.assertRaisesRegex(UserError, "cannot become"):
            request.reopen("Otra vez")

    def test_who_may_only_read_closes_nothing(self):
        request = self._held(motive_final="services")
        for user in (self.mayor_user, self.employee):
            with self.assertRaises(AccessError):
                request.with_user(user).action_close()
            with self.assertRaises(AccessError):
                self.env["pr.audience.close"].with_user(user).create(
                    {"audience_id": request.id}
                )
        request.action_close()
        with self.assertRaises(AccessError):
            request.with_user(self.mayor_user).reopen("Porque sí")

    def test_the_record_keeps_its_history(self):
        request = self._held(minutes_text="<p>Primera versión</p>")
        request.minutes_text = "<p>Segunda versión</p>"
        (revision,) = request.html_field_history_metadata["minutes_text"]
        content = request.html_field_history_get_content_at_revision(
            "minutes_text", revision["revision_id"]
        )
        self.assertIn("Primera", content)

    def test_a_commitment_in_two_taps_reaches_its_owner(self):
        request = self._held()
        action = request.action_new_commitment()
        self.assertEqual(action["target"], "new")
        commitment = (
            self.env["pr.commitment"]
            .with_user(self.secretary)
            .with_context(**action["context"])
            .create(
                {
                    "name": "Enviar a la cuadrilla",
                    "user_id": self.employee.id,
                    "date_due": "2036-06-01",
                }
            )
        )
        self.assertEqual(request.commitment_ids, commitment)
        self.assertEqual(commitment.partner_name, "Julia Ccori")
        self.assertEqual(commitment.activity_ids.user_id, self.employee)

    def test_the_control_file_tells_all(self):
        request = self._held(motive_final="services")
        request._record_verbal_approval(self.mayor, self._time(18), "Conforme")
        self.env["ir.attachment"].create(
            {
                "name": "acta.pdf",
                "res_model": "pr.audience",
                "res_id": request.id,
                "raw": b"%PDF-1.4 acta",
            }
        )
        self.env.flush_all()
        self.cr.precommit.run()
        (sheet,) = request.with_user(self.mayor_user)._get_control_sheets()
        facts = dict(sheet["facts"])
        self.assertEqual(facts["In and out"], "13/05/2036 10:05–10:25")
        self.assertIn("verbally", facts["Validation"])
        self.assertTrue(sheet["approvals"][0]["verbal"])
        self.assertEqual(len(sheet["files"][0]["sha256"]), 64)
        changed = {row["field"] for row in sheet["changes"]}
        self.assertLessEqual({"State", "In", "Out"}, changed)


class TestAudienceStatement(DayCase):
    """The visitor's sworn statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["pr.privacy.notice"].search([("code", "=", "statement")]).filtered(
            lambda notice: notice.state == "published"
        ).action_withdraw()
        cls.notice = cls.env["pr.privacy.notice"].create(
            {
                "code": "statement",
                "title": "Declaración jurada",
                "text": "<p>Declaro bajo juramento que los datos son ciertos.</p>",
                "approved_by": "Asesoría Jurídica",
                "valid_from": "2020-01-01",
            }
        )
        cls.notice.action_publish()

    def _statement(self, request=None):
        request = request or self._scheduled()
        with freeze_time(self._time(15)):
            request.action_arrived()
            action = request.visitor_ids[:1].action_open_statement()
        return (
            self.env["pr.audience.statement"]
            .with_user(self.secretary)
            .browse(action["res_id"])
        )

    def test_it_is_filled_in_with_what_is_known(self):
        statement = self._statement()
        self.assertEqual(statement.name, "Julia Ccori")
        self.assertEqual(statement.document_number, "45678912")
        self.assertEqual(statement.visited_name, "Mayor")
        self.assertEqual(statement.notice_id, self.notice)
        again = statement.visitor_id.action_open_statement()
        self.assertEqual(again["res_id"], statement.id)

    def test_signed_on_the_screen_it_is_frozen(self):
        statement = self._statement()
        with self.assertRaisesRegex(UserError, "Sign in the box"):
            statement.action_sign()
        statement.signature = PIXEL
        statement.action_sign()
        self.assertTrue(statement.visitor_id.is_declared)
        self.assertEqual(statement.user_id, self.secretary)
        self.assertEqual(statement.audience_id.motive_declared, "meeting")
        with self.assertRaisesRegex(UserError, "stays as it is"):
            statement.name = "Otra"
        action = statement.action_new_version()
        self.assertNotEqual(action["res_id"], statement.id)

    def test_signed_on_paper(self):
        statement = self._statement()
        statement.action_signed_on_paper()
        self.assertEqual(statement.signed_how, "paper")

    def test_whoever_manages_interests_declares_the_decision(self):
        statement = self._statement()
        statement.motive = "lobbying"
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            statement.action_signed_on_paper()
            self.env.flush_all()

    def test_without_a_published_text_there_is_none(self):
        self.notice.action_withdraw()
        with self.assertRaisesRegex(UserError, "not published"):
            self._statement()

    def test_the_paper(self):
        statement = self._statement()
        text = self._print(statement, "pr_audience_statement_report")
        for shown in ("Declaro bajo juramento", "Julia Ccori", "45678912", "Mayor"):
            self.assertIn(shown, text)
        for hidden in ("984 100 200", "Agua en la junta"):
            self.assertNotIn(hidden, text)

    def test_rights(self):
        statement = self._statement()
        auditor = new_test_user(
            self.env, "statement_auditor", groups="pr_office.group_auditor"
        )
        for user in (self.mayor_user, auditor):
            self.assertTrue(statement.with_user(user).name)
            with self.assertRaises(AccessError):
                statement.with_user(user).action_signed_on_paper()
        with self.assertRaises(AccessError):
            statement.with_user(self.employee).read(["name"])
        with self.assertRaises(AccessError):
            statement.with_user(self.secretary).unlink()


class TestAudienceForgotten(DayCase):
    """What is left of the people when the time of a request is over."""

    def test_nothing_personal_is_left(self):
        request = self._held(
            15,
            participants="Ana Rojas 45678913",
            brief_note="<p>Julia es dirigente</p>",
            notes="Julia lloró",
            motive_final="meeting",
            minutes_text="<p>Se acordó reparar la red</p>",
        )
        request.minutes_text = "<p>Se acordó reparar la red de agua</p>"
        statement = self.env["pr.audience.statement"].create(
            {
                "audience_id": request.id,
                "visitor_id": request.visitor_ids[0].id,
                "name": "Julia Ccori",
                "document_number": "45678912",
                "motive": "meeting",
                "visited_name": "Mayor",
                **self._publish(),
            }
        )
        statement.signature = PIXEL
        statement.action_sign()
        request.action_close()
        number, start = request.name, request.start
        self.env["pr.personal.data"]._anonymise_records(request)
        self.env.invalidate_all()
        self.assertEqual((request.name, request.start), (number, start))
        self.assertEqual(request.motive_final, "meeting")
        self.assertTrue(request.time_in)
        self.assertTrue(statement.notice_hash)
        self.assertTrue(request.notice_ids)
        # the public register stays as the law wants it
        kept = [name for name in request._fields if not name.startswith("visit_id")]
        dump = repr(
            [
                request.sudo().read(kept),
                request.visitor_ids.sudo().read(),
                statement.sudo().read(),
                request.event_id.sudo().read(["name", "description"]),
                request.slot_id.sudo().read(["name"]),
                request.notice_ids.sudo().read(),
                request.message_ids.sudo().read(["body", "subject"]),
                request.approval_ids.sudo().read(["name", "shown_text"]),
            ]
        )
        for personal in ("Julia", "Ccori", "45678912", "45678913", "Ana Rojas"):
            self.assertNotIn(personal, dump)
        self.assertFalse(base64.b64decode(statement.signature or ""))

    def _publish(self):
        notice = self.env["pr.privacy.notice"].create(
            {
                "code": "statement",
                "title": "Declaración jurada",
                "text": "<p>Declaro bajo juramento.</p>",
                "approved_by": "Asesoría Jurídica",
                "valid_from": "2020-01-01",
            }
        )
        notice.action_publish()
        return {"notice_id": notice.id, "notice_hash": notice.text_hash}
