import smtplib
from datetime import datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ...tools import holidays, names, office_hours

_ADDRESS = ("street", "street2", "city", "state_id", "country_id", "phone", "email")
_NAME_PARTS = ("given_names", "surname", "second_surname")
_LETTERHEAD = ("pr_letterhead_unit", "pr_letterhead_motto", "pr_letterhead_address")


class PrSetupWizard(models.TransientModel):
    """First steps of a new office. Each can be skipped and done again later."""

    _name = "pr.setup.wizard"
    _description = "Set-up of the Office"

    step = fields.Selection(
        selection=[
            ("municipality", "Municipality"),
            ("mayor", "Mayor"),
            ("secretary", "Secretary"),
            ("hours", "Office hours"),
            ("holidays", "Holidays"),
            ("mail", "E-mail"),
            ("letterhead", "Letterhead"),
        ],
        default="municipality",
        required=True,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(related="company_id.partner_id")
    can_administer = fields.Boolean(compute="_compute_can_administer")
    setup_done = fields.Boolean(related="company_id.pr_setup_done")
    # municipality
    company_name = fields.Char(string="Name")
    logo = fields.Binary()
    acronym = fields.Char(
        help="Used in the numbers of letters, for example MPX in"
        " OFICIO N.° 045-2027-MPX/A.",
    )
    institution_type_id = fields.Many2one(
        comodel_name="pr.institution.type",
        string="Type",
    )
    street = fields.Char()
    street2 = fields.Char()
    city = fields.Char()
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="Region",
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(comodel_name="res.country")
    phone = fields.Char()
    email = fields.Char()
    # mayor
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Mayor's post",
        domain="[('institution_id', '=', partner_id)]",
    )
    holder_label = fields.Char(string="In office", compute="_compute_holder_label")
    category_id = fields.Many2one(
        comodel_name="pr.position.category", string="Kind of mayor"
    )
    mayor_id = fields.Many2one(
        comodel_name="res.partner",
        domain=[("is_company", "=", False)],
        help="If the mayor is a contact already; otherwise type the name.",
    )
    given_names = fields.Char(string="Given names")
    surname = fields.Char(string="First surname")
    second_surname = fields.Char(string="Second surname")
    title = fields.Char(
        string="Title before the name", help="Such as Ing., Dra., Prof.; optional."
    )
    gender = fields.Selection(
        selection=lambda self: self._selection_gender(), string="Treated as"
    )
    date_start = fields.Date(string="In office since")
    appointment_document = fields.Char()
    # secretary
    secretary_id = fields.Many2one(
        comodel_name="res.users",
        domain=[("share", "=", False)],
        help="Gets the right to keep the mayor's agenda, letters and audiences.",
    )
    secretary_label = fields.Char(
        string="Has the right today", compute="_compute_secretary_label"
    )
    # hours
    saturday = fields.Boolean(string="Also on Saturday")
    morning_from = fields.Float()
    morning_to = fields.Float()
    afternoon_from = fields.Float()
    afternoon_to = fields.Float()
    tz = fields.Selection(
        selection=lambda self: self._selection_tz(),
        string="Time zone",
    )
    # holidays
    holiday_ids = fields.One2many(
        comodel_name="pr.setup.holiday",
        inverse_name="wizard_id",
        string="Holidays",
    )
    # e-mail
    mail_server_label = fields.Char(
        string="Outgoing mail", compute="_compute_mail_labels"
    )
    alias_label = fields.Char(string="Incoming mail", compute="_compute_mail_labels")
    user_email = fields.Char(string="Your e-mail", compute="_compute_mail_labels")
    test_result = fields.Char(readonly=True)
    test_passed = fields.Boolean(readonly=True)
    # letterhead
    pr_letterhead_unit = fields.Char(string="Office")
    pr_letterhead_motto = fields.Char(string="Second line")
    pr_letterhead_address = fields.Char(string="Address line")

    @api.model
    def _selection_gender(self):
        return (
            self.env["res.partner"]
            ._fields["pr_gender"]
            ._description_selection(self.env)
        )

    @api.model
    def _selection_tz(self):
        return [(zone, zone) for zone in pytz.common_timezones]

    @api.model
    def default_get(self, fields):
        """Begin with what the company has, so that saving a step changes nothing."""
        present = self._get_present_values(self.env.company)
        return {
            fname: value for fname, value in present.items() if fname in fields
        } | super().default_get(fields)

    @api.model
    def _get_present_values(self, company):
        partner = company.partner_id
        position = company.pr_signatory_position_id or partner.pr_position_ids[:1]
        values = {fname: company[fname] for fname in _ADDRESS + _LETTERHEAD}
        return (
            values
            | {
                "company_name": company.name,
                "logo": company.logo if not company.uses_default_logo else False,
                "acronym": company.pr_acronym,
                "institution_type_id": partner.pr_institution_type_id.id,
                "state_id": company.state_id.id,
                "country_id": company.country_id.id,
                "position_id": position.id,
                "tz": self._get_present_tz(company),
                "holiday_ids": self._get_present_holidays(company),
            }
            | self._get_present_hours(company.resource_calendar_id)
        )

    @api.model
    def _get_present_tz(self, company):
        """The calendar's zone, or the country's when the calendar never had one."""
        zone = company.resource_calendar_id.tz
        zones = pytz.country_timezones.get(company.country_id.code or "", [])
        return zones[0] if len(zones) == 1 and zone in (False, "UTC") else zone

    @api.model
    def _get_present_hours(self, calendar):
        """The hours of the first working day stand for the week."""
        works = calendar.attendance_ids.filtered(lambda x: x.day_period != "lunch")
        first = min(works.mapped("dayofweek"), default=False)
        values = {"saturday": "5" in works.mapped("dayofweek")}
        for period in ("morning", "afternoon"):
            parts = works.filtered_domain(
                [("dayofweek", "=", first), ("day_period", "=", period)]
            )
            values[f"{period}_from"] = parts[:1].hour_from
            values[f"{period}_to"] = parts[-1:].hour_to
        return values

    @api.model
    def _get_present_holidays(self, company):
        year = fields.Date.context_today(self).year
        rows = holidays.of_country(company.country_id.code, (year, year + 1))
        known = self._get_known_days(company, rows)
        return [
            Command.create(
                {
                    "date": day,
                    "name": name,
                    "norm": norm,
                    "loaded": day in known,
                    "selected": day not in known,
                }
            )
            for day, name, norm in rows
        ]

    @api.depends_context("uid")
    def _compute_can_administer(self):
        self.can_administer = self.env.user.has_group("base.group_system")

    @api.depends("position_id")
    def _compute_holder_label(self):
        for wizard in self:
            wizard.holder_label = ", ".join(
                wizard.position_id.holder_ids.mapped("name")
            )

    @api.depends("company_id", "step")
    def _compute_secretary_label(self):
        group = self.env.ref("pr_office.group_secretary")
        users = self.env["res.users"].search_fetch(
            [("group_ids", "in", group.ids)], ["name"]
        )
        self.secretary_label = ", ".join(users.mapped("name"))

    @api.depends("company_id", "step")
    def _compute_mail_labels(self):
        server_sudo = self.env["ir.mail_server"].sudo().search([], limit=1)
        for wizard in self:
            domain = wizard.company_id.alias_domain_id
            wizard.user_email = self.env.user.email or self.env._("none yet")
            wizard.mail_server_label = (
                f"{server_sudo.name} ({server_sudo.smtp_host})"
                if server_sudo
                else self.env._("No server is set up")
            )
            wizard.alias_label = (
                f"@{domain.name}"
                if domain
                else self.env._("No alias domain: nothing can be received by e-mail")
            )

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    @api.model
    def _get_steps(self):
        return [key for key, _label in self._fields["step"].selection]

    def action_next(self):
        """Keep what was entered in this step and show the next one."""
        self.ensure_one()
        getattr(self, f"_apply_{self.step}")()
        return self._move(1)

    def action_skip(self):
        """Show the next step, this one stays as it was."""
        return self._move(1)

    def action_back(self):
        """Show the previous step."""
        return self._move(-1)

    def _move(self, offset):
        self.ensure_one()
        steps = self._get_steps()
        position = steps.index(self.step) + offset
        if position >= len(steps):
            return self.action_finish()
        self.step = steps[max(position, 0)]
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set-up of the office"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_finish(self):
        """Close the set-up and offer it no more; its menu stays."""
        self.check_access("write")
        company_sudo = self.company_id.sudo()
        company_sudo.pr_setup_done = True
        return {"type": "ir.actions.act_window_close"}

    # ------------------------------------------------------------
    # WHAT EACH STEP DOES
    # ------------------------------------------------------------

    def _apply_municipality(self):
        """Core's own fields of a company are an administrator's to change."""
        if self.can_administer:
            self.company_id.write(self._prepare_company())
        company_sudo = self.company_id.sudo()
        company_sudo.pr_acronym = self.acronym
        self.partner_id.write(
            {
                "pr_in_register": True,
                "pr_acronym": self.acronym,
                "pr_institution_type_id": self.institution_type_id.id,
            }
        )
        self._follow_country()

    def _follow_country(self):
        """The country just entered decides what later steps propose."""
        self.tz = self._get_present_tz(self.company_id)
        days = self._get_present_holidays(self.company_id)
        self.holiday_ids = [Command.clear(), *days]

    def _prepare_company(self):
        vals = {fname: self[fname] for fname in _ADDRESS}
        vals |= {fname: self[fname].id for fname in ("state_id", "country_id")}
        vals["name"] = self.company_name or self.company_id.name
        if self.logo:
            vals["logo"] = self.logo
        return vals

    def _apply_mayor(self):
        """Make the post, the person and the mandate that are missing."""
        position = self.position_id or self.env["pr.position"].create(
            self._prepare_position()
        )
        self.position_id = position
        company_sudo = self.company_id.sudo()
        if not company_sudo.pr_signatory_position_id:
            company_sudo.pr_signatory_position_id = position
        mayor = self._get_mayor()
        if mayor and mayor not in position.holder_ids:
            self.env["pr.mandate"].create(self._prepare_mandate(position, mayor))

    def _get_mayor(self):
        if self.mayor_id or not names.join_full_name(*(self[x] for x in _NAME_PARTS)):
            return self.mayor_id
        return self.env["res.partner"].create(self._prepare_mayor())

    def _prepare_position(self):
        """The mayor's post; forms by gender only where the language has them."""
        neutral = self.env._("Mayor")
        forms = {
            "name_female": self.env._("Mayor (she)"),
            "name_male": self.env._("Mayor (he)"),
        }
        translated = {
            key: form for key, form in forms.items() if not form.startswith(neutral)
        }
        return translated | {
            "name": neutral,
            "institution_id": self.partner_id.id,
            "category_id": self.category_id.id,
            "sequence": 1,
        }

    def _prepare_mayor(self):
        return {f"pr_{part}": self[part] for part in _NAME_PARTS} | {
            "pr_title": self.title,
            "pr_gender": self.gender,
        }

    def _prepare_mandate(self, position, mayor):
        return {
            "position_id": position.id,
            "partner_id": mayor.id,
            "date_start": self.date_start,
            "appointment_document": self.appointment_document,
        }

    def _apply_secretary(self):
        group = self.env.ref("pr_office.group_secretary")
        if self.secretary_id and group not in self.secretary_id.all_group_ids:
            self.secretary_id.group_ids = [Command.link(group.id)]

    def _apply_hours(self):
        """Write the company's working calendar when the hours are not the same."""
        if not self.can_administer:
            return
        self._check_hours()
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            calendar = calendar.create({"company_id": self.company_id.id})
            self.company_id.resource_calendar_id = calendar
        calendar.tz = self.tz
        if self._get_hours() != self._get_calendar_hours(calendar):
            calendar.attendance_ids = [Command.clear()] + [
                Command.create(vals) for vals in self._prepare_attendances()
            ]

    def _get_hours(self):
        days = range(6 if self.saturday else 5)
        return office_hours.attendances(days, *self._get_periods())

    def _get_periods(self):
        morning = (self.morning_from, self.morning_to)
        return morning, (self.afternoon_from, self.afternoon_to)

    def _get_calendar_hours(self, calendar):
        works = calendar.attendance_ids.filtered(lambda x: x.day_period != "lunch")
        return sorted(
            (int(x.dayofweek), x.hour_from, x.hour_to, x.day_period) for x in works
        )

    def _check_hours(self):
        key = office_hours.problem(range(5), *self._get_periods())
        messages = {
            "range": self.env._("Hours go from 0:00 to 24:00."),
            "order": self.env._("A stretch of work must begin before it ends."),
            "overlap": self.env._("The afternoon must begin after the morning ends."),
            "empty": self.env._("Enter the hours of the morning or of the afternoon."),
        }
        if key:
            raise UserError(messages[key])

    def _prepare_attendances(self):
        calendars = self.env["resource.calendar.attendance"]
        days = dict(calendars._fields["dayofweek"]._description_selection(self.env))
        periods = dict(calendars._fields["day_period"]._description_selection(self.env))
        return [
            {
                "name": f"{days[str(day)]}, {periods[period].lower()}",
                "dayofweek": str(day),
                "hour_from": start,
                "hour_to": end,
                "day_period": period,
            }
            for day, start, end, period in self._get_hours()
        ]

    def _apply_holidays(self):
        """Enter the chosen days as days off of everybody in the company."""
        chosen = self.holiday_ids.filtered(lambda day: day.selected and not day.loaded)
        leaves = self.env["resource.calendar.leaves"].with_company(self.company_id)
        leaves.create([self._prepare_leave(day) for day in chosen])
        chosen.loaded = True

    def _prepare_leave(self, holiday):
        start, stop = self._get_day(self.company_id, holiday.date)
        return {
            "name": f"{holiday.name} ({holiday.norm})",
            "date_from": start,
            "date_to": stop,
            "calendar_id": False,
            "resource_id": False,
            "company_id": self.company_id.id,
        }

    @api.model
    def _get_day(self, company, day):
        """First and last moment of a day at the municipality, in UTC and naive."""
        zone = pytz.timezone(self._get_present_tz(company) or "UTC")
        return tuple(
            zone.localize(datetime.combine(day, moment))
            .astimezone(pytz.utc)
            .replace(tzinfo=None, microsecond=0)
            for moment in (time.min, time.max)
        )

    @api.model
    def _get_known_days(self, company, rows):
        """Which of these days the company has off already."""
        if not rows:
            return set()
        days = {day: self._get_day(company, day) for day, _name, _norm in rows}
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            Domain("resource_id", "=", False)
            & Domain("company_id", "in", (company.id, False))
            & Domain("date_from", "<=", max(last for _first, last in days.values()))
            & Domain("date_to", ">=", min(first for first, _last in days.values())),
            ["date_from", "date_to"],
        )
        spans = [(leave.date_from, leave.date_to) for leave in leaves]
        return {
            day
            for day, (first, last) in days.items()
            if any(begin <= first and last <= end for begin, end in spans)
        }

    def _apply_mail(self):
        """Nothing to keep: servers are set up in their own page."""

    def action_test_mail(self):
        """Send a mail to the user's own address at once and show what happened."""
        self.ensure_one()
        address = self.env.user.email_normalized
        if not address:
            raise UserError(
                self.env._(
                    "You have no e-mail address yet: enter it in your preferences, at"
                    " the top right, and come back."
                )
            )
        try:
            self._send_test_mail(address)
        except (MailDeliveryException, UserError, OSError, smtplib.SMTPException) as e:
            self.test_passed = False
            self.test_result = self.env._(
                "The mail could not be sent: %(reason)s", reason=e
            )
        else:
            self.test_passed = True
            self.test_result = self.env._(
                "Handed over for %(address)s. If it does not arrive in some minutes,"
                " look among the unwanted mail.",
                address=address,
            )
        return self._reopen()

    def _send_test_mail(self, address):
        servers = self.env["ir.mail_server"]
        message = servers._build_email__(
            email_from=self.company_id.email_formatted or address,
            email_to=[address],
            subject=self.env._("Test of the public relations office"),
            body=self.env._("This mail shows that your Odoo can send mails."),
        )
        servers.send_email(message)

    def action_open_mail_servers(self):
        """Open the outgoing mail servers."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_ir_mail_server_list"
        )

    def _apply_letterhead(self):
        company_sudo = self.company_id.sudo()
        company_sudo.write({fname: self[fname] for fname in _LETTERHEAD})

    # ------------------------------------------------------------
    # WAYS IN
    # ------------------------------------------------------------

    @api.model
    def _get_start_action(self):
        """What opens with the application: the register, once with this set-up."""
        start = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_institution_action"
        )
        if self.env.company.pr_setup_done or not self.has_access("create"):
            return start
        return {
            "type": "ir.actions.client",
            "tag": "pr_office.start",
            "params": {"start": "pr_office.pr_institution_action"},
        }
