from odoo import api, models
from odoo.exceptions import RedirectWarning, ValidationError

from ..office.pr_numbered_mixin import BY_ACTION

_PROVIDER_IDS = ("google_id", "microsoft_id", "ms_universal_event_id")


class CalendarEvent(models.Model):
    """What the entry of an act may not suffer, from whatever calendar."""

    _inherit = "calendar.event"

    def _pr_get_acts(self):
        """Return the acts of these entries, archived ones too, with all rights."""
        act_model_sudo = self.env["pr.event"].sudo().with_context(active_test=False)
        return act_model_sudo.search([("calendar_event_id", "in", self.ids)])

    def write(self, vals):
        hides = vals.get("active") is False
        if hides and self.env.context.get("pr_by") is not BY_ACTION:
            acts_sudo = self._pr_get_acts()
            if acts_sudo:
                return self._pr_write_beside_acts(acts_sudo, vals)
        if "start" not in vals:
            return super().write(vals)
        days = self._pr_get_act_days()
        result = super().write(vals)
        for act_sudo, day in self._pr_get_act_days().items():
            act_sudo._shift_checklist((day - days[act_sudo]).days)
            act_sudo._follow_posts()
        return result

    def _pr_get_act_days(self):
        """Return the days by act, read from the entries: an act that is being written
        has its new time already.
        """
        return {
            act_sudo: act_sudo._get_day(act_sudo.calendar_event_id.start)
            for act_sudo in self._pr_get_acts()
        }

    def _pr_write_beside_acts(self, acts_sudo, vals):
        entries = self.browse(acts_sudo.calendar_event_id.ids)
        entries._pr_keep_acts(acts_sudo)
        kept = {name: value for name, value in vals.items() if name != "active"}
        if kept:
            entries.write(kept)
        others = self - entries
        return others.write(vals) if others else True

    def unlink(self):
        """An act's entry goes with the act: elsewhere it is refused or kept."""
        if self.env.context.get("pr_by") is BY_ACTION:
            return super().unlink()
        acts_sudo = self._pr_get_acts()
        if acts_sudo:
            entries = self.browse(acts_sudo.calendar_event_id.ids)
            entries._pr_keep_acts(acts_sudo)
            self -= entries
        return super().unlink()

    def _pr_keep_acts(self, acts_sudo):
        """Refuse the deletion, or note it when it comes from a connected calendar.

        An exception there would roll back the whole synchronisation of its user at
        every run.

        :raises RedirectWarning: from the interface, with the way to the act
        """
        if self.env.context.get("dont_notify"):
            self._pr_note_deleted_elsewhere(acts_sudo)
            return
        self.check_access("read")
        raise RedirectWarning(
            self.env._(
                '"%(name)s" is the entry of an official act and is not deleted from the'
                " calendar: its guests would be lost. Open the act and cancel it with"
                " its reason; that frees the agenda.",
                name=self[:1].display_name,
            ),
            {
                "type": "ir.actions.act_window",
                "res_model": "pr.event",
                "res_id": acts_sudo[:1].id,
                "views": [(False, "form")],
            },
            self.env._("Open the act"),
        )

    def _pr_note_deleted_elsewhere(self, acts_sudo):
        """Keep the entries, let go of the other calendar, ask what was meant."""
        ids = {name: False for name in _PROVIDER_IDS if name in self._fields}
        if ids:
            self.with_context(dont_notify=True).write(ids)
        for act_sudo in acts_sudo:
            act_sudo.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._(
                    "Deleted on the telephone by %(who)s: cancel or restore?",
                    who=self.env.user.name,
                ),
                user_id=act_sudo.create_uid.id,
            )

    def _cancel(self):
        """Google's module deletes here what was deleted there."""
        others = self - self._pr_split_acts()
        return super(CalendarEvent, others)._cancel()

    def _cancel_microsoft(self):
        others = self - self._pr_split_acts()
        return super(CalendarEvent, others)._cancel_microsoft()

    def _pr_split_acts(self):
        acts_sudo = self._pr_get_acts()
        entries = self.browse(acts_sudo.calendar_event_id.ids)
        if entries:
            entries.with_context(dont_notify=True)._pr_keep_acts(acts_sudo)
        return entries

    @api.constrains("recurrency")
    def _check_act_not_recurrent(self):
        if self.filtered("recurrency")._pr_get_acts():
            raise ValidationError(self.env["pr.event"]._get_recurrence_message())
