"""Databases that others are cloned from.

Two layers: a base with the core addons only, kept until their list or Odoo changes,
and on a clone of it our addons, rebuilt whenever one of them changes. Installing
ours into a clone is faster than an update, and leaves nothing of an older state.
"""

from tools import addons, databases, odoo_run, paths
from tools.locks import locked

LANGUAGE = "es_PE"

# Kinds of template, with what Odoo is told when installing them.
KINDS = {
    "plain": ["--without-demo"],
    "demo": ["--with-demo", f"--load-language={LANGUAGE}"],
}


def ready(kind):
    """Name of the template of this kind, built if need be."""
    with locked(paths.STATE / f"template-{kind}.lock", purpose=f"template {kind}"):
        wanted = {"addons": addons.fingerprints()}
        template = databases.name(f"template_{kind}")
        if databases.facts(template) != wanted:
            build(kind, template)
            databases.describe(template, wanted)
    return template


def build(kind, template):
    """Install our addons into a clone of the base; return Odoo's log."""
    databases.clone(base(kind), template)
    modules = addons.names()
    if not modules:
        return ""
    purpose = f"template {kind}: installing {', '.join(modules)}"
    return odoo_run.install(template, modules, purpose, *KINDS[kind])


def base(kind):
    """Name of the database with core addons only, built if need be."""
    name = databases.name(f"base_{kind}")
    with locked(paths.STATE / f"base-{kind}.lock", purpose=f"base {kind}"):
        modules = addons.core_dependencies() or ["base"]
        wanted = {"modules": modules, "kind": KINDS[kind]}
        if databases.facts(name) != wanted:
            databases.drop(name)
            purpose = f"base {kind}: installing {', '.join(modules)}"
            odoo_run.install(name, modules, purpose, *KINDS[kind])
            databases.describe(name, wanted)
    return name
