"""Databases by name: create from a template, drop, describe; with their filestores."""

import json
import os
import shutil
import subprocess
import time

from tools import paths, postgres
from tools.console import Failure


def name(purpose):
    """A database's name; on a shared server it also tells the checkout."""
    mark = f"_{paths.CHECKOUT}" if postgres.external() else ""
    return f"pr_office{mark}_{purpose}"


DEMO = "demo"


def sql(statement, database="postgres"):
    """Rows of a statement as lists of texts."""
    command = [postgres.program("psql"), "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1"]
    done = subprocess.run(
        [*command, "-d", database, "-c", statement],
        env=postgres.environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise Failure(f"PostgreSQL refused: {statement}\n{done.stderr.strip()}")
    return [line.split("\t") for line in done.stdout.splitlines()]


def names():
    return {row[0] for row in sql("SELECT datname FROM pg_database")}


def exists(database):
    return database in names()


def drop(database):
    sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    shutil.rmtree(paths.FILESTORE / database, ignore_errors=True)


def clone(template, database):
    """Copy a database and its filestore."""
    drop(database)
    _wait_until_unused(template)
    sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    source = paths.FILESTORE / template
    if source.exists():
        # Odoo never changes a stored file in place: links are enough, and instant.
        target = paths.FILESTORE / database
        shutil.copytree(source, target, copy_function=os.link)


def _wait_until_unused(template):
    """PostgreSQL refuses to copy a database that somebody is connected to."""
    query = f"SELECT 1 FROM pg_stat_activity WHERE datname = '{template}'"
    for _ in range(100):
        if not sql(query):
            return
        time.sleep(0.1)


def rename(old, new):
    drop(new)
    sql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
    if (paths.FILESTORE / old).exists():
        (paths.FILESTORE / old).rename(paths.FILESTORE / new)


def describe(database, facts):
    """Note on the database itself what it was made from; a clone starts without."""
    text = json.dumps(facts, sort_keys=True).replace("'", "''")
    sql(f"COMMENT ON DATABASE \"{database}\" IS '{text}'")


def facts(database):
    """What `describe` noted, or None where the database was never finished."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    rows = sql(f"{query} WHERE datname = '{database}'")
    try:
        return json.loads(rows[0][0])
    except (IndexError, ValueError):
        return None
