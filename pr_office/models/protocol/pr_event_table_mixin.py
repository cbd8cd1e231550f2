from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import head_table

_WIDTH = 150
_HEIGHT = 92


class PrEventTableMixin(models.AbstractModel):
    """The head table of an act, seated by alternation from its order."""

    _name = "pr.event.table.mixin"
    _description = "Head Table of an Act"

    table_seats = fields.Integer(
        string="Chairs at the head table",
        default=7,
        help="An odd number has a centre. 0: no head table.",
    )
    shared_centre = fields.Boolean(
        string="Two preside",
        help="Nobody sits in the middle; the senior one takes the right of it.",
    )
    ceded_to_id = fields.Many2one(
        comodel_name="pr.event.guest",
        string="Chair ceded to",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('event_id', '=', id), ('place', '>', 1)]",
        help="Who presides gives the chair away, once.",
    )
    ceded_how = fields.Selection(
        selection=[
            ("voluntary", "Of the own will: moves to the left"),
            ("obliged", "Obliged: moves to the right"),
        ],
        string="How it is ceded",
        default="voluntary",
        copy=False,
    )
    head_table = fields.Html(compute="_compute_head_table", sanitize=False)

    _table_seats_range = models.Constraint(
        "CHECK (table_seats BETWEEN 0 AND 60)",
        "A head table has between 0 and 60 chairs.",
    )

    @api.constrains("ceded_to_id", "ceded_how")
    def _check_ceded(self):
        for event in self.filtered("ceded_to_id"):
            guest = event.ceded_to_id
            if guest.event_id != event or guest.companion_of_id:
                raise ValidationError(
                    event.env._(
                        "The chair is ceded to a guest of this act who has a place of"
                        " the own, not to %(name)s.",
                        name=guest.display_name,
                    )
                )

    def _get_table(self):
        """Return the chairs of the head table and of the row behind it.

        :return: list of :class:`head_table.Chair`, keys are the guests
        """
        self.ensure_one()
        seated = self.guest_ids.filtered(
            lambda guest: guest.place and not guest.companion_of_id
        ).sorted("place")
        keys = list(seated)
        if self.ceded_to_id in keys[1:] and self.ceded_how:
            keys = head_table.cede(keys, self.ceded_to_id, self.ceded_how)
        return head_table.arrange(keys, self.table_seats, self.shared_centre)

    @api.depends(
        "table_seats",
        "shared_centre",
        "ceded_to_id",
        "ceded_how",
        "guest_ids.place",
        "guest_ids.card_name",
        "guest_ids.capacity",
    )
    @api.depends_context("lang")
    def _compute_head_table(self):
        for event in self:
            event.head_table = self.env["ir.qweb"]._render(
                "pr_office.head_table", event._prepare_head_table()
            )

    def _prepare_head_table(self):
        """Return the values of the drawing, chairs as the public sees them."""
        self.ensure_one()
        chairs = self._get_table()
        table = head_table.from_hall(chairs)
        least = min((chair.offset for chair in table), default=0)
        most = max((chair.offset for chair in table), default=0)
        middle = int(self.shared_centre)
        columns = [
            offset for offset in range(most, least - 1, -1) if offset or not middle
        ]
        return {
            "event": self,
            "chairs": [
                {
                    "x": columns.index(chair.offset) * _WIDTH,
                    "place": chair.place,
                    "first": chair.offset == 0,
                    "lines": self._wrap_card(chair.key),
                    "guest": chair.key,
                }
                for chair in table
            ],
            "width": max(len(columns), 1) * _WIDTH,
            "chair_width": _WIDTH,
            "height": _HEIGHT,
            "row": [chair for chair in chairs if chair.row == 2],
            "is_even": bool(
                self.table_seats
                and not head_table.has_centre(self.table_seats, self.shared_centre)
            ),
        }

    @api.model
    def _wrap_card(self, guest):
        """Return name and post in lines that fit a chair of the drawing."""
        name = head_table.wrap(guest.card_name or "", 19, 2)
        return {"name": name, "post": head_table.wrap(guest.card_post or "", 27, 2)}
