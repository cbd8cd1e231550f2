from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime

from ...tools import tokens

DECIDED = ("approved", "observed")


class PrApproval(models.Model):
    _name = "pr.approval"
    _description = "Approval"
    _order = "id desc"

    name = fields.Char(string="What", required=True, readonly=True)
    res_model = fields.Char(string="Kind of paper", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Paper",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    approver_id = fields.Many2one(
        comodel_name="res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[
            ("link", "By link"),
            ("session", "In the system"),
            ("verbal", "Verbal"),
        ],
        required=True,
        readonly=True,
        help="A verbal approval is somebody's record of what was said and never looks"
        " like one given by the approver.",
    )
    state = fields.Selection(
        selection=[
            ("pending", "Waiting"),
            ("approved", "Approved"),
            ("observed", "Observed"),
            ("withdrawn", "Withdrawn"),
        ],
        default="pending",
        required=True,
        readonly=True,
    )
    comment = fields.Char(readonly=True)
    requested_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    expires_on = fields.Datetime(readonly=True)
    decided_on = fields.Datetime(readonly=True)
    recorded_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    shown_text = fields.Html(
        string="What was shown", readonly=True, help="As it stood when decided."
    )
    token_hash = fields.Char(readonly=True, copy=False, groups="base.group_system")
    label = fields.Char(compute="_compute_label")

    _token_uniq = models.UniqueIndex("(token_hash) WHERE token_hash IS NOT NULL")
    _decided_when = models.Constraint(
        "CHECK (state NOT IN ('approved', 'observed') OR decided_on IS NOT NULL)",
        "A decision has its time.",
    )
    _verbal_recorded = models.Constraint(
        "CHECK (kind <> 'verbal' OR recorded_by_id IS NOT NULL)",
        "A verbal approval names who recorded it.",
    )
    _observed_explained = models.Constraint(
        "CHECK (state <> 'observed' OR length(trim(coalesce(comment, ''))) > 0)",
        "Write in a line what has to be corrected.",
    )

    @api.depends("state", "kind", "approver_id", "decided_on", "recorded_by_id")
    def _compute_label(self):
        for approval in self:
            approval.label = approval._describe()

    def _describe(self):
        """Say in a line who decided what, how and when; verbal ones say so."""
        when = format_datetime(self.env, self.decided_on) if self.decided_on else ""
        who = self.approver_id.name
        if self.state == "pending":
            return self.env._("Waiting for %(who)s", who=who)
        if self.state == "withdrawn":
            return self.env._("Withdrawn, %(who)s was not asked any more", who=who)
        if self.kind == "verbal":
            return self.env._(
                "Approved verbally by %(who)s at %(when)s, recorded by %(recorder)s",
                who=who,
                when=when,
                recorder=self.recorded_by_id.name,
            )
        if self.state == "observed":
            return self.env._("Observed by %(who)s at %(when)s", who=who, when=when)
        how = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return self.env._(
            "Approved by %(who)s at %(when)s (%(how)s)",
            who=who,
            when=when,
            how=how.lower(),
        )

    def _get_record(self):
        """Return the paper, with the rights of whoever asked for the approval."""
        self.ensure_one()
        record = self.env[self.res_model].with_user(self.requested_by_id)
        return record.browse(self.res_id).exists()

    @api.model
    def _find_by_token(self, token):
        """Return the approval this token opens, whatever its state, or none."""
        approval_sudo = self.sudo().search(
            [("token_hash", "=", tokens.digest(token))], limit=1
        )
        if not tokens.matches(token, approval_sudo.token_hash):
            return approval_sudo.browse()
        return approval_sudo

    def _get_obstacle(self):
        """Return why this approval cannot be decided any more, as a key, or ``""``."""
        self.ensure_one()
        if self.state == "withdrawn" or not self._get_record():
            return "withdrawn"
        if self.state in DECIDED:
            return "used"
        if self.expires_on and self.expires_on <= fields.Datetime.now():
            return "late"
        return ""

    def _decide(self, state, comment=""):
        """Take the one decision this approval allows, then let the paper act on it.

        The condition stands in the UPDATE: of two clicks one wins.

        :param str state: ``approved`` or ``observed``
        :param str comment: compulsory with ``observed``
        :raises UserError: when it was decided, withdrawn or is too late
        """
        self.ensure_one()
        if state == "observed" and not (comment or "").strip():
            raise UserError(self.env._("Write in a line what has to be corrected."))
        record = self._get_record()
        taken = self.env.execute_query(
            SQL(
                "UPDATE pr_approval SET state = %s, comment = %s, decided_on = %s,"
                " shown_text = %s WHERE id = %s AND state = 'pending'"
                " AND (expires_on IS NULL OR expires_on > %s) RETURNING id",
                state,
                (comment or "").strip() or None,
                fields.Datetime.now(),
                str(record._get_approval_text()),
                self.id,
                fields.Datetime.now(),
            )
        )
        self.invalidate_recordset()
        if not taken:
            raise UserError(
                self.env._("This approval was already decided or is no longer open.")
            )
        self._tell_record(record)

    def _tell_record(self, record):
        record.message_post(
            body=Markup("<p>%s</p><p>%s</p>") % (self._describe(), self.comment or ""),
            author_id=self.approver_id.id,
        )
        record._apply_approval(self)

    def action_withdraw(self):
        """Close the link of an approval that is not needed any more."""
        waiting = self.filtered(lambda approval: approval.state == "pending")
        for approval in waiting:
            record = self.env[approval.res_model].browse(approval.res_id)
            record.check_access("write")
        waiting_sudo = waiting.sudo()
        waiting_sudo.write({"state": "withdrawn", "token_hash": False})
        return True
