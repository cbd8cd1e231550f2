from functools import partial

from odoo import api, fields, models

from ...tools import yearly


class PrCivicDate(models.Model):
    """A day of the civic calendar: fixed, bound to Easter, the nth weekday, or once."""

    _name = "pr.civic.date"
    _description = "Civic Date"
    _inherit = ["pr.source.mixin"]
    _order = "sort_day, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        selection=[
            ("holiday", "Public holiday"),
            ("civic", "Civic date"),
            ("religious", "Religious feast"),
            ("profession", "Day of a profession or institution"),
            ("international", "International day"),
            ("anniversary", "Anniversary"),
        ],
        required=True,
        default="civic",
    )
    description = fields.Text(translate=True)
    # when
    rule = fields.Selection(
        selection=[
            ("fixed", "The same day each year"),
            ("weekday", "A weekday of a month"),
            ("easter", "Days from Easter Sunday"),
            ("once", "Only once"),
        ],
        string="When",
        required=True,
        default="fixed",
    )
    month = fields.Selection(selection="_selection_month")
    day = fields.Integer(help="29 February is kept on the 28th in common years.")
    weekday = fields.Selection(selection="_selection_weekday")
    week = fields.Selection(
        selection=[
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("-1", "Last"),
        ],
        string="Which",
    )
    easter_offset = fields.Integer(
        string="Days from Easter",
        default=0,
        required=True,
        help="Good Friday is -2, Corpus Christi (Thursday) 60.",
    )
    date = fields.Date()
    next_date = fields.Date(string="Next on", compute="_compute_next_date")
    sort_day = fields.Integer(compute="_compute_sort_day", store=True)
    # where
    scope = fields.Selection(
        selection=lambda self: self.env["res.partner"]._selection_pr_scope(),
        required=True,
        default="national",
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        default=lambda self: self.env.company.country_id,
        ondelete="restrict",
        help="Empty: everywhere.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        default=lambda self: self.env.company,
        help="Whose calendar it is in. Empty: in all.",
    )
    # whom to greet
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Institution",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whose day it is; it is greeted.",
    )
    institution_type_ids = fields.Many2many(
        comodel_name="pr.institution.type",
        string="Greet all of type",
        help="All institutions of these types in the register get a greeting.",
    )
    greeted_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Greet also",
        check_company=True,
    )
    greeting_text = fields.Html(
        translate=True,
        help="Body of the greeting, without salutation and closing. Empty: the usual"
        " text.",
    )

    _complete_rule = models.Constraint(
        "CHECK (CASE rule"
        " WHEN 'fixed' THEN month IS NOT NULL AND coalesce(day, 0) BETWEEN 1 AND"
        " CASE WHEN month = '2' THEN 29"
        " WHEN month IN ('4', '6', '9', '11') THEN 30 ELSE 31 END"
        " WHEN 'weekday' THEN month IS NOT NULL AND weekday IS NOT NULL"
        " AND week IS NOT NULL"
        " WHEN 'easter' THEN easter_offset BETWEEN -70 AND 100"
        " ELSE date IS NOT NULL END)",
        "This day does not exist or is not complete: give day and month, or which"
        " weekday of which month, or the days from Easter (-70 to 100), or the date.",
    )

    @api.model
    def _selection_month(self):
        return self.env["res.partner"]._selection_pr_birth_month()

    @api.model
    def _selection_weekday(self):
        return [
            ("0", self.env._("Monday")),
            ("1", self.env._("Tuesday")),
            ("2", self.env._("Wednesday")),
            ("3", self.env._("Thursday")),
            ("4", self.env._("Friday")),
            ("5", self.env._("Saturday")),
            ("6", self.env._("Sunday")),
        ]

    @api.depends("rule", "month", "day", "weekday", "week", "easter_offset", "date")
    def _compute_next_date(self):
        today = fields.Date.context_today(self)
        for civic in self:
            in_year = civic._get_in_year()
            civic.next_date = in_year and yearly.next_occurrence(in_year, today)

    @api.depends("rule", "month", "day", "week", "easter_offset", "date")
    def _compute_sort_day(self):
        """Movable feasts stand where they fall in 2027, which nobody needs exact."""
        for civic in self:
            in_year = civic._get_in_year()
            day = in_year and in_year(2027)
            civic.sort_day = day and day.month * 100 + day.day

    def _get_in_year(self):
        """Return the function of a year that gives this day, or false if incomplete."""
        if self.rule == "once":
            return self.date and (lambda year: self.date)
        if self.rule == "easter":
            return partial(yearly.easter_day, offset=self.easter_offset)
        month = int(self.month or 0)
        if self.rule == "fixed" and month and self.day:
            return partial(yearly.fixed_day, month=month, day=self.day)
        if self.rule == "weekday" and month and self.weekday and self.week:
            return partial(
                yearly.weekday_of_month,
                month=month,
                weekday=int(self.weekday),
                week=int(self.week),
            )
        return False
