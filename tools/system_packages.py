"""Debian packages of the system: installed when root, else the command is named."""

import ctypes
import os
import shutil
import subprocess

from tools import paths
from tools.console import Failure, run, step
from tools.locks import locked


def is_root():
    return os.geteuid() == 0


def install(packages):
    """Install packages with apt."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    named = " ".join(packages)
    if not is_root():
        raise Failure(
            f"Missing on this system: {named}. Install with:\n"
            f"    sudo apt-get update && sudo {' '.join(command)}"
        )
    if not shutil.which("apt-get"):
        raise Failure(f"Missing on this system: {named}, and there is no apt-get.")
    paths.make_state()
    with locked(paths.cache() / "apt.lock", purpose="apt"), step(f"apt: {named}"):
        failure = f"apt could not install {named}. Is the network reachable?"
        log = paths.LOGS / "apt.log"
        # Wait for a package manager that runs at the same time.
        patience = ["-o", "DPkg::Lock::Timeout=300"]
        run(["apt-get", *patience, "update"], failure, log)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        run([*command, *patience], failure, log, env=environment)


def has_candidate(package):
    """Whether the system's apt could install the package."""
    if not shutil.which("apt-cache"):
        return False
    done = subprocess.run(
        ["apt-cache", "policy", package], capture_output=True, text=True
    )
    return "Candidate: (none)" not in done.stdout and "Candidate:" in done.stdout


def git():
    """Have git, which tells the wheel's builder what to pack."""
    if not shutil.which("git"):
        install(["git"])


def chromium():
    """Path of Chromium, for the tests that drive a real browser."""
    missing = [] if _find_chromium() else ["chromium"]
    if not _has_library("libatomic.so.1"):
        missing.append("libatomic1")  # for the driver that Playwright brings along
    if missing:
        install(missing)
    return _find_chromium()


def _find_chromium():
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


def _has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
