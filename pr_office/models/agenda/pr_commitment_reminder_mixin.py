from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

_REMINDER = "mail.mail_activity_data_todo"
_ESCALATION = "pr_office.activity_type_late"
_WARNED, _TOLD_LATE, _ESCALATED = 1, 2, 3


class PrCommitmentReminderMixin(models.AbstractModel):
    """What keeps a commitment in mind until it is kept.

    An activity of the responsible on its day, one notice before it and one after it,
    and an activity of the head of the office when it is long overdue.
    """

    _name = "pr.commitment.reminder.mixin"
    _description = "Reminders of a Commitment"

    reminder_step = fields.Integer(
        compute="_compute_reminder_step",
        store=True,
        copy=False,
        help="How far the notices went for this day: 1 told before, 2 told after,"
        " 3 told to the head.",
    )

    @api.depends("date_due")
    def _compute_reminder_step(self):
        self.reminder_step = 0

    def _get_reminder_fields(self):
        """Return the names of the fields that the reminder follows."""
        return {"state", "user_id", "date_due", "name"}

    def _quietly(self):
        """The responsible sees the reminder among the activities; no mail is sent."""
        return self.with_context(
            mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True
        )

    # ------------------------------------------------------------
    # ACTIVITIES
    # ------------------------------------------------------------

    def _remind(self):
        """Keep one reminder per open commitment, for its responsible, on its day."""
        quiet = self._quietly()
        waiting = quiet.filtered(
            lambda row: row.state == "open" and row.date_due and row.user_id
        )
        quiet._drop_reminders(waiting)
        reminders = waiting.activity_search([_REMINDER]).grouped("res_id")
        for commitment in waiting.filtered(lambda row: row.id in reminders):
            reminders[commitment.id].write(commitment._prepare_reminder())
        new = waiting.filtered(lambda row: row.id not in reminders)
        new._create_activities(_REMINDER, lambda row: row._prepare_reminder())

    def _drop_reminders(self, waiting):
        """Take away the activities of those that wait for nobody any more."""
        done = self.filtered(lambda row: row.state == "done")
        done.activity_feedback([_REMINDER, _ESCALATION])
        (self - waiting - done).activity_unlink([_REMINDER, _ESCALATION])

    def _prepare_reminder(self):
        return {
            "summary": self.name,
            "date_deadline": self.date_due,
            "user_id": self.user_id.id,
        }

    def _create_activities(self, xmlid, prepare):
        """Create one activity for each of these commitments.

        :param prepare: function of a commitment that returns the values of its own
        """
        model_id = self.env["ir.model"]._get_id(self._name)
        type_id = self.env.ref(xmlid).id
        self.env["mail.activity"].with_context(**self._quietly().env.context).create(
            [
                prepare(row)
                | {
                    "res_model_id": model_id,
                    "res_id": row.id,
                    "activity_type_id": type_id,
                    "automated": True,
                }
                for row in self
            ]
        )

    # ------------------------------------------------------------
    # NOTICES
    # ------------------------------------------------------------

    @api.model
    def _cron_follow_up(self):
        """Tell who is responsible before and after the day, and then the head."""
        today = fields.Date.context_today(self)
        [[ahead]] = self.env["res.company"]._read_group(
            [], aggregates=["pr_commitment_days:max"]
        )
        pending = self.search(
            [
                ("state", "=", "open"),
                ("reminder_step", "<", _ESCALATED),
                ("date_due", "<=", today + timedelta(days=ahead)),
            ]
        )
        steps = {row: row._get_due_step(today) for row in pending}
        moving = pending.filtered(lambda row: steps[row] > row.reminder_step)
        moving.filtered(lambda row: steps[row] < _ESCALATED)._notify_responsible(today)
        moving.filtered(lambda row: steps[row] == _ESCALATED)._escalate(today)
        for step, rows in moving.grouped(steps.get).items():
            rows.reminder_step = step

    def _get_due_step(self, today):
        """Return how far the notices should have gone on this day."""
        self.ensure_one()
        company = self.company_id
        late = (today - self.date_due).days
        if company.pr_commitment_late_days and late >= company.pr_commitment_late_days:
            return _ESCALATED
        if late > 0:
            return _TOLD_LATE
        return _WARNED if -late <= company.pr_commitment_days else 0

    def _notify_responsible(self, today):
        """Send each responsible one notice with what falls due and what is overdue."""
        known = self.filtered(lambda row: row.user_id.active)
        for user, rows in known.grouped("user_id").items():
            rows = rows.with_context(lang=user.lang)
            rows.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=rows._get_notice_subject(today),
                body=Markup("<ul>%s</ul>") % rows._get_notice_lines(),
            )

    def _get_notice_subject(self, today):
        late = self.filtered(lambda row: row.date_due < today)
        if late:
            return self.env._("Overdue commitments: %(count)s", count=len(late))
        return self.env._("Commitments that fall due: %(count)s", count=len(self))

    def _get_notice_lines(self):
        return Markup().join(
            Markup('<li><a href="/odoo/pr-my-commitments/%s">%s</a> – %s, %s</li>')
            % (
                row.id,
                row.name,
                row.partner_name or "–",
                format_date(row.env, row.date_due),
            )
            for row in self
        )

    def _escalate(self, today):
        """Give the head of the office one activity for each that is long overdue."""
        told = self.filtered("company_id.pr_head_user_id")
        told._create_activities(
            _ESCALATION,
            lambda row: {
                "summary": row._get_escalation_summary(today),
                "date_deadline": today,
                "user_id": row.company_id.pr_head_user_id.id,
            },
        )

    def _get_escalation_summary(self, today):
        head = self.company_id.pr_head_user_id
        return self.with_context(lang=head.lang).env._(
            "%(days)s days overdue, %(responsible)s: %(name)s",
            days=(today - self.date_due).days,
            responsible=self.user_id.name or self.unit or "–",
            name=self.name,
        )
