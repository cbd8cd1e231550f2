from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import precedence


class PrPrecedenceRank(models.Model):
    _name = "pr.precedence.rank"
    _description = "Rank of a Precedence List"
    _inherit = ["pr.precedence.line"]

    sequence = fields.Integer(
        help="The number in the norm. Two kinds of post may share one."
    )
    category_id = fields.Many2one(
        comodel_name="pr.position.category",
        required=True,
        index=True,
        ondelete="restrict",
        help="The posts that hold this rank.",
    )
    name = fields.Char(
        string="As the list says",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        help="The name of the post in the norm, in its own language.",
    )
    tie_breaker = fields.Selection(
        selection=[
            ("seniority", "Longest in the post"),
            ("alphabetical", "Alphabetical"),
            ("foundation", "Date the institution was created"),
            ("manual", "By hand"),
        ],
        string="Among equals",
        required=True,
        default="seniority",
    )
    condition = fields.Char(translate=True, help="When this rank counts, in words.")
    condition_key = fields.Selection(
        selection=[
            ("of_place", "Only the authority of the place of the act"),
            ("regional_capital", "Only of the region, in its capital"),
            ("represents_president", "Only when representing the President"),
            ("diplomats", "Only if foreign diplomats attend"),
        ],
        string="Counts",
        help="Empty: always. The first rank whose condition holds gives the place.",
    )
    basis = fields.Selection(
        selection=[("norm", "Norm"), ("usage", "Usage")],
        required=True,
        default="usage",
    )
    source = fields.Char(help="Norm and article, or whose usage it is.")
    footnote = fields.Char(translate=True)

    _category_once = models.UniqueIndex(
        "(list_id, category_id, coalesce(condition_key, ''))",
        "This kind of post already has a rank in the list. Only under another condition"
        " can it have a second one.",
    )
    _sequence_positive = models.Constraint(
        "CHECK (sequence > 0)", "The ranks of a list count from 1."
    )

    @api.depends("category_id")
    def _compute_name(self):
        for rank in self:
            rank.name = rank.name or rank.category_id.name

    @api.depends("sequence", "name")
    def _compute_display_name(self):
        for rank in self:
            rank.display_name = f"{rank.sequence}. {rank.name}"

    def _prepare_rank(self):
        """Return this line as a :class:`precedence.Rank`."""
        return precedence.Rank(
            category=self.category_id.id,
            tie_breaker=self.tie_breaker,
            condition=self.condition_key or "",
            basis="directive" if self.list_id.state == "approved" else self.basis,
            words={
                "number": self.sequence,
                "name": self.name,
                "source": self._get_source(),
                "condition": self._get_condition(),
            },
        )

    def _get_condition(self):
        """Return in words when this rank counts."""
        labels = dict(self._fields["condition_key"]._description_selection(self.env))
        return labels.get(self.condition_key) or self.condition or ""

    def _get_source(self):
        """Return what the rank rests on, in the words of a reason."""
        plist = self.list_id
        if plist.state == "approved":
            return self.env._(
                "%(number)s of %(date)s",
                number=plist.directive_number,
                date=format_date(self.env, plist.directive_date),
            )
        if self.basis == "usage":
            return self.source or self.env._("no norm was found")
        return self.source or plist.legal_source or plist.name
