from datetime import timedelta

import pytz

from odoo import fields, models
from odoo.fields import Domain


class PrPublicEntryMixin(models.AbstractModel):
    """What of ``pr.agenda`` shows its official entries to everybody.

    TUO Ley 27806, art. 5.4: the official activities that the high officials will
    carry out or carried out; Ley 28024, art. 16.1: the official agenda, every day.
    """

    _name = "pr.public.entry.mixin"
    _description = "Public Agenda"

    def _get_public_entries(self, start, stop):
        """Return what the public may see of these agendas between two moments.

        Reserved and private entries are left out, their times too, unless the office
        shows them as busy. Constant number of queries.

        :param datetime start, stop: UTC naive
        :return: list of dicts with text, in order of time; see
            :meth:`_prepare_public_entry`
        """
        published = self.filtered(lambda agenda: agenda.is_public and agenda.active)
        entry_model_sudo = published.env["calendar.event"].sudo()
        entries_sudo = entry_model_sudo.search(
            Domain("pr_agenda_ids", "in", published.ids)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start),
            order="start, id",
        )
        rows = []
        for entry in entries_sudo:
            for agenda in entry._get_showing_agendas() & published.sudo():
                if entry._is_publishable():
                    rows.append(agenda._prepare_public_entry(entry))
                elif agenda.show_busy_in_public and entry.show_as == "busy":
                    rows.append(agenda._prepare_busy_entry(entry))
        return rows

    def _prepare_public_entry(self, entry):
        """Return one public row: stable id, ISO times with offset, no personal data."""
        kinds = dict(entry._fields["pr_activity_type"]._description_selection(self.env))
        return self._prepare_busy_entry(entry) | {
            "id": f"A{self.id}-{entry.id}",
            "busy": False,
            "activity": kinds.get(entry.pr_activity_type, ""),
            "what": entry.name,
            "place": entry.pr_public_place or "",
            "represented_by": entry.pr_represented_by_id.name or "",
        }

    def _prepare_busy_entry(self, entry):
        start, stop = self._get_public_times(entry)
        return {
            "id": "",
            "official": self.partner_id.name,
            "post": self.partner_id.pr_current_post or "",
            "busy": True,
            "all_day": entry.allday,
            "start": start,
            "stop": stop,
            "activity": "",
            "what": "",
            "place": "",
            "represented_by": "",
        }

    def _get_public_times(self, entry):
        if entry.allday:
            return entry.start.date().isoformat(), entry.stop.date().isoformat()
        tz = self._get_tz()
        return tuple(
            pytz.utc.localize(moment).astimezone(tz).isoformat(timespec="minutes")
            for moment in (entry.start, entry.stop)
        )

    def _get_public_period(self, date_from, date_to):
        """Return the UTC naive bounds of a period of local days, at most 93 of them.

        :param str date_from, date_to: ``YYYY-MM-DD``; empty ones mean the week of
            today
        """
        today = fields.Date.context_today(self)
        first = fields.Date.to_date(date_from) or today - timedelta(
            days=today.weekday()
        )
        last = fields.Date.to_date(date_to) or first + timedelta(days=6)
        last = min(max(first, last), first + timedelta(days=92))
        agenda = self[:1]
        return agenda._get_day_bounds(first)[0], agenda._get_day_bounds(last)[1]
