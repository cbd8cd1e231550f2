from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

from ...tools import names, review

_VALIDATION = {"pr_validated_on", "pr_validated_by_id", "pr_validated_as"}
# A shorter reason for reserving says nothing.
_MIN_REASON = 10


class PrEntryReviewMixin(models.AbstractModel):
    """What of ``calendar.event`` is looked over before the public reads it.

    A validation is of what the public would have read at that moment: kept with it, so
    that any later difference, whichever way it came, asks for another look.
    """

    _name = "pr.entry.review.mixin"
    _description = "Review of an Agenda Entry before its Publication"

    pr_validated_on = fields.Datetime(
        string="Validated on", readonly=True, copy=False, tracking=True
    )
    pr_validated_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Validated by",
        readonly=True,
        copy=False,
        tracking=True,
    )
    pr_validated_as = fields.Json(readonly=True, copy=False)
    pr_review_state = fields.Selection(
        selection=[
            ("waiting", "Not validated"),
            ("changed", "Changed since"),
            ("validated", "Validated"),
        ],
        string="Review",
        compute="_compute_pr_review_state",
        store=True,
        help="Whether somebody has looked at what the public reads. Changed since: it"
        " was validated, and then name, time, place or representative changed.",
    )
    pr_for_publication = fields.Boolean(
        string="Will be published",
        compute="_compute_pr_for_publication",
        search="_search_pr_for_publication",
        help="Official, confirmed, neither reserved nor private, and its agenda is"
        " published.",
    )
    pr_public_time = fields.Char(
        string="Public time", compute="_compute_pr_public_time"
    )
    pr_review_note = fields.Text(string="To look at", compute="_compute_pr_review_note")

    @api.depends(
        "pr_validated_on",
        "pr_agenda_id",
        "name",
        "start",
        "stop",
        "allday",
        "pr_activity_type",
        "pr_public_place",
        "pr_represented_by_id.name",
    )
    def _compute_pr_review_state(self):
        for event in self:
            if not event.pr_agenda_id:
                event.pr_review_state = False
            elif not event.pr_validated_on:
                event.pr_review_state = "waiting"
            else:
                same = event.pr_validated_as == event._prepare_public_facts()
                event.pr_review_state = "validated" if same else "changed"

    @api.depends(
        "pr_publication",
        "privacy",
        "pr_confirmed",
        "pr_activity_type",
        "pr_agenda_ids.is_public",
    )
    def _compute_pr_for_publication(self):
        for event in self:
            event.pr_for_publication = event._is_official() and any(
                event.pr_agenda_ids.mapped("is_public")
            )

    def _search_pr_for_publication(self, operator, value):
        if operator != "in":
            return NotImplemented
        for model in ("calendar.event", "pr.agenda", "res.users.settings"):
            self.env[model].flush_model()
        query = SQL(
            """(
            SELECT e.id
              FROM calendar_event e
              JOIN pr_agenda_calendar_event_rel r ON r.calendar_event_id = e.id
              JOIN pr_agenda a ON a.id = r.pr_agenda_id AND a.active AND a.is_public
             WHERE %s
            )""",
            self._get_official_sql(SQL("e")),
        )
        published = Domain("id", "in", query)
        return published if True in value else ~published

    @api.depends("start", "stop", "allday", "pr_agenda_id")
    def _compute_pr_public_time(self):
        for event in self:
            event.pr_public_time = event.start and event._describe_time(
                event.start, event.stop, event.allday
            )

    def _describe_time(self, start, stop, allday):
        """Return a stretch in the local time of the agenda: "mar 12/05 10:00–11:00"."""
        if allday:
            day = format_date(self.env, start.date(), date_format="EEE dd/MM")
            return self.env._("%(day)s, all day", day=day)
        tz = self.pr_agenda_id.sudo()._get_tz().zone if self.pr_agenda_id else None
        first, last = (
            format_datetime(self.env, moment, tz=tz, dt_format=dt_format)
            for moment, dt_format in ((start, "EEE dd/MM HH:mm"), (stop, "HH:mm"))
        )
        return f"{first}–{last}"

    def _prepare_public_facts(self):
        """Return what the public reads of this entry, as plain values."""
        self.ensure_one()
        return {
            "name": self.name or "",
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(self.stop),
            "allday": bool(self.allday),
            "activity": self.pr_activity_type or "",
            "place": self.pr_public_place or "",
            "represented_by": self.pr_represented_by_id.name or "",
        }

    # ------------------------------------------------------------
    # WHAT STANDS OUT
    # ------------------------------------------------------------

    @api.depends(
        "name",
        "start",
        "pr_public_place",
        "pr_publication",
        "pr_publication_reason",
        "pr_off_premises",
        "pr_off_premises_reason",
        "pr_review_state",
        "partner_ids",
    )
    def _compute_pr_review_note(self):
        for event in self:
            lines = [
                *event._get_publication_notes(),
                *event._get_wording_notes(),
                *event._get_change_notes(),
            ]
            event.pr_review_note = "\n".join(lines) or False

    def _get_publication_notes(self):
        if self.pr_publication == "public" and not self.pr_public_place:
            yield self.env._("No place to publish: write the venue or the district.")
        if self.pr_publication == "reserved" and not self._has_reason_to_reserve():
            yield self.env._(
                "Reserved without a reason that can be given: write it, or publish."
            )
        if self.pr_off_premises and not (self.pr_off_premises_reason or "").strip():
            yield self.env._("Off premises without a reason: write why.")
        if self.pr_publication == "public" and not self.pr_confirmed:
            yield self.env._("Not confirmed yet: it is published once confirmed.")

    def _has_reason_to_reserve(self):
        reason = (self.pr_publication_reason or "").strip()
        return (
            len(reason) >= _MIN_REASON and reason not in self._get_automatic_reasons()
        )

    @api.model
    def _get_automatic_reasons(self):
        """Return what stands as the reason when nobody gave one."""
        langs = {self.env.lang, self.env.company.partner_id.lang, False}
        speakers = [self.with_context(lang=lang) for lang in langs]
        return {
            reason
            for speaker in speakers
            for reason in (
                speaker._get_phone_reason(),
                speaker._get_stranger_reason(),
            )
        }

    def _get_wording_notes(self):
        if self.pr_publication != "public":
            return
        found = review.find_in_title(self.name) | review.find_in_place(
            self.pr_public_place
        )
        labels = self._get_wording_labels()
        yield from (text for kind, text in labels.items() if kind in found)
        for person in self._get_private_persons_named():
            yield self.env._(
                "It names %(name)s, who has no post in the register.", name=person.name
            )

    @api.model
    def _get_wording_labels(self):
        return {
            review.PHONE: self.env._("It seems to contain a telephone number."),
            review.EMAIL: self.env._("It contains an e-mail address."),
            review.DOCUMENT: self.env._("It seems to contain an identity document."),
            review.HOME: self.env._("It seems to contain a home address."),
            review.PERSON: self.env._("It seems to name a private person."),
        }

    def _get_private_persons_named(self):
        """Return who attends in a private capacity and is named in the title."""
        title = names.fold(self.name or "")
        authorities = self.pr_agenda_ids.sudo().partner_id
        return (self.partner_ids - authorities).filtered(
            lambda person: (
                not person.is_company
                and names.fold(person.name or "-") in title
                and not person.user_ids
                and not person.pr_current_post
            )
        )

    def _get_change_notes(self):
        """Say what the public would have read when it was validated."""
        if self.pr_review_state != "changed":
            return
        before, now = self.pr_validated_as or {}, self._prepare_public_facts()
        if any(before.get(key) != now[key] for key in ("start", "stop", "allday")):
            yield self.env._(
                "The time has changed: it was %(before)s.",
                before=self._describe_validated_time(before),
            )
        for key, label in self._get_fact_labels().items():
            if before.get(key) != now[key]:
                yield self.env._(
                    "%(what)s has changed: it was “%(before)s”.",
                    what=label,
                    before=before.get(key) or "–",
                )
        if before.get("activity") != now["activity"]:
            yield self.env._("The kind of activity has changed.")

    @api.model
    def _get_fact_labels(self):
        return {
            "name": self.env._("The name"),
            "place": self.env._("The place"),
            "represented_by": self.env._("The representative"),
        }

    def _describe_validated_time(self, facts):
        start, stop = (
            fields.Datetime.to_datetime(facts.get(key)) for key in ("start", "stop")
        )
        return self._describe_time(start, stop, facts.get("allday"))

    # ------------------------------------------------------------
    # VALIDATION
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_validation_values(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_validation_values(vals)
        return super().write(vals)

    @api.model
    def _check_validation_values(self, *vals_list):
        """Who validated what is written by :meth:`action_pr_validate` alone."""
        if not self.env.su and any(_VALIDATION & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Validate an entry with its button, in the name of whoever does it."
                )
            )

    def action_pr_validate(self):
        """Validate these entries as they would be published now.

        From the button over a list without a selection: all that the list shows.

        :raises UserError: when none of them will be published
        """
        entries = self or self._get_shown_entries()
        entries = entries.filtered("pr_for_publication")
        if not entries:
            raise UserError(
                self.env._(
                    "There is nothing to validate here: only confirmed entries that"
                    " will be published are validated."
                )
            )
        waiting = entries.filtered(lambda one: one.pr_review_state != "validated")
        waiting.check_access("write")
        for entry_sudo in waiting.sudo():
            entry_sudo.write(entry_sudo._prepare_validation_values())
        entries.pr_agenda_id.sudo()._close_review_reminders()
        return True

    @api.model
    def _get_shown_entries(self):
        domain = Domain(self.env.context.get("active_domain") or Domain.FALSE)
        return self.search(domain & Domain("pr_for_publication", "=", True))

    def _prepare_validation_values(self):
        return {
            "pr_validated_on": fields.Datetime.now(),
            "pr_validated_by_id": self.env.uid,
            "pr_validated_as": self._prepare_public_facts(),
        }

    def action_pr_unvalidate(self):
        """Take a validation back."""
        self.check_access("write")
        self.sudo().write(dict.fromkeys(_VALIDATION, False))
        return True

    def _awaits_validation(self):
        """Tell whether its agenda publishes this entry only once it is validated."""
        since = self.pr_agenda_id.sudo().validated_since
        return (
            bool(since) and self.start >= since and self.pr_review_state != "validated"
        )
