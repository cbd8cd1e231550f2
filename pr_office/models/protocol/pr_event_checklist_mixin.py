from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date


class PrEventChecklistMixin(models.AbstractModel):
    """The checklist of an act: activities so many days before or after it."""

    _name = "pr.event.checklist.mixin"
    _description = "Checklist of an Act"
    _inherit = ["mail.activity.mixin"]

    checklist_follows = fields.Boolean(
        string="Checklist moves with the act",
        default=True,
        help="When the act is moved by some days, what is still to be done moves by as"
        " many.",
    )
    checklist_label = fields.Char(
        string="Checklist", compute="_compute_checklist_label"
    )

    @api.depends("activity_ids")
    def _compute_checklist_label(self):
        """Count what is done too: core keeps finished activities in the archive."""
        rows = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            ._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id", "active"],
                ["__count"],
            )
        )
        counts = {}
        for res_id, is_open, count in rows:
            done, total = counts.get(res_id, (0, 0))
            counts[res_id] = (done + (0 if is_open else count), total + count)
        for event in self:
            done, total = counts.get(event._origin.id, (0, 0))
            event.checklist_label = f"{done}/{total}" if total else ""

    def _start_checklist(self):
        """Put the checklist of its type on each act that has none yet."""
        model = self.env["mail.activity.schedule"]
        for event in self.filtered("type_id.plan_id"):
            if event.checklist_label:
                continue
            model.with_context(
                active_model=self._name, active_ids=event.ids, active_id=event.id
            ).create(
                {
                    "plan_id": event.type_id.plan_id.id,
                    "plan_date": event._get_day(),
                    "plan_on_demand_user_id": self.env.uid,
                }
            ).action_schedule_plan()

    def _shift_checklist(self, days):
        """Move what is still to be done by ``days`` and say so."""
        self.ensure_one()
        activities = self.activity_ids
        if not (days and activities and self.checklist_follows):
            return
        for activity in activities:
            activity.date_deadline += timedelta(days=days)
        self.message_post(
            body=self.env._(
                "The act is now on %(day)s: its open checklist moved by %(days)s days.",
                day=format_date(self.env, self._get_day()),
                days=days,
            )
        )

    def _get_day(self, moment=None):
        """Return the day of the act, or of ``moment``, in the act's own time zone."""
        self.ensure_one()
        local = self.with_context(tz=self._get_tz())
        return fields.Datetime.context_timestamp(local, moment or self.start).date()
