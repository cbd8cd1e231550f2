"""One neighbour: form_neighbour.py PORT COUNT NAME. Prints the statuses as JSON."""

import http.client
import json
import re
import sys
import time

EDGE = "neighbour-edge"


def ask(port, method, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, "/pr/audience", body, headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read().decode(errors="replace"), connection.close()


def make_body(fields):
    head = f'--{EDGE}\r\nContent-Disposition: form-data; name="'
    parts = [f'{head}{name}"\r\n\r\n{text}\r\n' for name, text in fields.items()]
    parts.append(f'{head}files"; filename="carta.pdf"\r\n\r\n%PDF-1.4\r\n')
    return "".join([*parts, f"--{EDGE}--\r\n"]).encode()


def main(port, count, name):
    seals = []
    for _ in range(count):
        _status, text, _none = ask(port, "GET")
        seals.append(re.search(r'name="form_key" value="([^"]+)"', text)[1])
    statuses = []
    for number, seal in enumerate(seals):
        # Nobody fills the form in within three seconds of the second it was opened in.
        ripe = int(seal.partition(".")[0], 16) + 3
        time.sleep(max(0, ripe - time.time()))
        fields = {
            "form_key": seal,
            "requester_name": f"{name} {chr(65 + number)}",
            "requester_document_type": "dni",
            "requester_document": "45678912",
            "phone": "984100200",
            "tell_by": "phone",
            "capacity": "own",
            "subject": "Agua en la junta vecinal",
        }
        headers = {"Content-Type": f"multipart/form-data; boundary={EDGE}"}
        statuses.append(ask(port, "POST", make_body(fields), headers)[0])
    print(json.dumps(statuses))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
