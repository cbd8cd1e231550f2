from odoo import models


class PrEntryControlMixin(models.AbstractModel):
    """The control file of an agenda's entries."""

    _name = "pr.entry.control.mixin"
    _description = "Agenda Entry with a Control File"
    _inherit = ["pr.control.mixin"]

    def _get_control_obstacle(self):
        self.ensure_one()
        if self._check_private_event_conditions():
            return self.env._(
                "One of these entries is private: only the authority and the"
                " secretaries of its agenda print its control file."
            )
        if not self.pr_agenda_id:
            return self.env._(
                '"%(entry)s" is in no authority\'s agenda: only their entries have a'
                " control file.",
                entry=self.display_name,
            )
        return super()._get_control_obstacle()

    def _get_control_company(self):
        return self.pr_agenda_id.company_id or super()._get_control_company()

    def _get_control_facts(self):
        start = self._format_control_time(self.start)
        stop = self._format_control_time(self.stop)
        return [
            (self.env._("Agenda"), self.pr_agenda_id.name),
            (self.env._("Time"), f"{start} – {stop}"),
            *super()._get_control_facts(),
        ]
