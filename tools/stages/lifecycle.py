"""Stages that install, update and remove the addons, and look at what is left."""

import re
import shutil
import subprocess

from tools import (
    addons,
    catalogues,
    databases,
    logs,
    odoo_run,
    paths,
    schema,
    templates,
)
from tools.stages import suites
from tools.testing import Outcome

UNINSTALL = """
domain = [("name", "in", {names!r}), ("state", "=", "installed")]
modules = env["ir.module.module"].search(domain)
modules.button_immediate_uninstall()
"""
# Our demonstration renames core's company and administrator, and removes some of what
# core's own shows.
DEMO_CHANGES = re.compile("missing: external id|(missing|left behind): (contact|user)")
# Core's tests of who sees which event, run again where our addons were.
PRIVACY = "calendar/tests/test_access_rights.py"


def install(work):
    """Without demonstration data; the template of the other stages."""
    return _built(templates.rebuild("plain"))


def demo(work):
    """With demonstration data; the template of upgrade, uninstall, e2e and run."""
    return _built(templates.rebuild("demo"))


def bridges(work):
    """Beside what they lead to, our bridges install themselves; template of theirs."""
    names = addons.bridges()
    if not names:
        return Outcome(note="no bridges yet")
    found = _built(templates.rebuild("bridges"))
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    rows = databases.sql(query, templates.ready("bridges"))
    missing = set(names) - {row[0] for row in rows}
    found.passed += len(names) - len(missing)
    found.failed += len(missing)
    found.report += "".join(f"\nnot installed: {name}" for name in sorted(missing))
    return found


def _built(log):
    if not addons.names():
        return Outcome(note="no addons yet")
    return Outcome.of_problems(logs.problems(log), 1)


def translations(work):
    """The catalogues hold every text, and Spanish translates each."""
    problems = []
    for addon in addons.names():
        database = catalogues.database_of(addon)
        exported = catalogues.export(database, addon, work.folder)
        words = [paths.PYTHON, catalogues.SCRIPT, "check", exported]
        code, output = work.command([*words, paths.ROOT / addon], f"po-{addon}")
        problems += [output.strip()] if code else []
    return Outcome.of_problems(problems, len(addons.names()))


def upgrade(work):
    """An update changes nothing; the newest release reaches the present state."""
    if not addons.names():
        return Outcome(note="no addons yet")
    again = templates.clone("demo", work.database("upgrade"))
    found = _update(again, "update of the present state")
    tag = _newest_tag()
    if not tag:
        return Outcome.of_problems(found, 1, "no release tag to upgrade from")
    released = work.database("release")
    _install_release(work, tag, released)
    older = _update(released, f"update from {tag}")
    failed = bool(found) + bool(older)
    report = "\n".join(found + older)
    return Outcome(2 - failed, failed, report=report, note=f"also from {tag}")


def _update(database, purpose):
    """Update our addons: the log is clean, the shape is that of a new database."""
    log = odoo_run.install(database, addons.applications(), purpose, option="-u")
    fresh = templates.ready("demo")
    found = logs.problems(log) + schema.differences(fresh, database, schema.SHAPE)
    return [f"{purpose}: {text}" for text in found]


def _newest_tag():
    if not shutil.which("git"):
        return None
    words = ["git", "describe", "--tags", "--abbrev=0"]
    done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True)
    return done.stdout.strip() or None


def _install_release(work, tag, database):
    """A database with demonstration data as the tagged release made it."""
    folder = work.folder / "release"
    folder.mkdir(exist_ok=True)
    archive = work.folder / "release.tar"
    words = ["git", "archive", "--output", archive, tag]
    subprocess.run(words, cwd=paths.ROOT, check=True)
    shutil.unpack_archive(archive, folder, "tar")
    names = addons.applications(folder)
    databases.clone(templates.base("demo"), database)
    options = [*templates.KINDS["demo"], f"--addons-path={folder}"]
    odoo_run.install(database, names, f"installing {tag}", *options)


def uninstall(work):
    """Nothing of ours stays, and core's calendar is as private as before."""
    if not addons.names():
        return Outcome(note="no addons yet")
    problems = _uninstalled(work, "demo") + _uninstalled(work, "plain")
    privacy = odoo_run.core_addons() / PRIVACY
    database = work.database("uninstall_plain")
    outcome = suites.odoo_pytest(work, "uninstall", database, [privacy])
    outcome.passed += not problems
    outcome.failed += bool(problems)
    outcome.report = "\n".join([*problems, outcome.report])
    return outcome


def _uninstalled(work, kind):
    """Uninstall in a clone; what then differs from a database without us."""
    database = templates.clone(kind, work.database(f"uninstall_{kind}"))
    code = UNINSTALL.format(names=addons.names())
    log = odoo_run.script(database, code, f"uninstalling from {kind}")
    found = logs.problems(log, logs.UNINSTALLING)
    queries = schema.SHAPE | schema.REGISTRY
    differences = schema.differences(templates.base(kind), database, queries)
    if kind == "demo":
        differences = [text for text in differences if not DEMO_CHANGES.match(text)]
    return [f"{kind}: {text}" for text in found + differences]
