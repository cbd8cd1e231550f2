from odoo import api, fields, models


class PrPressStory(models.Model):
    """What several outlets tell of one matter: counted once, however often printed."""

    _name = "pr.press.story"
    _description = "Press Story"
    _order = "date desc, id desc"

    name = fields.Char(string="Story", compute="_compute_lead", store=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    clipping_ids = fields.One2many(
        comodel_name="pr.press.clipping", inverse_name="story_id", string="Notes"
    )
    date = fields.Datetime(
        string="First published", compute="_compute_lead", store=True, index=True
    )
    piece_count = fields.Integer(
        string="Notes in it", compute="_compute_lead", store=True
    )
    outlet_count = fields.Integer(string="Outlets", compute="_compute_lead", store=True)

    @api.depends(
        "clipping_ids.headline",
        "clipping_ids.published_on",
        "clipping_ids.outlet_id.tier",
    )
    def _compute_lead(self):
        """The lead note is of the outlet of most weight, the earliest of those."""
        for story in self:
            pieces = story.clipping_ids
            lead = pieces.sorted(lambda one: (one.outlet_id.tier, one.published_on))[:1]
            story.name = lead.headline
            story.date = min(pieces.mapped("published_on"), default=False)
            story.piece_count = len(pieces)
            story.outlet_count = len(pieces.outlet_id)
