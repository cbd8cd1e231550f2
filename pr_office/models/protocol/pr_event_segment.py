from odoo import api, fields, models
from odoo.tools import format_datetime

from ...tools import run_of_show


class PrEventSegment(models.Model):
    """A step of the run of show; its time follows from those before it."""

    _name = "pr.event.segment"
    _description = "Step of an Act"
    _order = "event_id, sequence, id"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Action", required=True)
    minutes = fields.Integer(
        required=True, default=5, help="How long it takes, from 1 to 1440 minutes."
    )
    not_before = fields.Datetime(
        string="Not before",
        help="For a step with a time of its own, such as a mass. Empty: as soon as the"
        " step before it ends.",
    )
    start = fields.Datetime(
        string="Begins", compute="_compute_times", store=True, readonly=True
    )
    stop = fields.Datetime(
        string="Ends", compute="_compute_times", store=True, readonly=True
    )
    late = fields.Integer(
        string="Minutes late",
        compute="_compute_times",
        store=True,
        readonly=True,
        help="How much after its own time the steps before it let it begin.",
    )
    who = fields.Char(help="Who does it, such as the band or the mayor.")
    place = fields.Char(help="Empty: the place of the act.")
    mc_text = fields.Text(
        string="Master of ceremonies", help="What the master of ceremonies says."
    )
    cue = fields.Char(string="Technical cue", help="Sound, light, video, flag.")
    responsible_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        domain=[("is_company", "=", False)],
    )
    note = fields.Char(string="Remarks")
    actual_start = fields.Datetime(
        string="Really began", readonly=True, copy=False, help="Noted while it went on."
    )

    _minutes_in_a_day = models.Constraint(
        "CHECK (minutes BETWEEN 1 AND 1440)",
        "A step takes between a minute and a day. Write a short moment as one minute"
        " and split what lasts longer than a day.",
    )

    @api.depends(
        "event_id.start",
        "event_id.segment_ids.minutes",
        "event_id.segment_ids.sequence",
        "event_id.segment_ids.not_before",
    )
    def _compute_times(self):
        """Lay out the steps of each act again, all of them at once."""
        for event in self.event_id:
            for timed in event._plan_segments():
                timed.key.start = timed.start
                timed.key.stop = timed.stop
                timed.key.late = timed.late
        for segment in self - self.event_id.segment_ids:
            segment.update({"start": False, "stop": False, "late": 0})

    def _format_start(self):
        """Return the hour a step begins, in the time zone of the act."""
        self.ensure_one()
        if not self.start:
            return ""
        tz = self.event_id._get_tz()
        return format_datetime(self.env, self.start, tz=tz, dt_format="HH:mm")


class PrEventRunOfShow(models.AbstractModel):
    _name = "pr.event.run.mixin"
    _description = "Run of Show of an Act"

    segment_ids = fields.One2many(
        comodel_name="pr.event.segment",
        inverse_name="event_id",
        string="Run of show",
        copy=True,
    )

    def _plan_segments(self):
        """Return the steps of this act laid out in time.

        A step without a length that can be is left for the constraint to refuse.

        :return: list of :class:`run_of_show.Timed`, keys are the steps
        """
        self.ensure_one()
        return run_of_show.plan(self.start, self._prepare_steps()) if self.start else []

    def _prepare_steps(self):
        """Return the steps of this act in their order, for the pure rules."""
        return [
            run_of_show.Step(row, row.minutes, row.not_before or None)
            for row in self.segment_ids.sorted(lambda row: (row.sequence, row._origin))
            if 0 < row.minutes <= run_of_show.LONGEST
        ]
