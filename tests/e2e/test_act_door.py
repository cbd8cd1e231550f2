"""The door of an act with two telephones at once, one of which loses its signal."""

import json
import re
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

AT_ONCE = 6
ROUNDS = 5
# An act that began a moment ago, with guests of the register who said they come.
ACT = """
from datetime import timedelta

import json

from odoo import fields

user = env.ref("pr_office.user_protocolo_demo")
here = env(user=user.id, context={"dont_notify": True, "lang": "es_PE"})
model = here.ref("pr_office.act_aniversario_demo")
now = fields.Datetime.now()
act = here["pr.event"].create({
    "name": "Izamiento @NAME@",
    "type_id": model.type_id.id,
    "start": now - timedelta(minutes=6),
    "stop": now + timedelta(minutes=60),
    "location": "Plaza de Armas",
    "agenda_ids": [(6, 0, model.agenda_ids.ids)],
    "precedence_list_id": model.precedence_list_id.id,
})
known = act.guest_ids.partner_id
people = [g for g in model.guest_ids if g.partner_id and g.partner_id not in known][:12]
here["pr.event.guest"].create([{
    "event_id": act.id,
    "partner_id": guest.partner_id.id,
    "position_id": guest.position_id.id,
    "state": "accepted",
} for guest in people])
here["calendar.event"].create({
    "name": "Reunion de la alcaldesa",
    "start": now + timedelta(minutes=12, seconds=40),
    "stop": now + timedelta(minutes=40),
    "partner_ids": [(6, 0, act.agenda_ids.partner_id.ids)],
})
act.action_plan()
gates = {}
for kind, name in (("all", "Puerta 1"), ("public", "Puerta 2"), ("mc", "Atril")):
    gate = here["pr.event.gate"].create(
        {"event_id": act.id, "name": name, "kind": "all" if kind == "public" else kind})
    pin = gate.action_show_link()["context"]["pr_pin"]
    gates[name] = ["/pr/gate/" + gate._make_page_token(), pin]
strangers = act.guest_ids.partner_id - known
guests = act.guest_ids.filtered(lambda g: g.partner_id in strangers)
print("ACT " + json.dumps({
    "id": act.id,
    "gates": gates,
    "guests": [[g.id, g.card_name, g._make_page_token()] for g in guests],
}))
env.cr.commit()
"""


class Door:
    """The check-in page on one telephone."""

    def __init__(self, window, act, name, helper):
        self.window = window
        self.page = window.page
        self.url, self.pin = act["gates"][name]
        self.helper = helper

    def enter(self):
        self.window.open(self.url)
        self.window.fill("[name=pin]", self.pin)
        self.window.fill("[name=helper]", self.helper)
        self.window.click("#enter button")
        self.window.wait("#search, #stage")
        return self

    def keep(self):
        """Wait until page and guests are kept for the time without signal."""
        self.window.run(
            """(async () => {
                while (!(await caches.match(location.pathname))) {
                    await new Promise((passed) => setTimeout(passed, 50));
                }
            })()"""
        )
        expect(self.page.locator("#arrived")).to_contain_text("de")

    def find(self, name):
        self.window.fill("#search", "")
        self.window.type("#search", name)
        return self.page.locator("#found button", has_text=name).first

    def admit(self, guest):
        self.find(guest[1]).click()
        expect(self.page.locator("#done_name")).to_have_text(guest[1])

    def title(self, words):
        expect(self.page.locator("#done_title")).to_have_text(words)

    def sent(self):
        expect(self.page.locator("#waiting")).to_be_hidden(timeout=90000)


@pytest.fixture
def act(shell):
    output = shell(ACT.replace("@NAME@", uuid.uuid4().hex[:6]))
    return json.loads(re.search(r"^ACT (.+)$", output, re.MULTILINE)[1])


@pytest.fixture
def arrived(sql):
    def count(guest):
        return sql(
            "SELECT state, count(*) FROM pr_event_admission WHERE kind = 'guest'"
            f" AND guest_id = {guest[0]} GROUP BY state ORDER BY state"
        )

    return count


def test_two_telephones_one_without_signal_and_the_reading_screen(
    browser, act, arrived
):
    first, second, third, *_rest = act["guests"]
    with browser.visitor((390, 844)) as one, browser.visitor((390, 844)) as two:
        near = Door(one, act, "Puerta 1", "María").enter()
        far = Door(two, act, "Puerta 2", "José").enter()
        screen = Door(browser, act, "Atril", "Lucho").enter()
        people = browser.page.locator("#people li")
        near.admit(first)
        near.title("Ingresa")
        near.sent()
        # the other telephone and the screen learn it by themselves
        expect(people).to_have_count(1, timeout=20000)
        far.find(first[1]).click()
        far.title("Ya ingresó")
        assert "Puerta 1, María" in far.window.text("#done_note")
        screen.window.click("#reading")
        expect(browser.page.locator("#reading")).to_contain_text("Terminé")
        # no signal at the second door; the page is even loaded again
        far.keep()
        two.page.context.set_offline(True)
        two.page.reload()
        far.admit(second)
        far.admit(third)
        expect(two.page.locator("#waiting")).to_contain_text("2")
        two.page.reload()
        expect(two.page.locator("#waiting")).to_contain_text("2")
        assert not arrived(second)
        near.admit(second)
        near.sent()
        assert arrived(second) == [["stands", "1"]]
        # with signal again both are told, nobody came in twice
        two.page.context.set_offline(False)
        far.sent()
        assert arrived(second) == [["double", "1"], ["stands", "1"]]
        assert arrived(third) == [["stands", "1"]]
        # whoever reads is not disturbed: the changes wait for the protocol officer
        expect(browser.page.locator("#strip li")).to_have_count(2, timeout=20000)
        expect(people).to_have_count(1)
        with browser.visitor((390, 844)) as officer:
            officer.login("protocolo", "protocolo")
            officer.open(f"/pr/live/{act['id']}")
            next_one = officer.page.locator("#next li")
            expect(next_one).to_contain_text(re.compile(r"dentro de 1\d minutos"))
            officer.click("#forward")
            expect(officer.page.locator("#running")).to_be_visible()
            officer.click("#release")
            expect(officer.page.locator("#strip")).to_be_hidden()
            assert not officer.overflows()
        expect(people).to_have_count(3, timeout=20000)
        expect(browser.page.locator("#strip")).to_be_hidden()
        browser.click("#reading")
        expect(browser.page.locator("#reading")).to_contain_text("Empiezo")
        assert not one.overflows()
        assert not browser.overflows()


def test_taken_back_drivers_and_people_without_invitation(phone, act, arrived, sql):
    door = Door(phone, act, "Puerta 1", "María").enter()
    first, second, *_rest = act["guests"]
    door.admit(first)
    phone.click("#undo")
    door.title("Anulado")
    door.sent()
    assert arrived(first) == [["undone", "1"]]
    door.admit(first)
    phone.click("[data-count=driver]")
    phone.click("[data-count=escort]")
    phone.click("[data-count=public]")
    phone.click("#walk_in")
    phone.fill("#told [name=name]", "<script>alert(1)</script>")
    phone.click("#told [type=submit]")
    phone.click("#sight")
    door.find(second[1]).click()
    expect(phone.page.locator("#notice")).to_contain_text("está a la vista")
    door.sent()
    kinds = sql(
        "SELECT kind, count(*) FROM pr_event_admission WHERE state = 'stands'"
        f" AND event_id = {act['id']} GROUP BY kind ORDER BY kind"
    )
    assert dict(kinds) == dict.fromkeys(
        ("driver", "escort", "guest", "public", "sight", "walk_in"), "1"
    )
    # a code reader types the link of an invitation
    phone.fill("#search", f"https://example.org/pr/rsvp/{second[2]}")
    phone.press("Enter", "#search")
    expect(phone.page.locator("#done_name")).to_have_text(second[1])
    door.title("Ingresa")
    phone.fill("#search", "zzz")
    phone.type("#search", "z")
    expect(phone.page.locator("#hint")).to_contain_text("sin invitación")


def test_the_camera_reads_an_invitation(phone, act):
    """The camera is a picture of the code: no other is to be had in a test."""
    guest = act["guests"][0]
    phone.page.add_init_script(
        """
        window.BarcodeDetector = class {
            static getSupportedFormats = async () => ["qr_code"];
            detect = async () => [{ rawValue: window.code }];
        };
        navigator.mediaDevices.getUserMedia = async () =>
            document.createElement("canvas").captureStream(5);
        HTMLVideoElement.prototype.play = async () => {};
        """
    )
    door = Door(phone, act, "Puerta 1", "María").enter()
    phone.run(f"window.code = 'https://example.org/pr/rsvp/{guest[2]}'")
    phone.click("#scan")
    expect(phone.page.locator("#done_name")).to_have_text(guest[1])
    door.title("Ingresa")


def test_a_withdrawn_gate_lets_go_of_its_guests(phone, act, shell):
    door = Door(phone, act, "Puerta 1", "María").enter()
    door.keep()
    shell(f"""
env["pr.event.gate"].search([("event_id", "=", {act["id"]})]).action_revoke()
env.cr.commit()
""")
    phone.page.reload()
    expect(phone.page.locator("#notice")).to_contain_text("retiró", timeout=20000)
    kept = phone.run(
        """new Promise((done) => {
            indexedDB.open("pr-gate-kept", 1).onsuccess = (event) => {
                const store = event.target.result.transaction("gates");
                store.objectStore("gates").getAll().onsuccess = (found) =>
                    done(JSON.stringify(found.target.result));
            };
        })"""
    )
    assert act["guests"][0][1] not in kept


def test_many_connections_admit_one_guest_once(server, act, arrived):
    url, pin = act["gates"]["Puerta 1"]
    devices = [
        post(server, f"{url}/enter", {"pin": pin, "name": f"Ayudante {n}"})["device"]
        for n in range(AT_ONCE)
    ]
    for guest in act["guests"][:ROUNDS]:

        def admit(device, guest=guest):
            tap = {"uuid": str(uuid.uuid4()), "do": "admit", "guest": guest[0]}
            answer = post(server, f"{url}/send", {"taps": [tap]}, device)
            return answer["results"][0]["status"]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            statuses = sorted(pool.map(admit, devices))
        assert statuses == ["double"] * (AT_ONCE - 1) + ["in"]
        assert arrived(guest) == [["double", str(AT_ONCE - 1)], ["stands", "1"]]


def test_the_same_tap_by_many_connections_counts_once(server, act, arrived):
    url, pin = act["gates"]["Puerta 1"]
    device = post(server, f"{url}/enter", {"pin": pin, "name": "María"})["device"]
    for guest in act["guests"][:ROUNDS]:
        tap = {"uuid": str(uuid.uuid4()), "do": "admit", "guest": guest[0]}

        def send(_number, tap=tap):
            return post(server, f"{url}/send", {"taps": [tap]}, device)["results"]

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(send, range(AT_ONCE)))
        assert all(answer == answers[0] for answer in answers)
        assert arrived(guest) == [["stands", "1"]]


def post(server, path, body, device=""):
    request = urllib.request.Request(
        server.address + path,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "X-Pr-Device": device},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.load(answer)
