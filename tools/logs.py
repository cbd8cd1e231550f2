"""What Odoo's log may hold: nothing above INFO that is not named here."""

import re

from tools import paths

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) \S+ (.*)")

# Core's own remarks, each with the reason why it says nothing about our addons.
EXPECTED = {
    # Odoo 19.0 calls functions that its own pinned Werkzeug deprecates.
    r"py\.warnings: (?!.*ADDONS)": "deprecated calls outside our addons",
}


# When uninstalling, Odoo finds the order of deletion by trying.
UNINSTALLING = r"odoo\.sql_db: bad query: b'DELETE FROM"


def problems(log, *expected):
    """Lines of a log that nobody expects, each with what follows it."""
    found = []
    for line in log.splitlines():
        match = LINE.match(line)
        if match:
            if not _expected(match[2], expected):
                found.append(line)
        elif line.startswith("Traceback") or (found and line.startswith("  ")):
            found.append(line)
    return found


def _expected(message, more):
    ours = re.escape(str(paths.ROOT)) + r"/(?!\.dev/)"
    return any(
        re.match(pattern.replace("ADDONS", ours), message)
        for pattern in [*EXPECTED, *more]
    )
