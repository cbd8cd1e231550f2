from odoo import api, fields, models

WAYS = [
    ("mail", "E-mail"),
    ("chat", "WhatsApp"),
    ("person", "By other means"),
]


class PrEventReachMixin(models.AbstractModel):
    """Where a guest of an act is reached, and what the guest has been told.

    The secretary comes first, then the post, then the person: that is how an authority
    is written to. A guest without an address is invited by telephone or on paper.
    """

    _name = "pr.event.reach.mixin"
    _description = "Way to a Guest"

    guest_post = fields.Char(
        string="Post, if not in the register", help="As it is written on cards."
    )
    own_email = fields.Char(
        string="Another e-mail", help="For this act alone, before the register's."
    )
    own_phone = fields.Char(
        string="Another telephone", help="For this act alone, before the register's."
    )
    email = fields.Char(string="E-mail", compute="_compute_contact")
    phone = fields.Char(string="Telephone", compute="_compute_contact")
    invited_by = fields.Selection(selection=WAYS, readonly=True, copy=False)
    told_start = fields.Datetime(
        string="Told that it begins", readonly=True, copy=False
    )
    told_place = fields.Char(string="Told that it is at", readonly=True, copy=False)
    told_old = fields.Boolean(
        string="Does not know of the change",
        compute="_compute_told_old",
        help="The act has another hour or place than the guest was told.",
    )
    # telephone
    call_attempts = fields.Integer(
        string="Calls nobody answered", readonly=True, copy=False
    )
    called_on = fields.Datetime(string="Last call", readonly=True, copy=False)

    _call_attempts_positive = models.Constraint(
        "CHECK (coalesce(call_attempts, 0) >= 0)",
        "The number of calls cannot be negative.",
    )

    @api.depends(
        "own_email",
        "own_phone",
        "partner_id.email",
        "partner_id.phone",
        "partner_id.pr_assistant_id.email",
        "partner_id.pr_assistant_id.phone",
        "position_id.email",
        "position_id.phone",
    )
    def _compute_contact(self):
        for guest in self:
            ways = (
                guest.partner_id.pr_assistant_id,
                guest.position_id,
                guest.partner_id,
            )
            emails = [guest.own_email, *(way.email for way in ways)]
            phones = [guest.own_phone, *(way.phone for way in ways)]
            guest.email = next(filter(None, emails), False)
            guest.phone = next(filter(None, phones), False)

    @api.depends(
        "told_start",
        "told_place",
        "is_away",
        "event_id.start",
        "event_id.current_place",
    )
    def _compute_told_old(self):
        for guest in self:
            event = guest.event_id
            told = (guest.told_start, guest.told_place or "")
            now = (event.start, event.current_place or "")
            guest.told_old = bool(
                guest.told_start and not guest.is_away and told != now
            )

    def _prepare_invited(self, way):
        """Return what is kept of guests who are told of the act by this way now."""
        event = self.event_id.ensure_one()
        return {
            "state": "invited",
            "invited_on": fields.Datetime.now(),
            "invited_by": way,
            **self._prepare_told(event),
        }

    @api.model
    def _prepare_told(self, event):
        return {"told_start": event.start, "told_place": event.current_place}

    def _mark_invited(self, way):
        """Note that these guests were invited; who was already keeps what is noted.

        :param str way: a key of ``invited_by``
        """
        waiting = self.filtered(lambda guest: guest.state == "to_invite")
        for event, guests in waiting.grouped("event_id").items():
            event._check_can_invite()
            guests.write(guests._prepare_invited(way))

    def _forget_invitation(self):
        """Let these be invited anew; a mail that still waits does not go out."""
        self.sudo().mail_id.filtered(
            lambda mail: mail.state == "queued"
        ).action_cancel()
        return self.write(
            {
                "state": "to_invite",
                "invited_on": False,
                "invited_by": False,
                "told_start": False,
                "told_place": False,
                "mail_id": False,
                "reminded_on": False,
            }
        )

    def action_no_answer(self):
        """Count a call that nobody answered."""
        for guest in self:
            guest.call_attempts += 1
        return self.write({"called_on": fields.Datetime.now()})
