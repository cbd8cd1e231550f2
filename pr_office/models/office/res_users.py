from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    pr_is_auditor = fields.Boolean(compute="_compute_pr_is_auditor")
    pr_auditor_until = fields.Date(
        string="Audits until",
        compute="_compute_pr_auditor_until",
        store=True,
        readonly=False,
        help="Last day on which this user reads the office's records as auditor.",
    )

    @api.depends("group_ids")
    def _compute_pr_is_auditor(self):
        # While the addon is being installed there is no such group yet
        auditors = self.env.ref("pr_office.group_auditor", raise_if_not_found=False)
        for user in self:
            user.pr_is_auditor = auditors and auditors in user.all_group_ids

    @api.depends("group_ids")
    def _compute_pr_auditor_until(self):
        month = fields.Date.context_today(self) + relativedelta(months=1)
        for user in self:
            user.pr_auditor_until = user.pr_is_auditor and (
                user.pr_auditor_until or month
            )

    @api.constrains("group_ids", "pr_auditor_until")
    def _check_pr_auditor(self):
        """Who controls the office does not work in it, and not for ever."""
        for user in self.filtered("pr_is_auditor"):
            if user._pr_get_work_groups() & user.all_group_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot audit the office and work in it at once: take"
                        " one of the two rights away.",
                        user=user.name,
                    )
                )
            if not user.pr_auditor_until:
                raise ValidationError(
                    self.env._(
                        "Say until which day %(user)s audits the office.",
                        user=user.name,
                    )
                )

    @api.model
    def _pr_get_work_groups(self):
        """Groups whose members change the office's records."""
        return self.env.ref("pr_office.group_user") + self.env.ref(
            "pr_office.group_secretary"
        )

    def _pr_is_audit_over(self):
        """Tell whether this user was auditor until a day that has passed."""
        self.ensure_one()
        last_day = self.pr_auditor_until
        return self.has_group("pr_office.group_auditor") and (
            not last_day or last_day < fields.Date.context_today(self)
        )
