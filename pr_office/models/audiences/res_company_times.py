from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_audience_page_days = fields.Integer(
        string="Days a citizen's page stays open",
        default=90,
        help="Days after the request ended. The link opens nothing later on.",
    )
    pr_audience_reopen_days = fields.Integer(
        string="Days to ask that a request be opened again",
        default=15,
        help="Days after it ended, on the citizen's page. 0: not offered.",
    )
    pr_audience_to_bring = fields.Char(
        string="What to bring to an audience",
        translate=True,
        help="Shown on the citizen's page. Empty: the document of identity.",
    )
    pr_audience_proposal_hours = fields.Integer(
        string="Hours to choose a proposed time",
        default=24,
        help="Proposed times are held so long and free themselves afterwards.",
    )
    pr_audience_proposal_limit = fields.Integer(
        string="Proposed times held on one day",
        default=6,
        help="At most so many times of one day of an agenda wait for citizens.",
    )

    pr_audience_in_order = fields.Boolean(
        string="A reason to go before others",
        default=True,
        help="Whoever gives a time to somebody who came later than others waiting says"
        " why (TUO Ley 27444, art. 66.1).",
    )

    _pr_audience_page_days_sensible = models.Constraint(
        "CHECK (pr_audience_page_days BETWEEN 1 AND 3650"
        " AND pr_audience_reopen_days BETWEEN 0 AND pr_audience_page_days)",
        "A citizen's page stays open between 1 and 3650 days, and at least as long as"
        " a request can be opened again.",
    )
    _pr_audience_proposals_sensible = models.Constraint(
        "CHECK (pr_audience_proposal_hours BETWEEN 1 AND 240"
        " AND pr_audience_proposal_limit BETWEEN 1 AND 100)",
        "Proposed times are held between 1 and 240 hours, and between 1 and 100 of"
        " them on one day.",
    )
