import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

_logger = logging.getLogger(__name__)
_BATCH = 200
_SHOWN = 20
_FROZEN = {"criterion", "months", "action", "company_id"}


class PrRetentionRule(models.Model):
    """How long a kind of record keeps its personal data, and what happens then.

    Ley 29733, art. 28: data are deleted when they are no longer needed for what they
    were collected for. While a rule in force still holds a record, the person it is
    about is not anonymised either.
    """

    _name = "pr.retention.rule"
    _description = "Retention Rule"
    _inherit = ["mail.thread"]
    _order = "state, name, id"

    name = fields.Char(required=True, tracking=True)
    criterion = fields.Selection(
        selection="_selection_criterion",
        string="Counted from",
        required=True,
        help="The kind of record and its date that the months count from. A record"
        " without that date is not reached.",
    )
    model = fields.Char(
        compute="_compute_criterion", store=True, precompute=True, index=True
    )
    date_field = fields.Char(compute="_compute_criterion", store=True, precompute=True)
    months = fields.Integer(
        required=True, default=24, tracking=True, help="0 with Keep: for ever."
    )
    action = fields.Selection(
        selection=[
            ("anonymise", "Take the personal data out"),
            ("archive", "Archive"),
            ("keep", "Keep: do nothing"),
        ],
        string="What happens then",
        required=True,
        default="anonymise",
        tracking=True,
    )
    legal_ground = fields.Char(
        required=True, tracking=True, help="Norm, or the office's archive programme."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        index=True,
        help="Empty: the records of every municipality.",
    )
    state = fields.Selection(
        selection=[("proposed", "Proposed"), ("active", "In force")],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    previewed_on = fields.Datetime(string="Looked at", readonly=True, copy=False)
    reached_count = fields.Integer(
        string="Records reached today", compute="_compute_reached"
    )
    reached_names = fields.Text(string="Which", compute="_compute_reached")

    _months_sensible = models.Constraint(
        "CHECK (months > 0 OR (months = 0 AND action = 'keep'))",
        "Give the months from one on. Only what is kept for ever has 0.",
    )
    _one_in_force = models.UniqueIndex(
        "(model, action, coalesce(company_id, 0)) WHERE state = 'active'",
        "Another rule in force does the same to this kind of record. Suspend it first.",
    )

    @api.model
    def _selection_criterion(self):
        """Return every date of the office's lasting records, by kind."""
        labels = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("pr.") or not model._auto or model._transient:
                continue
            kind = self.env["ir.model"]._get(name).name
            labels += [
                (
                    f"{name},{field.name}",
                    f"{kind}: {field._description_string(self.env)}",
                )
                for field in model._fields.values()
                if field.type in ("date", "datetime")
                and field.store
                and field.name != "write_date"
            ]
        return sorted(labels, key=lambda pair: pair[1])

    @api.depends("criterion")
    def _compute_criterion(self):
        for rule in self:
            rule.model, rule.date_field = (rule.criterion or ",").split(",")

    @api.depends("criterion", "months", "action", "company_id")
    def _compute_reached(self):
        for rule in self:
            records = rule._search_reached() if rule.criterion else self.browse()
            rule.reached_count = len(records)
            rule.reached_names = "\n".join(
                name or "" for name in records[:_SHOWN].mapped("display_name")
            )

    @api.constrains("criterion")
    def _check_criterion(self):
        known = {key for key, _label in self._selection_criterion()}
        if set(self.mapped("criterion")) - known:
            raise ValidationError(
                self.env._("Choose one of the dates listed: this record has no other.")
            )

    @api.constrains("criterion", "action")
    def _check_archivable(self):
        for rule in self:
            if rule.action == "archive" and "active" not in self.env[rule.model]:
                raise ValidationError(
                    self.env._(
                        "%(kind)s cannot be archived. Choose another action.",
                        kind=rule._get_kind(),
                    )
                )

    def _get_kind(self):
        """Return how the kind of record is called on screens."""
        self.ensure_one()
        return self.env["ir.model"]._get(self.model).name

    def write(self, vals):
        if _FROZEN & vals.keys() and "active" in self.mapped("state"):
            raise UserError(
                self.env._("Suspend the rule before you change what it reaches.")
            )
        if _FROZEN & vals.keys():  # what somebody looked at was another rule
            vals = vals | {"previewed_on": False}
        return super().write(vals)

    # ------------------------------------------------------------------
    # What it reaches
    # ------------------------------------------------------------------

    def _get_limit(self):
        """Return the last day whose records the rule reaches today."""
        self.ensure_one()
        return fields.Date.context_today(self) - relativedelta(months=self.months)

    def _get_reached_domain(self):
        """Return the domain of the records whose time is over and that wait.

        :rtype: odoo.fields.Domain
        """
        self.ensure_one()
        if self.action == "keep":
            return Domain.FALSE
        domain = Domain(self.date_field, "<", self._get_first_held())
        domain &= self._get_company_domain()
        if self.action == "archive":
            return domain & Domain("active", "=", True)
        return domain & Domain.custom(to_sql=self._get_unmarked_sql)

    def _get_first_held(self):
        """Return the first day whose records are not reached yet, as text."""
        return fields.Date.to_string(self._get_limit() + relativedelta(days=1))

    def _get_unmarked_sql(self, _model, alias, _query):
        return SQL(
            "NOT EXISTS (SELECT 1 FROM pr_retention_mark m WHERE m.rule_id = %s"
            " AND m.res_id = %s AND m.reached >= %s)",
            self.id or self._origin.id or 0,
            SQL.identifier(alias, "id"),
            SQL.identifier(alias, self.date_field),
        )

    def _get_company_domain(self):
        model = self.env[self.model]
        if not self.company_id or "company_id" not in model:
            return Domain.TRUE
        return Domain("company_id", "=", self.company_id.id)

    def _search_reached(self, limit=None, skip=()):
        model = self.env[self.model].with_context(active_test=False)
        domain = self._get_reached_domain() & Domain("id", "not in", list(skip))
        order = f"{self.date_field}, id"
        return model.search(domain, limit=limit, order=order)

    def action_preview(self):
        """Open the list of the records it would reach today."""
        self.ensure_one()
        records = self._search_reached()
        self.previewed_on = fields.Datetime.now()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reached today: %(rule)s", rule=self.name),
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
            "context": {"active_test": False, "create": False},
        }

    def action_activate(self):
        """Put the rule in force.

        :raises UserError: while nobody has looked at what it reaches
        """
        self.check_access("write")
        for rule in self:
            if rule.action != "keep" and not rule.previewed_on:
                raise UserError(
                    self.env._(
                        "Look first at which records the rule would reach today: button"
                        ' "What it reaches". Data taken out do not come back.'
                    )
                )
        self.write({"state": "active"})
        return True

    def action_suspend(self):
        """Take the rule out of force; it has to be looked at again."""
        self.write({"state": "proposed", "previewed_on": False})
        return True

    # ------------------------------------------------------------------
    # What it holds
    # ------------------------------------------------------------------

    @api.model
    def _get_holds(self, partner):
        """Return why the data of a person must still be kept, one query a rule.

        :return: list of ``(rule, last day or None for ever, how many records)``
        :rtype: list
        """
        links = self.env["pr.personal.data"]._get_person_fields()
        holds = []
        for rule_sudo in self.sudo().search([("state", "=", "active")]):
            names = links.get(rule_sudo.model)
            if names:
                holds += rule_sudo._get_hold(partner, names)
        return holds

    def _get_hold(self, partner, names):
        model = self.env[self.model].with_context(active_test=False)
        date_field = self.date_field
        domain = Domain.OR(Domain(name, "in", partner.ids) for name in names)
        domain &= self._get_company_domain()
        if self.months:
            domain &= Domain(date_field, ">=", self._get_first_held())
        ((last, count),) = model._read_group(
            domain, aggregates=[f"{date_field}:max", "__count"]
        )
        if not count:
            return []
        until = last and fields.Date.to_date(last) + relativedelta(months=self.months)
        return [(self, until if self.months else None, count)]

    def _describe_hold(self, until, count):
        """Say which rule keeps how many records, and until when."""
        self.ensure_one()
        if not until:
            return self.env._(
                "%(rule)s: %(count)s record(s), kept without end (%(ground)s)",
                rule=self.name,
                count=count,
                ground=self.legal_ground,
            )
        return self.env._(
            "%(rule)s: %(count)s record(s), until %(date)s (%(ground)s)",
            rule=self.name,
            count=count,
            date=format_date(self.env, until),
            ground=self.legal_ground,
        )

    # ------------------------------------------------------------------
    # The nightly work
    # ------------------------------------------------------------------

    @api.model
    def _cron_apply(self):
        """Apply the rules in force, in batches that are committed one by one."""
        rules = self.search([("state", "=", "active"), ("action", "!=", "keep")])
        for rule in rules:
            if not rule._apply_all():
                break

    def _apply_all(self):
        """Apply this rule to all it reaches; tell whether there is time left.

        What another transaction holds, or what fails, waits for the next night.
        """
        self.ensure_one()
        skip = []
        while batch := self._search_reached(limit=_BATCH, skip=skip):
            locked = batch.try_lock_for_update()
            skip += (batch - locked).ids
            if not self._apply_safely(locked):
                skip += locked.ids
            if not self.env["ir.cron"]._commit_progress(len(locked)):
                return False
        return True

    def _apply_safely(self, records):
        try:
            with self.env.cr.savepoint():
                self._apply(records)
        except Exception:
            _logger.exception("Retention rule %s failed", self.id)
            return False
        return True

    def _apply(self, records):
        """Do to these records what the rule says, and keep that it was done."""
        if not records:
            return
        if self.action == "archive":
            records.with_context(tracking_disable=True).write({"active": False})
        else:
            self._mark(records)
            self.env["pr.personal.data"]._anonymise_records(records)
        self.env["pr.privacy.log"].create(self._prepare_log(records))

    def _mark(self, records):
        """Remember up to which moment these records were done, one statement."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO pr_retention_mark (rule_id, res_model, res_id, reached)"
                " SELECT %(rule)s, %(model)s, id, %(date)s FROM %(table)s"
                " WHERE id = ANY(%(ids)s) ON CONFLICT (rule_id, res_id)"
                " DO UPDATE SET reached = excluded.reached",
                rule=self.id,
                model=self.model,
                date=SQL.identifier(self.date_field),
                table=SQL.identifier(records._table),
                ids=records.ids,
            )
        )

    def _prepare_log(self, records):
        return {
            "kind": "retention",
            "rule_id": self.id,
            "ground": self.legal_ground,
            "details": f"{self._get_kind()}: {len(records)}",
            "company_id": self.company_id.id,
        }
