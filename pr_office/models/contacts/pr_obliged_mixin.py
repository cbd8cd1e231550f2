from odoo import api, fields, models
from odoo.fields import Domain


class PrObligedMixin(models.AbstractModel):
    """Posts whose holders must register their visits and their agenda.

    Ley 28024, art. 5.1: mayors, councillors and directors among others; art. 5.2: the
    head of the entity names the other ones, and that list is public.
    """

    _name = "pr.obliged.mixin"
    _description = "Post Obliged to Register Visits"

    office_name = fields.Char(
        string="Office of the post",
        help="As the register of visits names it, such as Alcaldía or Gerencia de"
        " Desarrollo Social. Empty: the institution.",
    )
    is_obliged = fields.Boolean(
        string="Must register visits",
        tracking=True,
        index="btree_not_null",
        help="Who holds this post must register visits and publish the official agenda"
        " (Ley 28024, art. 5). The list of these posts is public.",
    )
    obliged_from = fields.Date(
        string="Obliged from", tracking=True, help="Empty: as long as it is held."
    )
    obliged_until = fields.Date(string="Obliged until", tracking=True)
    obliged_ground = fields.Char(
        string="Ground",
        tracking=True,
        help="Law or resolution that names the post.",
    )

    _obliged_dates_in_order = models.Constraint(
        "CHECK (obliged_until >= obliged_from)",
        "A post cannot stop being obliged before it begins to be.",
    )

    @api.model
    def _get_obliged_rows(self, company):
        """Return who is and was obliged in a municipality, for everybody to read.

        Constant number of queries, whatever the number of posts and mandates.

        :return: list of dicts of text: ``post``, ``office``, ``person``, ``from``,
            ``to`` (ISO days, empty where open) and ``ground``; by post, latest first
        """
        mandate_model_sudo = self.env["pr.mandate"].sudo()
        mandates_sudo = mandate_model_sudo.search(
            Domain("position_id", "any", self._get_obliged_domain(company)),
            order="date_start desc, id desc",
        )
        rows = []
        for post, mandates in sorted(
            mandates_sudo.grouped("position_id").items(),
            key=lambda pair: (pair[0].sequence, pair[0].name, pair[0].id),
        ):
            rows += filter(None, map(post._prepare_obliged_row, mandates))
        return rows

    @api.model
    def _get_obliged_domain(self, company):
        return Domain("is_obliged", "=", True) & Domain(
            "institution_id", "child_of", company.sudo().partner_id.ids
        )

    def _prepare_obliged_row(self, mandate):
        """Return the public row of a mandate of this post, or ``None``: not then."""
        start = max(filter(None, (mandate.date_start, self.obliged_from)), default=None)
        stop = min(filter(None, (mandate.date_end, self.obliged_until)), default=None)
        if start and stop and start > stop:
            return None
        acting = " (e)" if mandate.kind == "acting" else ""
        return {
            "post": self.get_title(mandate.partner_id.pr_gender) + acting,
            "office": self.office_name or self.institution_id.name or "",
            "person": mandate.partner_id.name or "",
            "from": start.isoformat() if start else "",
            "to": stop.isoformat() if stop else "",
            "ground": self.obliged_ground or "",
        }
