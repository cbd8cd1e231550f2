from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..office.pr_numbered_mixin import BY_ACTION

_MOVES = {
    "draft": ("planned", "cancelled"),
    "planned": ("draft", "approved", "cancelled"),
    "approved": ("planned", "held", "cancelled"),
    "held": ("closed",),
    "closed": (),
    "cancelled": (),
}
OPEN_STATES = ("draft", "planned", "approved")


class PrEventStateMixin(models.AbstractModel):
    """The way of an act from a draft to its close, and who lets it go on."""

    _name = "pr.event.state.mixin"
    _description = "States of an Act"
    _inherit = ["pr.approval.mixin"]

    type_id = fields.Many2one(
        comodel_name="pr.event.type",
        string="Type of act",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("planned", "Planned"),
            ("approved", "Approved"),
            ("held", "Was held"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)
    approval_by = fields.Selection(related="type_id.approval")
    can_approve = fields.Boolean(compute="_compute_can_approve")

    _cancelled_explained = models.Constraint(
        "CHECK (state <> 'cancelled' OR length(trim(coalesce(cancel_reason, ''))) > 0)",
        "An act is cancelled with its reason.",
    )

    @api.depends("type_id.approval", "approval_state")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        is_head = self.env.user.has_group("pr_office.group_manager")
        for event in self:
            given = event.approval_state == "approved"
            by_head = event.type_id.approval == "head" and is_head
            free = event.type_id.approval == "none"
            event.can_approve = given or by_head or free

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("state", "draft") != "draft":
                raise UserError(
                    self.env._("An act begins as a draft: save it, then plan it.")
                )
        return super().create(vals_list)

    def write(self, vals):
        if "state" in vals and self.env.context.get("pr_by") is not BY_ACTION:
            raise UserError(
                self.env._(
                    "The state of an act is not typed in: use its buttons, which check"
                    " what has to be there."
                )
            )
        return super().write(vals)

    def _move(self, state, **values):
        """Take these acts to ``state``; nothing moves unless all of them may.

        :raises UserError: naming the act that may not
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for event in self:
            if state not in _MOVES[event.state]:
                raise UserError(
                    self.env._(
                        'The act "%(name)s" is "%(state)s" and cannot become'
                        ' "%(wanted)s".',
                        name=event.name,
                        state=labels[event.state],
                        wanted=labels[state],
                    )
                )
        by_action = self.with_context(pr_by=BY_ACTION)
        return by_action.write({"state": state, **values})

    def action_plan(self):
        """Take the draft up: its checklist starts, guests may be invited."""
        for event in self:
            event._check_can_plan()
        self._move("planned")
        self._start_checklist()
        approved = self.filtered(lambda event: event.type_id.approval == "none")
        return approved.action_approve() if approved else True

    def _check_can_plan(self):
        self.ensure_one()
        if not self.precedence_list_id:
            raise UserError(
                self.env._(
                    'Choose the precedence list that orders "%(name)s".',
                    name=self.name,
                )
            )

    def action_approve(self):
        """Approve planned acts; their entries become firm in the agendas.

        :raises AccessError: when the type asks for somebody else's approval
        """
        for event in self:
            if not event.can_approve:
                raise AccessError(event._get_approval_missing())
        self._move("approved")
        self.calendar_event_id.action_pr_confirm()
        return True

    def _get_approval_missing(self):
        self.ensure_one()
        if self.type_id.approval == "mayor":
            return self.env._(
                'Acts of the type "%(type)s" are approved by the mayor. Ask for it with'
                ' the button "Ask for approval": by link, or recorded by word.',
                type=self.type_id.name,
            )
        return self.env._(
            'Acts of the type "%(type)s" are approved by the head of the office. Ask'
            ' for it with the button "Ask for approval".',
            type=self.type_id.name,
        )

    def _prepare_approval_values(self, approver, kind):
        """Only who may approve this type of act is asked, by link or by word."""
        if not self._is_approver(approver):
            raise UserError(
                self.env._(
                    '%(name)s does not approve acts of the type "%(type)s". %(who)s',
                    name=approver.name,
                    type=self.type_id.name,
                    who=self._get_approval_missing(),
                )
            )
        return super()._prepare_approval_values(approver, kind)

    def _is_approver(self, partner):
        """Tell whether the type of this act lets ``partner`` approve it."""
        self.ensure_one()
        agenda_model_sudo = self.env["pr.agenda"].sudo()
        if agenda_model_sudo.search_count([("partner_id", "=", partner.id)], limit=1):
            return True
        users_sudo = partner.sudo().user_ids
        is_head = any(user.has_group("pr_office.group_manager") for user in users_sudo)
        return self.type_id.approval != "mayor" and is_head

    def _apply_approval(self, approval):
        """An approval that was asked for and given approves the planned act."""
        if approval.state == "approved" and self.state == "planned":
            self.action_approve()

    def action_back_to_draft(self):
        """Take a planned act back; an approved one goes back to be approved again."""
        for event in self:
            event._move("planned" if event.state == "approved" else "draft")
        self.approval_ids.filtered(lambda a: a.state == "pending").action_withdraw()
        self.calendar_event_id.write({"pr_confirmed": False})
        return True

    def action_held(self):
        """Record that the act took place."""
        now = fields.Datetime.now()
        for event in self:
            if event.start > now:
                raise UserError(
                    self.env._(
                        'The act "%(name)s" has not begun yet: it is held once its'
                        " time has come.",
                        name=event.name,
                    )
                )
        return self._move("held")

    def action_close(self):
        """Close a held act: who was expected and never arrived was absent."""
        self._move("closed")
        expected = self.guest_ids.filtered(
            lambda guest: guest.state in ("accepted", "represented")
        )
        if self.guest_ids.filtered(lambda guest: guest.state == "arrived"):
            expected.write({"state": "absent"})
        return True

    def action_cancel(self):
        """Ask for the reason, then cancel."""
        self.check_access("write")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        return action | {
            "name": self.env._("Cancel the act"),
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_method": "cancel",
            },
        }

    def cancel(self, reason):
        """Cancel these acts; their agenda entries go, who attends is told once.

        :param str reason: why, shown to whoever opens an invitation
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason of the cancellation."))
        firm = self.filtered(lambda event: event.state == "approved")
        self._move("cancelled", cancel_reason=reason.strip())
        self.approval_ids.filtered(lambda a: a.state == "pending").action_withdraw()
        firm._tell_attendees_of_cancellation()
        entries = self.calendar_event_id.with_context(pr_by=BY_ACTION)
        entries.write({"active": False})
        self.activity_ids.unlink()
        return True

    def _tell_attendees_of_cancellation(self):
        template = self.env.ref(
            "calendar.calendar_template_delete_event", raise_if_not_found=False
        )
        coming = self.filtered(lambda event: event.start > fields.Datetime.now())
        if not template or not coming:
            return
        # Whoever may cancel the act may not read every agenda that its entry is in.
        entries_sudo = coming.sudo().calendar_event_id
        template_sudo = template.sudo()
        subjects, bodies = (
            template_sudo._render_field(name, entries_sudo.ids, compute_lang=True)
            for name in ("subject", "body_html")
        )
        for entry_sudo in entries_sudo:
            told_sudo = entry_sudo.attendee_ids.filtered(
                lambda attendee: attendee.email and attendee._should_notify_attendee()
            )
            if told_sudo:
                entry_sudo.message_notify(
                    partner_ids=told_sudo.partner_id.ids,
                    subject=subjects[entry_sudo.id],
                    body=bodies[entry_sudo.id],
                    email_layout_xmlid="mail.mail_notification_light",
                )

    def _get_approval_text(self):
        """Return what the approver reads: what, when, where, who presides, guests."""
        self.ensure_one()
        rows = [
            (self.env._("When"), self._format_when()),
            (self.env._("Where"), self.current_place),
            (self.env._("Presides"), self.presider_id.name),
            (self.env._("Host"), self.host_id.name),
            (self.env._("Precedence list"), self.precedence_list_id.name),
            (self.env._("Guests"), str(len(self.guest_ids))),
            (self.env._("Warnings"), self.warning_note),
        ]
        lines = [Markup("<div><b>%s:</b> %s</div>") % row for row in rows if row[1]]
        steps = [
            Markup("<li>%s %s</li>") % (step._format_start(), step.name)
            for step in self.segment_ids
        ]
        return Markup("").join([*lines, Markup("<ul>"), *steps, Markup("</ul>")])
