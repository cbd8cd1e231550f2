from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Ids are those of the source times this, plus the number of its query.
_STRIDE = 4


class PrVisitGap(models.Model):
    """What looks publishable in the register of visits and is not, and what came late.

    Nothing is stored. Each line knows the step that cures it.
    """

    _name = "pr.visit.gap"
    _description = "Missing in the Register of Visits"
    _auto = False
    _order = "moment desc, id desc"
    _depends = {
        "pr.visit": [
            "state",
            "company_id",
            "official_id",
            "time_in",
            "off_premises",
            "audience_id",
            "follows_audience",
            "event_id",
            "motive",
            "date_due",
            "is_late",
            "pr_left_out_on",
        ],
        "pr.audience": [
            "state",
            "company_id",
            "agenda_id",
            "time_in",
            "time_out",
            "motive_final",
            "event_id",
            "pr_left_out_on",
        ],
        "pr.agenda": ["company_id", "partner_id"],
        "pr.mandate": ["partner_id", "position_id", "date_start", "date_end", "active"],
        "pr.position": ["is_obliged", "obliged_from", "obliged_until"],
        "res.company": ["pr_visits_from"],
        "calendar.event": [
            "active",
            "start",
            "stop",
            "pr_agenda_id",
            "pr_activity_type",
            "pr_confirmed",
            "pr_off_premises",
            "pr_publication",
            "pr_left_out_on",
        ],
    }

    kind = fields.Selection(
        selection=[
            ("unregistered", "Audience held, not registered"),
            ("no_motive", "Held without a motive"),
            ("to_review", "Summary to be read"),
            ("draft", "Row not published"),
            ("outside", "Meeting outside, not registered"),
            ("entry", "Published in the agenda, no visit"),
            ("late", "Registered late"),
        ],
        string="What is missing",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    official_id = fields.Many2one(
        comodel_name="res.partner", string="Authority", readonly=True
    )
    moment = fields.Datetime(string="Meeting", readonly=True)
    date_due = fields.Datetime(
        string="To be registered by",
        readonly=True,
        help="The end of the next business day; outside the seat, 24 hours after the"
        " return.",
    )
    audience_id = fields.Many2one(comodel_name="pr.audience", readonly=True)
    visit_id = fields.Many2one(comodel_name="pr.visit", readonly=True)
    event_id = fields.Many2one(
        comodel_name="calendar.event", string="Agenda entry", readonly=True
    )
    subject = fields.Char(string="What", compute="_compute_subject")
    advice = fields.Char(string="What to do", compute="_compute_advice")
    is_overdue = fields.Boolean(compute="_compute_is_overdue")

    @property
    def _table_query(self):
        queries = (self._get_visit_query(), self._get_audience_query())
        return SQL(" UNION ALL ").join((*queries, self._get_entry_query()))

    def _get_visit_query(self):
        """Rows that wait to be published, and those published too late."""
        return SQL(
            """SELECT v.id * %s AS id,
                      CASE WHEN v.state = 'published' THEN 'late'
                           WHEN v.motive IS NULL THEN 'no_motive'
                           WHEN v.motive = 'lobbying' THEN 'to_review'
                           ELSE 'draft' END AS kind,
                      v.company_id, v.official_id, v.time_in AS moment, v.date_due,
                      v.audience_id, v.id AS visit_id, v.event_id
                 FROM pr_visit v
                WHERE (v.state = 'draft' AND v.pr_left_out_on IS NULL)
                   OR (v.state = 'published' AND v.is_late)""",
            _STRIDE,
        )

    def _get_audience_query(self):
        """Audiences that took place and have no row."""
        return SQL(
            """SELECT a.id * %s + 1, 'unregistered', a.company_id, g.partner_id,
                      coalesce(a.time_in, a.start, a.time_out), NULL::timestamp,
                      a.id, NULL::int, a.event_id
                 FROM pr_audience a
                 JOIN pr_agenda g ON g.id = a.agenda_id
                 JOIN res_company c ON c.id = a.company_id
                WHERE (a.state = 'held'
                       OR (a.state = 'closed' AND a.time_out IS NOT NULL))
                  AND a.pr_left_out_on IS NULL
                  AND coalesce(a.time_in, a.start, a.time_out) >= c.pr_visits_from
                  AND NOT EXISTS (SELECT 1
                                    FROM pr_visit v
                                   WHERE v.audience_id = a.id
                                     AND v.follows_audience
                                     AND v.state <> 'annulled')""",
            _STRIDE,
        )

    def _get_entry_query(self):
        """Meetings of the agenda that are over and left nothing in the register.

        Those outside the seat of obliged officials, and those the official agenda
        shows to everybody and during which nobody is registered. Private entries and
        audiences are not among them.
        """
        return SQL(
            """SELECT e.id * %s + 2,
                      CASE WHEN e.pr_off_premises THEN 'outside' ELSE 'entry' END,
                      g.company_id, g.partner_id, e.start, NULL::timestamp,
                      NULL::int, NULL::int, e.id
                 FROM calendar_event e
                 JOIN pr_agenda g ON g.id = e.pr_agenda_id
                 JOIN res_company c ON c.id = g.company_id
                WHERE e.active
                  AND e.pr_confirmed
                  AND e.pr_activity_type IN ('audience', 'meeting')
                  AND e.pr_left_out_on IS NULL
                  AND e.stop < now() AT TIME ZONE 'UTC'
                  AND e.start >= c.pr_visits_from
                  AND (e.pr_publication = 'public'
                       OR (e.pr_publication = 'reserved' AND e.pr_off_premises
                           AND EXISTS (%s)))
                  AND NOT EXISTS (SELECT 1 FROM pr_audience a WHERE a.event_id = e.id)
                  AND NOT EXISTS (SELECT 1
                                    FROM pr_visit v
                                   WHERE v.state <> 'annulled'
                                     AND (v.event_id = e.id
                                          OR (e.pr_off_premises IS NOT TRUE
                                              AND v.official_id = g.partner_id
                                              AND v.time_in >= e.start
                                              AND v.time_in < e.stop)))""",
            _STRIDE,
            self._get_obliged_query(),
        )

    def _get_obliged_query(self):
        return SQL(
            """SELECT 1
                 FROM pr_mandate m
                 JOIN pr_position p ON p.id = m.position_id
                WHERE m.partner_id = g.partner_id
                  AND m.active
                  AND p.is_obliged
                  AND daterange(m.date_start, m.date_end, '[]') @> e.start::date
                  AND daterange(p.obliged_from, p.obliged_until, '[]')
                      @> e.start::date"""
        )

    @api.depends("visit_id", "audience_id", "event_id")
    def _compute_subject(self):
        """Say what it is as far as the reader may see the entry of the agenda."""
        for gap in self:
            source = gap.visit_id or gap.audience_id or gap.event_id
            gap.subject = source.display_name

    @api.depends("kind", "visit_id")
    def _compute_advice(self):
        advice = {
            "unregistered": self.env._("Register it: the row is made at once."),
            "no_motive": self.env._("The official says what it was for."),
            "to_review": self.env._("Read the summary and publish it."),
            "outside": self.env._("Register it, or say why it was no visit."),
            "entry": self.env._("Register it, or say why it was no visit."),
            "late": self.env._("Nothing to do: it stays as a late entry."),
        }
        for gap in self:
            obstacle = gap.kind in ("draft", "to_review") and gap.visit_id.obstacle
            gap.advice = obstacle or advice.get(gap.kind, self.env._("Publish it."))

    @api.depends("date_due", "kind")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for gap in self:
            due = gap.date_due or fields.Datetime.add(gap.moment, days=1)
            gap.is_overdue = gap.kind == "late" or due < now

    def action_cure(self):
        """Take the step that puts this meeting into the register."""
        self.ensure_one()
        if self.kind == "unregistered":
            return self.audience_id.action_register()
        if self.kind == "no_motive" and self.audience_id:
            return self._open(self.audience_id)
        if self.visit_id:
            return self._open(self.visit_id)
        self.event_id.check_access("read")
        return self._open(self.env["pr.visit"]._make_from_entry(self.event_id))

    def action_ask_left_out(self):
        """Ask why this was no visit.

        :raises UserError: for a row that everybody reads already
        """
        self.ensure_one()
        if self.kind == "late":
            raise UserError(
                self.env._("It stands in the register already, and stays there.")
            )
        source = self.audience_id or self.visit_id or self.event_id
        return source.action_ask_left_out()

    def _open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
