import json
import uuid

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ...tools import tokens
from .common import ProtocolCase

DAY = "2036-05-12 14:30:00"
SCRIPT = "<script>alert(1)</script>"


class DoorCase(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.act = cls._planned()
        cls.guest = cls._guest(cls.act, cls.judge)
        cls.guest.action_accept()
        cls.gate = cls._gate("Puerta 1")
        cls.pin = cls.gate.action_show_link()["context"]["pr_pin"]

    @classmethod
    def _gate(cls, name, act=None, **values):
        act = act or cls.act
        model = cls.env["pr.event.gate"].with_user(cls.officer)
        return model.create({"event_id": act.id, "name": name, **values})

    def _tap(self, do="admit", **values):
        return {"uuid": str(uuid.uuid4()), "do": do, "age": 0, **values}


@tagged("post_install", "-at_install")
class TestProtocolDoor(DoorCase, HttpCase):
    def setUp(self):
        super().setUp()
        clock = freeze_time(DAY)
        clock.start()
        self.addCleanup(clock.stop)
        self.url = "/pr/gate/" + self.gate._make_page_token()

    def _call(self, path, body, device="", url=None):
        return self.url_open(
            f"{url or self.url}/{path}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json", "X-Pr-Device": device},
        )

    def _enter(self, name="María", url=None, pin=None):
        body = {"pin": pin or self.pin, "name": name}
        return self._call("enter", body, url=url).json()["device"]

    def _send(self, *taps, device, url=None):
        answer = self._call("send", {"taps": taps}, device, url)
        self.assertEqual(answer.status_code, 200, answer.text)
        return answer.json()["results"]

    def _get(self, path, device="", url=None):
        return self.url_open(
            f"{url or self.url}/{path}", headers={"X-Pr-Device": device}
        )

    # -- who gets in --------------------------------------------------------------

    def test_the_page_alone_shows_nobody(self):
        page = self.url_open(self.url)
        self.assertEqual(page.status_code, 200)
        for secret in ("Julia", "Aniversario", "Plaza"):
            self.assertNotIn(secret, page.text)
        self.assertEqual(page.headers["X-Robots-Tag"], "noindex")
        for path in ("guests", "status"):
            self.assertEqual(self._get(path).status_code, 403)
        self.assertEqual(self._call("send", {"taps": []}).status_code, 403)

    def test_the_right_pin_opens_and_only_digests_are_kept(self):
        wrong = self._call("enter", {"pin": "000000x", "name": "María"})
        self.assertEqual((wrong.status_code, wrong.json()["code"]), (422, "pin"))
        nameless = self._call("enter", {"pin": self.pin, "name": "  "})
        self.assertEqual(nameless.json()["code"], "name")
        device = self._enter()
        [kept] = self.gate.device_ids
        self.assertEqual(kept.name, "María")
        self.assertEqual(kept.sudo().token_hash, tokens.digest(device))
        self.assertNotIn(self.pin, self.gate.sudo().pin_hash)
        for user in (self.officer, self.manager):
            with self.assertRaises(AccessError):
                self.gate.with_user(user).read(["pin_hash"])
            with self.assertRaises(AccessError):
                kept.with_user(user).read(["token_hash"])

    def test_a_gate_without_pin_opens_for_nobody(self):
        gate = self._gate("Sin clave")
        url = "/pr/gate/" + gate._make_page_token()
        for pin in ("", None, "123456"):
            answer = self._call("enter", {"pin": pin, "name": "María"}, url=url)
            self.assertEqual(answer.status_code, 422)

    def test_tries_are_limited(self):
        body = {"pin": "000000", "name": "María"}
        answers = {self._call("enter", body).status_code for _try in range(31)}
        self.assertEqual(answers, {422, 429})
        right = self._call("enter", {"pin": self.pin, "name": "María"})
        self.assertEqual(right.status_code, 429)

    def test_a_telephone_of_one_gate_opens_no_other(self):
        device = self._enter()
        other_act = self._planned(name="Otro acto")
        for gate in (self._gate("Puerta 2"), self._gate("Puerta", other_act)):
            url = "/pr/gate/" + gate._make_page_token()
            self.assertEqual(self._get("guests", device, url).status_code, 403)
        stranger = self._guest(other_act, self.bishop)
        [result] = self._send(self._tap(guest=stranger.id), device=device)
        self.assertEqual(result["status"], "unknown")
        self.assertNotEqual(stranger.state, "arrived")

    def test_it_opens_a_day_before_and_closes_three_hours_after(self):
        device = self._enter()
        moments = {
            "2036-05-11 14:00:00": (403, "early"),
            "2036-05-11 15:30:00": (200, None),
            "2036-05-12 18:59:00": (200, None),
            "2036-05-12 19:01:00": (403, "over"),
        }
        for moment, (status, code) in moments.items():
            with freeze_time(moment):
                self.assertEqual(self.url_open(self.url).status_code, status, moment)
                answer = self._get("guests", device)
                self.assertEqual(answer.status_code, status)
                self.assertEqual(answer.json().get("code"), code)

    def test_withdrawn_it_opens_nothing_and_a_new_link_lets_the_old_die(self):
        device = self._enter()
        self.gate.with_user(self.officer).action_revoke()
        self.assertEqual(self.url_open(self.url).status_code, 403)
        self.assertEqual(self._get("guests", device).json()["code"], "revoked")
        self.gate.with_user(self.officer).action_reopen()
        self.assertEqual(self.url_open(self.url).status_code, 404)
        self.url = "/pr/gate/" + self.gate._make_page_token()
        self.assertEqual(self._get("guests", device).json()["code"], "device")

    def test_one_telephone_is_withdrawn_alone(self):
        lost, kept = self._enter("Uno"), self._enter("Dos")
        self.gate.device_ids[0].with_user(self.officer).action_revoke()
        self.assertEqual(self._get("guests", lost).json()["code"], "device")
        self.assertEqual(self._get("guests", kept).status_code, 200)

    def test_the_cancelled_act_and_the_draft_open_nothing(self):
        device = self._enter()
        self.act.cancel("Duelo")
        self.assertEqual(self._get("guests", device).json()["code"], "over")
        draft = self._act(name="Borrador")
        url = "/pr/gate/" + self._gate("Puerta", draft)._make_page_token()
        self.assertEqual(self.url_open(url).status_code, 404)

    # -- what a gate shows --------------------------------------------------------

    def test_only_name_post_and_seat_are_shown(self):
        self.judge.write({"phone": "984100200", "email": "julia@example.org"})
        device = self._enter()
        answer = self._get("guests", device).text
        for secret in ("984100200", "julia@example.org", self.guest._make_page_token()):
            self.assertNotIn(secret, answer)
        row = next(
            row for row in json.loads(answer)["guests"] if row[0] == self.guest.id
        )
        self.assertEqual(row[1], "Julia Jueza")
        self.assertEqual(len(row), 6)
        self.assertEqual(len(row[4]), 16)

    def test_gates_show_their_own_guests(self):
        press = self._guest(
            self.act, self.env["res.partner"], guest_name="Radio", gate_kind="press"
        )
        gate = self._gate("Prensa", kind="press")
        pin = gate.action_show_link()["context"]["pr_pin"]
        url = "/pr/gate/" + gate._make_page_token()
        device = self._enter(url=url, pin=pin)
        rows = self._get("guests", device, url).json()["guests"]
        self.assertEqual([row[0] for row in rows], press.ids)

    # -- taps ---------------------------------------------------------------------

    def test_a_guest_comes_in_once_whatever_is_sent(self):
        one, two = self._enter("Uno"), self._enter("Dos")
        tap = self._tap(guest=self.guest.id, age=90)
        [first] = self._send(tap, device=one)
        [again] = self._send(tap, device=one)
        [other] = self._send(self._tap(guest=self.guest.id), device=two)
        self.assertEqual(first["status"], "in")
        self.assertEqual(again, first)
        self.assertEqual((other["status"], other["who"]), ("double", "Uno"))
        self.assertEqual(first["at"], "2036-05-12 14:28:30")
        self.assertEqual(self.guest.state, "arrived")
        states = self.guest.admission_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["stands", "double"])

    def test_the_database_itself_admits_once(self):
        values = {
            "event_id": self.act.id,
            "guest_id": self.guest.id,
            "kind": "guest",
            "channel": "desk",
        }
        entries = self.env["pr.event.admission"]
        entries.create(values)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                entries.create(values)

    def test_an_undo_gives_back_the_answer_and_may_come_in_the_same_sending(self):
        device = self._enter()
        tap = self._tap(guest=self.guest.id)
        undo = self._tap("undo", of=tap["uuid"], guest=self.guest.id)
        again = self._tap(guest=self.guest.id)
        results = self._send(tap, undo, device=device)
        self.assertEqual([row["status"] for row in results], ["in", "undone"])
        self.assertEqual(self.guest.state, "accepted")
        self.assertFalse(self.guest.arrived_on)
        self.assertEqual(self._send(tap, device=device)[0]["status"], "undone")
        self.assertEqual(self._send(again, device=device)[0]["status"], "in")
        status = self._get("status?since=1", device).json()
        [[guest, arrival]] = status["in"]
        self.assertEqual((guest, arrival["number"]), (self.guest.id, again["uuid"]))

    def test_what_another_telephone_noted_stands_when_the_first_is_undone(self):
        one, two = self._enter("Uno"), self._enter("Dos")
        mistaken = self._tap(guest=self.guest.id)
        self._send(mistaken, device=one)
        self._send(self._tap(guest=self.guest.id), device=two)
        self._send(self._tap("undo", of=mistaken["uuid"]), device=one)
        self.assertEqual(self.guest.state, "arrived")
        stands = self.guest.admission_ids.filtered(lambda e: e.state == "stands")
        self.assertEqual(stands.device_id.name, "Dos")

    def test_who_sent_an_excuse_and_comes_takes_a_place_again(self):
        self.guest.action_decline()
        self.assertEqual(self.guest.place, 0)
        device = self._enter()
        tap = self._tap(guest=self.guest.id)
        self._send(tap, device=device)
        self.assertEqual((self.guest.state, self.guest.place), ("arrived", 2))
        self._send(self._tap("undo", of=tap["uuid"]), device=device)
        self.assertEqual((self.guest.state, self.guest.place), ("declined", 0))

    def test_a_scanned_invitation_is_found_by_digest_and_by_link(self):
        device = self._enter()
        token = self.guest._make_page_token()
        [row] = self._send(self._tap(page=tokens.digest(token)), device=device)
        self.assertEqual((row["status"], row["guest"]), ("in", self.guest.id))
        [row] = self._send(self._tap(link=token), device=device)
        self.assertEqual(row["status"], "double")
        [row] = self._send(self._tap(link="nobody"), device=device)
        self.assertEqual(row["status"], "unknown")

    def test_people_without_invitation_drivers_and_public_are_counted(self):
        device = self._enter()
        rows = [
            self._tap("walk_in", name=SCRIPT, post="ONG"),
            self._tap("driver", guest=self.guest.id),
            self._tap("escort", guest=self.guest.id),
            self._tap("escort", guest=self.guest.id),
            self._tap("public"),
        ]
        results = self._send(*rows, device=device)
        self.assertEqual({row["status"] for row in results}, {"noted"})
        counts = self.act._get_live_counts()
        kinds = ("walk_in", "driver", "escort", "public")
        self.assertEqual([counts[kind] for kind in kinds], [1, 1, 2, 1])
        self.assertEqual(len(self.act.guest_ids), 2)
        self.assertEqual(self.act.to_handle_count, 1)

    def test_an_authority_in_sight_is_told_until_it_is_in(self):
        device = self._enter()
        self._send(self._tap("sight", guest=self.guest.id), device=device)
        [alert] = self.act._get_stage_state()["alerts"]
        self.assertEqual(alert["kind"], "sight")
        self.assertIn("Julia Jueza", alert["text"])
        self._send(self._tap(guest=self.guest.id), device=device)
        self.assertFalse(self.act._get_stage_state()["alerts"])

    def test_who_comes_instead_is_named_once_the_officer_agrees(self):
        device = self._enter()
        tap = self._tap(guest=self.guest.id, name="Ana Suplente", post="Vocal")
        self._send(tap, device=device)
        self.assertIn("Julia", self.guest.card_name)
        [alert] = self.act._get_stage_state(officer=True)["alerts"]
        self.assertTrue(alert["instead"])
        entry = self.env["pr.event.admission"].browse(alert["id"])
        with self.assertRaises(AccessError):
            entry.with_user(self.secretary).action_accept_told()
        entry.with_user(self.officer).action_accept_told()
        self.assertEqual(self.guest.card_name, "Ana Suplente")
        self.assertEqual(self.guest.state, "arrived")
        self.assertFalse(self.act._get_stage_state(officer=True)["alerts"])

    def test_what_cannot_be_read_changes_nothing(self):
        device = self._enter()
        bad = [{}, {"taps": 3}, {"taps": [{"uuid": "x"}]}, [1]]
        for body in bad:
            self.assertEqual(self._call("send", body, device).status_code, 422)
        broken = self.url_open(
            f"{self.url}/send", data="{", headers={"X-Pr-Device": device}
        )
        self.assertEqual(broken.status_code, 422)
        [row] = self._send(self._tap("delete", guest=self.guest.id), device=device)
        self.assertEqual(row["status"], "refused")
        self.assertFalse(self.act.admission_ids)

    def test_the_channel_tells_that_something_changed_and_not_what(self):
        device = self._enter()
        before = self.env["bus.bus"].search([], order="id desc", limit=1).id
        self._send(self._tap(guest=self.guest.id), device=device)
        self.env.cr.precommit.run()
        sent = self.env["bus.bus"].search([("id", ">", before)])
        ours = sent.filtered(lambda row: self.act._get_channel() in row.channel)
        self.assertEqual(len(ours), 1)
        self.assertEqual(set(json.loads(ours.message)["payload"]), {"version"})
        self.assertNotEqual(self.act._get_channel(), self._act()._get_channel())

    # -- cost ---------------------------------------------------------------------

    def test_a_scan_costs_the_same_among_many_guests(self):
        device = self._enter()

        def cost(guest):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._send(self._tap(guest=guest.id), device=device)
            return self.cr.sql_log_count - before

        cost(self._named("Uno"))
        few = cost(self._named("Dos"))
        for number in range(40):
            self._named(f"Vecino {number}")
        self.assertLessEqual(cost(self._named("Tres")), few + 1)

    def _named(self, name):
        return self._guest(
            self.act, self.env["res.partner"], guest_name=name, state="accepted"
        )

    # -- reading screen -----------------------------------------------------------

    def test_the_reading_screen_freezes_and_does_not_let_changes_through(self):
        gate = self._gate("Atril", kind="mc")
        pin = gate.action_show_link()["context"]["pr_pin"]
        url = "/pr/gate/" + gate._make_page_token()
        device = self._enter("Lucho", url, pin)
        self.assertEqual(self._get("guests", device, url).status_code, 404)
        self.assertEqual(self._get("stage", device).status_code, 404)
        self.act.segment_ids[0].mc_text = SCRIPT
        state = self._get("stage", device, url).json()
        self.assertEqual(state["steps"][0]["text"], SCRIPT)
        self.assertNotIn("next", state)
        answer = self._call("reading", {"reading": True}, device, url).json()
        self.assertTrue(answer["vocative"]["reading"])
        self.assertEqual(self.act._get_open_vocative().begun_by, "Lucho")
        answer = self._call("reading", {"reading": False}, device, url).json()
        self.assertFalse(answer["vocative"]["reading"])

    def test_the_programs_come_with_their_types(self):
        worker = self.url_open("/pr/gate/worker.js")
        self.assertEqual(worker.headers["Service-Worker-Allowed"], "/pr/gate")
        settings = json.loads(worker.text.split("= ", 1)[1].split(";\n", 1)[0])
        for path in settings["files"]:
            self.assertEqual(self.url_open(path).status_code, 200, path)
        self.assertEqual(
            self.url_open("/pr/gate/files/x/../../secret").status_code, 404
        )


@tagged("post_install", "-at_install")
class TestProtocolDoorOffice(DoorCase, HttpCase):
    def test_the_officer_leads_over_the_page_and_nobody_else(self):
        address = f"/pr/live/{self.act.id}"
        for user in (self.secretary, self.mayor_user, self.employee):
            self.authenticate(user.login, user.login)
            for path in ("", "/mc", "/stage"):
                self.assertEqual(self.url_open(address + path).status_code, 404)
        self.authenticate(self.officer.login, self.officer.login)
        for path in ("", "/mc"):
            page = self.url_open(address + path)
            self.assertEqual(page.status_code, 200)
        token = page.text.split('data-csrf="')[1].split('"')[0]
        fields = {"action": "start", "record": self.act.segment_ids[0].id}
        self.assertEqual(self.url_open(f"{address}/do", data=fields).status_code, 400)
        fields["csrf_token"] = token
        state = self.url_open(f"{address}/do", data=fields).json()
        self.assertEqual(state["steps"][0]["state"], "running")
        fields["action"] = "unlink"
        self.assertEqual(self.url_open(f"{address}/do", data=fields).status_code, 404)
        fields |= {"action": "start", "record": "999999999"}
        answer = self.url_open(f"{address}/do", data=fields)
        self.assertEqual(answer.status_code, 422)

    def test_boxes_ticked_on_paper_count_once(self):
        other = self._guest(self.act, self.bishop)
        (self.guest | other).with_user(self.officer).action_arrive_by_paper()
        (self.guest | other).with_user(self.officer).action_arrive_by_paper()
        entries = self.act.admission_ids
        self.assertEqual(set(entries.mapped("channel")), {"paper"})
        self.assertEqual(len(entries), 2)
        self.assertEqual(entries.user_id, self.officer)
        entries[0].with_user(self.officer).action_undo()
        self.assertEqual(self.act.arrived_count, 1)

    def test_entries_are_written_by_nobody_and_gates_by_officers(self):
        self.guest.with_user(self.officer).action_arrive()
        entry = self.act.admission_ids
        for user in (self.officer, self.manager, self.secretary):
            for model in ("pr.event.admission", "pr.event.device", "pr.event.vocative"):
                for mode in ("write", "create", "unlink"):
                    self.assertFalse(self.env[model].with_user(user).has_access(mode))
        with self.assertRaises(AccessError):
            entry.with_user(self.secretary).action_undo()
        for method in ("action_show_link", "action_revoke", "action_reopen"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                getattr(self.gate.with_user(self.secretary), method)()

    def test_a_private_act_hides_its_gates(self):
        self.guest.with_user(self.officer).action_arrive()
        self.act._start_reading("Lucho")
        self.act.calendar_event_id.sudo().pr_publication = "private"
        self.env.flush_all()
        self.env.invalidate_all()
        for model in ("pr.event.gate", "pr.event.admission", "pr.event.vocative"):
            found = self.env[model].with_user(self.other_secretary)
            self.assertFalse(found.search([("event_id", "=", self.act.id)]), model)

    def test_gates_have_names_of_their_own(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._gate("Puerta 1")

    def test_the_list_for_the_gate_prints_by_surname_and_gate(self):
        self._guest(
            self.act, self.env["res.partner"], guest_name=SCRIPT, state="accepted"
        )
        model = self.env["ir.actions.report"].with_user(self.officer)
        content, _kind = model._render_qweb_html(
            "pr_office.report_event_door", self.act.ids
        )
        text = content.decode()
        self.assertNotIn("<script>alert", text)
        self.assertIn("Julia Jueza", text)
        self.assertLess(text.index("Authorities"), text.index("alert(1)"))
