from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user

MODES = ("read", "create", "write", "unlink")
# What the office configures, and nobody but its head
CONFIGURATION = (
    "pr.form.of.address",
    "pr.institution.type",
    "pr.letter.type",
    "pr.personage.category",
    "pr.position.category",
    "pr.precedence.list",
    "pr.precedence.rank",
    "pr.privacy.notice",
    "pr.register.layout",
    "pr.retention.rule",
    "pr.year.name",
)
REGISTER = ("pr.mandate", "pr.position")
# Rows that serve subscriptions and public pages; they hold private texts and keys
UNREADABLE = (
    "pr.audience.upload",
    "pr.calendar.override",
    "pr.calendar.resource",
    "pr.rate.limit",
)
# Breaches and what is missing in the register: the secretary's and the head's
NARROW = {"pr.lobby.omission", "pr.visit.gap"}
# Open to everybody of the house; record rules leave each the own ones
OWN = {"pr.agenda.feed", "pr.commitment", "pr.phone.message"}
OWN_TO_CREATE = {"pr.agenda.feed", "pr.phone.message"}
# An authority makes the sheets of the own agenda; whoever went reports on the letter
OWN_OF_MANAGEMENT = {"pr.agenda.sheet", "pr.incoming"}


class TestOfficeRoles(TransactionCase):
    """What each group may do, as a story with its "nope" lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = [
            name
            for name in cls.env.registry
            if name.startswith("pr.") and not cls.env[name]._abstract
        ]
        cls.lasting = [
            name
            for name in cls.names
            if not cls.env[name]._transient and name not in UNREADABLE
        ]

    def _user(self, group):
        login = group.replace(".", "_")
        return new_test_user(self.env, f"role_{login}", groups=group)

    def _allowed(self, user, mode, names=None):
        return [
            name
            for name in names or self.lasting
            if self.env[name].with_user(user).has_access(mode)
        ]

    def test_public_and_portal_see_nothing(self):
        for user in (self.env.ref("base.public_user"), self._user("base.group_portal")):
            for mode in MODES:
                self.assertFalse(self._allowed(user, mode, self.names), mode)

    def test_an_employee_looks_up_the_register_and_does_the_own_commitments(self):
        user = self._user("base.group_user")
        read = self._allowed(user, "read")
        self.assertIn("pr.mandate", read)
        for closed in ("pr.letter", "pr.incoming", "pr.call.list", "pr.greeting"):
            self.assertNotIn(closed, read)
        self.assertEqual(set(self._allowed(user, "write")), OWN)
        self.assertEqual(set(self._allowed(user, "create")), OWN_TO_CREATE)
        self.assertFalse(self._allowed(user, "unlink"))
        menu = self.env.ref("pr_office.pr_office_menu_root")
        self.assertNotIn(menu.id, self._visible_menus(user))

    def test_senior_management_reads_everything(self):
        user = self._user("pr_office.group_reader")
        read = self._allowed(user, "read")
        self.assertEqual(set(self.lasting) - set(read), NARROW)
        self.assertEqual(set(self._allowed(user, "write")), OWN | OWN_OF_MANAGEMENT)
        self.assertEqual(
            set(self._allowed(user, "create")), OWN_TO_CREATE | {"pr.agenda.sheet"}
        )
        self.assertFalse(self._allowed(user, "unlink"))

    def test_nobody_reads_the_texts_of_subscriptions(self):
        for group in ("group_reader", "group_manager", "group_auditor"):
            user = self._user(f"pr_office.{group}")
            for mode in MODES:
                self.assertFalse(self._allowed(user, mode, UNREADABLE), group)

    def test_an_officer_keeps_the_register_and_configures_nothing(self):
        user = self._user("pr_office.group_user")
        for mode in MODES:
            self.assertEqual(set(self._allowed(user, mode, REGISTER)), set(REGISTER))
        for mode in MODES[1:]:
            self.assertFalse(self._allowed(user, mode, CONFIGURATION), mode)
        self.assertFalse(self._allowed(user, "unlink", ["pr.incoming", "pr.greeting"]))
        self.assertNotIn(
            self.env.ref("pr_office.pr_configuration_menu").id,
            self._visible_menus(user),
        )

    def test_a_secretary_writes_and_deletes_no_register(self):
        user = self._user("pr_office.group_secretary")
        self.assertTrue(self._allowed(user, "write", ["pr.incoming", "pr.letter"]))
        self.assertEqual(len(self._allowed(user, "create", REGISTER)), 2)
        self.assertFalse(self._allowed(user, "unlink", REGISTER))
        for mode in MODES[1:]:
            self.assertFalse(self._allowed(user, mode, CONFIGURATION), mode)
        self.assertFalse(self._allowed(user, "create", ["pr.government.change"]))
        with self.assertRaises(AccessError):
            self.env["pr.setup.wizard"].with_user(user).create({})

    def test_the_head_configures(self):
        user = self._user("pr_office.group_manager")
        for mode in MODES:
            allowed = self._allowed(user, mode, CONFIGURATION)
            self.assertEqual(allowed, list(CONFIGURATION), mode)
        self.assertIn(
            self.env.ref("pr_office.pr_configuration_menu").id,
            self._visible_menus(user),
        )
        self.assertTrue(user.has_group("pr_office.group_secretary"))
        self.assertFalse(user.has_group("base.group_system"))

    def test_groups_stack_and_stand_apart(self):
        one = self.env.ref("pr_office.privilege_pr_office")
        groups = self.env["res.groups"].search([("privilege_id", "=", one.id)])
        reader, officer, head = groups.sorted("sequence")
        self.assertIn(reader, officer.all_implied_ids)
        self.assertIn(officer, head.all_implied_ids)
        secretary = self.env.ref("pr_office.group_secretary")
        self.assertNotIn(officer, secretary.all_implied_ids)
        auditor = self.env.ref("pr_office.group_auditor")
        self.assertNotIn(reader, auditor.all_implied_ids)
        for group in groups + secretary + auditor:
            self.assertTrue(group.comment, group.name)

    def _visible_menus(self, user):
        return self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
