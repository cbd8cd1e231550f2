from odoo import api, fields, models


class PrSourceMixin(models.AbstractModel):
    """What a rule shipped as data rests on, and whether somebody checked it.

    Whatever was not read in the norm's own text is "to be verified": internal sheets
    say so, what leaves the house never does.
    """

    _name = "pr.source.mixin"
    _description = "Rule with its Source"

    legal_source = fields.Char(
        help="The norm or usage this rests on, with its article.",
    )
    verified = fields.Boolean(
        copy=False,
        help="Somebody of the office compared it with its source.",
    )
    verified_on = fields.Date(
        string="Checked on",
        compute="_compute_verified_on",
        store=True,
        readonly=False,
        copy=False,
    )
    verified_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Checked by",
        compute="_compute_verified_on",
        store=True,
        readonly=False,
        copy=False,
    )

    @api.depends("verified")
    def _compute_verified_on(self):
        for record in self:
            if not record.verified:
                record.verified_on = record.verified_by_id = False
            elif not record.verified_on:
                record.verified_on = fields.Date.context_today(record)
                record.verified_by_id = record.env.user

    def action_verify(self):
        """Record that the user compared these rules with their sources today."""
        self.write({"verified": True})
        return True
