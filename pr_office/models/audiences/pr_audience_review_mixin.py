from odoo import fields, models
from odoo.exceptions import UserError

# From which states a request may come to each one.
_MOVES = {
    "in_review": ("received", "derived", "closed"),
    "derived": ("received", "in_review"),
    "scheduled": (
        "received",
        "in_review",
        "derived",
        "scheduled",
        "no_show",
        "held",  # its end was noted by mistake
    ),
    "held": ("scheduled", "closed"),
    "closed": ("held", "declined", "not_filed"),
    "declined": ("received", "in_review", "derived", "scheduled"),
    "withdrawn": ("received", "in_review", "derived", "scheduled"),
    "no_show": ("scheduled",),
    "not_filed": ("received", "in_review"),
    "received": ("declined", "withdrawn", "no_show", "not_filed"),
}
_STEPS = ("received", "in_review", "scheduled", "held")


class PrAudienceReviewMixin(models.AbstractModel):
    """What becomes of a request: each step once, the sad ones with their reason."""

    _name = "pr.audience.review.mixin"
    _description = "Review of an Audience Request"

    state = fields.Selection(
        selection=[
            ("received", "Came in"),
            ("in_review", "In review"),
            ("scheduled", "Scheduled"),
            ("held", "Took place"),
            ("closed", "Attended to"),
            ("derived", "Derived"),
            ("declined", "Declined"),
            ("withdrawn", "Withdrew"),
            ("no_show", "Did not come"),
            ("not_filed", "Not filed"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    state_reason = fields.Text(
        string="Reason",
        readonly=True,
        copy=False,
        tracking=True,
        help="In plain words: the citizen reads it.",
    )

    _ended_with_reason = models.Constraint(
        "CHECK (state NOT IN ('declined', 'derived', 'withdrawn', 'no_show',"
        " 'not_filed') OR length(trim(coalesce(state_reason, ''))) > 0)",
        "Say why, in words the citizen understands.",
    )

    def _group_expand_state(self, states, _domain):
        """Show the steps of the way even when empty, all in the order they follow."""
        order = [key for key, _label in self._fields["state"].selection]
        return [key for key in order if key in _STEPS or key in states]

    def _move(self, state, **values):
        """Take these requests to another state.

        :raises UserError: when one of them cannot go there from where it is
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in _MOVES[state]:
                raise UserError(
                    self.env._(
                        'Request %(number)s is "%(state)s" and cannot become'
                        ' "%(wanted)s".',
                        number=request.name,
                        state=labels[request.state],
                        wanted=labels[state],
                    )
                )
        return self.write({"state": state} | values)

    def _end_with_reason(self, state, reason):
        reason = self._clean_reason(reason)
        self._release_proposals()
        self._free_appointment("called_off", reason)
        self._move(state, state_reason=reason)
        self._tell(state)
        return True

    def _clean_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in words the citizen understands."))
        return reason.strip()

    def action_review(self):
        """Take these requests in hand."""
        return self._move("in_review")

    def action_give_reason(self):
        """Ask for the reason of the step named by ``pr_method`` in the context."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        return action | {
            "context": {
                "active_model": self._name,
                "active_ids": self.ids,
                "default_method": self.env.context["pr_method"],
            }
        }

    def decline(self, reason):
        """Decline these requests; the reason goes to the citizen."""
        return self._end_with_reason("declined", reason)

    def withdraw(self, reason):
        """Record that the citizen withdrew these requests."""
        return self._end_with_reason("withdrawn", reason)

    def mark_no_show(self, reason):
        """Record that nobody came, and what the office knows about it."""
        return self._end_with_reason("no_show", reason)

    def not_file(self, reason):
        """Take these requests as not filed: not corrected in time (art. 136.4)."""
        return self._end_with_reason("not_filed", reason)

    def derive(self, reason):
        """Pass these requests to another unit; the office keeps the clock.

        :param str reason: to which unit and why, read by the citizen
        """
        self._move("derived", state_reason=self._clean_reason(reason))
        self._tell("derived")
        return True

    # ------------------------------------------------------------
    # THE ONE CORRECTION
    # ------------------------------------------------------------

    def ask_correction(self, text):
        """Ask once for all that is missing; the clock stops from today on.

        :param str text: what is missing, read by the citizen
        :raises UserError: when a correction was asked for before (art. 137.2)
        """
        for request in self:
            if request.correction_asked_on:
                raise UserError(
                    self.env._(
                        "A correction of request %(number)s was already asked for on"
                        " %(day)s: it may be asked for only once.",
                        number=request.name,
                        day=request.correction_asked_on.strftime("%d/%m/%Y"),
                    )
                )
        self.filtered(lambda request: request.state == "received")._move("in_review")
        self.write(
            {
                "correction_asked_on": fields.Date.context_today(self),
                "correction_text": text,
            }
        )
        self._tell("correction")
        return True

    def action_corrected(self):
        """Record that the citizen handed in what was missing, today."""
        asked = self.filtered(lambda r: r.correction_asked_on and not r.corrected_on)
        for request in asked:
            request.corrected_on = request._get_today()
        return bool(asked)
