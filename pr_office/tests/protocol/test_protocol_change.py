from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_protocol_seating import SeatingCase

BEGUN = "2036-05-12 15:30:00"


@tagged("post_install", "-at_install")
class TestProtocolChange(SeatingCase):
    def _change(self, kind, partner=None, **values):
        guest = self._of(partner) if partner else self.act.guest_ids[:0]
        model = self.env["pr.event.change"].with_user(self.officer)
        return model.create(
            {
                "event_id": self.act.id,
                "kind": kind,
                "guest_id": guest.id,
                **values,
            }
        )

    def _cards(self):
        return set(self.act.guest_ids.filtered("needs_card").mapped("card_name"))

    def test_a_guest_is_found_by_name_or_post(self):
        guests = self.env["pr.event.guest"]
        for words, person in (("gabriel", self.governor), ("de Julia", self.judge)):
            found = guests.name_search(words, [("event_id", "=", self.act.id)])
            self.assertEqual([each for each, _name in found], self._of(person).ids)

    def test_trying_changes_nothing(self):
        self._approved()
        before, messages = self._seated(), len(self.act.message_ids)
        change = self._change("remove", self.judge)
        change.action_try()
        self.assertEqual(change.stage, "tried")
        self.assertIn("Julia Jueza", change.effect)
        self.assertEqual(self._seated(), before)
        self.assertEqual(self._of(self.judge).state, "to_invite")
        self.assertEqual(len(self.act.message_ids), messages)
        self.assertEqual(self.act.table_id.number, 1)

    def test_who_does_not_come_leaves_the_chair_and_nobody_moves(self):
        self._approved()
        change = self._change("remove", self.governor, reason="viaje")
        change.action_apply()
        self.assertEqual(
            self._seated()[:4], ["Mayor", "-", "Julia Jueza", "Benito Obispo"]
        )
        self.assertEqual(self.act.table_id.number, 2)
        self.assertIn("viaje", self.act.table_id.reason)
        self.assertFalse(self._cards())
        self.assertIn("Guests by place", change.effect)
        self.assertIn("Gabriel", self.act.message_ids[0].body)

    def test_a_representative_sits_by_the_own_rank_and_the_fewest_move(self):
        self._approved()
        self._change("represent", self.governor, name="Rosa Ruiz").action_apply()
        self.assertEqual(
            self._seated()[:5],
            ["Mayor", "-", "Julia Jueza", "Benito Obispo", "Rosa Ruiz"],
        )
        self.assertEqual(self._cards(), {"Rosa Ruiz"})
        self.act.action_cards_printed()
        self.assertFalse(self.act.card_note)

    def test_a_representative_by_a_rule_takes_the_chair(self):
        self._approved()
        self._change(
            "represent",
            self.governor,
            name="Rosa Ruiz",
            rule="takes_place",
            basis="Directiva 3",
        ).action_apply()
        self.assertEqual(self._seated()[1], "Rosa Ruiz")
        self.assertEqual(self.act.card_note, "Rosa Ruiz")

    def test_at_a_full_table_only_those_between_move(self):
        self.head.seats = 4
        self._approved()
        self._change("represent", self.judge, name="Rosa Ruiz").action_apply()
        self.assertEqual(
            self._seated(),
            ["Mayor", "Gabriel Gobernador", "Benito Obispo", "Rosa Ruiz"],
        )
        self.assertEqual(self._cards(), {"Benito Obispo", "Rosa Ruiz"})

    def test_somebody_else_comes_instead(self):
        self._approved()
        bishop = self._holder("bishop", "Abel Auxiliar")
        self._change(
            "replace", self.governor, representative_id=bishop.id
        ).action_apply()
        self.assertEqual(self._of(self.governor).state, "declined")
        self.assertEqual(self._of(bishop).state, "accepted")
        self.assertLess(
            self._of(self.judge).seat_id.honour, self._of(bishop).seat_id.honour
        )
        self.assertEqual(len(self.head.seat_ids.guest_ids), 4)

    def test_who_was_seated_by_hand_stays(self):
        self._of(self.bishop).seat_id = self._seat(1)
        self._of(self.mayor).seat_id = self._seat(4)
        governor = self._of(self.governor)
        self._change("seat", self.governor).action_apply()
        self.assertEqual(self._of(self.bishop).seat_id, self._seat(1))
        self.assertEqual(self._of(self.mayor).seat_id, self._seat(4))
        self.assertEqual(governor.seat_id, self._seat(5))
        self.assertEqual(governor.state, "accepted")

    def test_a_fixed_seat_is_not_touched(self):
        self.act.action_seat_guests()
        self._seat(2).is_locked = True
        self._change("represent", self.governor, name="Rosa Ruiz").action_apply()
        self.assertEqual(self._seated()[1], "Rosa Ruiz")

    def test_a_chair_more_at_the_approved_table(self):
        self.head.seats = 4
        self._approved()
        guest = self._change("chair", name="Nora Nueva")
        guest.action_apply()
        self.assertEqual(self._seated()[4], "Nora Nueva")
        self.assertEqual(self.head.seats, 5)
        self.assertEqual(self.act.table_id.number, 2)

    def test_who_has_a_seat_or_no_name_is_refused(self):
        self._approved()
        with self.assertRaisesRegex(UserError, "has a seat already"):
            self._change("seat", self.judge).action_try()
        for kind, words in (
            ("seat", "Say who comes"),
            ("replace", "Choose the guest"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._change(kind).action_try()

    def test_without_a_head_table_no_chair_is_added(self):
        self.act.zone_ids = [Command.delete(self.head.id)]
        with self.assertRaisesRegex(UserError, "no head table"):
            self._change("chair", name="Nora Nueva").action_try()

    # -- once the act began --------------------------------------------------------

    def test_a_latecomer_takes_the_reserved_row(self):
        self._approved()
        with freeze_time(BEGUN):
            self.act.invalidate_recordset()
            president = self._holder("president", "Petra Presidenta")
            self._change("seat", representative_id=president.id).action_apply()
            self.assertEqual(self._seated(self.reserve)[0], "Petra Presidenta")
            self.assertEqual(self.act.table_id.number, 1)
            with self.assertRaisesRegex(UserError, "only if who presides"):
                self._change("chair", name="Nora Nueva").action_try()

    def test_who_presides_allows_a_chair_and_nobody_gets_up(self):
        self._approved()
        before = self._seated()
        with freeze_time(BEGUN):
            self.act.invalidate_recordset()
            president = self._holder("president", "Petra Presidenta")
            self._change(
                "seat", representative_id=president.id, is_allowed=True
            ).action_apply()
            self.assertEqual(self._seated()[:4], before[:4])
            self.assertEqual(self._seated()[4], "Petra Presidenta")
            self.assertEqual(self.act.table_id.number, 2)

    def test_who_came_late_joins_the_table_once_it_is_allowed(self):
        self._approved()
        with freeze_time(BEGUN):
            self.act.invalidate_recordset()
            person = self._holder("councillor", "Rita Regidora")
            self._change("seat", representative_id=person.id).action_apply()
            self.assertEqual(self._of(person).seat_id.zone_id, self.reserve)
            self._change("chair", person, is_allowed=True).action_apply()
            self.assertEqual(self._of(person).seat_id.zone_id, self.head)

    def test_a_full_row_for_latecomers_says_what_to_do(self):
        self._approved()
        self.reserve.seats = 0
        with freeze_time(BEGUN):
            self.act.invalidate_recordset()
            with self.assertRaisesRegex(UserError, "no free seat"):
                self._change("seat", name="Nora Nueva").action_try()

    def test_an_act_that_was_held_takes_no_change(self):
        self._approved()
        with freeze_time(BEGUN):
            self.act.invalidate_recordset()
            self.act.action_held()
            with self.assertRaisesRegex(UserError, "is over"):
                self._change("remove", self.judge).action_try()

    def test_who_only_reads_changes_nothing(self):
        for user in (self.secretary, self.mayor_user, self.employee):
            with self.assertRaises(AccessError):
                self.env["pr.event.change"].with_user(user).create(
                    {"event_id": self.act.id, "kind": "remove"}
                )
