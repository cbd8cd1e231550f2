from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Command


class PrEntryRepresentationMixin(models.AbstractModel):
    """What of ``calendar.event`` sends somebody instead of the authority."""

    _name = "pr.entry.representation.mixin"
    _description = "Representation in an Agenda Entry"

    pr_represented_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Represented by",
        index="btree_not_null",
        domain=[("is_company", "=", False)],
        tracking=True,
        help="Who goes instead of the authority. The entry enters that person's agenda"
        " and frees the authority's time.",
    )

    @api.constrains("pr_represented_by_id")
    def _check_represented_by_somebody_else(self):
        for event in self:
            principal = event.pr_agenda_id.sudo().partner_id
            if principal and event.pr_represented_by_id == principal:
                raise ValidationError(
                    event.env._(
                        "%(name)s cannot be represented by the same person.",
                        name=principal.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events.filtered("pr_represented_by_id")._send_representative()
        return events

    def write(self, vals):
        if "pr_represented_by_id" not in vals:
            return super().write(vals)
        before = {event: event.pr_represented_by_id for event in self}
        result = super().write(vals)
        for event, previous in before.items():
            if previous != event.pr_represented_by_id:
                event._call_back_representative(previous)
                event._send_representative()
        return result

    def _send_representative(self):
        """Put the entry in the representative's calendar and free the authority."""
        for event in self.filtered("pr_represented_by_id"):
            event.partner_ids = [Command.link(event.pr_represented_by_id.id)]
            event._get_principal_attendee().state = "declined"

    def _call_back_representative(self, previous):
        """Undo what :meth:`_send_representative` did for ``previous``."""
        if previous:
            self.partner_ids = [Command.unlink(previous.id)]
        if not self.pr_represented_by_id:
            self._get_principal_attendee().state = "accepted"

    def _get_principal_attendee(self):
        principal = self.pr_agenda_id.sudo().partner_id
        return self.attendee_ids.filtered(lambda a: a.partner_id == principal)
