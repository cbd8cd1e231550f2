from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

# What each way of telling needs to be known of the citizen.
_NEEDS = {"mail": "email", "phone": "phone", "whatsapp": "phone", "sms": "phone"}
_BLANKS = (
    "who",
    "number",
    "house",
    "when",
    "where",
    "with",
    "subject",
    "reason",
    "missing",
    "until",
)


class PrAudienceNoticeMixin(models.AbstractModel):
    """Telling the citizen how the request stands, the way he or she chose."""

    _name = "pr.audience.notice.mixin"
    _description = "Notices of an Audience"

    notice_ids = fields.One2many(
        comodel_name="pr.audience.notice", inverse_name="audience_id", string="Notices"
    )

    def _tell(self, kind, automatic=True):
        """Tell each citizen what has become of the request, as he or she chose.

        What goes by itself (mail) is queued in this transaction; the rest stands in
        the list "To be told". Nothing is told while data are loaded, nor with
        ``pr_no_notice`` in the context.

        :param str kind: a key of ``pr.audience.notice.kind``
        :param bool automatic: false: nothing goes out before a person says so
        :return: the ``pr.audience.notice`` written
        """
        notice_model_sudo = self.env["pr.audience.notice"].sudo()
        context = self.env.context
        if context.get("install_mode") or context.get("pr_no_notice"):
            return notice_model_sudo.browse()
        self.check_access("write")
        notices_sudo = notice_model_sudo.create(
            [request.sudo()._prepare_notice(kind) for request in self]
        )
        notices_sudo._begin(automatic)
        return notices_sudo

    def _prepare_notice(self, kind):
        self.ensure_one()
        spoken = self.with_context(lang=self._get_tell_lang())
        wording = spoken.env["pr.audience.wording"]._get_for(kind, self.company_id)
        values = spoken._prepare_wording_values()
        subject, text, short_text = wording._render(values)
        return {
            "audience_id": self.id,
            "kind": kind,
            "way": self._get_way_to_tell(),
            "subject": subject,
            "text": text,
            "short_text": short_text,
            "has_link": wording.has_link,
        }

    def _get_way_to_tell(self):
        """Return the way chosen, or another where its address is missing."""
        self.ensure_one()
        for way in (self.tell_by, "phone", "mail"):
            if way not in _NEEDS or self[_NEEDS[way]]:
                return way
        return "paper"

    def _get_tell_lang(self):
        """Return the citizen's language where it is installed, else the house's."""
        self.ensure_one()
        wanted = (self.language or "").strip().casefold()
        for lang_code, lang_name in self.env["res.lang"].get_installed():
            if wanted and lang_name.casefold().startswith(wanted):
                return lang_code
        return self.company_id.partner_id.lang or self.env.lang

    @api.model
    def _get_wording_blanks(self):
        """Return the names that may stand in braces in a wording."""
        return list(_BLANKS)

    def _prepare_wording_values(self):
        """Return what fills the blanks of :meth:`_get_wording_blanks`, as plain text,
        in the language of the context."""
        self.ensure_one()
        agenda = self.agenda_id
        return {
            "who": self.requester_name,
            "number": self.name,
            "house": self.company_id.name,
            "when": self._format_appointment(),
            "where": self._get_place_to_come(),
            "with": agenda.name,
            "subject": self.subject,
            "reason": self.state_reason,
            "missing": self.correction_text,
            "until": self.correction_due and format_date(self.env, self.correction_due),
        }

    def _format_appointment(self):
        if not self.start:
            return ""
        tz = self.agenda_id._get_tz().zone
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), self.start)
        day = format_date(self.env, local.date(), date_format="full")
        hour = format_datetime(self.env, self.start, tz=tz, dt_format="HH:mm")
        return f"{day}, {hour}"

    def _get_place_to_come(self):
        house = self.company_id.partner_id
        entry = self.event_id.sudo()
        address = ", ".join(filter(None, (house.street, house.city)))
        return entry.location or address or house.name
