"""A real Odoo 19.0: ODOO_SRC, or one already importable, or Debian's package.

Debian carries Odoo 19 in its suite sid as an architecture-independent package. It
is unpacked into the cache, never installed: the system's own apt state stays as it
is. apt verifies the archive's signatures as always.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools import debian_archive, paths
from tools.console import Failure, step
from tools.locks import locked

# Raise when the steps below change: an older tree in the cache is then left alone.
RECIPE = 1

# The Odoo package links its fonts and jQuery to these packages; the web client
# answers 500 without them. Font Awesome must be 4.7: sid's is newer.
FROM_SID = [
    "odoo-19",
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
]
FROM_BOOKWORM = ["fonts-font-awesome", "fonts-inconsolata"]

# Debian leaves this file out; without it the web client logs an error, and Odoo's
# browser tests take any console error for a failure.
SEGMENTATION = "odoo/addons/mail/static/lib/selfie_segmentation"
SEGMENTATION_PACKAGE = "@mediapipe/selfie_segmentation@0.1"


class Odoo:
    """Where Odoo's Python packages and its addons are."""

    def __init__(self, python_path):
        self.python_path = Path(python_path)

    @property
    def addons_paths(self):
        """Core addons outside the package, as in a git checkout of Odoo."""
        folder = self.python_path / "addons"
        inside = self.python_path / "odoo" / "addons"
        if (inside / "web").exists() or not (folder / "web").exists():
            return []
        return [folder]

    @property
    def version(self):
        return _version(self.python_path)


def find():
    """The Odoo to work with; fetches Debian's package when there is no other."""
    named = os.environ.get("ODOO_SRC")
    if named:
        return _checked(named)
    found = _importable()
    if found:
        return found
    tree = paths.cache() / f"odoo-19.0-r{RECIPE}"
    if not tree.exists():
        with locked(paths.cache() / "odoo.lock", purpose="the download of Odoo"):
            if not tree.exists():
                _fetch(tree)
    return Odoo(tree / "usr/lib/python3/dist-packages")


def _checked(folder):
    folder = Path(folder).expanduser().resolve()
    version = _version(folder)
    if version is None:
        raise Failure(f"ODOO_SRC={folder} holds no Odoo (no odoo/release.py).")
    if version != (19, 0):
        found = ".".join(map(str, version))
        raise Failure(f"ODOO_SRC={folder} is Odoo {found}; pr_office needs 19.0.")
    return Odoo(folder)


def _version(folder):
    release = Path(folder) / "odoo" / "release.py"
    if not release.is_file():
        return None
    match = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    return match and (int(match[1]), int(match[2]))


def _importable():
    """An Odoo 19.0 that the system's own Python can import."""
    code = "import importlib.util as u; print(u.find_spec('odoo.release').origin)"
    done = subprocess.run(
        ["python3", "-c", code], capture_output=True, text=True, cwd="/"
    )
    if done.returncode:
        return None
    folder = Path(done.stdout.strip()).parent.parent
    return Odoo(folder) if _version(folder) == (19, 0) else None


def _fetch(tree):
    if not debian_archive.usable():
        raise Failure(
            "This is not a Debian system: put a source folder of Odoo 19.0 on the "
            "disk and name it, ODOO_SRC=/path/to/odoo ./dev run"
        )
    paths.need_disk(paths.cache(), 2000, "Odoo")
    with debian_archive.workshop(tree) as work:
        apt = debian_archive.Archive(work / "apt", "sid bookworm")
        with step("Odoo 19.0: reading Debian's package lists"):
            apt.update()
        with step("Odoo 19.0: downloading Debian's package (130 MB)"):
            apt.download(FROM_SID, "sid")
            apt.download(FROM_BOOKWORM, "bookworm")
        with step("Odoo 19.0: unpacking (1.3 GB)"):
            apt.unpack(work / "root")
        with step("Odoo 19.0: completing the web client"):
            complete(work / "root")


def complete(root):
    """Add what Debian leaves out, and check that no link points nowhere."""
    folder = root / "usr/lib/python3/dist-packages" / SEGMENTATION
    target = folder / "selfie_segmentation.js"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Only the blurred background of video calls needs the real content.
        target.write_bytes(_segmentation() or b"")
    for path in root.rglob("*"):
        if path.is_symlink() and not path.exists():
            raise Failure(f"Debian's Odoo package links to a missing file: {path}")


def _segmentation():
    if not shutil.which("npm"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "pack", "--silent", SEGMENTATION_PACKAGE],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
        archives = list(Path(folder).glob("*.tgz"))
        if done.returncode or not archives:
            return None
        shutil.unpack_archive(archives[0], folder, "gztar")
        return (Path(folder) / "package/selfie_segmentation.js").read_bytes()
