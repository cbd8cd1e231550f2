from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged

MINUTE = 60


@tagged("post_install", "-at_install")
class TestRateLimit(TransactionCase):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.limit = self.env["pr.rate.limit"]

    def _try(self, key, times, limit=3):
        return [self.limit._allow(key, limit, MINUTE) for _ in range(times)]

    def _pass(self, seconds):
        """Let the time of all counts go by."""
        self.env.cr.execute(
            "UPDATE pr_rate_limit SET expires_on = expires_on - %s * interval '1 s'",
            [seconds],
        )

    def test_attempts_beyond_the_limit_are_refused(self):
        self.assertEqual(self._try("a", 5), [True] * 3 + [False] * 2)

    def test_each_key_counts_alone(self):
        self._try("a", 5)
        self.assertEqual(self._try("b", 1), [True])

    def test_the_count_begins_again_when_the_time_is_over(self):
        self._try("a", 50)
        self._pass(MINUTE - 5)
        self.assertEqual(self._try("a", 1), [False])
        self._pass(5)
        self.assertEqual(self._try("a", 4), [True] * 3 + [False])

    def test_what_is_refused_writes_nothing(self):
        self._try("a", 3)
        with self.assertQueryCount(1):
            self._try("a", 1)

    def test_nothing_is_allowed_by_zero(self):
        self.assertEqual(self._try("a", 1, limit=0), [False])

    def test_address_is_not_kept(self):
        self._try("form 190.12.3.4", 1)
        kept = self.limit.search([]).mapped("key_hash")
        self.assertFalse([key for key in kept if "190" in key and "." in key])

    def test_old_counts_are_forgotten(self):
        self._try("old", 1)
        self._pass(timedelta(days=2).total_seconds())
        self._try("new", 1)
        self.limit._gc_over()
        left = self.limit.search([])
        self.assertFalse(left.filtered(lambda c: c.expires_on < fields.Datetime.now()))
        self.assertTrue(left)
