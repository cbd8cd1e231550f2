"""Odoo shell script: what separate processes do with the times of one agenda.

``RACE`` names the race; what came of it is printed as JSON after ``RACE-RESULT``.
"""
# ruff: noqa: F821

import json
from datetime import datetime, timedelta

from odoo.exceptions import UserError

from tools import races

MINUTES = timedelta(minutes=20)
quiet = env(context={"lang": "es_PE", "pr_no_notice": True})
agenda = quiet["pr.agenda"].search([("delegate_ids.login", "=", "secretaria")], limit=1)


def at(day, hour, minute=0):
    return datetime(2036, 6, day, hour, minute)


def reviewed(count):
    values = {"requester_name": "Vecina", "subject": "Agua", "agenda_id": agenda.id}
    # Each in a queue of its own: whose turn it is is another matter.
    categories = quiet["pr.audience.category"].create(
        [{"name": f"Carrera {number}"} for number in range(count)]
    )
    requests = quiet["pr.audience"].create(
        [values | {"category_id": category.id} for category in categories]
    )
    requests.action_review()
    return requests.ids


def one(env, number):
    return env["pr.audience"].with_context(pr_no_notice=True).browse(number)


def book(number, start):
    return lambda env: one(env, number).schedule(
        env["pr.agenda"].browse(agenda.id), start, start + MINUTES
    )


def offer(number, *starts):
    times = [(begin, begin + MINUTES) for begin in starts]
    return lambda env: one(env, number).propose(
        env["pr.agenda"].browse(agenda.id), times
    )


def choose(number, proposal):
    return lambda env: one(env, number).sudo()._citizen_choose(proposal)


def states(numbers):
    env.invalidate_all()
    rows = quiet["pr.audience"].browse(numbers)
    return [[row.state, str(row.start or ""), bool(row.name)] for row in rows]


def fifty():
    numbers = reviewed(50)
    answers = races.run(quiet, [book(number, at(3, 15)) for number in numbers])
    return {"answers": answers, "states": states(numbers)}


def overlapping():
    numbers = reviewed(12)
    works = [
        offer(number, at(4, 15, 5 * (place % 4)), at(4, 16, 5 * (place % 3)))
        for place, number in enumerate(numbers)
    ]
    return {"answers": races.run(quiet, works)}


def limit():
    agenda.company_id.pr_audience_proposal_limit = 3
    numbers = reviewed(10)
    works = [
        offer(number, at(5, 13 + place // 3, 20 * (place % 3)))
        for place, number in enumerate(numbers)
    ]
    answers = races.run(quiet, works)
    agenda.company_id.pr_audience_proposal_limit = 100
    env.cr.commit()
    return {"answers": answers}


def unfinished():
    """The time is asked for while somebody is writing it, and after that was undone.

    The second one may not wait: the database would end its statement.
    """
    numbers = reviewed(2)
    first, second = (book(number, at(6, 15)) for number in numbers)
    env.cr.commit()
    with env.registry.cursor() as one_cr, env.registry.cursor() as other_cr:
        one_env, other_env = (quiet(cr=cr) for cr in (one_cr, other_cr))
        first(one_env)
        other_cr.execute("SET LOCAL statement_timeout = '5s'")
        try:
            second(other_env)
            refusal = None
        except UserError as error:
            refusal = str(error)
        other_cr.rollback()
        one_cr.rollback()
        second(other_env)
        other_cr.commit()
    return {"refusal": refusal, "states": states(numbers)}


def choosing():
    """The citizen twice, and the secretary's dialog with another time, at once."""
    rounds = []
    for turn in range(6):
        [number] = reviewed(1)
        day = 9 + turn
        first, second = offer(number, at(day, 15), at(day, 16))(quiet)
        wizard = quiet["pr.audience.schedule"].create(
            {"audience_id": number, "own_start": at(day, 18)}
        )
        secretary = wizard.create_uid
        works = [
            choose(number, first.id),
            choose(number, second.id),
            lambda env, wizard=wizard.id, who=secretary.id: (
                env["pr.audience.schedule"]
                .with_context(pr_no_notice=True)
                .with_user(who)
                .browse(wizard)
                .action_take_own()
            ),
        ]
        answers = races.run(quiet, works)
        env.invalidate_all()
        live = quiet["pr.agenda.slot"].search_count(
            [
                ("state", "!=", "freed"),
                ("start", ">=", at(day, 14)),
                ("start", "<", at(day, 20)),
            ]
        )
        rounds.append({"answers": answers, "state": states([number]), "live": live})
    return rounds


result = {
    "fifty": fifty,
    "overlapping": overlapping,
    "limit": limit,
    "unfinished": unfinished,
    "choosing": choosing,
}[RACE]()
print("RACE-RESULT " + json.dumps(result))
