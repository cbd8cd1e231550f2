from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools import ical

# Until these are settled the guest may not have what was sent.
_TROUBLE = ("failed", "uncertain", "cancelled")


class PrEventMailingMixin(models.AbstractModel):
    """Mails to a guest of an act: each with the guest's own link and calendar file."""

    _name = "pr.event.mailing.mixin"
    _description = "Mails to a Guest"

    mail_id = fields.Many2one(
        comodel_name="pr.mail",
        string="Last mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    mail_state = fields.Selection(related="mail_id.state", string="Mail")
    mail_failure = fields.Text(related="mail_id.failure", string="Why not delivered")
    mail_count = fields.Integer(
        string="Mails sent", readonly=True, copy=False, help="Also of the calendar."
    )
    reminded_on = fields.Datetime(readonly=True, copy=False)
    is_mail_trouble = fields.Boolean(compute="_compute_is_mail_trouble")

    @api.depends("mail_id.state")
    def _compute_is_mail_trouble(self):
        for guest in self:
            guest.is_mail_trouble = guest.mail_state in _TROUBLE

    def _send_mails(self, kind, subject, text):
        """Queue a mail to each of these guests of one act, in a few queries.

        :param str kind: ``invitation``, ``reminder``, ``change`` or ``cancellation``
        :param str subject: of all of them
        :param str text: what the office writes above what is known of the act
        """
        self.check_access("write")
        event = self.event_id.ensure_one()
        guests_sudo = self.with_context(lang=event._get_lang()).sudo()
        letters = [guest._prepare_letter(kind, subject, text) for guest in guests_sudo]
        mails_sudo = self.env["pr.mail"]._queue_all(letters)
        for guest_sudo, mail_sudo in zip(guests_sudo, mails_sudo, strict=True):
            guest_sudo.mail_id = mail_sudo
            guest_sudo.mail_count += 1
        return self.write(self._prepare_sent(kind))

    def _prepare_sent(self, kind):
        if kind == "invitation":
            return self._prepare_invited("mail")
        if kind == "reminder":
            return {"reminded_on": fields.Datetime.now()}
        return self._prepare_told(self.event_id)

    def _prepare_letter(self, kind, subject, text):
        return {
            "record": self,
            "email_to": self.email,
            "subject": subject,
            "body": self._render_mail(kind, text),
            "attachments": self._make_calendar_files(kind),
            "lang": self.env.lang,
            # whoever was told to come is owed to know that it is elsewhere or off
            "is_due": kind in ("change", "cancellation"),
        }

    def _render_mail(self, kind, text):
        """Return the body of the mail; it opens with who is invited."""
        values = {
            "guest": self,
            "act": self.event_id,
            "kind": kind,
            "salutation": self._get_salutation(),
            "lines": (text or "").splitlines(),
            "link": False if kind == "cancellation" else self._get_page_url(),
        }
        template = "pr_office.event_guest_mail"
        return self.env["ir.qweb"]._render(template, values, lang=self.env.lang)

    def _get_salutation(self):
        """Return how the invitation opens, by the form of address of the post."""
        if not self.partner_id:
            return f"{self.invited_name}:"
        position = self.position_id
        form = position.form_of_address_id
        return form.compose("salutation", self.partner_id, position)

    def action_send_invitations(self):
        """Open the dialog that invites the chosen guests by mail."""
        return self._get_one_act()._open_send("invitation", self)

    def action_send_reminders(self):
        """Open the dialog that reminds those of the chosen who have not answered."""
        return self._get_one_act()._open_send("reminder", self)

    def _get_one_act(self):
        """Return the act of these guests.

        :raises UserError: when they are of several
        """
        if len(self.event_id) != 1:
            raise UserError(self.env._("Choose guests of one act only."))
        return self.event_id

    # ------------------------------------------------------------
    # CALENDAR
    # ------------------------------------------------------------

    def _make_calendar_files(self, kind):
        if kind == "reminder":
            return []
        method = "CANCEL" if kind == "cancellation" else "PUBLISH"
        mimetype = f"text/calendar; charset=UTF-8; method={method}"
        content = self._make_calendar(method).encode()
        return [("invitacion.ics", content, mimetype)]

    def _make_calendar(self, method="PUBLISH"):
        """Return the act as a calendar file, with the link of this guest.

        Published, not requested: the answer is given on the page, and a calendar
        that answers by itself would write to an address nobody reads.
        """
        event = self.event_id
        space = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        uid = ical.unique_id(space, f"act{event.id},{self.id}")
        stamp = ical.Stamp(fields.Datetime.now(), self.mail_count)
        entry = self._prepare_calendar_entry(method)
        return ical.message_text(entry, uid, stamp, event._get_tz(), method)

    def _prepare_calendar_entry(self, method):
        event = self.event_id
        company = event.company_id
        sender = email_normalize(company.email_formatted)
        organizer = sender and ical.Person(company.name, f"mailto:{sender}")
        return ical.Entry(
            start=event.start,
            stop=event.stop,
            allday=event.allday,
            summary=event.name,
            description=self._get_calendar_note(),
            location=event.current_place or "",
            url=self._get_page_url(),
            status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
            organizer=organizer or None,
        )

    def _get_calendar_note(self):
        return self.env._("Please answer here: %(link)s", link=self._get_page_url())

    # ------------------------------------------------------------
    # WHAT BECAME OF IT
    # ------------------------------------------------------------

    def _on_pr_mail(self, mail_sudo):
        """Ask for help once, however many mails of the act come back."""
        if mail_sudo.state == "failed":
            self.event_id._ask_about_mails(mail_sudo)
