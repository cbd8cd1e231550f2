import itertools

from odoo.tests import Form, freeze_time, tagged

from .common import ProtocolCase


@tagged("post_install", "-at_install")
class TestProtocolOrder(ProtocolCase):
    def _full(self):
        act = self._planned()
        for person in (self.bishop, self.governor, self.judge):
            self._guest(act, person)
        return act

    def _of(self, act, partner):
        return act.guest_ids.filtered(lambda guest: guest.partner_id == partner)

    def test_the_mayor_presides_and_the_rest_follow_the_list(self):
        act = self._full()
        self.assertEqual(
            self._order_of(act),
            ["Mayor", "Gabriel Gobernador", "Julia Jueza", "Benito Obispo"],
        )
        self.assertIn("Invites and presides", self._of(act, self.mayor).place_reason)
        self.assertIn("Norma 1", self._of(act, self.judge).place_reason)

    def test_the_president_comes_presides_and_the_host_follows(self):
        president = self._holder("president", "Petra Presidenta")
        act = self._full()
        act.presider_id = president
        self.assertEqual(
            self._order_of(act)[:3],
            [
                "Petra Presidenta",
                "Mayor",
                "Gabriel Gobernador",
            ],
        )
        self.assertIn("art. 94", self._of(act, self.mayor).place_reason)
        act.host_rule = "third"
        self.assertEqual(self._order_of(act)[2], "Mayor")
        self.assertIn("art. 14", self._of(act, self.mayor).place_reason)
        act.host_rule = "rank"
        self._guest(act, self._holder("regional_governor", "Zoila"))
        self.assertEqual(self._order_of(act)[3], "Mayor")

    def test_an_ambassador_makes_the_condition_true_and_the_reason_says_so(self):
        act = self._full()
        ambassador = self._holder("ambassador", "Amelia")
        guest = self._guest(act, ambassador)
        self.assertEqual(guest.place, 2)
        self.assertIn("foreign diplomats", guest.place_reason)
        guest.action_decline()
        self.assertEqual(guest.place, 0)
        self.assertIn("does not come", guest.place_reason)

    def test_a_representative_sits_by_the_own_rank_unless_a_rule_says_otherwise(self):
        act = self._full()
        guest = self._of(act, self.governor)
        deputy = self.env["res.partner"].create({"name": "Delia Delegada"})
        guest._answer("represented", "phone", representative_id=deputy.id)
        self.assertEqual(guest.place, 4)
        self.assertIn("sits by the own rank", guest.place_reason)
        guest.write(
            {"representation_rule": "takes_place", "representation_basis": "Dir. 3"}
        )
        self.assertEqual(guest.place, 2)
        self.assertIn("Dir. 3", guest.place_reason)

    def test_a_move_by_hand_keeps_reason_author_and_time_when_ordered_again(self):
        act = self._full()
        guest = self._of(act, self.bishop)
        form = Form(
            self.env["pr.event.move"]
            .with_user(self.officer)
            .with_context(**guest.action_move()["context"])
        )
        self.assertEqual(form.place, 3)
        form.place = 2
        form.reason = "Celebra la misa"
        form.save().action_apply()
        self.assertEqual(guest.place, 2)
        self.assertIn("Celebra la misa", guest.place_reason)
        self.assertIn("officer".capitalize(), guest.place_reason)
        self.assertIn("By the rules it would be place 4", guest.place_reason)
        self.assertTrue(guest.manual_on)
        act.action_recompute_order()
        self._guest(act, self._holder("superior_judge", "Ana Juez"))
        self.assertEqual(guest.place, 2)
        guest.action_unmove()
        self.assertEqual(guest.place, 5)
        self.assertIn("Celebra la misa", act.message_ids[0].body)
        self.assertFalse(guest.manual_user_id)

    def test_the_order_follows_the_register_when_asked_and_never_after_the_act(self):
        act = self._full()
        act.with_user(self.manager).action_approve()
        self.plist.rank_ids.filtered(
            lambda rank: rank.category_id == self.categories["bishop"]
        ).sequence = 1
        self.assertEqual(self._order_of(act)[3], "Benito Obispo")
        self.env.flush_all()
        self.env.invalidate_all()
        act.action_recompute_order()
        self.assertEqual(self._order_of(act)[1], "Benito Obispo")
        with freeze_time("2036-05-12 17:00:00"):
            act.action_held()
        before = self._order_of(act)
        self._of(act, self.bishop).sudo().position_id = False
        act.guest_ids._recompute_places()
        self.assertEqual(self._order_of(act), before)

    def test_what_if_the_president_comes_saves_nothing(self):
        act = self._full()
        before = self._order_of(act)
        places = act._get_places(facts=("diplomats",))
        self.assertEqual([row.place for row in places], [1, 2, 3, 4])
        self.assertEqual(self._order_of(act), before)

    def test_a_host_who_is_missing_warns(self):
        act = self._full()
        self._of(act, self.mayor).write({"partner_id": self.neighbour.id})
        self.assertIn("Mayor (who presides) is not among the guests", act.warning_note)
        self.assertEqual(self._order_of(act)[0], "Gabriel Gobernador")

    def test_reasons_are_in_the_language_of_the_municipality(self):
        self.env["res.lang"]._activate_lang("es_PE")
        self.env["ir.module.module"].search(
            [("name", "=", "pr_office")]
        )._update_translations(["es_PE"])
        self.env.company.partner_id.lang = "es_PE"
        act = self._full()
        self.assertIn("Anfitrión y preside", self._of(act, self.mayor).place_reason)

    def test_the_number_of_queries_does_not_grow_with_the_guests(self):
        def cost(number, serial=itertools.count()):  # noqa: B008
            act, name = self._act(), f"Cargo {next(serial)}"
            posts = self.env["pr.position"].create(
                [
                    {
                        "name": f"{name} {index}",
                        "institution_id": self.institution.id,
                        "category_id": self.categories["superior_judge"].id,
                    }
                    for index in range(number)
                ]
            )
            people = self.env["res.partner"].create(
                [{"name": f"Persona {index}"} for index in range(number)]
            )
            for post, person in zip(posts, people, strict=True):
                self._hold(person, post)
            self.env["pr.event.guest"].create(
                [
                    {
                        "event_id": act.id,
                        "partner_id": person.id,
                        "position_id": post.id,
                    }
                    for post, person in zip(posts, people, strict=True)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            act.guest_ids._recompute_places()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        cost(3)
        few, many = cost(3), cost(60)
        self.assertLessEqual(many, few + 1)
