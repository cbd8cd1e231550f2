from markupsafe import Markup

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_audience_form = fields.Boolean(
        related="company_id.pr_audience_form", readonly=False
    )
    pr_audience_form_text = fields.Text(
        related="company_id.pr_audience_form_text", readonly=False
    )
    pr_audience_agenda_ids = fields.Many2many(
        related="company_id.pr_audience_agenda_ids", readonly=False
    )
    pr_audience_form_files = fields.Integer(
        related="company_id.pr_audience_form_files", readonly=False
    )
    pr_audience_form_megabytes = fields.Integer(
        related="company_id.pr_audience_form_megabytes", readonly=False
    )
    pr_audience_form_tries = fields.Integer(
        related="company_id.pr_audience_form_tries", readonly=False
    )
    pr_audience_form_hourly = fields.Integer(
        related="company_id.pr_audience_form_hourly", readonly=False
    )
    pr_audience_form_status = fields.Html(
        string="How the form stands", compute="_compute_pr_audience_form_status"
    )

    @api.depends("company_id", "pr_audience_form")
    def _compute_pr_audience_form_status(self):
        for settings in self:
            company = settings.company_id
            if not settings.pr_audience_form:
                text = self.env._(
                    "Closed: the page says where requests are taken instead."
                )
            elif not company._pr_get_form_notice():
                text = self.env._(
                    "Still closed: publish the privacy notice of the audience form"
                    " first, in Configuration, Privacy notices. Nobody is asked for"
                    " data without it (Ley 29733, art. 18)."
                )
            else:
                text = settings._get_pr_audience_form_address()
            settings.pr_audience_form_status = text

    def _get_pr_audience_form_address(self):
        address = self.company_id._pr_get_form_address()
        link = Markup('<a href="%s" target="_blank">%s</a>') % (address, address)
        return Markup("%s %s") % (self.env._("Open, at"), link)
