from datetime import timedelta

from odoo import api, fields, models

from ...tools import tokens


class PrApprovalMixin(models.AbstractModel):
    """Papers somebody approves: by a one-use link, in the system, or by word.

    A model that inherits this also inherits ``mail.thread`` and says what the
    approver reads (:meth:`_get_approval_text`) and what follows from the decision
    (:meth:`_apply_approval`).
    """

    _name = "pr.approval.mixin"
    _description = "Paper to Approve"
    _inherit = ["pr.control.mixin"]

    approval_ids = fields.One2many(
        comodel_name="pr.approval",
        inverse_name="res_id",
        string="Approvals",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
    )
    approval_label = fields.Char(string="Approval", compute="_compute_approval")
    approval_state = fields.Selection(
        selection=[
            ("none", "Not asked"),
            ("pending", "Waiting"),
            ("approved", "Approved"),
            ("observed", "Observed"),
        ],
        compute="_compute_approval",
    )

    @api.depends("approval_ids.state")
    def _compute_approval(self):
        for record in self:
            last = record.approval_ids.filtered(lambda a: a.state != "withdrawn")[:1]
            record.approval_state = last.state or "none"
            record.approval_label = last.label

    def _get_approval_text(self):
        """Return as HTML what the approver reads before deciding."""
        return self.display_name

    def _apply_approval(self, approval):
        """Do what follows from a decision; called once, with the asker's rights."""

    def _prepare_approval_values(self, approver, kind):
        self.ensure_one()
        return {
            "name": self.display_name,
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id if "company_id" in self else False,
            "approver_id": approver.id,
            "kind": kind,
            "requested_by_id": self.env.uid,
        }

    def _ask_approval(self, approver, hours=48):
        """Open a one-use link for ``approver``.

        :param approver: a ``res.partner``; needs no user
        :param int hours: how long the link works
        :return: ``(approval, address)``; the address is not kept anywhere
        :rtype: tuple
        """
        self.ensure_one()
        self.check_access("write")
        self.approval_ids.filtered(lambda a: a.state == "pending").action_withdraw()
        token = tokens.new_token()
        approval_sudo = (
            self.env["pr.approval"]
            .sudo()
            .create(
                self._prepare_approval_values(approver, "link")
                | {
                    "token_hash": tokens.digest(token),
                    "expires_on": fields.Datetime.now() + timedelta(hours=hours),
                }
            )
        )
        address = f"{self.get_base_url()}/pr/approve/{token}"
        return approval_sudo.sudo(False), address

    def _record_verbal_approval(self, approver, said_on, comment=""):
        """Record that ``approver`` approved by word, over the telephone or in passing.

        :param approver: a ``res.partner``
        :param datetime said_on: when it was said, UTC naive
        :return: the ``pr.approval``
        """
        self.ensure_one()
        self.check_access("write")
        self.approval_ids.filtered(lambda a: a.state == "pending").action_withdraw()
        approval_sudo = (
            self.env["pr.approval"]
            .sudo()
            .create(
                self._prepare_approval_values(approver, "verbal")
                | {
                    "state": "approved",
                    "decided_on": said_on,
                    "recorded_by_id": self.env.uid,
                    "comment": comment,
                    "shown_text": self._get_approval_text(),
                }
            )
        )
        approval = approval_sudo.sudo(False)
        approval._tell_record(self)
        return approval

    def _record_session_approval(self, comment=""):
        """Record that the user, logged in as such, approved this paper now.

        Whoever calls has checked that the user is the one who approves it.

        :return: the ``pr.approval``
        """
        self.ensure_one()
        self.approval_ids.filtered(lambda a: a.state == "pending").action_withdraw()
        approval_sudo = (
            self.env["pr.approval"]
            .sudo()
            .create(
                self._prepare_approval_values(self.env.user.partner_id, "session")
                | {
                    "state": "approved",
                    "decided_on": fields.Datetime.now(),
                    "comment": comment,
                    "shown_text": self._get_approval_text(),
                }
            )
        )
        approval_sudo._tell_record(self)
        return approval_sudo.sudo(False)

    def action_ask_approval(self):
        """Open the dialog that asks for an approval, by link or by word."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_approval_request_action"
        )
        return action | {
            "context": {"default_res_model": self._name, "default_res_id": self.id}
        }
