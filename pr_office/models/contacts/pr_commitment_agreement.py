from odoo import api, models


class PrCommitment(models.Model):
    _inherit = "pr.commitment"

    @api.model
    def _selection_origin_model(self):
        return [
            *super()._selection_origin_model(),
            ("pr.agreement", self.env._("Agreement")),
        ]
