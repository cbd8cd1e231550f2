from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceCorrection(models.TransientModel):
    _name = "pr.audience.correction"
    _description = "Ask for a Correction"

    audience_id = fields.Many2one(comodel_name="pr.audience", required=True)
    missing_ids = fields.Many2many(
        comodel_name="pr.audience.requirement",
        compute="_compute_missing_ids",
        store=True,
        readonly=False,
    )
    text = fields.Text(
        string="What is missing",
        compute="_compute_text",
        store=True,
        readonly=False,
        help="Everything, at once: it can be asked for only once.",
    )
    distance_days = fields.Integer(
        string="Days for the distance",
        help="Added to the two business days for whoever lives far away.",
    )
    telling = fields.Char(string="The citizen", compute="_compute_telling")

    @api.depends("audience_id")
    def _compute_telling(self):
        for wizard in self:
            wizard.telling = wizard.audience_id._describe_telling()

    @api.depends("audience_id")
    def _compute_missing_ids(self):
        requirements = self.env["pr.audience.requirement"].search(
            [("company_id", "in", [False, *self.audience_id.company_id.ids])]
        )
        for wizard in self:
            request = wizard.audience_id
            wizard.missing_ids = requirements.filtered(
                lambda requirement, request=request: requirement._is_missing_in(request)
            )

    @api.depends("missing_ids")
    def _compute_text(self):
        """Compose the one correction of what is ticked (art. 137.2)."""
        for wizard in self:
            texts = wizard.missing_ids.sorted().mapped("text")
            lines = (f"{number}. {text}" for number, text in enumerate(texts, start=1))
            wizard.text = "\n".join(lines) or wizard.text

    def action_ask(self):
        """Stop the clock and say what is missing."""
        if not (self.text or "").strip():
            raise UserError(self.env._("Tick what is missing, or write it."))
        self.audience_id.distance_days = self.distance_days
        self.audience_id.missing_ids = self.missing_ids
        return self.audience_id.ask_correction(self.text)
