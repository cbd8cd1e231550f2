from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

# What whoever is responsible may write without being of the office.
_CLOSING_FIELDS = {"state", "done_on", "evidence_note", "evidence_ids"}
_CONVERSATION_PREFIXES = ("message_", "activity_")
_REMINDER = "mail.mail_activity_data_todo"
_REMINDER_FIELDS = {"state", "user_id", "date_due", "name"}


class PrCommitment(models.Model):
    """A promise of the municipality, wherever it was given.

    Another model that promises adds itself to :meth:`_selection_origin_model` and
    may hold its commitments in a ``One2many`` whose inverse is ``origin_id``.
    """

    _name = "pr.commitment"
    _description = "Commitment"
    _inherit = ["pr.control.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _rec_names_search = ["name", "partner_id.display_name"]
    _check_company_auto = True

    name = fields.Char(
        string="Commitment",
        required=True,
        tracking=True,
        help="What was promised, in one line.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    # where it comes from
    origin_model = fields.Selection(
        selection="_selection_origin_model", string="Kind of origin"
    )
    origin_id = fields.Many2oneReference(
        model_field="origin_model", string="Origin's number", index=True
    )
    origin = fields.Reference(
        selection="_selection_origin_model",
        compute="_compute_origin",
        inverse="_inverse_origin",
        help="Where it was promised.",
    )
    origin_name = fields.Char(
        string="Promised in", compute="_compute_origin_name", compute_sudo=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="To whom",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    place = fields.Char()
    date_promised = fields.Date(string="Promised on", default=fields.Date.context_today)
    # who does it and until when
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        index="btree_not_null",
        default=lambda self: self.env.user,
        ondelete="restrict",
        domain=[("share", "=", False)],
        tracking=True,
    )
    unit = fields.Char(help="The unit that has to act, such as Gerencia de Obras.")
    date_due = fields.Date(string="Due on", index=True, tracking=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    can_manage = fields.Boolean(compute="_compute_can_manage")
    # how it ended
    state = fields.Selection(
        selection=[("open", "Pending"), ("done", "Kept"), ("cancelled", "Called off")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    done_on = fields.Date(
        string="Kept on",
        compute="_compute_done_on",
        store=True,
        readonly=False,
        copy=False,
    )
    evidence_note = fields.Text(
        string="Evidence", copy=False, help="How it was kept, and what shows it."
    )
    evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="pr_commitment_evidence_rel",
        string="Files",
        copy=False,
    )
    cancel_reason = fields.Char(
        string="Reason", readonly=True, copy=False, tracking=True
    )

    _cancelled_with_reason = models.Constraint(
        "CHECK (state <> 'cancelled' OR coalesce(cancel_reason, '') <> '')",
        "A commitment is called off with its reason.",
    )
    _due_after_promised = models.Constraint(
        "CHECK (date_due >= date_promised)",
        "A commitment cannot be due before it was promised: correct one of its dates.",
    )

    @api.model
    def _selection_origin_model(self):
        """Return the models that a commitment may come from, with their names."""
        return [("pr.incoming", self.env._("Letter received"))]

    @api.depends("origin_model", "origin_id")
    def _compute_origin(self):
        for commitment in self:
            known = commitment.origin_model and commitment.origin_id
            commitment.origin = known and f"{commitment.origin_model},{known}"

    def _inverse_origin(self):
        for commitment in self:
            origin = commitment.origin
            commitment.origin_model = origin and origin._name
            commitment.origin_id = origin and origin.id

    @api.depends("origin_model", "origin_id")
    def _compute_origin_name(self):
        for commitment in self:
            origin = commitment.origin
            commitment.origin_name = origin and origin.display_name

    @api.depends_context("uid")
    def _compute_can_manage(self):
        self.can_manage = self._may_manage()

    @api.depends("state", "date_due")
    def _compute_overdue(self):
        today = fields.Date.context_today(self)
        for commitment in self:
            due = commitment.date_due
            commitment.overdue = commitment.state == "open" and due and due < today

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        overdue = Domain("state", "=", "open") & Domain("date_due", "<", today)
        return overdue if True in value else ~overdue

    @api.depends("state")
    def _compute_done_on(self):
        today = fields.Date.context_today(self)
        for commitment in self:
            done = commitment.state == "done"
            commitment.done_on = done and (commitment.done_on or today)

    @api.model_create_multi
    def create(self, vals_list):
        commitments = super(PrCommitment, self._quietly()).create(vals_list)
        commitments._remind()
        return commitments.with_env(self.env)

    def write(self, vals):
        if not self._may_manage():
            self._check_only_closing(vals)
        result = super(PrCommitment, self._quietly()).write(vals)
        if _REMINDER_FIELDS & vals.keys():
            self._remind()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        closed = self.filtered(lambda commitment: commitment.state != "open")
        if closed:
            raise UserError(
                self.env._(
                    'The commitment "%(name)s" is closed and stays in the history.',
                    name=closed[0].name,
                )
            )

    def _quietly(self):
        """The responsible sees the reminder among the activities; no mail is sent."""
        return self.with_context(
            mail_auto_subscribe_no_notify=True, mail_activity_quick_update=True
        )

    @api.model
    def _may_manage(self):
        """Tell whether the user keeps the office's commitments, not only the own."""
        return (
            self.env.su
            or self.env.user.has_group("pr_office.group_user")
            or self.env.user.has_group("pr_office.group_secretary")
        )

    def _check_only_closing(self, vals):
        beyond = {
            fname
            for fname in vals.keys() - _CLOSING_FIELDS
            if not fname.startswith(_CONVERSATION_PREFIXES)
        }
        if beyond or vals.get("state", "done") != "done":
            raise AccessError(
                self.env._(
                    "You may report your own commitments as kept, with their evidence."
                    " Any other change is made by the public-relations office."
                )
            )

    def _get_brief_line(self):
        """Say in a line what was promised and how it stands, for a brief."""
        self.ensure_one()
        if self.state == "done":
            when = format_date(self.env, self.done_on)
            note = self.env._("kept on %(date)s", date=when)
        elif self.date_due:
            when = format_date(self.env, self.date_due)
            note = (
                self.env._("OVERDUE since %(date)s", date=when)
                if self.overdue
                else self.env._("pending, due on %(date)s", date=when)
            )
        else:
            note = self.env._("pending")
        return f"• {self.name} ({note})"

    def action_done(self):
        """Report these commitments as kept today."""
        self.filtered(lambda row: row.state == "open").write({"state": "done"})
        return True

    def action_reopen(self):
        """Take back that these commitments were kept or cancelled."""
        self.write({"state": "open", "cancel_reason": False})
        return True

    def cancel(self, reason):
        """Cancel these commitments.

        :param str reason: said to whoever later asks
        """
        self.write({"state": "cancelled", "cancel_reason": reason})
        return True

    def action_open_cancel(self):
        """Ask for the reason why these commitments are cancelled."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_reason_wizard_action"
        )
        return action | {
            "context": {
                "default_res_model": self._name,
                "default_res_ids": self.ids,
                "default_method": "cancel",
            }
        }

    def _remind(self):
        """Keep one reminder per open commitment, for its responsible, on its day."""
        quiet = self._quietly()
        waiting = quiet.filtered(
            lambda row: row.state == "open" and row.date_due and row.user_id
        )
        done = quiet.filtered(lambda row: row.state == "done")
        done.activity_feedback([_REMINDER])
        (quiet - waiting - done).activity_unlink([_REMINDER])
        reminders = waiting.activity_search([_REMINDER]).grouped("res_id")
        for commitment in waiting.filtered(lambda row: row.id in reminders):
            reminders[commitment.id].write(commitment._prepare_reminder())
        new = waiting.filtered(lambda row: row.id not in reminders)
        self.env["mail.activity"].with_context(**quiet.env.context).create(
            [row._prepare_reminder() | row._prepare_new_reminder() for row in new]
        )

    def _prepare_reminder(self):
        return {
            "summary": self.name,
            "date_deadline": self.date_due,
            "user_id": self.user_id.id,
        }

    def _prepare_new_reminder(self):
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": self.env.ref(_REMINDER).id,
            "automated": True,
        }
