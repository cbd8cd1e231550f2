from odoo import api, fields, models


class PrYearName(models.Model):
    _name = "pr.year.name"
    _description = "Official Name of the Year"
    _order = "year desc, country_id"

    name = fields.Char(
        string="Official name",
        required=True,
        help="As the decree writes it, without quotation marks.",
    )
    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.country_id,
    )
    local_name = fields.Char(
        string="In the local language",
        help="The official translation into the indigenous language of the place, if"
        " letters carry it too.",
    )
    legal_source = fields.Char(help="The decree, with its number.")
    verified = fields.Boolean(
        help="Somebody of the office compared it with the official gazette."
    )

    _year_uniq = models.Constraint(
        "UNIQUE (year, country_id)",
        "The name of that year has already been entered for this country.",
    )
    _year_exists = models.Constraint(
        "CHECK (year BETWEEN 1821 AND 2999)", "Give the year with its four digits."
    )

    @api.depends("year", "name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.year}: {record.name or ''}"

    @api.model_create_multi
    def create(self, vals_list):
        year_names = super().create(vals_list)
        year_names._refresh_drafts([False])
        return year_names

    def write(self, vals):
        old_names = [False, *self.mapped("name")]
        result = super().write(vals)
        self._refresh_drafts(old_names)
        return result

    def _refresh_drafts(self, old_names):
        """Bring letters without number that have no name of the year up to date.

        :param old_names: texts that were proposed before, not typed in by hand
        """
        drafts = self.env["pr.letter"].search(
            [("name", "=", False), ("year_name", "in", old_names)]
        )
        years = set(self.mapped("year"))
        drafts.filtered(lambda letter: letter.date.year in years)._compute_year_name()

    @api.model
    def get_names(self, country, years):
        """Return the official names of these years.

        :param country: a ``res.country``
        :param years: iterable of int
        :return: dict of year to ``pr.year.name``, years without a name left out
        """
        rows = self.search_fetch(
            [("country_id", "=", country.id), ("year", "in", list(years))],
            ["year", "name", "local_name"],
        )
        return {row.year: row for row in rows}
