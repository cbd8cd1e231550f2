from odoo import fields, models
from odoo.exceptions import UserError


class PrLeftOutMixin(models.AbstractModel):
    """What does not go into the public register of visits, by whom and why.

    People who only seek orientation, consult or pay are not visits, and neither is a
    meeting among the house.
    """

    _name = "pr.left.out.mixin"
    _description = "Left Out of the Register of Visits"

    pr_left_out_reason = fields.Char(
        string="Why it is not registered", readonly=True, copy=False
    )
    pr_left_out_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Left out by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    pr_left_out_on = fields.Datetime(string="Left out on", readonly=True, copy=False)

    _pr_left_out_explained = models.Constraint(
        "CHECK (pr_left_out_on IS NULL OR (pr_left_out_by_id IS NOT NULL"
        " AND length(trim(coalesce(pr_left_out_reason, ''))) > 0))",
        "Say why it does not go into the register of visits.",
    )

    def leave_out(self, reason):
        """Keep these out of the register of visits: only orientation, no visit.

        :param str reason: why, for whoever audits the register
        :raises UserError: without a reason, or when the row is public already
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why it does not go into the register of visits.")
            )
        self._check_can_leave_out()
        return self.write(
            {
                "pr_left_out_reason": reason.strip(),
                "pr_left_out_by_id": self.env.uid,
                "pr_left_out_on": fields.Datetime.now(),
            }
        )

    def action_ask_left_out(self):
        """Ask why these do not go into the register of visits."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        return action | {
            "name": self.env._("Leave out of the register"),
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_method": "leave_out",
            },
        }

    def _check_can_leave_out(self):
        """Raise when one of these stands in the public register already."""

    def action_take_in(self):
        """Put these back among what the register of visits expects."""
        self.check_access("write")
        return self.write(
            {
                "pr_left_out_reason": False,
                "pr_left_out_by_id": False,
                "pr_left_out_on": False,
            }
        )
