from odoo import api, fields, models

from ...tools.chat import chat_address


class PrApprovalRequest(models.TransientModel):
    _name = "pr.approval.request"
    _description = "Ask for an Approval"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(compute="_compute_record_name")
    approver_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who approves",
        required=True,
        domain=[("is_company", "=", False)],
        default=lambda self: self._default_approver_id(),
    )
    how = fields.Selection(
        selection=[
            ("link", "Send a link"),
            ("verbal", "It was approved by word"),
        ],
        default="link",
        required=True,
    )
    hours = fields.Integer(string="The link works for (hours)", default=48)
    said_on = fields.Datetime(
        string="When it was said", default=lambda self: fields.Datetime.now()
    )
    comment = fields.Char(string="What was said")
    address = fields.Char(
        string="Link", compute="_compute_address", help="Shown once, kept nowhere."
    )

    _hours_sensible = models.Constraint(
        "CHECK (hours BETWEEN 1 AND 720)",
        "The link works from one hour to thirty days.",
    )

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        for request in self:
            request.record_name = request._get_record().display_name

    @api.depends_context("pr_address")
    def _compute_address(self):
        self.address = self.env.context.get("pr_address")

    @api.model
    def _default_approver_id(self):
        agenda = self.env["pr.agenda"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return agenda.partner_id

    def _get_record(self):
        return self.env[self.res_model].browse(self.res_id)

    def action_record(self):
        """Record a verbal approval."""
        self.ensure_one()
        self._get_record()._record_verbal_approval(
            self.approver_id, self.said_on, self.comment
        )
        return {"type": "ir.actions.act_window_close"}

    def action_mail(self):
        """Mail the link to the approver."""
        self.ensure_one()
        address = self._open_link()
        template = self.env.ref("pr_office.mail_template_approval")
        template.with_context(pr_address=address).send_mail(self.id, force_send=True)
        return {"type": "ir.actions.act_window_close"}

    def action_whatsapp(self):
        """Open the approver's chat with the link ready to send."""
        self.ensure_one()
        text = self.env._(
            "Please approve or observe: %(what)s %(address)s",
            what=self.record_name,
            address=self._open_link(),
        )
        number = self.approver_id._get_chat_number()
        return {
            "type": "ir.actions.act_url",
            "url": chat_address(number, text),
            "target": "new",
        }

    def action_show_link(self):
        """Show the link once, to be copied."""
        self.ensure_one()
        address = self._open_link()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for approval"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"pr_address": address},
        }

    def _open_link(self):
        _approval, address = self._get_record()._ask_approval(
            self.approver_id, self.hours
        )
        return address
