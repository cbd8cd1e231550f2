from datetime import datetime, time, timedelta

import pytz

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import free_time


class PrAgenda(models.Model):
    _name = "pr.agenda"
    _description = "Agenda of an Authority"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "pr.public.entry.mixin",
        "pr.agenda.review.mixin",
        "pr.day.lines.mixin",
    ]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Authority",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain=[("is_company", "=", False)],
        help="Whatever this person attends is in this agenda.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="User of the authority",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        tracking=True,
        help="May stay empty: an authority without a user has an agenda too.",
    )
    delegate_ids = fields.Many2many(
        comodel_name="res.users",
        relation="pr_agenda_delegate_rel",
        string="Secretaries",
        domain=[("share", "=", False)],
        help="They write in this agenda as if they were the authority.",
    )
    resource_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Audience hours",
        required=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env.company.resource_calendar_id,
        help="Hours in which appointments may be offered, with their holidays.",
    )
    buffer_minutes = fields.Integer(
        string="Minutes between entries",
        default=10,
        help="Kept free before and after each entry when appointments are offered.",
    )
    show_busy_in_public = fields.Boolean(
        string="Show reserved time as busy",
        tracking=True,
        help="The public agenda then shows that the authority is busy, and nothing"
        " else. Without this, reserved and private entries do not appear at all.",
    )
    is_public = fields.Boolean(
        string="Published",
        default=True,
        tracking=True,
        help="The law asks obliged officials to publish their official agenda.",
    )
    guard = fields.Integer(
        default=0,
        copy=False,
        help="Raised by each booking, so that two of them at once collide.",
    )
    slot_ids = fields.One2many(
        comodel_name="pr.agenda.slot", inverse_name="agenda_id", string="Held time"
    )
    entry_count = fields.Integer(compute="_compute_entry_count")
    feed_ids = fields.One2many(
        comodel_name="pr.agenda.feed",
        inverse_name="agenda_id",
        string="Subscriptions",
    )
    may_subscribe = fields.Boolean(compute="_compute_may_subscribe")

    _buffer_not_negative = models.Constraint(
        "CHECK (buffer_minutes BETWEEN 0 AND 240)",
        "The minutes between entries must be from 0 to 240.",
    )
    _partner_uniq = models.UniqueIndex(
        "(partner_id) WHERE active",
        "This authority already has an agenda: add the secretaries to that one.",
    )

    @api.depends("partner_id")
    def _compute_name(self):
        for agenda in self:
            agenda.name = agenda.name or agenda.partner_id.name

    @api.depends("partner_id")
    def _compute_user_id(self):
        for agenda in self:
            agenda.user_id = agenda.partner_id.user_ids.filtered(
                lambda user: not user.share
            )[:1]

    def _compute_entry_count(self):
        counts = dict(
            self.env["calendar.event"]._read_group(
                [
                    ("pr_agenda_ids", "in", self.ids),
                    ("stop", ">=", fields.Datetime.now()),
                ],
                ["pr_agenda_ids"],
                ["__count"],
            )
        )
        for agenda in self:
            agenda.entry_count = counts.get(agenda, 0)

    @api.depends_context("uid")
    @api.depends("delegate_ids", "user_id")
    def _compute_may_subscribe(self):
        is_officer = self.env.user.has_group("pr_office.group_user")
        for agenda in self:
            agenda.may_subscribe = is_officer or agenda._is_delegate()

    @api.model_create_multi
    def create(self, vals_list):
        agendas = super().create(vals_list)
        agendas._refresh_entries(agendas.partner_id)
        return agendas

    def write(self, vals):
        before = self.partner_id
        result = super().write(vals)
        if {"partner_id", "active", "user_id"} & vals.keys():
            self._refresh_entries(before | self.partner_id)
        return result

    def _refresh_entries(self, partners):
        """Recompute in which agendas the entries of these people stand.

        With all that follows from it: publication, review and texts.
        """
        entry_model = self.env["calendar.event"].with_context(active_test=False)
        entries_sudo = entry_model.sudo().search(
            Domain("partner_ids", "in", partners.ids)
            | Domain("user_id.partner_id", "in", partners.ids)
        )
        agenda_fields = ["pr_agenda_ids", "pr_agenda_id"]
        for fname in [*agenda_fields, "pr_text_watch"]:
            self.env.add_to_compute(entry_model._fields[fname], entries_sudo)
        entries_sudo.modified(agenda_fields)
        # At once, by whoever keeps the agendas: who computes decides what is public.
        entries_sudo.flush_recordset(["pr_publication"])

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_entries(self):
        for agenda in self:
            if self.env["calendar.event"].search_count(
                [("pr_agenda_ids", "in", agenda.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "The agenda of %(name)s has entries. Archive it instead of"
                        " deleting it.",
                        name=agenda.name,
                    )
                )

    def free_slots(self, start, stop, minutes):
        """Return when this authority could receive somebody.

        Inside the audience hours and outside holidays; past, held and busy time and
        the buffer around it are left out. Constant number of queries.

        :param datetime start: from here on, UTC naive
        :param datetime stop: up to here, UTC naive
        :param int minutes: length of each slot
        :return: list of ``(start, stop)``, UTC naive, in order
        :raises UserError: when ``minutes`` is not above zero
        """
        self.ensure_one()
        if minutes <= 0:
            raise UserError(self.env._("A slot lasts at least one minute."))
        start = max(start, fields.Datetime.now())
        if start >= stop:
            return []
        buffer = timedelta(minutes=self.buffer_minutes)
        taken = free_time.pad(self._get_busy_intervals(start, stop), buffer, buffer)
        free = free_time.subtract(
            self._get_open_intervals(start, stop), free_time.merge(taken)
        )
        return free_time.cut_slots(free, timedelta(minutes=minutes))

    def _get_open_intervals(self, start, stop):
        """Return the audience hours without holidays, as merged UTC naive intervals."""
        work = self.resource_calendar_id._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(stop)
        )[False]
        return free_time.merge(
            tuple(moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in pair)
            for pair in ((begin, end) for begin, end, _meta in work)
        )

    def _get_holidays(self, start, stop):
        """Return leaves of the whole house: ``(name, start, stop)``, UTC naive."""
        calendar = self.resource_calendar_id
        leave_model_sudo = self.env["resource.calendar.leaves"].sudo()
        leaves_sudo = leave_model_sudo.search_fetch(
            [
                ("calendar_id", "in", [False, calendar.id]),
                ("resource_id", "=", False),
                ("company_id", "in", [False, self.company_id.id]),
                ("date_from", "<", stop),
                ("date_to", ">", start),
            ],
            ["name", "date_from", "date_to"],
        )
        return [(leave.name, leave.date_from, leave.date_to) for leave in leaves_sudo]

    def _get_busy_intervals(self, start, stop):
        """Return busy entries with their travel, and held time, as UTC naive pairs.

        The reach is a day wider than asked, for travel and buffers at the edges.
        """
        self.ensure_one()
        margin = timedelta(days=1)
        entry_model_sudo = self.env["calendar.event"].sudo()
        entries_sudo = entry_model_sudo.search_fetch(
            self._get_busy_domain(start - margin, stop + margin),
            ["start", "stop", "allday", "pr_travel_before", "pr_travel_after"],
        )
        held_sudo = self.env["pr.agenda.slot"].sudo()._get_live(self, start, stop)
        return [entry._get_busy_interval(self) for entry in entries_sudo] + [
            (slot.start, slot.stop) for slot in held_sudo
        ]

    def _get_busy_domain(self, start, stop):
        declined = Domain(
            "attendee_ids",
            "any",
            [("partner_id", "in", self.partner_id.ids), ("state", "=", "declined")],
        )
        return (
            Domain("partner_ids", "in", self.partner_id.ids)
            & Domain("show_as", "=", "busy")
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
            & ~declined
        )

    def _get_tz(self):
        self.ensure_one()
        return pytz.timezone(
            self.resource_calendar_id.tz or self.env.company.partner_id.tz or "UTC"
        )

    def _get_ical_lang(self):
        """Return the language of the texts that leave the house: the company's."""
        return self.company_id.partner_id.lang or self.env.lang

    def _get_day_bounds(self, date):
        """Return the UTC naive start and end of a local day of this agenda."""
        local = [
            self._get_tz().localize(datetime.combine(day, time.min))
            for day in (date, date + timedelta(days=1))
        ]
        return tuple(
            moment.astimezone(pytz.utc).replace(tzinfo=None) for moment in local
        )

    def _is_delegate(self, user=None):
        """Tell whether the user writes in this agenda: authority or secretary."""
        self.ensure_one()
        user = user or self.env.user
        agenda_sudo = self.sudo()
        return user in agenda_sudo.delegate_ids | agenda_sudo.user_id

    def _may_publish(self):
        """Tell whether what the user writes here is official without another look.

        :return: true for the authority, the secretaries, the office and the system
        """
        self.ensure_one()
        return (
            self.env.uid == SUPERUSER_ID
            or self.env.user.has_group("pr_office.group_user")
            or self._is_delegate()
        )

    def _lock_bookings(self):
        """Make concurrent bookings in these agendas collide (see ``guard``)."""
        self.env.execute_query(
            SQL(
                "UPDATE pr_agenda SET guard = guard + 1 WHERE id IN %s RETURNING id",
                tuple(sorted(self.ids)),
            )
        )

    def action_view_calendar(self):
        """Open the calendar of this agenda; new entries are the authority's."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agenda_entry_action"
        )
        return action | {
            "display_name": self.name,
            "domain": [("pr_agenda_ids", "in", self.ids)],
            "context": {
                "pr_agenda_id": self.id,
                "pr_agenda_sheets": self.may_issue_sheets,
            },
        }

    def action_subscribe(self):
        """Ask whose phone it is, to make its private address of this agenda."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agenda_feed_action_subscribe"
        )
        return action | {"context": {"default_agenda_id": self.id}}

    @api.model
    def _get_mine(self):
        """Return the agendas the user writes in."""
        return self.search(
            Domain("delegate_ids", "in", self.env.uid)
            | Domain("user_id", "=", self.env.uid)
        )

    @api.model
    def action_open_mine(self):
        """Open the calendar the user writes in; with several, let them choose."""
        mine = self._get_mine()
        if len(mine) == 1:
            return mine.action_view_calendar()
        xmlid = "pr_agenda_action" if mine else "pr_agenda_entry_action"
        return self.env["ir.actions.act_window"]._for_xml_id(f"pr_office.{xmlid}")
