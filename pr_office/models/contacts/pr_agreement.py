from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import agreements


class PrAgreement(models.Model):
    """A convenio with one or several institutions.

    Its state follows from its facts: signature, signed copy, dates, termination.
    """

    _name = "pr.agreement"
    _description = "Agreement"
    _inherit = ["pr.control.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_signed desc, id desc"
    _rec_names_search = ["name", "number", "party_ids.partner_id.display_name"]
    _check_company_auto = True

    name = fields.Char(
        string="Title",
        required=True,
        tracking=True,
        help="Such as Convenio marco de cooperación interinstitucional.",
    )
    number = fields.Char(
        copy=False,
        tracking=True,
        help="As printed on it, such as Convenio N.° 012-2027-MPX.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[("framework", "Framework"), ("specific", "Specific")],
        required=True,
        default="specific",
        tracking=True,
    )
    framework_id = fields.Many2one(
        comodel_name="pr.agreement",
        string="Under the framework",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("kind", "=", "framework")],
        help="The framework agreement that this specific one carries out.",
    )
    specific_ids = fields.One2many(
        comodel_name="pr.agreement",
        inverse_name="framework_id",
        string="Specific agreements",
    )
    previous_id = fields.Many2one(
        comodel_name="pr.agreement",
        string="Renews",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
    )
    purpose = fields.Html(string="Object", help="What the parties agree to do.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
        help="Is told when it comes to its end.",
    )
    unit = fields.Char(help="The unit that carries it out.")
    # parties
    party_ids = fields.One2many(
        comodel_name="pr.agreement.party",
        inverse_name="agreement_id",
        string="Parties",
        copy=True,
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Institutions",
        compute="_compute_partner_ids",
        search="_search_partner_ids",
    )
    # approval and signature
    council_agreement = fields.Char(
        string="Council agreement",
        copy=False,
        tracking=True,
        help="Number of the acuerdo de concejo that approves it.",
    )
    council_date = fields.Date(string="Council agreement of", copy=False)
    date_signed = fields.Date(string="Signed on", copy=False, tracking=True)
    signed_copy = fields.Binary(
        attachment=True,
        copy=False,
        help="The scan signed by all parties. Without it nothing is in force.",
    )
    signed_copy_name = fields.Char(copy=False)
    has_signed_copy = fields.Boolean(compute="_compute_has_signed_copy", store=True)
    # validity
    date_start = fields.Date(
        string="In force from",
        copy=False,
        tracking=True,
        help="Empty: from the day of its signature.",
    )
    date_end = fields.Date(
        string="Until",
        copy=False,
        tracking=True,
        help="Last day in force. Empty: open end.",
    )
    addendum_ids = fields.One2many(
        comodel_name="pr.agreement.addendum",
        inverse_name="agreement_id",
        string="Addenda",
    )
    date_end_now = fields.Date(
        string="In force until",
        compute="_compute_date_end_now",
        store=True,
        index=True,
        help="Its end, or the one of its last signed addendum.",
    )
    terminated_on = fields.Date(copy=False, tracking=True)
    termination_reason = fields.Char(copy=False, tracking=True)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("signed", "Signed"),
            ("in_force", "In force"),
            ("expiring", "Expiring"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    missing = fields.Char(compute="_compute_missing")
    alerted_end = fields.Date(
        copy=False,
        readonly=True,
        help="The end for which the responsible was told.",
    )
    # what it obliges to
    commitment_ids = fields.One2many(
        comodel_name="pr.commitment", inverse_name="origin_id", string="Obligations"
    )
    commitment_open_count = fields.Integer(compute="_compute_commitment_counts")
    commitment_overdue_count = fields.Integer(compute="_compute_commitment_counts")

    _number_uniq = models.UniqueIndex(
        "(company_id, lower(number)) WHERE number IS NOT NULL",
        "Another agreement has this number.",
    )
    _validity_in_order = models.Constraint(
        "CHECK (date_end >= coalesce(date_start, date_signed))",
        "An agreement cannot end before it comes into force: correct one of its dates.",
    )
    _terminated_with_reason = models.Constraint(
        "CHECK (terminated_on IS NULL OR coalesce(termination_reason, '') <> '')",
        "An agreement is terminated with its reason.",
    )
    _in_force_with_copy = models.Constraint(
        "CHECK (state NOT IN ('in_force', 'expiring') OR has_signed_copy)",
        "An agreement is in force only with its signed copy: upload it first.",
    )
    _framework_of_specific = models.Constraint(
        "CHECK (framework_id IS NULL OR (kind = 'specific' AND framework_id <> id))",
        "Only a specific agreement stands under a framework, and not under itself.",
    )

    @api.depends("name", "number")
    def _compute_display_name(self):
        for agreement in self:
            parts = filter(None, (agreement.number, agreement.name))
            agreement.display_name = ": ".join(parts)

    @api.depends("party_ids.partner_id")
    def _compute_partner_ids(self):
        for agreement in self:
            own = agreement.company_id.partner_id
            agreement.partner_ids = agreement.party_ids.partner_id - own

    def _search_partner_ids(self, operator, value):
        return [("party_ids.partner_id", operator, value)]

    @api.depends("signed_copy")
    def _compute_has_signed_copy(self):
        for agreement in self:
            agreement.has_signed_copy = bool(agreement.signed_copy)

    @api.depends(
        "date_end",
        "addendum_ids.date_signed",
        "addendum_ids.date_end",
        "addendum_ids.has_signed_copy",
    )
    def _compute_date_end_now(self):
        for agreement in self:
            changed = agreement.addendum_ids.filtered(
                lambda row: row.date_signed and row.date_end and row.has_signed_copy
            ).sorted("date_signed")
            agreement.date_end_now = changed[-1:].date_end or agreement.date_end

    @api.depends(
        "date_signed",
        "has_signed_copy",
        "date_start",
        "date_end_now",
        "terminated_on",
        "company_id.pr_agreement_alert_days",
    )
    def _compute_state(self):
        """Also run daily by cron: the state changes with the days."""
        today = fields.Date.context_today(self)
        for agreement in self:
            agreement.state = agreements.state_on(
                today,
                agreement.date_signed,
                agreement.has_signed_copy,
                agreement.date_start,
                agreement.date_end_now,
                agreement.terminated_on,
                agreement.company_id.pr_agreement_alert_days,
            )

    @api.depends("state", "has_signed_copy", "party_ids", "number")
    def _compute_missing(self):
        for agreement in self:
            agreement.missing = agreement._get_missing()

    def _get_missing(self):
        """Return what the officer does next for it to be in force, or false."""
        if self.state == "draft" and len(self.party_ids) < 2:
            return self.env._("Add the parties, the municipality among them.")
        if self.state == "draft":
            return self.env._("When it is signed, enter the date and the signed copy.")
        if self.state == "signed" and not self.has_signed_copy:
            return self.env._("Upload the signed copy: without it it is not in force.")
        return False

    @api.depends("commitment_ids.state", "commitment_ids.date_due")
    def _compute_commitment_counts(self):
        today = fields.Date.context_today(self)
        open_by_agreement = {}
        rows = self.env["pr.commitment"].search_fetch(
            [
                ("origin_model", "=", self._name),
                ("origin_id", "in", self.ids),
                ("state", "=", "open"),
            ],
            ["origin_id", "date_due"],
        )
        for row in rows:
            open_by_agreement.setdefault(row.origin_id, []).append(row.date_due)
        for agreement in self:
            due = open_by_agreement.get(agreement._origin.id, [])
            agreement.commitment_open_count = len(due)
            agreement.commitment_overdue_count = len(
                [day for day in due if day and day < today]
            )

    @api.constrains("date_signed", "party_ids")
    def _check_parties(self):
        for agreement in self.filtered("date_signed"):
            if len(agreement.party_ids) < 2:
                raise UserError(
                    self.env._(
                        '"%(agreement)s" cannot be signed by fewer than two parties:'
                        " add the municipality and whoever else signs.",
                        agreement=agreement.display_name,
                    )
                )
            agreement.party_ids._check_signatories(agreement.date_signed)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        for agreement in self:
            if agreement.number or agreement.date_signed or agreement.commitment_ids:
                raise UserError(
                    self.env._(
                        '"%(agreement)s" has a number, a signature or obligations and'
                        " stays in the file. Terminate it with its reason instead.",
                        agreement=agreement.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def terminate(self, reason):
        """End these agreements today, before their time.

        :param str reason: said to whoever later asks
        """
        today = fields.Date.context_today(self)
        self.write({"terminated_on": today, "termination_reason": reason})
        return True

    def action_open_terminate(self):
        """Ask why these agreements end before their time."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        context = {
            "default_res_model": self._name,
            "default_res_ids": self.ids,
            "default_method": "terminate",
        }
        return action | {"context": context}

    def action_renew(self):
        """Draft the agreement that follows this one, with the same parties."""
        self.ensure_one()
        renewal = self.copy({"previous_id": self.id, "name": self.name})
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "views": [(False, "form")],
        }

    def action_view_commitments(self):
        """Open what this agreement obliges to."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_commitment_action"
        )
        return action | {
            "domain": [("origin_model", "=", self._name), ("origin_id", "=", self.id)],
            "context": {
                "default_origin_model": self._name,
                "default_origin_id": self.id,
                "default_unit": self.unit,
            },
        }

    # ------------------------------------------------------------------
    # Daily
    # ------------------------------------------------------------------

    @api.model
    def _cron_follow(self):
        """Bring the states up to today and tell the responsible of what expires."""
        moving = self.search(
            [
                ("state", "in", ("draft", "signed", "in_force", "expiring")),
                "|",
                ("date_signed", "!=", False),
                ("terminated_on", "!=", False),
            ]
        )
        self.env.add_to_compute(self._fields["state"], moving)
        moving.flush_recordset(["state"])
        moving._alert_renewal()

    def _alert_renewal(self):
        """Give the responsible one activity per end that comes near."""
        for agreement in self.filtered(
            lambda row: row.state == "expiring" and row.alerted_end != row.date_end_now
        ):
            agreement.alerted_end = agreement.date_end_now
            agreement.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                fields.Date.context_today(agreement),
                summary=agreement._get_alert_summary(),
                user_id=agreement.user_id.id,
            )

    def _get_alert_summary(self):
        agreement = self.with_context(lang=self.user_id.lang)
        return agreement.env._(
            "Ends on %(date)s: renew it or let it end",
            date=fields.Date.to_string(agreement.date_end_now),
        )
