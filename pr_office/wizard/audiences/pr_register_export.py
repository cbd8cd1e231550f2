import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class PrRegisterExport(models.TransientModel):
    """The rows that the State's platform still wants, in its own layout."""

    _name = "pr.register.export"
    _description = "Export the Register of Visits"

    layout_id = fields.Many2one(
        comodel_name="pr.register.layout",
        required=True,
        default=lambda self: self.env["pr.register.layout"]._get_default(),
    )
    visit_ids = fields.Many2many(
        comodel_name="pr.visit",
        string="Rows",
        default=lambda self: self._default_visit_ids(),
    )
    row_count = fields.Integer(string="Number of rows", compute="_compute_row_count")
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _default_visit_ids(self):
        """Return the rows chosen in the list, else all that wait to be loaded."""
        if self.env.context.get("active_model") == "pr.visit":
            chosen = self.env["pr.visit"].browse(self.env.context.get("active_ids"))
            return chosen.filtered("name")
        return self.env["pr.visit"].search(
            [
                ("load_state", "in", ("pending", "changed")),
                ("company_id", "=", self.env.company.id),
            ]
        )

    @api.depends("visit_ids")
    def _compute_row_count(self):
        for export in self:
            export.row_count = len(export.visit_ids)

    def action_export(self):
        """Write the file and offer it.

        :raises UserError: when there is nothing to load
        """
        self.ensure_one()
        if not self.visit_ids:
            raise UserError(
                self.env._("Every row of the register is loaded: nothing to export.")
            )
        name, content = self.layout_id._make_file(self.visit_ids.sorted("time_in"))
        self.write({"file": base64.b64encode(content), "file_name": name})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export for the State's platform"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_mark_loaded(self):
        """Record that the platform took the rows of this file."""
        self.ensure_one()
        self.visit_ids.action_mark_loaded()
        return {"type": "ir.actions.act_window_close"}
