"""Odoo shell script: an agenda of many entries, and how long its texts take.

Run by agenda_feed.py; leaves ``result``.
"""
# ruff: noqa: F821

import time
from datetime import timedelta

from odoo import fields

ENTRIES = 5000
SERIES = ENTRIES // 20
OCCURRENCES = 10
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

partners = env["res.partner"]
mayor = partners.create({"name": "Alcaldesa", "email": "a@example.org"})
guests = partners.create(
    [{"name": f"Vecina {n}", "email": f"v{n}@example.org"} for n in range(50)]
)
agenda = env["pr.agenda"].create({"partner_id": mayor.id})
agenda.resource_calendar_id.tz = "America/Lima"
start = fields.Datetime.now().replace(minute=0, second=0) - timedelta(days=200)


def entry(number):
    begin = start + timedelta(hours=2 * number)
    return {
        "name": f"Reunión de trabajo con el comité del sector {number} 🇵🇪",
        "description": f"<p>Temas: obras, agua y limpieza del sector {number}.</p>",
        "location": f"Local comunal {number % 97}, jirón Ayacucho",
        "start": begin,
        "stop": begin + timedelta(hours=1),
        "partner_ids": [mayor.id, guests[number % 50].id],
        "user_id": env.uid,
    }


def series(number):
    values = entry(number)
    weekday = DAYS[(values["start"] - timedelta(hours=5)).weekday()]
    rule = {"rrule_type_ui": "weekly", "rrule_type": "weekly", weekday: True}
    end = {"interval": 1, "end_type": "count", "count": OCCURRENCES}
    return values | rule | end | {"recurrency": True, "event_tz": "America/Lima"}


def build(rows):
    """Seconds that it takes to write the texts of these rows afresh."""
    rows.write({"dirty": True})
    env.cr.commit()
    env.invalidate_all()
    began = time.perf_counter()
    rows._get_keeper()._renew(row_ids=rows.ids)
    env.cr.commit()
    return time.perf_counter() - began


quiet = ("dont_notify", "no_mail_to_attendees", "mail_create_nolog", "tracking_disable")
model = env["calendar.event"].with_context(**dict.fromkeys(quiet, True))
model.create([entry(number) for number in range(ENTRIES - SERIES)])
model.create([series(number) for number in range(SERIES)])
env.cr.commit()
rows = env["pr.calendar.resource"].search([("agenda_id", "=", agenda.id)])
seconds = build(rows)
window = {"agenda_id": agenda.id, "past_days": 3000, "future_days": 3000}
feeds = env["pr.agenda.feed"].create(
    [window | {"name": scope, "scope": scope} for scope in ("full", "public")]
)
result = {
    "agenda": agenda.id,
    "build": seconds,
    "rows": len(rows.filtered("text")),
    "tokens": dict(zip(feeds.mapped("scope"), feeds.mapped("token"), strict=True)),
}
# As autovacuum does in a database that has been in use for a while.
env.cr.commit()
env.cr._cnx.autocommit = True
env.cr.execute("VACUUM ANALYZE")
