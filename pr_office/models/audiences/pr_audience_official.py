from odoo import api, fields, models

_LAST = 10**6


class PrAudienceOfficial(models.Model):
    """An official who takes part in an audience, by his or her post."""

    _name = "pr.audience.official"
    _description = "Official in an Audience"
    _order = "rank, id"
    _check_company_auto = True

    audience_id = fields.Many2one(
        comodel_name="pr.audience", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="audience_id.company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Official",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
    )
    position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Post",
        compute="_compute_position_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    rank = fields.Integer(
        compute="_compute_rank",
        store=True,
        readonly=False,
        help="The lowest number is the highest rank: the order of the kinds of post.",
    )

    _partner_uniq = models.UniqueIndex(
        "(audience_id, partner_id)", "This official takes part already."
    )

    @api.depends("partner_id")
    def _compute_position_id(self):
        for row in self:
            row.position_id = row.partner_id._pr_get_ranking_mandate().position_id

    @api.depends("position_id.category_id.sequence")
    def _compute_rank(self):
        for row in self:
            category = row.position_id.category_id
            row.rank = category.sequence if category else _LAST
