from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_datetime

from ..office.pr_numbered_mixin import BY_ACTION
from .pr_event_state_mixin import OPEN_STATES

_HONOURS = (8, 18)


class PrEvent(models.Model):
    """An act or ceremony: an entry of the agendas with guests and a run of show.

    The entry is the one source of truth for name, time, place and privacy: moving
    the meeting moves the act. Guests are no attendees of it, since a calendar mails
    its attendees; only the authorities whose agendas the act fills are.
    """

    _name = "pr.event"
    _description = "Official Act"
    _inherits = {"calendar.event": "calendar_event_id"}
    _inherit = [
        "mail.thread",
        "pr.event.state.mixin",
        "pr.event.run.mixin",
        "pr.event.order.mixin",
        "pr.event.seating.mixin",
        "pr.event.plan.mixin",
        "pr.event.checklist.mixin",
        "pr.event.invitations.mixin",
        "pr.event.live.mixin",
        "pr.event.vocative.mixin",
    ]
    _order = "start desc, id desc"
    _check_company_auto = True

    calendar_event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Agenda entry",
        required=True,
        index=True,
        ondelete="restrict",
    )
    active = fields.Boolean(
        default=True, help="The act's own: its entry has another one."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    type_note = fields.Text(related="type_id.note")
    is_hidden = fields.Boolean(
        compute="_compute_is_hidden",
        store=True,
        compute_sudo=True,
        index=True,
        help="Private in the agenda: nobody else reads the act either.",
    )
    agenda_ids = fields.Many2many(
        comodel_name="pr.agenda",
        string="Agendas it fills",
        compute="_compute_agenda_ids",
        inverse="_inverse_agenda_ids",
        help="Authorities who go. Their secretaries see the act in the agenda.",
    )
    # who makes it
    organiser = fields.Selection(
        selection=[("own", "The municipality"), ("external", "Another institution")],
        required=True,
        default="own",
        tracking=True,
    )
    organiser_id = fields.Many2one(
        comodel_name="res.partner",
        string="Organised by",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    cohost_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_event_cohost_rel",
        string="Co-hosts",
        check_company=True,
        domain=[("is_company", "=", True)],
    )
    # place
    plan_b_place = fields.Char(
        string="Place if it rains", help="Where the act moves to (plan B)."
    )
    use_plan_b = fields.Boolean(
        string="Plan B holds",
        tracking=True,
        copy=False,
        help="Every document and invitation page then names the other place.",
    )
    current_place = fields.Char(
        string="Place of the act", compute="_compute_current_place"
    )
    # guests
    guest_ids = fields.One2many(
        comodel_name="pr.event.guest",
        inverse_name="event_id",
        string="Guests",
        copy=False,
    )
    rsvp_until = fields.Datetime(
        string="Answers until",
        copy=False,
        help="After this the page of the invitation takes no answers.",
    )
    guest_count = fields.Integer(compute="_compute_guest_counts", string="All guests")
    open_count = fields.Integer(
        compute="_compute_guest_counts", string="Without answer"
    )
    coming_count = fields.Integer(compute="_compute_guest_counts", string="Coming")
    declined_count = fields.Integer(compute="_compute_guest_counts", string="Excused")
    warning_note = fields.Text(string="Warnings", compute="_compute_warning_note")

    _entry_uniq = models.UniqueIndex(
        "(calendar_event_id)", "This agenda entry already has an act."
    )
    _organiser_named = models.Constraint(
        "CHECK (organiser <> 'external' OR organiser_id IS NOT NULL)",
        "Say which institution organises the act.",
    )

    @api.depends("name")
    def _compute_display_name(self):
        for event in self:
            event.display_name = event.name

    @api.depends(
        "calendar_event_id.privacy",
        "calendar_event_id.user_id.res_users_settings_id.calendar_default_privacy",
    )
    def _compute_is_hidden(self):
        for event in self:
            entry = event.calendar_event_id
            default = entry.user_id.res_users_settings_id.calendar_default_privacy
            event.is_hidden = (entry.privacy or default) == "private"

    @api.depends("calendar_event_id.pr_agenda_ids")
    def _compute_agenda_ids(self):
        for event in self:
            event.agenda_ids = event.calendar_event_id.pr_agenda_ids

    def _inverse_agenda_ids(self):
        for event in self:
            entry = event.calendar_event_id
            gone = entry.pr_agenda_ids - event.agenda_ids
            partners_sudo = event.agenda_ids.sudo().partner_id
            entry.partner_ids = [
                *map(Command.unlink, gone.sudo().partner_id.ids),
                *map(Command.link, partners_sudo.ids),
            ]

    @api.depends("location", "plan_b_place", "use_plan_b")
    def _compute_current_place(self):
        for event in self:
            rain = event.use_plan_b and event.plan_b_place
            event.current_place = rain or event.location

    @api.depends("guest_ids.state")
    def _compute_guest_counts(self):
        rows = self.env["pr.event.guest"]._read_group(
            [("event_id", "in", self.ids)], ["event_id", "state"], ["__count"]
        )
        counts = {}
        for event, state, count in rows:
            counts.setdefault(event.id, {})[state] = count
        for event in self:
            mine = counts.get(event._origin.id, {})
            event.guest_count = sum(mine.values())
            event.open_count = mine.get("to_invite", 0) + mine.get("invited", 0)
            event.coming_count = sum(
                mine.get(state, 0) for state in ("accepted", "represented", "arrived")
            )
            event.declined_count = mine.get("declined", 0)

    # ------------------------------------------------------------
    # WARNINGS
    # ------------------------------------------------------------

    @api.depends(
        "start",
        "stop",
        "type_id",
        "host_id",
        "presider_id",
        "precedence_list_id",
        "guest_ids.partner_id",
        "guest_ids.state",
        "guest_ids.holder_warning",
        "segment_ids.stop",
        "rsvp_until",
        "use_plan_b",
        "plan_b_place",
    )
    def _compute_warning_note(self):
        for event in self:
            event.warning_note = "\n".join(event._get_warnings()) or False

    def _get_warnings(self):
        """Return what whoever plans the act should look at; none of it blocks."""
        self.ensure_one()
        return [
            *self._get_people_warnings(),
            *self._get_list_warnings(),
            *self._get_time_warnings(),
        ]

    def _get_people_warnings(self):
        people = [guest._get_person() for guest in self.guest_ids]
        for label, person in (
            (self.env._("who presides"), self.presider_id),
            (self.env._("the host"), self.host_id),
        ):
            if person and person not in people:
                yield self.env._(
                    "%(name)s (%(role)s) is not among the guests: nobody takes that"
                    " place.",
                    name=person.name,
                    role=label,
                )
        ended = self.guest_ids.filtered("holder_warning")
        if ended:
            yield self.env._(
                "Guests who do not hold their post on the day of the act: %(names)s.",
                names=", ".join(ended.mapped("invited_name")),
            )

    def _get_list_warnings(self):
        plist = self.precedence_list_id
        if plist and plist.state != "approved" and not plist.verified:
            yield self.env._(
                "The precedence list is to be verified: internal use only."
            )
        day = self._get_day() if self.start else False
        expired = plist.valid_to and day and plist.valid_to < day
        if expired:
            yield self.env._("The precedence list is no longer in force on that day.")

    def _get_time_warnings(self):
        if not self.start:
            return
        stops = [step.stop for step in self.segment_ids if step.stop]
        if stops and self.stop and max(stops) > self.stop:
            yield self.env._(
                "The run of show ends at %(end)s, after the act does.",
                end=self._format_moment(max(stops), "HH:mm"),
            )
        local = fields.Datetime.context_timestamp(
            self.with_context(tz=self._get_tz()), self.start
        )
        if self.type_id.has_honours and not _HONOURS[0] <= local.hour < _HONOURS[1]:
            yield self.env._(
                "Honours to the flag are rendered between 08:00 and 18:00 only (D.S."
                " 096-2005-RE, arts. 36 and 95)."
            )
        if self.rsvp_until and self.rsvp_until > self.start:
            yield self.env._("Answers are taken until after the act has begun.")
        yield from self._get_invitation_warnings()
        if self.use_plan_b and not self.plan_b_place:
            yield self.env._("Plan B holds but no other place is written.")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """Nobody attends by default, in particular not whoever writes the act."""
        values = super().default_get(fields)
        if "partner_ids" in fields:
            values["partner_ids"] = [Command.clear()]
        if "pr_activity_type" in fields:
            values["pr_activity_type"] = "act"
        if "pr_confirmed" in fields:
            values["pr_confirmed"] = False
        return values

    @api.onchange("type_id")
    def _onchange_type_id(self):
        """Show the steps of the type while the act is new and has none of its own."""
        if self.type_id and not self._origin and not self.segment_ids:
            self.segment_ids = [
                Command.create(vals) for vals in self.type_id._prepare_segments()
            ]

    @api.onchange("start")
    def _onchange_start(self):
        """Keep the end after the beginning: an hour later until somebody says else."""
        if self.start and not (self.stop and self.stop > self.start):
            self.stop = self.start + timedelta(hours=1)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_recurrent(vals)
        events = super().create(vals_list)
        for event, vals in zip(events, vals_list, strict=True):
            if "segment_ids" not in vals:
                event._add_type_segments()
        events._add_presidency()
        return events

    def write(self, vals):
        self._check_not_recurrent(vals)
        result = super().write(vals)
        if {"host_id", "presider_id"} & vals.keys():
            self._add_presidency()
        return result

    def unlink(self):
        """A draft that goes takes its agenda entry with it."""
        entries = self.calendar_event_id
        result = super().unlink()
        entries.with_context(pr_by=BY_ACTION).unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        kept = self.filtered(lambda event: event.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    'The act "%(name)s" is no draft any more and stays in the register.'
                    ' Use the button "Cancel the act": it asks for the reason and frees'
                    " the agendas.",
                    name=kept[0].name,
                )
            )

    @api.model
    def _check_not_recurrent(self, vals):
        if vals.get("recurrency") or vals.get("rrule"):
            raise UserError(self._get_recurrence_message())

    @api.model
    def _get_recurrence_message(self):
        return self.env._(
            "An act is never repeated by the calendar: each one has its own guests."
            " Duplicate the act and change the day instead."
        )

    @api.constrains("calendar_event_id")
    def _check_entry_not_recurrent(self):
        if self.calendar_event_id.filtered("recurrency"):
            raise ValidationError(self._get_recurrence_message())

    def _add_type_segments(self):
        self.ensure_one()
        lang = self.company_id.partner_id.lang
        rows = self.type_id.with_context(lang=lang)._prepare_segments()
        self.segment_ids = [Command.create(vals) for vals in rows]

    def _add_presidency(self):
        """Who presides and who invites are guests too: they take a place.

        Authorities of the house are expected, others are still to be invited.
        """
        values = []
        for event in self.filtered(lambda event: event.state in OPEN_STATES):
            known = event.guest_ids.mapped("partner_id")
            known |= event.guest_ids.mapped("representative_id")
            for person in (event.presider_id | event.host_id) - known:
                house = person in event.agenda_ids.sudo().partner_id
                values.append(
                    {
                        "event_id": event.id,
                        "partner_id": person.id,
                        "state": "accepted" if house else "to_invite",
                    }
                )
        self.env["pr.event.guest"].create(values)

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def _get_tz(self):
        """Return the name of the time zone in which the act is read and printed."""
        company = self.company_id or self.env.company
        return company.resource_calendar_id.tz or self.env.user.tz or "UTC"

    def _format_moment(self, moment, pattern):
        return format_datetime(
            self.env, moment, tz=pytz.timezone(self._get_tz()).zone, dt_format=pattern
        )

    def _format_when(self):
        """Return the day and hour of the act in words, in its own time zone."""
        self.ensure_one()
        if not self.start:
            return ""
        return self._format_moment(self.start, "EEEE d 'de' MMMM 'de' y, HH:mm")

    def _format_closing(self):
        """Return until when answers are taken, in words."""
        self.ensure_one()
        return self._format_moment(self.rsvp_until, "EEEE d 'de' MMMM, HH:mm")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_guests(self):
        """Open the guests of this act."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_guest_action"
        )
        return action | {
            "name": self.env._("Guests: %(act)s", act=self.name),
            "domain": [("event_id", "=", self.id)],
            "context": {"default_event_id": self.id},
        }

    def action_add_guests(self):
        """Open the dialog that adds guests from the register."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_invite_action"
        )
        return action | {"context": {"default_event_id": self.id}}

    def action_recompute_order(self):
        """Read the register again: posts, mandates and ranks may have changed."""
        self.check_access("write")
        self._follow_posts()
        self.guest_ids._recompute_places()
        return True

    def _follow_posts(self):
        self.guest_ids._follow_posts()
