from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import yearly

_KINDS = 3  # of rows, to make ids that stay the same from one query to the next


class PrUpcomingDate(models.Model):
    """The civic calendar, institutions' anniversaries and birthdays as dated rows.

    Last, this and next year, whatever was entered once: a query and no table.
    """

    _name = "pr.upcoming.date"
    _description = "Upcoming Date"
    _auto = False
    _order = "date, kind, name, id"
    _depends = {
        "pr.civic.date": [
            "name",
            "active",
            "rule",
            "month",
            "day",
            "weekday",
            "week",
            "easter_offset",
            "date",
            "kind",
            "scope",
            "partner_id",
            "company_id",
        ],
        "res.partner": [
            "name",
            "active",
            "pr_anniversary",
            "pr_birth_month",
            "pr_birth_day",
            "pr_scope",
            "company_id",
        ],
    }

    name = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(
        selection=[
            ("civic", "Civic calendar"),
            ("anniversary", "Institution's anniversary"),
            ("birthday", "Birthday"),
        ],
        readonly=True,
    )
    civic_kind = fields.Selection(
        selection=lambda self: self._get_selection("pr.civic.date", "kind"),
        readonly=True,
    )
    scope = fields.Selection(
        selection=lambda self: self.env["res.partner"]._selection_pr_scope(),
        readonly=True,
    )
    years = fields.Integer(
        readonly=True, help="How many years the institution completes."
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Institution or person", readonly=True
    )
    civic_date_id = fields.Many2one(comodel_name="pr.civic.date", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    to_greet = fields.Boolean(compute="_compute_to_greet")
    greeting_state = fields.Selection(
        selection=lambda self: self._get_selection("pr.greeting", "state"),
        string="Greeting",
        compute="_compute_greeting_state",
        help="Of its greetings the one that is furthest behind.",
    )
    days_left = fields.Integer(compute="_compute_days_left")

    @api.model
    def _get_selection(self, model, fname):
        """Return the values of another model's field, in the user's language."""
        return self.env[model]._fields[fname]._description_selection(self.env)

    @property
    def _table_query(self):
        today = fields.Date.context_today(self)
        years = range(today.year - 1, today.year + 2)
        return SQL(
            "WITH years (year, easter) AS (VALUES %s) %s UNION ALL %s UNION ALL %s",
            SQL(", ").join(
                SQL("(%s, %s::date)", year, yearly.easter_day(year)) for year in years
            ),
            self._get_civic_query(),
            self._get_anniversary_query(),
            self._get_birthday_query(),
        )

    def _get_id(self, number, source):
        return SQL(
            "(%(source)s * %(kinds)s + %(number)s) * 3 + years.year %% 3",
            source=source,
            kinds=_KINDS,
            number=number,
        )

    def _get_fixed_day(self, month, day):
        """Return the day of the year; 29 February is the 28th in a common year."""
        return SQL(
            "make_date(years.year, %(month)s, least(%(day)s, extract(day FROM"
            " make_date(years.year, %(month)s, 1) + interval '1 month - 1 day')::int))",
            month=month,
            day=day,
        )

    def _get_weekday_of_month(self):
        first = SQL("make_date(years.year, c.month::int, 1)")
        return SQL(
            """CASE WHEN c.week = '-1'
               THEN %(last)s - (extract(isodow FROM %(last)s)::int - %(weekday)s + 7)
                    %% 7
               ELSE %(first)s + (%(weekday)s - extract(isodow FROM %(first)s)::int + 7)
                    %% 7 + 7 * (c.week::int - 1) END""",
            first=first,
            last=SQL("(%s + interval '1 month - 1 day')::date", first),
            weekday=SQL("(c.weekday::int + 1)"),  # ISO: Monday is 1
        )

    def _get_civic_query(self):
        return SQL(
            """SELECT %(id)s AS id,
                      coalesce(c.name->>%(lang)s, c.name->>'en_US') AS name,
                      CASE c.rule
                          WHEN 'fixed' THEN %(fixed)s
                          WHEN 'weekday' THEN %(weekday)s
                          WHEN 'easter' THEN years.easter + c.easter_offset
                          ELSE c.date END AS date,
                      'civic' AS kind, c.kind AS civic_kind, c.scope AS scope,
                      NULL::int AS years, c.partner_id AS partner_id,
                      c.id AS civic_date_id, c.company_id AS company_id
                 FROM pr_civic_date c CROSS JOIN years
                WHERE c.active
                  AND (c.rule <> 'once' OR extract(year FROM c.date) = years.year)""",
            id=self._get_id(0, SQL("c.id")),
            lang=self.env.lang or "en_US",
            fixed=self._get_fixed_day(SQL("c.month::int"), SQL("c.day")),
            weekday=self._get_weekday_of_month(),
        )

    def _get_anniversary_query(self):
        founded = SQL("p.pr_anniversary")
        return SQL(
            "SELECT %(id)s, p.name, %(day)s, 'anniversary', 'anniversary', p.pr_scope,"
            " years.year - extract(year FROM %(founded)s)::int, p.id, NULL::int,"
            " p.company_id"
            " FROM res_partner p CROSS JOIN years"
            " WHERE p.active AND %(founded)s IS NOT NULL"
            " AND extract(year FROM %(founded)s) < years.year",
            id=self._get_id(1, SQL("p.id")),
            founded=founded,
            day=self._get_fixed_day(
                SQL("extract(month FROM %s)::int", founded),
                SQL("extract(day FROM %s)::int", founded),
            ),
        )

    def _get_birthday_query(self):
        return SQL(
            "SELECT %(id)s, p.name, %(day)s, 'birthday', NULL, p.pr_scope, NULL::int,"
            " p.id, NULL::int, p.company_id"
            " FROM res_partner p CROSS JOIN years"
            " WHERE p.active AND p.pr_birth_month IS NOT NULL",
            id=self._get_id(2, SQL("p.id")),
            day=self._get_fixed_day(
                SQL("p.pr_birth_month::int"), SQL("p.pr_birth_day")
            ),
        )

    @api.depends("date")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for row in self:
            row.days_left = row.date and (row.date - today).days

    @api.depends("kind")
    def _compute_to_greet(self):
        for row in self:
            civic = row.civic_date_id
            row.to_greet = bool(
                row.partner_id
                or civic.greeted_partner_ids
                or civic.institution_type_ids
            )

    @api.depends("kind", "date")
    @api.depends_context("company")
    def _compute_greeting_state(self):
        states = {}
        for greeting in self._get_greetings():
            states.setdefault(greeting._get_day_key(), set()).add(greeting.state)
        for row in self:
            found = states.get(row._get_day_key(), ())
            order = ("to_send", "sent", "skipped")
            row.greeting_state = next((key for key in order if key in found), False)

    def _get_greetings(self):
        """Return the greetings of these days, in this company."""
        return self.env["pr.greeting"].search_fetch(
            [
                ("company_id", "=", self.env.company.id),
                ("year", "in", list({row.date.year for row in self})),
                "|",
                ("partner_id", "in", self.partner_id.ids),
                ("civic_date_id", "in", self.civic_date_id.ids),
            ],
            ["occasion", "partner_id", "civic_date_id", "year", "state"],
        )

    def _get_day_key(self):
        """Return what a day and its greetings have in common."""
        source = self.civic_date_id if self.kind == "civic" else self.partner_id
        return self.kind, source.id, self.date.year

    @api.depends("name", "kind", "years")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row._get_label()

    def _get_label(self):
        if self.kind == "birthday":
            return self.env._("Birthday: %(name)s", name=self.name)
        if self.kind == "anniversary":
            return self.env._(
                "%(years)s years: %(name)s", years=self.years, name=self.name
            )
        return self.name

    def action_open_source(self):
        """Open the institution, the person or the civic date behind this day."""
        self.ensure_one()
        source = self.civic_date_id if self.kind == "civic" else self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "views": [(source.get_formview_id(), "form")],
        }

    def action_prepare_greeting(self):
        """Open the greeting's letter, drafted now unless it was drafted before."""
        self.ensure_one()
        greetings = self.env["pr.greeting"]
        wanted = greetings._prepare_values(self, self.env.company)
        fresh = greetings._drop_prepared(wanted, self.env.company)
        if fresh:
            greetings._prepare(fresh)
        found = self._get_greetings().filtered(
            lambda greeting: greeting._get_day_key() == self._get_day_key()
        )
        if len(found) == 1:
            return found.action_open_letter()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_greeting_action"
        )
        return action | {"domain": [("id", "in", found.ids)], "context": {}}
