from odoo import api, fields, models


class PrAudienceIntakeMixin(models.AbstractModel):
    """How a request came in: the document shown, the paper, who took it."""

    _name = "pr.audience.intake.mixin"
    _description = "Intake of an Audience Request"

    requester_document_type = fields.Selection(
        selection=[
            ("dni", "DNI"),
            ("ce", "Carné de extranjería"),
            ("passport", "Passport"),
            ("ruc", "RUC"),
            ("other", "Another document"),
        ],
        string="Document",
        compute="_compute_requester",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    requester_address = fields.Char(
        string="Address", help="Where answers on paper are left."
    )
    zone_id = fields.Many2one(
        comodel_name="pr.audience.zone",
        string="Neighbourhood or place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Where the citizen comes from; reports are made by it.",
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        default=lambda self: self._default_received_by_id(),
        ondelete="restrict",
        help="Who took the request at the counter, by telephone or on the way.",
    )
    written_on = fields.Date(
        string="Written on", help="The date on the paper, when it came on paper."
    )
    is_late_entry = fields.Boolean(
        string="Entered late",
        compute="_compute_is_late_entry",
        store=True,
        help="Taken on paper and entered on a later day.",
    )

    @api.model
    def _default_received_by_id(self):
        """Nobody took what a program or a visitor of the web wrote."""
        user = self.env.user
        takes = user._is_internal() and not self.env.is_superuser()
        return user if takes else user.browse()

    @api.depends("date_received")
    def _compute_is_late_entry(self):
        for request in self:
            entered = request.create_date or fields.Datetime.now()
            received = request.date_received
            request.is_late_entry = bool(
                received and request._get_received_day() < request._get_day_of(entered)
            )

    def _guess_document_type(self, number):
        """Return the type of a known person's number by its length in Peru."""
        self.ensure_one()
        types = {8: "dni", 11: "ruc"}
        if not number:
            return self.requester_document_type or "dni"
        return types.get(len(number) if number.isdecimal() else 0, "other")
