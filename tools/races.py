"""Separate processes that act in one database at the same moment.

Imported inside Odoo's shell. The registry is loaded once and the process forks, so that
fifty of them start within a second; each has a connection and a transaction of its own
and is tried again by Odoo's own rule, as a request of the web server is.
"""

import json
import os
import time

_SECONDS_TO_START = 1.5


def run(env, works, login="secretaria"):
    """Let each work, a function of the environment, act in a process of its own.

    :return: ``(refusal, seconds)`` of each, in order; the refusal is ``None`` for
        success, else what the user reads
    """
    user = env["res.users"].search([("login", "=", login)])
    who = user.id, {"lang": env.lang or "en_US", "tz": "America/Lima"}
    database = env.cr.dbname
    env.cr.commit()
    moment = time.time() + _SECONDS_TO_START + 0.03 * len(works)
    ends = [_start(database, who, work, moment) for work in works]
    return [_read(*end) for end in ends]


def _start(database, who, work, moment):
    read_end, write_end = os.pipe()
    child = os.fork()
    if child:
        os.close(write_end)
        return child, read_end
    try:
        os.close(read_end)
        answer = _act(database, who, work, moment)
    except BaseException as error:
        answer = f"{type(error).__name__}: {error}", 0
    finally:
        # Nothing of the parent is closed or written out by its copy.
        with os.fdopen(write_end, "w") as pipe:
            json.dump(answer, pipe)
        os._exit(0)


def _read(child, read_end):
    with os.fdopen(read_end) as pipe:
        answer = json.load(pipe)
    os.waitpid(child, 0)
    return answer


def _act(database, who, work, moment):
    from odoo import api, sql_db
    from odoo.exceptions import UserError
    from odoo.modules.registry import Registry
    from odoo.service.model import retrying

    # The connections of the parent are left alone: this process opens its own.
    sql_db._Pool = sql_db._Pool_readonly = None
    registry = Registry(database)
    registry._db = sql_db.db_connect(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, *who)
        env.user.has_group("base.group_user")
        cr.rollback()
        time.sleep(max(0, moment - time.time()))
        began = time.perf_counter()
        try:
            retrying(lambda: work(env), env)
        except UserError as error:
            cr.rollback()
            return str(error), time.perf_counter() - began
        return None, time.perf_counter() - began
