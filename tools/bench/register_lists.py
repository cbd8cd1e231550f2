"""Who held what on a day, and the lists of a large register.

5,000 posts on a day against the bare SQL; the lists and cards of institutions and
people with 50,000 partners against the same screens with 500: as many queries.
"""

from datetime import date

from lxml import etree

from tools.bench import _register

DAY = date(2024, 7, 28)
POSTS = 5_000
FEW, MANY = 500, 50_000
SCREENS = {
    "institutions": "pr_office.pr_institution_action",
    "people": "pr_office.pr_person_action",
}


def run(context):
    with context.env(context.database()) as env:
        _register.fill(env, FEW // 2)
        few = count_screens(context, env)
        _register.fill(env, (MANY - FEW) // 2, FEW)
        many = count_screens(context, env)
        rows = [
            context.row(
                f"queries of the {name} at {MANY:,} partners",
                many[name],
                few[name],
                1,
                f"queries; the same at {FEW}",
            )
            for name in many
        ]
        return measure_holders(context, env) + rows


# who held what


def measure_holders(context, env):
    positions = env["pr.position"].search([], limit=POSTS)

    def ours(posts=positions):
        env.invalidate_all()
        held = {}
        for mandate in posts.mandates_on(DAY):
            held.setdefault(mandate.position_id.id, []).append(mandate.partner_id.id)
        return held

    def bare():
        env.cr.execute(
            "SELECT position_id, partner_id FROM pr_mandate WHERE active"
            " AND (date_start IS NULL OR date_start <= %s)"
            " AND (date_end IS NULL OR date_end >= %s) AND position_id = ANY(%s)"
            " ORDER BY kind DESC, seat_number, id",
            [DAY, DAY, positions.ids],
        )
        held = {}
        for position, partner in env.cr.fetchall():
            held.setdefault(position, []).append(partner)
        return held

    assert ours() == bare() and len(ours()) == POSTS
    timings = context.race(ours, bare, repeats=15)
    few = context.queries(env, lambda: ours(positions[:50]))
    many = context.queries(env, ours)
    return [
        context.row(
            f"holders of {POSTS:,} posts on a day",
            *(timing.minimum for timing in timings),
            3,
            "seconds; the bare SQL",
        ),
        context.row(f"queries for {POSTS:,} posts", many, few, 1, "queries; 50 posts"),
    ]


# screens


def count_screens(context, env):
    """Queries of each list and kanban, by name of the screen."""
    found = {}
    for name, xmlid in SCREENS.items():
        action = env["ir.actions.act_window"]._for_xml_id(xmlid)
        for view in ("list", "kanban"):
            found[f"{name} ({view})"] = count_queries(context, env, action, view)
    return found


def count_queries(context, env, action, view):
    from odoo.tools.safe_eval import safe_eval

    model = env[action["res_model"]].with_context(safe_eval(action["context"] or "{}"))
    view_id = next((v for v, kind in action["views"] if kind == view), False)
    arch = etree.fromstring(model.get_view(view_id, view)["arch"])
    options = {
        "domain": safe_eval(action["domain"] or "[]"),
        "specification": make_specification(model, arch),
        "limit": 80 if view == "list" else 40,
        "count_limit": 10_001,
    }
    model.web_search_read(**options)  # what stays in the cache of the registry
    return context.queries(env, lambda: model.web_search_read(**options))


def make_specification(model, arch):
    """What the web client asks for to show this view."""
    inner = arch.xpath("//field//field")
    nodes = [node for node in arch.iter("field") if node not in inner]
    specification = {}
    for name in dict.fromkeys(node.get("name") for node in nodes):
        relational = model._fields[name].relational
        fields = {"fields": {"display_name": {}}}
        specification[name] = fields if relational else {}
    return specification
