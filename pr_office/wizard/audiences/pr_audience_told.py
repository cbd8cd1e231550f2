from odoo import api, fields, models


class PrAudienceTold(models.TransientModel):
    _name = "pr.audience.told"
    _description = "Who Took a Notice"

    notice_id = fields.Many2one(
        comodel_name="pr.audience.notice", required=True, ondelete="cascade"
    )
    way = fields.Selection(related="notice_id.way")
    text = fields.Text(string="What is told", related="notice_id.text")
    told_to = fields.Char(
        string="To whom",
        required=True,
        compute="_compute_told_to",
        store=True,
        readonly=False,
        precompute=True,
        help="Name of the citizen, the relative or the leader.",
    )
    told_phone = fields.Char(string="Telephone")
    told_on = fields.Datetime(string="When", required=True, default=fields.Datetime.now)

    @api.depends("notice_id")
    def _compute_told_to(self):
        for wizard in self:
            notice = wizard.notice_id
            takers = {"paper": notice.requester_name, "relative": notice.tell_through}
            wizard.told_to = takers.get(notice.way, False)

    def action_confirm(self):
        """Record that the notice was handed over."""
        notice_sudo = self.notice_id._may_tell()
        notice_sudo._mark_done(
            told_on=self.told_on, told_to=self.told_to, told_phone=self.told_phone
        )
        return {"type": "ir.actions.act_window_close"}
