from odoo import api, fields, models

# What these say follows from what comes later: an older one still to be told is moot.
_CURRENT = {
    "proposed",
    "scheduled",
    "moved",
    "cancelled",
    "derived",
    "declined",
    "withdrawn",
    "no_show",
    "not_filed",
    "waiting",
    "reopened",
}
# The citizen is there, or did it: nobody has to call him or her about it.
_ON_THE_SPOT = {"received", "withdrawn"}


class PrAudienceNotice(models.Model):
    """One thing a citizen has to be told about a request, and how that went.

    Written by the program alone; the office acts through its methods.
    """

    _name = "pr.audience.notice"
    _description = "Notice to a Citizen"
    _inherit = [
        "pr.audience.part.mixin",
        "pr.audience.notice.mail.mixin",
        "pr.audience.notice.ways.mixin",
    ]
    _order = "id desc"
    _pr_personal_fields = ("text", "short_text", "told_to", "told_phone")

    requester_name = fields.Char(related="audience_id.requester_name")
    phone = fields.Char(string="Telephone", related="audience_id.phone")
    tell_through = fields.Char(related="audience_id.tell_through")
    kind = fields.Selection(
        selection="_selection_kind", string="About", required=True, readonly=True
    )
    way = fields.Selection(
        selection="_selection_way", required=True, readonly=True, index=True
    )
    subject = fields.Char(readonly=True)
    text = fields.Text(string="What is told", readonly=True)
    short_text = fields.Char(readonly=True)
    has_link = fields.Boolean(readonly=True)
    state = fields.Selection(
        selection=[
            ("to_do", "To be told"),
            ("under_way", "On its way"),
            ("done", "Told"),
            ("failed", "Could not be told"),
            ("dropped", "No longer needed"),
        ],
        default="to_do",
        required=True,
        readonly=True,
        index=True,
    )
    failure = fields.Char(string="Why not", readonly=True)
    told_on = fields.Datetime(string="Told on", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Told by", readonly=True, ondelete="restrict"
    )
    told_to = fields.Char(
        readonly=True, help="Who took the notice, when it was not the citizen."
    )
    told_phone = fields.Char(string="Told at telephone", readonly=True)
    start = fields.Datetime(
        string="Appointment", readonly=True, help="As it was when this was told."
    )
    stop = fields.Datetime(readonly=True)

    _told_when = models.Constraint(
        "CHECK (state <> 'done' OR told_on IS NOT NULL)",
        "Whoever was told was told at some hour.",
    )

    @api.model
    def _selection_kind(self):
        kinds = {
            "received": self.env._("Request received"),
            "correction": self.env._("Something is missing"),
            "proposed": self.env._("Times to choose from"),
            "scheduled": self.env._("Appointment"),
            "moved": self.env._("Appointment moved"),
            "cancelled": self.env._("Appointment called off"),
            "derived": self.env._("Passed to another unit"),
            "declined": self.env._("Declined"),
            "withdrawn": self.env._("Withdrawn"),
            "no_show": self.env._("Did not come"),
            "not_filed": self.env._("Not filed"),
            "waiting": self.env._("On the waiting list"),
            "reopened": self.env._("Opened again"),
            "closed": self.env._("Attended to"),
        }
        return list(kinds.items())

    @api.model
    def _selection_way(self):
        tell_by = self.env["pr.audience"]._fields["tell_by"]
        return tell_by._description_selection(self.env)

    @api.depends("kind", "audience_id")
    def _compute_display_name(self):
        labels = dict(self._selection_kind())
        for notice in self:
            name = notice.audience_id.display_name
            notice.display_name = f"{labels.get(notice.kind, '')}: {name}"

    # ------------------------------------------------------------
    # TELLING
    # ------------------------------------------------------------

    @api.model
    def _get_automatic_ways(self):
        """Return the ways the program tells by itself."""
        return {"mail"}

    def _begin(self, automatic=True):
        """Send what goes by itself; the rest waits for a person."""
        self._drop_older()
        ways = self._get_automatic_ways() if automatic else set()
        for notice in self:
            if notice.way in ways:
                getattr(notice, f"_send_by_{notice.way}")()
            elif notice.kind in _ON_THE_SPOT:
                notice._mark_done()

    def _drop_older(self):
        current = self.filtered(lambda notice: notice.kind in _CURRENT)
        if not current:
            return
        older = self.search(
            [
                ("audience_id", "in", current.audience_id.ids),
                ("state", "=", "to_do"),
                ("kind", "in", sorted(_CURRENT)),
                ("id", "not in", self.ids),
            ]
        )
        older.state = "dropped"

    def _mark_done(self, **values):
        """Record that the citizen knows, by the user and now unless said otherwise."""
        return self.write(
            {
                "state": "done",
                "told_on": fields.Datetime.now(),
                "user_id": self.env.uid,
                "failure": False,
            }
            | values
        )

    def _mark_failed(self, failure):
        return self.write({"state": "failed", "failure": failure})
