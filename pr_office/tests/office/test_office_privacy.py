import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, new_test_user
from odoo.tools import SQL, mute_logger

from ...tools import privacy
from ..agenda.common import AgendaCase

TEXT = "<p>Sus datos se usan para responderle.</p>"


@freeze_time("2036-05-10 15:00:00")
class TestOfficePrivacyNotice(AgendaCase):
    """What people are told has a version, and what was shown is proved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.notices = cls.env["pr.privacy.notice"].with_user(cls.manager)
        cls.notices.sudo().search([("state", "=", "draft")]).unlink()
        cls.notice = cls._published()

    @classmethod
    def _published(cls, **values):
        notice = cls.notices.create(
            {
                "code": "desk",
                "title": "Aviso",
                "text": TEXT,
                "approved_by": "Asesoría Jurídica, Informe 12",
                **values,
            }
        )
        notice.action_publish()
        return notice

    def _received(self):
        return (
            self.env["pr.incoming"]
            .with_user(self.secretary)
            .create(
                {
                    "name": "Pide apoyo",
                    "sender_name": "Ana Condori",
                    "agenda_id": self.agenda.id,
                }
            )
        )

    def test_the_current_one_is_the_latest_in_force(self):
        self.assertEqual(self.notices._current("desk"), self.notice)
        later = self._published(valid_from="2036-06-01")
        self.assertEqual(later.version, self.notice.version + 1)
        self.assertEqual(self.notices._current("desk"), self.notice)
        with freeze_time("2036-06-01 15:00:00"):
            self.assertEqual(self.notices._current("desk"), later)
        self.assertFalse(self.notices._current("survey"))

    def test_the_municipalitys_own_goes_before_one_for_all(self):
        common = self._published(company_id=False, valid_from="2036-05-09")
        self.assertEqual(self.notices._current("desk"), self.notice)
        other = self.env["res.company"].create({"name": "Otra"})
        self.manager.company_ids += other
        notices = self.notices.with_context(allowed_company_ids=other.ids)
        self.assertEqual(notices._current("desk"), common)
        self.assertTrue(self.notice.is_current)

    def test_a_withdrawn_one_does_not_bring_back_the_older(self):
        second = self._published()
        second.action_withdraw()
        self.assertFalse(self.notices._current("desk"))

    def test_a_published_text_never_changes(self):
        for values in ({"text": "<p>Otro</p>"}, {"state": "draft"}, {"code": "survey"}):
            with self.assertRaisesRegex(UserError, "New version"):
                self.notice.write(values)
        with self.assertRaises(UserError):
            self.notice.unlink()

    def test_the_database_keeps_the_text_too(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                SQL(
                    "UPDATE pr_privacy_notice SET text = 'Otro' WHERE id = %s",
                    self.notice.id,
                )
            )

    def test_nor_its_fingerprint_once_it_was_shown(self):
        self._received()._record_notice("counter")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ForeignKeyViolation),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                SQL(
                    "UPDATE pr_privacy_notice SET text = 'Otro',"
                    " text_hash = encode(sha256(convert_to('Otro', 'UTF8')), 'hex')"
                    " WHERE id = %s",
                    self.notice.id,
                )
            )

    def test_a_new_version_is_a_draft_of_its_own(self):
        action = self.notice.action_new_version()
        draft = self.notices.browse(action["res_id"])
        self.assertEqual((draft.state, draft.version), ("draft", 2))
        draft.text = "<p>Mejor</p>"
        self.assertEqual(self.notice.text, TEXT)

    def test_blanks_and_missing_approval_are_named(self):
        draft = self.notices.create(
            {"code": "survey", "title": "X", "text": "<p>[nombre del banco]</p>"}
        )
        with self.assertRaisesRegex(UserError, "nombre del banco"):
            draft.action_publish()
        draft.text = TEXT
        with self.assertRaisesRegex(UserError, "legal office"):
            draft.action_publish()
        draft.text = "<p><br></p>"
        with self.assertRaisesRegex(UserError, "no text"):
            draft.action_publish()

    def test_text_is_cleaned(self):
        draft = self.notices.create(
            {"code": "survey", "title": "X", "text": "<p>a<script>x()</script></p>"}
        )
        self.assertNotIn("script", draft.text)

    def test_a_proof_says_who_read_what_and_when(self):
        letter = self._received()
        proof = letter._record_notice("counter", purposes=["bulletin"])
        self.assertEqual(proof.person_name, "Ana Condori")
        self.assertEqual(proof.notice_hash, self.notice.text_hash)
        self.assertEqual(str(proof.shown_on), "2036-05-10 15:00:00")
        self.assertEqual(letter.privacy_proof_ids, proof)
        self.assertEqual(letter.privacy_consent_ids.purpose, "bulletin")

    def test_without_a_notice_the_way_out_is_said(self):
        self.notice.action_withdraw()
        with self.assertRaisesRegex(UserError, "Privacy notices"):
            self._received()._record_notice("counter")

    def test_the_dialog_records_the_same(self):
        letter = self._received()
        wizard = (
            self.env["pr.privacy.record"]
            .with_user(self.secretary)
            .with_context(**letter.action_record_notice()["context"])
            .create({"consent_photos": True})
        )
        self.assertEqual(wizard.notice_id, self.notice)
        wizard.action_record()
        self.assertEqual(letter.privacy_proof_ids.channel, "counter")
        self.assertEqual(letter.privacy_consent_ids.purpose, "photos")

    def test_nobody_changes_a_proof(self):
        proof = self._received()._record_notice("phone")
        for user in (self.secretary, self.officer, self.manager):
            for operation in (
                lambda proof: proof.write({"person_name": "Otra"}),
                lambda proof: proof.unlink(),
            ):
                with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                    operation(proof.with_user(user))

    def test_a_draft_was_shown_to_nobody(self):
        draft = self.notices.create({"code": "survey", "title": "X", "text": TEXT})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.cr.savepoint(),
        ):
            self.env["pr.privacy.proof"].with_user(self.secretary).create(
                {"notice_id": draft.id, "person_name": "Ana", "channel": "web"}
            )

    def _consent(self, **values):
        return (
            self.env["pr.privacy.consent"]
            .with_user(self.secretary)
            .create(
                {
                    "purpose": "bulletin",
                    "partner_id": self.neighbour.id,
                    "notice_id": self.notice.id,
                    "channel": "counter",
                    **values,
                }
            )
        )

    def test_a_consent_is_taken_back_with_its_day(self):
        consent = self._consent()
        consents = self.env["pr.privacy.consent"]
        people = self.neighbour + self.mayor
        self.assertEqual(consents._get_consenting(people, "bulletin"), self.neighbour)
        self.assertFalse(consents._get_consenting(people, "survey"))
        with freeze_time("2036-05-11 15:00:00"):
            consent.action_revoke()
        self.assertEqual(str(consent.revoked_on), "2036-05-11 15:00:00")
        self.assertEqual(consent.state, "revoked")
        self.assertFalse(consents._get_consenting(people, "bulletin"))
        self.assertTrue(self._consent())

    def test_a_consent_is_not_rewritten(self):
        consent = self._consent()
        with self.assertRaises(UserError):
            consent.given_on = "2030-01-01"
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
            consent.unlink()

    def test_one_consent_for_a_purpose(self):
        self._consent()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.cr.savepoint(),
        ):
            self._consent()

    def test_rights(self):
        auditor = new_test_user(self.env, "audits", groups="pr_office.group_auditor")
        for user in (self.mayor_user, self.officer, self.secretary, auditor):
            notice = self.notice.with_user(user)
            self.assertTrue(notice.title)
            self.assertFalse(notice.has_access("write"))
        for name in ("notice", "proof", "consent"):
            model = self.env[f"pr.privacy.{name}"]
            self.assertFalse(model.with_user(self.employee).has_access("read"))
            self.assertFalse(model.with_user(self.mayor_user).has_access("create"))


class TestOfficePrivacySeeds(TransactionCase):
    def test_the_texts_shipped_wait_for_the_legal_office(self):
        notices = self.env["pr.privacy.notice"]
        for code in notices._fields["code"].get_values(self.env):
            notice = self.env.ref(f"pr_office.privacy_notice_{code}")
            self.assertEqual((notice.code, notice.state), (code, "draft"))
            self.assertTrue(privacy.find_blanks(notice.text))
            self.assertIn("29733", notice.legal_source)
            with self.assertRaisesRegex(UserError, "blanks"):
                notice.action_publish()
