from odoo import api, models


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._accept_for_principal()
        return attendees

    def _accept_for_principal(self):
        """An authority attends what the own secretary writes in the own agenda."""
        own = self._get_principals_by_delegate()
        own = own.filtered(lambda attendee: attendee.state == "needsAction")
        if own:
            own.write({"state": "accepted"})

    def _get_principals_by_delegate(self):
        return self.filtered(
            lambda attendee: (
                attendee._is_principal()
                and attendee.event_id.pr_agenda_id._is_delegate()
            )
        )

    def _is_principal(self):
        self.ensure_one()
        agenda = self.event_id.pr_agenda_id
        return bool(agenda) and self.partner_id == agenda.sudo().partner_id

    def write(self, vals):
        """Everybody answers for themselves, also in an entry they may not change."""
        if vals.keys() != {"state"}:
            return super().write(vals)
        if vals["state"] == "needsAction":
            # Core asks the organiser again after another user moved the entry.
            self -= self._get_principals_by_delegate()
        own_sudo, others = self._split_own_answers()
        super(CalendarAttendee, own_sudo).write(vals)
        return super(CalendarAttendee, others).write(vals)

    def do_accept(self):
        own_sudo, others = self._split_own_answers()
        super(CalendarAttendee, own_sudo).do_accept()
        return super(CalendarAttendee, others).do_accept()

    def do_decline(self):
        own_sudo, others = self._split_own_answers()
        super(CalendarAttendee, own_sudo).do_decline()
        return super(CalendarAttendee, others).do_decline()

    def _split_own_answers(self):
        own = self.filtered(lambda attendee: attendee._may_answer())
        own_sudo = own.sudo()
        return own_sudo, self - own

    def _may_answer(self):
        self.ensure_one()
        agendas = self.event_id.sudo().pr_agenda_ids
        principal = agendas.filtered(
            lambda agenda: agenda.partner_id == self.partner_id
        )
        return self.partner_id == self.env.user.partner_id or any(
            agenda._is_delegate() for agenda in principal
        )

    def unlink(self):
        """Taking somebody off the list is a change of the entry, not an answer."""
        self.event_id._filter_of_agendas().check_access("write")
        return super().unlink()

    def _should_notify_attendee(self, notify_author=False):
        """The authority and the secretaries know their own agenda: no mail to them."""
        return super()._should_notify_attendee(notify_author) and (
            not self._is_of_agenda_staff()
        )

    def _is_of_agenda_staff(self):
        agenda_sudo = self.event_id.pr_agenda_id.sudo()
        return self.partner_id in (
            agenda_sudo.partner_id | agenda_sudo.delegate_ids.partner_id
        )
