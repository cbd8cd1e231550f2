from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ProtocolCase

MODELS = ("pr.event", "pr.event.guest", "pr.event.segment")


@tagged("post_install", "-at_install")
class TestProtocolRights(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls._user("auditor", "pr_office.group_auditor")
        cls.act = cls._planned()
        cls.guest = cls._guest(cls.act, cls.judge)

    def _records(self, user):
        return [
            record.with_user(user)
            for record in (self.act, self.guest, self.act.segment_ids[:1])
        ]

    def test_an_officer_keeps_acts_and_configures_no_types(self):
        for model in MODELS:
            for mode in ("read", "write", "create", "unlink"):
                allowed = self.env[model].with_user(self.officer).has_access(mode)
                self.assertTrue(allowed, (model, mode))
        self._nope(self.officer, self.kind, name="Otro")

    def test_management_secretary_and_auditor_read_and_change_nothing(self):
        for user in (self.mayor_user, self.secretary, self.auditor):
            for record in self._records(user):
                self.assertTrue(record.read(["display_name"]))
                with self.assertRaises(AccessError):
                    record.unlink()
            self._nope(user, self.act, name="Otro")
            self._nope(user, self.act, plan_b_place="Otro")
            self._nope(user, self.guest, manual_place=1, manual_reason="porque sí")
            self._nope(user, self.kind, name="Otro")
            for method in ("action_approve", "action_back_to_draft", "action_cancel"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(self.act.with_user(user), method)()
            for method in ("action_accept", "action_arrive", "_get_page_url"):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(self.guest.with_user(user), method)()

    def _nope(self, user, record, **values):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            record.with_user(user).write(values)

    def test_the_rest_of_the_house_portal_and_public_see_nothing(self):
        portal = new_test_user(self.env, "act_portal", groups="base.group_portal")
        for user in (self.employee, portal, self.env.ref("base.public_user")):
            for record in self._records(user):
                with self.assertRaises(AccessError):
                    record.read(["display_name"])

    def test_the_head_configures_and_approves(self):
        self.kind.with_user(self.manager).name = "Otra"
        self.act.with_user(self.manager).action_approve()
        self.assertEqual(self.act.state, "approved")

    # -- private acts -------------------------------------------------------------

    def test_a_private_act_is_hidden_in_every_way_but_from_its_own(self):
        self.act.calendar_event_id.sudo().pr_publication = "private"
        self.env.flush_all()
        self.env.invalidate_all()
        strangers = (self.other_secretary, self.manager, self.auditor)
        for user in strangers:
            for record in self._records(user):
                with self.assertRaises(AccessError):
                    record.read(["display_name"])
                self.assertFalse(record.search([("id", "=", record.id)]))
            events = self.env["pr.event"].with_user(user)
            self.assertFalse(events.search([("name", "=", "Aniversario")]))
            self.assertFalse(events.search([("location", "ilike", "Plaza")]))
            self.assertFalse(events._read_group([], ["name"], ["__count"]))
            guests = self.env["pr.event.guest"].with_user(user)
            self.assertFalse(guests.search([("event_id.name", "=", "Aniversario")]))
            self.assertFalse(guests._read_group([], ["event_id"], ["__count"]))
        for user in (self.officer, self.secretary, self.mayor_user):
            for record in self._records(user):
                self.assertTrue(record.read(["display_name"]))
            found = self.env["pr.event"].with_user(user)
            self.assertEqual(found.search([("name", "=", "Aniversario")]), self.act)

    def test_who_is_private_by_default_hides_the_acts_too(self):
        self.assertFalse(self.act.is_hidden)
        settings = self.officer.res_users_settings_id or self.env[
            "res.users.settings"
        ].create({"user_id": self.officer.id})
        entry = self.act.calendar_event_id.sudo()
        self.env.cr.execute(
            "UPDATE calendar_event SET privacy = NULL, pr_publication = NULL"
            " WHERE id = %s",
            [entry.id],
        )
        self.env.invalidate_all()
        settings.calendar_default_privacy = "private"
        self.assertTrue(self.act.is_hidden)

    # -- companies ----------------------------------------------------------------

    def test_another_municipality_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Otra municipalidad"})
        user = new_test_user(
            self.env,
            "act_other",
            groups="pr_office.group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for record in self._records(user):
            with self.assertRaises(AccessError):
                record.read(["display_name"])
        self.kind.company_id = self.env.company
        with self.assertRaises(AccessError):
            self.kind.with_user(user).read(["name"])

    def test_the_seed_of_a_page_is_nobodys(self):
        for user in (self.officer, self.manager, self.secretary):
            with self.assertRaises(AccessError):
                self.guest.with_user(user).read(["page_seed"])

    def test_a_secretary_who_changes_a_holder_passes_the_invitation_on(self):
        new = self.env["res.partner"].create({"name": "Nora Nueva"})
        self.judge.pr_mandate_ids.date_end = "2030-12-31"
        self.env["pr.mandate"].with_user(self.officer).create(
            {
                "partner_id": new.id,
                "position_id": self.guest.position_id.id,
                "date_start": "2031-01-01",
            }
        )
        self.assertEqual(self.guest.partner_id, new)
