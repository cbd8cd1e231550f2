from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

_DAY = timedelta(hours=24)
_BATCH = 100


class PrAudiencePeopleMixin(models.AbstractModel):
    """Who receives in whose place, who else asks, and where they meet."""

    _name = "pr.audience.people.mixin"
    _description = "People and Place of an Audience"

    responsible_id = fields.Many2one(
        comodel_name="res.partner",
        string="Asked of",
        compute="_compute_responsible_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Stays responsible when another authority receives by order.",
    )
    is_by_order = fields.Boolean(
        string="By order", compute="_compute_is_by_order", store=True
    )
    by_order_note = fields.Char(string="By order of", compute="_compute_by_order_note")
    delegation_warning = fields.Char(compute="_compute_by_order_note")
    requester_ids = fields.One2many(
        comodel_name="pr.audience.requester",
        inverse_name="audience_id",
        string="They ask too",
        copy=True,
    )
    official_ids = fields.One2many(
        comodel_name="pr.audience.official",
        inverse_name="audience_id",
        string="Other officials who take part",
    )
    owner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Record kept by",
        compute="_compute_owner_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Of several officials the highest in rank keeps the one record (D.S."
        " 120-2019-PCM, art. 14).",
    )
    is_off_premises = fields.Boolean(string="Outside the premises", tracking=True)
    off_premises_reason = fields.Char(
        string="Why outside", tracking=True, help="D.S. 120-2019-PCM, art. 9.d."
    )
    off_premises_place = fields.Char(string="Where they meet")
    back_on = fields.Datetime(
        string="Back at the office",
        compute="_compute_back_on",
        store=True,
        readonly=False,
        help="The record is completed within 24 hours of the official's return (D.S."
        " 120-2019-PCM, art. 16).",
    )
    off_alarm_on = fields.Datetime(readonly=True, copy=False)
    is_video = fields.Boolean(string="By video call")
    video_url = fields.Char(
        string="Address of the call", help="Empty: a room of this program."
    )
    video_link = fields.Char(compute="_compute_video_link")

    _off_premises_reasoned = models.Constraint(
        "CHECK (NOT coalesce(is_off_premises, false) OR"
        " (length(trim(coalesce(off_premises_reason, ''))) > 0"
        " AND length(trim(coalesce(off_premises_place, ''))) > 0))",
        "A meeting outside the premises needs its reason and the place.",
    )
    _video_url_safe = models.Constraint(
        "CHECK (coalesce(video_url, '') = '' OR video_url ~* '^https?://[^[:space:]]+$')",
        "The address of a video call begins with https://",
    )

    @api.depends("agenda_id")
    def _compute_responsible_id(self):
        for request in self:
            request.responsible_id = request.agenda_id.partner_id

    @api.depends("agenda_id.partner_id", "responsible_id")
    def _compute_is_by_order(self):
        for request in self:
            receiver = request.agenda_id.partner_id
            asked = request.responsible_id
            request.is_by_order = bool(asked and receiver and receiver != asked)

    @api.depends("is_by_order", "responsible_id", "agenda_id", "category_id")
    def _compute_by_order_note(self):
        for request in self:
            by_order = request.is_by_order
            request.by_order_note = by_order and self.env._(
                "By order of %(who)s", who=request.responsible_id.name
            )
            request.delegation_warning = by_order and request._get_unfit_note(
                request.agenda_id
            )

    def _get_unfit_note(self, agenda):
        """Say why an authority does not fit to receive in the other's place, or ""."""
        self.ensure_one()
        wanted = self.category_id.nature
        mandate = agenda.partner_id._pr_get_ranking_mandate()
        found = mandate.category_id.nature
        if not wanted or wanted == found or agenda.partner_id == self.responsible_id:
            return ""
        if wanted == "political":
            return self.env._(
                "A political matter is delegated to a councillor, and %(who)s is not"
                " one (Ley 27972, art. 20).",
                who=agenda.name,
            )
        return self.env._(
            "An administrative matter is delegated to the municipal manager, not to"
            " %(who)s (Ley 27972, art. 20).",
            who=agenda.name,
        )

    @api.depends("agenda_id", "official_ids.rank", "official_ids.partner_id")
    def _compute_owner_id(self):
        for request in self:
            receiver = request.agenda_id.partner_id
            mandate = receiver._pr_get_ranking_mandate()
            own = mandate.category_id.sequence if mandate.category_id else 10**6
            highest = request.official_ids.sorted(lambda row: (row.rank, row.id))[:1]
            above = highest and (not receiver or highest.rank < own)
            request.owner_id = highest.partner_id if above else receiver

    @api.depends("stop", "is_off_premises")
    def _compute_back_on(self):
        for request in self:
            request.back_on = request.is_off_premises and request.stop

    @api.depends("is_video", "video_url", "event_id.videocall_location")
    def _compute_video_link(self):
        for request in self:
            room = request.event_id.sudo().videocall_location
            link = request.is_video and (request.video_url or room)
            request.video_link = link or False

    def _get_held_officials(self):
        """The officials who take part, of those who have an agenda."""
        return self._get_official_agendas().partner_id

    def _get_official_agendas(self):
        """Return the agendas of the officials who take part with the one who receives.

        Whoever has no agenda in the house is only recorded.
        """
        self.ensure_one()
        return self.env["pr.agenda"].search(
            [
                ("partner_id", "in", self.official_ids.partner_id.ids),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def _hold_officials(self, before):
        """Let the entry of an appointment fill the agendas of who takes part now.

        :param before: dict of request to officials who may take part no more
        """
        for request in self.filtered(lambda r: r.state == "scheduled"):
            entry = request.event_id.filtered("active")
            held = request._get_held_officials()
            left = before.get(request, held)
            gone = left - held - request.agenda_id.partner_id
            commands = [
                *(Command.unlink(partner.id) for partner in gone),
                *(Command.link(partner.id) for partner in held - entry.partner_ids),
            ]
            if entry and commands:
                entry.partner_ids = commands

    def _prepare_place_values(self):
        """Where the entry takes place, for the authority's calendar."""
        values = {"location": self.off_premises_place} if self.is_off_premises else {}
        if self.is_off_premises:
            values |= {
                "pr_off_premises": True,
                "pr_off_premises_reason": self.off_premises_reason,
            }
        if self.is_video and self.video_url:
            values["videocall_location"] = self.video_url
        return values

    def _write_entry(self, entry, agenda, start, stop):
        event = super()._write_entry(entry, agenda, start, stop)
        if self.is_video and not self.video_url and not event.videocall_location:
            event._set_discuss_videocall_location()
        return event

    @api.model
    def _cron_off_premises(self):
        """Have meetings outside the premises completed within a day of the return."""
        cron_model = self.env["ir.cron"]
        domain = self._get_uncompleted_domain()
        remaining = self.search_count(domain)
        for request in self.search(domain, limit=_BATCH):
            request._alarm_completion()
            remaining -= 1
            if not cron_model._commit_progress(1, remaining=remaining):
                break

    def _get_uncompleted_domain(self):
        return [
            ("is_off_premises", "=", True),
            ("state", "in", ("scheduled", "held")),
            ("back_on", "<=", fields.Datetime.now()),
            ("off_alarm_on", "=", False),
        ]

    def _alarm_completion(self):
        self.ensure_one()
        self.off_alarm_on = fields.Datetime.now()
        until = self.back_on + _DAY
        tz = self.agenda_id._get_tz().zone
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), until)
        self._remind_office(
            self.env._(
                "Complete the meeting outside the premises by %(when)s",
                when=local.strftime("%d/%m/%Y, %H:%M"),
            ),
            self.env._("Hours, motive, record (D.S. 120-2019-PCM, art. 16)."),
        )
