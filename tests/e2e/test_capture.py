"""A commitment written down on a telephone, with the signal coming and going."""

import json
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from rpc import Client

AT_ONCE = 6
# As large as a camera's: made in the page, for no such file belongs into a test.
LARGE_PHOTO = """async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 4000;
    canvas.height = 3000;
    const context = canvas.getContext("2d");
    const pixels = context.createImageData(canvas.width, canvas.height);
    for (let start = 0; start < pixels.data.length; start += 65536) {
        const part = pixels.data.subarray(start, start + 65536);
        crypto.getRandomValues(part);
    }
    for (let index = 3; index < pixels.data.length; index += 4) {
        pixels.data[index] = 255;
    }
    context.putImageData(pixels, 0, 0);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const files = new DataTransfer();
    files.items.add(new File([blob], "foto.png", { type: "image/png" }));
    const input = document.getElementById("photo");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return blob.size;
}"""
TONE_FOR_MICROPHONE = """
    navigator.mediaDevices.getUserMedia = async () => {
        const sound = new AudioContext();
        const tone = sound.createOscillator();
        const target = sound.createMediaStreamDestination();
        tone.connect(target);
        tone.start();
        return target.stream;
    };
"""


class Capture:
    """The page on a telephone, and what the server has of it."""

    def __init__(self, phone, sql):
        self.phone = phone
        self.context = phone.page.context
        self.sql = sql
        self.what = f"Compromiso {uuid.uuid4()}"

    def open(self, login="secretaria"):
        self.context.clear_cookies()
        # Where several people logged in before, the form hides behind their names.
        self.phone.open("/web/login")
        self.phone.run("localStorage.clear()")
        self.phone.login(login, login)
        self.phone.open("/pr/capture")
        self.phone.run("navigator.serviceWorker.ready.then(() => true)")

    def write(self, who="Junta vecinal"):
        self.phone.fill("[name=what]", self.what)
        self.phone.fill("[name=who]", who)

    def save(self):
        self.phone.click("button.big")

    def wait_text(self, css, text, seconds=30):
        found = self.phone.page.locator(css, has_text=text).first
        found.wait_for(timeout=seconds * 1000)

    def stored(self):
        """Rows of (term in days, number of files, largest file, types)."""
        return self.sql(f"""
            SELECT c.date_due - c.date_promised, count(a.id),
                   coalesce(max(a.file_size), 0),
                   coalesce(string_agg(a.mimetype, ' ' ORDER BY a.mimetype), '')
              FROM pr_commitment c
              LEFT JOIN pr_commitment_attachment_rel r ON r.pr_commitment_id = c.id
              LEFT JOIN ir_attachment a ON a.id = r.ir_attachment_id
             WHERE c.name = '{self.what}'
             GROUP BY c.id""")

    def wait_sent(self):
        # a first try that finds the server busy is followed by one half a minute later
        self.wait_text("#sent_entries li", self.what, seconds=120)
        self.phone.wait_gone("#waiting")


@pytest.fixture
def capture(phone, sql):
    return Capture(phone, sql)


def test_written_without_signal_and_sent_with_it(capture):
    capture.open()
    assert not capture.phone.overflows()
    capture.context.set_offline(True)
    capture.phone.page.reload()
    capture.wait_text("#signal", "Sin señal")
    capture.write()
    assert capture.phone.page.evaluate(LARGE_PHOTO) > 30 * 1024 * 1024
    capture.phone.wait("#attached img")
    capture.phone.click("text=1 mes")
    capture.save()
    capture.wait_text("#count", "1 pendiente de envío")
    # a second one, and the page is closed and opened in the middle
    capture.phone.fill("[name=what]", f"Otro {capture.what}")
    capture.save()
    capture.wait_text("#count", "2 pendientes de envío")
    capture.phone.page.reload()
    capture.wait_text("#count", "2 pendientes de envío")
    assert not capture.stored()
    capture.context.set_offline(False)
    capture.wait_sent()
    [[term, files, size, kind]] = capture.stored()
    assert (term, files, kind) == ("30", "1", "image/jpeg")
    assert int(size) < 2 * 1024 * 1024
    assert not capture.phone.overflows()


def test_the_answer_is_lost_and_it_is_still_one(capture):
    """The server took it, the telephone does not know: it sends it again."""
    capture.open()
    lost = []

    def lose_answer(route):
        lost.append(route.fetch().json())
        route.abort("connectionreset")

    capture.phone.page.route("**/pr/capture/send", lose_answer, times=1)
    capture.write()
    with capture.phone.page.expect_event("requestfailed"):
        capture.save()
    capture.wait_text("#count", "1 pendiente de envío")
    assert lost[0]["new"] is True
    assert len(capture.stored()) == 1
    capture.phone.click("#send")
    capture.wait_sent()
    assert len(capture.stored()) == 1


def test_reloaded_in_the_middle_of_sending(capture):
    capture.open()
    sending = "**/pr/capture/send"
    capture.phone.page.route(sending, lambda route: None, times=1)
    capture.write()
    with capture.phone.page.expect_request(sending):
        capture.save()
    capture.wait_text("#count", "1 pendiente de envío")
    assert not capture.stored()
    capture.phone.page.reload()
    capture.wait_sent()
    assert len(capture.stored()) == 1


def test_a_session_that_ended_loses_nothing(capture):
    capture.open()
    capture.context.set_offline(True)
    capture.write()
    capture.save()
    capture.wait_text("#count", "1 pendiente de envío")
    capture.context.clear_cookies()
    capture.context.set_offline(False)
    capture.phone.page.reload()
    capture.wait_text("#notice", "Vuelva a entrar")
    assert not capture.stored()
    # somebody else logs in: it is not sent under that name
    capture.open("rentas")
    capture.wait_text("#entries", "Otra persona")
    assert capture.what not in capture.phone.text("body")
    assert not capture.stored()
    capture.open("secretaria")
    capture.wait_sent()
    assert len(capture.stored()) == 1


def test_what_the_server_refuses_stays_and_can_be_corrected(capture):
    capture.open()
    answer = json.dumps({"error": "El archivo pesa más de 10 MB."})
    capture.phone.page.route(
        "**/pr/capture/send",
        lambda route: route.fulfill(
            status=422, body=answer, content_type="application/json"
        ),
        times=1,
    )
    capture.write()
    capture.save()
    capture.wait_text("#entries .error", "pesa más de 10 MB")
    capture.phone.click("#entries >> text=Corregir")
    capture.save()
    capture.wait_sent()
    assert len(capture.stored()) == 1


def test_the_page_of_a_strange_network_is_no_answer(capture):
    """A hotel's network answers 200 with a page of its own: nothing was sent."""
    capture.open()
    capture.phone.page.route(
        "**/pr/capture/send",
        lambda route: route.fulfill(body="<html>Bienvenido</html>"),
        times=1,
    )
    capture.write()
    capture.save()
    capture.wait_text("#count", "1 pendiente de envío")
    capture.phone.click("#send")
    capture.wait_sent()
    assert len(capture.stored()) == 1


def test_a_voice_note_is_enough(phone, sql):
    phone.page.add_init_script(TONE_FOR_MICROPHONE)
    capture = Capture(phone, sql)
    capture.open("rentas")
    capture.write(who=capture.what)
    phone.fill("[name=what]", "")
    phone.click("#record")
    phone.page.wait_for_timeout(1500)
    phone.click("#record")
    phone.wait("#attached audio")
    capture.save()
    capture.wait_sent()
    [[name, kind]] = sql(f"""
        SELECT c.name, a.mimetype
          FROM pr_commitment c
          JOIN pr_commitment_attachment_rel r ON r.pr_commitment_id = c.id
          JOIN ir_attachment a ON a.id = r.ir_attachment_id
         WHERE c.partner_name = '{capture.what}'""")
    assert name.startswith("Nota de voz")
    assert kind == "audio/webm"


def test_an_empty_one_is_not_kept(capture):
    capture.open()
    capture.save()
    capture.wait_text("#notice", "Escriba")
    assert not capture.phone.count("#entries li")


def test_only_this_page_is_kept(capture):
    capture.open()
    kept = capture.phone.page.evaluate("""async () => {
        const paths = [];
        for (const name of await caches.keys()) {
            const cache = name.startsWith("pr-capture") && (await caches.open(name));
            for (const request of cache ? await cache.keys() : []) {
                paths.push(new URL(request.url).pathname);
            }
        }
        const workers = await navigator.serviceWorker.getRegistrations();
        return [paths, workers.map((worker) => new URL(worker.scope).pathname)];
    }""")
    paths, scopes = kept
    assert "/pr/capture" in paths
    for path in paths:
        assert path.startswith(("/pr/capture", "/pr_office/static/img/capture")), path
    assert "/pr/capture" in scopes


def send(person, number, what):
    """Post one entry as the page does; return the server's answer."""
    with person.opener.open(f"{person.address}/pr/capture/session") as response:
        token = json.load(response)["csrf_token"]
    fields = {"csrf_token": token, "uuid": number, "what": what, "days": "7"}
    request = urllib.request.Request(
        f"{person.address}/pr/capture/send",
        data=urllib.parse.urlencode(fields).encode(),
    )
    with person.opener.open(request, timeout=120) as response:
        return json.load(response)


def send_at_once(people, number):
    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(lambda person: send(person, number, number), people))


def test_sent_by_several_connections_at_once(server, sql):
    people = [Client(server, "secretaria") for _ in range(AT_ONCE)]
    for _ in range(5):
        number = str(uuid.uuid4())
        answers = send_at_once(people, number)
        assert {answer["uuid"] for answer in answers} == {number}
        assert sum(answer["new"] for answer in answers) == 1
        for column in ("capture_uuid", "name"):
            found = f"SELECT count(*) FROM pr_commitment WHERE {column} = '{number}'"
            assert sql(found) == [["1"]]
