from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, html2plaintext

from ...tools import day_sheet

# Room on A4 below the heading, in millimetres, and the sizes to choose from, in points
_ROOM = {"width": 135, "height": 205, "sizes": (10.5, 9.5, 8.5, 7.5), "gap": 3.6}
_SMALLEST = 6.5
_LONGEST = 700
_SHOWN = 6
# What the office has had with a person or an institution: how they are found there.
_PAPERS = (
    ("pr.letter", "partner_id", "date", ("state", "in", ("issued", "signed", "sent"))),
    ("pr.incoming", "sender_id", "date_received", ("id", "!=", False)),
    ("pr.gift", "donor_id", "date", ("id", "!=", False)),
)


class PrAudienceBriefMixin(models.AbstractModel):
    """What the authority should know of who comes, on one page.

    What is found is computed for all audiences read together: the briefs of a day cost
    as many queries as one.
    """

    _name = "pr.audience.brief.mixin"
    _description = "Brief of an Audience"

    brief_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Known as",
        compute="_compute_brief_partner_ids",
        help="The person and the institutions behind, as the register knows them.",
    )
    earlier_ids = fields.Many2many(
        comodel_name="pr.audience",
        string="Earlier audiences",
        compute="_compute_earlier_ids",
        help="Of the same person, or of whom the person represents.",
    )
    promised_ids = fields.Many2many(
        comodel_name="pr.commitment",
        string="What was promised",
        compute="_compute_promised_ids",
        help="In earlier audiences, and what is open with them for other reasons.",
    )
    history_note = fields.Text(
        string="History with the municipality", compute="_compute_history_note"
    )

    @api.depends("partner_id", "represented_tax_number")
    def _compute_brief_partner_ids(self):
        numbers = self.filtered("represented_tax_number").mapped(
            "represented_tax_number"
        )
        partner_model = self.env["res.partner"]
        bodies = partner_model.search(
            [("vat", "in", numbers), ("is_company", "=", True)]
        ).grouped("vat")
        circles = self.env["calendar.event"]._get_promise_circles(self.partner_id)
        for request in self:
            partner = request.partner_id._origin
            request.brief_partner_ids = (
                partner
                | circles.get(partner, partner_model)
                | bodies.get(request.represented_tax_number, partner_model)
            )

    @api.depends("partner_id", "requester_document", "represented_tax_number")
    def _compute_earlier_ids(self):
        """Find the requests of before with one query for all."""
        found = self.env["pr.audience"].search(self._get_history_domain())
        index = defaultdict(self.env["pr.audience"].browse)
        for other in found:
            for key in other._get_person_keys():
                index[key] |= other
        for request in self:
            same = self.env["pr.audience"].union(
                *(index[key] for key in request._get_person_keys())
            )
            request.earlier_ids = same.filtered(
                lambda other, request=request: request._is_after(other)
            ).sorted("date_received", reverse=True)

    def _is_after(self, other):
        return (
            other != self._origin
            and other.company_id == self.company_id
            and (other.date_received, other.id)
            < (self.date_received, self._origin.id or float("inf"))
        )

    def _get_person_keys(self):
        """Return by what this request is known to be of the same people."""
        self.ensure_one()
        names = ("partner_id", "requester_document", "represented_tax_number")
        keys = ((name, self[name]) for name in names)
        return [
            (name, value.id if name == "partner_id" else value)
            for name, value in keys
            if value
        ]

    def _get_history_domain(self):
        wanted = defaultdict(set)
        for request in self:
            for name, value in request._get_person_keys():
                wanted[name].add(value)
        return Domain.OR(
            Domain(name, "in", list(values)) for name, values in wanted.items()
        ) & Domain("company_id", "in", self.company_id.ids)

    @api.depends("brief_partner_ids", "earlier_ids")
    @api.depends_context("uid")
    def _compute_promised_ids(self):
        """Find what was promised before, and what is open with them; one query each."""
        event_model = self.env["calendar.event"]
        around = self.brief_partner_ids
        commitment_model = self.env["pr.commitment"]
        there = Domain("origin_model", "=", "pr.audience") & Domain(
            "origin_id", "in", self.earlier_ids.ids
        )
        rows = commitment_model.search(
            (there & Domain("state", "!=", "cancelled"))
            | event_model._get_promised_domain(around)
        )
        given = event_model._get_promise_circles(rows.partner_id)
        for request in self:
            request.promised_ids = rows.filtered(
                lambda row, request=request: request._is_promised(row, given)
            ).sorted(
                lambda row: (row.state != "open", row.date_due or fields.Date.today())
            )

    def _is_promised(self, commitment, given):
        if commitment.origin_model == "pr.audience":
            if commitment.origin_id == self._origin.id:
                return False
            if commitment.origin_id in self.earlier_ids.ids:
                return True
        partner = commitment.partner_id
        circle = given.get(partner, partner) | partner
        return bool(partner and circle & self.brief_partner_ids)

    @api.depends("brief_partner_ids")
    @api.depends_context("uid", "lang")
    def _compute_history_note(self):
        """Say in a line for each kind of paper how many there are and the last one."""
        papers = [self._find_papers(*kind) for kind in _PAPERS]
        for request in self:
            lines = [
                line for found in papers if (line := request._describe_papers(*found))
            ]
            request.history_note = "\n".join(lines)

    def _find_papers(self, model, link, date, narrow):
        """Return ``(records by contact, link, date)`` of one kind of paper."""
        records = self.env[model]
        if self.brief_partner_ids and records.has_access("read"):
            records = records.search(
                Domain(link, "in", self.brief_partner_ids.ids) & Domain(*narrow),
                order=f"{date} desc, id desc",
            )
        return records, link, date

    def _describe_papers(self, records, link, date):
        own = records.filtered(lambda record: record[link] in self.brief_partner_ids)
        if not own:
            return ""
        labels = {
            "pr.letter": self.env._("Letters sent"),
            "pr.incoming": self.env._("Letters received"),
            "pr.gift": self.env._("Gifts"),
        }
        return self.env._(
            "%(kind)s: %(count)s, the last on %(day)s: %(what)s",
            kind=labels[own._name],
            count=len(own),
            day=format_date(self.env, own[0][date]),
            what=self._shorten(self._name_paper(own[0]), 90),
        )

    @api.model
    def _name_paper(self, paper):
        subject = "subject" in paper and paper.subject
        return " – ".join(filter(None, (paper.name, subject)))

    # ------------------------------------------------------------
    # PRINTING
    # ------------------------------------------------------------

    def action_print_brief(self):
        """Print the briefs of these audiences, a page each, in order of hour."""
        ordered = self.sorted(lambda r: (r.start or fields.Datetime.now(), r.id))
        return self.env.ref("pr_office.pr_audience_brief_report")._pr_print(ordered)

    def _in_agenda_language(self):
        """Return this request in the language in which the house prints."""
        return self.with_context(lang=self.agenda_id._get_ical_lang())

    def _prepare_brief_page(self):
        """Return what the page of the brief shows, as an entry's does."""
        self.ensure_one()
        return {
            "company": self.company_id,
            "title": self._get_brief_title(),
            "when": self._get_brief_when(),
            "place": self.event_id.location,
            "sections": self._get_brief_sections(),
            "note": self.brief_note,
            "size": self._get_brief_size(),
            "photo": self.partner_id.image_256,
        }

    def _get_brief_title(self):
        return self.env._("Audience: %(who)s", who=self.requester_name)

    def _get_brief_when(self):
        if not self.start:
            return self.env._("No appointment yet")
        local = self.agenda_id._to_local
        start, stop = local(self.start), local(self.stop)
        day = format_date(self.env, start.date(), date_format="full")
        return f"{day}, {start:%H:%M}–{stop:%H:%M}"

    def _get_brief_sections(self):
        """Return ``(title, text)`` of what the brief says, without the free text."""
        self.ensure_one()
        sections = [
            (self.env._("Who comes"), self._describe_requester()),
            (self.env._("What is wanted"), self._shorten(self.decision_sought)),
            (self.env._("Subject"), self._shorten(self.subject)),
            (self.env._("Earlier audiences"), self._describe_earlier()),
            (
                self.env._("What was promised"),
                self._join([row._get_brief_line() for row in self.promised_ids]),
            ),
            (self.env._("History with the municipality"), self.history_note),
        ]
        return [(title, text) for title, text in sections if text]

    def _describe_requester(self):
        capacity = self.capacity == "represents" and self.env._(
            "for %(body)s", body=self.represented_name
        )
        head = (self.requester_name, self.partner_id.pr_current_post, capacity)
        lines = [", ".join(filter(None, head)), ", ".join(self._get_companions()[:8])]
        if self.needs_interpreter:
            lines.append(
                self.env._("Needs an interpreter: %(tongue)s", tongue=self.language)
            )
        return "\n".join(filter(None, lines))

    def _describe_earlier(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        lines = [
            f"• {format_date(self.env, other.date_received.date())}"
            f" ({states[other.state]}): {self._shorten(other.subject, 110)}"
            for other in self.earlier_ids
        ]
        return self._join(lines) or self.env._("None: it is the first time.")

    def _join(self, lines):
        rest = len(lines) - _SHOWN
        more = [self.env._("and %(count)s more", count=rest)] if rest > 0 else []
        return "\n".join([*lines[:_SHOWN], *more])

    @api.model
    def _shorten(self, text, length=_LONGEST):
        text = " ".join((text or "").split())
        return text if len(text) <= length else f"{text[: length - 1]}…"

    def _get_brief_size(self):
        """Return the font size in which this brief stays on one page, in points."""
        texts = [text for _title, text in self._get_brief_sections()]
        texts.append(html2plaintext(self.brief_note or ""))
        blocks = [text.splitlines() for text in texts]
        return day_sheet.fit(blocks, **_ROOM) or _SMALLEST
