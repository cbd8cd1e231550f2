from odoo import fields, models


class PrSetupHoliday(models.TransientModel):
    """A national holiday that may be entered into the working calendar."""

    _name = "pr.setup.holiday"
    _description = "Set-up of the Office: Holiday"
    _order = "date, id"

    wizard_id = fields.Many2one(
        comodel_name="pr.setup.wizard", required=True, index=True, ondelete="cascade"
    )
    selected = fields.Boolean(string="Load")
    date = fields.Date(required=True)
    name = fields.Char(string="Holiday", required=True)
    norm = fields.Char(help="What makes it a holiday.")
    loaded = fields.Boolean(string="In the calendar", readonly=True)
