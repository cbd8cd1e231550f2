from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import seats

_BATCH = 100


class PrGreeting(models.Model):
    """One recipient greeted for one occasion in one year, whatever becomes of it.

    It stays when its draft letter is deleted, so that nothing is drafted twice.
    """

    _name = "pr.greeting"
    _description = "Greeting"
    _order = "date, id"
    _check_company_auto = True

    occasion = fields.Selection(
        selection=[
            ("civic", "Civic calendar"),
            ("anniversary", "Institution's anniversary"),
            ("birthday", "Birthday"),
        ],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Whom",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The institution or person greeted.",
    )
    civic_date_id = fields.Many2one(
        comodel_name="pr.civic.date",
        string="Civic date",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    date = fields.Date(required=True, readonly=True, help="The day of the occasion.")
    year = fields.Integer(
        compute="_compute_year", store=True, precompute=True, aggregator=None
    )
    years = fields.Integer(
        readonly=True, help="How many years the institution completes; 0: not known."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    # what becomes of it
    letter_id = fields.Many2one(
        comodel_name="pr.letter",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    letter_state = fields.Selection(related="letter_id.state", string="Letter is")
    salutation = fields.Char(related="letter_id.salutation")
    greeted_on = fields.Date(help="Greeted otherwise than by the letter.")
    skip_reason = fields.Char()
    state = fields.Selection(
        selection=[
            ("to_send", "To send"),
            ("sent", "Greeted"),
            ("skipped", "Not this year"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
    )
    days_left = fields.Integer(compute="_compute_days_left")

    _once_a_year = models.UniqueIndex(
        "(company_id, partner_id, occasion, coalesce(civic_date_id, 0), year)",
        "This greeting has already been prepared this year: look for it in the list of"
        " greetings.",
    )

    @api.depends("date")
    def _compute_year(self):
        for greeting in self:
            greeting.year = greeting.date and greeting.date.year

    @api.depends("letter_id.state", "greeted_on", "skip_reason")
    def _compute_state(self):
        for greeting in self:
            if greeting.greeted_on or greeting.letter_id.state == "sent":
                greeting.state = "sent"
            else:
                greeting.state = "skipped" if greeting.skip_reason else "to_send"

    @api.depends("date")
    def _compute_days_left(self):
        today = fields.Date.context_today(self)
        for greeting in self:
            greeting.days_left = greeting.date and (greeting.date - today).days

    @api.depends("partner_id.name", "occasion", "civic_date_id.name", "years")
    def _compute_display_name(self):
        for greeting in self:
            greeting.display_name = greeting._get_subject()

    def _get_day_key(self):
        """Return what this greeting has in common with its upcoming date."""
        civic = self.occasion == "civic"
        source = self.civic_date_id if civic else self.partner_id
        return self.occasion, source.id, self.year

    def _get_subject(self):
        """Return the occasion in words, as the subject of the letter."""
        name = self.partner_id.name
        if self.occasion == "birthday":
            return self.env._("Birthday greeting to %(name)s", name=name)
        if self.occasion == "civic":
            return self.env._(
                "Greeting for %(day)s: %(name)s", day=self.civic_date_id.name, name=name
            )
        if self.years:
            return self.env._(
                "Greeting on the %(years)s years of %(name)s",
                years=self.years,
                name=name,
            )
        return self.env._("Greeting on the anniversary of %(name)s", name=name)

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_open_letter(self):
        """Open the letter, drafted again when somebody has deleted it."""
        self.ensure_one()
        if not self.letter_id:
            self._draft_letters()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pr.letter",
            "res_id": self.letter_id.id,
            "views": [(False, "form")],
        }

    def action_greeted(self):
        """Record that these were greeted today by telephone, in person or by chat."""
        self.write({"greeted_on": fields.Date.context_today(self)})
        return True

    def action_open_skip(self):
        """Ask why these are not greeted this year."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        context = {
            "default_res_model": self._name,
            "default_res_ids": self.ids,
            "default_method": "skip",
        }
        return action | {"context": context}

    def skip(self, reason):
        """Leave these out this year; drafts that have no number are deleted.

        :param str reason: said to whoever later asks
        """
        self.write({"skip_reason": reason})
        self.letter_id.filtered(
            lambda row: row.state == "draft" and not row.name
        ).unlink()
        return True

    def action_undo(self):
        """Put these back among the greetings to send."""
        self.write({"skip_reason": False, "greeted_on": False})
        return True

    # ------------------------------------------------------------------
    # Preparation
    # ------------------------------------------------------------------

    @api.model
    def _cron_prepare(self):
        """Draft the greetings of the days ahead, each recipient once a year."""
        for company in self.env["res.company"].search([("pr_greeting_days", ">", 0)]):
            lang = company.partner_id.lang or self.env.lang
            greetings = self.with_company(company).with_context(lang=lang)
            wanted = greetings._get_wanted(company)
            for start in range(0, len(wanted), _BATCH):
                batch = wanted[start : start + _BATCH]
                greetings._prepare(batch)
                remaining = len(wanted) - start - len(batch)
                self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)

    @api.model
    def _get_wanted(self, company):
        """Return the values of the greetings due within the company's days ahead.

        :return: list of dicts, those already prepared left out
        """
        today = fields.Date.context_today(self)
        last = today + timedelta(days=company.pr_greeting_days)
        days = self.env["pr.upcoming.date"].search_fetch(
            [
                ("date", ">=", today),
                ("date", "<=", last),
                ("company_id", "in", [company.id, False]),
            ],
            ["date", "kind", "partner_id", "civic_date_id", "years"],
        )
        return self._drop_prepared(self._prepare_values(days, company), company)

    @api.model
    def _prepare_values(self, days, company):
        """Return the values of a greeting per upcoming date and recipient.

        :param days: ``pr.upcoming.date`` records
        """
        civic = days.civic_date_id
        of_type = self._get_institutions_by_type(civic.institution_type_ids, company)
        values = []
        for day in days:
            recipients = day.partner_id
            if day.kind == "civic":
                recipients |= day.civic_date_id.greeted_partner_ids
                for institution_type in day.civic_date_id.institution_type_ids:
                    recipients |= of_type.get(institution_type, recipients.browse())
            values += [
                {
                    "occasion": day.kind,
                    "partner_id": partner.id,
                    "civic_date_id": day.civic_date_id.id,
                    "date": day.date,
                    "years": day.years,
                    "company_id": company.id,
                }
                for partner in recipients
            ]
        return values

    def _get_institutions_by_type(self, types, company):
        domain = Domain("pr_institution_type_id", "in", types.ids)
        return (
            self.env["res.partner"]
            .search(domain & Domain("company_id", "in", [company.id, False]))
            .grouped("pr_institution_type_id")
        )

    @api.model
    def _drop_prepared(self, values, company):
        done = self.search_fetch(
            [
                ("company_id", "=", company.id),
                ("partner_id", "in", [row["partner_id"] for row in values]),
                ("year", "in", list({row["date"].year for row in values})),
            ],
            ["partner_id", "occasion", "civic_date_id", "year"],
        )
        keys = {
            (row.partner_id.id, row.occasion, row.civic_date_id.id, row.year)
            for row in done
        }
        return [
            row
            for row in values
            if (
                row["partner_id"],
                row["occasion"],
                row["civic_date_id"],
                row["date"].year,
            )
            not in keys
        ]

    @api.model
    def _prepare(self, values):
        """Create greetings with their draft letters.

        Two preparations at once collide on the company's row: the later one is tried
        again and finds what the earlier one made.
        """
        company_ids = tuple({row["company_id"] for row in values})
        self.env.execute_query(
            SQL(
                "UPDATE res_company SET write_date = now() at time zone 'UTC'"
                " WHERE id IN %s RETURNING id",
                company_ids,
            )
        )
        greetings = self.create(values)
        greetings._draft_letters()
        return greetings

    def _draft_letters(self):
        """Draft one letter each, to the head of an institution or to the person."""
        heads = self._get_heads()
        letters = self.env["pr.letter"].create(
            [greeting._prepare_letter(heads.get(greeting)) for greeting in self]
        )
        for greeting, letter in zip(self, letters, strict=True):
            greeting.letter_id = letter

    def _get_heads(self):
        """Return who heads each institution on its day: its first post's holder.

        :return: dict of greeting → ``pr.mandate``, institutions without holder left out
        """
        mandates = self.env["pr.mandate"].search_fetch(
            Domain("institution_id", "in", self.partner_id.ids)
            & (
                Domain("date_end", "=", False)
                | Domain("date_end", ">=", min(self.mapped("date")))
            ),
            ["institution_id", "position_id", "partner_id", "kind", "date_start"],
        )
        mandates = mandates.sorted(
            lambda row: (
                row.position_id.sequence,
                row.position_id.id,
                row.kind != "titular",
            )
        )
        by_institution = mandates.grouped("institution_id")
        heads = {}
        for greeting in self:
            for mandate in by_institution.get(greeting.partner_id, ()):
                day = greeting.date
                if seats.overlaps(day, day, mandate.date_start, mandate.date_end):
                    heads.setdefault(greeting, mandate)
        return heads

    def _prepare_letter(self, head):
        """Return the values of the draft letter.

        :param head: the ``pr.mandate`` of the institution's head, or None
        """
        person = head.partner_id if head else self.partner_id
        values = {
            "company_id": self.company_id.id,
            "date": self.date,
            "partner_id": person.id,
            "civic_date_id": self.civic_date_id.id,
            "subject": self._get_subject(),
            "body": self._get_body(),
            "user_id": self.company_id.pr_greeting_user_id.id,
        }
        if head:
            values["position_id"] = head.position_id.id
        kind = self.env.ref("pr_office.letter_type_saludo", raise_if_not_found=False)
        return values | ({"type_id": kind.id} if kind else {})

    def _get_body(self):
        """Return the text of the greeting, the civic date's own one first."""
        if self.civic_date_id.greeting_text:
            return self.civic_date_id.greeting_text
        return Markup("<p>%s</p>") % self._get_usual_text()

    def _get_usual_text(self):
        names = {"company": self.company_id.name, "name": self.partner_id.name}
        if self.occasion == "birthday":
            return self.env._(
                "On behalf of %(company)s and in my own name, please accept my warmest"
                " greetings on your birthday, with my wishes of health and success"
                " beside those dear to you.",
                **names,
            )
        if self.occasion == "civic":
            return self.env._(
                "On behalf of %(company)s and in my own name, I send you our most"
                " cordial greeting on the occasion of %(day)s, and through you to all"
                " who make up %(name)s.",
                day=self.civic_date_id.name,
                **names,
            )
        if self.years:
            return self.env._(
                "On behalf of %(company)s and in my own name, I greet %(name)s on its"
                " %(years)s years of institutional life, and through you all its"
                " members, with our thanks for its work for the people of our town.",
                years=self.years,
                **names,
            )
        return self.env._(
            "On behalf of %(company)s and in my own name, I greet %(name)s on its"
            " anniversary, and through you all its members, with our thanks for its"
            " work for the people of our town.",
            **names,
        )
