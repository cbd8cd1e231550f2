from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAgreementAddendum(models.Model):
    """A change of an agreement; the last signed one says when it ends.

    As with the agreement itself, it counts only with its signed copy in the file.
    """

    _name = "pr.agreement.addendum"
    _description = "Addendum of an Agreement"
    _order = "agreement_id, date_signed, id"

    agreement_id = fields.Many2one(
        comodel_name="pr.agreement", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    name = fields.Char(string="Number", required=True, help="Such as Primera adenda.")
    purpose = fields.Text(string="Object", help="What it changes.")
    council_agreement = fields.Char()
    date_signed = fields.Date(string="Signed on")
    date_end = fields.Date(
        string="New end", help="Empty: it does not change the end of the agreement."
    )
    signed_copy = fields.Binary(attachment=True)
    signed_copy_name = fields.Char()
    has_signed_copy = fields.Boolean(compute="_compute_has_signed_copy", store=True)

    _name_uniq = models.Constraint(
        "UNIQUE (agreement_id, name)",
        "The agreement already has an addendum of this number.",
    )

    @api.depends("signed_copy")
    def _compute_has_signed_copy(self):
        for addendum in self:
            addendum.has_signed_copy = bool(addendum.signed_copy)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        signed = self.filtered("date_signed")
        if signed:
            raise UserError(
                self.env._(
                    "%(addendum)s is signed and stays in the file.",
                    addendum=signed[0].name,
                )
            )
