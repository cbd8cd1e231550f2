import logging
from calendar import monthrange

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

_logger = logging.getLogger(__name__)


class PrCallList(models.Model):
    """The contacts one officer calls in one month to see whether they still hold."""

    _name = "pr.call.list"
    _description = "Call List"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "month desc, user_id, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Officer in charge",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    month = fields.Date(
        required=True,
        default=lambda self: self._get_month(),
        help="First day of the month.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    line_ids = fields.One2many(
        comodel_name="pr.call.list.line", inverse_name="list_id", string="Contacts"
    )
    line_count = fields.Integer(
        string="Contacts to call", compute="_compute_progress", store=True
    )
    pending_count = fields.Integer(
        string="Still to call", compute="_compute_progress", store=True
    )
    done_count = fields.Integer(
        string="Called", compute="_compute_progress", store=True
    )

    _user_month_uniq = models.Constraint(
        "UNIQUE (user_id, month, company_id)",
        "This officer already has a call list for that month.",
    )
    _month_first_day = models.Constraint(
        "CHECK (extract(day FROM month) = 1)",
        "The month of a call list is given by its first day.",
    )

    @api.depends("month", "user_id")
    @api.depends_context("lang")
    def _compute_name(self):
        for calls in self:
            calls.name = self.env._(
                "Calls of %(month)s: %(officer)s",
                month=format_date(self.env, calls.month, date_format="MMMM y") or "–",
                officer=calls.user_id.name or "–",
            )

    @api.depends("line_ids.is_done")
    def _compute_progress(self):
        for calls in self:
            calls.line_count = len(calls.line_ids)
            calls.done_count = len(calls.line_ids.filtered("is_done"))
            calls.pending_count = calls.line_count - calls.done_count

    @api.model
    def _get_month(self):
        return fields.Date.context_today(self).replace(day=1)

    # ------------------------------------------------------------
    # MAKE
    # ------------------------------------------------------------

    @api.model
    def _cron_make_call_lists(self):
        """Make this month's call list of every officer in every company."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            self.with_company(company)._make_call_lists()

    def action_make_call_lists(self):
        """Make or complete this month's lists without waiting for the month's end."""
        made = self._make_call_lists()
        if not made:
            raise UserError(
                self.env._(
                    "Nobody needs a call: every contact of the register was verified in"
                    " the last %(months)s months or is in a list already.",
                    months=self.env.company.pr_stale_months,
                )
            )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_call_list_action"
        )

    @api.model
    def _make_call_lists(self):
        """Give each officer of the current company the contacts verified longest ago.

        A list that exists is completed up to the company's number of calls. The
        queries do not depend on the number of contacts.

        :return: the lists that got contacts
        """
        contacts = self.env["res.partner"].search_fetch(
            self._get_contacts_domain(),
            ["user_id", "company_id"],
            order="pr_verified_on NULLS FIRST, pr_sort_name, id",
        )
        head = self._get_head()
        by_user = contacts.grouped(lambda contact: self._get_officer(contact, head))
        by_user.pop(self.env["res.users"], None)
        lists = self._get_lists(by_user)
        most = self.env.company.pr_call_list_size
        lines = [
            {"list_id": calls.id, "partner_id": contact.id}
            for calls in lists
            for contact in by_user[calls.user_id][: max(most - calls.line_count, 0)]
        ]
        made = self.env["pr.call.list.line"].create(lines).list_id
        made._schedule_calls()
        return made

    @api.model
    def _get_contacts_domain(self):
        """Stale contacts of the company that nobody has to call this month yet.

        People who hold no post and are no personage are left in peace.
        """
        today = fields.Date.context_today(self)
        in_office = self.env["pr.mandate"]._get_valid_on_domain(today)
        listed = self.env["pr.call.list.line"].search_fetch(
            [("list_id.month", "=", self._get_month())], ["partner_id"]
        )
        return Domain.AND(
            [
                Domain("pr_stale", "=", True),
                Domain("company_id", "in", (self.env.company.id, False)),
                Domain("id", "not in", listed.partner_id.ids),
                Domain("is_company", "=", True)
                | Domain("pr_personage_category_ids", "!=", False)
                | Domain("pr_mandate_ids", "any", in_office),
            ]
        )

    @api.model
    def _get_officer(self, contact, head):
        """Who calls this contact for the current company, empty for nobody.

        A contact of all companies is called once, by the main company of its officer.

        :param head: calls where no officer is in charge
        """
        user = contact.user_id
        if not (user.active and user._is_internal()):
            user = head
        home = contact.company_id or user.company_id
        return user if home == self.env.company else self.env["res.users"]

    @api.model
    def _get_head(self):
        """The head of the office named in the settings, else its first manager.

        An administrator of Odoo is a manager too and comes last.
        """
        company = self.env.company
        if company.pr_head_user_id:
            return company.pr_head_user_id
        managers = self.env["res.users"].search(
            [
                ("all_group_ids", "in", self.env.ref("pr_office.group_manager").ids),
                ("company_ids", "in", company.ids),
            ],
            order="id",
        )
        return managers.sorted(lambda user: user.has_group("base.group_system"))[:1]

    @api.model
    def _get_lists(self, users):
        """Return this month's list of each of these users, made where missing."""
        month, company = self._get_month(), self.env.company
        known = self.search(
            [
                ("month", "=", month),
                ("company_id", "=", company.id),
                ("user_id", "in", [user.id for user in users]),
            ]
        )
        missing = [user for user in users if user not in known.user_id]
        return known + self.create(
            [
                {"user_id": user.id, "month": month, "company_id": company.id}
                for user in missing
            ]
        )

    def _schedule_calls(self):
        """Remind each officer once, until the last day of the month."""
        reminded = self.filtered("activity_ids")
        for calls in self - reminded:
            last_day = monthrange(calls.month.year, calls.month.month)[1]
            calls = calls.with_context(
                lang=calls.user_id.lang, mail_activity_quick_update=True
            )
            calls.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=calls.month.replace(day=last_day),
                summary=calls.env._("Call the contacts to be updated"),
                user_id=calls.user_id.id,
            )

    def _close_finished(self):
        finished = self.filtered(
            lambda calls: calls.line_ids and not calls.pending_count
        )
        finished.activity_feedback(["mail.mail_activity_data_call"])

    @api.model
    def _get_print_size(self):
        """How many calls fit on an A4 page, with the letterhead and long names."""
        return 12

    def _get_print_pages(self):
        """Deal the calls out to pages, at least one."""
        self.ensure_one()
        size = self._get_print_size()
        lines = self.line_ids
        return [lines[i : i + size] for i in range(0, max(len(lines), 1), size)]
