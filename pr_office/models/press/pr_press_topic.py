from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL


class PrPressTopic(models.Model):
    """A matter the office follows, as a search in the notes that arrive."""

    _name = "pr.press.topic"
    _description = "Press Topic"
    _inherit = ["mail.thread"]
    _order = "sequence, name, id"

    name = fields.Char(string="Topic", required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Keeps the words of this topic up to date.",
    )
    query = fields.Text(
        string="Words to find",
        required=True,
        tracking=True,
        help='Y, O, NO, parentheses, "exact words", licita*, agua NEAR/5 corte,'
        " title:alcaldesa. Names of persons go between quotation marks.",
    )
    found_count = fields.Integer(
        string="Found in the archive",
        compute="_compute_found",
        help="Notes of the archive with these words: 10,000 at most are counted.",
    )
    found_examples = fields.Text(string="The newest", compute="_compute_found")
    clipping_ids = fields.Many2many(
        comodel_name="pr.press.clipping",
        relation="pr_press_clipping_topic_rel",
        column1="topic_id",
        column2="clipping_id",
        string="Notes",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name)) WHERE active",
        "There is a topic of that name already.",
    )

    @api.constrains("query")
    def _check_query(self):
        for topic in self:
            try:
                self.env["pr.press.clipping"]._compile_query(topic.query)
            except UserError as error:
                raise ValidationError(str(error)) from error

    @api.depends("query")
    def _compute_found(self):
        """Preview, on the archive, what is typed: before it is saved, too."""
        clippings = self.env["pr.press.clipping"]
        for topic in self:
            topic.found_count, topic.found_examples = 0, False
            if not topic.query:
                continue
            try:
                domain = [("query", "=", topic.query)]
                topic.found_count = clippings.search_count(domain, limit=10000)
                newest = clippings.search_fetch(domain, ["headline"], limit=3)
            except UserError as error:
                topic.found_examples = str(error)
            else:
                topic.found_examples = "\n".join(newest.mapped("headline"))

    def _match(self, clippings):
        """Tell which of these topics each of these notes is about, in one statement.

        :return: list of (topic id, clipping id)
        """
        if not self or not clippings:
            return []
        clippings.flush_model(["headline", "lead", "text"])
        compiled = SQL(", ").join(
            SQL("(%s, %s)", topic.id, clippings._compile_query(topic.query))
            for topic in self
        )
        return self.env.execute_query(
            SQL(
                "SELECT topic.id, note.id FROM pr_press_clipping note"
                " JOIN (VALUES %s) topic (id, words) ON note.fts @@ topic.words"
                " WHERE note.id = ANY(%s)",
                compiled,
                clippings.ids,
            )
        )

    def action_match_archive(self):
        """Give this topic to the notes of the archive that have its words."""
        self.ensure_one()
        found = self.env["pr.press.clipping"].search(
            [
                ("query", "=", self.query),
                ("topic_ids", "not in", self.ids),
                ("company_id", "=", self.company_id.id),
            ],
            limit=10000,
        )
        found._give_topics([(self.id, clipping.id) for clipping in found])
        return self.action_view_clippings()

    def action_view_clippings(self):
        """Open the notes on this topic."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_press_clipping_action"
        )
        return action | {"domain": [("topic_ids", "in", self.ids)], "context": {}}
