from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

# Room for as many queries as capabilities may add; ids are row * _STRIDE + query.
_STRIDE = 100


class PrTimeline(models.Model):
    """What happened between the municipality and a person or an institution.

    Nothing is stored: each capability adds the query of its own records by
    :meth:`_get_timeline_queries`, and a reader sees only the rows whose record the
    reader may open.
    """

    _name = "pr.timeline"
    _description = "Timeline"
    _auto = False
    _order = "date desc, id desc"
    _depends = {
        "pr.mandate": [
            "partner_id",
            "position_id",
            "institution_id",
            "company_id",
            "date_start",
            "date_end",
            "kind",
            "active",
        ],
        "pr.position": ["name", "name_female", "name_male"],
        "res.partner": ["name", "pr_acronym", "pr_gender"],
        "pr.letter": [
            "name",
            "subject",
            "date",
            "state",
            "partner_id",
            "position_id",
            "company_id",
        ],
        "pr.letter.addressee": ["letter_id", "partner_id", "position_id"],
        "pr.delivery": [
            "document",
            "state",
            "result_at",
            "partner_id",
            "position_id",
            "company_id",
        ],
    }

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Person or institution", readonly=True
    )
    date = fields.Date(readonly=True)
    kind = fields.Selection(selection="_selection_kind", string="What", readonly=True)
    name = fields.Char(string="Detail", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    icon = fields.Html(compute="_compute_icon", sanitize=False)

    @api.model
    def _selection_kind(self):
        return [(kind, label) for kind, (label, _icon) in self._get_kinds().items()]

    @api.model
    def _get_kinds(self):
        """Return ``{kind: (label, icon)}`` of what a timeline may show."""
        return {
            "mandate_start": (self.env._("Takes office"), "fa-sign-in"),
            "mandate_end": (self.env._("Leaves office"), "fa-sign-out"),
            "letter": (self.env._("Letter"), "fa-envelope-o"),
            "delivered": (self.env._("Delivered"), "fa-check-square-o"),
            "refused": (self.env._("Refused"), "fa-ban"),
            "returned": (self.env._("Returned"), "fa-reply"),
        }

    @api.depends("kind")
    def _compute_icon(self):
        kinds = self._get_kinds()
        for entry in self:
            _label, icon = kinds[entry.kind]
            entry.icon = Markup('<i class="fa fa-fw %s"></i>') % icon

    @property
    def _table_query(self):
        # Whoever may read a timeline may read mandates, so there is always a branch.
        return SQL(" UNION ALL ").join(
            self._get_timeline_branch(number, model, query)
            for number, (model, query) in enumerate(self._get_timeline_queries())
            if self.env[model].has_access("read")
        )

    def _get_timeline_branch(self, number, model, query):
        allowed = self.env[model].with_context(active_test=False)._search([])
        readable = SQL("res_id IN %s", allowed.subselect())
        return SQL(
            "SELECT row_id * %s + %s AS id, kind, %s AS res_model, res_id, partner_id,"
            " date, name, company_id FROM (%s) source WHERE %s",
            _STRIDE,
            number,
            model,
            query,
            SQL("TRUE") if self.env.su or not allowed.where_clause else readable,
        )

    @api.model
    def _get_timeline_queries(self):
        """Return what a timeline is made of; other capabilities add to it.

        Each query gives the columns ``row_id`` (unique within the query),
        ``res_id``, ``partner_id``, ``kind`` (one of :meth:`_get_kinds`), ``date``,
        ``name`` and ``company_id``. What it reads belongs into ``_depends``.

        :return: list of ``(model name of res_id, SQL)``
        """
        return [
            *self._get_mandate_queries(),
            *self._get_letter_queries(),
            *self._get_delivery_queries(),
        ]

    def _get_mandate_queries(self):
        return [
            ("pr.mandate", self._get_mandate_query(kind, date, partner))
            for kind, date in (
                ("mandate_start", SQL.identifier("mandate", "date_start")),
                ("mandate_end", SQL.identifier("mandate", "date_end")),
            )
            for partner in (
                SQL.identifier("mandate", "partner_id"),
                SQL.identifier("mandate", "institution_id"),
            )
        ]

    def _get_mandate_query(self, kind, date, partner):
        return SQL(
            """SELECT mandate.id AS row_id, mandate.id AS res_id, mandate.company_id,
                      %(partner)s AS partner_id, %(kind)s AS kind, %(date)s AS date,
                      concat(person.name, ', ', CASE person.pr_gender
                          WHEN 'female' THEN coalesce(post.name_female, post.name)
                          WHEN 'male' THEN coalesce(post.name_male, post.name)
                          ELSE post.name END,
                      CASE mandate.kind WHEN 'acting' THEN ' (e)' END, ' – ',
                      coalesce(institution.pr_acronym, institution.name)) AS name
                 FROM pr_mandate mandate
                 JOIN pr_position post ON post.id = mandate.position_id
                 JOIN res_partner person ON person.id = mandate.partner_id
                 JOIN res_partner institution ON institution.id = mandate.institution_id
                WHERE mandate.active AND %(date)s IS NOT NULL""",
            partner=partner,
            kind=kind,
            date=date,
        )

    def _get_letter_queries(self):
        """Letters that went out, for each addressee and for the institution written
        to in one of its posts.
        """
        direct = SQL(
            "SELECT id, id AS letter_id, partner_id, position_id FROM pr_letter"
        )
        further = SQL(
            "SELECT id, letter_id, partner_id, position_id FROM pr_letter_addressee"
        )
        return [
            ("pr.letter", self._get_letter_query(addressees, partner, condition))
            for addressees in (direct, further)
            for partner, condition in self._get_addressee_sides()
        ]

    def _get_addressee_sides(self):
        """Whom a paper was for: the addressee, and the institution of the post."""
        institution = SQL("post.institution_id")
        other = SQL("post.institution_id != addressee.partner_id")
        return [(SQL("addressee.partner_id"), SQL("TRUE")), (institution, other)]

    def _get_letter_query(self, addressees, partner, condition):
        return SQL(
            """SELECT addressee.id AS row_id, letter.id AS res_id,
                      %(partner)s AS partner_id, 'letter' AS kind, letter.date,
                      concat(letter.name, ': ', letter.subject) AS name,
                      letter.company_id
                 FROM (%(addressees)s) addressee
                 JOIN pr_letter letter ON letter.id = addressee.letter_id
            LEFT JOIN pr_position post ON post.id = addressee.position_id
                WHERE letter.state IN ('issued', 'signed', 'sent') AND %(condition)s""",
            partner=partner,
            addressees=addressees,
            condition=condition,
        )

    def _get_delivery_queries(self):
        return [
            ("pr.delivery", self._get_delivery_query(partner, condition))
            for partner, condition in self._get_addressee_sides()
        ]

    def _get_delivery_query(self, partner, condition):
        """Papers that were handed over or came back, on the town's day."""
        return SQL(
            """SELECT addressee.id AS row_id, addressee.id AS res_id,
                      %(partner)s AS partner_id, addressee.state AS kind,
                      (addressee.result_at AT TIME ZONE 'UTC'
                          AT TIME ZONE %(timezone)s)::date AS date,
                      addressee.document AS name, addressee.company_id
                 FROM pr_delivery addressee
            LEFT JOIN pr_position post ON post.id = addressee.position_id
                WHERE addressee.state IN ('delivered', 'refused', 'returned')
                  AND addressee.result_at IS NOT NULL AND %(condition)s""",
            partner=partner,
            timezone=self.env.tz.zone,
            condition=condition,
        )

    def action_open(self):
        """Open the record that this row tells of."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id).get_formview_action()
