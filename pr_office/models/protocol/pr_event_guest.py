from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .pr_event_state_mixin import OPEN_STATES

_AWAY = ("declined", "absent")
_MANUAL = {"manual_place", "manual_reason"}
_FINAL = ("held", "closed", "cancelled")


class PrEventGuest(models.Model):
    """Somebody invited to an act, in the capacity of the post that counts there.

    An open invitation by post belongs to whoever holds the post on the day.
    """

    _name = "pr.event.guest"
    _description = "Guest of an Act"
    _inherit = [
        "pr.page.mixin",
        "pr.share.mixin",
        "pr.event.answer.mixin",
        "pr.event.arrival.mixin",
        "pr.event.guest.seat.mixin",
        "pr.event.reach.mixin",
        "pr.event.mailing.mixin",
        "pr.event.pressure.mixin",
    ]
    _order = "is_away, place, id"
    _rec_names_search = ("partner_id", "guest_name", "position_id")
    _check_company_auto = True
    _pr_page_path = "/pr/rsvp"
    _pr_personal_fields = (
        "guest_name",
        "guest_post",
        "own_email",
        "own_phone",
        "representative_id",
        "representative_name",
        "answer_said_by",
        "answer_note",
    )

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="event_id.company_id", store=True, index="btree_not_null"
    )
    event_state = fields.Selection(related="event_id.state", string="State of the act")
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Guest",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="In the capacity of",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The post that counts in this act. An open invitation goes to whoever"
        " holds it on the day.",
    )
    category_id = fields.Many2one(
        related="position_id.category_id",
        store=True,
        index="btree_not_null",
        string="Kind of post",
    )
    guest_name = fields.Char(
        string="Name, if not in the register", help="Also for an unnamed companion."
    )
    companion_of_id = fields.Many2one(
        comodel_name="pr.event.guest",
        string="Accompanies",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('event_id', '=', event_id), ('companion_of_id', '=', False)]",
        help="A companion is a guest of its own: named and seated apart.",
    )
    follows_post = fields.Boolean(
        string="Goes with the post",
        default=True,
        help="While the invitation is open it passes to the post's new holder.",
    )
    invited_name = fields.Char(string="Invited", compute="_compute_names")
    card_name = fields.Char(string="Who comes", compute="_compute_names")
    card_post = fields.Char(string="Post of who comes", compute="_compute_names")
    capacity = fields.Char(compute="_compute_names", help="Post and institution.")
    holder_warning = fields.Boolean(
        string="Does not hold the post", compute="_compute_holder_warning"
    )
    assistant_id = fields.Many2one(
        related="partner_id.pr_assistant_id", string="Assistant"
    )
    # order
    is_counted = fields.Boolean(compute="_compute_is_counted")
    is_away = fields.Boolean(compute="_compute_is_away", store=True)
    place = fields.Integer(
        string="No.",
        compute="_compute_place",
        store=True,
        help="Place in the order of precedence; 0 for who does not come.",
    )
    place_reason = fields.Text(string="Why", compute="_compute_place", store=True)
    manual_place = fields.Integer(string="Place by hand", copy=False)
    manual_reason = fields.Char(string="Reason of the move", copy=False)
    manual_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Moved by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    manual_on = fields.Datetime(string="Moved on", readonly=True, copy=False)

    _partner_once = models.UniqueIndex(
        "(event_id, partner_id) WHERE partner_id IS NOT NULL",
        "This person is already a guest of the act: nobody is invited twice.",
    )
    _representative_once = models.UniqueIndex(
        "(event_id, representative_id) WHERE representative_id IS NOT NULL",
        "This person already represents another guest: nobody takes two places.",
    )
    _somebody = models.Constraint(
        "CHECK (partner_id IS NOT NULL OR position_id IS NOT NULL"
        " OR length(trim(coalesce(guest_name, ''))) > 0)",
        "Say who is invited: a person or a post of the register, or a name.",
    )
    _move_explained = models.Constraint(
        "CHECK (coalesce(manual_place, 0) = 0 OR (manual_place > 0"
        " AND length(trim(coalesce(manual_reason, ''))) > 0"
        " AND manual_user_id IS NOT NULL AND manual_on IS NOT NULL))",
        "A place set by hand has its reason, its author and its time.",
    )

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_position_id(self):
        """Propose the first post of the person by its institution's order."""
        for guest in self:
            if guest.position_id or not guest.partner_id or not guest.event_id.start:
                continue
            domain = self.env["pr.mandate"]._get_valid_on_domain(
                guest.event_id._get_day()
            )
            mandates = self.env["pr.mandate"].search(
                domain & Domain("partner_id", "=", guest.partner_id._origin.id)
            )
            guest.position_id = mandates.position_id.sorted("sequence")[:1]

    def _get_person(self):
        """Return who comes: the representative, else who was invited; may be empty."""
        self.ensure_one()
        if self.is_represented:
            return self.representative_id
        return self.partner_id

    def _get_position(self):
        """Return the post in whose capacity somebody comes; may be empty."""
        self.ensure_one()
        if self.is_represented:
            return self.representative_position_id
        return self.position_id

    @api.depends(
        "partner_id.name",
        "guest_name",
        "guest_post",
        "position_id",
        "is_represented",
        "representative_id.name",
        "representative_name",
        "representative_post",
        "representative_position_id",
        "companion_of_id",
    )
    @api.depends_context("lang")
    def _compute_names(self):
        for guest in self:
            guest.invited_name = guest._get_invited_name()
            capacity = guest._describe_post(guest.partner_id, guest.position_id)
            guest.capacity = capacity or guest.guest_post or ""
            guest.card_name, guest.card_post = guest.invited_name, guest.capacity
            if guest.is_represented:
                person = guest.representative_id
                position = guest.representative_position_id
                guest.card_name = person.name or guest.representative_name
                guest.card_post = self.env._(
                    "%(post)s, representing %(name)s",
                    post=guest._describe_post(person, position)
                    or guest.representative_post
                    or self.env._("Without post"),
                    name=guest.capacity or guest.invited_name,
                )

    def _get_invited_name(self):
        name = self.partner_id.name or self.guest_name
        if name:
            return name
        if self.companion_of_id:
            return self.env._(
                "Companion of %(name)s", name=self.companion_of_id.invited_name
            )
        return self.env._("(vacant)")

    def _describe_post(self, person, position):
        if not position:
            return ""
        institution = position.institution_id
        title = position.get_title(person.pr_gender)
        return f"{title} – {institution.pr_acronym or institution.name}"

    @api.depends("invited_name", "capacity")
    def _compute_display_name(self):
        for guest in self:
            parts = (guest.invited_name, guest.capacity)
            guest.display_name = ", ".join(filter(None, parts))

    @api.depends("partner_id", "position_id", "event_id.start")
    def _compute_holder_warning(self):
        by_event = self.grouped("event_id")
        for event, guests in by_event.items():
            by_post = guests.filtered(lambda g: g.position_id and g.partner_id)
            held = event._get_guest_mandates(by_post) if by_post else {}
            for guest in guests:
                key = (guest.position_id._origin, guest.partner_id._origin)
                guest.holder_warning = guest in by_post and key not in held

    # ------------------------------------------------------------
    # ORDER
    # ------------------------------------------------------------

    @api.depends("state")
    def _compute_is_counted(self):
        for guest in self:
            guest.is_counted = guest.state not in _AWAY

    @api.depends("state")
    def _compute_is_away(self):
        for guest in self:
            guest.is_away = guest.state in _AWAY

    @api.depends(
        "event_id.precedence_list_id",
        "event_id.host_id",
        "event_id.presider_id",
        "event_id.host_rule",
        "event_id.place_partner_id",
        "event_id.regional_capital",
        "event_id.diplomats",
        "event_id.guest_ids.is_away",
        "event_id.guest_ids.partner_id",
        "event_id.guest_ids.position_id",
        "event_id.guest_ids.guest_name",
        "event_id.guest_ids.companion_of_id",
        "event_id.guest_ids.representative_id",
        "event_id.guest_ids.representative_position_id",
        "event_id.guest_ids.representative_name",
        "event_id.guest_ids.representation_rule",
        "event_id.guest_ids.representation_basis",
        "event_id.guest_ids.manual_place",
        "event_id.guest_ids.manual_reason",
    )
    def _compute_place(self):
        """Order all guests of each act at once; a held act keeps its order for ever."""
        for event in self.event_id:
            guests = event.guest_ids & self
            if event.state in _FINAL and event._origin:
                for guest in guests:
                    guest.place, guest.place_reason = guest.place, guest.place_reason
                continue
            places = {row.key: row for row in event._get_places()}
            away = event._get_order_phrases()["away"]
            for guest in guests:
                row = places.get(guest)
                guest.place = row.place if row else 0
                guest.place_reason = row.reason if row else away
        for guest in self.filtered(lambda g: g not in g.event_id.guest_ids):
            guest.update({"place": 0, "place_reason": False})

    def _recompute_places(self):
        """Order again by what the register says now."""
        for fname in ("place", "place_reason"):
            self.env.add_to_compute(self._fields[fname], self)
        self._recompute_recordset(["place", "place_reason"])

    def action_move(self):
        """Open the dialog that sets a place by hand, with its reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_move_action"
        )
        return action | {"context": {"default_guest_id": self.id}}

    def action_unmove(self):
        """Give a guest the place of the rules again; the history keeps the move."""
        for guest in self.filtered("manual_place"):
            guest.event_id.message_post(
                body=self.env._(
                    "%(name)s has the place of the rules again. It had been %(place)s"
                    " by hand: %(reason)s",
                    name=guest.display_name,
                    place=guest.manual_place,
                    reason=guest.manual_reason,
                )
            )
        return self.write({"manual_place": 0, "manual_reason": False})

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(self._prepare_move_author(vals))
        return super().create(vals_list)

    def write(self, vals):
        return super().write(vals | self._prepare_move_author(vals))

    @api.model
    def _prepare_move_author(self, vals):
        if not _MANUAL & vals.keys():
            return {}
        moved = vals.get("manual_place") or vals.get("manual_reason")
        return {
            "manual_user_id": self.env.uid if moved else False,
            "manual_on": fields.Datetime.now() if moved else False,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_answered(self):
        kept = self.filtered(
            lambda guest: (
                guest.state not in ("to_invite", "invited")
                and guest.event_id.state != "draft"
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(name)s has answered and stays in the list of the act. Note that"
                    " the guest is excused instead.",
                    name=kept[0].display_name,
                )
            )

    @api.constrains("representative_id", "partner_id", "event_id")
    def _check_representative(self):
        """Nobody represents the own person, and no guest another (no circles)."""
        for event in self.event_id:
            invited = event.guest_ids.partner_id
            for guest in event.guest_ids.filtered("representative_id"):
                if guest.representative_id == guest.partner_id:
                    raise ValidationError(
                        self.env._(
                            "%(name)s cannot be represented by the same person.",
                            name=guest.invited_name,
                        )
                    )
                if guest.representative_id in invited:
                    raise ValidationError(
                        self.env._(
                            "%(name)s is a guest of this act and cannot also take the"
                            " place of %(other)s: choose somebody else, or note that"
                            " %(other)s is excused.",
                            name=guest.representative_id.name,
                            other=guest.invited_name,
                        )
                    )

    @api.constrains("companion_of_id", "event_id")
    def _check_companion(self):
        for guest in self.filtered("companion_of_id"):
            principal = guest.companion_of_id
            wrong = principal.event_id != guest.event_id or principal.companion_of_id
            if wrong or principal == guest:
                raise ValidationError(
                    self.env._(
                        "A companion goes with a guest of the same act who is not a"
                        " companion: choose another one for %(name)s.",
                        name=guest.invited_name,
                    )
                )

    # ------------------------------------------------------------
    # POSTS AND THEIR HOLDERS
    # ------------------------------------------------------------

    @api.model
    def _get_open_domain(self):
        """Return the invitations that still go with their post."""
        return (
            Domain("state", "in", ("to_invite", "invited"))
            & Domain("follows_post", "=", True)
            & Domain("position_id", "!=", False)
            & Domain("companion_of_id", "=", False)
            & Domain("event_id.state", "in", OPEN_STATES)
            & Domain("event_id.start", ">", fields.Datetime.now())
        )

    def _follow_posts(self):
        """Pass open invitations to who holds the post on the day of the act.

        The new holder gets an invitation and a page of its own: the link that the
        predecessor has opens nothing any more.
        """
        waiting = self.filtered_domain(self._get_open_domain())
        for event, guests in waiting.grouped("event_id").items():
            held = event._get_guest_mandates(guests)
            taken = set(event.guest_ids.partner_id)
            for guest in guests:
                if (guest.position_id, guest.partner_id) in held:
                    continue
                new = next(
                    (
                        person
                        for position, person in held
                        if position == guest.position_id and person not in taken
                    ),
                    None,
                )
                if new:
                    taken.add(new)
                    guest._pass_to(new)

    def _pass_to(self, person):
        self.ensure_one()
        before = self.invited_name
        self._renew_page()
        self._forget_invitation()
        self.partner_id = person
        self.event_id.message_post(
            body=self.env._(
                "The invitation of %(post)s passed from %(before)s to %(after)s, who"
                " holds the post on the day of the act.",
                post=self.capacity,
                before=before,
                after=person.name,
            )
        )

    # ------------------------------------------------------------
    # INVITATION
    # ------------------------------------------------------------

    def _is_page_open(self):
        return self.event_id.state != "draft" and self.event_id.active

    def _get_page_obstacle(self):
        """Return why the page takes no answer, as a key, or ``""``."""
        self.ensure_one()
        event, now = self.event_id, fields.Datetime.now()
        if event.state == "cancelled":
            return "cancelled"
        if event.state in _FINAL or event.start <= now or self.state == "arrived":
            return "over"
        late = event.rsvp_until and event.rsvp_until <= now
        return "late" if late else ""

    def _get_share_partner(self):
        return self.partner_id.pr_assistant_id or self.partner_id

    def _get_share_text(self):
        """Return the invitation as a chat carries it, with the link to answer."""
        event = self.event_id
        self._check_can_invite()
        return self.env._(
            "%(company)s invites %(name)s to: %(act)s. %(when)s, %(where)s."
            " Please answer here: %(link)s",
            company=event.company_id.name,
            name=self.invited_name,
            act=event.name,
            when=event._format_when(),
            where=event.current_place or "–",
            link=self._get_page_url(),
        )

    def _get_kept_share_text(self, text):
        """Keep the words without the link, which is for the guest alone."""
        return text.replace(self._get_page_url(), "…")

    def _get_own_invitation(self):
        return 1 if self.invited_on else 0

    def _check_can_invite(self):
        self.event_id._check_can_invite()

    def _on_share_told(self, share):
        if share.state == "sent":
            self._mark_invited("chat")
