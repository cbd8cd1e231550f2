"""Board, list and reports of audience requests: 100,000 requests and a hundred.

As many queries on each screen, however many requests there are.
"""

from lxml import etree

from tools.bench import _audience_fill
from tools.bench.register_lists import make_specification

MANY = 100_000
OPEN = [("state", "in", ("received", "in_review", "derived", "scheduled"))]


def run(context):
    with context.env(context.database()) as env:
        requests = _audience_fill.create_sample(env)
        few = count(context, env)
        _audience_fill.multiply(env, requests, MANY)
        many = count(context, env)
        total = env["pr.audience"].search_count(OPEN)
        assert total == MANY, total
        seconds = context.time(lambda: board(env, "state"), repeats=3).minimum
    return [
        context.row(
            f"queries of the {name} at {MANY:,} requests",
            many[name],
            few[name],
            1,
            f"queries; the same at {_audience_fill.SAMPLE}. Board: {seconds:.2f} s",
        )
        for name in many
    ]


def count(context, env):
    """Queries of each screen, by its name."""
    works = {
        "board by state": lambda: board(env, "state"),
        "board by term": lambda: board(env, "deadline_state"),
        "list": lambda: read(env, "list"),
        "late ones": lambda: env["pr.audience"].search(
            [("deadline_state", "=", "late")], limit=80
        ),
    }
    found = {}
    for name, work in works.items():
        work()  # what stays in the cache of the registry
        found[name] = context.queries(env, work)
    return found


def get_specification(env, view_type):
    model = env["pr.audience"]
    view = env.ref(f"pr_office.pr_audience_view_{view_type}")
    arch = etree.fromstring(model.get_view(view.id, view_type)["arch"])
    return make_specification(model, arch)


def board(env, groupby):
    """What the board asks for: its columns and the first cards of each."""
    env["pr.audience"].web_read_group(
        OPEN,
        [groupby],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=get_specification(env, "kanban"),
        unfold_read_default_limit=20,
    )


def read(env, view_type):
    specification = get_specification(env, view_type)
    env["pr.audience"].web_search_read(OPEN, specification, limit=80)
