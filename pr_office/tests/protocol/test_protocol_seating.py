from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, warmup
from odoo.tools import mute_logger

from .common import ProtocolCase


class SeatingCase(ProtocolCase):
    """A planned act of four guests; ``head`` has seven chairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._planned()
        for person in (cls.bishop, cls.governor, cls.judge):
            cls._guest(cls.act, person)
        cls.head, cls.reserve = cls.act.zone_ids

    def _of(self, partner):
        return self.act.guest_ids.filtered(lambda guest: guest.partner_id == partner)

    def _seat(self, honour, zone=None):
        return (zone or self.head).seat_ids.filtered(lambda s: s.honour == honour)

    def _seated(self, zone=None):
        """Names by order of honour, seats without anybody as a dash."""
        return [
            seat.guest_ids.card_name or "-" for seat in (zone or self.head).seat_ids
        ]

    def _approved(self):
        self.act.action_seat_guests()
        self.act.with_user(self.manager).action_approve()
        self.act.action_approve_table()


@tagged("post_install", "-at_install")
class TestProtocolSeating(SeatingCase):
    def test_a_new_act_has_a_head_table_and_a_reserved_row(self):
        self.assertEqual(self.head.kind, "head")
        self.assertEqual(len(self.head.seat_ids), 7)
        self.assertTrue(self.reserve.is_reserve)
        copy = self.act.copy({"name": "Otro"})
        self.assertEqual(len(copy.zone_ids.seat_ids), 13)
        self.assertFalse(copy.zone_ids.seat_ids.guest_ids)

    def test_rank_first(self):
        self.act.action_seat_guests()
        self.assertEqual(
            self._seated(),
            ["Mayor", "Gabriel Gobernador", "Julia Jueza", "Benito Obispo"] + ["-"] * 3,
        )
        self.assertEqual(self._seated(self.reserve), ["-"] * 6)

    def test_a_fixed_seat_stays_and_a_fixed_empty_one_stays_empty(self):
        self._of(self.bishop).seat_id = self._seat(2)
        self._seat(2).is_locked = True
        self._seat(3).is_locked = True
        self.act.action_seat_guests()
        self.assertEqual(
            self._seated()[:5],
            ["Mayor", "Benito Obispo", "-", "Gabriel Gobernador", "Julia Jueza"],
        )

    def test_who_is_to_be_kept_apart_does_not_sit_side_by_side(self):
        guests = self._of(self.governor), self._of(self.bishop)
        self.act.wish_ids = [
            Command.create(
                {"kind": "apart", "guest_id": guests[0].id, "other_id": guests[1].id}
            )
        ]
        self.act.action_seat_guests()
        self.assertNotEqual(self._seated()[3], "Benito Obispo")
        self.assertFalse(self.act.seating_note)
        guests[0]._take_seats(
            {guests[0]: self._seat(5), guests[1]: self._seat(7)}
            | {self._of(self.judge): False}
        )
        (guests[0] | guests[1])._take_seats(
            {guests[0]: self._seat(5), guests[1]: self._seat(7)}
        )
        self.assertIn("kept apart", self.act.seating_note)

    def test_the_zone_smaller_than_its_guests_says_so(self):
        for seats in (0, 1, 2):
            self.head.seats = seats
            self.act.action_seat_guests()
            self.assertEqual(len(self.head.seat_ids.guest_ids), seats)
            self.assertIn(f"4 guests for {seats} seats", self.act.seating_note)
        self.assertIn("Without seat", self.act.seating_note)

    def test_who_loses_the_chair_is_named_in_the_history(self):
        self.act.action_seat_guests()
        self.head.seats = 3
        self.assertIn("Benito Obispo", self.act.message_ids[0].body)
        self.assertFalse(self._of(self.bishop).seat_id)

    def test_only_who_confirmed(self):
        self._of(self.judge).action_accept()
        self.act.seat_confirmed_only = True
        self.act.action_seat_guests()
        self.assertEqual(
            [name for name in self._seated() if name != "-"], ["Mayor", "Julia Jueza"]
        )

    def test_who_is_excused_leaves_the_seat(self):
        self.act.action_seat_guests()
        self._of(self.judge).action_decline()
        self.assertFalse(self._of(self.judge).seat_id)
        with self.assertRaisesRegex(UserError, "does not come"):
            self._of(self.judge).seat_id = self._seat(3)

    # -- what the database refuses -------------------------------------------------

    @mute_logger("odoo.sql_db")
    def test_no_two_guests_on_one_seat(self):
        self.act.action_seat_guests()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE pr_event_guest SET seat_id = %s WHERE id = %s",
                (self._seat(1).id, self._of(self.judge).id),
            )

    def test_a_guest_sits_at_the_own_act_only(self):
        other = self._planned()
        with self.assertRaises(ValidationError):
            self._of(self.judge).seat_id = other.zone_ids.seat_ids[0]
        with self.assertRaises(ValidationError):
            self.act.wish_ids = [
                Command.create(
                    {
                        "guest_id": self._of(self.judge).id,
                        "other_id": other.guest_ids[0].id,
                    }
                )
            ]

    @mute_logger("odoo.sql_db")
    def test_sizes_out_of_range_are_refused(self):
        for values in ({"seats": -1}, {"seats": 61}, {"groups": 2}):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.head.write(values)
                self.env.flush_all()
            self.env.invalidate_all()

    def test_the_chair_is_ceded_once_to_a_guest_with_a_place(self):
        self.act.write(
            {"ceded_to_id": self._of(self.governor).id, "ceded_how": "obliged"}
        )
        self.act.action_seat_guests()
        self.assertEqual(self._seated()[:2], ["Gabriel Gobernador", "Mayor"])
        self.assertIn("ceded to", self.act.head_table)
        other = self._planned()
        with self.assertRaises(ValidationError):
            other.ceded_to_id = self._of(self.mayor)

    # -- the drawing ---------------------------------------------------------------

    def test_the_drawing_is_the_publics_and_names_the_honoured_side(self):
        self.act.action_seat_guests()
        drawing = str(self.act.head_table)
        self.assertLess(drawing.index("Right of who presides"), drawing.index("Left"))
        self.assertIn("Gabriel", drawing)
        self.head.seats = 4
        self.assertIn("no centre", self.act.head_table)

    def test_names_that_break_a_card_are_cut(self):
        self._guest(self.act, self.env["res.partner"], guest_name="<b>" + "W" * 300)
        self.act.action_seat_guests()
        self.assertNotIn("<b>WWW", self.act.head_table)
        self.assertIn("…", self.act.head_table)

    # -- the approved head table ---------------------------------------------------

    def test_an_approved_table_is_a_version_that_stays(self):
        self._approved()
        table = self.act.table_id
        self.assertEqual(table.line_ids.mapped("name"), self._seated()[:4])
        with self.assertRaisesRegex(UserError, "version 1"):
            self._of(self.judge).with_user(self.officer).seat_id = False
        with self.assertRaisesRegex(UserError, "version 1"):
            self.head.with_user(self.officer).seats = 9
        for mode in ("write", "unlink"):
            self.assertFalse(table.with_user(self.officer).has_access(mode))
        self.act.action_reopen_table()
        self._of(self.judge).seat_id = False
        self.act.action_approve_table()
        self.assertEqual(self.act.table_id.number, 2)
        self.assertEqual(len(table.line_ids), 4)

    def test_automatic_seating_leaves_an_approved_table_alone(self):
        self._approved()
        before = self._seated()
        self.env["pr.event.zone"].create(
            {"event_id": self.act.id, "kind": "rows", "sequence": 5, "seats": 9}
        )
        self._guest(self.act, self._holder("president", "Petra"))
        self.act.action_seat_guests()
        self.assertEqual(self._seated(), before)

    def test_an_empty_table_is_not_approved(self):
        with self.assertRaisesRegex(UserError, "Nobody sits"):
            self.act.action_approve_table()

    def test_once_begun_nobody_joins_the_table(self):
        self.act.action_seat_guests()
        self.act.with_user(self.manager).action_approve()
        with freeze_time("2036-05-12 15:30:00"):
            self.act.invalidate_recordset()
            with self.assertRaisesRegex(UserError, "has begun"):
                self._of(self.bishop).seat_id = self._seat(6)
            # The reserved row stays open
            late = self._guest(self.act, self._holder("councillor", "Luis Tarde"))
            late.seat_id = self._seat(1, self.reserve)
            self.act.action_held()
            self.act.action_close()
            with self.assertRaisesRegex(UserError, "is over"):
                late.seat_id = self._seat(2, self.reserve)

    @warmup
    def test_seating_costs_the_same_queries_for_many(self):
        act = self._planned(
            zone_ids=[Command.create({"kind": "rows", "groups": 8, "seats": 10})]
        )
        start = datetime(2036, 5, 12, 15)
        self.assertEqual(act.start, start)

        def cost(many):
            act.guest_ids.filtered(lambda g: g.partner_id != self.mayor).unlink()
            self.env["pr.event.guest"].create(
                [{"event_id": act.id, "guest_name": f"G {n}"} for n in range(many)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            act.action_seat_guests()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(3)
        self.assertLessEqual(cost(60), cost(6) + 2)
