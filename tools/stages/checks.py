"""Stages that need no database."""

import re

from tools import addons, lint, paths
from tools.stages import suites
from tools.testing import Outcome


def lint_stage(work):
    """ruff, pylint-odoo, OCA's checks, XML, manifests: as ./dev lint."""
    every = lint.checks()
    report, failed = [], 0
    for name, check in every:
        found = check()
        if found:
            failed += 1
            report += [f"-- {name}", *found]
    return Outcome(len(every) - failed, failed, report="\n".join(report))


def licences(work):
    """Licences of everything that runs with the addons."""
    words = [paths.PYTHON, paths.ROOT / "tools" / "licences.py"]
    code, output = work.command(words, "licences")
    number = int(re.search(r"(\d+) run-time packages", output)[1])
    failed = int(re.search(r"(\d+) refused", output)[1])
    return Outcome(number - failed, failed or code, report=output)


COUNT = """
import sys
from odoo.tests import loader
from odoo.tools import config
config.parse_config(["--test-tags", ",".join("/" + name for name in sys.argv[1:])])
for position in ("at_install", "post_install"):
    for test in loader.make_suite(sys.argv[1:], position):
        print("TEST", test.id().removeprefix("odoo.addons."))
"""


def count(work):
    """Odoo's own runner and pytest find the same tests.

    Odoo passes over test files that no __init__.py imports, and over all but one of
    several files with the same name, without a word.
    """
    folders = suites.addon_tests(addons.names())
    if not folders:
        return Outcome(note="no tests yet")
    odoo = _odoo_tests(work)
    pytest = _pytest_tests(work, folders)
    found = [f"only pytest finds {name}" for name in sorted(pytest - odoo)]
    found += [f"only Odoo finds {name}" for name in sorted(odoo - pytest)]
    note = f"{len(odoo)} tests by Odoo, {len(pytest)} by pytest"
    return Outcome.of_problems(found, 1, note)


def _odoo_tests(work):
    words = [paths.PYTHON, "-c", COUNT, *addons.names()]
    code, output = work.command(words, "count-odoo")
    if code:
        raise RuntimeError(output)
    return set(re.findall(r"^TEST (\S+)$", output, re.M))


def _pytest_tests(work, folders):
    words = [paths.PYTHON, "-m", "pytest", "--collect-only", "-q", *folders]
    # A name is asked for, the database itself is not opened.
    words += ["--odoo-database=none", f"--odoo-config={paths.CONFIG}"]
    code, output = work.command(words, "count-pytest")
    if code not in (0, 5):
        raise RuntimeError(output)
    found = re.findall(r"^(\S+)\.py::(\w+)::(\w+)", output, re.M)
    return {f"{path.replace('/', '.')}.{case}.{test}" for path, case, test in found}
