from odoo import api, fields, models

_KINDS = {
    "res.partner": "contact",
    "pr.position": "post",
    "pr.mandate": "membership",
}


class PrPopoloMixin(models.AbstractModel):
    _name = "pr.popolo.mixin"
    _description = "Popolo Identity"

    pr_popolo_id = fields.Char(
        string="Popolo id",
        copy=False,
        index="btree_not_null",
        help="The id under which a Popolo file brought this entry in; it goes out under"
        " the same one, so that two registers know it as the same.",
    )

    def _get_pr_popolo_id(self):
        """Return the id this entry has in Popolo files, in every one the same."""
        return self.pr_popolo_id or f"{self._get_pr_popolo_prefix()}{self.id}"

    @api.model
    def _get_pr_popolo_prefix(self):
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return f"{uuid}/{_KINDS[self._name]}/"

    @api.model
    def _pr_find_by_popolo_id(self, identifiers):
        """Return the entries of these ids, one query for any number of them.

        :param list identifiers: ids of a Popolo file, this register's own among them
        :return: ``{id: record}`` of those that exist and may be read
        :rtype: dict
        """
        prefix = self._get_pr_popolo_prefix()
        own = {
            int(identifier.removeprefix(prefix)): identifier
            for identifier in identifiers
            if identifier.startswith(prefix)
            and identifier.removeprefix(prefix).isdecimal()
        }
        records = self.search_fetch(
            ["|", ("pr_popolo_id", "in", identifiers), ("id", "in", list(own))],
            ["pr_popolo_id"],
        )
        return {record.pr_popolo_id or own[record.id]: record for record in records}
