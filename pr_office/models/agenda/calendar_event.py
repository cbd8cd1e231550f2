from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

_OWNERSHIP = {"pr_agenda_id", "pr_agenda_ids"}
_PRIVACY = {"private": "private", "reserved": "confidential"}
_PUBLICATION = {privacy: publication for publication, privacy in _PRIVACY.items()}
_HIDDEN_TEXTS = {
    "name",
    "display_name",
    "description",
    "location",
    "pr_briefing",
    "pr_public_place",
    "pr_off_premises_reason",
    "pr_publication_reason",
    "pr_represented_by_id",
}
_STRICTNESS = ("public", "reserved", "private")


class CalendarEvent(models.Model):
    _name = "calendar.event"
    # The mixins come first: they act around what core's create and write do.
    _inherit = [
        "pr.entry.provider.mixin",
        "pr.entry.text.mixin",
        "pr.entry.brief.mixin",
        "pr.entry.conflict.mixin",
        "pr.entry.representation.mixin",
        "pr.entry.review.mixin",
        "pr.entry.control.mixin",
        "pr.entry.outcome.mixin",
        "pr.left.out.mixin",
        "calendar.event",
    ]

    # agenda
    pr_agenda_ids = fields.Many2many(
        comodel_name="pr.agenda",
        relation="pr_agenda_calendar_event_rel",
        string="Agendas",
        compute="_compute_pr_agendas",
        store=True,
        compute_sudo=True,
        help="Agendas of the authorities who attend.",
    )
    pr_agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="Agenda",
        compute="_compute_pr_agendas",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        help="The agenda this entry belongs to: its secretaries may change it.",
    )
    pr_activity_type = fields.Selection(
        selection=[
            ("act", "Official act"),
            ("audience", "Audience"),
            ("meeting", "Working meeting"),
            ("council", "Council session"),
            ("field", "Field visit"),
            ("press", "Press and interviews"),
            ("ceremony", "Ceremony by invitation"),
            ("travel", "Travel"),
            ("office", "Desk work"),
            ("personal", "Personal"),
        ],
        string="Activity",
        default="meeting",
    )
    pr_color = fields.Integer(compute="_compute_pr_color")
    pr_confirmed = fields.Boolean(
        string="Confirmed",
        default=True,
        tracking=True,
        help="An entry to be confirmed is a pencil mark: nobody is invited yet.",
    )
    pr_notify_attendees = fields.Boolean(
        string="Notify attendees",
        compute="_compute_pr_notify_attendees",
        store=True,
        readonly=False,
        help="Mail invitations and changes to those who attend. The authority and the"
        " secretaries never get mails about their own agenda.",
    )
    # publication
    pr_publication = fields.Selection(
        selection=[
            ("public", "Public"),
            ("reserved", "Reserved"),
            ("private", "Private"),
        ],
        string="Publication",
        compute="_compute_pr_publication",
        store=True,
        readonly=False,
        tracking=True,
        help="Official activity is public. Reserved: inside the house only, with a"
        " reason. Private: only the authority and the secretaries.",
    )
    pr_publication_reason = fields.Char(
        string="Reason for reserving",
        compute="_compute_pr_publication",
        store=True,
        readonly=False,
        tracking=True,
    )
    pr_publication_user_id = fields.Many2one(
        comodel_name="res.users", string="Reserved by", readonly=True, copy=False
    )
    pr_public_place = fields.Char(
        string="Place to publish",
        compute="_compute_pr_public_place",
        store=True,
        readonly=False,
        help="Venue or district. Never a home; travel is never published.",
    )
    # circumstances
    pr_off_premises = fields.Boolean(
        string="Off premises", help="Outside the municipality's buildings."
    )
    pr_off_premises_reason = fields.Char(string="Reason to meet outside")
    pr_travel_before = fields.Integer(string="Minutes to get there")
    pr_travel_after = fields.Integer(string="Minutes to return")

    _pr_reserved_has_reason = models.Constraint(
        "CHECK (pr_publication IS DISTINCT FROM 'reserved'"
        " OR length(trim(coalesce(pr_publication_reason, ''))) > 0)",
        "Give the reason for reserving the entry: official activity is public unless"
        " there is one.",
    )
    _pr_public_not_private = models.Constraint(
        "CHECK (NOT (pr_publication = 'public' AND privacy = 'private'))",
        "A private entry cannot be published. Make it public inside first, or private"
        " in both.",
    )
    _pr_travel_positive = models.Constraint(
        "CHECK (coalesce(pr_travel_before, 0) >= 0"
        " AND coalesce(pr_travel_after, 0) >= 0)",
        "Travel time cannot be negative.",
    )
    _pr_agenda_start_idx = models.Index(
        "(pr_agenda_id, start) WHERE pr_agenda_id IS NOT NULL"
    )

    @api.depends("partner_ids", "user_id")
    def _compute_pr_agendas(self):
        """An entry stands in the agendas of those who attend.

        It belongs to the organiser's agenda, else to :meth:`_choose_owner`.
        """
        people = self.partner_ids | self.user_id.partner_id
        agendas = self.env["pr.agenda"].search_fetch(
            [("partner_id", "in", people.ids), ("active", "=", True)],
            ["partner_id", "user_id"],
        )
        by_partner = agendas.grouped("partner_id")
        nothing = agendas.browse()
        alike = defaultdict(list)
        for event in self:
            attending = nothing.union(
                *(by_partner.get(p, nothing) for p in event.partner_ids._origin)
            )
            organiser = event.user_id.partner_id
            own = by_partner.get(organiser) or event._choose_owner(attending)
            alike[attending, own].append(event.id)
        # Entries alike are written together: thousands when an agenda is new.
        for (attending, own), ids in alike.items():
            events = self.browse(ids)
            events.pr_agenda_ids = attending
            events.pr_agenda_id = own

    def _choose_owner(self, attending):
        """Return whose entry this is when no organiser tells it.

        An authority without a user organises nothing. The entry stays where it is,
        else it is of the agenda it is written in; who was sent never takes it over.
        """
        if not self.partner_ids:
            # While it is made, attendees are written, and checked, before this field.
            return self._get_context_agenda()
        if len(attending) < 2:
            return attending
        written_in = self.env.context.get("pr_agenda_id")
        return attending.sorted(
            lambda agenda: (
                agenda.partner_id == self.pr_represented_by_id,
                agenda != self.pr_agenda_id,
                agenda.id != written_in,
                agenda.sequence,
                agenda.name,
            )
        )[:1]

    @api.depends("pr_activity_type")
    def _compute_pr_color(self):
        kinds = [key for key, _label in self._fields["pr_activity_type"].selection]
        for event in self:
            kind = event.pr_activity_type
            event.pr_color = kinds.index(kind) + 1 if kind else 0

    @api.depends("pr_confirmed")
    def _compute_pr_notify_attendees(self):
        for event in self:
            event.pr_notify_attendees = event.pr_confirmed

    @api.depends("pr_agenda_id")
    def _compute_pr_publication(self):
        """Official activity is public by default (TUO Ley 27806, art. 5.4).

        What was hidden stays so when its agenda goes, since the agenda may come back.
        """
        for event in self:
            if not event.pr_agenda_id and event.pr_publication == "public":
                event.pr_publication = False
            elif event.pr_agenda_id and not event.pr_publication:
                event.pr_publication = event._get_default_publication()
            if event.pr_publication == "reserved" and not event.pr_publication_reason:
                event.pr_publication_reason = event._get_default_reason()

    def _get_default_publication(self):
        """Return what the privacy says, as it came from a phone or core's screens."""
        if self._is_personal():
            return "private"
        open_default = "public" if self.pr_agenda_id._may_publish() else "reserved"
        return _PUBLICATION.get(self.privacy, open_default)

    @api.constrains("pr_publication")
    def _check_who_publishes(self):
        """Whoever invites an authority does not fill the official agenda with it."""
        for event in self.filtered(lambda event: event.pr_publication == "public"):
            if event.pr_agenda_id and not event.pr_agenda_id._may_publish():
                raise AccessError(
                    event.env._(
                        "Only the authority, the secretaries and the public-relations"
                        " office publish in the agenda of %(name)s. Leave the entry"
                        " reserved: they publish it once it is accepted.",
                        name=event.pr_agenda_id.sudo().name,
                    )
                )

    @api.depends("location", "pr_activity_type")
    def _compute_pr_public_place(self):
        for event in self:
            if event.pr_activity_type in ("travel", "personal"):
                event.pr_public_place = False
            else:
                event.pr_public_place = event.pr_public_place or event.location

    def get_formview_id(self, access_uid=None):
        """An entry of an agenda opens with its brief and publication, from anywhere."""
        if self.pr_agenda_id:
            return self.env.ref("pr_office.calendar_event_view_form_agenda").id
        return super().get_formview_id(access_uid=access_uid)

    def _is_personal(self):
        return self.pr_activity_type == "personal"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model
    def default_get(self, fields):
        """In the calendar of an agenda a new entry is the authority's own."""
        values = super().default_get(fields)
        agenda = self._get_context_agenda()
        if agenda and "partner_ids" in fields:
            values["partner_ids"] = [Command.set(agenda.partner_id.ids)]
        if agenda and "user_id" in fields:
            values["user_id"] = agenda.user_id.id
        return values

    def _get_context_agenda(self):
        agenda = self.env["pr.agenda"].browse(self.env.context.get("pr_agenda_id"))
        return agenda if agenda.exists() and agenda._is_delegate() else agenda.browse()

    @api.model_create_multi
    def create(self, vals_list):
        self._check_ownership_values(*vals_list)
        for vals in vals_list:
            vals.update(self._prepare_publication_values(vals))
        events = super().create(vals_list)
        # An authority without a user is known by who attends, written last.
        events.filtered("pr_agenda_id").attendee_ids._accept_for_principal()
        return events

    def write(self, vals):
        self._check_ownership_values(vals)
        if not {"privacy", "pr_publication", "pr_publication_reason"} & vals.keys():
            return super().write(vals)
        for event in self:
            changed = vals | event._prepare_publication_values(vals)
            super(CalendarEvent, event).write(changed)
        return True

    def unlink(self):
        """Core lets delete what is private by default only; here it may not be seen."""
        if not self.env.su:
            # What a stranger has read stands masked in the cache.
            self._forget_masked_values()
            others_sudo = self.sudo().filtered(
                lambda event: event.pr_agenda_id and event.user_id != self.env.user
            )
            others = self.browse(others_sudo.ids)
            others._check_calendar_privacy_write_permissions()
        return super().unlink()

    @api.model
    def _check_ownership_values(self, *vals_list):
        """Whose agenda an entry is in follows from who attends, never from a value."""
        if not self.env.su and any(_OWNERSHIP & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("The agenda of an entry follows from who attends it.")
            )

    def _prepare_publication_values(self, vals):
        """Keep publication (outside) and privacy (inside) in step.

        Whoever sets the publication sets the privacy with it. A privacy that comes
        alone, from a phone or another calendar, may only tighten the publication.

        :return: dict of the values to add
        """
        if vals.get("pr_publication"):
            return self._prepare_privacy_values(vals)
        current = self.pr_publication
        if "privacy" not in vals or not current:
            return {}
        asked = _PUBLICATION.get(vals["privacy"], "public")
        if _STRICTNESS.index(asked) < _STRICTNESS.index(current):
            return self._keep_privacy()
        if asked == current:
            return {}
        reason = vals.get("pr_publication_reason") or self.pr_publication_reason
        return {
            "pr_publication": asked,
            "pr_publication_user_id": self.env.uid,
            "pr_publication_reason": reason or self._get_phone_reason(),
        }

    def _keep_privacy(self):
        """Return the privacy of a hidden entry: only its publication opens it again.

        A connected calendar is not refused, since that would stop it altogether.
        """
        if not self.env.context.get("dont_notify"):
            raise UserError(
                self.env._(
                    "“%(name)s” is reserved or private in the agenda. To let others"
                    " read it change its publication there.",
                    name=self.display_name,
                )
            )
        return {"privacy": _PRIVACY[self.pr_publication]}

    def _get_default_reason(self):
        if self.pr_agenda_id._may_publish():
            return self._get_phone_reason()
        return self._get_stranger_reason()

    @api.model
    def _get_stranger_reason(self):
        """Return what stands as the reason when somebody else invited the authority."""
        return self.env._(
            "Written by somebody outside the agenda: still to be reviewed"
        )

    @api.model
    def _get_phone_reason(self):
        """Return what stands as the reason when a phone hides an entry."""
        return self.env._("Made private in a connected calendar")

    def _prepare_privacy_values(self, vals):
        publication = vals["pr_publication"]
        if publication == "public":
            if vals.get("privacy") == "private":
                raise ValidationError(
                    self.env._(
                        "An entry cannot be public outside and private inside. Choose"
                        " one of the two."
                    )
                )
            return {"privacy": vals.get("privacy") or "public"}
        return {
            "privacy": _PRIVACY[publication],
            "pr_publication_user_id": self.env.uid,
        }

    # ------------------------------------------------------------
    # RIGHTS AND PRIVACY
    # ------------------------------------------------------------

    def _check_private_event_conditions(self):
        """A secretary reads and writes the private entries of the own principal."""
        return super()._check_private_event_conditions() and not any(
            agenda._is_delegate() for agenda in self.sudo().pr_agenda_ids
        )

    def _filter_of_agendas(self):
        """Return those of these entries that belong to an agenda.

        Told from the database: a private entry hides its agenda from its reader.
        """
        owned_sudo = self.sudo().filtered("pr_agenda_id")
        return self.browse(owned_sudo.ids)

    def _get_default_privacy_domain(self):
        delegated = self.env["pr.agenda"]._search(
            Domain("delegate_ids", "in", self.env.uid)
            | Domain("user_id", "=", self.env.uid)
        )
        return Domain.OR(
            [
                super()._get_default_privacy_domain(),
                Domain("pr_agenda_ids", "in", delegated),
            ]
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Nobody finds a hidden entry by guessing what it says."""
        domain = Domain(domain)
        asked = {one.field_expr.split(".")[0] for one in domain.iter_conditions()}
        if not self.env.su and asked & _HIDDEN_TEXTS:
            invited = Domain("partner_ids", "in", self.env.user.partner_id.ids)
            domain &= Domain(self._get_default_privacy_domain()) | invited
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _get_public_fields(self):
        return super()._get_public_fields() | {"pr_activity_type", "pr_color"}

    @api.depends("pr_agenda_id")
    def _compute_user_can_edit(self):
        owned = self.filtered("pr_agenda_id")
        is_head = self.env.user.has_group("pr_office.group_manager")
        for event in owned:
            event.user_can_edit = (
                is_head
                or event.user_id == self.env.user
                or event.pr_agenda_id._is_delegate()
            )
        return super(CalendarEvent, self - owned)._compute_user_can_edit()

    def _is_publishable(self):
        """Tell whether the public may see this entry now."""
        self.ensure_one()
        return self._is_official() and not self._awaits_validation()

    def _is_official(self):
        """Tell whether this entry is for the public, validated or not.

        The organiser's default privacy counts where the entry names none.
        """
        return (
            self.pr_publication == "public"
            and self.effective_privacy != "private"
            and self.pr_activity_type not in ("travel", "personal")
            and self.pr_confirmed
        )

    # ------------------------------------------------------------
    # MAILS
    # ------------------------------------------------------------

    def _skip_send_mail_status_update(self):
        return (
            bool(self.pr_agenda_id) and not self.pr_notify_attendees
        ) or super()._skip_send_mail_status_update()

    def action_pr_confirm(self):
        """Turn a pencil mark into a firm entry and invite those who attend, once."""
        pencilled = self.filtered(lambda event: not event.pr_confirmed)
        pencilled.write({"pr_confirmed": True, "pr_notify_attendees": True})
        pencilled.filtered(
            lambda event: event.start > fields.Datetime.now()
        ).attendee_ids._send_invitation_emails()
        return True

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    def _get_busy_interval(self, agenda):
        """Return the UTC naive stretch this entry takes, travel included.

        An all-day entry takes whole days of the agenda's own time zone.
        """
        self.ensure_one()
        if self.allday:
            return self._get_allday_interval(agenda._get_tz())
        return (
            self.start - timedelta(minutes=self.pr_travel_before),
            self.stop + timedelta(minutes=self.pr_travel_after),
        )

    @api.model
    def get_unusual_days(self, date_from, date_to=None):
        """Tell the calendar which days to shade: weekends and holidays.

        :param str date_from, date_to: UTC moments as text
        :return: dict of ``YYYY-MM-DD`` to bool
        """
        calendar = (
            self._get_context_agenda().resource_calendar_id
            or self.env.company.resource_calendar_id
        )
        start, stop = (
            pytz.utc.localize(fields.Datetime.to_datetime(moment))
            for moment in (date_from, date_to or date_from)
        )
        return calendar._get_unusual_days(start, stop, self.env.company)

    def _get_allday_interval(self, tz):
        days = (self.start.date(), self.stop.date() + timedelta(days=1))
        return tuple(
            tz.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in days
        )
