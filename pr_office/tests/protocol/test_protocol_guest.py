from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import ProtocolCase


@tagged("post_install", "-at_install")
class TestProtocolGuest(ProtocolCase):
    def _invite(self, act, **values):
        model = self.env["pr.event.invite"].with_user(self.officer)
        form = Form(model.with_context(default_event_id=act.id))
        for fname, records in values.items():
            for record in records:
                getattr(form, fname).add(record)
        return form.save()

    # -- from the register ------------------------------------------------------

    def test_who_presides_is_a_guest_and_the_house_is_expected(self):
        act = self._act(host_id=self.governor.id)
        states = {guest.partner_id: guest.state for guest in act.guest_ids}
        self.assertEqual(states, {self.mayor: "accepted", self.governor: "to_invite"})
        act.presider_id = self.judge
        self.assertIn(self.judge, act.guest_ids.partner_id)

    def test_the_dialog_finds_by_kind_of_post_and_tells_who_is_known_or_missing(self):
        vacant = self._post("bishop", "Obispo auxiliar")
        act = self._act()
        self._guest(act, self.judge)
        wizard = self._invite(
            act, category_ids=[self.categories["superior_judge"], vacant.category_id]
        )
        lines = {line.partner_id: line for line in wizard.line_ids}
        self.assertTrue(lines[self.judge].is_known)
        self.assertFalse(lines[self.judge].chosen)
        self.assertTrue(lines[self.bishop].chosen)
        empty = wizard.line_ids.filtered(lambda line: not line.partner_id)
        self.assertEqual(empty.position_id, vacant)
        self.assertFalse(empty.chosen)
        empty.chosen = True
        wizard.action_add()
        self.assertIn(self.bishop, act.guest_ids.partner_id)
        post = act.guest_ids.filtered(lambda guest: not guest.partner_id)
        self.assertEqual(post.position_id, vacant)
        self.assertIn("vacant", post.invited_name)

    def test_the_dialog_with_nobody_ticked_says_so_and_the_type_proposes(self):
        self.kind.category_ids = self.categories["bishop"]
        act = self._act()
        wizard = self._invite(act)
        self.assertEqual(wizard.line_ids.partner_id, self.bishop)
        wizard.line_ids.chosen = False
        with self.assertRaises(UserError):
            wizard.action_add()

    def test_a_person_holding_two_posts_is_listed_once(self):
        self._hold(self.bishop, self._post("superior_judge", "Juez de paz"))
        wizard = self._invite(
            self._act(),
            category_ids=[self.categories["superior_judge"], self.categories["bishop"]],
        )
        people = wizard.line_ids.mapped("partner_id.id")
        self.assertEqual(len(people), len(set(people)))

    @mute_logger("odoo.sql_db")
    def test_nobody_is_invited_twice_and_somebody_always_is(self):
        act = self._act()
        self._guest(act, self.judge)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._guest(act, self.judge)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._guest(act, self.env["res.partner"])

    # -- posts ------------------------------------------------------------------

    def test_an_open_invitation_goes_to_the_new_holder_with_a_page_of_its_own(self):
        act = self._planned()
        guest = self._guest(act, self.judge)
        guest.action_mark_invited()
        link = guest._get_page_url()
        new = self.env["res.partner"].create({"name": "Nora Nueva"})
        mandate = self.judge.pr_mandate_ids
        mandate.date_end = "2030-12-31"
        self.assertTrue(guest.holder_warning)
        self._hold(new, guest.position_id, date_start="2031-01-01")
        self.assertEqual(guest.partner_id, new)
        self.assertEqual(guest.state, "to_invite")
        self.assertFalse(guest.holder_warning)
        self.assertNotEqual(guest._get_page_url(), link)
        self.assertIn("Nora Nueva", act.message_ids[0].body)

    def test_an_answered_invitation_and_one_by_name_stay_with_the_person(self):
        act = self._planned()
        answered = self._guest(act, self.judge)
        answered.action_accept()
        personal = self._guest(act, self.bishop, follows_post=False)
        for guest in answered | personal:
            guest.partner_id.pr_mandate_ids.date_end = "2030-12-31"
            other = self.env["res.partner"].create({"name": "Otro titular"})
            self._hold(other, guest.position_id, date_start="2031-01-01")
        self.assertEqual(answered.partner_id, self.judge)
        self.assertEqual(personal.partner_id, self.bishop)
        self.assertIn("Julia Jueza", act.warning_note)

    # -- answers ----------------------------------------------------------------

    def test_by_telephone_in_one_tap(self):
        guest = self._guest(self._planned(), self.judge)
        guest.action_accept()
        self.assertEqual(
            (guest.state, guest.answer_channel, guest.answer_user_id),
            ("accepted", "phone", self.officer),
        )
        guest.action_decline()
        self.assertEqual((guest.state, guest.place), ("declined", 0))
        guest.action_reset_answer()
        self.assertEqual((guest.state, guest.answered_on), ("invited", False))

    def test_naming_a_representative_in_the_dialog(self):
        guest = self._guest(self._planned(), self.judge)
        action = guest.action_represent()
        form = Form(
            self.env["pr.event.represent"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        form.representative_id = self.bishop
        self.assertEqual(form.position_id, self.bishop.pr_mandate_ids.position_id)
        form.said_by = "Su secretaria"
        form.save().action_apply()
        self.assertEqual(guest.state, "represented")
        self.assertEqual(guest.card_name, "Benito Obispo")
        self.assertIn("representing", guest.card_post)
        guest.action_accept()
        self.assertFalse(guest.representative_id)
        self.assertEqual(guest.card_name, "Julia Jueza")

    @mute_logger("odoo.sql_db")
    def test_a_representative_is_named_and_takes_a_place_only_by_a_rule(self):
        guest = self._guest(self._planned(), self.judge)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            guest._answer("represented", "phone")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            guest._answer(
                "represented",
                "phone",
                representative_name="Ana",
                representation_rule="takes_place",
            )

    def test_representation_makes_no_circles_and_nobody_sits_twice(self):
        act = self._planned()
        judge, bishop = self._guest(act, self.judge), self._guest(act, self.bishop)
        for person in (self.judge, self.bishop):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                judge._answer("represented", "phone", representative_id=person.id)
        judge._answer("represented", "phone", representative_id=self.neighbour.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                bishop._answer(
                    "represented", "phone", representative_id=self.neighbour.id
                )
        with self.assertRaises(ValidationError):
            self._guest(act, self.neighbour)

    def test_a_companion_is_a_guest_of_its_own_of_a_guest_of_the_same_act(self):
        act, other = self._planned(), self._planned()
        judge = self._guest(act, self.judge)
        none = self.env["res.partner"]
        companion = self._guest(
            act, none, guest_name="Esposo", companion_of_id=judge.id
        )
        self.assertIn("Accompanies Julia Jueza", companion.place_reason)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._guest(act, self.bishop, companion_of_id=companion.id)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._guest(other, self.bishop, companion_of_id=judge.id)

    def test_who_answered_stays_in_the_list(self):
        act = self._planned()
        guest = self._guest(act, self.judge)
        guest.action_accept()
        with self.assertRaises(UserError):
            guest.unlink()
        self._guest(act, self.bishop).unlink()

    # -- invitation -------------------------------------------------------------

    def test_inviting_by_chat_needs_a_planned_act_and_keeps_no_link(self):
        guest = self._guest(self._act(), self.judge)
        with self.assertRaises(UserError):
            guest.action_share()
        guest.event_id.action_plan()
        text = guest.action_share()["context"]["default_text"]
        self.assertIn(guest._get_page_url(), text)
        self.assertNotIn(guest._make_page_token(), guest._get_kept_share_text(text))
        share = self.env["pr.share"].create(
            {
                "res_model": guest._name,
                "res_id": guest.id,
                "name": "Invitación",
                "text": "…",
            }
        )
        share.action_not_sent()
        self.assertEqual(guest.state, "to_invite")
        share.action_sent()
        self.assertEqual((guest.state, guest.invited_by), ("invited", "chat"))

    def test_the_timeline_of_a_person_tells_of_acts(self):
        act = self._planned()
        guest = self._guest(act, self.judge)
        guest.action_mark_invited()
        self.env.flush_all()
        rows = self.env["pr.timeline"].with_user(self.officer)
        mine = rows.search([("partner_id", "=", self.judge.id)])
        self.assertIn("act_invited", mine.mapped("kind"))
        act.calendar_event_id.sudo().privacy = "private"
        self.env.flush_all()
        rows = self.env["pr.timeline"].with_user(self.other_secretary)
        mine = rows.search([("partner_id", "=", self.judge.id)])
        self.assertNotIn("act_invited", mine.mapped("kind"))

    def test_counts_tell_who_comes(self):
        act = self._planned()
        self._guest(act, self.judge).action_accept()
        self._guest(act, self.bishop).action_decline()
        self._guest(act, self.governor)
        act.invalidate_recordset()
        self.assertEqual(
            (act.guest_count, act.coming_count, act.open_count, act.declined_count),
            (4, 2, 1, 1),
        )

    def test_guests_without_post_or_register_are_guests(self):
        act = self._act()
        act.guest_ids = [Command.create({"guest_name": "Vecino ilustre"})]
        guest = act.guest_ids.filtered("guest_name")
        self.assertEqual(guest.card_name, "Vecino ilustre")
        self.assertTrue(guest.place)
        self.assertIn("no category", guest.place_reason)
