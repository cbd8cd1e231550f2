from odoo import fields, models
from odoo.exceptions import UserError


class PrCommitmentClose(models.TransientModel):
    """Asks what shows that commitments were kept, and reports them so."""

    _name = "pr.commitment.close"
    _description = "Report as Kept"

    commitment_ids = fields.Many2many(
        comodel_name="pr.commitment", string="Commitments", readonly=True
    )
    evidence_note = fields.Text(
        string="How it was kept", help="A line is enough when there is no file."
    )
    evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="pr_commitment_close_rel",
        string="Photos and files",
    )

    def action_apply(self):
        """Report the commitments as kept with this evidence.

        :raises UserError: when nothing shows it
        """
        self.ensure_one()
        note = (self.evidence_note or "").strip()
        if not note and not self.evidence_ids:
            raise UserError(
                self.env._(
                    "Attach a photo or a file, or write a line that says how it was"
                    " kept."
                )
            )
        for commitment in self.commitment_ids:
            # A file belongs to one commitment: its readers are those of that one.
            first = commitment == self.commitment_ids[0]
            own = {"res_model": False, "res_id": False}
            files = self.evidence_ids if first else self.evidence_ids.copy(own)
            commitment.write(commitment._prepare_closing(note, files))
        return {"type": "ir.actions.act_window_close"}
