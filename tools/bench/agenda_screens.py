"""Month view, day sheet, review, conflict check and free time of a large agenda.

The same screens with 20,000 entries and with 200: as many queries.
"""

from datetime import timedelta

from lxml import etree

from tools.bench import _agenda_fill
from tools.bench.register_lists import make_specification

FEW, MANY = 200, 20_000


def run(context):
    with context.env(context.database()) as env:
        agenda = _agenda_fill.create_agenda(env)
        _agenda_fill.fill(env, agenda, FEW)
        few = count(context, env, agenda)
        _agenda_fill.fill(env, agenda, MANY - FEW, FEW)
        many = count(context, env, agenda)
    return [
        context.row(
            f"queries of the {name} at {MANY:,} entries",
            many[name],
            few[name],
            1,
            f"queries; the same at {FEW}",
        )
        for name in many
    ]


def count(context, env, agenda):
    """Queries of each screen, by its name."""
    found = {}
    for name, work in works(env, agenda).items():
        work()  # what stays in the cache of the registry
        found[name] = context.queries(env, work)
    return found


def works(env, agenda):
    first = _agenda_fill.today(env, agenda)
    start, stop = (
        agenda._get_day_bounds(first + timedelta(days=days))[0] for days in (0, 30)
    )
    month = [
        ("pr_agenda_ids", "in", agenda.ids),
        ("start", "<=", stop),
        ("stop", ">=", start),
    ]
    return {
        "month in the calendar": lambda: read_month(env, month),
        "day sheet": lambda: agenda._get_day_lines(first, first),
        "review of tomorrow": lambda: review(env, agenda),
        "conflicts of a month": lambda: check_conflicts(env, month),
        "list of conflicts": lambda: env["calendar.event"].search(
            [("pr_has_conflict", "=", True), ("pr_agenda_ids", "in", agenda.ids)],
            limit=80,
        ),
        "free time of 60 days": lambda: agenda.free_slots(
            start, start + timedelta(days=60), 30
        ),
    }


def read_month(env, domain):
    """What the calendar asks for: the fields of its view."""
    model = env["calendar.event"]
    view = env.ref("pr_office.calendar_event_view_calendar_agenda")
    arch = etree.fromstring(model.get_view(view.id, "calendar")["arch"])
    model.web_search_read(domain, make_specification(model, arch), limit=500)


def review(env, agenda):
    entries = agenda._get_entries_to_validate()[agenda]
    return entries.mapped("pr_review_note")


def check_conflicts(env, domain):
    return env["calendar.event"].search(domain, limit=100).mapped("pr_conflict_note")
