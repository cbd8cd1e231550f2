from odoo import api, fields, models
from odoo.tools import email_normalize, format_date, format_datetime

# The notice that follows from each step a person gives a reason for.
_KIND_OF_STEP = {
    "decline": "declined",
    "withdraw": "withdrawn",
    "mark_no_show": "no_show",
    "not_file": "not_filed",
    "derive": "derived",
}
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
    mail_count = fields.Integer(string="Mails", compute="_compute_mail_count")
    tell_through = fields.Char(
        string="Relative or leader",
        tracking=True,
        help="Who takes word to the citizen. The telephone is where that person is"
        " called.",
    )

    def _compute_mail_count(self):
        mail_model_sudo = self.env["pr.mail"].sudo()
        counts = dict(
            mail_model_sudo._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for request in self:
            request.mail_count = counts.get(request.id, 0)

    def action_view_mails(self):
        """Open the mails about this request."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_mail_action"
        )
        return action | {
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {},
        }

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
        wording, (subject, text, short_text) = self._render_notice(kind)
        return {
            "audience_id": self.id,
            "kind": kind,
            "way": self._get_way_to_tell(),
            "subject": subject,
            "text": text,
            "short_text": short_text,
            "has_link": wording.has_link,
            "start": self.start,
            "stop": self.stop,
        }

    def _render_notice(self, kind, **known):
        """Return the wording of a notice and its texts, in the citizen's language.

        :param known: blanks whose text is known already
        """
        spoken = self.with_context(lang=self._get_tell_lang())
        wording = spoken.env["pr.audience.wording"]._get_for(kind, self.company_id)
        return wording, wording._render(spoken._prepare_wording_values() | known)

    def _get_way_to_tell(self):
        """Return the way chosen, or another where its address is missing."""
        self.ensure_one()
        for way in (self.tell_by, "phone", "mail"):
            if self._has_address_for(way):
                return way
        return "paper"

    def _has_address_for(self, way):
        if way == "mail":
            return bool(email_normalize(self.email))
        needs_phone = way in self._get_phone_ways()
        return not needs_phone or bool((self.phone or "").strip())

    @api.model
    def _get_phone_ways(self):
        """Return the ways of telling that need a telephone."""
        return {"phone", "whatsapp"}

    def _get_tell_lang(self):
        """Return the citizen's language where it is installed, else the house's."""
        self.ensure_one()
        wanted = (self.language or "").strip().casefold()
        for lang_code, lang_name in self.env["res.lang"].get_installed():
            names = (name.strip() for name in lang_name.casefold().split("/"))
            if wanted and any(name.startswith(wanted) for name in names):
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
        return {
            "who": self.requester_name,
            "number": self.name,
            "house": self.company_id.name,
            "when": self._format_appointment(),
            "where": self._get_place_to_come(),
            "with": self._get_visited_name(),
            "subject": self.subject,
            "reason": self.state_reason,
            "missing": self.correction_text,
            "until": self.correction_due and format_date(self.env, self.correction_due),
        }

    def _format_appointment(self):
        return self._format_moment(self.start) if self.start else ""

    def _format_moment(self, moment):
        """Return a moment of the agenda as it is said: the day in words, the hour."""
        tz = self.agenda_id._get_tz().zone
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), moment)
        day = format_date(self.env, local.date(), date_format="full")
        hour = format_datetime(self.env, moment, tz=tz, dt_format="HH:mm")
        return f"{day}, {hour}"

    def _get_place_to_come(self):
        house = self.company_id.partner_id
        entry = self.event_id.sudo()
        address = ", ".join(filter(None, (house.street, house.city)))
        return entry.location or address or house.name

    # ------------------------------------------------------------
    # SAID BEFORE IT GOES OUT
    # ------------------------------------------------------------

    def _describe_telling(self):
        """Say how the citizen will be told of the next step."""
        self.ensure_one()
        way = self._get_way_to_tell()
        if way in self.env["pr.audience.notice"]._get_automatic_ways():
            return self._describe_sending(way)
        ways = dict(self._fields["tell_by"]._description_selection(self.env))
        return self.env._(
            '%(who)s is told by: %(way)s%(address)s. It stays in the list "To be told"'
            " until somebody does it.",
            who=self.requester_name,
            way=ways[way],
            address=self._get_way_address(way),
        )

    def _get_way_address(self, way):
        """Return in brackets where or through whom the citizen is told that way."""
        known = self.phone if way in self._get_phone_ways() else False
        if way == "relative":
            known = ", ".join(filter(None, (self.tell_through, self.phone)))
        return f" ({known})" if known else ""

    def _describe_sending(self, way):
        return self.env._(
            "A mail goes to %(who)s by itself: %(address)s.",
            who=self.requester_name,
            address=self.email,
        )

    def _get_reason_preview(self, method, reason):
        """Return what the citizens will read when a step is taken for this reason."""
        kind = _KIND_OF_STEP.get(method)
        if not kind:
            return False
        previews = []
        for request in self[:3]:
            _wording, (_subject, text, _short) = request._render_notice(
                kind, reason=(reason or "…").strip()
            )
            previews.append(f"{request._describe_telling()}\n\n{text}")
        return "\n\n".join(previews)

    # ------------------------------------------------------------
    # CHAT
    # ------------------------------------------------------------

    def _get_chat_number(self):
        """Return the telephone as a chat wants it, ``""`` if it makes no sense."""
        number = self.phone and self._phone_format(
            number=self.phone, country=self.company_id.country_id, force_format="E164"
        )
        return "".join(char for char in number or "" if char.isdigit())

    def _on_share_told(self, share):
        """What was sent by chat has been told."""
        if share.state == "sent":
            waiting = self.sudo().notice_ids.filtered(
                lambda notice: (
                    notice.way == "whatsapp" and notice.state in ("to_do", "failed")
                )
            )
            waiting._mark_done(told_phone=share.number)

    # ------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------

    def _on_pr_mail(self, mail_sudo):
        """Let the notice follow what became of its mail."""
        notice_model_sudo = self.env["pr.audience.notice"].sudo()
        notice_model_sudo.search([("mail_id", "=", mail_sudo.id)])._follow_mail()

    def _get_mail_helper(self):
        """Return who looks after what could not be delivered: the secretary."""
        agenda_sudo = self.agenda_id.sudo()
        return agenda_sudo.delegate_ids[:1] or agenda_sudo.user_id or self.env.user
