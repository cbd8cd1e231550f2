from markupsafe import Markup

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pr_company_name = fields.Char(
        related="company_id.name", string="Municipality", readonly=False
    )
    pr_acronym = fields.Char(related="company_id.pr_acronym", readonly=False)
    pr_stale_months = fields.Integer(
        related="company_id.pr_stale_months", readonly=False
    )
    pr_call_list_size = fields.Integer(
        related="company_id.pr_call_list_size", readonly=False
    )
    pr_head_user_id = fields.Many2one(
        related="company_id.pr_head_user_id", readonly=False
    )
    pr_surroundings = fields.Html(
        string="Programs and mail",
        compute="_compute_pr_surroundings",
        help="What the office uses when it is there, and how to get it.",
    )
    pr_signatory_position_id = fields.Many2one(
        related="company_id.pr_signatory_position_id", readonly=False
    )
    pr_letterhead_unit = fields.Char(
        related="company_id.pr_letterhead_unit", readonly=False
    )
    pr_letterhead_motto = fields.Char(
        related="company_id.pr_letterhead_motto", readonly=False
    )
    pr_letterhead_address = fields.Char(
        related="company_id.pr_letterhead_address", readonly=False
    )
    pr_letterhead_logo = fields.Binary(related="company_id.logo", readonly=False)
    pr_delivery_chase_days = fields.Integer(
        related="company_id.pr_delivery_chase_days", readonly=False
    )

    @api.depends("company_id")
    def _compute_pr_surroundings(self):
        row = Markup("<li><b>%s</b>: %s %s</li>")
        for settings in self:
            rows = [
                row
                % (
                    name,
                    self.env._("found.") if there else self.env._("missing."),
                    hint,
                )
                for name, there, hint in settings._get_pr_surroundings()
            ]
            settings.pr_surroundings = Markup("<ul>%s</ul>") % Markup().join(rows)

    def _get_pr_surroundings(self):
        """List what is optional around the office, for other capabilities to extend.

        :return: list of ``(name, whether it is there, what it does or how to get it)``
        """
        printer = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        server_sudo = self.env["ir.mail_server"].sudo().search([], limit=1)
        domain = self.company_id.alias_domain_id
        return [
            (
                "wkhtmltopdf",
                printer not in ("install", "broken"),
                self.env._(
                    "prints PDF documents. On Debian: %(command)s",
                    command="apt-get install wkhtmltopdf",
                )
                if printer == "install"
                else self.env._("prints PDF documents."),
            ),
            (
                self.env._("Outgoing mail server"),
                bool(server_sudo),
                server_sudo.smtp_host
                or self.env._(
                    "mails leave by the server's own configuration, if at all."
                ),
            ),
            (
                self.env._("Alias domain"),
                bool(domain),
                domain.name
                or self.env._(
                    "nothing is received by e-mail; set one under General settings."
                ),
            ),
        ]
