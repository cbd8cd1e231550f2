from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import ProtocolCase

SCRIPT = "<script>alert(1)</script>"
NOON = "2036-05-12 15:06:00"


@tagged("post_install", "-at_install")
class TestProtocolLive(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._planned()
        cls.hymn, cls.speech = cls.act.segment_ids

    def _state(self, officer=True):
        return self.act._get_stage_state(officer=officer)

    # -- run of show --------------------------------------------------------------

    def test_the_steps_move_with_how_the_act_really_goes(self):
        with freeze_time(NOON):
            self.act._start_segment(self.hymn)
            state = self._state()
            self.assertEqual(state["behind"], 6)
            self.assertEqual(state["ends"], "10:21")
            self.assertEqual(
                [step["state"] for step in state["steps"]], ["running", "coming"]
            )
        with freeze_time("2036-05-12 15:12:00"):
            # the hymn takes two minutes more than planned
            self.assertEqual(self._state()["behind"], 8)
            self.act._start_segment(self.speech)
        with freeze_time("2036-05-12 15:20:00"):
            self.act._end_live()
            state = self._state()
            self.assertTrue(state["ended"])
            self.assertEqual(state["behind"], 5)
            self.act._step_back()
            self.assertFalse(self.act.live_ended_on)
            self.act._step_back()
            self.assertFalse(self.speech.actual_start)
            self.assertTrue(self.hymn.actual_start)

    def test_a_tap_without_signal_keeps_its_moment(self):
        with freeze_time(NOON):
            self.act._start_segment(self.hymn, 120)
        self.assertEqual(self.hymn.actual_start, datetime(2036, 5, 12, 15, 4))

    def test_the_plan_itself_stays(self):
        planned = self.act.segment_ids.mapped("start")
        with freeze_time(NOON):
            self.act._start_segment(self.hymn)
        self.assertEqual(self.act.segment_ids.mapped("start"), planned)

    def test_a_step_of_another_act_or_a_cancelled_act_is_refused(self):
        other = self._act()
        with self.assertRaisesRegex(UserError, "deleted"):
            self.act._start_segment(other.segment_ids[0])
        with self.assertRaisesRegex(UserError, "not going on"):
            other._start_segment(other.segment_ids[0])
        for user in (self.secretary, self.mayor_user):
            with self.assertRaises(AccessError):
                self.act.with_user(user)._start_segment(self.hymn)

    def test_a_step_takes_neither_no_time_nor_more_than_a_day(self):
        for minutes in (0, 26 * 60, -5):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.hymn.minutes = minutes
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(len(self._state()["steps"]), 2)

    def test_an_act_without_steps_has_no_delay(self):
        self.act.segment_ids.unlink()
        state = self._state()
        self.assertEqual(
            (state["steps"], state["behind"], state["ends"]), ([], 0, None)
        )

    # -- next appointment ---------------------------------------------------------

    def test_what_waits_for_the_mayor_is_told_with_its_travel_and_nothing_else(self):
        self._entry(
            name="Reunión reservada",
            start=datetime(2036, 5, 12, 15, 30),
            stop=datetime(2036, 5, 12, 16),
            pr_travel_before=12,
        )
        with freeze_time(NOON):
            [waiting] = self._state()["next"]
            self.assertEqual(waiting["at"], "10:18")
            self.assertEqual(waiting["epoch"] - self._state()["now"], 12 * 60)
            self.assertNotIn("reservada", str(self._state()))
            self.assertNotIn("next", self._state(officer=False))

    # -- list read aloud ----------------------------------------------------------

    def _arrive(self, *partners):
        guests = self.act.guest_ids.filtered(lambda g: g.partner_id in partners)
        guests.with_user(self.officer).action_arrive()
        return guests

    def _texts(self):
        return [line[1] for line in self.act._get_vocative_state()["lines"]]

    def _invite(self, *partners):
        for partner in partners:
            self._guest(self.act, partner).action_accept()

    def test_those_who_came_are_named_in_the_order_of_precedence(self):
        self._invite(self.judge, self.governor)
        press = self._guest(self.act, self.bishop, is_named=False)
        self._guest(
            self.act, self.env["res.partner"], guest_name="Vecina"
        ).action_arrive()
        self._arrive(self.judge, self.mayor)
        press.action_arrive()
        first, second = self._texts()
        self.assertIn("Mayor", first)
        self.assertIn("Julia Jueza", second)
        self._arrive(self.governor)
        self.assertIn("Gabriel Gobernador", self._texts()[1])

    def test_while_it_is_read_nothing_moves_until_the_officer_lets_it(self):
        self._invite(self.judge, self.governor)
        self._arrive(self.mayor, self.judge)
        self.act._start_reading("Lucho")
        read = self._texts()
        self._arrive(self.governor)
        state = self.act._get_vocative_state()
        self.assertTrue(state["reading"])
        self.assertEqual([line[1] for line in state["lines"]], read)
        [change] = state["changes"]
        self.assertEqual(change["kind"], "added")
        self.assertEqual(change["after"], read[0])
        # reading ends: what waits still waits
        self.act._stop_reading()
        self.assertEqual(self._texts(), read)
        for user in (self.secretary, self.mayor_user):
            with self.assertRaises(AccessError):
                self.act.with_user(user)._release_changes()
        self.act.with_user(self.officer)._release_changes()
        self.assertEqual(len(self._texts()), 3)
        self.assertFalse(self.act._get_vocative_state()["changes"])
        kept = self.env["pr.event.vocative"].search([("event_id", "=", self.act.id)])
        self.assertEqual(kept.released_by_id, self.officer)
        self.assertEqual([line[1] for line in kept.lines], read)

    def test_released_while_it_is_read_it_freezes_anew(self):
        self._invite(self.governor)
        self._arrive(self.mayor)
        self.act._start_reading("Lucho")
        self._arrive(self.governor)
        self.act.with_user(self.officer)._release_changes()
        state = self.act._get_vocative_state()
        self.assertTrue(state["reading"])
        self.assertEqual(len(state["lines"]), 2)
        self.assertFalse(state["changes"])

    def test_read_without_changes_it_goes_on_by_itself(self):
        self._invite(self.governor)
        self._arrive(self.mayor)
        self.act._start_reading("Lucho")
        self.act._start_reading("Lucho")
        self.act._stop_reading()
        self._arrive(self.governor)
        self.assertEqual(len(self._texts()), 2)

    def test_a_representative_is_named_with_whom_and_never_as_titular(self):
        self.governor.pr_gender = "female"
        guest = self._guest(self.act, self.governor)
        guest._answer(
            "represented", "phone", representative_id=self.bishop.id,
            representative_position_id=self.bishop.pr_mandate_ids.position_id.id,
        )  # fmt: skip
        guest.action_arrive()
        [words] = self._texts()
        self.assertRegex(words, "Benito Obispo.*represents her.*Gabriel Gobernador")
        guest.representative_id = False
        guest.representative_name = SCRIPT
        guest.representative_post = "Asesora"
        self.assertIn(f"{SCRIPT}, Asesora, who represents her", guest.spoken)

    def test_an_acting_holder_and_the_pronunciation_are_told(self):
        acting = self.env["res.partner"].create(
            {"name": "Q'orianka Ttito", "pr_pronunciation": "Korianka Tito"}
        )
        self._hold(acting, self._post("bishop", "Obispa"), kind="acting")
        guest = self._guest(self.act, acting)
        guest.action_arrive()
        self.assertIn("acting", guest.spoken)
        [line] = self.act._get_vocative_state()["lines"]
        self.assertEqual(line[2], "Korianka Tito")

    def test_only_one_list_is_open(self):
        values = {"event_id": self.act.id, "lines": []}
        vocative = self.env["pr.event.vocative"]
        vocative.create(values)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            vocative.create(values)
