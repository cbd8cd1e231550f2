from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, warmup

from .test_protocol_seating import SeatingCase


@tagged("post_install", "-at_install")
class TestProtocolPlan(SeatingCase):
    def setUp(self):
        super().setUp()
        self.act = self.act.with_user(self.officer)

    def _move(self, *moves, version=None):
        version = self.act.seating_version if version is None else version
        return self.act.move_guests(
            [[guest.id, seat and seat.id] for guest, seat in moves], version
        )

    def test_the_plan_has_zones_seats_and_who_waits(self):
        plan = self.act.get_seating_plan()
        self.assertEqual([zone["kind"] for zone in plan["zones"]], ["head", "rows"])
        names = [guest["name"] for guest in plan["unseated"]]
        self.assertEqual(names[:2], ["Mayor", "Gabriel Gobernador"])
        self.assertTrue(plan["editable"])
        self.assertFalse(plan["closed"])

    def test_a_move_answers_with_the_plan_after_it(self):
        judge = self._of(self.judge)
        plan = self._move((judge, self._seat(1)))
        found = {seat["id"]: seat["guest"] for seat in plan["zones"][0]["seats"]}
        self.assertEqual(found[self._seat(1).id]["id"], judge.id)
        self.assertEqual(len(plan["unseated"]), 3)
        plan = self._move((judge, False))
        self.assertEqual(len(plan["unseated"]), 4)

    def test_two_change_seats(self):
        self.act.action_seat_guests()
        first, second = self._of(self.mayor), self._of(self.governor)
        self._move((first, self._seat(2)), (second, self._seat(1)))
        self.assertEqual(self._seated()[:2], ["Gabriel Gobernador", "Mayor"])

    def test_a_plan_changed_meanwhile_is_not_overwritten(self):
        version = self.act.seating_version
        self._move((self._of(self.judge), self._seat(1)))
        with self.assertRaisesRegex(UserError, "Somebody else"):
            self._move((self._of(self.bishop), self._seat(2)), version=version)
        self.assertFalse(self._of(self.bishop).seat_id)

    def test_a_taken_seat_is_refused_by_name(self):
        self.act.action_seat_guests()
        with self.assertRaisesRegex(UserError, "Gabriel Gobernador sits on"):
            self._move((self._of(self.judge), self._seat(2)))

    def test_a_fixed_guest_is_released_first(self):
        self.act.action_seat_guests()
        plan = self.act.fix_seat(self._seat(2).id, True)
        locked = [seat["label"] for seat in plan["zones"][0]["seats"] if seat["locked"]]
        self.assertEqual(locked, ["2"])
        with self.assertRaisesRegex(UserError, "release it first"):
            self._move((self._of(self.governor), self._seat(7)))
        self.act.fix_seat(self._seat(2).id, False)
        self._move((self._of(self.governor), self._seat(7)))
        self.assertEqual(self._of(self.governor).seat_id, self._seat(7))

    def test_guests_and_seats_of_another_act_are_refused(self):
        other = self._planned()
        with self.assertRaisesRegex(UserError, "of this act"):
            self._move((other.guest_ids[0], self._seat(1)))
        with self.assertRaisesRegex(UserError, "not of this act"):
            self.act.fix_seat(other.zone_ids.seat_ids[0].id, True)
        with self.assertRaises(UserError):
            self._move((self._of(self.judge), other.zone_ids.seat_ids[0]))

    def test_an_approved_table_is_closed_for_the_screen_too(self):
        self._approved()
        self.assertTrue(self.act.get_seating_plan()["closed"])
        with self.assertRaisesRegex(UserError, "version 1"):
            self._move((self._of(self.judge), False))

    def test_who_reads_sees_the_plan_and_moves_nobody(self):
        for user in (self.secretary, self.mayor_user):
            act = self.act.with_user(user)
            self.assertFalse(act.get_seating_plan()["editable"])
            with self.assertRaises(AccessError):
                act.move_guests([], act.seating_version)
            with self.assertRaises(AccessError):
                act.fix_seat(self._seat(1).id, True)
        with self.assertRaises(AccessError):
            self.act.with_user(self.employee).get_seating_plan()

    @warmup
    def test_the_plan_costs_the_same_queries_for_many(self):
        def cost(many):
            self.env["pr.event.guest"].create(
                [{"event_id": self.act.id, "guest_name": f"G{n}"} for n in range(many)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.act.get_seating_plan()
            return self.cr.sql_log_count - before

        cost(1)
        self.assertLessEqual(cost(80), cost(1) + 1)
