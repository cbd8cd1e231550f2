"""A real Chromium for end-to-end tests and pictures (inside the environment).

    with Browser("http://127.0.0.1:8069") as browser:
        browser.login("admin", "admin")
        browser.open("/odoo/contacts")
        browser.wait(".o_kanban_view")
        browser.screenshot("contacts.png")

`browser.page` is Playwright's page, for what the few methods here do not offer.
"""

import argparse
import sys
import time
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from playwright.sync_api import sync_playwright

from tools import system_packages

DESKTOP = (1366, 768)
PHONE = (390, 844)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Browser:
    """One browser window on one server, with a session of its own."""

    def __init__(self, address, size=DESKTOP, language="es-PE", timeout=30):
        self.address = address.rstrip("/")
        self.size = size
        self.language = language
        self.timeout = timeout * 1000
        self.errors = []  # console errors and uncaught exceptions

    def __enter__(self):
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=system_packages.chromium(), args=FLAGS
        )
        self._open_window({})
        return self

    def __exit__(self, *_):
        self._chromium.close()
        self._playwright.stop()

    @contextmanager
    def visitor(self, size=None):
        """Another window in the same Chromium, for somebody else: no session yet."""
        other = Browser(self.address, size or self.size, self.language)
        other.timeout = self.timeout
        other._chromium = self._chromium
        other._open_window({})
        try:
            yield other
        finally:
            other._context.close()

    def _open_window(self, state):
        phone = self.size[0] < 600
        self._context = self._chromium.new_context(
            viewport={"width": self.size[0], "height": self.size[1]},
            is_mobile=phone,
            has_touch=phone,
            locale=self.language,
            timezone_id="America/Lima",
            accept_downloads=True,
            storage_state=state or None,
        )
        self._context.set_default_timeout(self.timeout)
        self._pending = set()
        self.page = self._context.new_page()
        self.page.on("request", self._on_request)
        for event in ("requestfinished", "requestfailed"):
            self.page.on(event, lambda request: self._pending.discard(request))
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _on_request(self, request):
        # The worker that listens to the bus never reports that it was loaded.
        if "websocket_worker" not in request.url:
            self._pending.add(request)

    def _on_console(self, message):
        if message.type == "error":
            self.errors.append(message.text)

    def resize(self, size):
        """Another window size; a phone also gets touch. Keeps the session."""
        state, address = self._context.storage_state(), self.page.url
        self._context.close()
        self.size = size
        self._open_window(state)
        if address.startswith("http"):
            self.page.goto(address)

    def login(self, login="admin", password="admin", db=None):
        self.open("/web/login" + (f"?db={db}" if db else ""))
        self.fill("input[name=login]", login)
        self.fill("input[name=password]", password)
        self.click("form.oe_login_form button[type=submit]")
        self.page.wait_for_url(lambda url: "/web/login" not in url)

    def open(self, path):
        """Open a path of the server, and let the web client settle."""
        self.page.goto(self.address + path)
        self.settle()

    def settle(self, quiet=400, patience=15):
        """Wait until nothing is being loaded any more."""
        self.page.wait_for_load_state("load")
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.page.wait_for_timeout(quiet)
            if not self._pending:
                return

    def wait(self, css):
        """Wait until an element is visible."""
        self.page.locator(css).first.wait_for(state="visible")

    def wait_gone(self, css):
        self.page.locator(css).first.wait_for(state="hidden")

    def click(self, css):
        self.page.locator(css).first.click()

    def click_text(self, text, css="*"):
        """Click the first visible element that holds this text."""
        self.page.locator(css, has_text=text).locator("visible=true").last.click()

    def fill(self, css, value):
        self.page.locator(css).first.fill(value)

    def type(self, css, text):
        """Type key by key, as fields that search while one types need it."""
        self.page.locator(css).first.press_sequentially(text, delay=20)

    def press(self, key, css=None):
        if css:
            self.page.locator(css).first.press(key)
        else:
            self.page.keyboard.press(key)

    def upload(self, css, path):
        self.page.locator(css).first.set_input_files(str(path))

    def download(self, css, path):
        """Click what starts a download, and keep the file."""
        with self.page.expect_download() as waiting:
            self.click(css)
        waiting.value.save_as(str(path))

    def text(self, css):
        return self.page.locator(css).first.inner_text()

    def texts(self, css):
        return self.page.locator(css).all_inner_texts()

    def count(self, css):
        return self.page.locator(css).count()

    def run(self, script):
        """Value of a JavaScript expression in the page."""
        return self.page.evaluate(script)

    def overflows(self):
        """Whether the page is wider than its window: bad on a phone."""
        root = "document.documentElement"
        return self.run(f"{root}.scrollWidth > {root}.clientWidth")

    def screenshot(self, path, full=False, css=None):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        if css:
            self.page.locator(css).first.screenshot(path=str(path))
        else:
            self.page.screenshot(path=str(path), full_page=full)


def main(arguments):
    """./dev shot PATH FILE: picture of one page of a running server."""
    parser = argparse.ArgumentParser(prog="./dev shot", description=main.__doc__)
    parser.add_argument("path", help="such as /odoo/contacts")
    parser.add_argument("file", help="PNG to write")
    parser.add_argument("--login", default="admin", help="empty: not logged in")
    parser.add_argument("--password", help="by default the login")
    parser.add_argument("--width", type=int, default=DESKTOP[0])
    parser.add_argument("--height", type=int, default=DESKTOP[1])
    parser.add_argument("--phone", action="store_true", help="390 x 844 with touch")
    parser.add_argument("--db")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--wait", help="CSS of an element to wait for")
    parser.add_argument("--click", action="append", default=[], help="CSS to click")
    parser.add_argument("--full", action="store_true", help="the whole page")
    parser.add_argument("--language", default="es-PE")
    options = parser.parse_args(arguments)
    size = PHONE if options.phone else (options.width, options.height)
    address = f"http://127.0.0.1:{options.port}"
    with Browser(address, size, options.language) as browser:
        if options.login:
            browser.login(options.login, options.password or options.login, options.db)
        browser.open(options.path)
        if options.wait:
            browser.wait(options.wait)
        for css in options.click:
            browser.click(css)
            browser.settle()
        browser.screenshot(options.file, options.full)
        for error in browser.errors:
            print(f"console error: {error}", file=sys.stderr)
        if browser.overflows():
            print("the page is wider than its window", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
