from odoo import api, fields, models

_LAST = 10**6


class PrAudienceOfficial(models.Model):
    """An official who takes part in an audience, by his or her post."""

    _name = "pr.audience.official"
    _description = "Official in an Audience"
    _inherit = ["pr.audience.part.mixin"]
    _order = "rank, id"

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

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.audience_id._hold_officials({})
        return rows

    def write(self, vals):
        before = self._get_by_audience()
        result = super().write(vals)
        if "partner_id" in vals:
            self.audience_id._hold_officials(before)
        return result

    def unlink(self):
        requests, before = self.audience_id, self._get_by_audience()
        result = super().unlink()
        requests._hold_officials(before)
        return result

    def _get_by_audience(self):
        rows = self.grouped("audience_id")
        return {request: officials.partner_id for request, officials in rows.items()}
