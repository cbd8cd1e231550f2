"""The demonstration server: load its database, serve, find it again, stop it."""

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import addons, databases, odoo_run, paths, pdf, postgres, templates
from tools.console import Failure, say, step
from tools.locks import locked
from tools.odoo_server import OdooServer

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
    paths.make_state()
    with locked(paths.STATE / "serve.lock", purpose="the start of the server"):
        if running():
            _introduce("Already running")
            return 0
        server = _start()
    try:
        with step("Odoo: starting the server"):
            server.wait()
        _introduce("Serving")
        return 0 if detach else _stay(server.process)
    except BaseException:
        detach = False
        raise
    finally:
        if not detach:
            server.stop()
            PID.unlink(missing_ok=True)
            postgres.release()


def _start():
    _check_port()
    odoo_run.ensure()
    odoo_run.require_addons()
    with ThreadPoolExecutor() as pool:
        # Printing is not needed before somebody prints.
        printing = pool.submit(pdf.ensure)
        database = load_demo()
        printing.result()
    server = OdooServer(database, port=port(), log=LOG)
    server.start(pass_fds=postgres.use_mark())
    PID.write_text(f"{server.process.pid} {server.port}\n")
    return server


def load_demo():
    """The demonstration database: made once, updated when an addon changed."""
    database = databases.name(databases.DEMO)
    with locked(paths.STATE / "demo.lock", purpose="the demonstration database"):
        wanted = {"addons": addons.fingerprints()}
        known = databases.facts(database)
        if known == wanted:
            return database
        if known and running():
            say("The addons have changed since the server was started: it still has")
            say("the older ones. To load the new ones: ./dev stop, then ./dev run")
            return database
        if known is None:
            templates.clone("demo", database)
        else:
            _update(database, known["addons"], wanted["addons"])
        databases.describe(database, wanted)
    return database


def _update(database, known, wanted):
    """Install addons that are new, update those that changed.

    Bridges come and go with what they lead to.
    """
    ours = addons.applications()
    new = [name for name in ours if name not in known]
    changed = [name for name in ours if known.get(name, wanted[name]) != wanted[name]]
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
