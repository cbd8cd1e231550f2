"""End to end: a real server on a clone of the demonstration, and a real browser.

The database comes from ./dev test, which also drops it. Tests share the server; each
gets a browser session of its own.
"""

import os
import subprocess

import pytest

from tools import databases, odoo_run
from tools.browser import DESKTOP, PHONE, Browser
from tools.odoo_server import OdooServer


@pytest.fixture(scope="session")
def database():
    name = os.environ.get("PR_OFFICE_TEST_DATABASE")
    if not name:
        pytest.exit("Run these tests through ./dev test: it prepares the database.")
    return name


@pytest.fixture(scope="session")
def server(database):
    """The running server: .address, .port, .database."""
    with OdooServer(database) as running:
        yield running


@pytest.fixture(scope="session")
def sql(database):
    """Function that runs SQL in the database and returns rows of texts."""
    return lambda statement: databases.sql(statement, database)


@pytest.fixture(scope="session")
def shell(database):
    """Function that runs Python in Odoo's shell (`env`) and returns what it prints."""

    def run(code):
        words = ["shell", "-d", database, "--no-http", "--log-level=warn"]
        done = subprocess.run(
            odoo_run.command(*words, "--shell-interface=python"),
            input=code,
            env=odoo_run.environment(),
            capture_output=True,
            text=True,
        )
        assert not done.returncode, done.stderr
        return done.stdout

    return run


@pytest.fixture
def browser(server):
    """A browser window of a desktop."""
    with Browser(server.address, DESKTOP) as window:
        yield window


@pytest.fixture
def phone(server):
    """A browser window of a phone."""
    with Browser(server.address, PHONE) as window:
        yield window
