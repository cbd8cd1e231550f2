from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext, is_html_empty

from ...tools import day_sheet

_KEPT_DAYS = 180
_TEXTS = (
    "pr_brief_receives",
    "pr_brief_present",
    "pr_brief_speakers",
    "pr_brief_dress",
    "pr_brief_figures",
    "pr_brief_messages",
    "pr_brief_contact",
)
# Room on A4 below the heading, in millimetres, and the sizes to choose from, in points
_ROOM = {"width": 135, "height": 215, "sizes": (10.5, 9.5, 8.5, 7.5), "gap": 3.6}
_SMALLEST = 6.5
# Read apart from what a calendar shows of thousands of entries, and never by portals.
_OF_BRIEF = {"prefetch": "pr_brief", "groups": "base.group_user"}


class PrEntryBriefMixin(models.AbstractModel):
    """What of ``calendar.event`` prepares the authority in one page.

    These are fields of the entry, so that whoever sees a private entry as "Busy" reads
    nothing of its brief either.
    """

    _name = "pr.entry.brief.mixin"
    _description = "Brief of an Agenda Entry"

    pr_host_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who invites or is visited",
        index="btree_not_null",
        ondelete="set null",
        help="Institution or person. What was promised to them shows in the brief.",
        **_OF_BRIEF,
    )
    pr_brief_receives = fields.Char(
        string="Who receives",
        compute="_compute_pr_brief_receives",
        store=True,
        readonly=False,
        help="Who meets the authority at the door, with the post.",
        **_OF_BRIEF,
    )
    pr_brief_present = fields.Text(
        string="Who will be there", help="One a line, in order of rank.", **_OF_BRIEF
    )
    pr_brief_speakers = fields.Text(
        string="Who speaks",
        help="In the order of the programme, with the minutes of each.",
        **_OF_BRIEF,
    )
    pr_brief_dress = fields.Char(string="Dress", **_OF_BRIEF)
    pr_brief_figures = fields.Text(
        string="Three figures", help="One a line, each with its source.", **_OF_BRIEF
    )
    pr_brief_messages = fields.Text(
        string="What to say", help="The messages, one a line.", **_OF_BRIEF
    )
    pr_contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Contact on the spot",
        domain=[("is_company", "=", False)],
        ondelete="set null",
        **_OF_BRIEF,
    )
    pr_brief_contact = fields.Char(
        string="Contact and telephone",
        compute="_compute_pr_brief_contact",
        store=True,
        readonly=False,
        help="Whom the driver and the assistant call on arrival.",
        **_OF_BRIEF,
    )
    pr_briefing = fields.Html(string="Brief", **_OF_BRIEF)
    pr_promised_ids = fields.Many2many(
        comodel_name="pr.commitment",
        string="What was promised",
        compute="_compute_pr_promised_ids",
        groups="base.group_user",
        help="Open commitments with them, and those kept in the last six months.",
    )
    pr_has_brief = fields.Boolean(
        string="Has a brief",
        compute="_compute_pr_has_brief",
        groups="base.group_user",
    )

    @api.depends("pr_host_id")
    def _compute_pr_brief_receives(self):
        for event in self:
            host = event.pr_host_id
            person = host.pr_head_id or host
            post = host.pr_head_post if host.pr_head_id else host.pr_current_post
            known = ", ".join(filter(None, (person.name, post)))
            event.pr_brief_receives = known or event.pr_brief_receives

    @api.depends("pr_contact_id")
    def _compute_pr_brief_contact(self):
        for event in self:
            contact = event.pr_contact_id
            known = ", ".join(filter(None, (contact.name, contact.phone)))
            event.pr_brief_contact = known or event.pr_brief_contact

    @api.depends(*_TEXTS, "pr_briefing")
    def _compute_pr_has_brief(self):
        for event in self:
            event.pr_has_brief = any(event[fname] for fname in _TEXTS) or (
                not is_html_empty(event.pr_briefing)
            )

    @api.depends("pr_host_id")
    @api.depends_context("uid")
    def _compute_pr_promised_ids(self):
        """Find the commitments with who invites, their institution and its people."""
        circles = self._get_promise_circles(self.pr_host_id._origin)
        around = self.env["res.partner"].union(*circles.values())
        promised = self.env["pr.commitment"].search(self._get_promised_domain(around))
        given = self._get_promise_circles(promised.partner_id)
        for event in self:
            circle = circles.get(event.pr_host_id._origin, around.browse())
            event.pr_promised_ids = promised.filtered(
                lambda row, circle=circle: given[row.partner_id] & circle
            ).sorted(
                lambda row: (row.state != "open", row.date_due or fields.Date.today())
            )

    @api.model
    def _get_promise_circles(self, partners):
        """Return for each of these contacts its institutions, itself when it is one.

        :rtype: dict of ``res.partner`` to ``res.partner``
        """
        return {
            partner: partner.commercial_partner_id
            | partner.pr_current_mandate_ids.institution_id
            for partner in partners
        }

    @api.model
    def _get_promised_domain(self, around):
        mandates = self.env["pr.mandate"]
        today = fields.Date.context_today(self)
        in_office = mandates._get_valid_on_domain(today) & Domain(
            "position_id.institution_id", "in", around.ids
        )
        recent = Domain("state", "=", "done") & Domain(
            "done_on", ">=", today - timedelta(days=_KEPT_DAYS)
        )
        return (
            Domain("partner_id.commercial_partner_id", "in", around.ids)
            | Domain("partner_id.pr_mandate_ids", "any", in_office)
        ) & (Domain("state", "=", "open") | recent)

    # ------------------------------------------------------------
    # PRINTING
    # ------------------------------------------------------------

    def action_pr_print_brief(self):
        """Print the brief of this entry."""
        return self.env.ref("pr_office.pr_brief_report")._pr_print(self)

    def _in_agenda_language(self):
        """Return this entry in the language in which its agenda's papers are."""
        return self.with_context(lang=self.pr_agenda_id._get_ical_lang())

    def _prepare_brief_page(self):
        """Return what the page of the brief shows.

        :return: dict of ``company``, ``title``, ``when``, ``place``, ``sections`` (see
            :meth:`_get_brief_sections`), ``note`` (HTML), ``size`` in points and
            ``photo`` (base64, or false)
        """
        self.ensure_one()
        return {
            "company": self.pr_agenda_id.company_id or self.env.company,
            "title": self.name,
            "when": self._get_brief_when(),
            "place": self.location,
            "sections": self._get_brief_sections(),
            "note": self.pr_briefing,
            "size": self._get_brief_size(),
            "photo": False,
        }

    def _get_brief_sections(self):
        """Return ``(title, text)`` of what the brief says, without the free text."""
        self.ensure_one()
        labels = self.fields_get([*_TEXTS, "pr_promised_ids"], ["string"])
        texts = {fname: self[fname] for fname in _TEXTS}
        texts["pr_promised_ids"] = "\n".join(
            commitment._get_brief_line() for commitment in self.pr_promised_ids
        )
        return [(labels[name]["string"], text) for name, text in texts.items() if text]

    def _get_brief_when(self):
        """Say when this entry is, in its agenda's time zone."""
        tz = self.pr_agenda_id._get_tz()
        if self.allday:
            return format_date(self.env, self.start.date(), date_format="full")
        start, stop = (
            pytz.utc.localize(moment).astimezone(tz)
            for moment in (self.start, self.stop)
        )
        day = format_date(self.env, start.date(), date_format="full")
        return f"{day}, {start:%H:%M}–{stop:%H:%M}"

    def _get_brief_size(self):
        """Return the font size in which this brief stays on one page, in points."""
        texts = [text for _title, text in self._get_brief_sections()]
        texts.append(html2plaintext(self.pr_briefing or ""))
        blocks = [text.splitlines() for text in texts]
        return day_sheet.fit(blocks, **_ROOM) or _SMALLEST
