from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import visits

# Which fields of the request a value of its row is taken from.
_SOURCES = {
    "partner_id": {"partner_id"},
    "official_id": {"agenda_id", "official_ids", "owner_id"},
    "other_official_ids": {"agenda_id", "official_ids", "owner_id"},
    "by_order_of_id": {"agenda_id", "responsible_id"},
    "off_premises": {"is_off_premises", "event_id"},
    "off_premises_reason": {"is_off_premises", "off_premises_reason", "event_id"},
    "place": {"is_off_premises", "off_premises_place"},
    "returned_on": {"is_off_premises", "back_on"},
    "event_id": {"event_id"},
    "time_in": {"time_in"},
    "time_out": {"time_out"},
    "visitor_ids": {
        "requester_name",
        "requester_document",
        "requester_document_type",
        "participants",
        "visitor_ids",
    },
    "represented_name": {"capacity", "represented_name"},
    "represented_tax_number": {"capacity", "represented_tax_number"},
    "motive": {"motive_final"},
    "motive_other": {"motive_other"},
    "public_summary": {"public_summary"},
}


class PrAudienceRegisterMixin(models.AbstractModel):
    """The row that an audience leaves in the public register of visits.

    It carries what D.S. 120-2019-PCM, art. 13.1 asks for and follows the request when
    that is corrected; subject, files and ways to reach the citizen never go there.
    """

    _name = "pr.audience.register.mixin"
    _description = "Public Row of an Audience"
    _inherit = ["pr.left.out.mixin"]

    motive_other = fields.Char(
        string="Which other motive", copy=False, help="Everybody may read it."
    )
    visit_ids = fields.One2many(
        comodel_name="pr.visit", inverse_name="audience_id", string="Public rows"
    )
    visit_id = fields.Many2one(
        comodel_name="pr.visit",
        string="Row in the register of visits",
        compute="_compute_visit_id",
    )
    took_place = fields.Boolean(compute="_compute_took_place")

    @api.depends("visit_ids.state", "visit_ids.follows_audience")
    def _compute_visit_id(self):
        for request in self:
            request.visit_id = request.visit_ids.filtered(
                lambda visit: visit.follows_audience and visit.state != "annulled"
            )[:1]

    @api.depends("state", "time_out")
    def _compute_took_place(self):
        """A request that was declined is closed too: nobody was received."""
        for request in self:
            closed_after = request.state == "closed" and request.time_out
            request.took_place = bool(request.state == "held" or closed_after)

    def write(self, vals):
        result = super().write(vals)
        self._correct_requester(vals)
        changed = {key for key, names in _SOURCES.items() if names & vals.keys()}
        if changed:
            self._update_visits(changed)
        if vals.get("state") in ("held", "closed"):
            self._register_visits()
        elif vals.get("state") in ("received", "in_review"):
            self._let_go_of_visits()
        return result

    def _correct_requester(self, vals):
        """Who asked is among those who came: a correction reaches both."""
        names = {"requester_name": "name", "requester_document": "document_number"}
        values = {names[key]: vals[key] for key in names.keys() & vals.keys()}
        asked = self.visitor_ids.filtered("is_requester")
        if values and asked:
            asked.write(values)

    # ------------------------------------------------------------------
    # The row
    # ------------------------------------------------------------------

    def action_register(self):
        """Write the row of these audiences and publish what is complete.

        :raises UserError: for a request whose audience did not take place
        """
        self.check_access("write")
        for request in self:
            if not request.took_place:
                raise UserError(
                    self.env._(
                        "The audience of %(who)s has not taken place: there is nothing"
                        " to register.",
                        who=request.requester_name,
                    )
                )
        self._register_visits()
        return self.action_open_visit() if len(self) == 1 else True

    def action_open_visit(self):
        """Open the row of this audience in the register of visits."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pr.visit",
            "res_id": self.visit_id.id,
            "views": [(False, "form")],
        }

    def _register_visits(self):
        """Make the rows that are missing; those of closed audiences are published.

        A gestión de intereses waits until somebody of the office has read its summary.
        """
        took_place = self.filtered(lambda r: r.took_place and not r.pr_left_out_on)
        missing = took_place.filtered(lambda request: not request.visit_id)
        visit_model_sudo = self.env["pr.visit"].sudo()
        visit_model_sudo.create([request._prepare_visit() for request in missing])
        closed = took_place.filtered(lambda request: request.state == "closed")
        ready_sudo = closed.visit_id.sudo().filtered(
            lambda visit: (
                visit.state == "draft"
                and visit.motive != "lobbying"
                and not visit.obstacle
            )
        )
        ready_sudo.action_publish()

    def _let_go_of_visits(self):
        """What happens next to a reopened request is another meeting."""
        followed_sudo = self.sudo().visit_id.filtered("name")
        followed_sudo._write_by_action({"follows_audience": False})
        followed_sudo.flush_recordset(["follows_audience"])

    def _update_visits(self, changed):
        for request in self.filtered("visit_id"):
            values = request._prepare_visit_values()
            visit_sudo = request.visit_id.sudo()
            visit_sudo.write({key: values[key] for key in values.keys() & changed})

    def _prepare_visit(self):
        return self._prepare_visit_values() | {
            "audience_id": self.id,
            "follows_audience": True,
            "company_id": self.company_id.id,
        }

    def _prepare_visit_values(self):
        """Return what of this request its row carries, by the names of the row."""
        self.ensure_one()
        represents = self.capacity == "represents"
        return {
            "partner_id": self.partner_id.id,
            "event_id": self.event_id.id,
            "time_in": self.time_in or self.start or self.time_out,
            "time_out": self.time_out,
            "visitor_ids": [Command.clear(), *map(Command.create, self._get_people())],
            "represented_name": represents and self.represented_name,
            "represented_tax_number": represents and self.represented_tax_number,
            "motive": self.motive_final,
            "motive_other": self.motive_other,
            "public_summary": self.public_summary,
            **self._prepare_visit_official(),
            **self._prepare_visit_place(),
        }

    def _prepare_visit_official(self):
        """Return who received, in whose place, and who else took part.

        The row stands under the official who keeps the record of the audience.
        """
        receiver, owner = self.agenda_id.partner_id, self.owner_id
        owner = owner or receiver
        others = (self.official_ids.partner_id | receiver) - owner
        return {
            "official_id": owner.id,
            "other_official_ids": [Command.set(others.ids)],
            "by_order_of_id": self.is_by_order and self.responsible_id.id,
        }

    def _prepare_visit_place(self):
        """Return where it was, as the request or the entry of the agenda says."""
        entry_sudo = self.event_id.sudo()
        if not self.is_off_premises:
            return {
                "off_premises": entry_sudo.pr_off_premises,
                "off_premises_reason": entry_sudo.pr_off_premises_reason,
            }
        return {
            "off_premises": True,
            "off_premises_reason": self.off_premises_reason,
            "place": self.off_premises_place,
            "returned_on": self.back_on,
        }

    def _get_people(self):
        """Return the values of those who came, the requester first."""
        came = self.visitor_ids.filtered("is_present")
        if came:
            people = [(row.name, row.document_number) for row in came]
        else:
            people = [(self.requester_name, self.requester_document)]
            people += [(row.name, row.document) for row in self.requester_ids]
            people += visits.parse_people(self.participants)
        return [
            self._prepare_person(sequence, *visits.clean_person(*person))
            for sequence, person in enumerate(people, 1)
        ]

    def _prepare_person(self, sequence, name, number):
        kind = visits.guess_document_type(number)
        if number and number == self.requester_document:
            kind = self.requester_document_type
        return {
            "sequence": sequence,
            "name": name or self.requester_name,
            "document_number": number or False,
            "document_type": kind or False,
        }

    # ------------------------------------------------------------------
    # Only orientation
    # ------------------------------------------------------------------

    def _check_can_leave_out(self):
        self.visit_id._check_can_leave_out()

    def leave_out(self, reason):
        """Keep these out of the register, with the row that waits to be published."""
        result = super().leave_out(reason)
        if self.visit_id:
            self.visit_id.leave_out(reason)
        return result

    def action_take_in(self):
        """Put these back among what the register expects, and their rows."""
        result = super().action_take_in()
        self.visit_id.action_take_in()
        self._register_visits()
        return result
