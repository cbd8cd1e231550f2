"""./dev screenshots SCRIPT: pictures for the documentation, the same every time.

The script runs on a server with a fresh clone of the demonstration. It finds the
server's address in PR_OFFICE_ADDRESS, and may `from tools.browser import Browser`.
"""

import os
from pathlib import Path

from tools import databases, odoo_run, paths, pdf, system_packages, templates
from tools.console import Failure
from tools.odoo_server import OdooServer


def main(arguments):
    if not arguments or not Path(arguments[0]).is_file():
        raise Failure("Name a script: ./dev screenshots docs/screenshots.py")
    system_packages.chromium()
    pdf.ensure()
    database = databases.name(f"test_{os.getpid()}_screenshots")
    try:
        templates.clone("demo", database)
        with OdooServer(database) as server:
            variables = {
                "PR_OFFICE_ADDRESS": server.address,
                "PR_OFFICE_DATABASE": database,
                "PYTHONPATH": str(paths.ROOT),
            }
            return odoo_run.execute_python(*arguments, **variables)
    finally:
        databases.drop(database)
