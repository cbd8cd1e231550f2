from odoo import fields, models

MEDIUMS = [
    ("print", "Print media"),
    ("radio", "Radio"),
    ("tv", "Television"),
    ("web", "Web"),
    ("agency", "News agency"),
    ("social", "Social network"),
]


class PrMediaOutlet(models.Model):
    """A newspaper, radio station, channel or page that publishes about the town."""

    _name = "pr.media.outlet"
    _description = "Media Outlet"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(string="Outlet", required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    medium = fields.Selection(selection=MEDIUMS, required=True, default="web")
    scope = fields.Selection(
        selection=[
            ("local", "Local"),
            ("provincial", "Provincial"),
            ("regional", "Regional"),
            ("national", "National"),
            ("international", "International"),
        ],
        default="provincial",
        required=True,
    )
    tier = fields.Selection(
        selection=[("1", "Much weight"), ("2", "Some weight"), ("3", "Little weight")],
        string="Weight",
        default="2",
        required=True,
        help="How much an appearance here matters to the municipality. The lead note"
        " of a story comes from the outlet of most weight.",
    )
    website = fields.Char()
    reach = fields.Integer(help="Readers, listeners or followers, as the source says.")
    reach_source = fields.Char(string="Source of the reach")
    reach_date = fields.Date(string="Reach as of")
    rights_note = fields.Char(
        string="Rights",
        help="What the outlet or its licence lets the office copy and pass on.",
    )
    feed_ids = fields.One2many(
        comodel_name="pr.media.feed", inverse_name="outlet_id", string="Feeds"
    )
    clipping_count = fields.Integer(string="Notes", compute="_compute_clipping_count")

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name)) WHERE active",
        "There is an outlet of that name already.",
    )
    _reach_with_source = models.Constraint(
        "CHECK (coalesce(reach, 0) = 0 OR (reach > 0 AND reach_source IS NOT NULL"
        " AND reach_date IS NOT NULL))",
        "A reach says where it comes from and of which day it is.",
    )

    def _compute_clipping_count(self):
        counts = dict(
            self.env["pr.press.clipping"]._read_group(
                [("outlet_id", "in", self.ids)], ["outlet_id"], ["__count"]
            )
        )
        for outlet in self:
            outlet.clipping_count = counts.get(outlet, 0)

    def action_view_clippings(self):
        """Open what this outlet published."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_press_clipping_action"
        )
        return action | {"domain": [("outlet_id", "=", self.id)], "context": {}}
