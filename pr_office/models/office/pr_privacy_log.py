from odoo import fields, models


class PrPrivacyLog(models.Model):
    """What was done with personal data, by whom and on what ground."""

    _name = "pr.privacy.log"
    _description = "Personal Data Log"
    _order = "done_on desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        selection=[
            ("export", "Handed over"),
            ("anonymise", "Person anonymised"),
            ("retention", "Retention rule applied"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    done_on = fields.Datetime(
        string="When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Person",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rule_id = fields.Many2one(
        comodel_name="pr.retention.rule",
        string="Retention rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    ground = fields.Char(readonly=True, help="Request, resolution or rule.")
    details = fields.Text(readonly=True, help="How many records of each kind.")
    company_id = fields.Many2one(
        comodel_name="res.company",
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
