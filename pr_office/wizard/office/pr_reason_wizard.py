from odoo import api, fields, models


class PrReasonWizard(models.TransientModel):
    """Asks why before something is called off.

    The records' model has the public method of that name, which takes the reason
    and checks the rights.
    """

    _name = "pr.reason.wizard"
    _description = "Give a Reason"

    res_model = fields.Char(
        required=True, default=lambda self: self.env.context.get("active_model")
    )
    res_ids = fields.Json(
        required=True, default=lambda self: self.env.context.get("active_ids")
    )
    method = fields.Selection(
        selection=[
            ("cancel", "Call off"),
            ("terminate", "Terminate"),
            ("skip", "Not this time"),
            ("decline", "Decline"),
            ("derive", "Derive"),
            ("withdraw", "The citizen withdrew"),
            ("mark_no_show", "Did not come"),
            ("not_file", "Not filed"),
            ("leave_out", "Left out of the register"),
            ("reopen", "Open again"),
        ],
        required=True,
    )
    sentence_id = fields.Many2one(
        comodel_name="pr.reason.sentence",
        string="Ready sentence",
        domain="[('method', '=', method)]",
        help="Take one and change it as you need.",
    )
    has_sentences = fields.Boolean(compute="_compute_has_sentences")
    records = fields.Char(compute="_compute_records")
    reason = fields.Char(
        compute="_compute_reason",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    preview = fields.Text(
        string="What will be told",
        compute="_compute_preview",
        help="It goes out as soon as you confirm.",
    )

    @api.depends("method")
    def _compute_has_sentences(self):
        sentences = self.env["pr.reason.sentence"].search_fetch([], ["method"])
        methods = set(sentences.mapped("method"))
        for wizard in self:
            wizard.has_sentences = wizard.method in methods

    @api.depends("sentence_id")
    def _compute_reason(self):
        for wizard in self:
            wizard.reason = wizard.sentence_id.name or wizard.reason

    def _compute_records(self):
        for wizard in self:
            names = wizard._get_records().mapped("display_name")
            wizard.records = ", ".join(filter(None, names))

    @api.depends("reason", "method")
    def _compute_preview(self):
        for wizard in self:
            records = wizard._get_records()
            known = hasattr(records, "_get_reason_preview")
            wizard.preview = known and records._get_reason_preview(
                wizard.method, wizard.reason
            )

    def _get_records(self):
        return self.env[self.res_model].browse(self.res_ids)

    def action_apply(self):
        """Call the thing off with the reason given."""
        self.ensure_one()
        getattr(self._get_records(), self.method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
