"""Odoo shell script, after seating_setup.py: processes that seat guests at once.

Prints what each was answered, as JSON after ``RACE-RESULT``.
"""
# ruff: noqa: F821

import json

from tools import races

guests = act.guest_ids.sorted("place")
head = act.zone_ids.filtered(lambda zone: zone.kind == "head")
chairs = head.seat_ids.sorted("honour")
version, number = act.seating_version, act.id
env = env(context={"lang": "es_PE"})


def take(guest, seat):
    return lambda env: env["pr.event.guest"].browse(guest).write({"seat_id": seat})


def drag(guest, seat):
    return lambda env: (
        env["pr.event"].browse(number).move_guests([[guest, seat]], version)
    )


def race(work, seat):
    answers = races.run(env, [work(guest, seat) for guest in guests.ids], "protocolo")
    env.invalidate_all()
    taken = env["pr.event.guest"].search_count([("seat_id", "=", seat)])
    return {"refusals": [refusal for refusal, _seconds in answers], "taken": taken}


result = {"write": race(take, chairs[0].id)}
version = env["pr.event"].browse(number).seating_version
result["drag"] = race(drag, chairs[1].id)
print("RACE-RESULT " + json.dumps(result))
