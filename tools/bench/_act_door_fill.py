"""Odoo shell script: an act and a core event of GUESTS people each, today.

Run by act_door.py, which puts GUESTS and CLIENTS in front; leaves ``result``.
"""

# ruff: noqa: F821
from datetime import timedelta

from odoo import fields

module = env["ir.module.module"].search([("name", "=", "event")])
if module.state != "installed":
    module.button_immediate_install()
    env = env(context=dict(env.context))
    env.transaction.reset() if hasattr(env.transaction, "reset") else None

now = fields.Datetime.now()
hours = {"start": now - timedelta(hours=1), "stop": now + timedelta(hours=5)}
people = env["res.partner"].create([{"name": f"Guest {n}"} for n in range(GUESTS)])
act = env["pr.event"].create(
    {
        "name": "Bench",
        "type_id": env["pr.event.type"].search([], limit=1).id,
        "host_id": False,
        "presider_id": False,
        **hours,
    }
)
act.precedence_list_id = act.precedence_list_id or env["pr.precedence.list"].search(
    [], limit=1
)
guests = env["pr.event.guest"].create(
    [{"event_id": act.id, "partner_id": p.id, "state": "accepted"} for p in people]
)
act.action_plan()
gate = env["pr.event.gate"].create({"event_id": act.id, "name": "Bench"})
pin = gate.action_show_link()["context"]["pr_pin"]
devices = [gate._enter(pin, f"Client {n}") for n in range(CLIENTS)]
event = env["event.event"].create(
    {"name": "Bench", "date_begin": hours["start"], "date_end": hours["stop"]}
)
registrations = env["event.registration"].create(
    [
        {"event_id": event.id, "partner_id": p.id, "name": p.name, "state": "open"}
        for p in people
    ]
)
env.cr.commit()
result = {
    "path": "/pr/gate/" + gate._make_page_token(),
    "devices": devices,
    "guests": [guest.page_hash for guest in guests],
    "event": event.id,
    "barcodes": registrations.mapped("barcode"),
}
