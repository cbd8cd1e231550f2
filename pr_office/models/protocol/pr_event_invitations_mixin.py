from odoo import api, fields, models
from odoo.exceptions import UserError

_COLUMNS = {
    "to_invite": ("to_invite",),
    "invited": ("invited",),
    "coming": ("accepted", "arrived"),
    "represented": ("represented",),
    "away": ("declined", "absent"),
}


class PrEventInvitationsMixin(models.AbstractModel):
    """The invitations of an act as a whole: their text, and who has answered."""

    _name = "pr.event.invitations.mixin"
    _description = "Invitations of an Act"

    invitation_text = fields.Text(
        help="Stands in the mails, above the act, day and place.",
        compute="_compute_invitation_text",
        store=True,
        readonly=False,
    )
    answer_table = fields.Html(
        string="Answers", compute="_compute_answer_table", sanitize=False
    )

    has_stale_guests = fields.Boolean(compute="_compute_has_stale_guests")

    @api.depends("company_id", "presider_id")
    def _compute_invitation_text(self):
        for event in self:
            here = event.with_context(lang=event._get_lang())
            event.invitation_text = event.invitation_text or here._get_default_text()

    @api.depends("guest_ids.told_old")
    def _compute_has_stale_guests(self):
        for event in self:
            event.has_stale_guests = any(event.guest_ids.mapped("told_old"))

    def _get_default_text(self):
        host = self.host_id or self.presider_id
        if not host:
            return self.env._(
                "%(company)s has the honour of inviting you to the following act.",
                company=self.company_id.name,
            )
        return self.env._(
            "%(host)s, on behalf of %(company)s, has the honour of inviting you to the"
            " following act.",
            host=host.name,
            company=self.company_id.name,
        )

    def _check_can_invite(self):
        self.ensure_one()
        if self.state not in ("planned", "approved"):
            raise UserError(
                self.env._(
                    'Plan the act "%(act)s" first: the page of the invitation opens'
                    " then.",
                    act=self.name,
                )
            )

    def _get_lang(self):
        """Return the language in which the municipality writes."""
        return self.company_id.partner_id.lang or self.env.lang

    def _ask_about_mails(self, mail_sudo):
        """Leave one task with the officer while there are mails to look after."""
        self.ensure_one()
        summary = self.env._("Invitations that could not be delivered")
        if summary in self.activity_ids.mapped("summary"):
            return
        helper = mail_sudo._get_helper(self)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=helper.id,
            summary=summary,
            note=f"{mail_sudo.email_to}: {mail_sudo.failure}",
        )

    def _get_mail_helper(self):
        return self.user_id or self.env.user

    def _get_invitation_warnings(self):
        stale = self.guest_ids.filtered("told_old")
        if stale:
            yield self.env._(
                "%(count)s guests were told another hour or place: tell them of the"
                " change.",
                count=len(stale),
            )
        trouble = self.guest_ids.filtered("is_mail_trouble")
        if trouble:
            yield self.env._(
                "%(count)s mails to guests did not go out or are uncertain: look at the"
                " list of guests.",
                count=len(trouble),
            )

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    @api.depends("guest_ids.state", "guest_ids.category_id")
    def _compute_answer_table(self):
        rows = self.env["pr.event.guest"]._read_group(
            [("event_id", "in", self.ids)],
            ["event_id", "category_id", "state"],
            ["__count"],
        )
        counts = {}
        for event, category, state, count in rows:
            mine = counts.setdefault(event.id, {}).setdefault(category, {})
            mine[state] = count
        for event in self:
            event.answer_table = event._render_answers(counts.get(event._origin.id, {}))

    def _render_answers(self, by_category):
        if not by_category:
            return False
        without = self.env._("Without post of the register")
        lines = [
            (category.name or without, self._count_answers(states))
            for category, states in sorted(
                by_category.items(), key=lambda row: (not row[0], row[0].sequence)
            )
        ]
        total = [
            sum(column) for column in zip(*(row for _n, row in lines), strict=True)
        ]
        values = {"lines": lines, "total": total}
        return self.env["ir.qweb"]._render("pr_office.event_answer_table", values)

    @api.model
    def _count_answers(self, states):
        counts = [
            sum(states.get(state, 0) for state in column)
            for column in _COLUMNS.values()
        ]
        return [sum(counts), *counts]

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_send_invitations(self):
        """Open the dialog that invites by mail whoever is still to be invited."""
        return self._open_send("invitation")

    def action_send_reminders(self):
        """Open the dialog that reminds those who have not answered."""
        return self._open_send("reminder")

    def action_tell_change(self):
        """Open the dialog that tells guests of the new hour or place."""
        return self._open_send("change")

    def action_tell_cancellation(self):
        """Open the dialog that tells guests that the act is off."""
        return self._open_send("cancellation")

    def _open_send(self, kind, guests=None):
        """Return the dialog that mails these guests, all by default."""
        self.ensure_one()
        action = self._get_dialog("pr_event_send_action", default_kind=kind)
        if guests:
            action["context"]["pr_guest_ids"] = guests.ids
        return action

    def _get_dialog(self, xml_id, **defaults):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"pr_office.{xml_id}")
        return action | {"context": {"default_event_id": self.id, **defaults}}
