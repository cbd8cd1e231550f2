"""Several people at once: each with a session and connections of their own."""

import json
import urllib.request
from http.cookiejar import CookieJar


class Refused(Exception):
    """The server's answer was an error; the text is what the person reads."""


class Client:
    """One logged-in person who calls methods over JSON-RPC."""

    def __init__(self, server, login):
        self.address = f"http://127.0.0.1:{server.port}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        account = {"db": server.database, "login": login, "password": login}
        self.context = self._post("/web/session/authenticate", account)["user_context"]

    def _post(self, path, params):
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=120) as response:
            answer = json.load(response)
        if "error" in answer:
            raise Refused(answer["error"]["data"]["message"])
        return answer["result"]

    def call(self, model, method, *args, **kwargs):
        kwargs.setdefault("context", self.context)
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
