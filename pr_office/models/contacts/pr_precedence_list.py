from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import precedence

# What the directive has approved together with the ranks.
_FROZEN = {
    "state",
    "company_id",
    "country_id",
    "level",
    "place_rule",
    "valid_from",
    "directive_number",
    "directive_date",
    "directive_scan",
}


class PrPrecedenceList(models.Model):
    """Who ranks before whom, as a norm, a working template or an own directive says.

    Lists are data: they differ by country, level and place, and they expire.
    """

    _name = "pr.precedence.list"
    _description = "Precedence List"
    _inherit = ["pr.control.mixin", "mail.thread", "pr.source.mixin"]
    _order = "state, country_id, level, valid_from desc, name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        tracking=True,
        help="The title of the norm, in its own language.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        default=lambda self: self.env.company,
        index="btree_not_null",
        help="Whose list it is. Empty: for all.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country",
        default=lambda self: self.env.company.country_id,
        ondelete="restrict",
    )
    level = fields.Selection(
        selection=[
            ("national", "National"),
            ("regional", "Regional"),
            ("local", "Local"),
            ("institutional", "Institutional"),
        ],
        required=True,
        default="local",
        help="Whose acts it orders.",
    )
    place_rule = fields.Selection(
        selection=[
            ("anywhere", "Anywhere"),
            ("national_capital", "In the national capital"),
            ("outside_capital", "Outside the national capital"),
            ("regional_capital", "In a regional capital"),
        ],
        string="Place of the act",
        required=True,
        default="anywhere",
        help="Some countries order by where the act takes place.",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Own list, being completed"),
            ("approved", "Own list, approved by directive"),
            ("template", "Working template"),
            ("norm", "Norm"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
    )
    valid_from = fields.Date(copy=False, tracking=True)
    valid_to = fields.Date(
        copy=False, tracking=True, help="Last day in force. Empty: open end."
    )
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")
    verified = fields.Boolean(tracking=True)
    note = fields.Text(
        translate=True, help="What is known to be missing or doubtful in this list."
    )
    # own directive
    directive_number = fields.Char(copy=False, tracking=True)
    directive_date = fields.Date(copy=False, tracking=True)
    directive_scan = fields.Binary(attachment=True, copy=False)
    directive_scan_name = fields.Char(copy=False)
    based_on_id = fields.Many2one(
        comodel_name="pr.precedence.list",
        string="Based on",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    # lines
    rank_ids = fields.One2many(
        comodel_name="pr.precedence.rank",
        inverse_name="list_id",
        string="Ranks",
        copy=True,
    )
    rule_ids = fields.One2many(
        comodel_name="pr.precedence.rule",
        inverse_name="list_id",
        string="General rules",
        copy=True,
    )
    rank_count = fields.Integer(compute="_compute_rank_count")

    _validity_in_order = models.Constraint(
        "CHECK (valid_to >= valid_from)",
        "A list cannot expire before it comes into force: correct one of its dates.",
    )
    _approved_by_directive = models.Constraint(
        "CHECK (state != 'approved' OR (directive_number IS NOT NULL"
        " AND directive_date IS NOT NULL AND valid_from IS NOT NULL))",
        "A list is approved by a directive: give its number, its date and the day it"
        " comes into force.",
    )
    _one_in_force_excl = models.Constraint(
        "EXCLUDE USING gist (coalesce(company_id, 0) WITH =,"
        " coalesce(country_id, 0) WITH =, level WITH =, place_rule WITH =,"
        " state WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"
        " WHERE (active AND state IN ('approved', 'norm'))",
        "Another list of the same country, level and place is in force on some of"
        " these days. Close that one first: give it its last day in force.",
    )

    @api.depends("valid_from", "valid_to", "state")
    def _compute_in_force(self):
        today = fields.Date.context_today(self)
        for plist in self:
            plist.in_force = (
                plist.state in ("approved", "norm")
                and (not plist.valid_from or plist.valid_from <= today)
                and (not plist.valid_to or plist.valid_to >= today)
            )

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_in_force_domain(fields.Date.context_today(self))
        return domain if True in value else ~domain

    @api.model
    def _get_in_force_domain(self, day):
        return (
            Domain("state", "in", ("approved", "norm"))
            & (Domain("valid_from", "=", False) | Domain("valid_from", "<=", day))
            & (Domain("valid_to", "=", False) | Domain("valid_to", ">=", day))
        )

    def _compute_rank_count(self):
        counts = dict(
            self.env["pr.precedence.rank"]._read_group(
                [("list_id", "in", self.ids)], ["list_id"], ["__count"]
            )
        )
        for plist in self:
            plist.rank_count = counts.get(plist._origin, 0)

    @api.constrains("state", "directive_scan")
    def _check_directive_scan(self):
        for plist in self.filtered(lambda row: row.state == "approved"):
            if not plist.directive_scan:
                raise UserError(
                    self.env._(
                        'Attach the scan of the directive that approves "%(name)s".',
                        name=plist.name,
                    )
                )

    @api.constrains("state", "rank_ids")
    def _check_approved_has_ranks(self):
        for plist in self.filtered(lambda row: row.state == "approved"):
            if not plist.rank_ids:
                raise UserError(
                    self.env._(
                        'The list "%(name)s" has no ranks yet: add them before it is'
                        " approved.",
                        name=plist.name,
                    )
                )

    def write(self, vals):
        if _FROZEN & vals.keys():
            self._check_may_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        approved = self.filtered(lambda plist: plist.state == "approved")
        if approved:
            raise UserError(
                self.env._(
                    'The list "%(name)s" was approved by directive %(number)s and stays'
                    " in the archive. Give it its last day in force instead.",
                    name=approved[0].name,
                    number=approved[0].directive_number,
                )
            )

    def _check_may_change(self):
        """Refuse to change the lines of a list that a directive has approved.

        :raises UserError: naming the list and its directive
        """
        for plist in self.filtered(lambda row: row.state == "approved"):
            raise UserError(
                self.env._(
                    'The list "%(name)s" was approved by directive %(number)s. To'
                    " change it, complete a new own list based on it and have that one"
                    " approved.",
                    name=plist.name,
                    number=plist.directive_number,
                )
            )

    def action_copy_to_own(self):
        """Copy this list, with ranks and rules, to an own list to be completed."""
        self.ensure_one()
        own = self.copy(
            {
                "name": self.env._(
                    "Precedence list of %(company)s", company=self.env.company.name
                ),
                "company_id": self.env.company.id,
                "country_id": (self.env.company.country_id or self.country_id).id,
                "state": "draft",
                "based_on_id": self.id,
                "legal_source": self.legal_source,
                "note": False,
            }
        )
        return own._get_form_action()

    def action_approve(self):
        """Ask for the directive that approves this own list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_precedence_approve_action"
        )
        return action | {"context": {"default_list_id": self.id}}

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _approve(self, number, signed_on, scan, scan_name, valid_from):
        """Put an own list in force by directive and close the one it replaces.

        :param str number: number of the directive
        :param signed_on: :class:`datetime.date` of the directive
        :param scan: its signed copy, base64
        :param valid_from: first day in force
        """
        self.ensure_one()
        replaced = self._get_replaced(valid_from)
        replaced.write({"valid_to": valid_from - timedelta(days=1)})
        replaced.flush_recordset()  # before the new one claims the days after it
        self.write(
            {
                "state": "approved",
                "directive_number": number,
                "directive_date": signed_on,
                "directive_scan": scan,
                "directive_scan_name": scan_name,
                "valid_from": valid_from,
            }
        )

    def _get_replaced(self, day):
        """Return the own list that ends the day before this one begins."""
        domain = self._get_in_force_domain(day) & Domain.AND(
            Domain(fname, "=", self[fname].id if fname.endswith("_id") else self[fname])
            for fname in ("company_id", "country_id", "level", "place_rule")
        )
        return self.search(
            domain
            & Domain("state", "=", "approved")
            & Domain("valid_from", "<", day)
            & Domain("id", "!=", self.id)
        )

    @api.model
    def _get_default_list(self, day):
        """Return the list to propose: own directive, else template, else norm."""
        in_force = self._get_in_force_domain(day)
        approved = in_force & Domain("state", "=", "approved")
        of_country = Domain("country_id", "in", [self.env.company.country_id.id, False])
        for domain in (
            approved & Domain("company_id", "=", self.env.company.id),
            of_country & Domain("state", "=", "template"),
            of_country & in_force,
            Domain("state", "=", "template"),
        ):
            found = self.search(domain, order="level, valid_from desc, id", limit=1)
            if found:
                return found
        return self.browse()

    def _get_places(self, candidates, facts=()):
        """Order candidates by this list.

        :param candidates: :class:`precedence.Candidate`
        :param facts: keys of conditions that are true of the act
        :return: list of :class:`precedence.Place`, reasons in the user's language
        """
        self.ensure_one()
        return precedence.order(
            candidates,
            [rank._prepare_rank() for rank in self.rank_ids],
            self._get_reason_phrases(),
            facts,
            show=self._show_tie_value,
        )

    def _show_tie_value(self, value):
        if isinstance(value, date):
            return format_date(self.env, value)
        if isinstance(value, tuple):
            post, seat = value
            return self.env._("post no. %(post)s, seat %(seat)s", post=post, seat=seat)
        return str(value)

    def _get_reason_phrases(self):
        return {
            "norm": self.env._("No. %(number)s, %(name)s, by norm: %(source)s."),
            "directive": self.env._(
                "No. %(number)s, %(name)s, by own directive: %(source)s."
            ),
            "usage": self.env._("No. %(number)s, %(name)s, by usage: %(source)s."),
            "condition": self.env._("It counts here: %(condition)s."),
            "seniority": self.env._(
                "Among equals by time in the post: since %(value)s."
            ),
            "alphabetical": self.env._(
                "Among equals in alphabetical order: %(value)s."
            ),
            "foundation": self.env._("Among equals by date of creation: %(value)s."),
            "manual": self.env._("Among equals in the order set by hand: %(value)s."),
            "unknown": self.env._("Among equals last: what decides is not recorded."),
            "equal": self.env._("No rule tells the rest apart: by surname."),
            "unlisted": self.env._("Last: the list has no place for %(category)s."),
            "no_category": self.env._("Last: the post has no category."),
        }
