"""./dev po: renew the translation catalogues from what is installed."""

from tools import addons, odoo_run, paths, templates
from tools.console import run, step

SCRIPT = paths.ROOT / "tools" / "translations.py"


def database_of(addon):
    """A database in which the addon is installed."""
    return templates.ready("bridges" if addon in addons.bridges() else "plain")


def export(database, addon, folder):
    """The texts of an addon as Odoo exports them."""
    target = folder / f"{addon}.pot"
    words = odoo_run.command("i18n", "export", "-d", database, "-o", target, addon)
    failure = f"Odoo could not export the texts of {addon}."
    with step(f"texts of {addon}"):
        run(words, failure, env=odoo_run.environment())
    return target


def main(_arguments):
    odoo_run.ensure(testing=True)
    folder = paths.RUN / "po"
    folder.mkdir(exist_ok=True)
    for addon in addons.names():
        exported = export(database_of(addon), addon, folder)
        odoo_run.execute_python(SCRIPT, "merge", exported, paths.ROOT / addon)
    return 0
