"""Any number of audience requests, received over the last two years."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

SAMPLE = 100
QUIET = dict.fromkeys(("mail_create_nolog", "tracking_disable"), True)
# Given to each record by itself.
OWN = {"id", "name", "page_seed", "page_hash", "date_received"}


def create_sample(env):
    """Requests written as an officer writes them: the others are copies of them."""
    agenda = env["pr.agenda"].create(
        {"partner_id": env["res.partner"].create({"name": "Alcaldesa"}).id}
    )
    categories = env["pr.audience.category"].search([])
    zones = env["pr.audience.zone"].create([{"name": f"Barrio {n}"} for n in range(9)])
    requests = (
        env["pr.audience"]
        .with_context(**QUIET)
        .create(
            [prepare(agenda, categories, zones, number) for number in range(SAMPLE)]
        )
    )
    requests[: SAMPLE // 2].action_review()
    env.flush_all()
    return requests


def prepare(agenda, categories, zones, number):
    now = fields.Datetime.now()
    return {
        "requester_name": f"Vecina {number}",
        # Every neighbour was here before, as many as there are requests.
        "requester_document": f"{45000000 + number % (SAMPLE // 2) * 7}",
        "phone": "984 100 200",
        "subject": "Agua en la junta vecinal",
        "agenda_id": agenda.id,
        "category_id": categories[number % len(categories)].id,
        "zone_id": zones[number % len(zones)].id,
        "date_received": now - timedelta(days=number % 60, hours=number % 24),
    }


def multiply(env, requests, size):
    """Copy the sample in the database until there are ``size`` requests."""
    columns = [
        field.name
        for field in requests._fields.values()
        if field.store and field.column_type and field.name not in OWN
    ]
    names = SQL(", ").join(map(SQL.identifier, columns))
    env.cr.execute(
        SQL(
            """INSERT INTO pr_audience (%(names)s, name, date_received)
            SELECT %(names)s, name || ' copia ' || number,
                   date_received - (number %% 700) * interval '1 day'
              FROM pr_audience, generate_series(1, %(copies)s) number
             WHERE id = ANY(%(ids)s)""",
            names=names,
            copies=size // SAMPLE - 1,
            ids=requests.ids,
        )
    )
    env.cr.execute("ANALYZE pr_audience")
    env.invalidate_all()
