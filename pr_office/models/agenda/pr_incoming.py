from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime, is_html_empty, plaintext2html

# The acceptance makes an entry; the others only an answer.
_GOES = ("attends", "represented")
# What whoever went writes without being of the office.
_REPORT_FIELDS = {"report", "report_on", "report_by_id"}
_CONVERSATION_PREFIXES = ("message_", "activity_")
_LETTER_TYPES = {
    "greeting": "pr_office.letter_type_saludo",
    "represented": "pr_office.letter_type_oficio",
    "excused": "pr_office.letter_type_oficio",
    "attends": "pr_office.letter_type_oficio",
}


class PrIncoming(models.Model):
    _name = "pr.incoming"
    _description = "Incoming Letter"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "pr.approval.mixin",
        "pr.share.mixin",
        "pr.privacy.mixin",
    ]
    _order = "date_received desc, id desc"
    _rec_names_search = ["name", "case_file", "sender_id.display_name", "sender_name"]
    _check_company_auto = True
    _pr_personal_fields = (
        "sender_id",
        "sender_name",
        "act_note",
        "report",
        "scan",
        "scan_name",
    )

    name = fields.Char(
        string="Subject", required=True, tracking=True, help="What it asks, in a line."
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        selection=[
            ("invitation", "Invitation"),
            ("greeting", "Greeting"),
            ("sponsorship", "Sponsorship (padrinazgo)"),
            ("courtesy", "Courtesy visit"),
            ("petition", "Petition"),
            ("other", "Other"),
        ],
        default="invitation",
        required=True,
    )
    # how it arrived
    sender_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    sender_name = fields.Char(
        string="Sender, as written",
        compute="_compute_sender_name",
        store=True,
        readonly=False,
        help="For a sender who is not in the register.",
    )
    date_received = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True
    )
    case_file = fields.Char(
        string="Case file", help="Number the filing desk gave it.", index="trigram"
    )
    document_number = fields.Char(
        string="Sender's number", help="Such as OFICIO N.° 012-2027-IE."
    )
    sheets = fields.Integer(default=1)
    scan = fields.Binary(string="Scan or photo", attachment=True, copy=False)
    scan_name = fields.Char(copy=False)
    # what it invites to
    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="For",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_agenda_id(),
    )
    act_start = fields.Datetime(string="The act begins")
    act_stop = fields.Datetime(
        string="The act ends",
        compute="_compute_act_stop",
        store=True,
        readonly=False,
    )
    place = fields.Char()
    act_note = fields.Text(
        string="About the act",
        help="Who receives, who will be there, who speaks, dress, what they expect.",
    )
    conflict_note = fields.Text(compute="_compute_conflict_note")
    # what was decided
    decision = fields.Selection(
        selection=[
            ("attends", "Attends"),
            ("represented", "Is represented"),
            ("greeting", "Sends a greeting"),
            ("excused", "Excuses himself or herself"),
        ],
        tracking=True,
        copy=False,
    )
    represented_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Represented by",
        index="btree_not_null",
        domain=[("is_company", "=", False)],
        copy=False,
        tracking=True,
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Agenda entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    reply_letter_id = fields.Many2one(
        comodel_name="pr.letter",
        string="Reply",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    # what came of it
    report = fields.Html(
        string="Attendance report",
        copy=False,
        help="What happened, who was there, what was said and asked.",
    )
    report_on = fields.Datetime(readonly=True, copy=False)
    report_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    report_due = fields.Boolean(
        string="Report missing",
        compute="_compute_report_due",
        search="_search_report_due",
    )
    can_manage = fields.Boolean(compute="_compute_can_manage")
    can_report = fields.Boolean(compute="_compute_can_manage")
    commitment_ids = fields.One2many(
        comodel_name="pr.commitment",
        inverse_name="origin_id",
        domain=[("origin_model", "=", "pr.incoming")],
        string="Commitments",
    )
    phone_message_ids = fields.One2many(
        comodel_name="pr.phone.message",
        inverse_name="incoming_id",
        string="Telephone messages",
    )
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("decided", "Decided"),
            ("answered", "Answered"),
            ("closed", "Closed"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )

    _sender_known = models.Constraint(
        "CHECK (sender_id IS NOT NULL OR length(trim(coalesce(sender_name, ''))) > 0)",
        "Write who sent it: choose the sender in the register or write the name as it"
        " stands in the letter.",
    )
    _act_in_order = models.Constraint(
        "CHECK (act_stop >= act_start)",
        "The act cannot end before it begins: correct one of the two times.",
    )
    _representative_named = models.Constraint(
        "CHECK (decision IS DISTINCT FROM 'represented'"
        " OR represented_by_id IS NOT NULL)",
        "Say who goes in representation.",
    )
    _sheets_positive = models.Constraint(
        "CHECK (sheets >= 0)", "The number of sheets cannot be negative."
    )
    _decided_complete = models.Constraint(
        "CHECK (decided_on IS NULL OR decision IS NOT NULL)",
        "A letter is decided with what was decided.",
    )

    @api.model
    def _default_agenda_id(self):
        """The agenda the user keeps, else the first of the house."""
        house = self.env["pr.agenda"].search([("company_id", "=", self.env.company.id)])
        return (house & house._get_mine())[:1] or house[:1]

    @api.depends("sender_id")
    def _compute_sender_name(self):
        for letter in self:
            letter.sender_name = letter.sender_id.display_name or letter.sender_name

    @api.depends("act_start")
    def _compute_act_stop(self):
        for letter in self:
            if not letter.act_start:
                letter.act_stop = False
            elif not letter.act_stop or letter.act_stop < letter.act_start:
                letter.act_stop = fields.Datetime.add(letter.act_start, hours=1)

    @api.depends("agenda_id", "act_start", "act_stop")
    def _compute_conflict_note(self):
        for letter in self:
            entry = self.env["calendar.event"].new(letter._prepare_entry_values())
            letter.conflict_note = (
                letter.act_start and not letter.event_id and entry.pr_conflict_note
            )

    @api.depends("decided_on", "decision", "reply_letter_id.state", "report_on")
    def _compute_state(self):
        for letter in self:
            answered = letter.reply_letter_id.state in ("issued", "signed", "sent")
            if not letter.decided_on:
                letter.state = "received"
            elif letter.report_on or (answered and letter.decision not in _GOES):
                letter.state = "closed"
            else:
                letter.state = "answered" if answered else "decided"

    @api.depends("decided_on", "decision", "act_stop", "report_on")
    def _compute_report_due(self):
        now = fields.Datetime.now()
        for letter in self:
            letter.report_due = bool(
                letter.decided_on
                and letter.decision in _GOES
                and not letter.report_on
                and letter.act_stop
                and letter.act_stop < now
            )

    def _search_report_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = fields.Domain(
            [
                ("decided_on", "!=", False),
                ("decision", "in", _GOES),
                ("report_on", "=", False),
                ("act_stop", "<", fields.Datetime.now()),
            ]
        )
        return due if True in value else ~due

    def _get_privacy_person(self):
        return self.sender_id, self.sender_name

    @api.depends_context("uid")
    @api.depends("represented_by_id")
    def _compute_can_manage(self):
        manages = self._may_manage()
        for letter in self:
            letter.can_manage = manages
            letter.can_report = (
                manages or letter.represented_by_id == self.env.user.partner_id
            )

    @api.model
    def _may_manage(self):
        """Tell whether the user keeps the letters, not only the own report."""
        return (
            self.env.su
            or self.env.user.has_group("pr_office.group_user")
            or self.env.user.has_group("pr_office.group_secretary")
        )

    def write(self, vals):
        if not self._may_manage():
            self._check_only_report(vals)
        return super().write(vals)

    @api.model
    def _check_only_report(self, vals):
        """Whoever went in representation hands in the report, and nothing else."""
        beyond = {
            fname
            for fname in vals.keys() - _REPORT_FIELDS
            if not fname.startswith(_CONVERSATION_PREFIXES)
        }
        if beyond:
            raise AccessError(
                self.env._(
                    "You may write the report of what you attended. Any other change"
                    " is made by the secretary or the public-relations office."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        decided = self.filtered("decided_on")
        if decided:
            raise UserError(
                self.env._(
                    '"%(name)s" has been decided and stays in the register of letters'
                    " received.",
                    name=decided[0].name,
                )
            )

    # ------------------------------------------------------------
    # DECISION
    # ------------------------------------------------------------

    def action_decide(self):
        """Carry out the decision: entry with brief, representation, reply drafted.

        :raises UserError: when nothing was chosen, the act has no date or it was
            decided before
        """
        for letter in self:
            letter._check_can_decide()
            if letter.decision in _GOES:
                letter.event_id = letter._create_entry()
            letter.decided_on = fields.Datetime.now()
            if letter.sender_id:
                letter.action_draft_reply()
            if letter.decision in _GOES:
                letter._schedule_report()
        return True

    def _check_can_decide(self):
        self.ensure_one()
        if self.decided_on:
            raise UserError(self.env._("This letter was already decided."))
        if not self.decision:
            raise UserError(self.env._("Choose first what was decided."))
        if self.decision in _GOES and not self.act_start:
            raise UserError(
                self.env._(
                    'Write the day and time of the act "%(name)s": without them it'
                    " cannot enter the agenda.",
                    name=self.name,
                )
            )

    def _format_act_start(self):
        """Return when the act begins, in the agenda's own time zone, or ``""``."""
        if not self.act_start:
            return ""
        tz = self.agenda_id._get_tz().zone
        return format_datetime(
            self.env, self.act_start, tz=tz, dt_format="EEEE d/MM/yyyy, HH:mm"
        )

    def _prepare_entry_values(self):
        agenda_sudo = self.agenda_id.sudo()
        return {
            "name": self.name,
            "start": self.act_start,
            "stop": self.act_stop,
            "location": self.place,
            "pr_activity_type": "ceremony",
            "pr_publication": "public",
            "user_id": agenda_sudo.user_id.id,
            "partner_ids": agenda_sudo.partner_id.ids,
        }

    def _create_entry(self):
        entry_model = self.env["calendar.event"].with_context(
            pr_agenda_id=self.agenda_id.id
        )
        return entry_model.create(
            self._prepare_entry_values()
            | self._prepare_brief_values()
            | {
                "pr_represented_by_id": self.represented_by_id.id,
                "pr_off_premises": True,
                "pr_off_premises_reason": self.env._(
                    "Invitation of %(sender)s", sender=self.sender_name
                ),
            }
        )

    def _prepare_brief_values(self):
        """Return the first draft of the brief: what the letter tells of the act."""
        host = (
            {"pr_host_id": self.sender_id.id}
            if self.sender_id
            else {"pr_brief_receives": self.sender_name}
        )
        note = self.act_note and plaintext2html(self.act_note)
        return host | {"pr_briefing": note}

    def action_draft_reply(self):
        """Draft the reply once the sender stands in the register."""
        for letter in self.filtered(lambda incoming: not incoming.reply_letter_id):
            if not letter.sender_id:
                raise UserError(
                    self.env._(
                        'Choose the sender "%(name)s" in the register, or create the'
                        " entry: a reply needs an addressee.",
                        name=letter.sender_name,
                    )
                )
            letter.reply_letter_id = letter._create_reply()
        return True

    def _create_reply(self):
        return self.env["pr.letter"].create(
            {
                "type_id": self.env.ref(_LETTER_TYPES[self.decision]).id,
                "partner_id": self.sender_id.id,
                "subject": self.env._("Reply: %(subject)s", subject=self.name),
                "reference": self.document_number or self.case_file,
                "body": self._prepare_reply_body(),
            }
        )

    def _prepare_reply_body(self):
        """Return the reply's text as the decision asks; the secretary corrects it."""
        when = self._format_act_start()
        texts = {
            "attends": self.env._(
                "We thank you for the invitation to %(act)s, %(when)s, and confirm the"
                " attendance of our authority.",
                act=self.name,
                when=when,
            ),
            "represented": self.env._(
                "We thank you for the invitation to %(act)s, %(when)s. %(person)s will"
                " attend in representation of our authority.",
                act=self.name,
                when=when,
                person=self.represented_by_id.name,
            ),
            "greeting": self.env._(
                "On the occasion of %(act)s we send you our cordial greeting.",
                act=self.name,
            ),
            "excused": self.env._(
                "We thank you for the invitation to %(act)s. Commitments taken before"
                " prevent our authority from attending, for which we apologise.",
                act=self.name,
            ),
        }
        return Markup("<p>%s</p>") % texts[self.decision]

    def action_open_reply(self):
        """Open the reply, to be read, corrected and issued."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pr.letter",
            "res_id": self.reply_letter_id.id,
            "view_mode": "form",
        }

    def action_reopen(self):
        """Open the decision again while nothing has left the house."""
        for letter in self.filtered("decided_on"):
            if letter.state != "decided":
                raise UserError(
                    self.env._("The answer has left: annul it before deciding again.")
                )
            letter.activity_unlink(["pr_office.activity_type_report"])
            letter.event_id.active = False
            letter.write({"decided_on": False, "event_id": False})
        return True

    # ------------------------------------------------------------
    # APPROVAL AND SHARING
    # ------------------------------------------------------------

    def _get_approval_text(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        facts = [
            (self.env._("Invites"), self.sender_name),
            (self.env._("What"), self.name),
            (self.env._("When"), self._format_act_start()),
            (self.env._("Place"), self.place),
            (self.env._("About the act"), self.act_note),
            (self.env._("Conflicts"), self.conflict_note),
            (self.env._("Proposal"), labels.get(self.decision)),
            (self.env._("Represented by"), self.represented_by_id.name),
        ]
        rows = (
            Markup("<dt>%s</dt><dd>%s</dd>") % (title, text)
            for title, text in facts
            if text
        )
        return Markup("<dl>%s</dl>") % Markup().join(rows)

    def action_ask_approval(self):
        """Ask the authority; what is asked is the proposal written in the decision."""
        self._check_can_decide()
        action = super().action_ask_approval()
        approver = self.agenda_id.partner_id
        return action | {
            "context": action["context"] | {"default_approver_id": approver.id}
        }

    def _apply_approval(self, approval):
        if approval.state == "approved" and not self.decided_on:
            self.action_decide()
        elif approval.state == "observed":
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Observed: %(comment)s", comment=approval.comment),
                user_id=approval.requested_by_id.id,
            )

    def _get_share_partner(self):
        return self.represented_by_id or self.agenda_id.partner_id

    def _get_share_text(self):
        lines = (self.name, self._format_act_start(), self.place, self.act_note)
        return "\n".join(line for line in lines if line)

    # ------------------------------------------------------------
    # REPORT
    # ------------------------------------------------------------

    def _schedule_report(self):
        """Ask for the attendance report the day after the act (duty 17)."""
        user = self.represented_by_id.user_ids.filtered(
            lambda user: user.has_group("pr_office.group_reader")
        )[:1]
        self.activity_schedule(
            "pr_office.activity_type_report",
            date_deadline=fields.Date.add(self.act_stop.date(), days=1),
            user_id=(user or self.env.user).id,
        )

    def action_report(self):
        """Hand in the attendance report and close the letter."""
        for letter in self:
            if is_html_empty(letter.report):
                raise UserError(
                    self.env._("Write the report first: a few lines are enough.")
                )
        self.write({"report_on": fields.Datetime.now(), "report_by_id": self.env.uid})
        self.activity_feedback(["pr_office.activity_type_report"])
        return True
