from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

_CODE_PREFIX = "pr_office."


class IrSequence(models.Model):
    _inherit = "ir.sequence"

    @api.model
    def _pr_get_or_create(self, code, company, label):
        """Return the office's sequence of that code and company.

        :param str code: begins with ``pr_office.``, so that an uninstall finds it
        :param str label: how an administrator recognises it in the list
        """
        domain = [("code", "=", code), ("company_id", "=", company.id)]
        sequence = self.search(domain, limit=1)
        if not sequence:
            self._pr_collide(SQL("res_company"), company.id)
            sequence_sudo = self.sudo().create(
                {
                    "name": f"{label} ({company.name})",
                    "code": code,
                    "company_id": company.id,
                    "use_date_range": True,
                }
            )
            sequence = self.browse(sequence_sudo.id)
        return sequence

    @api.model
    def _pr_draw(self, sequence, year, count):
        """Draw ``count`` numbers of one year in one query.

        Gaps are possible, equal numbers are not, whatever runs at the same time.

        :param int year: whose numbers, such as 2027
        :return: ascending list of int
        """
        year_range = sequence._pr_get_range(year)
        if sequence.implementation != "standard":
            day = date(year, 1, 1)
            return [int(sequence.next_by_id(sequence_date=day)) for _ in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}_{year_range.id:03d}",
                count,
            )
        )
        return sorted(number for (number,) in rows)

    def _pr_get_range(self, year):
        """Return the range of that year, made now when the nightly job has not."""
        self.ensure_one()
        domain = [
            ("sequence_id", "=", self.id),
            ("date_from", "=", date(year, 1, 1)),
        ]
        ranges = self.env["ir.sequence.date_range"]
        year_range = ranges.search(domain, limit=1)
        if not year_range:
            self._pr_collide(SQL("ir_sequence"), self.id)
            range_sudo = ranges.sudo().create(
                {
                    "sequence_id": self.id,
                    "date_from": date(year, 1, 1),
                    "date_to": date(year, 12, 31),
                }
            )
            year_range = ranges.browse(range_sudo.id)
        return year_range

    @api.model
    def _pr_get_ranges(self, codes, company, year):
        """Return the ranges of that year that exist, by the code of their sequence."""
        rows = self.env["ir.sequence.date_range"].search(
            [
                ("sequence_id.code", "in", codes),
                ("sequence_id.company_id", "=", company.id),
                ("date_from", "=", date(year, 1, 1)),
            ]
        )
        return {row.sequence_id.code: row for row in rows}

    @api.model
    def _pr_collide(self, table, row_id):
        """Make two transactions that create the same thing fail to serialise.

        The later one is tried again by the server and then finds what the earlier
        one made.
        """
        self.env.execute_query(
            SQL(
                "UPDATE %s SET write_date = now() at time zone 'UTC'"
                " WHERE id = %s RETURNING id",
                table,
                row_id,
            )
        )

    @api.model
    def _cron_pr_prepare_ranges(self):
        """Make this and next year's ranges of the office's sequences ahead.

        Made at the first letter of January they would be a race between its writers.
        """
        year = fields.Date.context_today(self).year
        starts = [date(year, 1, 1), date(year + 1, 1, 1)]
        sequences = self.search([("code", "=like", f"{_CODE_PREFIX}%")])
        ready = self.env["ir.sequence.date_range"].search_fetch(
            [("sequence_id", "in", sequences.ids), ("date_from", "in", starts)],
            ["sequence_id", "date_from"],
        )
        made = {(row.sequence_id, row.date_from) for row in ready}
        for sequence in sequences:
            for start in starts:
                if (sequence, start) not in made:
                    sequence._pr_get_range(start.year)

    @api.model
    def _pr_drop_all(self):
        """Remove the office's sequences with what the database keeps for them."""
        sequences = self.search([("code", "=like", f"{_CODE_PREFIX}%")])
        sequences.date_range_ids.unlink()  # each drops its sequence in PostgreSQL
        sequences.unlink()
