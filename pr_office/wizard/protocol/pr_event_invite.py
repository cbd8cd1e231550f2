from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class PrEventInvite(models.TransientModel):
    """Adds guests from the register: by kind of post, by institution, by name.

    Whoever meets all the filters of posts is listed with what stands in the way, and
    only ticked lines become guests.
    """

    _name = "pr.event.invite"
    _description = "Add Guests from the Register"

    event_id = fields.Many2one(
        comodel_name="pr.event", required=True, ondelete="cascade"
    )
    category_ids = fields.Many2many(
        comodel_name="pr.position.category",
        string="Kinds of post",
        compute="_compute_category_ids",
        store=True,
        readonly=False,
    )
    institution_type_ids = fields.Many2many(
        comodel_name="pr.institution.type", string="Types of institution"
    )
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="Region",
        help="Only institutions of this region. Empty: of all.",
    )
    city = fields.Char(
        string="Province or city", help="Only institutions that have it as their city."
    )
    position_ids = fields.Many2many(
        comodel_name="pr.position", string="These posts too"
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner", string="These people too"
    )
    line_ids = fields.One2many(
        comodel_name="pr.event.invite.line",
        inverse_name="wizard_id",
        string="Found",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    chosen_count = fields.Integer(compute="_compute_chosen_count", string="To be added")

    @api.depends("event_id")
    def _compute_category_ids(self):
        for wizard in self:
            wizard.category_ids = wizard.event_id.type_id.category_ids

    @api.depends("line_ids.chosen")
    def _compute_chosen_count(self):
        for wizard in self:
            wizard.chosen_count = len(wizard.line_ids.filtered("chosen"))

    @api.depends(
        "event_id",
        "category_ids",
        "institution_type_ids",
        "state_id",
        "city",
        "position_ids",
        "partner_ids",
    )
    def _compute_line_ids(self):
        for wizard in self:
            lines = wizard._prepare_lines() if wizard.event_id else []
            wizard.line_ids = [Command.clear(), *map(Command.create, lines)]

    def _get_position_domain(self):
        """Return the posts the filters ask for; no filter asks for none."""
        if not (self.category_ids or self.institution_type_ids):
            return Domain.FALSE
        domain = Domain("company_id", "in", [False, self.event_id.company_id.id])
        if self.category_ids:
            domain &= Domain("category_id", "in", self.category_ids._origin.ids)
        if self.institution_type_ids:
            domain &= Domain(
                "institution_id.pr_institution_type_id",
                "in",
                self.institution_type_ids._origin.ids,
            )
        if self.state_id:
            domain &= Domain("institution_id.state_id", "=", self.state_id.id)
        if self.city:
            domain &= Domain("institution_id.city", "ilike", self.city)
        return domain

    def _prepare_lines(self):
        """Return the values of the lines, each person once, in a few queries."""
        event = self.event_id._origin
        positions = self.env["pr.position"].search(self._get_position_domain())
        positions |= self.position_ids._origin
        mandates = positions.mandates_on(event._get_day())
        invited = event.guest_ids.partner_id | event.guest_ids.representative_id
        vacant = positions - mandates.position_id
        vacant -= event.guest_ids.filtered(lambda g: not g.partner_id).position_id
        rows = [(mandate.partner_id, mandate.position_id) for mandate in mandates]
        rows += [(person, None) for person in self.partner_ids._origin]
        lines, seen = [], set()
        for person, position in rows:
            if person not in seen:
                seen.add(person)
                known = person in invited
                lines.append(self._prepare_line(person, position, known))
        return lines + [self._prepare_line(None, post, False) for post in vacant]

    def _prepare_line(self, person, position, known):
        if known:
            obstacle = self.env._("Already a guest")
        elif not person:
            obstacle = self.env._("Vacant: goes to whoever takes office before the act")
        else:
            obstacle = False
        return {
            "partner_id": person and person.id,
            "position_id": position and position.id,
            "is_known": known,
            "chosen": bool(person) and not known,
            "obstacle": obstacle,
        }

    def action_add(self):
        """Make guests of the ticked lines.

        :raises UserError: when none is ticked
        """
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.chosen and not line.is_known)
        if not chosen:
            raise UserError(
                self.env._("Tick at least one line: there is nobody to add yet.")
            )
        self.env["pr.event.guest"].create(
            [
                {
                    "event_id": self.event_id.id,
                    "partner_id": line.partner_id.id,
                    "position_id": line.position_id.id,
                }
                if line.position_id
                else {"event_id": self.event_id.id, "partner_id": line.partner_id.id}
                for line in chosen
            ]
        )
        return {"type": "ir.actions.act_window_close"}


class PrEventInviteLine(models.TransientModel):
    _name = "pr.event.invite.line"
    _description = "Guest to Add"

    wizard_id = fields.Many2one(
        comodel_name="pr.event.invite", required=True, index=True, ondelete="cascade"
    )
    chosen = fields.Boolean(string="Add")
    partner_id = fields.Many2one(comodel_name="res.partner", string="Person")
    position_id = fields.Many2one(comodel_name="pr.position", string="Post")
    is_known = fields.Boolean()
    obstacle = fields.Char(string="Note")
