"""Stages that run tests through pytest."""

import xml.etree.ElementTree as ElementTree

from tools import addons, odoo_run, paths, templates
from tools.testing import Outcome

UNIT = paths.ROOT / "tests" / "unit"
END_TO_END = paths.ROOT / "tests" / "e2e"


def pytest(work, name, targets, options=(), environment=None):
    """Run pytest; count by its own report."""
    results = work.folder / f"{name}.xml"
    words = [paths.PYTHON, "-m", "pytest", f"--junit-xml={results}", "-q"]
    words += ["--tb=short", "-rfE", "-p", "no:cacheprovider", *options]
    words += [*work.arguments, *targets]
    code, output = work.command(words, name, environment)
    found = _count(results)
    # Exit code 5: nothing collected. Anything else that is odd counts as a failure.
    if code not in (0, 1, 5) or (code == 1 and not found.failed):
        found.failed += 1
    found.report = output
    return found


def _count(results):
    if not results.exists():
        return Outcome()
    suite = ElementTree.parse(results).getroot().find("testsuite")
    number = {
        name: int(suite.get(name, 0))
        for name in ("tests", "failures", "errors", "skipped")
    }
    failed = number["failures"] + number["errors"]
    passed = number["tests"] - failed - number["skipped"]
    return Outcome(passed, failed, number["skipped"])


def without_odoo():
    """Variables for a pytest that must not become an Odoo process."""
    variables = odoo_run.environment()
    del variables["ODOO_RC"]
    return variables


def unit(work, targets=None):
    """Pure functions, without a database."""
    targets = targets or [UNIT]
    if not UNIT.exists():
        return Outcome(note="no tests/unit yet")
    options = ["-p", "no:odoo"]
    return pytest(work, "unit", targets, options, without_odoo())


def addon_tests():
    """The tests folders of our addons."""
    folders = [paths.ROOT / name / "tests" for name in addons.names()]
    return [folder for folder in folders if list(folder.rglob("test_*.py"))]


def addon(work, targets=None):
    """The addons' own tests, browser tours included, on a clone of the template."""
    targets = targets or addon_tests()
    if not targets:
        return Outcome(note="no tests yet")
    database = templates.clone("plain", work.database("addon"))
    return odoo_pytest(work, "addon", database, targets)


def odoo_pytest(work, name, database, targets, options=()):
    """pytest inside an Odoo process that also serves HTTP, on a free port."""
    screenshots = work.folder / "screenshots"
    options = [
        f"--odoo-database={database}",
        f"--odoo-config={paths.CONFIG}",
        "--odoo-http",
        f"--odoo-extra=screenshots={screenshots}",
        "--odoo-extra=max-cron-threads=0",
        *options,
    ]
    return pytest(work, name, targets, options)


def e2e(work, targets=None):
    """End to end, against a server on a clone of the demonstration."""
    targets = targets or [END_TO_END]
    if not list(END_TO_END.rglob("test_*.py")):
        return Outcome(note="no tests yet")
    database = templates.clone("demo", work.database("e2e"))
    environment = without_odoo() | {"PR_OFFICE_TEST_DATABASE": database}
    options = ["-p", "no:odoo"]
    return pytest(work, "e2e", targets, options, environment)
