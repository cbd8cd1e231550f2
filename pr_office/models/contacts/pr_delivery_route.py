from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..office.pr_numbered_mixin import BY_ACTION


class PrDeliveryRoute(models.Model):
    _name = "pr.delivery.route"
    _description = "Route Sheet"
    _inherit = ["pr.numbered.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _number_mask = "HR {number:03d}-{year}"
    _number_moves = {"draft": ("issued",), "issued": ("closed",)}

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("issued", "Handed out"),
            ("closed", "Closed"),
            ("annulled", "Annulled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    date = fields.Date(required=True, copy=False, default=fields.Date.context_today)
    messenger_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain=[("is_company", "=", False)],
        help="Who carries the papers; needs no login.",
    )
    delivery_ids = fields.One2many(
        comodel_name="pr.delivery",
        inverse_name="route_id",
        string="Papers",
        readonly=True,
    )
    attempt_ids = fields.One2many(
        comodel_name="pr.delivery.attempt",
        inverse_name="route_id",
        string="Visits",
        readonly=True,
    )
    note = fields.Char(help="For the messenger.")
    delivery_count = fields.Integer(
        string="Number of papers", compute="_compute_counts"
    )
    open_count = fields.Integer(string="Without result", compute="_compute_counts")

    @api.depends("name", "date", "messenger_id")
    def _compute_display_name(self):
        for route in self:
            number = route.name or route.env._("Route sheet (draft)")
            messenger = route.messenger_id.name
            route.display_name = f"{number}, {messenger}" if messenger else number

    @api.depends("delivery_ids.state")
    def _compute_counts(self):
        rows = self.env["pr.delivery"]._read_group(
            [("route_id", "in", self.ids)], ["route_id", "state"], ["__count"]
        )
        total, still_open = Counter(), Counter()
        for route, state, count in rows:
            total[route] += count
            if state in ("pending", "on_route"):
                still_open[route] += count
        for route in self:
            route.delivery_count = total[route._origin]
            route.open_count = still_open[route._origin]

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        return frozen | {"messenger_id"} if self.state == "closed" else frozen

    def _add(self, deliveries):
        """Put waiting papers on this sheet."""
        self.ensure_one()
        state = "on_route" if self.state == "issued" else "pending"
        deliveries.with_context(pr_by=BY_ACTION).write(
            {"route_id": self.id, "state": state}
        )

    def action_add_waiting(self):
        """Put every paper that waits and is on no sheet on this one."""
        self.ensure_one()
        if self.state not in ("draft", "issued"):
            raise UserError(self.env._("This route sheet is already closed."))
        self._add(
            self.env["pr.delivery"].search(
                [
                    ("state", "=", "pending"),
                    ("route_id", "=", False),
                    ("company_id", "=", self.company_id.id),
                ]
            )
        )
        return True

    def action_issue(self):
        """Give these sheets their numbers and the papers to their messengers.

        :raises UserError: for a sheet without messenger or without papers
        """
        self.check_access("write")
        drafts = self.filtered(lambda route: route.state == "draft")
        for route in drafts:
            if not route.messenger_id or not route.delivery_ids:
                raise UserError(
                    self.env._(
                        "A route sheet needs its messenger and at least one paper"
                        " before it is handed out."
                    )
                )
        waiting = drafts.delivery_ids.filtered(lambda d: d.state == "pending")
        waiting.with_context(pr_by=BY_ACTION).write({"state": "on_route"})
        drafts._assign_numbers({"state": "issued"})
        return True

    def action_close(self):
        """Close sheets: papers without result wait again for another one."""
        self.write({"state": "closed"})
        self._release()
        return True

    def annul(self, reason):
        result = super().annul(reason)
        self._release()
        return result

    def _release(self):
        """Take the papers without result off these sheets; the visit is kept."""
        left = self.delivery_ids.filtered(lambda d: d.state in ("pending", "on_route"))
        visited = {
            (attempt.route_id, attempt.delivery_id) for attempt in self.attempt_ids
        }
        left.filtered(lambda d: (d.route_id, d) not in visited)._log_attempt(
            "not_visited"
        )
        left.with_context(pr_by=BY_ACTION).write(
            {"route_id": False, "state": "pending"}
        )

    def action_view_deliveries(self):
        """Open the papers of this sheet, as cards on a telephone."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_delivery_action"
        )
        return action | {
            "name": self.display_name,
            "domain": [("route_id", "=", self.id)],
            "context": {"create": False},
        }

    def action_print(self):
        """Print these sheets, to be signed at each door."""
        report = self.env.ref("pr_office.pr_delivery_route_report")
        return report._pr_print(self)

    def _get_form_action(self):
        """Return the action that opens this sheet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
