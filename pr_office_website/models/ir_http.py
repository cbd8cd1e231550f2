from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pr_get_form_paths(cls):
        return [*super()._pr_get_form_paths(), "/audiencia"]
