"""Odoo with the project's configuration: addons path, database server, data folder."""

import os
import subprocess

from tools import addons, odoo_source, paths, pdf, postgres, python_env
from tools.console import Failure, run, step


def ensure(testing=False):
    """Everything that an Odoo process needs: environment, PostgreSQL, configuration."""
    odoo = python_env.ensure(testing)
    postgres.start()
    _configure(odoo)
    return odoo


def _configure(odoo):
    folders = [*odoo.addons_paths]
    if addons.names():
        folders.append(paths.ROOT)
    lines = ["[options]", f"data_dir = {paths.DATA}", "http_interface = 127.0.0.1"]
    lines.append("max_cron_threads = 1")
    if folders:
        lines.append(f"addons_path = {','.join(map(str, folders))}")
    for option, variable in (
        ("db_host", "PGHOST"),
        ("db_port", "PGPORT"),
        ("db_user", "PGUSER"),
        ("db_password", "PGPASSWORD"),
    ):
        if variable in postgres.connection():
            lines.append(f"{option} = {postgres.connection()[variable]}")
    text = "\n".join(lines) + "\n"
    # Replaced in one step: another command may be reading it.
    if not paths.CONFIG.exists() or paths.CONFIG.read_text() != text:
        draft = paths.CONFIG.with_suffix(f".{os.getpid()}")
        draft.write_text(text)
        draft.chmod(0o600)
        draft.replace(paths.CONFIG)


def environment(**extra):
    """Variables for an Odoo process."""
    path = [str(paths.VENV / "bin"), os.environ["PATH"], *pdf.folders()]
    variables = postgres.environment() | {
        "ODOO_RC": str(paths.CONFIG),
        "PATH": os.pathsep.join(path),
    }
    # wkhtmltopdf complains where there is none, and Odoo passes the complaint on.
    variables.setdefault("XDG_RUNTIME_DIR", str(paths.RUN))
    return variables | extra


def command(*arguments):
    return [str(paths.PYTHON), "-m", "odoo", *map(str, arguments)]


def install(database, modules, purpose, *arguments, option="-i"):
    """Install (or update) modules in a database; return Odoo's log."""
    log = paths.LOGS / f"{database}.log"
    words = command("-d", database, "--no-http", "--stop-after-init", "--workers=0")
    words += ["--max-cron-threads=0", option, ",".join(modules), *arguments]
    with step(purpose):
        return run(words, f"{purpose}: Odoo failed.", log, env=environment())


def script(database, code, purpose):
    """Run Python code in Odoo's shell; return its output and log."""
    words = command("shell", "-d", database, "--no-http", "--max-cron-threads=0")
    words += ["--shell-interface=python"]
    log = paths.LOGS / f"{database}.log"
    with step(purpose):
        return run(
            words,
            f"{purpose}: Odoo failed.",
            log,
            env=environment(),
            input=code,
        )


def core_addons():
    """Folder of Odoo's own addons."""
    odoo = odoo_source.find()
    return (odoo.addons_paths or [odoo.python_path / "odoo" / "addons"])[0]


def execute(arguments, **options):
    """Run Odoo in this terminal, in the place of this process's own work."""
    return subprocess.run(command(*arguments), env=environment(), **options).returncode


def execute_python(script, *arguments, **variables):
    """Run one of our scripts inside the environment, in this terminal."""
    words = [str(paths.PYTHON), str(script), *map(str, arguments)]
    return subprocess.run(words, env=environment(**variables)).returncode


def require_addons():
    if not addons.names():
        raise Failure("No addon here yet: no top-level folder has a __manifest__.py.")
