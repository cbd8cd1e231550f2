"""Databases with core addons only, kept in the cache for other checkouts.

Installing them takes half a minute or more, reading one back a few seconds. Only for
our own PostgreSQL and Debian's Odoo: with others, versions would have to be compared.
"""

import hashlib
import json
import os
import shutil
import tarfile

from tools import databases, odoo_source, paths, postgres, python_env
from tools.console import Failure, run, say, step
from tools.locks import locked

KEPT = 4  # kinds of base that are in use at one time, and one spare


def restore(name, facts):
    """Read a base back from the cache; tell whether that was possible."""
    folder = _folder(facts)
    if not folder or not (folder / "database.dump").exists():
        return False
    try:
        with step(f"{name}: reading it from the cache"):
            _read(folder, name)
        return True
    except (Failure, OSError, tarfile.TarError) as failure:
        # A damaged file: it is made anew.
        say(f"The cached database is of no use: {failure}")
        databases.drop(name)
        shutil.rmtree(folder, ignore_errors=True)
        return False


def _read(folder, name):
    databases.sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    words = [postgres.program("pg_restore"), "--no-owner", "--jobs=2", "-d", name]
    failure = "pg_restore failed."
    run([*words, folder / "database.dump"], failure, env=postgres.environment())
    with tarfile.open(folder / "filestore.tar") as archive:
        archive.extractall(paths.FILESTORE / name)
    os.utime(folder)


def save(name, facts):
    """Keep a base that was just installed."""
    folder = _folder(facts)
    if not folder:
        return
    with locked(paths.cache() / "bases.lock", purpose="the cached databases"):
        if folder.exists():
            return
        draft = folder.with_name(f"{folder.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        words = [postgres.program("pg_dump"), "--format=custom", "--compress=1"]
        words += ["--file", draft / "database.dump", name]
        run(words, "pg_dump failed.", env=postgres.environment())
        with tarfile.open(draft / "filestore.tar", "w") as archive:
            archive.add(paths.FILESTORE / name, arcname=".")
        draft.rename(folder)
        _forget_old(folder.parent)


def _forget_old(folder):
    found = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in found[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _folder(facts):
    """Where the base with these facts is kept, if it may be kept at all."""
    tree = odoo_source.find().python_path
    if postgres.external() or not tree.is_relative_to(paths.cache()):
        return None
    pins = python_env.PINS.read_text()
    text = json.dumps([facts, str(tree), pins], sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    return paths.cache() / "bases" / key
