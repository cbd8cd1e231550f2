from odoo import api, fields, models
from odoo.tools import format_date

from ...tools import government, names, seats

_PARTS = ("given_names", "surname", "second_surname")
_TRIGGERS = ("outcome", "mandate_id", "partner_id", *_PARTS)


class PrGovernmentChangeLine(models.Model):
    """One seat of one post, or one acting holder: who leaves and who comes."""

    _name = "pr.government.change.line"
    _description = "Change of Government: Post"
    _order = "sequence, id"
    _rec_name = "position_id"
    _check_company_auto = True

    change_id = fields.Many2one(
        comodel_name="pr.government.change",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="change_id.company_id")
    state = fields.Selection(related="change_id.state")
    sequence = fields.Integer(default=1000)
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    seat_number = fields.Integer(default=1, help="0: an acting holder, without a seat.")
    mandate_id = fields.Many2one(
        comodel_name="pr.mandate",
        string="Present mandate",
        index="btree_not_null",
        readonly=True,
        check_company=True,
    )
    holder_label = fields.Char(string="Today", compute="_compute_holder_label")
    outcome = fields.Selection(
        selection=[
            ("new", "New holder"),
            ("stays", "Stays in office"),
            ("vacant", "Left vacant"),
        ],
        string="What happens",
        compute="_compute_outcome",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    # the new holder
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="New holder",
        index="btree_not_null",
        check_company=True,
        domain=[("is_company", "=", False)],
        help="Somebody who is already a contact. Otherwise type the name beside it.",
    )
    given_names = fields.Char(string="Given names")
    surname = fields.Char(string="First surname")
    second_surname = fields.Char(string="Second surname")
    gender = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["pr_gender"]
            ._description_selection(self.env)
        ),
        string="Treated as",
    )
    kind = fields.Selection(
        selection=[("titular", "Titular"), ("acting", "Acting (e)")],
        default="titular",
        required=True,
    )
    appointment_document = fields.Char()
    person_key = fields.Char(compute="_compute_person_key")
    similar_id = fields.Many2one(
        comodel_name="res.partner",
        string="Already a contact?",
        compute="_compute_similar_id",
        help="A contact of the name typed.",
    )
    # what follows from it
    ends = fields.Boolean(compute="_compute_effect")
    begins = fields.Boolean(compute="_compute_effect")
    is_open = fields.Boolean(compute="_compute_effect")
    effect = fields.Char(string="Result", compute="_compute_effect")
    # what was done
    ended = fields.Boolean(readonly=True)
    old_date_end = fields.Date(readonly=True)
    new_mandate_id = fields.Many2one(
        comodel_name="pr.mandate", index="btree_not_null", readonly=True
    )
    partner_created = fields.Boolean(readonly=True)

    _seat_uniq = models.UniqueIndex(
        "(change_id, position_id, seat_number) WHERE seat_number > 0",
        "This seat of the post is already in the list.",
    )

    @api.depends("mandate_id")
    def _compute_holder_label(self):
        for line in self:
            mandate = line.mandate_id
            acting = " (e)" if mandate.kind == "acting" else ""
            line.holder_label = (
                f"{mandate.partner_id.name}{acting}"
                if mandate
                else self.env._("Vacant")
            )

    @api.depends("seat_number")
    def _compute_outcome(self):
        for line in self:
            line.outcome = line.outcome or ("new" if line.seat_number else "vacant")

    @api.depends("outcome", "partner_id", *_PARTS)
    def _compute_person_key(self):
        for line in self:
            typed = line.outcome == "new" and not line.partner_id
            parts = (line[part] for part in _PARTS)
            line.person_key = typed and government.person_key(*parts)

    @api.depends("person_key")
    def _compute_similar_id(self):
        keys = {line: names.phonetic(line.person_key) for line in self}
        found = self.env["res.partner"].search_fetch(
            [
                ("is_company", "=", False),
                ("pr_search_key", "in", [key for key in keys.values() if key]),
            ],
            ["pr_search_key"],
        )
        by_key = {person.pr_search_key: person for person in reversed(found)}
        for line in self:
            line.similar_id = by_key.get(keys[line], False)

    @api.depends(*_TRIGGERS, "person_key", "kind", "change_id.date")
    def _compute_effect(self):
        for line in self:
            named = bool(line.partner_id or line.person_key)
            line.is_open = line.outcome == "new" and not named
            line.begins = line.outcome == "new" and named
            line.ends = bool(line.mandate_id) and line.outcome != "stays"
            line.effect = " · ".join(line._get_effect_parts())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        self.change_id._unlink_except_applied()

    def _get_effect_parts(self):
        if self.is_open:
            return [self.env._("Say what happens")]
        parts = []
        if self.ends:
            parts.append(
                self.env._(
                    "%(person)s ends on %(date)s",
                    person=self.holder_label,
                    date=format_date(self.env, self.change_id._get_eve()),
                )
            )
        if self.begins:
            parts.append(
                self.env._(
                    "%(person)s begins on %(date)s",
                    person=self._get_new_holder_label(),
                    date=format_date(self.env, self.change_id.date),
                )
            )
        return parts or [self._get_unchanged_label()]

    def _get_unchanged_label(self):
        if self.mandate_id:
            return self.env._("%(person)s stays", person=self.holder_label)
        return self.env._("Stays vacant")

    def _get_new_holder_label(self):
        parts = (self[part] for part in _PARTS)
        name = self.partner_id.name or names.join_full_name(*parts)
        return f"{name} (e)" if self.kind == "acting" else name

    def _get_key(self):
        """Tell rows apart when the posts are listed again."""
        self.ensure_one()
        acting = self.mandate_id.id if not self.seat_number else False
        return (self.position_id.id, self.seat_number, acting)

    def _get_title(self):
        return f"{self.position_id.display_name}: {self.effect}"

    def action_use_similar(self):
        """Take the contact that exists in place of the name typed."""
        for line in self:
            line.write(
                {"partner_id": line.similar_id.id} | dict.fromkeys(_PARTS, False)
            )
        return True

    # ------------------------------------------------------------
    # CHECK
    # ------------------------------------------------------------

    def _get_open_problems(self):
        return [
            self.env._(
                "%(post)s: name the new holder, or say that %(holder)s stays or that"
                " the post is left vacant.",
                post=line.position_id.display_name,
                holder=line.holder_label,
            )
            for line in self.filtered("is_open")
        ]

    def _get_repeated_problems(self):
        """Somebody named twice for one post."""
        seen = set()
        problems = []
        for line in self.filtered("begins"):
            key = (line.position_id, line.partner_id or line.person_key)
            if key in seen:
                problems.append(
                    self.env._(
                        "%(post)s: %(person)s is named twice.",
                        post=line.position_id.display_name,
                        person=line._get_new_holder_label(),
                    )
                )
            seen.add(key)
        return problems

    def _get_clash_problems(self, others):
        """Name who keeps these lines, all of one post, from their seats.

        :param others: mandates of the post that last beyond the change
        """
        again = others.partner_id & self.partner_id
        problems = [
            self.env._(
                "%(post)s: %(person)s already holds it after that day.",
                post=self.position_id.display_name,
                person=person.name,
            )
            for person in again
        ]
        titular = others.filtered(lambda mandate: mandate.kind == "titular")
        if not self._has_free_seats(titular):
            problems.append(
                self.env._(
                    "%(post)s: no seat is free from that day on, it is held by"
                    " %(people)s.",
                    post=self.position_id.display_name,
                    people=", ".join(titular.partner_id.mapped("name")),
                )
            )
        return problems

    def _has_free_seats(self, others):
        """Tell whether each new titular holder finds a seat beside ``others``."""
        taken = [(x.seat_number, x.date_start, x.date_end) for x in others]
        start = self.change_id.date
        for line in self.filtered(lambda line: line.kind == "titular"):
            number = seats.free_seat(
                taken, start, None, self.position_id.seats, line.seat_number
            )
            if not number:
                return False
            taken.append((number, start, None))
        return True

    # ------------------------------------------------------------
    # APPLY
    # ------------------------------------------------------------

    def _prepare_person(self):
        return {
            "pr_given_names": self.given_names,
            "pr_surname": self.surname,
            "pr_second_surname": self.second_surname,
            "pr_gender": self.gender,
            "company_id": self.position_id.company_id.id,
        }

    def _prepare_mandate(self):
        return {
            "partner_id": self.partner_id.id,
            "position_id": self.position_id.id,
            "date_start": self.change_id.date,
            "date_end": False,
            "kind": self.kind,
            "seat_number": self.seat_number,
            "appointment_document": self.appointment_document
            or self.change_id.appointment_document,
            "note": False,
            "active": True,
        }

    def _is_changed_since(self):
        """Tell whether somebody touched this line's mandates after it was applied."""
        self.ensure_one()
        eve = self.change_id._get_eve()
        old = self.mandate_id
        if self.ended and (not old.active or old.date_end != eve):
            return True
        if not self.begins:
            return False
        new = self.new_mandate_id
        wanted = self._prepare_mandate()
        del wanted["seat_number"]
        return any(
            new._fields[fname].convert_to_write(new[fname], new) != value
            for fname, value in wanted.items()
        )
