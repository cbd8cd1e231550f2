from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools import open_data

_SHOWN = 5
_STYLES = {"day": "%d/%m/%Y", "time": "%H:%M", "moment": "%d/%m/%Y %H:%M"}


class PrRegisterLayout(models.Model):
    """How a regulator wants the register of visits: its headings, in its order."""

    _name = "pr.register.layout"
    _description = "Layout of the Register of Visits"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        index="btree_not_null",
        help="Empty: for every municipality.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country", help="Offered first to municipalities there."
    )
    file_type = fields.Selection(
        selection=[
            ("xlsx", "Excel workbook (.xlsx)"),
            ("csv", "Text with commas (.csv)"),
            ("csv_semicolon", "Text with semicolons (.csv)"),
        ],
        required=True,
        default="xlsx",
    )
    whole_documents = fields.Boolean(
        string="Whole document numbers",
        default=True,
        help="The State's own platform identifies visitors by the whole number. Without"
        " this, as the settings show them to the public.",
    )
    source = fields.Char(help="The norm or the address the layout was taken from.")
    line_ids = fields.One2many(
        comodel_name="pr.register.layout.line",
        inverse_name="layout_id",
        string="Columns",
        copy=True,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends("whole_documents", "line_ids.header", "line_ids.key", "line_ids.style")
    def _compute_preview(self):
        visit_model = self.env["pr.visit"]
        last = visit_model.search([("state", "=", "published")], limit=_SHOWN)
        for layout in self:
            headers, rows = layout._get_table(last)
            layout.preview = self.env["ir.qweb"]._render(
                "pr_office.register_layout_preview", {"headers": headers, "rows": rows}
            )

    @api.model
    def _get_default(self):
        """Return the layout to propose: the own one, that of the country, any."""
        company = self.env.company
        layouts = self.search([("company_id", "in", [company.id, False])])
        return layouts.sorted(
            lambda layout: (
                not layout.company_id,
                layout.country_id != company.country_id,
                layout.sequence,
                layout.id,
            )
        )[:1]

    def _get_table(self, visits):
        """Return headings and rows of these visits in this layout.

        :param visits: ``pr.visit``; rows that are not in the register are left out
        :return: ``(list of str, list of lists of str)``
        """
        self.ensure_one()
        mask = "whole" if self.whole_documents else None
        lines = self.line_ids
        return lines.mapped("header"), [
            [line._format(row[line.key]) for line in lines]
            for row in visits._get_public_rows(mask)
        ]

    def _make_file(self, visits):
        """Return name and content of the file with these visits.

        :raises UserError: for a layout without columns
        """
        if not self.line_ids:
            raise UserError(
                self.env._('The layout "%(name)s" has no columns.', name=self.name)
            )
        headers, rows = self._get_table(visits)
        day = fields.Date.context_today(self).isoformat()
        title = self.env._("Visits")
        if self.file_type == "xlsx":
            content = open_data.write_xlsx(headers, rows, title)
            return f"visitas-{day}.xlsx", content
        delimiter = ";" if self.file_type == "csv_semicolon" else ","
        return f"visitas-{day}.csv", open_data.write_csv(headers, rows, delimiter)


class PrRegisterLayoutLine(models.Model):
    _name = "pr.register.layout.line"
    _description = "Column of a Layout"
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one(
        comodel_name="pr.register.layout",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    header = fields.Char(string="Heading", required=True)
    key = fields.Selection(
        selection=lambda self: list(self.env["pr.visit"]._get_public_keys().items()),
        string="What it holds",
        required=True,
        help="Only what the register publishes: nothing else can be chosen.",
    )
    style = fields.Selection(
        selection=[
            ("iso", "2036-05-13T10:00-05:00"),
            ("day", "13/05/2036"),
            ("time", "10:00"),
            ("moment", "13/05/2036 10:00"),
        ],
        string="Date and hour",
        default="iso",
        required=True,
        help="How a date or an hour is written; texts do not change.",
    )

    @api.constrains("key")
    def _check_key(self):
        known = self.env["pr.visit"]._get_public_keys()
        for line in self.filtered(lambda line: line.key not in known):
            raise ValidationError(
                self.env._(
                    'The column "%(header)s" asks for what is not public. Choose what'
                    " it holds from the list.",
                    header=line.header,
                )
            )

    def _format(self, value):
        """Return a value of a public row as the text of this column."""
        if not isinstance(value, date):
            return value or ""
        if self.style == "iso" or (
            self.style != "day" and not isinstance(value, datetime)
        ):
            return write_iso(value)
        return value.strftime(_STYLES[self.style])


def write_iso(value):
    """Return a day or an aware moment in ISO 8601, moments to the minute."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value or ""
