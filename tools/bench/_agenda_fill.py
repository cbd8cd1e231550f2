"""An agenda with any number of entries, a few of them a day from some months ago."""

from datetime import timedelta

QUIET = ("dont_notify", "no_mail_to_attendees", "mail_create_nolog", "tracking_disable")
PER_DAY = 8
PLACES = ("Salón Consistorial", "Plaza de Armas", "Local comunal", "Tikapampa")


def create_agenda(env):
    mayor = env["res.partner"].create({"name": "Alcaldesa", "email": "a@example.org"})
    agenda = env["pr.agenda"].create({"partner_id": mayor.id})
    agenda.resource_calendar_id.tz = "America/Lima"
    return agenda


def today(env, agenda):
    return agenda._get_local_now().date()


def fill(env, agenda, size, done=0):
    """Write entries around today: the days near it first, so that both sizes have them.

    Today and the days around it are alike, few or many; what comes is farther away.
    """
    model = env["calendar.event"].with_context(**dict.fromkeys(QUIET, True))
    for first in range(done, done + size, 1000):
        last = min(first + 1000, done + size)
        model.create([prepare(env, agenda, number) for number in range(first, last)])
        env.flush_all()
        env.cr.precommit.data.clear()
        env.cr.precommit.clear()
        env.invalidate_all()
    env.cr.execute("ANALYZE")


def prepare(env, agenda, number):
    days, hour = divmod(number, PER_DAY)
    # 0, 1, -1, 2, -2, …
    day = (days + 1) // 2 * (1 if days % 2 else -1)
    start = agenda._get_day_bounds(today(env, agenda) + timedelta(days=day))[0]
    start += timedelta(hours=8 + hour)
    return {
        "name": f"Reunión con el comité del sector {number}",
        "location": PLACES[number % len(PLACES)],
        "start": start,
        "stop": start + timedelta(minutes=75 if number % 5 == 0 else 50),
        "partner_ids": agenda.partner_id.ids,
        "user_id": env.uid,
    }
