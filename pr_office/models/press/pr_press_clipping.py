import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import press_stories, press_urls

FULL_TEXT = "pr_office.group_press_full_text"
_STORY_DAYS = 7
_GC_BATCH = 5000


class PrPressClipping(models.Model):
    """What an outlet published: brought by a feed or written down by a person."""

    _name = "pr.press.clipping"
    _description = "Press Clipping"
    _inherit = ["pr.press.query.mixin", "mail.thread"]
    _order = "published_on desc, id desc"
    _rec_name = "headline"
    _check_company_auto = True

    outlet_id = fields.Many2one(
        comodel_name="pr.media.outlet",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="outlet_id.company_id", store=True, index=True, precompute=True
    )
    medium = fields.Selection(related="outlet_id.medium", store=True, precompute=True)
    headline = fields.Char(required=True)
    lead = fields.Text(string="Summary", help="In a line or two, in your own words.")
    text = fields.Text(
        string="Full text",
        groups=FULL_TEXT,
        help="Only for those with the right to read full texts: authors' rights.",
    )
    text_hash = fields.Char(
        string="SHA-256 of the text",
        compute="_compute_text_hash",
        store=True,
        help="Proves later on that the text kept is the one that was published.",
    )
    picture = fields.Image(
        string="Screenshot or page",
        max_width=1920,
        max_height=1920,
        groups=FULL_TEXT,
    )
    url = fields.Char(string="Link")
    url_key = fields.Char(compute="_compute_url_key", store=True, precompute=True)
    section = fields.Char(
        string="Programme, section or page", help="On radio and TV also who speaks."
    )
    author = fields.Char(string="Journalist")
    published_on = fields.Datetime(
        string="Published", required=True, default=fields.Datetime.now
    )
    seen_on = fields.Datetime(
        string="Seen by the office",
        required=True,
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
    )
    feed_id = fields.Many2one(
        comodel_name="pr.media.feed",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    guid_key = fields.Char(readonly=True, copy=False)
    story_id = fields.Many2one(
        comodel_name="pr.press.story",
        copy=False,
        index=True,
        ondelete="set null",
        domain="[('company_id', '=', company_id)]",
        help="The same matter in other outlets.",
    )
    topic_ids = fields.Many2many(
        comodel_name="pr.press.topic",
        relation="pr_press_clipping_topic_rel",
        column1="clipping_id",
        column2="topic_id",
        string="Topics",
    )
    state = fields.Selection(
        selection=[
            ("unmatched", "Without topic"),
            ("new", "To review"),
            ("relevant", "Relevant"),
            ("discarded", "Discarded"),
        ],
        string="State of the review",
        default="relevant",
        required=True,
        index=True,
        tracking=True,
        help="Without topic: brought by a feed and caught by no topic.",
    )
    tone = fields.Selection(
        selection=[
            ("favourable", "Favourable"),
            ("neutral", "Neutral"),
            ("unfavourable", "Unfavourable"),
        ],
        copy=False,
        tracking=True,
        help="Towards the municipality. A person sets it; it is never guessed.",
    )
    tone_user_id = fields.Many2one(
        comodel_name="res.users", string="Tone set by", readonly=True, copy=False
    )
    tone_date = fields.Datetime(string="Tone set on", readonly=True, copy=False)
    tone_suggestion = fields.Selection(
        selection=lambda self: self._fields["tone"].selection,
        compute="_compute_tone_suggestion",
        string="Tone of the same story",
        help="What a person set on other notes of the story. A suggestion, no more.",
    )

    _newest = models.Index("(published_on DESC, id DESC)")
    _guid_uniq = models.UniqueIndex(
        "(feed_id, guid_key) WHERE guid_key IS NOT NULL",
        "This entry of the feed is a note already.",
    )
    _url_uniq = models.UniqueIndex(
        "(company_id, url_key) WHERE url_key IS NOT NULL",
        "There is a note with this link already. Look for it in the archive.",
    )

    @api.depends("text")
    def _compute_text_hash(self):
        for note in self:
            text = (note.text or "").encode()
            note.text_hash = hashlib.sha256(text).hexdigest() if text else False

    @api.depends("url")
    def _compute_url_key(self):
        for note in self:
            note.url_key = press_urls.key(note.url) or False

    @api.depends("story_id.clipping_ids.tone", "tone")
    def _compute_tone_suggestion(self):
        for note in self:
            tones = set(note.story_id.clipping_ids.mapped("tone")) - {False}
            agreed = len(tones) == 1 and not note.tone
            note.tone_suggestion = tones.pop() if agreed else False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("tone"):
                vals.update(self._prepare_tone_author())
        notes = super().create(vals_list)
        notes._give_topics(notes._match_topics())
        notes._join_stories()
        return notes

    def write(self, vals):
        if "tone" in vals:
            vals = vals | self._prepare_tone_author()
        return super().write(vals)

    def _prepare_tone_author(self):
        return {
            "tone_user_id": self.env.user.id,
            "tone_date": fields.Datetime.now(),
        }

    # ------------------------------------------------------------
    # TOPICS AND STORIES
    # ------------------------------------------------------------

    def _match_topics(self):
        topics_sudo = self.env["pr.press.topic"].sudo()
        return [
            pair
            for company, notes in self.grouped("company_id").items()
            for pair in topics_sudo.search([("company_id", "=", company.id)])._match(
                notes
            )
        ]

    def _give_topics(self, pairs):
        """Note which topics these are about; what had none is to be reviewed now.

        :param pairs: list of (topic id, clipping id)
        """
        if not pairs:
            return
        self.flush_recordset(["topic_ids", "state"])
        self.env.cr.execute(
            SQL(
                "INSERT INTO pr_press_clipping_topic_rel (topic_id, clipping_id)"
                " SELECT * FROM unnest(%s, %s) ON CONFLICT DO NOTHING",
                [topic for topic, _note in pairs],
                [note for _topic, note in pairs],
            )
        )
        self.invalidate_recordset(["topic_ids"])
        caught = self.browse({note for _topic, note in pairs})
        caught.filtered(lambda note: note.state == "unmatched").state = "new"

    def _join_stories(self):
        """Put each note with the others of its story, or begin a story with it."""
        for note_sudo in self.sudo().filtered(lambda note: not note.story_id):
            text = note_sudo.text or ""
            body = text if len(text) > len(note_sudo.lead or "") else note_sudo.lead
            own = press_stories.sketch(f"{note_sudo.headline} {body or ''}")
            found = press_stories.closest(own, note_sudo._get_sketches(own))
            note_sudo._keep_sketch(own)
            note_sudo.story_id = found or note_sudo._create_story()

    def _create_story(self):
        return self.env["pr.press.story"].create({"company_id": self.company_id.id})

    def _get_sketches(self, own):
        """Return (story id, sketch) of notes near in time that share a sum."""
        if not own:
            return []
        self.flush_model(["published_on", "company_id", "story_id"])
        days = timedelta(days=_STORY_DAYS)
        return self.env.execute_query(
            SQL(
                "SELECT story_id, sketch FROM pr_press_clipping WHERE sketch && %s"
                " AND company_id = %s AND story_id IS NOT NULL AND id <> %s"
                " AND published_on BETWEEN %s AND %s",
                SQL("%s::bigint[]", own),
                self.company_id.id,
                self.id,
                self.published_on - days,
                self.published_on + days,
            )
        )

    def _keep_sketch(self, own):
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE pr_press_clipping SET sketch = %s WHERE id = %s",
                own or None,
                self.id,
            )
        )

    # ------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------

    def action_relevant(self):
        """Keep these notes."""
        self.state = "relevant"
        return True

    def action_discard(self):
        """Leave these notes out; they stay in the archive."""
        self.state = "discarded"
        return True

    def action_favourable(self):
        """Keep these notes as favourable to the municipality."""
        self.write({"state": "relevant", "tone": "favourable"})
        return True

    def action_neutral(self):
        """Keep these notes as neutral."""
        self.write({"state": "relevant", "tone": "neutral"})
        return True

    def action_unfavourable(self):
        """Keep these notes as unfavourable to the municipality."""
        self.write({"state": "relevant", "tone": "unfavourable"})
        return True

    def action_group(self):
        """Make these notes one story: that of the first of them."""
        self.check_access("write")
        stories_sudo = self.sudo().story_id
        kept_sudo = stories_sudo[:1] or self[:1].sudo()._create_story()
        self.story_id = kept_sudo
        stories_sudo.filtered(lambda story: not story.clipping_ids).unlink()
        return True

    @api.autovacuum
    def _gc_unmatched(self):
        """Delete what no topic caught in the days the company keeps it."""
        companies = self.env["pr.media.outlet"]._read_group([], ["company_id"])
        for [company] in companies:
            days = timedelta(days=company.pr_press_unmatched_days)
            old = self.search(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "unmatched"),
                    ("seen_on", "<", fields.Datetime.now() - days),
                ],
                limit=_GC_BATCH,
            )
            stories = old.story_id
            old.unlink()
            stories.filtered(lambda story: not story.clipping_ids).unlink()
