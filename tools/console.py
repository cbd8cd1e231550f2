"""What the developer sees: progress, failures, and commands whose output is kept."""

import subprocess
import sys
import threading
import time
from contextlib import contextmanager


class Failure(Exception):
    """Something the developer can understand and cure; shown without a traceback."""


def say(message=""):
    # On stderr, so that the output of `./dev shell < script.py` stays the script's.
    print(message, file=sys.stderr, flush=True)


@contextmanager
def step(label):
    """Announce a step that takes more than a second, and how long it took."""
    started = time.monotonic()
    timer = threading.Timer(1.0, say, [f"... {label}"])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    seconds = time.monotonic() - started
    if seconds >= 1:
        say(f"    {label}: {seconds:.1f} s")


def run(command, failure, log=None, **options):
    """Run a command quietly; when it fails, show the end of what it said."""
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(done.stdout)
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-25:])
        where = f"\nWhole log: {log}" if log else ""
        raise Failure(f"{tail}\n\n{failure}{where}")
    return done.stdout
