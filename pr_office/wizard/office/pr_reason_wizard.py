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
            ("withdraw", "Withdrew"),
            ("mark_no_show", "Did not come"),
            ("not_file", "Not filed"),
            ("leave_out", "Left out of the register"),
            ("reopen", "Open again"),
        ],
        required=True,
    )
    records = fields.Char(compute="_compute_records")
    reason = fields.Char(required=True)
    preview = fields.Text(
        string="What will be told",
        compute="_compute_preview",
        help="It goes out as soon as you confirm.",
    )

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
