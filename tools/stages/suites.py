"""Stages that run tests through pytest."""

import shutil
import sys
from xml.etree import ElementTree

from tools import addons, odoo_run, odoo_source, paths, pdf, system_packages, templates
from tools.testing import Outcome

UNIT = paths.ROOT / "tests" / "unit"
END_TO_END = paths.ROOT / "tests" / "e2e"
PROVIDERS = paths.ROOT / "tests" / "providers"


def pytest(work, name, targets, options=(), environment=None):
    """Run pytest; count by its own report."""
    results = work.folder / f"{name}.xml"
    words = [paths.PYTHON, "-m", "pytest", f"--junit-xml={results}", "-q"]
    words += ["--tb=short", "-rfEs", "--disable-warnings", "-p", "no:cacheprovider"]
    words += [*options, *work.arguments, *targets]
    code, output = work.command(words, name, environment)
    found = _count(results)
    # Exit code 5: nothing collected. Anything else that is odd counts as a failure.
    if code not in (0, 1, 5) or (code == 1 and not found.failed):
        found.failed += 1
    found.report = output
    return found


def _count(results):
    """Count test by test: subtests, of which there may be thousands, do not count."""
    found = Outcome()
    if not results.exists():
        return found
    for case in ElementTree.parse(results).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            found.failed += 1
        elif case.find("skipped") is not None:
            found.skipped += 1
        else:
            found.passed += 1
    return found


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


def addon_tests(names):
    """The tests folders of some of our addons."""
    folders = [paths.ROOT / name / "tests" for name in names]
    return [folder for folder in folders if list(folder.rglob("test_*.py"))]


def addon(work, targets=None):
    """The addons' own tests, browser tours included, on a clone of the template."""
    targets = targets or addon_tests(addons.applications())
    if not targets:
        return Outcome(note="no tests yet")
    database = templates.clone("plain", work.database("addon"))
    return odoo_pytest(work, "addon", database, targets)


def bridge_tests(work, targets=None):
    """Our bridges' own tests, with all that they lead to installed."""
    targets = targets or addon_tests(addons.bridges())
    if not targets:
        return Outcome(note="no tests yet")
    database = templates.clone("bridges", work.database("bridges"))
    return odoo_pytest(work, "bridges", database, targets)


def providers(work, targets=None):
    """Our rights beside the modules that synchronise calendars with Google and Outlook.

    No addon of ours depends on these, so they are installed for this stage alone.
    """
    database = templates.clone("plain", work.database("providers"))
    modules = ["google_calendar", "microsoft_calendar"]
    odoo_run.install(database, modules, "installing Google's and Outlook's calendars")
    return odoo_pytest(work, "providers", database, targets or [PROVIDERS])


def odoo_pytest(work, name, database, targets, options=()):
    """pytest inside an Odoo process that also serves HTTP, on a free port."""
    system_packages.chromium()
    pdf.ensure()
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
    system_packages.chromium()
    system_packages.git()
    pdf.ensure()
    database = templates.clone("demo", work.database("e2e"))
    environment = without_odoo() | {"PR_OFFICE_TEST_DATABASE": database}
    options = ["-p", "no:odoo"]
    return pytest(work, "e2e", targets, options, environment)


# Core's checks of every addon on the path, ours among them, but for these:
NOT_FOR_US = {
    "ManifestLinter": "refuses the manifest keys of OCA's conventions",
    "TestPyLint": "its options fit no pylint of today; pylint-odoo does that work",
    "TestESLint": "needs an eslint of Odoo's own",
}


def test_lint(work):
    """Core's test_lint, with our addons on the path."""
    # A copy: one of these tests reads every file beside the addons.
    folder = work.folder / "addons"
    for name in addons.names():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(paths.ROOT / name, folder / name, ignore=ignored)
    if not addons.names():
        return Outcome(note="no addons yet")
    database = templates.clone("plain", work.database("test_lint"))
    odoo_run.install(database, ["test_lint"], "installing test_lint")
    options = [f"--odoo-addons-path={_addons_path(folder)}"]
    options += ["-k", " and ".join(f"not {name}" for name in NOT_FOR_US)]
    target = odoo_run.core_addons() / "test_lint" / "tests"
    return odoo_pytest(work, "test_lint", database, [target], options)


def _addons_path(folder):
    return ",".join(map(str, [*odoo_source.find().addons_paths, folder]))


CORE = ["calendar", "contacts", "portal", "resource", "mass_mailing"]
# They fail without any addon of ours too, each with its reason.
DIALOG = "Chromium stays on a 'leave this page?' dialog that nobody answers"
CORE_FAILS_ALONE = {
    "test_mailing_editor_tour": DIALOG,
    "test_mass_mailing_code_view_tour": DIALOG,
}
if sys.version_info >= (3, 13):
    CORE_FAILS_ALONE["test_mailing_body_inline_image"] = (
        "Python 3.13 refuses the unpadded base64 of the test's image"
    )


def core(work):
    """Core's own suites of the addons that ours are built on, with ours installed."""
    folders = [odoo_run.core_addons() / name / "tests" for name in CORE]
    targets = [folder for folder in folders if folder.exists()]
    database = templates.clone("plain", work.database("core"))
    options = ["-k", " and ".join(f"not {name}" for name in CORE_FAILS_ALONE)]
    return odoo_pytest(work, "core", database, targets, options)
