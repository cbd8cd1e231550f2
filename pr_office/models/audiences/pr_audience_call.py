from odoo import api, fields, models
from odoo.exceptions import UserError

# After so many calls that reached nobody the office stops calling.
ATTEMPTS = 3
_REACHED = ("told", "message")


class PrAudienceCall(models.Model):
    """A call to tell a citizen something: what was tried, and what came of it."""

    _name = "pr.audience.call"
    _description = "Call to a Citizen"
    _order = "called_on desc, id desc"
    _pr_personal_fields = ("number", "answered_by", "note")

    notice_id = fields.Many2one(
        comodel_name="pr.audience.notice",
        required=True,
        index=True,
        ondelete="cascade",
    )
    audience_id = fields.Many2one(
        related="notice_id.audience_id", store=True, index=True
    )
    company_id = fields.Many2one(related="notice_id.company_id", store=True, index=True)
    text = fields.Text(string="What is told", related="notice_id.text")
    called_on = fields.Datetime(
        string="Hour", required=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Called by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    number = fields.Char(
        string="Telephone",
        compute="_compute_number",
        store=True,
        readonly=False,
        precompute=True,
    )
    outcome = fields.Selection(
        selection=[
            ("told", "The citizen knows"),
            ("message", "Left word with somebody"),
            ("no_answer", "Nobody answered"),
            ("wrong_number", "Wrong number"),
        ],
        string="What came of it",
        required=True,
        default="told",
    )
    answered_by = fields.Char(
        string="Who answered",
        compute="_compute_answered_by",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Char()

    _answered_by_somebody = models.Constraint(
        "CHECK (outcome NOT IN ('told', 'message')"
        " OR length(trim(coalesce(answered_by, ''))) > 0)",
        "Write who answered the telephone.",
    )

    @api.depends("notice_id")
    def _compute_number(self):
        for call in self:
            call.number = call.notice_id.audience_id.phone

    @api.depends("outcome", "notice_id")
    def _compute_answered_by(self):
        for call in self:
            told = call.outcome == "told"
            call.answered_by = told and call.notice_id.audience_id.requester_name

    @api.constrains("called_on")
    def _check_called_on(self):
        for call in self:
            if call.called_on > fields.Datetime.now():
                raise UserError(self.env._("The hour of a call cannot be in future."))

    @api.model_create_multi
    def create(self, vals_list):
        calls = super().create(vals_list)
        for call in calls:
            call.audience_id.check_access("write")
            call._follow_up()
        return calls

    def _follow_up(self):
        """Let the notice know: told, or after three calls not to be reached."""
        notice_sudo = self.notice_id.sudo()
        notice_sudo._check_open()
        if self.outcome in _REACHED:
            notice_sudo._mark_done(
                told_on=self.called_on,
                told_to=self.answered_by,
                told_phone=self.number,
            )
        elif self.search_count([("notice_id", "=", self.notice_id.id)]) >= ATTEMPTS:
            notice_sudo._mark_failed(
                self.env._("Called %(times)s times without reaching.", times=ATTEMPTS)
            )

    def action_save(self):
        """Close the dialog; the call is written."""
        return {"type": "ir.actions.act_window_close"}
