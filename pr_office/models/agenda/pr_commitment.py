from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

# What whoever is responsible may write without being of the office.
_CLOSING_FIELDS = {"state", "done_on", "evidence_note", "evidence_ids"}
_CONVERSATION_PREFIXES = ("message_", "activity_")
_KIND_OF_ORIGIN = {
    "pr.agreement": "agreement",
    "pr.incoming": "incoming",
    "pr.phone.message": "phone",
}
_KIND_OF_ACTIVITY = {
    "act": "act",
    "audience": "audience",
    "ceremony": "act",
    "council": "council",
    "field": "field",
    "press": "radio",
}
# Whoever answers for a commitment may be told a paper's name, but not these.
_CONFIDENTIAL_ORIGINS = ("calendar.event", "pr.phone.message")


class PrCommitment(models.Model):
    """A promise of the municipality, wherever it was given.

    Another model that promises adds itself to :meth:`_selection_origin_model` and
    may hold its commitments in a ``One2many`` whose inverse is ``origin_id``.
    """

    _name = "pr.commitment"
    _description = "Commitment"
    _inherit = [
        "pr.control.mixin",
        "pr.commitment.capture.mixin",
        "pr.commitment.reminder.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_due, id"
    _rec_names_search = ["name", "partner_id.display_name", "partner_name"]
    _check_company_auto = True
    _pr_personal_fields = ("partner_id", "partner_name", "latitude", "longitude")

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
    origin_kind = fields.Selection(
        selection=[
            ("act", "Act or ceremony"),
            ("audience", "Audience"),
            ("field", "Field visit"),
            ("council", "Council session"),
            ("radio", "Radio or press"),
            ("phone", "Telephone call"),
            ("incoming", "Letter received"),
            ("agreement", "Agreement"),
            ("other", "Other"),
        ],
        string="Occasion",
        compute="_compute_origin_kind",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Where it was promised. It follows from the record, if there is one.",
    )
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
    partner_name = fields.Char(
        string="To whom, as written",
        compute="_compute_partner_name",
        store=True,
        readonly=False,
        precompute=True,
        help="For somebody who is not in the register.",
    )
    place = fields.Char()
    latitude = fields.Float(digits=(9, 6), help="Degrees north, from the telephone.")
    longitude = fields.Float(digits=(9, 6), help="Degrees east, from the telephone.")
    map_url = fields.Char(string="On the map", compute="_compute_map_url")
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
    can_close = fields.Boolean(compute="_compute_can_close")
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
        help="A photo, an acta, a delivery receipt.",
    )
    has_evidence = fields.Boolean(
        compute="_compute_has_evidence", store=True, precompute=True
    )
    cancel_reason = fields.Char(
        string="Reason", readonly=True, copy=False, tracking=True
    )

    _cancelled_with_reason = models.Constraint(
        "CHECK (state <> 'cancelled' OR coalesce(cancel_reason, '') <> '')",
        "A commitment is called off with its reason.",
    )
    _kept_with_evidence = models.Constraint(
        "CHECK (state <> 'done' OR has_evidence)",
        "A commitment is reported as kept with its evidence: attach a photo or a file,"
        " or write a line that says how it was kept.",
    )
    _place_on_earth = models.Constraint(
        "CHECK (coalesce(latitude, 0) BETWEEN -90 AND 90"
        " AND coalesce(longitude, 0) BETWEEN -180 AND 180)",
        "Latitude goes from -90 to 90 and longitude from -180 to 180.",
    )
    _due_after_promised = models.Constraint(
        "CHECK (date_due >= date_promised)",
        "A commitment cannot be due before it was promised: correct one of its dates.",
    )

    @api.model
    def _selection_origin_model(self):
        """Return the models that a commitment may come from, with their names."""
        names = {
            "pr.incoming": self.env._("Letter received"),
            "pr.audience": self.env._("Audience"),
            "calendar.event": self.env._("Agenda entry"),
            "pr.phone.message": self.env._("Telephone message"),
        }
        return list(names.items())

    @api.model
    def _count_by_origin(self, origins):
        """Return ``{id: number}`` of the commitments promised in these records."""
        groups = self._read_group(
            [("origin_model", "=", origins._name), ("origin_id", "in", origins.ids)],
            ["origin_id"],
            ["__count"],
        )
        return dict(groups)

    @api.model
    def _prepare_new_action(self, values):
        """Return the action that opens a new commitment with these values proposed."""
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    @api.model
    def _prepare_list_action(self, origin):
        """Return the action that lists what was promised in a record."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_commitment_action"
        )
        domain = [("origin_model", "=", origin._name), ("origin_id", "=", origin.id)]
        return action | {"domain": domain, "context": {}}

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
    @api.depends_context("uid")
    def _compute_origin_name(self):
        for model, commitments in self.grouped("origin_model").items():
            names = commitments._get_origin_names(model)
            for commitment in commitments:
                commitment.origin_name = names.get(commitment.origin_id)

    def _get_origin_names(self, model):
        """Return ``{id: name}`` of the origins of these commitments, all in ``model``.

        The name of a paper is told to whoever is responsible; an entry of an agenda
        and a telephone call only to those who may read them.
        """
        if not model:
            return {}
        origins = self.env[model].browse(self.mapped("origin_id")).exists()
        if model in _CONFIDENTIAL_ORIGINS:
            origins = origins.sudo(False)._filtered_access("read")
        return {origin.id: origin.display_name for origin in origins}

    @api.depends("origin_model", "origin_id")
    def _compute_origin_kind(self):
        for commitment in self:
            if commitment.origin_model == "calendar.event":
                entry_sudo = commitment.origin.sudo().exists()
                kind = _KIND_OF_ACTIVITY.get(entry_sudo.pr_activity_type, "other")
            else:
                kind = _KIND_OF_ORIGIN.get(commitment.origin_model)
            commitment.origin_kind = kind or commitment.origin_kind

    @api.depends("partner_id.name")
    def _compute_partner_name(self):
        for commitment in self:
            name = commitment.partner_id.display_name
            commitment.partner_name = name or commitment.partner_name

    @api.depends("latitude", "longitude")
    def _compute_map_url(self):
        self.map_url = False
        for commitment in self.filtered(lambda row: row.latitude or row.longitude):
            north, east = f"{commitment.latitude:.6f}", f"{commitment.longitude:.6f}"
            commitment.map_url = (
                "https://www.openstreetmap.org/"
                f"?mlat={north}&mlon={east}#map=17/{north}/{east}"
            )

    @api.depends("evidence_note", "evidence_ids")
    def _compute_has_evidence(self):
        for commitment in self:
            note = (commitment.evidence_note or "").strip()
            commitment.has_evidence = bool(note or commitment.evidence_ids)

    @api.depends_context("uid")
    def _compute_can_manage(self):
        self.can_manage = self._may_manage()

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_can_close(self):
        manages = self._may_manage()
        for commitment in self:
            commitment.can_close = manages or commitment.user_id == self.env.user

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
        commitments._adopt_files()
        commitments._remind()
        return commitments.with_env(self.env)

    def write(self, vals):
        if not self._may_manage():
            self._check_only_closing(vals)
        result = super(PrCommitment, self._quietly()).write(vals)
        if {"evidence_ids", "attachment_ids"} & vals.keys():
            self._adopt_files()
        if self._get_reminder_fields() & vals.keys():
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

    def _adopt_files(self):
        """Let whoever may read these commitments open their files.

        A file uploaded before its commitment was saved is its author's alone.
        """
        for commitment in self:
            files_sudo = (commitment.evidence_ids | commitment.attachment_ids).sudo()
            files_sudo.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            ).write({"res_model": self._name, "res_id": commitment.id})

    def action_done(self):
        """Report these commitments as kept today; ask for the evidence that lacks.

        :return: True, or the dialog that asks
        """
        self.check_access("write")
        waiting = self.filtered(lambda row: row.state == "open")
        if waiting and not all(waiting.mapped("has_evidence")):
            return waiting._prepare_close_action()
        waiting.write({"state": "done"})
        return True

    def _prepare_closing(self, note, files):
        """Return the values that report this commitment as kept with its evidence."""
        self.ensure_one()
        notes = filter(None, (self.evidence_note, note))
        return {
            "state": "done",
            "evidence_note": "\n".join(notes),
            "evidence_ids": [Command.link(file.id) for file in files],
        }

    def _prepare_close_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_commitment_close_action"
        )
        return action | {"context": {"default_commitment_ids": self.ids}}

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
