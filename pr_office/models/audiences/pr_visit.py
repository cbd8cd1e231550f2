from contextlib import contextmanager
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import business_days, names, visits
from ..office.pr_numbered_mixin import BY_ACTION
from .pr_visit_public_mixin import OPEN_COLUMNS

# Holidays are read this far ahead of the last meeting: longer than any run of them.
_AHEAD = timedelta(days=60)


class PrVisit(models.Model):
    """One meeting in the public register of visits.

    Ley 28024, art. 16.1; D.S. 120-2019-PCM, arts. 13–16. Made from an audience that
    took place and kept equal to it, or entered by hand at the entrance. It never holds
    what the citizen wrote, files or ways to reach anybody.
    """

    _name = "pr.visit"
    _description = "Visit"
    _inherit = [
        "pr.numbered.mixin",
        "pr.visit.official.mixin",
        "pr.visit.load.mixin",
        "pr.visit.public.mixin",
        "pr.left.out.mixin",
        "mail.thread",
    ]
    _order = "time_in desc, id desc"
    _rec_names_search = ["name", "visitors", "represented_name"]
    _check_company_auto = True
    # The law keeps this register: a retention rule holds whoever stands in it.
    _pr_personal_fields = ("partner_id",)
    _number_moves = {"draft": ("published",)}

    state = fields.Selection(
        selection=[
            ("draft", "Not published"),
            ("published", "In the register"),
            ("annulled", "Annulled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    # where it comes from
    audience_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Audience request",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    follows_audience = fields.Boolean(
        readonly=True,
        copy=False,
        help="What is corrected in the request is corrected here.",
    )
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Agenda entry",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Known person",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Who asked for the audience, where the office knows the person. It is"
        " not published.",
    )
    # when
    time_in = fields.Datetime(
        string="In", required=True, default=fields.Datetime.now, tracking=True
    )
    time_out = fields.Datetime(string="Out", copy=False, tracking=True)
    date = fields.Date(compute="_compute_date", store=True, precompute=True, index=True)
    # who
    visitor_ids = fields.One2many(
        comodel_name="pr.visit.visitor",
        inverse_name="visit_id",
        string="Who came",
        copy=True,
    )
    visitors = fields.Char(
        compute="_compute_visitors", store=True, precompute=True, tracking=True
    )
    represented_name = fields.Char(
        string="Whom they represent",
        tracking=True,
        help="Person, company or institution they came for, public or private.",
    )
    represented_tax_number = fields.Char(string="RUC", tracking=True)
    # what for
    motive = fields.Selection(
        selection=lambda self: self.env["pr.audience"]._selection_motive(),
        tracking=True,
        help="The closed list of D.S. 120-2019-PCM, art. 13.2.",
    )
    motive_other = fields.Char(string="Which other motive", tracking=True)
    public_summary = fields.Char(
        string="Decision sought, for the public",
        tracking=True,
        help="In the office's words: the specific decision sought in a gestión de"
        " intereses (D.S. 120-2019-PCM, art. 14).",
    )
    summary_reviewed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Summary reviewed by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    summary_reviewed_on = fields.Datetime(readonly=True, copy=False)
    # where
    place = fields.Char(
        compute="_compute_place",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
        help="Building, and room or entrance.",
    )
    off_premises = fields.Boolean(string="Outside the seat", tracking=True)
    off_premises_reason = fields.Char(string="Reason to meet outside", tracking=True)
    scheduled_on = fields.Datetime(
        string="In the agenda since",
        compute="_compute_scheduled_on",
        store=True,
        precompute=True,
        help="Outside the seat a meeting must have been scheduled beforehand in the"
        " official agenda (Ley 28024, art. 16.3).",
    )
    returned_on = fields.Datetime(
        string="The official returned on",
        copy=False,
        tracking=True,
        help="A meeting outside is registered within 24 hours of the return"
        " (D.S. 120-2019-PCM, art. 16).",
    )
    # publication
    published_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    corrected_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    corrected_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    date_due = fields.Datetime(
        string="To be registered by",
        compute="_compute_date_due",
        store=True,
        precompute=True,
        help="The end of the next business day; outside the seat, 24 hours after the"
        " return.",
    )
    is_late = fields.Boolean(
        string="Registered late",
        compute="_compute_is_late",
        store=True,
        precompute=True,
    )
    obstacle = fields.Char(compute="_compute_obstacle")

    _audience_uniq = models.UniqueIndex(
        "(audience_id) WHERE follows_audience AND state <> 'annulled'",
        "This audience already has its row in the register: there is one a meeting.",
    )
    _event_uniq = models.UniqueIndex(
        "(event_id) WHERE event_id IS NOT NULL AND audience_id IS NULL"
        " AND state <> 'annulled'",
        "This entry of the agenda already has its row in the register: there is one a"
        " meeting.",
    )
    _out_after_in = models.Constraint(
        "CHECK (time_out >= time_in)", "Nobody goes out before going in."
    )
    _motive_listed = models.Constraint(
        "CHECK (motive IN ('meeting', 'services', 'lobbying', 'other'))",
        "The motive is one of the closed list of D.S. 120-2019-PCM, art. 13.2.",
    )
    _published_complete = models.Constraint(
        "CHECK (state <> 'published' OR (length(trim(coalesce(visitors, ''))) > 0"
        " AND motive IS NOT NULL AND published_on IS NOT NULL"
        " AND published_by_id IS NOT NULL))",
        "A row of the register says who came and what for.",
    )
    _other_said = models.Constraint(
        "CHECK (state <> 'published' OR motive <> 'other'"
        " OR length(trim(coalesce(motive_other, ''))) > 0)",
        'The motive "other" says which one (D.S. 120-2019-PCM, art. 13.2).',
    )
    _lobbying_explained = models.Constraint(
        "CHECK (state <> 'published' OR motive <> 'lobbying'"
        " OR (length(trim(coalesce(public_summary, ''))) > 0 AND time_out IS NOT NULL"
        " AND summary_reviewed_by_id IS NOT NULL AND summary_reviewed_on IS NOT NULL))",
        "A gestión de intereses is registered after it took place, with the decision"
        " sought, read by somebody of the office (D.S. 120-2019-PCM, art. 14).",
    )
    _outside_scheduled = models.Constraint(
        "CHECK (state <> 'published' OR off_premises IS NOT TRUE"
        " OR (length(trim(coalesce(off_premises_reason, ''))) > 0"
        " AND scheduled_on IS NOT NULL AND scheduled_on <= time_in))",
        "A meeting outside the seat needs its reason and an entry made beforehand in"
        " the agenda (Ley 28024, art. 16.3).",
    )
    _left_out_unpublished = models.Constraint(
        "CHECK (state <> 'published' OR pr_left_out_on IS NULL)",
        "What is only orientation does not go into the register.",
    )

    # ------------------------------------------------------------------
    # What follows from the rest
    # ------------------------------------------------------------------

    @api.depends("time_in", "company_id")
    def _compute_date(self):
        for visit in self:
            tz = visit._get_register_tz()
            moment = visit.time_in
            visit.date = moment and pytz.utc.localize(moment).astimezone(tz).date()

    @api.depends(
        "visitor_ids.name", "visitor_ids.document_type", "visitor_ids.document_number"
    )
    def _compute_visitors(self):
        for visit in self:
            visit.visitors = visit._prepare_people("whole")["visitors"]

    @api.depends("event_id", "company_id")
    def _compute_place(self):
        for visit in self:
            entry_sudo = visit.event_id.sudo()
            seat_sudo = visit.company_id.sudo()
            parts = (seat_sudo.name, seat_sudo.street)
            visit.place = (
                entry_sudo.pr_public_place
                or visit.place
                or ", ".join(filter(None, parts))
            )

    @api.depends("event_id")
    def _compute_scheduled_on(self):
        for visit in self:
            visit.scheduled_on = visit.event_id.sudo().create_date

    @api.depends("date", "time_in", "time_out", "off_premises", "returned_on")
    def _compute_date_due(self):
        for company, rows in self.grouped("company_id").items():
            days = [day for day in rows.mapped("date") if day]
            if not days:
                rows.date_due = False
                continue
            calendar = company._pr_get_work_calendar(min(days), max(days) + _AHEAD)
            for visit in rows:
                visit.date_due = visit._get_date_due(calendar)

    def _get_date_due(self, calendar):
        if not self.date:
            return False
        if self.off_premises:
            back = self.returned_on or self.time_out or self.time_in
            return back + timedelta(hours=24)
        return self._get_end_of_next_day(calendar, self.date)

    def _get_end_of_next_day(self, calendar, day):
        """Return the UTC moment at which the business day after a day is over."""
        tz = self._get_register_tz()
        if not calendar.weekdays:
            last = day + timedelta(days=1)
        else:
            last = business_days.get_term_end(calendar, day, 1)
        midnight = datetime.combine(last + timedelta(days=1), time.min)
        return tz.localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends("published_on", "date_due")
    def _compute_is_late(self):
        for visit in self:
            published, due = visit.published_on, visit.date_due
            visit.is_late = bool(published and due and published > due)

    @api.depends(
        "visitors",
        "motive",
        "motive_other",
        "represented_name",
        "place",
        "public_summary",
        "time_in",
        "time_out",
        "off_premises",
        "off_premises_reason",
        "scheduled_on",
        "state",
        "official_id",
        "other_official_ids",
        "pr_left_out_on",
    )
    def _compute_obstacle(self):
        for visit in self:
            drafted = visit.state == "draft" and not visit.pr_left_out_on
            visit.obstacle = visit._get_obstacle() if drafted else False

    @api.depends("name", "visitors", "date")
    def _compute_display_name(self):
        for visit in self:
            day = visit.date and visit.date.strftime("%d/%m/%Y")
            who = next(iter(visit.visitor_ids.mapped("name")), "")
            label = visit.name or self.env._("Visit of %(day)s", day=day)
            visit.display_name = " – ".join(filter(None, (label, who)))

    # ------------------------------------------------------------------
    # Publication
    # ------------------------------------------------------------------

    def _get_number_mask(self):
        acronym = "{acronym}-" if self.company_id.pr_acronym else ""
        return f"RV-{acronym}{{year}}-{{number:05d}}"

    def _get_obstacle(self):
        """Return what keeps this row out of the register, in a sentence, or ``""``."""
        self.ensure_one()
        if self.pr_left_out_on:
            return self.env._("It is marked as orientation only.")
        if not self.visitors:
            return self.env._("Write who came.")
        if not self.motive:
            return self.env._("Choose the motive: the official says it afterwards.")
        if self.motive == "other" and not (self.motive_other or "").strip():
            return self.env._('Write which motive "other" stands for.')
        return (
            self._get_lobbying_obstacle()
            or self._get_place_obstacle()
            or self._get_text_obstacle()
        )

    def _get_lobbying_obstacle(self):
        if self.motive != "lobbying":
            return ""
        if not (self.public_summary or "").strip():
            return self.env._("Write the decision sought, in the office's words.")
        if not self.time_out:
            return self.env._(
                "A gestión de intereses is registered once it is over: enter when they"
                " went out."
            )
        return ""

    def _get_place_obstacle(self):
        if self.off_premises and not (self.off_premises_reason or "").strip():
            return self.env._("Give the reason to meet outside the seat.")
        beforehand = self.scheduled_on and self.scheduled_on <= self.time_in
        if self.off_premises and not beforehand:
            return self.env._(
                "A meeting outside the seat must stand in the agenda beforehand: choose"
                " its entry. If there was none, record it as an omission."
            )
        asks_rank = self.other_official_ids and not self.follows_audience
        higher = asks_rank and self._get_higher_official()
        if higher:
            return self.env._(
                "The row belongs to the official of highest rank: put %(who)s as the"
                " official visited.",
                who=higher.partner_id.name,
            )
        return ""

    def action_publish(self):
        """Put these meetings into the register; each gets its number for good.

        For a gestión de intereses it says that the user read the summary.

        :raises UserError: naming the first row that is not complete, and why
        """
        self.check_access("write")
        waiting = self.filtered(lambda visit: visit.state == "draft")
        for visit in waiting:
            obstacle = visit._get_obstacle()
            if obstacle:
                raise UserError(
                    self.env._(
                        "%(row)s: %(obstacle)s",
                        row=visit.display_name,
                        obstacle=obstacle,
                    )
                )
        lobbying = waiting.filtered(lambda visit: visit.motive == "lobbying")
        lobbying.write(self._prepare_review())
        if waiting:
            waiting._assign_numbers(
                {
                    "state": "published",
                    "published_on": fields.Datetime.now(),
                    "published_by_id": self.env.uid,
                }
            )
        return True

    @api.model
    def _prepare_review(self):
        return {
            "summary_reviewed_by_id": self.env.uid,
            "summary_reviewed_on": fields.Datetime.now(),
        }

    @api.constrains(
        "state",
        "visitors",
        "represented_name",
        "motive_other",
        "public_summary",
        "place",
    )
    def _check_public_texts(self):
        """Nothing that reaches a person, and nothing a citizen wrote, is published."""
        for visit in self.filtered(lambda visit: visit.state == "published"):
            obstacle = visit._get_text_obstacle()
            if obstacle:
                raise ValidationError(obstacle)

    def _get_text_obstacle(self):
        texts = (
            *self.visitor_ids.mapped("name"),
            self.represented_name,
            self.motive_other,
            self.public_summary,
            self.place,
        )
        for found in filter(None, map(visits.find_contact, texts)):
            return self.env._(
                '"%(found)s" looks like a telephone or an address of mail, and'
                " everybody reads this row. Take it out.",
                found=found,
            )
        subject = names.fold(self.audience_id.sudo().subject or "")
        if subject and names.fold(self.public_summary or "") == subject:
            return self.env._(
                "The summary is what the citizen wrote, word by word. Write it in the"
                " office's words: it is published."
            )
        return ""

    def action_leave(self):
        """Record that the visitors go out now."""
        inside = self.filtered(lambda visit: not visit.time_out)
        return inside.write({"time_out": fields.Datetime.now()})

    def _check_can_leave_out(self):
        for visit in self.filtered("name"):
            raise UserError(
                self.env._(
                    "%(row)s stands in the public register already. Annul it with its"
                    " reason instead.",
                    row=visit.name,
                )
            )

    # ------------------------------------------------------------------
    # Corrections
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            owned = {"audience_id", "follows_audience"}
            for vals in vals_list:
                if owned & vals.keys():
                    raise UserError(
                        self.env._("The row of an audience is made from the audience.")
                    )
        return super().create(vals_list)

    def write(self, vals):
        if self.env.context.get("pr_by") is BY_ACTION:
            return super().write(vals)
        if "public_summary" in vals and "published" in self.mapped("state"):
            vals = vals | self._prepare_review()
        with self._noting_corrections():
            return super().write(vals)

    def _write_by_action(self, vals):
        return self.with_context(pr_by=BY_ACTION).write(vals)

    @contextmanager
    def _noting_corrections(self):
        """Date what changes in rows everybody can read already.

        Adding what was still open, such as the hour they went out, corrects nothing.
        """
        public = self.filtered(lambda visit: visit.state == "published")
        before = {visit: visit._prepare_public_row("whole") for visit in public}
        yield
        corrected = public.browse()
        for visit, row in before.items():
            after = visit._prepare_public_row("whole")
            if any(row[key] and after[key] != row[key] for key in OPEN_COLUMNS):
                corrected |= visit
        if corrected:
            corrected._write_by_action(
                {
                    "corrected_on": fields.Datetime.now(),
                    "corrected_by_id": self.env.uid,
                }
            )

    def _check_not_annulled(self):
        for visit in self.filtered(lambda visit: visit.state == "annulled"):
            raise UserError(
                self.env._("%(row)s is annulled and stays as it is.", row=visit.name)
            )

    def _get_frozen_fields(self):
        """The day follows the hour they came in: both may be corrected."""
        return super()._get_frozen_fields() - (
            set() if self.state == "annulled" else {"date"}
        )

    # ------------------------------------------------------------------
    # From an entry of the agenda
    # ------------------------------------------------------------------

    @api.model
    def _make_from_entry(self, entry):
        """Return the draft of the meeting that an entry of an agenda was.

        The entry's title and guests stay in the house: who came is written by hand.
        """
        entry.ensure_one()
        agenda = entry.pr_agenda_id
        return self.create(
            {
                "company_id": agenda.company_id.id,
                "event_id": entry.id,
                "official_id": agenda.partner_id.id,
                "time_in": entry.start,
                "time_out": entry.stop,
                "off_premises": entry.pr_off_premises,
                "off_premises_reason": entry.pr_off_premises_reason,
            }
        )
