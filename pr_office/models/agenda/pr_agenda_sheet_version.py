from odoo import fields, models
from odoo.fields import NO_ACCESS


class PrAgendaSheetVersion(models.Model):
    _name = "pr.agenda.sheet.version"
    _description = "Version of a Day or Week Sheet"
    _order = "number desc"
    _rec_name = "number"

    sheet_id = fields.Many2one(
        comodel_name="pr.agenda.sheet",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Integer(string="Version", required=True, readonly=True)
    issued_on = fields.Datetime(
        string="Printed or sent on",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    lines = fields.Json(
        readonly=True,
        groups=NO_ACCESS,
        help="What the sheet said, private entries included: read it with"
        " _get_lines(), which hides them from whoever may not know.",
    )

    _number_uniq = models.UniqueIndex(
        "(sheet_id, number)",
        "Somebody else has just sent this sheet. Open it again to see whether anything"
        " is left to send.",
    )

    def _get_lines(self):
        """Return what the sheet said, as its reader may know it.

        :return: list of lines (see ``pr.agenda._get_day_lines``), or ``None`` when
            there is no version
        """
        if not self:
            return None
        self.check_access("read")
        version_sudo = self.sudo()
        return self.sheet_id.agenda_id._mask_lines(version_sudo.lines or [])

    def _get_previous(self):
        """Return the version that this one replaced."""
        self.ensure_one()
        return self.sheet_id.version_ids.filtered(
            lambda version: version.number == self.number - 1
        )
