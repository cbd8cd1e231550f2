from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the official answers for: when it changes, it is validated again.
_VALIDATED = ("motive_final", "public_summary")
# What a closed audience keeps until it is opened again, with the reason.
_FROZEN = {"motive_final", "minutes_text", "arrived_on", "time_in", "time_out"}


class PrAudienceResultMixin(models.AbstractModel):
    """What came of an audience, and the official's word for it.

    D.S. 120-2019-PCM, art. 13.2: the official sets the motive after the meeting; Ley
    28024, art. 16.2: that duty is personal, although an assistant may write it down.
    """

    _name = "pr.audience.result.mixin"
    _description = "Result of an Audience"
    _inherit = [
        "pr.audience.review.mixin",
        "pr.audience.notice.mixin",
        "pr.approval.mixin",
        "html.field.history.mixin",
    ]

    validation_id = fields.Many2one(
        comodel_name="pr.approval",
        string="Validated by the official",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Who validated motive and summary, when and how.",
    )
    validation_label = fields.Char(
        string="Validation", compute="_compute_validation_label"
    )
    can_validate = fields.Boolean(compute="_compute_can_validate")
    brief_note = fields.Html(
        string="Note of the office",
        copy=False,
        sanitize_overridable=False,
        help="What the authority should know beforehand. It is printed in the brief.",
    )
    closing_text = fields.Text(
        string="Summary for the citizen",
        copy=False,
        help="What was agreed and thanks, as it was told to the citizen.",
    )

    def _get_versioned_fields(self):
        return ["minutes_text"]

    def _get_official(self):
        """Return the contact of the authority who holds this audience."""
        self.ensure_one()
        return self.agenda_id.partner_id

    def _get_visited_name(self):
        """Return name and post of the official visited, as the registers want them."""
        official = self._get_official()
        return ", ".join(filter(None, (official.name, official.pr_current_post)))

    @api.depends("validation_id.label")
    def _compute_validation_label(self):
        for request in self:
            request.validation_label = request.validation_id.label

    @api.depends("agenda_id", "state", "validation_id")
    @api.depends_context("uid")
    def _compute_can_validate(self):
        me = self.env.user.partner_id
        for request in self:
            waits = request.state == "held" and not request.validation_id
            request.can_validate = waits and request._get_official() == me

    def write(self, vals):
        self._check_frozen(vals)
        stale = self.filtered(lambda request: request._loses_validation(vals))
        result = super().write(vals)
        stale.validation_id = False
        return result

    def _check_frozen(self, vals):
        closed = self.filtered(lambda request: request.state == "closed")
        if closed and _FROZEN & vals.keys() and "state" not in vals:
            raise UserError(
                self.env._(
                    "The audience of %(who)s is closed: open it again, with the reason,"
                    " to correct its record.",
                    who=closed[0].requester_name,
                )
            )

    def _loses_validation(self, vals):
        return self.validation_id and any(
            name in vals and (vals[name] or False) != (self[name] or False)
            for name in _VALIDATED
        )

    # ------------------------------------------------------------
    # THE OFFICIAL'S VALIDATION
    # ------------------------------------------------------------

    def _get_approval_text(self):
        motives = dict(self._fields["motive_final"]._description_selection(self.env))
        facts = [
            (self.env._("Request"), self.name),
            (self.env._("Who came"), self.requester_name),
            (self.env._("Represents"), self.represented_name),
            (self.env._("In and out"), self._format_real_times()),
            (self.env._("Final motive"), motives.get(self.motive_final)),
            (self.env._("Summary for the public"), self.public_summary),
        ]
        rows = (
            Markup("<dt>%s</dt><dd>%s</dd>") % (title, text)
            for title, text in facts
            if text
        )
        return Markup("<dl>%s</dl>") % Markup().join(rows)

    def _format_real_times(self):
        """Return the real times in the agenda's time zone, with their day."""
        if not self.time_in:
            return ""
        local = self.agenda_id._to_local
        begins = f"{local(self.time_in):%d/%m/%Y %H:%M}"
        return begins + (f"–{local(self.time_out):%H:%M}" if self.time_out else "")

    def _apply_approval(self, approval):
        if approval.state == "approved":
            self.validation_id = approval
        elif approval.state == "observed":
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Observed: %(comment)s", comment=approval.comment),
                user_id=approval.requested_by_id.id,
            )

    def _check_can_be_validated(self):
        self.ensure_one()
        if self.state != "held" or not self.motive_final:
            raise UserError(
                self.env._(
                    "Note first when %(who)s came out and the final motive: that is"
                    " what the official validates.",
                    who=self.requester_name,
                )
            )

    def action_ask_approval(self):
        """Ask the official who held the audience, by link or by word."""
        self._check_can_be_validated()
        action = super().action_ask_approval()
        return action | {
            "name": self.env._("Validation by the official"),
            "context": action["context"]
            | {"default_approver_id": self._get_official().id},
        }

    def _validate_in_session(self, motive, summary=""):
        """Set motive and summary and validate them, as the official logged in.

        :param str motive: a key of ``motive_final``
        :param str summary: for the public; compulsory for a gestión de intereses
        :raises AccessError: for anybody but the official who held the audience
        """
        self.ensure_one()
        self.check_access("read")
        if self._get_official() != self.env.user.partner_id:
            raise AccessError(
                self.env._("Only the official who held the audience validates it here.")
            )
        request_sudo = self.sudo()
        request_sudo.write({"motive_final": motive, "public_summary": summary})
        request_sudo._check_can_be_validated()
        return request_sudo._record_session_approval().sudo(False)

    # ------------------------------------------------------------
    # CLOSING AND OPENING AGAIN
    # ------------------------------------------------------------

    def _check_can_close(self):
        if (
            self.state == "held"
            and self.company_id.pr_audience_validated
            and not self.validation_id
        ):
            raise UserError(
                self.env._(
                    "%(official)s has not validated the audience with %(who)s yet: ask"
                    " for it by link or record what was said.",
                    official=self._get_official().name,
                    who=self.requester_name,
                )
            )

    def _get_closing_text(self):
        """Return the proposal of what the citizen is told when all is done."""
        self.ensure_one()
        promised = [
            self._describe_promise(row)
            for row in self.commitment_ids
            if row.state != "cancelled"
        ]
        lines = [
            self.env._(
                "%(who)s: thank you for coming to the audience of %(day)s with"
                " %(official)s (request %(number)s).",
                who=self.requester_name,
                day=self._format_day(),
                official=self._get_visited_name(),
                number=self.name,
            )
        ]
        if promised:
            lines += [self.env._("It was agreed:"), *promised]
        return "\n".join(lines)

    def _format_day(self):
        moment = self.time_in or self.start or self.date_received
        return f"{self.agenda_id._to_local(moment):%d/%m/%Y}" if moment else ""

    def _describe_promise(self, commitment):
        due = commitment.date_due
        if not due:
            return f"– {commitment.name}"
        return self.env._(
            "– %(what)s, by %(day)s", what=commitment.name, day=f"{due:%d/%m/%Y}"
        )

    def _prepare_notice(self, kind):
        """Tell the summary that the office wrote, where there is one."""
        values = super()._prepare_notice(kind)
        if kind == "closed" and (self.closing_text or "").strip():
            values["text"] = self.closing_text
        return values

    def action_prepare_close(self):
        """Open the dialog that closes: motive, summary, what the citizen is told."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_audience_close_action"
        )
        return action | {"context": {"default_audience_id": self.id}}

    # ------------------------------------------------------------
    # WHEN ITS TIME IS OVER
    # ------------------------------------------------------------

    def _pr_get_hanging(self):
        """Visitors, statements, notices and the agenda's entries name the citizen.

        That somebody was told, signed or approved stays, with its hour.
        """
        entries = self.event_id.with_context(active_test=False)
        own = (self.visitor_ids, self.visitor_ids.statement_ids, self.notice_ids)
        return super()._pr_get_hanging() + [
            *((records, records._pr_get_personal_fields()) for records in own),
            (self.slot_id, ["name"]),
            (self.approval_ids, ["name", "shown_text"]),
            (entries, ["name", "description"]),
        ]

    # ------------------------------------------------------------
    # CONTROL FILE
    # ------------------------------------------------------------

    def _get_control_facts(self):
        facts = [
            (self.env._("Who asks"), self.requester_name),
            (self.env._("With"), self._get_visited_name()),
            (self.env._("In and out"), self._format_real_times()),
            (self.env._("Final motive"), self._get_control_label("motive_final")),
            (self.env._("Validation"), self.validation_label),
            (self.env._("Reason"), self.state_reason),
        ]
        return [fact for fact in facts if fact[1]] + super()._get_control_facts()
