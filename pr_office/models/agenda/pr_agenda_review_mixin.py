from collections import defaultdict
from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

_REMINDER = "pr_office.activity_type_review_publication"
# The next working day is looked for this far: a long weekend with its holidays.
_MAX_DAYS = 10
_BATCH = 100


class PrAgendaReviewMixin(models.AbstractModel):
    """What of ``pr.agenda`` is looked over the day before it is published."""

    _name = "pr.agenda.review.mixin"
    _description = "Review of an Agenda before its Publication"

    publish_only_validated = fields.Boolean(
        string="Publish only what is validated",
        tracking=True,
        help="An entry then waits for its validation before the public sees it. The"
        " law asks for the official activities of each day (TUO Ley 27806, art. 5.4):"
        " whoever turns this on sees to it that somebody validates every day."
        " Without it everything official is published, and validating is a check.",
    )
    validated_since = fields.Datetime(
        compute="_compute_validated_since",
        store=True,
        help="Entries that begin earlier stay published as they were.",
    )
    review_hour = fields.Float(
        string="Remind to validate at",
        default=16.0,
        help="Local time at which the secretary is reminded of what is not validated"
        " up to the next working day.",
    )
    review_reminded_on = fields.Date(
        string="Last checked for the reminder", readonly=True, copy=False
    )
    to_validate_count = fields.Integer(
        string="To validate", compute="_compute_to_validate_count"
    )

    _review_hour_of_a_day = models.Constraint(
        "CHECK (review_hour >= 0 AND review_hour < 24)",
        "The hour of the reminder goes from 00:00 to 23:59.",
    )

    @api.depends("publish_only_validated")
    def _compute_validated_since(self):
        for agenda in self:
            strict = agenda.publish_only_validated
            since = agenda.validated_since or fields.Datetime.now()
            agenda.validated_since = since if strict else False

    def _compute_to_validate_count(self):
        waiting = self._get_entries_to_validate()
        for agenda in self:
            agenda.to_validate_count = len(waiting[agenda])

    def write(self, vals):
        result = super().write(vals)
        if "publish_only_validated" in vals:
            self._refresh_texts_to_come()
        return result

    def _refresh_texts_to_come(self):
        """Entries to come appear or disappear in public, and their texts with them."""
        entry_model_sudo = self.env["calendar.event"].sudo()
        entries_sudo = entry_model_sudo.search(
            [("pr_agenda_id", "in", self.ids), ("stop", ">=", fields.Datetime.now())]
        )
        self.env.add_to_compute(entry_model_sudo._fields["pr_text_watch"], entries_sudo)

    # ------------------------------------------------------------
    # WHAT WAITS
    # ------------------------------------------------------------

    def _get_entries_to_validate(self):
        """Return what nobody has validated from tomorrow to the next working day.

        Constant number of queries, but for the audience hours of each agenda.

        :return: dict of agenda to its ``calendar.event``, with all rights
        """
        found = defaultdict(self.env["calendar.event"].sudo().browse)
        periods = {agenda: agenda._get_review_period() for agenda in self._origin}
        if not periods:
            return found
        entries_sudo = (
            self.env["calendar.event"]
            .sudo()
            .search(
                Domain("pr_agenda_id", "in", [agenda.id for agenda in periods])
                & Domain("pr_for_publication", "=", True)
                & Domain("pr_review_state", "!=", "validated")
                & Domain("start", "<", max(stop for _start, stop in periods.values()))
                & Domain("stop", ">", min(start for start, _stop in periods.values()))
            )
        )
        for entry in entries_sudo:
            agenda = entry.pr_agenda_id.sudo(self.env.su)
            start, stop = periods[agenda]
            if entry.start < stop and entry.stop > start:
                found[agenda] |= entry
        return found

    def _get_review_period(self):
        """Return from when to when the agenda is reviewed today, UTC naive.

        From tomorrow to the end of the next working day: on a Friday, Monday too.
        """
        today = self._get_local_now().date()
        start = self._get_day_bounds(today + timedelta(days=1))[0]
        horizon = self._get_day_bounds(today + timedelta(days=_MAX_DAYS))[1]
        open_hours = self._get_open_intervals(start, horizon)
        first = open_hours[0][0] if open_hours else start
        local = pytz.utc.localize(first).astimezone(self._get_tz())
        return start, self._get_day_bounds(local.date())[1]

    def _get_local_now(self):
        return pytz.utc.localize(fields.Datetime.now()).astimezone(self._get_tz())

    @api.model
    def action_review_publication(self):
        """Open what will be published tomorrow; before a weekend, until it is over."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agenda_review_action"
        )
        agendas = self or self.search([("is_public", "=", True)])
        today = fields.Date.context_today(self)
        reach = max(
            (agenda._get_review_period()[1] for agenda in agendas[:1]),
            default=fields.Datetime.now(),
        )
        ahead = (fields.Datetime.context_timestamp(self, reach).date() - today).days
        context = {
            "search_default_for_publication": 1,
            "search_default_tomorrow" if ahead <= 2 else "search_default_ahead": 1,
        }
        if self:
            context["search_default_pr_agenda_id"] = self.ids
        return action | {"context": context}

    # ------------------------------------------------------------
    # REMINDER
    # ------------------------------------------------------------

    @api.model
    def _cron_remind_review(self):
        """Once a day, at the hour of each agenda, remind of what is not validated."""
        agendas = self.search(
            [("is_public", "=", True)], order="review_reminded_on, id"
        )
        due = agendas.filtered(lambda agenda: agenda._is_review_due())
        for done in range(0, len(due), _BATCH):
            batch = due[done : done + _BATCH]
            batch._remind_review()
            remaining = len(due) - done - len(batch)
            if not self.env["ir.cron"]._commit_progress(
                len(batch), remaining=remaining
            ):
                break

    def _is_review_due(self):
        now = self._get_local_now()
        reached = now.hour + now.minute / 60 >= self.review_hour
        return reached and self.review_reminded_on != now.date()

    def _remind_review(self):
        """Keep one reminder per agenda; it stands among the activities, unmailed."""
        quiet = self.with_context(mail_activity_quick_update=True)
        waiting = quiet._get_entries_to_validate()
        reminded = quiet.activity_search([_REMINDER]).grouped("res_id")
        for agenda in quiet:
            agenda.review_reminded_on = agenda._get_local_now().date()
            if not waiting[agenda]:
                continue
            values = agenda._prepare_review_reminder(len(waiting[agenda]))
            if agenda.id in reminded:
                reminded[agenda.id].write(values)
            else:
                agenda.activity_schedule(_REMINDER, **values)

    def _prepare_review_reminder(self, count):
        """Return what the reminder says, to the first of the secretaries."""
        user = self.delegate_ids[:1] or self.user_id or self.env.user
        start, stop = self._get_review_period()
        speaker = self.with_context(lang=user.lang, tz=self._get_tz().zone)
        days = [
            fields.Datetime.context_timestamp(speaker, moment).date()
            for moment in (start, stop - timedelta(seconds=1))
        ]
        return {
            "user_id": user.id,
            "date_deadline": self._get_local_now().date(),
            "summary": speaker.env._(
                "Validate what is published until %(day)s (to validate: %(count)s)",
                count=count,
                day=format_date(speaker.env, days[-1], date_format="EEEE d/MM"),
            ),
        }

    def _close_review_reminders(self):
        """End the reminders of the agendas where nothing waits any more."""
        waiting = self._get_entries_to_validate()
        finished = self.filtered(lambda agenda: not waiting[agenda])
        finished.activity_feedback([_REMINDER])
