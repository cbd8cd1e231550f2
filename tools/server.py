"""The demonstration server: load its database, serve, find it again, stop it."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from tools import addons, databases, odoo_run, paths, pdf, postgres, templates
from tools.console import Failure, say, step
from tools.locks import locked

PID = paths.RUN / "server.pid"
LOG = paths.LOGS / "server.log"
LOGINS = Path("demo") / "logins.txt"


def port():
    return int(os.environ.get("PR_OFFICE_PORT") or 8069)


def running():
    """(pid, port) of this checkout's server, if it runs and is really ours."""
    try:
        pid, number = map(int, PID.read_text().split())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    ours = str(paths.PYTHON).encode()
    return (pid, number) if ours in command else None


def serve(detach=False):
    """Load or refresh the demonstration database and serve it."""
    if running():
        _introduce("Already running")
        return 0
    _check_port()
    odoo_run.ensure()
    odoo_run.require_addons()
    pdf.ensure()
    load_demo()
    process = _launch(detach)
    try:
        with step("Odoo: starting the server"):
            _wait_for_answer(process)
        _introduce("Serving")
        return 0 if detach else _stay(process)
    finally:
        if not detach:
            _end(process)
            postgres.release()


def load_demo():
    """The demonstration database: made once, updated when an addon changed."""
    database = databases.name(databases.DEMO)
    with locked(paths.STATE / "demo.lock", purpose="the demonstration database"):
        wanted = {"addons": addons.fingerprints()}
        known = databases.facts(database)
        if known == wanted:
            return database
        if known is None:
            templates.clone("demo", database)
        else:
            _update(database, known["addons"], wanted["addons"])
        databases.describe(database, wanted)
    return database


def _update(database, known, wanted):
    """Install addons that are new, update those that changed."""
    new = [name for name in wanted if name not in known]
    changed = [name for name in wanted if known.get(name, wanted[name]) != wanted[name]]
    arguments = templates.KINDS["demo"]
    if new:
        purpose = f"demonstration: installing {', '.join(new)}"
        odoo_run.install(database, new, purpose, *arguments)
    if changed:
        purpose = f"demonstration: updating {', '.join(changed)}"
        odoo_run.install(database, changed, purpose, option="-u")


def _check_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port()))
        except OSError:
            raise Failure(
                f"Port {port()} is in use by another program. "
                "Choose another one: PR_OFFICE_PORT=8070 ./dev run"
            ) from None


def _launch(detach):
    database = databases.name(databases.DEMO)
    words = odoo_run.command(
        "-d", database, "--db-filter", f"^{database}$", "--no-database-list"
    )
    words += ["--http-port", str(port()), "--logfile", str(LOG)]
    # A session of its own, so that Ctrl-C reaches only us and the end is orderly.
    process = subprocess.Popen(
        words,
        env=odoo_run.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=postgres.use_mark(),
    )
    PID.write_text(f"{process.pid} {port()}\n")
    return process


def _wait_for_answer(process):
    for _ in range(600):
        if process.poll() is not None:
            raise Failure(f"The server ended at once. Its log: {LOG}")
        if answers(port()):
            return
        time.sleep(0.2)
    raise Failure(f"The server does not answer. Its log: {LOG}")


def answers(number):
    try:
        address = f"http://127.0.0.1:{number}/web/health"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False


def _introduce(word):
    number = running()[1]
    say(f"\n{word} on http://127.0.0.1:{number}\n")
    for login, password, who in logins():
        say(f"    {login:<28} {password:<16} {who}")
    say("\nStop with Ctrl-C, or ./dev stop from anywhere.")


def logins():
    """(login, password, who) that the demonstration data provides."""
    found = []
    for addon in addons.names():
        path = paths.ROOT / addon / LOGINS
        if path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            found += [(line.split("\t") + ["", ""])[:3] for line in lines if line]
    return found or [("admin", "admin", "administrator")]


def _stay(process):
    """Serve until Ctrl-C, SIGTERM, or `./dev stop` from elsewhere."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        say("\nStopping ...")
        return 0
    return 0 if code in (0, -signal.SIGTERM) else code


def _end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    PID.unlink(missing_ok=True)


def stop():
    """Stop the server by its own pid; tell whether one was running."""
    found = running()
    if not found:
        PID.unlink(missing_ok=True)
        return False
    pid = found[0]
    os.kill(pid, signal.SIGTERM)
    for attempt in range(300):
        if not running():
            break
        if attempt == 200:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    PID.unlink(missing_ok=True)
    return True
