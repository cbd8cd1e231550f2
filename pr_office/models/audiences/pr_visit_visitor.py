from odoo import api, fields, models

from ...tools import visits


class PrVisitVisitor(models.Model):
    """Somebody who came: the name and the document, nothing else about a person."""

    _name = "pr.visit.visitor"
    _description = "Visitor"
    _order = "visit_id, sequence, id"
    _check_company_auto = True
    # The register that the law keeps; see pr.visit.
    _pr_personal_fields = ()

    visit_id = fields.Many2one(
        comodel_name="pr.visit", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="visit_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Names and surnames", required=True)
    document_type = fields.Selection(
        selection=[
            ("dni", "DNI"),
            ("ce", "Foreigner's card"),
            ("passport", "Passport"),
            ("ruc", "RUC"),
            ("other", "Other document"),
        ],
        compute="_compute_document_type",
        store=True,
        readonly=False,
        precompute=True,
    )
    document_number = fields.Char(help="As it stands on the document.")

    _named = models.Constraint(
        "CHECK (length(trim(name)) >= 2)", "Write the name of who came."
    )

    @api.depends("document_number")
    def _compute_document_type(self):
        for visitor in self:
            guessed = visits.guess_document_type(visitor.document_number)
            typed = visitor.document_type
            keep = typed in ("ce", "passport") and guessed == "other"
            visitor.document_type = typed if keep else guessed or False

    @api.model_create_multi
    def create(self, vals_list):
        visit_model = self.env["pr.visit"]
        meetings = visit_model.browse(
            {vals.get("visit_id") for vals in vals_list} - {None}
        )
        meetings._check_not_annulled()
        with meetings._noting_corrections():
            return super().create(vals_list)

    def write(self, vals):
        self.visit_id._check_not_annulled()
        with self.visit_id._noting_corrections():
            return super().write(vals)

    def unlink(self):
        self.visit_id._check_not_annulled()
        with self.visit_id._noting_corrections():
            return super().unlink()

    def _get_document(self, mask):
        """Return kind and number of the document as ``mask`` lets them be read."""
        self.ensure_one()
        number = visits.mask_number(self.document_number, mask)
        kinds = dict(self._fields["document_type"]._description_selection(self.env))
        return " ".join(
            filter(None, (number and kinds.get(self.document_type), number))
        )
