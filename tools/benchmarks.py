"""./dev bench [NAME...]: ratios against a peer, measured in one run.

Each tools/bench/NAME.py has a function `run(context)` that returns rows, made with
`context.row(...)`. Both sides of a ratio are measured in the same run, on the same
machine and in the same server mode. Runs inside the environment.
"""

import importlib.util
import json
import os
import platform
import statistics
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools import databases, odoo_run, paths, postgres, templates
from tools.console import Failure, run, say, step
from tools.odoo_server import OdooServer

SCRIPTS = paths.ROOT / "tools" / "bench"
RESULTS = paths.ROOT / "bench" / "latest.json"


@dataclass
class Row:
    """One comparison; a ratio above the limit is marked."""

    name: str
    ours: float
    peer: float
    ratio: float
    limit: float | None = None
    note: str = ""

    @property
    def over(self):
        return self.limit is not None and self.ratio > self.limit


@dataclass
class Timing:
    minimum: float
    median: float


class Context:
    """Helpers for the scripts; what it hands out is cleaned up when a script ends."""

    def __init__(self):
        self.cores = os.cpu_count()
        self.mode = "no server"
        self._ending = ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ending.close()

    def row(self, name, ours, peer, limit=None, note=""):
        ratio = ours / peer if peer else float("inf")
        return Row(name, ours, peer, ratio, limit, note)

    def database(self, purpose="bench", kind="plain"):
        """A database of its own, cloned from the template (plain or demo)."""
        name = databases.name(f"test_{os.getpid()}_{purpose}")
        self._ending.callback(databases.drop, name)
        return templates.clone(kind, name)

    def core_database(self, purpose="core", kind="plain"):
        """A database with the core addons alone, for comparison."""
        name = databases.name(f"test_{os.getpid()}_{purpose}")
        self._ending.callback(databases.drop, name)
        databases.clone(templates.base(kind), name)
        return name

    def server(self, database, workers=None):
        """A running server; by default with as many workers as there are cores."""
        workers = self.cores if workers is None else workers
        self.mode = f"{workers} workers" if workers else "threads of one process"
        return self._ending.enter_context(OdooServer(database, workers))

    @contextmanager
    def env(self, database):
        """Odoo's environment as superuser in this process; rolled back at the end."""
        import odoo.api
        import odoo.modules.registry
        from odoo.tools import config

        config.parse_config(["-c", str(paths.CONFIG), "-d", database, "--no-http"])
        registry = odoo.modules.registry.Registry(database)
        with registry.cursor() as cursor:
            try:
                yield odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})
            finally:
                cursor.rollback()
        odoo.sql_db.close_db(database)

    def script(self, database, code):
        """Run code in a process of its own (`env`); what it leaves in `result`."""
        mark = "BENCH-RESULT "
        code += f"\nimport json\nprint({mark!r} + json.dumps(result))\n"
        words = odoo_run.command("shell", "-d", database, "--no-http")
        words += ["--shell-interface=python", "--log-level=warn"]
        failure = "The script of the benchmark failed."
        output = run(words, failure, env=odoo_run.environment(), input=code)
        found = [line for line in output.splitlines() if mark in line]
        if not found:
            raise Failure(f"{output}\n{failure}")
        return json.loads(found[-1].partition(mark)[2])

    def time(self, function, repeats=5, warm=1):
        """Seconds that a function takes: least and median."""
        return self.race(function, repeats=repeats, warm=warm)[0]

    def race(self, *functions, repeats=5, warm=1):
        """Timings of functions that take turns, so that a busy moment hits them all."""
        found = [[] for _ in functions]
        for turn in range(warm + repeats):
            for function, seconds in zip(functions, found, strict=True):
                started = time.perf_counter()
                function()
                if turn >= warm:
                    seconds.append(time.perf_counter() - started)
        return [Timing(min(each), statistics.median(each)) for each in found]

    def queries(self, env, function):
        """Number of SQL queries that a function makes, caches emptied before."""
        env.invalidate_all()
        before = env.cr.sql_log_count
        function()
        env.flush_all()
        return env.cr.sql_log_count - before


def scripts(names):
    found = {
        path.stem: path
        for path in sorted(SCRIPTS.glob("*.py"))
        if not path.stem.startswith("_")
    }
    unknown = set(names) - set(found)
    if unknown:
        raise Failure(
            f"No benchmark {', '.join(unknown)}: there are {', '.join(found)}"
        )
    return {name: found[name] for name in names or found}


def perform(name, path):
    """Run one script; its rows and the mode of its servers."""
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Context() as context, step(f"benchmark {name}"):
        rows = module.run(context)
        return rows, context.mode


def figure(value):
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def table(rows):
    width = max([len(row.name) for row in rows], default=4)
    lines = [
        f"{'':<{width}}  {'ours':>10}  {'peer':>10}  {'ratio':>7}  {'limit':>6}  note"
    ]
    for row in rows:
        limit = "" if row.limit is None else f"{row.limit:g}"
        mark = "OVER THE LIMIT " if row.over else ""
        lines.append(
            f"{row.name:<{width}}  {figure(row.ours):>10}  {figure(row.peer):>10}  "
            f"{row.ratio:>7.2f}  {limit:>6}  {mark}{row.note}".rstrip()
        )
    return "\n".join(lines)


def circumstances(modes):
    from odoo import release

    version = databases.sql("SHOW server_version")[0][0]
    return {
        "odoo": release.version,
        "postgresql": version,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "server": ", ".join(sorted(modes)),
    }


def main(names):
    every, modes = {}, set()
    for name, path in scripts(names).items():
        rows, mode = perform(name, path)
        every[name] = rows
        modes.add(mode)
    about = circumstances(modes)
    print(", ".join(f"{key} {value}" for key, value in about.items()) + "\n")
    print(table([row for rows in every.values() for row in rows]))
    results = {name: [asdict(row) for row in rows] for name, rows in every.items()}
    RESULTS.parent.mkdir(exist_ok=True)
    text = json.dumps({"circumstances": about, "results": results}, indent=1)
    RESULTS.write_text(text + "\n")
    say(f"\nWritten to {RESULTS.relative_to(paths.ROOT)}, which git ignores.")
    return 1 if any(row.over for rows in every.values() for row in rows) else 0


if __name__ == "__main__":
    postgres.start()
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        say(f"\n{failure}")
        sys.exit(1)
