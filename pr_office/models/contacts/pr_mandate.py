from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import seats

_SEAT_FIELDS = {"position_id", "date_start", "date_end", "kind", "active"}


class PrMandate(models.Model):
    _name = "pr.mandate"
    _description = "Mandate"
    _inherit = ["mail.thread", "pr.popolo.mixin"]
    _order = "date_start desc, kind desc, seat_number, id desc"
    _rec_names_search = ["partner_id.display_name", "position_id.display_name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain=[("is_company", "=", False)],
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    institution_id = fields.Many2one(
        related="position_id.institution_id", store=True, index=True
    )
    category_id = fields.Many2one(
        related="position_id.category_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="position_id.company_id", store=True, index="btree_not_null"
    )
    date_start = fields.Date(
        string="From",
        default=fields.Date.context_today,
        tracking=True,
        help="First day in the post. Empty: since nobody knows when.",
    )
    date_end = fields.Date(
        string="Until",
        tracking=True,
        help="Last day in the post. Empty: open end.",
    )
    kind = fields.Selection(
        selection=[("titular", "Titular"), ("acting", "Acting (e)")],
        string="Held as",
        default="titular",
        required=True,
        tracking=True,
        help="An acting holder stands in and takes none of the post's seats.",
    )
    seat_number = fields.Integer(
        readonly=True,
        copy=False,
        help="Which of the post's seats; the lowest free one is given.",
    )
    appointment_document = fields.Char(
        help="The resolution, credential or council agreement, with number and date.",
    )
    appointment_file = fields.Binary(
        attachment=True, help="Scan of the appointment document."
    )
    appointment_filename = fields.Char()
    note = fields.Char()
    active = fields.Boolean(default=True)
    state = fields.Selection(
        selection=[("past", "Ended"), ("current", "In office"), ("future", "To come")],
        compute="_compute_state",
        search="_search_state",
    )
    post_label = fields.Char(
        string="Post as named",
        compute="_compute_post_label",
        help="The post in the holder's gender, with its institution.",
    )
    holder_label = fields.Char(
        string="Holder",
        compute="_compute_holder_label",
        help="The holder as lists name one: title, name, (e) when standing in.",
    )
    valid_on = fields.Date(
        string="In office on",
        compute="_compute_valid_on",
        search="_search_valid_on",
        help="Search only: who held which post on a day.",
    )

    _dates_in_order = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A mandate cannot end before it starts: correct one of its two dates.",
    )
    _seat_excl = models.Constraint(
        "EXCLUDE USING gist (position_id WITH =, seat_number WITH =,"
        " daterange(date_start, date_end, '[]') WITH &&)"
        " WHERE (kind = 'titular' AND active)",
        "Somebody else holds this seat of the post on some of these days. End that"
        " mandate first or give the post another seat.",
    )
    _same_person_excl = models.Constraint(
        "EXCLUDE USING gist (position_id WITH =, partner_id WITH =,"
        " daterange(date_start, date_end, '[]') WITH &&) WHERE (active)",
        "This person already holds this post on some of these days.",
    )

    @api.depends("position_id.display_name", "holder_label", "kind")
    @api.depends_context("pr_holder_only")
    def _compute_display_name(self):
        for mandate in self:
            if self.env.context.get("pr_holder_only"):
                mandate.display_name = mandate.holder_label
                continue
            acting = " (e)" if mandate.kind == "acting" else ""
            post = mandate.position_id.display_name or ""
            mandate.display_name = f"{mandate.partner_id.name}, {post}{acting}"

    @api.depends(
        "kind",
        "partner_id.pr_gender",
        "position_id.name",
        "position_id.name_female",
        "position_id.name_male",
        "institution_id.name",
        "institution_id.pr_acronym",
    )
    def _compute_post_label(self):
        for mandate in self:
            title = mandate.position_id.get_title(mandate.partner_id.pr_gender)
            acting = " (e)" if mandate.kind == "acting" else ""
            institution = mandate.institution_id
            where = institution.pr_acronym or institution.name
            mandate.post_label = f"{title}{acting} – {where}"

    @api.depends("kind", "partner_id.pr_title", "partner_id.name")
    def _compute_holder_label(self):
        for mandate in self:
            person = mandate.partner_id
            acting = "(e)" if mandate.kind == "acting" else ""
            words = filter(None, (person.pr_title, person.name, acting))
            mandate.holder_label = " ".join(words)

    @api.depends("date_start", "date_end")
    @api.depends_context("pr_on")
    def _compute_state(self):
        today = self._get_reference_date()
        for mandate in self:
            if mandate.date_end and mandate.date_end < today:
                mandate.state = "past"
            elif mandate.date_start and mandate.date_start > today:
                mandate.state = "future"
            else:
                mandate.state = "current"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self._get_reference_date()
        domains = {
            "past": Domain("date_end", "<", today),
            "current": self._get_valid_on_domain(today),
            "future": Domain("date_start", ">", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _compute_valid_on(self):
        self.valid_on = False

    def _search_valid_on(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._get_valid_on_domain(day) for day in value if day)

    @api.model
    def _get_valid_on_domain(self, date):
        return (Domain("date_start", "=", False) | Domain("date_start", "<=", date)) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", date)
        )

    @api.model
    def _get_reference_date(self):
        """Return the day the register is looked at: today, or ``pr_on`` of the context.

        A search by "in office on" puts that day there, so that lists show the
        holders of the day that was asked for.
        """
        day = self.env.context.get("pr_on")
        if isinstance(day, (list, tuple)):
            day = day[0] if day else None
        return fields.Date.to_date(day) or fields.Date.context_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(list(_SEAT_FIELDS))
        wanted = [defaults | vals for vals in vals_list]
        for vals, number in zip(vals_list, self._allocate_seats(wanted), strict=True):
            vals["seat_number"] = number
        return super().create(vals_list)

    def write(self, vals):
        seats_given = self.env.context.get("pr_seats_given")
        if seats_given or not _SEAT_FIELDS & vals.keys():
            return super().write(vals)
        by_number = defaultdict(self.browse)
        numbers = self._allocate_seats(self._prepare_seats([vals] * len(self)))
        for mandate, number in zip(self, numbers, strict=True):
            by_number[number] += mandate
        for number, mandates in by_number.items():
            super(PrMandate, mandates).write(vals | {"seat_number": number})
        return True

    def _write_each(self, vals_list):
        """Write on each of these mandates its own values, seats given in one go.

        :param list vals_list: dicts as for :meth:`write`, one for each mandate
        :raises UserError: when a post has no free seat, as :meth:`write` does
        """
        numbers = self._allocate_seats(self._prepare_seats(vals_list))
        seated = self.with_context(pr_seats_given=True)
        for mandate, vals, number in zip(seated, vals_list, numbers, strict=True):
            mandate.write(vals | {"seat_number": number})

    def _prepare_seats(self, vals_list):
        """Return what :meth:`_allocate_seats` wants to know of changing mandates."""
        return [
            {fname: mandate[fname] for fname in ("date_start", "date_end", "kind")}
            | {"position_id": mandate.position_id.id, "active": mandate.active}
            | vals
            | {"seat_number": mandate.seat_number}
            for mandate, vals in zip(self, vals_list, strict=True)
        ]

    def _allocate_seats(self, vals_list):
        """Give each of these future rows a free seat of its post.

        The rows of ``self`` are about to change and hold no seat. A row keeps its
        own ``seat_number`` where that is still free.

        :param vals_list: dicts with the keys of a seat, dates as date or text
        :return: list of seat numbers, 0 for acting and archived mandates
        :raises UserError: when a post has no free seat, naming who holds them
        """
        positions = self.env["pr.position"].browse(
            {vals["position_id"] for vals in vals_list if vals.get("position_id")}
        )
        positions._lock_seats()
        taken = self._get_taken_seats(positions)
        return [self._allocate_seat(vals, taken) for vals in vals_list]

    def _allocate_seat(self, vals, taken):
        if vals.get("kind") != "titular" or not vals.get("active", True):
            return 0
        position = self.env["pr.position"].browse(vals.get("position_id"))
        if not position:
            return 0  # the required field says so itself
        start = fields.Date.to_date(vals.get("date_start"))
        end = fields.Date.to_date(vals.get("date_end"))
        others = taken[position.id]
        number = seats.free_seat(
            others, start, end, position.seats, preferred=vals.get("seat_number")
        )
        if not number:
            position._raise_no_free_seat(start, end)
        others.append((number, start, end))
        return number

    def _get_taken_seats(self, positions):
        # The database must know a seat that was freed before the next one takes it
        self.flush_model(_SEAT_FIELDS)
        rows = self.search_fetch(
            [
                ("position_id", "in", positions.ids),
                ("kind", "=", "titular"),
                ("id", "not in", self.ids),
            ],
            ["position_id", "seat_number", "date_start", "date_end"],
        )
        taken = defaultdict(list)
        for row in rows:
            taken[row.position_id.id].append(
                (row.seat_number, row.date_start, row.date_end)
            )
        return taken

    def action_end_today(self):
        """End these mandates today, for a holder who has left."""
        today = fields.Date.context_today(self)
        open_mandates = self.filtered(lambda m: not m.date_end or m.date_end > today)
        if not open_mandates:
            raise UserError(self.env._("These mandates have already ended."))
        open_mandates.write({"date_end": today})
        return True
