"""The project's addons: every top-level folder with a manifest.

An application is installed by name. A bridge joins an application to another addon of
Odoo's and installs itself (`auto_install`) where both are.
"""

import ast
import hashlib
import re

from tools import paths

# What never reaches the database: a change of it leaves every database as it is.
NOT_INSTALLED = re.compile("(tests|readme|static/(src|tests))/|README|pyproject.toml")


def names(root=paths.ROOT):
    manifests = root.glob("*/__manifest__.py")
    return sorted(path.parent.name for path in manifests)


def manifest(addon, root=paths.ROOT):
    return ast.literal_eval((root / addon / "__manifest__.py").read_text())


def applications(root=paths.ROOT):
    """Names of those that are installed by name."""
    return [name for name in names(root) if name not in bridges(root)]


def bridges(root=paths.ROOT):
    """Names of those that install themselves."""
    return [name for name in names(root) if manifest(name, root).get("auto_install")]


def core_dependencies(ours):
    """Core addons that some of ours are built on."""
    needed = {name for addon in ours for name in manifest(addon).get("depends", [])}
    return sorted(needed - set(names()))


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
