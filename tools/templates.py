"""Databases that others are cloned from.

Two layers: a base with the core addons only, kept until their list or Odoo changes,
and on a clone of it our addons, rebuilt whenever one of them changes. Installing
ours into a clone is faster than an update, and leaves nothing of an older state.
"""

from tools import addons, base_cache, databases, odoo_run, paths
from tools.locks import locked

LANGUAGE = "es_PE"
# Raise when a base is to be made in another way.
RECIPE = 1

# Kinds of template, with what Odoo is told when installing them.
KINDS = {
    "plain": ["--without-demo"],
    "demo": ["--with-demo", f"--load-language={LANGUAGE}"],
    # With all that our bridges lead to; they install themselves.
    "bridges": ["--without-demo"],
}


def clone(kind, database):
    """A copy of the template of this kind under a name of its own."""
    with _locked(kind):
        databases.clone(_ready(kind), database)
    return database


def ready(kind):
    """Name of the template of this kind, built if need be."""
    with _locked(kind):
        return _ready(kind)


def _locked(kind):
    return locked(paths.STATE / f"template-{kind}.lock", purpose=f"template {kind}")


def _ready(kind):
    template = databases.name(f"template_{kind}")
    wanted = {"addons": addons.fingerprints(), "base": _base_facts(kind)}
    if databases.facts(template) != wanted:
        _build(kind, template, wanted)
    return template


def rebuild(kind):
    """Build the template afresh whatever there is; return Odoo's log."""
    with _locked(kind):
        template = databases.name(f"template_{kind}")
        wanted = {"addons": addons.fingerprints(), "base": _base_facts(kind)}
        return _build(kind, template, wanted)


def _build(kind, template, wanted):
    """Install our addons into a clone of the base; return Odoo's log."""
    databases.clone(base(kind), template)
    modules = addons.applications()
    log = ""
    if modules:
        purpose = f"template {kind}: installing {', '.join(modules)}"
        log = odoo_run.install(template, modules, purpose, *KINDS[kind])
    databases.describe(template, wanted)
    return log


def base(kind):
    """Name of the database with core addons only, built if need be."""
    name = databases.name(f"base_{kind}")
    with locked(paths.STATE / f"base-{kind}.lock", purpose=f"base {kind}"):
        wanted = _base_facts(kind)
        if databases.facts(name) != wanted:
            databases.drop(name)
            if not base_cache.restore(name, wanted):
                purpose = f"base {kind}: installing {', '.join(wanted['modules'])}"
                odoo_run.install(name, wanted["modules"], purpose, *KINDS[kind])
                base_cache.save(name, wanted)
            databases.describe(name, wanted)
    return name


def _base_facts(kind):
    ours = addons.names() if kind == "bridges" else addons.applications()
    modules = addons.core_dependencies(ours) or ["base"]
    return {"modules": modules, "options": KINDS[kind], "recipe": RECIPE}
