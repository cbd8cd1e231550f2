from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import ical

# All that the text of an entry is made of. Whatever changes one of these, by whichever
# way, renews the texts in the same transaction; what stands not here does not.
TEXT_DEPENDENCIES = (
    # the entry itself
    "active",
    "allday",
    "description",
    "location",
    "name",
    "pr_activity_type",
    "pr_confirmed",
    "pr_public_place",
    "pr_publication",
    "pr_represented_by_id.name",
    "pr_review_state",
    "privacy",
    "show_as",
    "start",
    "stop",
    "videocall_location",
    # who organises and who attends, and the organiser's default privacy
    "user_id.partner_id.name",
    "user_id.partner_id.email_normalized",
    "user_id.res_users_settings_ids.calendar_default_privacy",
    "attendee_ids.state",
    "attendee_ids.partner_id.name",
    "attendee_ids.partner_id.email_normalized",
    # reminders
    "alarm_ids.alarm_type",
    "alarm_ids.duration_minutes",
    # its series and its place in it
    "pr_original_start",
    "recurrence_id.byday",
    "recurrence_id.count",
    "recurrence_id.day",
    "recurrence_id.end_type",
    "recurrence_id.event_tz",
    "recurrence_id.interval",
    "recurrence_id.month_by",
    "recurrence_id.rrule_type",
    "recurrence_id.until",
    "recurrence_id.weekday",
    "recurrence_id.mon",
    "recurrence_id.tue",
    "recurrence_id.wed",
    "recurrence_id.thu",
    "recurrence_id.fri",
    "recurrence_id.sat",
    "recurrence_id.sun",
    # the agendas it stands in, their time zone and language
    "pr_agenda_ids.partner_id",
    "pr_agenda_ids.resource_calendar_id.tz",
    "pr_agenda_ids.company_id.partner_id.lang",
)
_ANSWERS = {
    "needsAction": "NEEDS-ACTION",
    "accepted": "ACCEPTED",
    "declined": "DECLINED",
    "tentative": "TENTATIVE",
}
# Read afresh for a text: the cache may hold what core shows to strangers ("Busy").
_MASKED = [path.split(".")[0] for path in TEXT_DEPENDENCIES]


class PrEntryTextMixin(models.AbstractModel):
    """What of ``calendar.event`` keeps its iCalendar text up to date."""

    _name = "pr.entry.text.mixin"
    _description = "iCalendar Text of an Agenda Entry"

    pr_original_start = fields.Datetime(
        string="Original start",
        copy=False,
        readonly=True,
        help="Start of this occurrence in its series before it was moved, by which"
        " phones know it.",
    )
    pr_text_watch = fields.Boolean(
        compute="_compute_pr_text_watch",
        store=True,
        help="Says nothing itself: stored, so that it is computed as soon as something"
        " changes that the text of the entry is made of.",
    )

    @api.depends(*TEXT_DEPENDENCIES)
    def _compute_pr_text_watch(self):
        self.pr_text_watch = False
        self.env["pr.calendar.resource"]._schedule(events=filter(None, self._ids))

    def write(self, vals):
        if "recurrence_id" in vals:
            self._schedule_series()
            vals = vals | {"pr_original_start": False}
        elif vals.get("start") and vals.get("recurrence_update") in (None, "self_only"):
            # Core forgets the place of an occurrence in its series when it moves.
            for event in self._filter_first_moved(vals["start"]):
                super(PrEntryTextMixin, event).write({"pr_original_start": event.start})
        return super().write(vals)

    def unlink(self):
        self._schedule_series()
        self.env["pr.calendar.resource"]._schedule_removal(self)
        return super().unlink()

    def _schedule_series(self):
        """Renew the series that these entries leave."""
        series = self.sudo().recurrence_id
        self.env["pr.calendar.resource"]._schedule(recurrences=series.ids)

    def _filter_first_moved(self, start):
        """Return the occurrences that ``start`` takes out of their place."""
        start = fields.Datetime.to_datetime(start)
        return self.filtered(
            lambda event: (
                event.recurrence_id
                and not event.pr_original_start
                and event.start != start
            )
        )

    # ------------------------------------------------------------
    # WHAT A TEXT SAYS
    # ------------------------------------------------------------

    def _forget_masked_values(self):
        self.invalidate_recordset([*_MASKED, "effective_privacy"])

    def _prepare_ical_entry(self, agenda):
        """Return what the text of this entry says in an agenda.

        :rtype: odoo.addons.pr_office.tools.ical.Entry
        """
        self.ensure_one()
        organizer = self.user_id.partner_id
        note = self._get_representation_note(agenda)
        words = [note, ical.plain_text(self.description)]
        return ical.Entry(
            start=self.start,
            stop=self.stop,
            summary=self.name,
            allday=self.allday,
            description="\n\n".join(filter(None, words)),
            location=self.location or "",
            url=self.videocall_location or "",
            category=self._get_activity_label(),
            status=self._get_ical_status(),
            busy=self.show_as == "busy" and not self._is_declined_in(agenda),
            access=(self.effective_privacy or "public").upper(),
            organizer=organizer and self._prepare_ical_person(organizer) or None,
            attendees=tuple(
                self._prepare_ical_person(attendee.partner_id, attendee.state)
                for attendee in self.attendee_ids.sorted("id")
            ),
            reminders=tuple(
                sorted(
                    alarm.duration_minutes
                    for alarm in self.alarm_ids
                    if alarm.alarm_type == "notification"
                )
            ),
            created=self.create_date,
            gate=(self._is_publishable(),),
            public_note=note,
            public_place=self.pr_public_place or "",
        )

    def _get_activity_label(self):
        labels = self._fields["pr_activity_type"]._description_selection(self.env)
        return dict(labels).get(self.pr_activity_type, "")

    def _get_ical_status(self):
        if not self.active:
            return "CANCELLED"
        return "CONFIRMED" if self.pr_confirmed else "TENTATIVE"

    @api.model
    def _prepare_ical_person(self, partner, state=None):
        """Return somebody of an entry; who has no mail gets an address all the same."""
        email = partner.email_normalized
        uid = self.env["pr.calendar.resource"]._get_uid(partner)
        address = f"mailto:{email}" if email else f"urn:uuid:{uid}"
        return ical.Person(partner.name or "", address, _ANSWERS.get(state, ""))

    def _get_representation_note(self, agenda):
        if not self._is_declined_in(agenda):
            return ""
        representative = self.pr_represented_by_id.name
        return self.env._("Represented by %(name)s", name=representative)

    def _get_showing_agendas(self):
        """Return the agendas this entry shows in.

        Not where the authority declined, unless somebody goes in the authority's name.
        """
        self.ensure_one()
        return self.pr_agenda_ids.filtered(
            lambda agenda: (
                not self._is_declined_in(agenda)
                or (self.pr_represented_by_id and agenda == self.pr_agenda_id)
            )
        )

    def _is_declined_in(self, agenda):
        declined = self.attendee_ids.filtered(lambda a: a.state == "declined")
        return agenda.partner_id in declined.partner_id

    # ------------------------------------------------------------
    # WHO MAY READ
    # ------------------------------------------------------------

    @api.model
    def _get_publishable_sql(self, event):
        """Return :meth:`_is_publishable` as SQL, for texts served without the ORM.

        It is true or false, never unknown, so that it can be negated.

        :param SQL event: alias of ``calendar_event``
        """
        return SQL(
            """(
                %(official)s
                AND ((%(event)s.pr_agenda_id IN (
                         SELECT id FROM pr_agenda WHERE validated_since IS NOT NULL
                     )) IS NOT TRUE
                     OR %(event)s.pr_review_state IS NOT DISTINCT FROM 'validated'
                     OR EXISTS (SELECT FROM pr_agenda
                                 WHERE pr_agenda.id = %(event)s.pr_agenda_id
                                   AND %(event)s.start < pr_agenda.validated_since))
            )""",
            official=self._get_official_sql(event),
            event=event,
        )

    @api.model
    def _get_official_sql(self, event):
        """Return :meth:`_is_official` as SQL that is true or false, never unknown."""
        return SQL(
            """(
                %(event)s.pr_publication IS NOT DISTINCT FROM 'public'
                AND %(event)s.pr_confirmed IS TRUE
                AND coalesce(%(event)s.pr_activity_type, '')
                    NOT IN ('travel', 'personal')
                AND %(event)s.privacy IS DISTINCT FROM 'private'
                AND (coalesce(%(event)s.privacy, '') <> '' OR %(open)s)
            )""",
            event=event,
            open=self._get_open_by_default_sql(event),
        )

    @api.model
    def _get_open_by_default_sql(self, event):
        """Return whether the organiser's default privacy is not private.

        By users rather than joined: thousands of entries have few organisers.
        """
        users = "SELECT user_id FROM res_users_settings WHERE calendar_default_privacy"
        organiser = SQL("%s.user_id", event)
        if self.env["res.users"]._default_user_calendar_default_privacy() == "private":
            chosen = SQL("%s <> 'private'", SQL(users))
            return SQL(
                "(%s IS NULL OR (%s IN (%s)) IS TRUE)", organiser, organiser, chosen
            )
        return SQL("(%s IN (%s = 'private')) IS NOT TRUE", organiser, SQL(users))
