from odoo import api, fields, models


class PrLobbyOmission(models.Model):
    """A gestión de intereses that nobody had declared as such.

    Ley 28024, art. 16.1: the official who notices it records the omission.
    """

    _name = "pr.lobby.omission"
    _description = "Undeclared Gestión de Intereses"
    _inherit = ["pr.control.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "visitor_name"
    _check_company_auto = True
    # Evidence of a breach: kept as the register it belongs to.
    _pr_personal_fields = ()

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, tracking=True
    )
    official_id = fields.Many2one(
        comodel_name="res.partner",
        string="Official who noticed",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        default=lambda self: self.env["pr.visit"]._default_official_id(),
        tracking=True,
    )
    visit_id = fields.Many2one(
        comodel_name="pr.visit",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    visitor_name = fields.Char(
        string="Who came",
        compute="_compute_visitor",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    visitor_document = fields.Char(
        string="Document number",
        compute="_compute_visitor",
        store=True,
        readonly=False,
        precompute=True,
    )
    represented_name = fields.Char(
        string="Whom they represent",
        compute="_compute_visitor",
        store=True,
        readonly=False,
        precompute=True,
    )
    noticed = fields.Text(
        string="What was noticed",
        required=True,
        tracking=True,
        help="What was sought of the official, and how it came out that it was a"
        " gestión de intereses.",
    )
    reported_on = fields.Date(tracking=True, help="Empty while nobody was told.")
    reported_to = fields.Char(
        tracking=True, help="Such as the control body, with the number of the document."
    )

    _reported_to_somebody = models.Constraint(
        "CHECK (reported_on IS NULL OR length(trim(coalesce(reported_to, ''))) > 0)",
        "Say to whom it was reported.",
    )
    _noticed_something = models.Constraint(
        "CHECK (length(trim(noticed)) > 0 AND length(trim(visitor_name)) > 0)",
        "Write who came and what was noticed.",
    )

    @api.depends("visit_id")
    def _compute_visitor(self):
        for omission in self:
            first = omission.visit_id.visitor_ids[:1]
            omission.visitor_name = first.name or omission.visitor_name
            omission.visitor_document = (
                first.document_number or omission.visitor_document
            )
            omission.represented_name = (
                omission.visit_id.represented_name or omission.represented_name
            )
