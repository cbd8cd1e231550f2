from odoo import fields, models


class PrRetentionMark(models.Model):
    """A record a retention rule was applied to, so that it is not done again."""

    _name = "pr.retention.mark"
    _description = "Record past its Retention"

    rule_id = fields.Many2one(
        comodel_name="pr.retention.rule", required=True, index=True, ondelete="cascade"
    )
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, index=True, readonly=True
    )
    res_model = fields.Char(required=True, readonly=True)
    reached = fields.Datetime(
        required=True,
        readonly=True,
        help="Moment the months were counted from: a later one counts again.",
    )

    _once = models.Constraint("UNIQUE (rule_id, res_id)")
