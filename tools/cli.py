"""./dev COMMAND [ARGUMENTS]: builds what is missing, then does what is asked.

  run [--detach]      build everything, load the demonstration and serve it
  stop                stop the server and PostgreSQL of this checkout
  test [SELECTION]    run everything that CI runs, or only the paths given
  lint [--fix]        check the code; --fix repairs what can be repaired
  bench [NAME...]     run the benchmarks and print the ratios
  shell               Odoo shell on the demonstration database; takes a script on stdin
  odoo ARGUMENTS      Odoo itself with the project's configuration
  psql [DATABASE]     PostgreSQL's shell, by default on the demonstration database
  shot PATH FILE      picture of one page of the running server (shot --help)
  screenshots SCRIPT  run a script of tools.browser on a fresh demonstration
  po                  renew i18n/*.pot and es.po of the addons
  clean [--cache]     remove what the commands above built; --cache: downloads too

Variables: PR_OFFICE_PORT (8069), PR_OFFICE_CACHE (downloads), ODOO_SRC (a source
folder of Odoo 19.0), PGHOST, PGPORT, PGUSER, PGPASSWORD (a PostgreSQL of yours).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools import paths
from tools.console import Failure, say


def main(arguments):
    os.chdir(paths.ROOT)
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name)
    if not command:
        print(__doc__.strip())
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        from tools import python_env

        python_env.check_python()
        return command(rest) or 0
    except Failure as failure:
        say(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments):
    from tools import server

    return server.serve(detach="--detach" in arguments)


def stop(arguments):
    from tools import postgres, server

    if server.stop():
        say("The server has stopped.")
    if postgres.stop():
        say("PostgreSQL has stopped.")


def clean(arguments):
    stop([])
    _drop_databases()
    shutil.rmtree(paths.STATE, ignore_errors=True)
    if "--cache" in arguments:
        shutil.rmtree(paths.cache(), ignore_errors=True)


def _drop_databases():
    """On a PostgreSQL that the developer named, our databases go one by one."""
    from tools import databases, postgres

    if postgres.external() and paths.VENV.exists():
        for name in databases.names():
            if name.startswith(databases.name("")):
                databases.drop(name)


def shell(arguments):
    from tools import odoo_run, server

    odoo_run.ensure()
    if "-d" in arguments or "--database" in arguments:
        database = []
    else:
        database = ["-d", server.load_demo()]
    options = ["--no-http", "--log-level=warn", "--max-cron-threads=0"]
    return odoo_run.execute(["shell", *database, *options, *arguments])


def odoo(arguments):
    from tools import odoo_run

    odoo_run.ensure()
    return odoo_run.execute(arguments)


def psql(arguments):
    from tools import databases, odoo_run, postgres

    odoo_run.ensure()
    words = list(arguments)
    if not words or words[0].startswith("-"):
        words.insert(0, databases.name(databases.DEMO))
    program = [str(postgres.program("psql"))]
    return subprocess.run([*program, *words], env=postgres.environment()).returncode


def test(arguments):
    from tools import testing

    return testing.main(arguments)


def shot(arguments):
    from tools import odoo_run, server, system_packages

    odoo_run.ensure(testing=True)
    system_packages.chromium()
    if "--help" not in arguments and "--port" not in arguments:
        running = server.running()
        if not running:
            raise Failure("No server is running: ./dev run --detach, or give --port.")
        arguments = [*arguments, "--port", str(running[1])]
    return odoo_run.execute_python(paths.ROOT / "tools" / "browser.py", *arguments)


def lint(arguments):
    from tools import lint as checks

    return checks.main(arguments)


def screenshots(arguments):
    from tools import odoo_run, pictures

    odoo_run.ensure(testing=True)
    return pictures.main(arguments)


def po(arguments):
    from tools import catalogues

    return catalogues.main(arguments)


def bench(arguments):
    from tools import odoo_run

    odoo_run.ensure(testing=True)
    return odoo_run.execute_python(paths.ROOT / "tools" / "benchmarks.py", *arguments)


COMMANDS = {
    "run": run,
    "stop": stop,
    "clean": clean,
    "shell": shell,
    "odoo": odoo,
    "psql": psql,
    "lint": lint,
    "po": po,
    "bench": bench,
    "screenshots": screenshots,
    "shot": shot,
    "test": test,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
