"""Odoo shell script: an act of four guests whose head table is empty.

Prints the number of the act after ``ACT``.
"""

# ruff: noqa: F821
from datetime import datetime

from odoo.fields import Command

officer = env["res.users"].search([("login", "=", "protocolo")])
quiet = env(user=officer.id, context={"lang": "es_PE", "dont_notify": True})
act = quiet["pr.event"].create(
    {
        "name": "Acto de prueba de asientos",
        "type_id": quiet["pr.event.type"].search([], limit=1).id,
        "start": datetime(2036, 7, 1, 15),
        "stop": datetime(2036, 7, 1, 16),
        "host_id": False,
        "presider_id": False,
        "zone_ids": [
            Command.create({"kind": "head", "name": "Mesa de honor", "seats": 5}),
            Command.create({"kind": "rows", "name": "Filas", "seats": 4}),
        ],
    }
)
quiet["pr.event.guest"].create(
    [
        {"event_id": act.id, "guest_name": name}
        for name in ("Ana Primera", "Beto Segundo", "Carla Tercera", "Dino Cuarto")
    ]
)
env.cr.commit()
print("ACT", act.id)
