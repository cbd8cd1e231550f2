from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html

# Recorded by the buttons alone: who knew of a call, and since when, is evidence.
_RECORDED = {
    "seen_on",
    "seen_by_id",
    "seen_in_person",
    "called_back_on",
    "called_back_by_id",
}


class PrPhoneMessage(models.Model):
    """Who called for an authority, what for, and whether the authority knows."""

    _name = "pr.phone.message"
    _description = "Telephone Message"
    _inherit = ["mail.thread"]
    _order = "is_seen, urgency desc, date desc, id desc"
    _rec_names_search = ["name", "partner_id.display_name", "caller_name", "phone"]
    _check_company_auto = True
    _pr_personal_fields = ("partner_id", "caller_name", "phone", "name", "note")

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        string="For",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self._default_agenda_id(),
        tracking=True,
    )
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    date = fields.Datetime(
        string="Called at", required=True, default=fields.Datetime.now
    )
    # who called
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Who called",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    caller_name = fields.Char(
        string="Name, as told",
        compute="_compute_caller_name",
        store=True,
        readonly=False,
        precompute=True,
        help="For somebody who is not in the register.",
    )
    phone = fields.Char(
        string="Telephone",
        compute="_compute_phone",
        store=True,
        readonly=False,
        precompute=True,
        help="Where to call back.",
    )
    name = fields.Char(
        string="Message", required=True, tracking=True, help="What for, in a line."
    )
    note = fields.Text(string="Details")
    urgency = fields.Selection(
        selection=[("0", "Normal"), ("1", "Urgent")], default="0", required=True
    )
    call_back = fields.Boolean(string="Asks to be called back", tracking=True)
    # what the authority knows
    seen_on = fields.Datetime(string="Seen at", readonly=True, copy=False)
    seen_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    seen_in_person = fields.Boolean(
        readonly=True,
        copy=False,
        help="The authority tapped it; otherwise a secretary recorded it.",
    )
    is_seen = fields.Boolean(
        string="Seen", compute="_compute_is_seen", store=True, precompute=True
    )
    seen_label = fields.Char(string="Seen by", compute="_compute_seen_label")
    called_back_on = fields.Datetime(
        string="Called back at", readonly=True, copy=False, tracking=True
    )
    called_back_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Called back by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    # what came of it
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Agenda entry",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    incoming_id = fields.Many2one(
        comodel_name="pr.incoming",
        string="Petition",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    commitment_ids = fields.One2many(
        comodel_name="pr.commitment",
        inverse_name="origin_id",
        domain=[("origin_model", "=", "pr.phone.message")],
        string="Commitments",
    )
    commitment_count = fields.Integer(compute="_compute_commitment_count")

    _caller_known = models.Constraint(
        "CHECK (partner_id IS NOT NULL"
        " OR trim(coalesce(caller_name, '') || coalesce(phone, '')) <> '')",
        "Write who called: choose the person in the register, or write the name or the"
        " telephone number.",
    )
    _call_back_number = models.Constraint(
        "CHECK (NOT call_back OR trim(coalesce(phone, '')) <> '')",
        "Write the telephone number: the person asks to be called back.",
    )
    _seen_complete = models.Constraint(
        "CHECK ((seen_on IS NULL) = (seen_by_id IS NULL))",
        "A message is seen with who recorded it and when.",
    )
    _called_back_complete = models.Constraint(
        "CHECK ((called_back_on IS NULL) = (called_back_by_id IS NULL))",
        "A call is returned with who called and when.",
    )

    @api.model
    def _default_agenda_id(self):
        """Return the agenda the user writes in, when it is one."""
        mine = self.env["pr.agenda"].search(self._get_own_agendas_domain(), limit=2)
        return mine if len(mine) == 1 else mine.browse()

    @api.model
    def _get_own_agendas_domain(self):
        uid = self.env.uid
        return Domain("delegate_ids", "in", uid) | Domain("user_id", "=", uid)

    @api.depends("partner_id")
    def _compute_caller_name(self):
        for message in self:
            name = message.partner_id.display_name
            message.caller_name = name or message.caller_name

    @api.depends("partner_id")
    def _compute_phone(self):
        for message in self:
            message.phone = message.partner_id.phone or message.phone

    @api.depends("seen_on")
    def _compute_is_seen(self):
        for message in self:
            message.is_seen = bool(message.seen_on)

    @api.depends("seen_in_person", "seen_by_id", "agenda_id")
    def _compute_seen_label(self):
        for message in self:
            names = {
                "authority": message.agenda_id.partner_id.name,
                "user": message.seen_by_id.name,
            }
            if not message.seen_by_id:
                message.seen_label = False
            elif message.seen_in_person:
                message.seen_label = names["authority"]
            else:
                message.seen_label = self.env._(
                    "%(authority)s, recorded by %(user)s", **names
                )

    def _compute_commitment_count(self):
        counts = self.env["pr.commitment"]._count_by_origin(self)
        for message in self:
            message.commitment_count = counts.get(message.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_recorded(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_recorded(vals)
        return super().write(vals)

    @api.model
    def _check_recorded(self, *vals_list):
        if not self.env.su and any(_RECORDED & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._(
                    'Use the buttons "Seen" and "Called back": they record who and'
                    " when."
                )
            )

    def action_seen(self):
        """Record that the authority knows of these messages.

        Tapped by the authority it is first hand; by a secretary, a record of what was
        told in person. The two look different for ever.
        """
        self.check_access("write")
        messages_sudo = self.sudo().filtered(lambda row: not row.seen_on)
        for agenda_sudo, rows_sudo in messages_sudo.grouped("agenda_id").items():
            rows_sudo.write(
                {
                    "seen_on": fields.Datetime.now(),
                    "seen_by_id": self.env.uid,
                    "seen_in_person": agenda_sudo.user_id == self.env.user,
                }
            )
        return True

    def action_called_back(self):
        """Record that the call was returned now by the user."""
        self.check_access("write")
        waiting_sudo = self.sudo().filtered(lambda row: not row.called_back_on)
        waiting_sudo.write(
            {"called_back_on": fields.Datetime.now(), "called_back_by_id": self.env.uid}
        )
        return True

    # ------------------------------------------------------------
    # WHAT COMES OF IT
    # ------------------------------------------------------------

    def action_make_entry(self):
        """Open a new entry of the agenda with what is known; nothing is saved yet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "calendar.event",
            "views": self._get_entry_views(),
            "context": {
                "pr_agenda_id": self.agenda_id.id,
                "default_name": self.name,
                "default_pr_briefing": self._prepare_briefing(),
                "default_pr_confirmed": False,
                "default_pr_phone_message_ids": [Command.link(self.id)],
            },
        }

    def _get_entry_views(self):
        return [(self.env.ref("pr_office.calendar_event_view_form_agenda").id, "form")]

    def _prepare_briefing(self):
        caller = (self.caller_name, self.phone, self.note)
        return plaintext2html("\n".join(filter(None, caller)))

    def action_make_commitment(self):
        """Open a new commitment that was promised in this call."""
        self.ensure_one()
        values = {
            "name": self.name,
            "partner_id": self.partner_id.id,
            "partner_name": self.caller_name or self.phone,
            "origin_model": self._name,
            "origin_id": self.id,
        }
        return self.env["pr.commitment"]._prepare_new_action(values)

    def action_make_incoming(self):
        """Open a new petition for the register of documents received."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pr.incoming",
            "views": [(False, "form")],
            "context": {
                "default_name": self.name,
                "default_kind": "petition",
                "default_sender_id": self.partner_id.id,
                "default_sender_name": self.caller_name or self.phone,
                "default_agenda_id": self.agenda_id.id,
                "default_act_note": self.note,
                "default_phone_message_ids": [Command.link(self.id)],
            },
        }

    def action_open_entry(self):
        """Open the agenda entry that came of this call."""
        return self.event_id._get_records_action(views=self._get_entry_views())

    def action_open_incoming(self):
        """Open the document received that came of this call."""
        return self.incoming_id._get_records_action()

    def action_open_commitments(self):
        """List the commitments that came of this call."""
        return self.env["pr.commitment"]._prepare_list_action(self)
