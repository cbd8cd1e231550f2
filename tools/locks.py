"""File locks: several commands may run in one checkout, several checkouts at once."""

import fcntl
import time
from contextlib import contextmanager

from tools.console import say


@contextmanager
def locked(path, shared=False, purpose=""):
    """Hold a lock on a file; wait for whoever holds it, and say so after a second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with open(path, "a") as handle:
        if not _try(handle, kind):
            _wait(handle, kind, purpose or path.name)
        yield


def free(path):
    """Whether nobody else holds the lock right now."""
    if not path.exists():
        return True
    with open(path, "a") as handle:
        return _try(handle, fcntl.LOCK_EX)


def _try(handle, kind):
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False


def _wait(handle, kind, purpose):
    time.sleep(1)
    if not _try(handle, kind):
        say(f"... waiting for another command ({purpose})")
        fcntl.flock(handle, kind)
