import psycopg2

from odoo.exceptions import UserError
from odoo.tools import SQL


def pre_init_hook(env):
    """Create the PostgreSQL extension that keeps two holders off one seat.

    :raises UserError: when the database role may not create extensions
    """
    try:
        with env.cr.savepoint(flush=False):
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except psycopg2.Error as error:
        raise UserError(
            env._(
                "The database needs the PostgreSQL extension btree_gist and this"
                " role may not create it. Ask the database administrator to run"
                ' once: CREATE EXTENSION btree_gist; in the database "%(db)s".',
                db=env.cr.dbname,
            )
        ) from error


def post_init_hook(env):
    """Seed what depends on the database it is installed in."""


def uninstall_hook(env):
    """Give back what an uninstall does not undo by itself."""
    env["ir.rule"]._pr_close_private_entries()
    env["ir.sequence"]._pr_drop_all()
    _release_records(env)


def _release_records(env):
    """Free what the addon's tables refer to, so that all of its records can go.

    Core deletes the records of the addon, then its tables. A numbered letter outlives
    the first step and would keep its addressee, who came with the demonstration.
    """
    ours = [
        model._table
        for model in env.values()
        if model._auto and not model._abstract and model._original_module == "pr_office"
    ]
    restricting = env.execute_query(
        SQL(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " WHERE contype = 'f' AND confdeltype = 'r'"
            " AND (conrelid = ANY(%(ours)s::regclass[])"
            " OR confrelid = ANY(%(ours)s::regclass[]))",
            ours=ours,
        )
    )
    for table, name in restricting:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
