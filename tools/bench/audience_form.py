"""200 people send the form for an audience with one attachment, twenty at a time.

The peer is core's own `/website/form` that creates a mailing contact with the same
attachment, the lightest record core lets the public create: no number, no term, no
proof of a notice, no receipt. One server with the website installed serves both.
"""

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import console

REQUESTS = 200
AT_ONCE = 20
ROUNDS = 5
EDGE = "bench-edge"
# As large as a photo that a telephone made small.
FILE = "%PDF-1.4\n" + "x" * 200_000


def run(context):
    database = context.database(kind="bridges")
    script = Path(__file__).with_name("_audience_form_fill.py")
    code = f"COUNT = {REQUESTS * ROUNDS}\n{script.read_text(encoding='utf-8')}"
    known = context.script(database, code)
    seals = iter(known["seals"])
    contacts = [peer_form(number, known["list"]) for number in range(REQUESTS)]
    server = context.server(database)
    ours, peer = context.race(
        lambda: at_once(server.port, [our_form(next(seals)) for _ in range(REQUESTS)]),
        lambda: at_once(server.port, contacts),
        repeats=ROUNDS - 1,
    )
    count = "result = env['pr.audience'].search_count([('channel', '=', 'web')])"
    stored = context.script(database, count)
    if stored != REQUESTS * ROUNDS:
        raise console.Failure(f"{stored} of {REQUESTS * ROUNDS} requests were stored.")
    note = "seconds; 0 errors on either side"
    name = f"{REQUESTS} forms with a file, against core's form"
    return [context.row(name, ours.minimum, peer.minimum, 2, note)]


def our_form(seal):
    fields = {
        "form_key": seal,
        "requester_name": "Vecina de prueba",
        "requester_document_type": "dni",
        "requester_document": "45678912",
        "phone": "984100200",
        "email": "vecina@example.com",
        "tell_by": "mail",
        "capacity": "own",
        "subject": "Agua en la junta vecinal",
    }
    return "/pr/audience", fields, 303


def peer_form(number, mailing_list):
    fields = {"name": "Vecina de prueba", "email": f"vecina{number}@example.com"}
    fields["list_ids"] = str(mailing_list)
    return "/website/form/mailing.contact", fields, 200


def at_once(port, forms):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda form: send(port, *form), forms))


def send(port, path, fields, wanted):
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    parts.append(f'{head}files"; filename="carta.pdf"\r\n\r\n{FILE}\r\n')
    body = "".join([*parts, f"--{EDGE}--\r\n"]).encode()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    headers = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode(errors="replace")
    connection.close()
    if answer.status != wanted or (wanted == 200 and not json.loads(text).get("id")):
        raise console.Failure(f"{path}: {answer.status} {text[:300]}")
