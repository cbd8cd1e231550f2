"""The deadlines of 10,000 requests against the bare rule in a loop over dates."""

from tools.bench import _audience_fill

MANY = 10_000


def run(context):
    with context.env(context.database()) as env:
        from odoo.addons.pr_office.tools import business_days

        sample = _audience_fill.create_sample(env)
        _audience_fill.multiply(env, sample, MANY)
        requests = env["pr.audience"].search([])
        company = env.company
        days = [request._get_received_day() for request in requests]
        calendar = requests._get_work_calendars()[company]

        def ours():
            env.invalidate_all()
            requests._recount_terms()
            env.flush_all()

        def anew():
            # Another term than the turn before: no deadline stays as it is stored.
            company.pr_audience_term = 5 if company.pr_audience_term != 5 else 6
            ours()

        def peer():
            for day in days:
                business_days.get_deadline(
                    calendar,
                    day,
                    company.pr_audience_term,
                    company.pr_audience_ceiling,
                )

        def words():
            env.invalidate_all()
            requests.mapped("days_left_text")

        timings = context.race(ours, peer, words, anew, repeats=3)
        counted, rule, shown, written = (timing.minimum for timing in timings)
    return [
        context.row(
            f"deadlines of {len(requests):,} requests, read and counted",
            counted,
            rule,
            2,
            "seconds; the rule in a loop over plain dates",
        ),
        context.row(
            f"time left in words of {len(requests):,} requests",
            shown,
            rule,
            2,
            "seconds; the same loop",
        ),
        context.row(
            f"all of the {len(requests):,} deadlines changed and stored",
            written,
            rule,
            note="seconds; the same loop, which stores nothing",
        ),
    ]
