from datetime import timedelta

from odoo import api, fields, models

# Nobody can be called and come within less.
_SOONEST = timedelta(minutes=30)


class PrAudienceAppointment(models.Model):
    """An appointment that a request had or has, and what became of it."""

    _name = "pr.audience.appointment"
    _description = "History of Appointments"
    _inherit = ["pr.audience.part.mixin"]
    _order = "id desc"

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="With",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Given by",
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    outcome = fields.Selection(
        selection=[
            ("stands", "Stands"),
            ("moved", "Moved"),
            ("called_off", "Called off"),
            ("elsewhere", "Changed in another calendar"),
        ],
        default="stands",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True)
    label = fields.Char(string="Appointment", compute="_compute_label")

    _stands_uniq = models.UniqueIndex(
        "(audience_id) WHERE outcome = 'stands'",
        "A request has one appointment at a time.",
    )
    _ended_with_reason = models.Constraint(
        "CHECK (outcome = 'stands' OR length(trim(coalesce(reason, ''))) > 0)",
        "Say why the appointment was changed.",
    )

    @api.depends_context("lang")
    @api.depends("start", "stop")
    def _compute_label(self):
        for row in self:
            row.label = row.agenda_id._format_span(row.start, row.stop)

    def _offer_freed_times(self):
        """List what these appointments leave free, where somebody waits for it."""
        soonest = fields.Datetime.now() + _SOONEST
        freed = self.filtered(lambda row: row.start > soonest)
        opening_model_sudo = self.env["pr.audience.opening"].sudo()
        openings_sudo = opening_model_sudo.create(
            [
                {
                    "agenda_id": row.agenda_id.id,
                    "start": row.start,
                    "stop": row.stop,
                    "given_up_id": row.audience_id.id,
                }
                for row in freed
            ]
        )
        for opening in openings_sudo.filtered("next_ids"):
            opening.given_up_id._remind_office(
                self.env._("A time became free: offer it to the waiting list"),
                opening.label,
            )
        openings_sudo.filtered(lambda row: not row.next_ids).unlink()
