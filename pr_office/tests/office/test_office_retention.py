from datetime import date
from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import TransactionCase, freeze_time, new_test_user
from odoo.tests.common import warmup
from odoo.tools import mute_logger

from ..agenda.common import AgendaCase

NOTE = "Nos escribe Ana Condori, 987654321"


@freeze_time("2036-05-10 15:00:00")
class TestOfficeRetention(AgendaCase):
    """What is no longer needed goes, by a rule somebody looked at before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["pr.retention.rule"].with_user(cls.manager)
        cls.rules.sudo().search([]).unlink()
        cls.old = cls._received(date_received="2030-01-01")
        cls.recent = cls._received(date_received="2036-01-01")
        cls.rule = cls._rule()

    @classmethod
    def _received(cls, **values):
        return cls.env["pr.incoming"].create(
            {
                "name": "Pide apoyo",
                "sender_name": "Ana Condori",
                "agenda_id": cls.agenda.id,
                "case_file": "001-2030",
                "act_note": "Vive en Lima",
                **values,
            }
        )

    @classmethod
    def _rule(cls, model="pr.incoming", date_field="date_received", **values):
        return cls.rules.create(
            {
                "name": "Documentos",
                "criterion": f"{model},{date_field}",
                "months": 60,
                "legal_ground": "Ley 29733, art. 28",
                **values,
            }
        )

    def _run(self):
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress", return_value=60
        ) as progress:
            self.env["pr.retention.rule"]._cron_apply()
        self.env.invalidate_all()
        return progress

    def _activate(self, rule=None):
        rule = rule or self.rule
        rule.action_preview()
        rule.action_activate()

    def test_a_proposal_does_nothing(self):
        self._run()
        self.assertEqual(self.old.sender_name, "Ana Condori")

    def test_it_says_beforehand_what_it_reaches(self):
        self.assertEqual(self.rule.reached_count, 1)
        self.assertIn("Pide apoyo", self.rule.reached_names)
        with self.assertRaisesRegex(UserError, "What it reaches"):
            self.rule.action_activate()
        action = self.rule.action_preview()
        self.assertEqual(action["domain"], [("id", "in", self.old.ids)])
        self.rule.action_activate()
        self.assertEqual(self.rule.state, "active")

    def test_what_is_over_loses_the_person_and_keeps_the_rest(self):
        self.old.message_post(body=NOTE)
        self.old.scan = "UERG"
        self._activate()
        self._run()
        self.assertEqual(self.old.sender_name, "[anonymised]")
        self.assertEqual(self.old.act_note, "[anonymised]")
        self.assertEqual(self.old.name, "Pide apoyo")
        self.assertEqual(self.old.case_file, "001-2030")
        self.assertEqual(self.old.date_received, date(2030, 1, 1))
        self.assertFalse(self.old.scan)
        self.assertNotIn("Condori", str(self.old.message_ids.mapped("body")))
        self.assertEqual(self.recent.sender_name, "Ana Condori")
        log = self.env["pr.privacy.log"].search([("rule_id", "=", self.rule.id)])
        self.assertEqual((log.kind, log.details), ("retention", "Incoming Letter: 1"))

    def test_once_is_enough(self):
        self._activate()
        self._run()
        self.assertEqual(self.rule.reached_count, 0)
        self._run()
        logs = self.env["pr.privacy.log"].search_count([("rule_id", "=", self.rule.id)])
        self.assertEqual(logs, 1)

    def test_a_later_moment_counts_again(self):
        feed = self.env["pr.agenda.feed"].create(
            {"agenda_id": self.agenda.id, "name": "Celular", "scope": "public"}
        )
        rule = self._rule("pr.agenda.feed", "last_read_on", months=6)
        for day in ("2035-01-01", "2035-06-01"):
            feed.write({"last_read_on": day, "last_reader": "Teléfono, 10.0.0.1"})
            if rule.state == "proposed":
                self._activate(rule)
            self._run()
            self.assertEqual(feed.last_reader, "[anonymised]")

    def test_archive(self):
        rule = self._rule("pr.position", "create_date", months=1, action="archive")
        position = self.env["pr.position"].create(
            {
                "name": "Cargo",
                "institution_id": self.env["res.partner"]
                .create({"name": "Colegio", "is_company": True})
                .id,
            }
        )
        self.cr.execute(
            "UPDATE pr_position SET create_date = '2030-01-01' WHERE id = %s",
            [position.id],
        )
        position.invalidate_recordset()
        self._activate(rule)
        self._run()
        self.assertFalse(position.active)

    def test_what_cannot_be_archived_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be archived"):
            self._rule(action="archive")

    def test_a_date_that_no_record_has_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "dates listed"):
            self.rule.criterion = "pr.incoming,nothing"

    def test_keep_for_ever_reaches_nothing(self):
        rule = self._rule("pr.gift", "date", months=0, action="keep")
        self.assertEqual(rule.reached_count, 0)
        rule.action_activate()
        self.assertEqual(rule.state, "active")

    def test_months_are_needed(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self._rule(months=0)

    def test_a_rule_in_force_does_not_change(self):
        self._activate()
        with self.assertRaisesRegex(UserError, "Suspend"):
            self.rule.months = 1
        self.rule.action_suspend()
        self.rule.action_preview()
        self.rule.months = 1
        with self.assertRaises(UserError):
            self.rule.action_activate()

    def test_one_that_fails_stops_no_other(self):
        self._activate()
        service = self.env.registry["pr.personal.data"]
        with (
            patch.object(service, "_anonymise_records", side_effect=ValueError),
            mute_logger("odoo.addons.pr_office.models.office.pr_retention_rule"),
        ):
            progress = self._run()
        progress.assert_called_once()
        self.assertEqual(self.old.sender_name, "Ana Condori")
        self._run()
        self.assertEqual(self.old.sender_name, "[anonymised]")

    def test_it_stops_when_time_is_over(self):
        self._activate()
        with (
            patch.object(
                self.env.registry["ir.cron"], "_commit_progress", return_value=0
            ),
            patch("odoo.addons.pr_office.models.office.pr_retention_rule._BATCH", 1),
        ):
            self._received(date_received="2029-01-01")
            self.assertFalse(self.rule.sudo()._apply_all())
        self.assertEqual(self.rule.reached_count, 1)

    @warmup
    def test_the_queries_do_not_depend_on_the_number(self):
        counts = []
        self._activate()
        rule_sudo = self.rule.sudo()
        for number in (2, 2, 40):
            letters = self.env["pr.incoming"].union(
                *(self._received(date_received="2029-01-01") for _x in range(number))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rule_sudo._apply(letters)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        _cold, few, many = counts
        self.assertEqual(many, few)

    def test_rights(self):
        auditor = new_test_user(self.env, "audits", groups="pr_office.group_auditor")
        for user in (self.officer, self.secretary, self.mayor_user, auditor):
            rule = self.rule.with_user(user)
            self.assertTrue(rule.legal_ground)
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                rule.action_activate()
        self.assertFalse(self.rule.with_user(self.employee).has_access("read"))
        for user in (self.manager, auditor):
            logs = self.env["pr.privacy.log"].with_user(user)
            self.assertTrue(logs.has_access("read"))
            self.assertFalse(logs.has_access("write"))
            self.assertFalse(logs.has_access("unlink"))


class TestOfficeRetentionSeeds(TransactionCase):
    def test_only_registers_that_are_kept_are_in_force(self):
        rules = self.env["pr.retention.rule"].search([])
        active = rules.filtered(lambda rule: rule.state == "active")
        self.assertEqual(
            set(active.mapped("model")), {"pr.gift", "pr.trip", "pr.visit"}
        )
        self.assertEqual(set(active.mapped("action")), {"keep"})
        for rule in rules - active:
            self.assertIn("Por verificar", rule.legal_ground)
        self.assertIn("pr.incoming", rules.mapped("model"))
