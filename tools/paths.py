"""Where everything lives: state inside the checkout, downloads in the cache."""

import hashlib
import os
import shutil
from pathlib import Path

from tools.console import Failure

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".dev"
LOGS = STATE / "log"
RUN = STATE / "run"
VENV = STATE / "venv"
PYTHON = VENV / "bin" / "python"
DATA = STATE / "odoo-data"
FILESTORE = DATA / "filestore"
CONFIG = STATE / "odoo.conf"

# Tells apart the checkouts that share one machine, one cache, one PostgreSQL.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = os.environ.get("PR_OFFICE_CACHE") or Path(base) / "pr_office"
    folder = Path(folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def make_state():
    for folder in (STATE, LOGS, RUN, DATA):
        folder.mkdir(parents=True, exist_ok=True)
    RUN.chmod(0o700)


def need_disk(folder, megabytes, purpose):
    """Stop before a step that would fill the disk half-way."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Failure(
            f"Not enough disk for {purpose}: {megabytes} MB needed in {folder}, "
            f"{free} MB free. Free some space and run the command again."
        )
