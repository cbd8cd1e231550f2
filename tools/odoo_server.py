"""An Odoo server as a process of its own, on a free port, for tests and benchmarks.

with OdooServer(database, workers=2) as server:
    urllib.request.urlopen(server.address + "/web/login")
"""

import socket
import subprocess
import time
import urllib.error
import urllib.request

from tools import odoo_run, paths
from tools.console import Failure


class OdooServer:
    def __init__(self, database, workers=0, port=None, log=None, options=()):
        self.database = database
        self.workers = workers
        self.port = port or free_port()
        self.log = log or paths.LOGS / f"{database}-server.log"
        self.options = options
        self.process = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def command(self):
        words = ["-d", self.database, "--db-filter", f"^{self.database}$"]
        words += ["--no-database-list", "--http-interface", "127.0.0.1"]
        words += ["--http-port", self.port, "--workers", self.workers]
        if self.workers:
            words += ["--gevent-port", free_port()]
        return odoo_run.command(*words, "--logfile", self.log, *self.options)

    def start(self, pass_fds=()):
        # A session of its own: Ctrl-C reaches only us, and the end is orderly.
        self.process = subprocess.Popen(
            self.command(),
            env=odoo_run.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=pass_fds,
        )

    def wait(self, seconds=120):
        """Wait until the server answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failure(f"The server ended at once. Its log: {self.log}")
            if answers(self.port):
                return
            time.sleep(0.1)
        raise Failure(f"The server does not answer. Its log: {self.log}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def __enter__(self):
        self.start()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port):
    try:
        address = f"http://127.0.0.1:{port}/web/health"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
