"""The project's addons: every top-level folder with a manifest."""

import ast
import hashlib
import re

from tools import paths

# What never reaches the database: a change of it leaves every database as it is.
NOT_INSTALLED = re.compile("(tests|readme|static/(src|tests))/|README|pyproject.toml")


def names():
    manifests = paths.ROOT.glob("*/__manifest__.py")
    return sorted(path.parent.name for path in manifests)


def manifest(addon):
    return ast.literal_eval((paths.ROOT / addon / "__manifest__.py").read_text())


def core_dependencies():
    """Core addons that ours are built on."""
    ours = set(names())
    needed = {name for addon in ours for name in manifest(addon).get("depends", [])}
    return sorted(needed - ours)


def files(addon):
    """The addon's files, without what Python and editors leave behind."""
    folder = paths.ROOT / addon
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


def fingerprints():
    """What tells whether an addon changed since a database was made from it."""
    return {addon: fingerprint(addon) for addon in names()}


def fingerprint(addon):
    digest = hashlib.sha256()
    for path in files(addon):
        if NOT_INSTALLED.match(str(path.relative_to(paths.ROOT / addon))):
            continue
        digest.update(f"{path.relative_to(paths.ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
