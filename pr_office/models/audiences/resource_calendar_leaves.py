from odoo import api, fields, models

_TERM_FIELDS = {
    "date_from",
    "date_to",
    "calendar_id",
    "resource_id",
    "company_id",
    "pr_is_closure",
}


class ResourceCalendarLeaves(models.Model):
    _inherit = "resource.calendar.leaves"

    pr_is_closure = fields.Boolean(
        string="Closure of the office",
        help="The office is closed although the day is a business day. Terms go on"
        " counting; one that would end on such a day ends on the next (TUO Ley 27444,"
        " art. 145 and 148).",
    )

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._pr_move_deadlines()
        return leaves

    def write(self, vals):
        result = super().write(vals)
        if _TERM_FIELDS & vals.keys():
            self._pr_move_deadlines()
        return result

    def unlink(self):
        had_days = bool(self.filtered(lambda leave: not leave.resource_id))
        result = super().unlink()
        if had_days:
            self.env["pr.audience"]._recompute_deadlines()
        return result

    def _pr_move_deadlines(self):
        if self.filtered(lambda leave: not leave.resource_id):
            self.env["pr.audience"]._recompute_deadlines()
