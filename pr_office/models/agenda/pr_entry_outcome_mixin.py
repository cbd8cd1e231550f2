from odoo import fields, models


class PrEntryOutcomeMixin(models.AbstractModel):
    """What an entry of an agenda came from and what was promised in it."""

    _name = "pr.entry.outcome.mixin"
    _description = "Calls Before and Commitments After an Entry"

    pr_phone_message_ids = fields.One2many(
        comodel_name="pr.phone.message",
        inverse_name="event_id",
        string="Telephone messages",
        groups="base.group_user",
    )
    pr_commitment_count = fields.Integer(
        string="Commitments",
        compute="_compute_pr_commitment_count",
        groups="base.group_user",
    )

    def _compute_pr_commitment_count(self):
        counts = self.env["pr.commitment"]._count_by_origin(self)
        for entry in self:
            entry.pr_commitment_count = counts.get(entry.id, 0)

    def action_pr_make_commitment(self):
        """Open a new commitment that was promised in this entry."""
        self.ensure_one()
        values = {
            "place": self.location,
            "origin_model": self._name,
            "origin_id": self.id,
        }
        return self.env["pr.commitment"]._prepare_new_action(values)

    def action_pr_open_commitments(self):
        """List what was promised in this entry."""
        return self.env["pr.commitment"]._prepare_list_action(self)
