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
            requests._compute_date_deadline()
            env.flush_all()

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

        timings = context.race(ours, peer, words, repeats=3)
        written, rule, shown = (timing.minimum for timing in timings)
    return [
        context.row(
            f"deadlines of {len(requests):,} requests, read and written",
            written,
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
    ]
