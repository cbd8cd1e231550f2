from odoo import fields, models


class PrAnnulWizard(models.TransientModel):
    """Asks for the reason before numbered papers are annulled."""

    _name = "pr.annul.wizard"
    _description = "Annul Numbered Papers"

    res_model = fields.Char(
        required=True, default=lambda self: self.env.context.get("active_model")
    )
    res_ids = fields.Json(
        required=True, default=lambda self: self.env.context.get("active_ids")
    )
    papers = fields.Char(compute="_compute_papers")
    reason = fields.Char(
        required=True, help="Read by whoever later asks for the missing number."
    )

    def _compute_papers(self):
        for wizard in self:
            wizard.papers = ", ".join(
                name for name in wizard._get_papers().mapped("name") if name
            )

    def _get_papers(self):
        return self.env[self.res_model].browse(self.res_ids)

    def action_annul(self):
        """Annul the papers with the reason given."""
        self.ensure_one()
        self._get_papers().annul(self.reason)
        return {"type": "ir.actions.act_window_close"}
