from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize

_NAMES_SHOWN = 12


class PrEventSend(models.TransientModel):
    """Mails the guests of an act, after saying who gets none and why."""

    _name = "pr.event.send"
    _description = "Mail the Guests"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(
        selection=[
            ("invitation", "Invitation"),
            ("reminder", "Reminder"),
            ("change", "Change of hour or place"),
            ("cancellation", "Cancellation"),
        ],
        required=True,
        readonly=True,
        default="invitation",
    )
    guest_ids = fields.Many2many(
        comodel_name="pr.event.guest",
        string="Guests",
        compute="_compute_guest_ids",
        store=True,
        readonly=False,
        domain="[('event_id', '=', event_id)]",
    )
    subject = fields.Char(
        compute="_compute_words", store=True, readonly=False, required=True
    )
    text = fields.Text(compute="_compute_words", store=True, readonly=False)
    include_ended = fields.Boolean(
        string="Also to those whose mandate has ended",
        help="They do not hold the post on the day of the act.",
    )
    ready_ids = fields.Many2many(
        comodel_name="pr.event.guest", compute="_compute_ready_ids"
    )
    ready_count = fields.Integer(string="Mails to send", compute="_compute_ready_ids")
    without_mail = fields.Text(
        string="Without e-mail",
        compute="_compute_ready_ids",
        help="Invite them by WhatsApp or by telephone, then mark them as invited.",
    )
    ended = fields.Text(string="Mandate ended", compute="_compute_ready_ids")

    @api.depends("event_id", "kind")
    def _compute_guest_ids(self):
        """Whoever was selected in the list, else all whom it concerns."""
        ids = self.env.context.get("pr_guest_ids") or []
        chosen = self.env["pr.event.guest"].browse(ids)
        for wizard in self:
            guests = chosen or wizard.event_id.guest_ids
            concerned = guests.filtered(wizard._concerns)
            wizard.guest_ids = [Command.set(concerned.ids)]

    def _concerns(self, guest):
        """Tell whether a mail of this kind has something to say to this guest."""
        if guest.companion_of_id:
            return False
        if self.kind == "invitation":
            undelivered = guest.state == "invited" and guest.mail_state == "failed"
            return guest.state == "to_invite" or undelivered
        if self.kind == "reminder":
            return guest.state == "invited"
        if self.kind == "change":
            return guest.told_old
        return bool(guest.told_start) and not guest.is_away

    @api.depends("event_id", "kind")
    def _compute_words(self):
        for wizard in self:
            event = wizard.event_id
            here = wizard.with_context(lang=event._get_lang())
            labels = {
                "invitation": here.env._("Invitation: %(act)s", act=event.name),
                "reminder": here.env._("Reminder: %(act)s", act=event.name),
                "change": here.env._("Change: %(act)s", act=event.name),
                "cancellation": here.env._("Cancelled: %(act)s", act=event.name),
            }
            wizard.subject = labels.get(wizard.kind)
            wizard.text = here._get_text()

    def _get_text(self):
        if self.kind == "reminder":
            return self.env._(
                "We have not had your answer yet. Please let us know whether you will"
                " attend."
            )
        if self.kind == "change":
            return self.env._(
                "The act to which you are invited has a new hour or place. Please"
                " take note:"
            )
        if self.kind == "cancellation":
            return self.env._(
                "We regret to tell you that the act to which you were invited will not"
                " take place. %(reason)s",
                reason=self.event_id.cancel_reason or "",
            )
        return self.event_id.invitation_text

    @api.depends("guest_ids", "include_ended", "kind")
    def _compute_ready_ids(self):
        for wizard in self:
            guests = wizard.guest_ids._origin
            ended = guests.filtered("holder_warning")
            held = self.env["pr.event.guest"]
            if wizard.kind == "invitation" and not wizard.include_ended:
                held = ended
            ready = (guests - held).filtered(lambda g: email_normalize(g.email))
            wizard.ready_ids = ready
            wizard.ready_count = len(ready)
            wizard.without_mail = self._list_names(guests - held - ready)
            wizard.ended = self._list_names(ended)

    @api.model
    def _list_names(self, guests):
        """Return the names of some of these guests, and how many more there are."""
        names = "; ".join(guests[:_NAMES_SHOWN].mapped("display_name"))
        more = len(guests) - _NAMES_SHOWN
        if more <= 0:
            return names
        return self.env._("%(names)s; and %(more)s more", names=names, more=more)

    def action_send(self):
        """Queue the mails and say how many.

        :raises UserError: when nobody is left to write to, or the act is a draft
        """
        self.ensure_one()
        if self.kind != "cancellation":
            self.event_id._check_can_invite()
        guests = self.ready_ids
        if not guests:
            raise UserError(
                self.env._(
                    "Nobody of these has an e-mail address to write to. Invite them by"
                    " WhatsApp or by telephone, then mark them as invited."
                )
            )
        if self.kind == "invitation":
            self.event_id.invitation_text = self.text
        guests._send_mails(self.kind, self.subject, self.text)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(count)s mails are on their way.", count=len(guests)
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
