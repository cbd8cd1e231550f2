import psycopg2

from odoo.exceptions import UserError


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
