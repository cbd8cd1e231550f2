"""Odoo shell script: fifty appointments on one time, and on fifty agendas.

Run by audience_schedule.py with ``ROOT`` before it; leaves ``result``.
"""
# ruff: noqa: F821

import contextlib
import sys
from datetime import datetime, timedelta

sys.path.insert(0, ROOT)
from odoo.exceptions import UserError

from tools import races

COUNT, ROUNDS = 50, 5
MINUTES = timedelta(minutes=20)
env = env(context={"pr_no_notice": True, "tracking_disable": True})
secretary = env["res.users"].create(
    {
        "name": "Secretaria",
        "login": "bench",
        "group_ids": env.ref("pr_office.group_secretary").ids,
    }
)
partners = env["res.partner"].create(
    [{"name": f"Autoridad {number}"} for number in range(COUNT)]
)
agendas = env["pr.agenda"].create(
    [{"partner_id": partner.id, "delegate_ids": secretary.ids} for partner in partners]
)


def requests():
    categories = env["pr.audience.category"].create(
        [{"name": f"Carrera {number}"} for number in range(COUNT)]
    )
    values = {"requester_name": "Vecina", "subject": "Agua", "state": "in_review"}
    rows = [values | {"category_id": one.id} for one in categories]
    return env["pr.audience"].create(rows).ids


def book(number, agenda, start):
    return lambda env: (
        env["pr.audience"]
        .with_context(pr_no_notice=True)
        .browse(number)
        .schedule(env["pr.agenda"].browse(agenda), start, start + MINUTES)
    )


def race(start, chosen):
    pairs = zip(requests(), chosen, strict=True)
    works = [book(number, agenda, start) for number, agenda in pairs]
    return races.run(env, works, "bench")


def warm_up():
    """Serve once, as a server has long done: what is lasting comes with the fork."""
    start = datetime(2036, 6, 2, 15)
    as_secretary = env(user=secretary.id)
    for number in requests()[:2]:
        with contextlib.suppress(UserError):
            book(number, agendas.ids[0], start)(as_secretary)
    env.cr.rollback()


env.cr.commit()
warm_up()
result = {"one": [], "many": []}
for turn in range(ROUNDS):
    start = datetime(2036, 6, 3 + turn, 15)
    result["many"].append(race(start, agendas.ids))
    result["one"].append(race(start + timedelta(hours=3), agendas[:1].ids * COUNT))
