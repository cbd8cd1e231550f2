from odoo import fields, models


class PrShare(models.Model):
    _name = "pr.share"
    _description = "Sending by Chat"
    _order = "id desc"
    _pr_personal_fields = ("partner_id", "number", "text")

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Paper",
        model_field="res_model",
        required=True,
        readonly=True,
        index=True,
    )
    name = fields.Char(string="What", required=True, readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", index="btree_not_null", ondelete="set null"
    )
    number = fields.Char(string="Telephone")
    text = fields.Text(required=True)
    state = fields.Selection(
        selection=[
            ("opened", "Chat opened"),
            ("sent", "Sent"),
            ("not_sent", "Not sent"),
        ],
        default="opened",
        required=True,
        help="The office says itself whether it was sent: no chat company is asked.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    told_on = fields.Datetime(string="Told on", readonly=True)

    _told_when = models.Constraint(
        "CHECK ((state = 'opened') = (told_on IS NULL))",
        "Sent or not sent is told with its time.",
    )

    def action_sent(self):
        """Say that the message went out."""
        return self._tell("sent")

    def action_not_sent(self):
        """Say that the message did not go out."""
        return self._tell("not_sent")

    def _tell(self, state):
        self.write({"state": state, "told_on": fields.Datetime.now()})
        for share in self:
            self.env[share.res_model].browse(share.res_id)._on_share_told(share)
        return {"type": "ir.actions.act_window_close"}
