from odoo import api, fields, models
from odoo.exceptions import ValidationError

_MEGABYTE = 1024 * 1024


class ResCompany(models.Model):
    _inherit = "res.company"

    pr_audience_form = fields.Boolean(
        string="Requests through the web page",
        help="Neighbours ask for an audience on a public page, without an account.",
    )
    pr_audience_form_text = fields.Text(
        string="Text above the form",
        translate=True,
        help="Such as on which days the mayor receives. Empty: nothing.",
    )
    pr_audience_agenda_ids = fields.Many2many(
        comodel_name="pr.agenda",
        relation="pr_company_audience_agenda_rel",
        string="With whom audiences are asked for",
        help="Empty: the first agenda. Of several the citizen chooses on the web page;"
        " what comes in otherwise goes to the first of them.",
    )
    pr_audience_form_files = fields.Integer(
        string="Files a request may bring", default=3
    )
    pr_audience_form_megabytes = fields.Integer(
        string="Largest size of a file, in megabytes", default=5
    )
    pr_audience_form_tries = fields.Integer(
        string="Attempts from one connection in ten minutes",
        default=30,
        help="Many telephones share one connection of their company.",
    )
    pr_audience_form_hourly = fields.Integer(
        string="Requests stored in an hour, from everywhere",
        default=300,
        help="More than that is no neighbourhood: the page asks to come back later.",
    )

    _pr_audience_form_limits = models.Constraint(
        "CHECK (pr_audience_form_files BETWEEN 0 AND 10"
        " AND pr_audience_form_megabytes BETWEEN 1 AND 20"
        " AND pr_audience_form_tries > 0 AND pr_audience_form_hourly > 0)",
        "A request brings at most ten files of at most 20 megabytes each, and the"
        " limits of attempts are at least one.",
    )

    @api.constrains("pr_audience_agenda_ids")
    def _check_pr_audience_agendas(self):
        for company in self:
            agendas = company.pr_audience_agenda_ids
            foreign = agendas - agendas.filtered_domain(
                [("company_id", "=", company.id)]
            )
            if foreign:
                raise ValidationError(
                    self.env._(
                        "%(agenda)s is an agenda of %(other)s. Choose agendas of"
                        " %(company)s.",
                        agenda=foreign[0].name,
                        other=foreign[0].company_id.name,
                        company=company.name,
                    )
                )

    def _pr_get_audience_agendas(self):
        """Return the agendas for which audiences are asked, at least one if any is."""
        self.ensure_one()
        agenda_model_sudo = self.env["pr.agenda"].sudo()
        return self.sudo().pr_audience_agenda_ids or agenda_model_sudo.search(
            [("company_id", "=", self.id)], limit=1
        )

    def _pr_get_form_notice(self):
        """Return the privacy notice that the public form shows, or none."""
        self.ensure_one()
        notice_model_sudo = self.env["pr.privacy.notice"].sudo()
        return notice_model_sudo.with_company(self)._current("audience", self)

    def _pr_is_form_open(self):
        """Tell whether neighbours may ask on the page: wanted, and with its notice.

        Ley 29733, art. 18: nobody is asked for data before being told what for.
        """
        self.ensure_one()
        return self.pr_audience_form and bool(self._pr_get_form_notice())

    def _pr_get_form_address(self):
        """Return the whole address of the public form."""
        self.ensure_one()
        return f"{self.get_base_url()}/pr/audience"

    def _pr_get_form_file_bytes(self):
        """Return the largest size of one file, in bytes."""
        self.ensure_one()
        return self.pr_audience_form_megabytes * _MEGABYTE

    def _pr_get_form_bytes(self):
        """Return the largest size of all that the form sends, in bytes."""
        self.ensure_one()
        return self.pr_audience_form_files * self._pr_get_form_file_bytes() + _MEGABYTE
