"""What our addons cost those who use core's screens: with ours against without."""

import json
import urllib.request
from http.cookiejar import CookieJar

REQUESTS = 40


def run(context):
    ours = Client(context.server(context.database()))
    peer = Client(context.server(context.core_database()))
    return [
        compare(context, "40 login pages", ours, peer, Client.login_page, 1.2),
        compare(context, "40 lists of 80 contacts", ours, peer, Client.contacts, 1.5),
        compare(context, "40 contacts created", ours, peer, Client.create, 2),
    ]


def compare(context, name, ours, peer, action, limit):
    timings = context.race(
        lambda: ours.repeat(action), lambda: peer.repeat(action), repeats=4
    )
    seconds = [timing.minimum for timing in timings]
    return context.row(name, *seconds, limit, "seconds; core with and without ours")


class Client:
    def __init__(self, server):
        self.address = server.address
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        admin = {"login": "admin", "password": "admin"}
        self.call("/web/session/authenticate", db=server.database, **admin)

    def repeat(self, action):
        for _ in range(REQUESTS):
            action(self)

    def _post(self, path, params):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params})
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.address + path, body.encode(), headers)
        return self.opener.open(request).read()

    def call(self, path, **params):
        answer = json.loads(self._post(path, params))
        assert "error" not in answer, answer
        return answer["result"]

    def model(self, method, *arguments, **options):
        params = {"model": "res.partner", "method": method}
        params |= {"args": arguments, "kwargs": options}
        return self.call(f"/web/dataset/call_kw/res.partner/{method}", **params)

    def login_page(self):
        self.opener.open(self.address + "/web/login").read()

    def contacts(self):
        fields = ("complete_name", "email", "phone", "country_id", "category_id")
        specification = dict.fromkeys(fields, {})
        self.model("web_search_read", domain=[], specification=specification, limit=80)

    def create(self):
        self.model("create", [{"name": "Somebody"}])
