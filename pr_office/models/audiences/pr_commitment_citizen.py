from odoo import fields, models


class PrCommitment(models.Model):
    _inherit = "pr.commitment"

    is_shown_to_citizen = fields.Boolean(
        string="The citizen sees it",
        help="On the page of the request: what was promised, until when and how it"
        " stands. Notes, files and who is responsible are never shown.",
    )
