from odoo import fields, models


class PrPrecedenceRule(models.Model):
    """A rule that a list's order rests on, such as what the host's place is."""

    _name = "pr.precedence.rule"
    _description = "General Rule of a Precedence List"
    _inherit = ["pr.precedence.line"]

    kind = fields.Selection(
        selection=[
            ("presides", "Who presides"),
            ("host", "Host"),
            ("representation", "Representation"),
            ("tie_breaker", "Among equals"),
            ("ceding", "Ceding the chair"),
            ("seating", "Seating"),
            ("scope", "Where it applies"),
        ],
        required=True,
    )
    name = fields.Text(string="Rule", required=True, translate=True)
    norm = fields.Char(help="Empty: a usage.")
    article = fields.Char()
