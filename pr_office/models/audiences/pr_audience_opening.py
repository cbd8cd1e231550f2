from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_SHOWN = 10


class PrAudienceOpening(models.Model):
    """A time somebody gave up, to be offered to those who come at short notice."""

    _name = "pr.audience.opening"
    _description = "Time That Became Free"
    _order = "start, id"
    _rec_name = "label"
    _check_company_auto = True

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="With",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    start = fields.Datetime(required=True, readonly=True, index=True)
    stop = fields.Datetime(required=True, readonly=True)
    label = fields.Char(string="Time", compute="_compute_label")
    given_up_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Given up by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    offered_id = fields.Many2one(
        comodel_name="pr.audience",
        string="Offered to",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    asked_ids = fields.Many2many(
        comodel_name="pr.audience",
        relation="pr_audience_opening_asked_rel",
        string="Were asked",
        readonly=True,
    )
    next_ids = fields.Many2many(
        comodel_name="pr.audience",
        string="Whose turn it is",
        compute="_compute_next_ids",
    )
    is_dismissed = fields.Boolean(string="Not offered any more")

    @api.depends_context("lang")
    @api.depends("start", "stop")
    def _compute_label(self):
        for opening in self:
            opening.label = opening.agenda_id._format_span(opening.start, opening.stop)

    @api.depends("start", "stop", "asked_ids", "agenda_id")
    def _compute_next_ids(self):
        for opening in self:
            opening.next_ids = self.env["pr.audience"].search(
                opening._get_next_domain(), order="date_received, id", limit=_SHOWN
            )

    def _get_next_domain(self):
        """Return who is on the waiting list for this time and was not asked yet."""
        minutes = (self.stop - self.start).total_seconds() / 60
        later = Domain("state", "=", "scheduled") & Domain("start", ">", self.stop)
        return (
            Domain("agenda_id", "=", self.agenda_id.id)
            & Domain("accepts_short_notice", "=", True)
            & Domain("minutes", "<=", minutes)
            & Domain("id", "not in", (self.asked_ids | self.given_up_id).ids)
            & Domain("proposed_until", "=", False)
            & (Domain("state", "in", ("received", "in_review")) | later)
        )

    def action_offer_next(self):
        """Hold the time for whoever is next, and open the request to call by phone."""
        self.ensure_one()
        first = self.next_ids[:1]
        if not first:
            raise UserError(
                self.env._("Nobody else on the waiting list can take this time.")
            )
        minutes = timedelta(minutes=first.minutes)
        first.propose(
            self.agenda_id,
            [(self.start, self.start + minutes)],
            order_reason=self.env._("Waiting list: comes at short notice."),
        )
        self.write(
            {"offered_id": first.id, "asked_ids": [fields.Command.link(first.id)]}
        )
        return first.get_formview_action()

    def action_dismiss(self):
        """Leave the time to whoever asks for it."""
        self.is_dismissed = True
        return True
