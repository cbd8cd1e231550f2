from odoo import api, models
from odoo.tools import SQL


class PrTimeline(models.Model):
    _inherit = "pr.timeline"

    _depends = {
        "pr.event.guest": [
            "event_id",
            "partner_id",
            "representative_id",
            "state",
            "company_id",
        ],
        "pr.event": ["calendar_event_id", "state"],
        "calendar.event": ["name", "start"],
    }

    @api.model
    def _get_kinds(self):
        return super()._get_kinds() | {
            "act_invited": (self.env._("Invited to an act"), "fa-calendar-o"),
            "act_accepted": (self.env._("Confirmed for an act"), "fa-calendar-check-o"),
            "act_declined": (self.env._("Excused from an act"), "fa-calendar-times-o"),
            "act_represented": (self.env._("Was represented"), "fa-user-o"),
            "act_represents": (self.env._("Represented somebody"), "fa-user-plus"),
            "act_arrived": (self.env._("Attended an act"), "fa-star-o"),
            "act_absent": (self.env._("Was absent from an act"), "fa-user-times"),
        }

    @api.model
    def _get_timeline_queries(self):
        own = SQL("guest.partner_id"), SQL("'act_' || guest.state")
        sent = SQL("guest.representative_id"), SQL("'act_represents'")
        return [
            *super()._get_timeline_queries(),
            ("pr.event.guest", self._get_act_query(*own)),
            ("pr.event.guest", self._get_act_query(*sent)),
        ]

    def _get_act_query(self, partner, kind):
        """Invitations that went out, on the town's day of the act."""
        return SQL(
            """SELECT guest.id AS row_id, guest.id AS res_id, %(partner)s AS partner_id,
                      %(kind)s AS kind,
                      (entry.start AT TIME ZONE 'UTC'
                          AT TIME ZONE %(timezone)s)::date AS date,
                      entry.name, guest.company_id
                 FROM pr_event_guest guest
                 JOIN pr_event act ON act.id = guest.event_id
                 JOIN calendar_event entry ON entry.id = act.calendar_event_id
                WHERE act.state NOT IN ('draft', 'cancelled')
                  AND guest.state <> 'to_invite' AND %(partner)s IS NOT NULL""",
            partner=partner,
            kind=kind,
            timezone=self.env.tz.zone,
        )
