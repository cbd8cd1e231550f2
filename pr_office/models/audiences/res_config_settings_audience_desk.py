from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_audience_repeat_days = fields.Integer(
        related="company_id.pr_audience_repeat_days", readonly=False
    )
    pr_audience_drops_uncorrected = fields.Boolean(
        related="company_id.pr_audience_drops_uncorrected", readonly=False
    )
    pr_audience_alias_name = fields.Char(
        string="Address of mail for requests",
        compute="_compute_pr_audience_alias",
        inverse="_inverse_pr_audience_alias_name",
    )
    pr_audience_alias_domain = fields.Char(compute="_compute_pr_audience_alias")

    @api.depends("company_id")
    def _compute_pr_audience_alias(self):
        for settings in self:
            inbox = settings._pr_get_audience_inbox()
            settings.pr_audience_alias_name = inbox.alias_name
            settings.pr_audience_alias_domain = (
                inbox.alias_domain or settings.company_id.alias_domain_id.name
            )

    def _inverse_pr_audience_alias_name(self):
        for settings in self:
            inbox = settings._pr_get_audience_inbox()
            name = settings.pr_audience_alias_name
            if inbox and inbox.alias_name != name:
                inbox.alias_name = name
            elif name and not inbox:
                inbox.create({"company_id": settings.company_id.id, "alias_name": name})

    def _pr_get_audience_inbox(self):
        inbox_model = self.env["pr.audience.inbox"]
        return inbox_model.search([("company_id", "=", self.company_id.id)], limit=1)

    def action_pr_open_audience_inbox(self):
        """Show what the mailbox did not take."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailbox of audience requests"),
            "res_model": "pr.audience.inbox",
            "res_id": self._pr_get_audience_inbox().id,
            "view_mode": "form",
        }
