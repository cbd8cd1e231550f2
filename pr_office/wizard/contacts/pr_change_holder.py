from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools import names


class PrChangeHolder(models.TransientModel):
    _name = "pr.change.holder"
    _description = "Change of Holder"
    _check_company_auto = True

    position_id = fields.Many2one(
        comodel_name="pr.position", string="Post", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="position_id.company_id")
    seats = fields.Integer(related="position_id.seats")
    date_start = fields.Date(
        string="First day",
        default=fields.Date.context_today,
        required=True,
        help="First day of the new holder; whoever leaves goes the day before.",
    )
    date_end = fields.Date(string="Until", help="Last day, if it is known already.")
    kind = fields.Selection(
        selection=lambda self: self._selection_kind(),
        string="Held as",
        default="titular",
        required=True,
    )
    # who leaves
    current_mandate_ids = fields.Many2many(
        comodel_name="pr.mandate",
        relation="pr_change_holder_current_rel",
        string="In office on that day",
        compute="_compute_current_mandate_ids",
    )
    leaving_mandate_ids = fields.Many2many(
        comodel_name="pr.mandate",
        relation="pr_change_holder_leaving_rel",
        string="Leaves the post",
        compute="_compute_leaving_mandate_ids",
        store=True,
        readonly=False,
        domain="[('id', 'in', current_mandate_ids)]",
    )
    # who comes
    who = fields.Selection(
        selection=[("known", "Is in the register"), ("new", "New person")],
        string="New holder",
        default="known",
        required=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        check_company=True,
        domain=[("is_company", "=", False)],
        ondelete="cascade",
    )
    given_names = fields.Char()
    surname = fields.Char(string="First surname")
    second_surname = fields.Char()
    gender = fields.Selection(
        selection=[("female", "Woman"), ("male", "Man")], string="Treated as"
    )
    title = fields.Char(string="Title before the name")
    phone = fields.Char()
    duplicate_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Already in the register?",
        compute="_compute_duplicate_ids",
    )
    # appointment
    appointment_document = fields.Char(
        help="The resolution, credential or council agreement, with number and date."
    )
    appointment_file = fields.Binary(string="Scan of the document", attachment=False)
    appointment_filename = fields.Char()
    summary = fields.Text(string="What will be done", compute="_compute_summary")

    @api.model
    def _selection_kind(self):
        return self.env["pr.mandate"]._fields["kind"]._description_selection(self.env)

    @api.depends("position_id", "date_start")
    def _compute_current_mandate_ids(self):
        for change in self:
            day = change.date_start or fields.Date.context_today(change)
            change.current_mandate_ids = change.position_id.mandates_on(day)

    @api.depends("current_mandate_ids", "kind", "seats")
    def _compute_leaving_mandate_ids(self):
        """Propose that whoever holds the only seat leaves; a stand-in (e) leaves
        when anybody comes, a titular holder stays while somebody stands in.
        """
        for change in self:
            leaving = change.current_mandate_ids
            if change.seats > 1:
                leaving = leaving.browse()
            elif change.kind == "acting":
                leaving = leaving.filtered(lambda mandate: mandate.kind == "acting")
            change.leaving_mandate_ids = leaving

    @api.depends("who", "given_names", "surname", "second_surname", "position_id")
    def _compute_duplicate_ids(self):
        for change in self:
            hits = []
            if change.who == "new" and change._get_new_name():
                candidate = change._prepare_duplicate_candidate()
                (hits,) = self.env["res.partner"]._pr_find_duplicates([candidate])
            change.duplicate_ids = self.env["res.partner"].union(
                *(hit.partner for hit in hits)
            )

    def _prepare_duplicate_candidate(self):
        return {
            "is_company": False,
            "name": self._get_new_name(),
            "institution_ids": self.position_id.institution_id.ids,
        }

    @api.depends(
        "leaving_mandate_ids",
        "date_start",
        "kind",
        "partner_id",
        "given_names",
        "surname",
        "second_surname",
        "who",
    )
    def _compute_summary(self):
        for change in self:
            change.summary = "\n".join(change._get_summary_lines())

    def _get_summary_lines(self):
        if not self.date_start:
            return []
        last, first = (
            format_date(self.env, day)
            for day in (self._get_last_day(), self.date_start)
        )
        lines = [
            self.env._("%(person)s: last day %(day)s", person=person.name, day=last)
            for person in self.leaving_mandate_ids.partner_id
        ]
        name = self._get_new_name()
        if name:
            lines.append(self.env._("%(person)s: from %(day)s", person=name, day=first))
        return lines

    def _get_last_day(self):
        return self.date_start - timedelta(days=1)

    def _get_new_name(self):
        if self.who == "known":
            return self.partner_id.name
        return names.join_full_name(self.given_names, self.surname, self.second_surname)

    def _prepare_person(self):
        return {
            "is_company": False,
            "pr_in_register": True,
            "pr_given_names": self.given_names,
            "pr_surname": self.surname,
            "pr_second_surname": self.second_surname,
            "pr_gender": self.gender,
            "pr_title": self.title,
            "phone": self.phone,
            "company_id": self.company_id.id,
        }

    def _prepare_mandate(self, person):
        return {
            "partner_id": person.id,
            "position_id": self.position_id.id,
            "date_start": self.date_start,
            "date_end": self.date_end,
            "kind": self.kind,
            "appointment_document": self.appointment_document,
            "appointment_file": self.appointment_file,
            "appointment_filename": self.appointment_filename,
        }

    def action_use_duplicate(self):
        """Take the person who is in the register already, and go on in the dialog."""
        self.ensure_one()
        self.write({"partner_id": self.duplicate_ids[:1].id, "who": "known"})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_change_holder_action"
        )
        return action | {"res_id": self.id, "context": dict(self.env.context)}

    def action_change(self):
        """End the chosen mandates the day before and open the new holder's.

        :raises UserError: when a date or the number of seats forbids it
        """
        self.ensure_one()
        self._check_leaving()
        self.leaving_mandate_ids.write({"date_end": self._get_last_day()})
        person = self._get_person()
        self.env["pr.mandate"].create(self._prepare_mandate(person))
        return {"type": "ir.actions.act_window_close"}

    def _check_leaving(self):
        late = self.leaving_mandate_ids.filtered(
            lambda mandate: mandate.date_start and mandate.date_start >= self.date_start
        )
        if late:
            raise UserError(
                self.env._(
                    "%(person)s took office on %(day)s and cannot leave before that"
                    " day. Choose a later first day, or correct that mandate.",
                    person=late[0].partner_id.name,
                    day=format_date(self.env, late[0].date_start),
                )
            )

    def _get_person(self):
        if not self._get_new_name():
            raise UserError(
                self.env._("Say who takes the post: choose a person or write the name.")
            )
        if self.who == "known":
            return self.partner_id
        return self.env["res.partner"].create(self._prepare_person())
