from datetime import datetime, timedelta
from unittest.mock import patch

import pytz
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from .common import AudienceCase

REASON = "Viaja a Lima"


class TestAudienceTimes(AudienceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.pr_audience_in_order = True

    def _propose(self, request, *hours):
        times = [(self._time(hour), self._time(hour, 20)) for hour in hours or (15, 16)]
        return request.propose(self.agenda, times)

    def test_proposed_times_are_held_until_one_is_chosen(self):
        request = self._reviewed()
        first, second = self._propose(request)
        self.assertEqual(request.state, "in_review")
        self.assertEqual(set(request.proposal_open_ids.mapped("state")), {"waiting"})
        with self.assertRaisesRegex(UserError, "already taken"):
            self._reviewed().schedule(
                self.agenda, self._time(15), self._time(15, 20), order_reason="x"
            )
        request._citizen_choose(second.id)
        self.assertEqual(request.start, self._time(16))
        self.assertEqual((first.state, second.state), ("freed", "chosen"))
        self.assertEqual(request.slot_id, second.slot_id, "the held time is the same")
        self.assertFalse(request.proposed_until)

    def test_two_waiting_proposals_never_overlap(self):
        self._propose(self._reviewed(), 15)
        other = self._reviewed()
        with self.assertRaisesRegex(UserError, "already taken"):
            other.propose(self.agenda, [(self._time(15, 10), self._time(15, 30))])
        self.assertFalse(other.proposal_ids)

    def test_all_times_are_held_or_none(self):
        self._propose(self._reviewed(), 16)
        other = self._reviewed()
        with self.assertRaisesRegex(UserError, "already taken"):
            self._propose(other, 15, 16)
        self.assertFalse(other.proposal_ids)
        other.schedule(self.agenda, self._time(15), self._time(15, 20))

    def test_one_to_three_times(self):
        request = self._reviewed()
        with self.assertRaisesRegex(UserError, "one, two or three"):
            request.propose(self.agenda, [])
        with self.assertRaisesRegex(UserError, "one, two or three"):
            self._propose(request, 15, 16, 17, 18)

    def test_so_many_wait_on_one_day_and_no_more(self):
        self.env.company.pr_audience_proposal_limit = 2
        self._propose(self._reviewed(), 15, 16)
        other = self._reviewed()
        with self.assertRaisesRegex(UserError, "13/05/2036 already 2"):
            self._propose(other, 17)
        other.propose(self.agenda, [(self._time(15, day=14), self._time(16, day=14))])

    def test_choosing_late_twice_or_after_the_office(self):
        request = self._reviewed()
        first, second = self._propose(request)
        with (
            freeze_time(first.held_until + timedelta(minutes=1)),
            self.assertRaisesRegex(UserError, "not held any more"),
        ):
            request._citizen_choose(first.id)
        request._citizen_choose(first.id)
        with self.assertRaisesRegex(UserError, "have an appointment already"):
            request._citizen_choose(second.id)
        gone = self._reviewed()
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            gone._citizen_choose(first.id)
        [proposal] = self._propose(gone, 17)
        gone.withdraw("Ya no")
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            gone._citizen_choose(proposal.id)
        fixed = self._reviewed()
        [proposal] = self._propose(fixed, 17)
        fixed.schedule(self.agenda, self._time(18), self._time(18, 20))
        self.assertEqual(proposal.state, "freed")
        with self.assertRaisesRegex(UserError, "have an appointment already"):
            fixed._citizen_choose(proposal.id)

    def test_an_entry_written_over_a_held_time(self):
        request = self._reviewed()
        [proposal] = self._propose(request, 15)
        self._entry(start=self._time(15), stop=self._time(16))
        with self.assertRaisesRegex(UserError, "already taken"):
            request._citizen_choose(proposal.id)
        self.assertEqual(proposal.state, "waiting")

    def test_nobody_chooses_and_the_times_free_themselves(self):
        request = self._reviewed()
        proposals = self._propose(request)
        cron = self.env.registry["ir.cron"]
        with (
            freeze_time(proposals[0].held_until + timedelta(minutes=1)),
            patch.object(cron, "_commit_progress", return_value=60) as progress,
        ):
            self.env["pr.audience"]._cron_free_proposals()
            progress.assert_called_once_with(1, remaining=0)
            self.assertEqual(set(proposals.mapped("state")), {"freed"})
            self.assertFalse(request.proposed_until)
            self.assertEqual(request.activity_ids.user_id, self.secretary)

    def test_a_stranger_proposes_nothing(self):
        request = self._reviewed()
        for user in (self.mayor_user, self.officer, self.other_secretary):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._propose(request.with_user(user))

    def test_whoever_came_first_goes_first(self):
        first, second = self._reviewed(), self._reviewed()
        self.assertEqual(second.queue_position, 2)
        self.assertIn("2 of 2", second.queue_note)
        with self.assertRaisesRegex(UserError, "came in earlier"):
            second.schedule(self.agenda, self._time(15), self._time(15, 20))
        with self.assertRaisesRegex(UserError, "came in earlier"):
            self._propose(second)
        second.schedule(
            self.agenda, self._time(15), self._time(15, 20), order_reason="Emergencia"
        )
        self.assertEqual(second.order_reason, "Emergencia")
        first.schedule(self.agenda, self._time(16), self._time(16, 20))
        self.assertFalse(first.order_reason)

    def test_who_waits_for_something_holds_nobody_up(self):
        asked, choosing = self._reviewed(), self._reviewed()
        other = self._reviewed(
            category_id=self.env["pr.audience.category"].create({"name": "Salud"}).id
        )
        asked.ask_correction("Falta el DNI")
        self._propose(choosing, 17)
        third = self._reviewed()
        third.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertEqual(other.state, "in_review")

    def test_turns_cost_the_same_for_many(self):
        requests = self._reviewed() | self._reviewed()
        costs = []
        for _ in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            requests.mapped("queue_position")
            costs.append(self.env.cr.sql_log_count - before)
            requests |= self._reviewed() | self._reviewed()
        self.assertEqual(costs[1], costs[2])

    def test_moving_keeps_the_reason_and_the_history(self):
        request = self._reviewed()
        request.schedule(self.agenda, self._time(15), self._time(15, 20))
        with self.assertRaisesRegex(UserError, "Say why it is moved"):
            request.schedule(self.agenda, self._time(16), self._time(16, 20))
        request.schedule(self.agenda, self._time(16), self._time(16, 20), reason=REASON)
        now, before = request.appointment_ids
        self.assertEqual((before.outcome, before.reason), ("moved", REASON))
        self.assertEqual((now.outcome, now.start), ("stands", self._time(16)))
        request.withdraw("Ya lo resolvió Obras")
        self.assertEqual(now.outcome, "called_off")
        self.assertEqual(now.reason, "Ya lo resolvió Obras")

    def test_moved_on_the_phone_shows_and_fails_nothing(self):
        request = self._reviewed()
        entry = request.schedule(self.agenda, self._time(15), self._time(15, 20))
        self.assertFalse(request.appointment_conflict)
        entry.write({"start": self._time(16), "stop": self._time(16, 20)})
        self.assertIn("moved in another calendar", request.appointment_conflict)
        request.action_accept_move()
        self.assertFalse(request.appointment_conflict)
        self.assertEqual(request.appointment_ids[0].start, self._time(16))
        entry.active = False
        self.assertIn("removed in another calendar", request.appointment_conflict)

    def test_given_up_time_goes_to_the_waiting_list(self):
        early = self._reviewed(accepts_short_notice=True)
        late = self._reviewed(accepts_short_notice=True)
        leaving = self._reviewed()
        leaving.schedule(
            self.agenda, self._time(15), self._time(15, 20), order_reason="Urgente"
        )
        leaving.withdraw("Ya no puede")
        opening = self.env["pr.audience.opening"].search(
            [("given_up_id", "=", leaving.id)]
        )
        self.assertEqual(opening.next_ids, early | late)
        self.assertTrue(leaving.activity_ids)
        opening.with_user(self.secretary).action_offer_next()
        self.assertEqual(early.proposal_open_ids.start, self._time(15))
        self.assertEqual(opening.next_ids, late)
        early.proposal_open_ids.with_user(self.secretary).action_release()
        opening.with_user(self.secretary).action_offer_next()
        late.proposal_open_ids.with_user(self.secretary).action_choose()
        self.assertEqual(late.start, self._time(15))
        with self.assertRaisesRegex(UserError, "Nobody else"):
            opening.with_user(self.secretary).action_offer_next()

    def test_a_time_given_up_that_nobody_waits_for_is_not_listed(self):
        leaving = self._reviewed()
        leaving.schedule(self.agenda, self._time(15), self._time(15, 20))
        leaving.withdraw("Ya no puede")
        openings = self.env["pr.audience.opening"].search([])
        self.assertNotIn(leaving, openings.given_up_id)

    def test_another_authority_receives_by_order(self):
        councillor = self._authority("Regidora", "political")
        agenda = self.env["pr.agenda"].create(
            {"partner_id": councillor.id, "delegate_ids": self.secretary.ids}
        )
        request = self._reviewed()
        self.category.nature = "administrative"
        request.schedule(agenda, self._time(15), self._time(15, 20))
        self.assertEqual(request.responsible_id, self.mayor)
        self.assertTrue(request.is_by_order)
        self.assertIn(self.mayor.name, request.by_order_note)
        self.assertIn("municipal manager", request.delegation_warning)
        self.category.nature = "political"
        request.invalidate_recordset()
        self.assertFalse(request.delegation_warning)

    def _authority(self, name, nature, sequence=50):
        category = self.env["pr.position.category"].create(
            {"name": f"Cargo {name}", "nature": nature, "sequence": sequence}
        )
        house = self.env["res.partner"].create(
            {"name": f"Municipalidad de {name}", "is_company": True}
        )
        position = self.env["pr.position"].create(
            {"name": name, "institution_id": house.id, "category_id": category.id}
        )
        partner = self.env["res.partner"].create({"name": f"Señora {name}"})
        self.env["pr.mandate"].create(
            {
                "partner_id": partner.id,
                "position_id": position.id,
                "date_start": "2020-01-01",
            }
        )
        return partner

    def test_the_highest_in_rank_keeps_the_one_record(self):
        low = self._authority("Gerente", "administrative", 900)
        high = self._authority("Gobernadora", "political", 1)
        request = self._reviewed()
        self.assertEqual(request.owner_id, self.mayor)
        request.official_ids = [
            fields.Command.create({"partner_id": partner.id}) for partner in (low, high)
        ]
        self.assertEqual(request.owner_id, high)
        request.owner_id = low
        self.assertEqual(request.owner_id, low)

    def test_several_ask_for_one_audience(self):
        request = self._reviewed()
        rosa = self.neighbour
        request.requester_ids = [
            fields.Command.create({"partner_id": rosa.id, "institution": "Junta"}),
            fields.Command.create({"name": "Pedro Mamani", "document": "40404040"}),
        ]
        names = request.requester_ids.mapped("name")
        self.assertEqual(set(names), {"Vecina Rosa", "Pedro Mamani"})

    def test_outside_with_reason_and_completed_within_a_day(self):
        request = self._reviewed()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            request.is_off_premises = True
            request.flush_recordset()
        request.write(
            {
                "is_off_premises": True,
                "off_premises_reason": "La obra está allí",
                "off_premises_place": "Sector Huampo",
            }
        )
        entry = request.schedule(self.agenda, self._time(15), self._time(16))
        self.assertTrue(entry.pr_off_premises)
        self.assertEqual(entry.location, "Sector Huampo")
        request.back_on = self._time(18)
        cron = self.env.registry["ir.cron"]
        for hour, count in ((17, 0), (19, 1), (20, 1)):
            with (
                freeze_time(self._time(hour)),
                patch.object(cron, "_commit_progress", return_value=60),
            ):
                self.env["pr.audience"]._cron_off_premises()
                self.assertEqual(len(request.activity_ids), count)
        self.assertIn("14/05/2036, 13:00", request.activity_ids.summary)

    def test_by_video_call(self):
        request = self._reviewed(is_video=True)
        entry = request.schedule(self.agenda, self._time(15), self._time(16))
        self.assertTrue(entry.videocall_location)
        self.assertEqual(request.video_link, entry.videocall_location)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            request.video_url = "javascript:alert(1)"
            request.flush_recordset()

    def test_times_nobody_could_come_to(self):
        request = self._reviewed()
        self.agenda.resource_calendar_id.tz = "America/Santiago"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Día del distrito",
                "date_from": "2036-05-13 04:00:00",
                "date_to": "2036-05-14 04:00:00",
            }
        )
        spring = self._get_change("America/Santiago", 2036, first=False)
        autumn = self._get_change("America/Santiago", 2036, first=True)
        minutes = timedelta(minutes=20)
        for start, stop, message in (
            (datetime(2036, 5, 15, 3, 50), datetime(2036, 5, 15, 4, 10), "midnight"),
            (self._time(15), self._time(15, 20), "Día del distrito"),
            (autumn - minutes, autumn, "clocks change"),
            (autumn, autumn + minutes, "clocks change"),
            (spring - timedelta(minutes=5), spring + minutes, "midnight|clocks change"),
            (self._time(15, day=14), self._time(15, day=14), "end after"),
            (self._time(15, day=14), self._time(20, day=14), "four hours"),
        ):
            for act in (
                lambda a, b: request.schedule(self.agenda, a, b),
                lambda a, b: request.propose(self.agenda, [(a, b)]),
            ):
                with self.assertRaisesRegex(UserError, message):
                    act(start, stop)
        self.assertEqual(request.state, "in_review")
        self.assertFalse(request.event_id or request.slot_id or request.proposal_ids)

    def _get_change(self, zone, year, first):
        """Return the UTC moment at which the clocks change that year."""
        tz = pytz.timezone(zone)
        moments = (datetime(year, 1, 1) + timedelta(hours=n) for n in range(8760))
        before, changes = None, []
        for moment in moments:
            offset = pytz.utc.localize(moment).astimezone(tz).utcoffset()
            if before is not None and offset != before:
                changes.append(moment)
            before = offset
        return changes[0 if first else -1]

    def test_the_dialog_proposes_and_knows_what_happened_meanwhile(self):
        request = self._reviewed()
        model = self.env["pr.audience.schedule"].with_user(self.secretary)
        wizard = model.browse(request.action_choose_time()["res_id"])
        with self.assertRaisesRegex(UserError, "Tick"):
            wizard.action_propose()
        wizard.line_ids[:2].is_ticked = True
        wizard.action_propose()
        self.assertEqual(len(request.proposal_open_ids), 2)
        stale = model.browse(request.action_choose_time()["res_id"])
        request._citizen_choose(request.proposal_open_ids[0].id)
        with self.assertRaisesRegex(UserError, "since you opened"):
            stale.action_take_first()
