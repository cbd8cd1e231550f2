from odoo import fields, models
from odoo.tools import email_normalize

from ...tools import ical

# With these the appointment goes into the citizen's calendar, with the others out.
_APPOINTED = ("scheduled", "moved")
_CALLED_OFF = ("cancelled", "declined", "withdrawn", "reopened", "waiting")


class PrAudienceNoticeMailMixin(models.AbstractModel):
    """Notices that go by mail, the appointment with them as a calendar entry."""

    _name = "pr.audience.notice.mail.mixin"
    _description = "Notice by Mail"

    mail_id = fields.Many2one(
        comodel_name="pr.mail",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    calendar_method = fields.Selection(
        selection=[("REQUEST", "Entry"), ("CANCEL", "Entry taken out")],
        string="Calendar",
        readonly=True,
    )

    def _send_by_mail(self):
        """Queue the mail; what becomes of it comes back by ``_follow_mail``."""
        self.ensure_one()
        request = self.audience_id.with_context(lang=self.audience_id._get_tell_lang())
        self.state = "under_way"
        self.mail_id = self.env["pr.mail"]._queue(
            request,
            email_to=request.email,
            subject=self.subject,
            body=self._render_mail_body(request),
            attachments=self._make_mail_files(request),
            lang=request.env.lang,
            is_due=True,
        )
        self._follow_mail()

    def _render_mail_body(self, request):
        values = {
            "lines": (self.text or "").splitlines(),
            "link": self.has_link and request._get_page_url(),
            "house": request.company_id.name,
        }
        template = "pr_office.audience_notice_mail"
        return self.env["ir.qweb"]._render(template, values, lang=request.env.lang)

    def _make_mail_files(self, request):
        """Return the calendar file that goes with this mail, when there is one."""
        told = self._get_calendar_told()
        if self.kind in _APPOINTED and self.start:
            self.calendar_method = "REQUEST"
        elif self.kind in _CALLED_OFF and told.calendar_method == "REQUEST":
            self.calendar_method = "CANCEL"
            self.write({"start": told.start, "stop": told.stop})
        else:
            return []
        mimetype = f"text/calendar; charset=UTF-8; method={self.calendar_method}"
        return [("cita.ics", self._make_calendar(request).encode(), mimetype)]

    def _get_calendar_told(self):
        """Return the last notice that wrote in the citizen's calendar."""
        return self.search(
            [
                ("audience_id", "=", self.audience_id.id),
                ("calendar_method", "!=", False),
                ("id", "!=", self.id),
            ],
            order="id desc",
            limit=1,
        )

    def _make_calendar(self, request):
        space = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        uid = ical.unique_id(space, f"appointment{request._name},{request.id}")
        tz = request.agenda_id._get_tz().zone
        stamp = ical.Stamp(fields.Datetime.now(), self._count_calendars())
        entry = self._prepare_calendar_entry(request)
        return ical.message_text(entry, uid, stamp, tz, self.calendar_method)

    def _count_calendars(self):
        return self.search_count(
            [
                ("audience_id", "=", self.audience_id.id),
                ("calendar_method", "!=", False),
                ("id", "<", self.id),
            ]
        )

    def _prepare_calendar_entry(self, request):
        """Return what the citizen's calendar says: nothing of why he or she comes."""
        company = request.company_id
        sender = email_normalize(company.email_formatted) or request.email
        is_off = self.calendar_method == "CANCEL"
        return ical.Entry(
            start=self.start,
            stop=self.stop,
            summary=request.env._("Audience: %(who)s", who=request._get_visited_name()),
            description=request.name,
            location=request._get_place_to_come(),
            status="CANCELLED" if is_off else "CONFIRMED",
            organizer=ical.Person(company.name, f"mailto:{sender}"),
            attendees=(
                ical.Person(
                    request.requester_name,
                    f"mailto:{email_normalize(request.email)}",
                    "ACCEPTED",
                ),
            ),
        )

    def _follow_mail(self):
        """Take over what became of the mail, as far as it is known."""
        for notice in self.filtered(lambda notice: notice.state != "dropped"):
            mail = notice.mail_id
            if mail.state == "sent":
                notice._mark_done(
                    told_on=mail.sent_on, user_id=mail.user_id.id, told_to=mail.email_to
                )
            elif mail.state in ("failed", "cancelled"):
                notice._mark_failed(mail.failure)
            else:
                notice.state = "under_way"
