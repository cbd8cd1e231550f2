from odoo import fields, models


class PrEventTable(models.Model):
    """A head table as it was approved: who sat where, by whose word, and when.

    Nobody changes or deletes it; a change makes the next version.
    """

    _name = "pr.event.table"
    _description = "Approved Head Table"
    _order = "event_id, number desc"
    _rec_name = "number"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    number = fields.Integer(string="Version", required=True, readonly=True)
    approved_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    approved_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Approved by",
        required=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.uid,
    )
    reason = fields.Char(string="What changed", readonly=True)
    drawing = fields.Html(sanitize=False, readonly=True)
    line_ids = fields.One2many(
        comodel_name="pr.event.table.line",
        inverse_name="table_id",
        string="Chairs",
        readonly=True,
    )

    _number_uniq = models.UniqueIndex(
        "(event_id, number)",
        "Somebody approved the head table at the same moment: look at it again.",
    )


class PrEventTableLine(models.Model):
    _name = "pr.event.table.line"
    _description = "Chair of an Approved Head Table"
    _order = "table_id, id"

    table_id = fields.Many2one(
        comodel_name="pr.event.table", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="table_id.company_id", store=True, index="btree_not_null"
    )
    seat = fields.Char(readonly=True)
    place = fields.Integer(readonly=True)
    name = fields.Char(readonly=True)
    post = fields.Char(readonly=True)
