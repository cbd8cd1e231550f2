import base64
import hashlib
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_date, is_html_empty
from odoo.tools.mimetypes import guess_mimetype

from ...tools import letters
from ...tools.printing import own_pictures_only

_CONTENT_FIELDS = {
    "partner_id",
    "position_id",
    "acting",
    "salutation",
    "envelope_line",
    "place_line",
    "addressee_ids",
    "subject",
    "reference",
    "body",
    "closing",
    "cc_ids",
    "cc_note",
    "annexes",
    "sheets",
    "initials",
    "signatory_mandate_id",
    "visa_ids",
    "year_name",
    "year_local_name",
    "lang",
}
# How the deliveries of a letter are summarised; the first that applies.
_DELIVERY_STATES = {
    "problem": ("refused", "returned"),
    "waiting": ("pending", "on_route"),
    "delivered": ("delivered",),
}
# What a V.° B.° is given for: when it changes, the V.° B.° is asked for again.
_VISAED_FIELDS = {"subject", "body", "annexes", "partner_id", "type_id"}
_SCAN_TYPES = ("application/pdf", "image/jpeg", "image/png")


class PrLetter(models.Model):
    _name = "pr.letter"
    _description = "Letter"
    _inherit = [
        "pr.numbered.mixin",
        "pr.addressee.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "subject"]
    _check_company_auto = True
    _pr_personal_fields = ()

    _number_moves = {
        "draft": ("issued",),
        "issued": ("draft", "signed"),
        "signed": ("issued", "sent"),
        "sent": ("signed",),
    }

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("signed", "Signed"),
            ("sent", "Sent"),
            ("annulled", "Annulled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    type_id = fields.Many2one(
        comodel_name="pr.letter.type",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["pr.letter.type"].search([], limit=1),
    )
    is_multiple = fields.Boolean(related="type_id.is_multiple")
    date = fields.Date(
        required=True,
        copy=False,
        default=fields.Date.context_today,
        help="The date printed on it. Its year is the year of the number.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or self.env.company.partner_id.lang,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Drafted by",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="restrict",
    )
    # addressees
    addressee_ids = fields.One2many(
        comodel_name="pr.letter.addressee",
        inverse_name="letter_id",
        string="Further addressees",
        copy=True,
        help="They receive the letter with the same number.",
    )
    cc_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_letter_cc_rel",
        string="Copies to",
        check_company=True,
    )
    cc_note = fields.Char(string="Copies, in words", help="Such as Archivo, Gerencia.")
    # text
    subject = fields.Char(required=True, tracking=True)
    reference = fields.Char(
        help="The letter or case file it answers, as it is to be printed."
    )
    body = fields.Html(string="Text", sanitize_overridable=False)
    closing = fields.Text(
        compute="_compute_closing",
        store=True,
        readonly=False,
        help="How the letter ends.",
    )
    annexes = fields.Char(string="Enclosed", help="What goes with it.")
    sheets = fields.Integer(default=1, help="Sheets, enclosures included.")
    initials = fields.Char(
        compute="_compute_initials",
        store=True,
        readonly=False,
        help="At the foot: who signs and who drafted it.",
    )
    # letterhead
    year_name = fields.Char(
        string="Official name of the year",
        compute="_compute_year_name",
        store=True,
        readonly=False,
        copy=False,
        help="Of the year of its date. The letter keeps the one it was printed with.",
    )
    year_local_name = fields.Char(
        string="In the local language",
        compute="_compute_year_name",
        store=True,
        readonly=False,
        copy=False,
    )
    # signature
    signatory_mandate_id = fields.Many2one(
        comodel_name="pr.mandate",
        string="Signed by",
        compute="_compute_signatory_mandate_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Who signs, in the post held on the day of the letter.",
    )
    visa_ids = fields.One2many(
        comodel_name="pr.letter.visa",
        inverse_name="letter_id",
        string="V.° B.°",
        compute="_compute_visa_ids",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    visa_pending = fields.Boolean(compute="_compute_visa_pending")
    issued_on = fields.Datetime(readonly=True, copy=False)
    signed_scan = fields.Binary(
        string="Signed copy",
        attachment=True,
        copy=False,
        help="The scan of the signed and stamped paper: PDF, JPG or PNG.",
    )
    signed_scan_name = fields.Char(copy=False)
    signed_scan_hash = fields.Char(
        string="SHA-256 of the signed copy",
        compute="_compute_signed_scan_hash",
        store=True,
        copy=False,
        help="Its fingerprint: another file has another one.",
    )
    signed_on = fields.Datetime(readonly=True, copy=False)
    sent_on = fields.Datetime(readonly=True, copy=False)
    # delivery
    delivery_ids = fields.One2many(
        comodel_name="pr.delivery", inverse_name="letter_id", string="Deliveries"
    )
    delivery_count = fields.Integer(compute="_compute_delivery_state")
    delivery_state = fields.Selection(
        selection=[
            ("none", "Not sent"),
            ("waiting", "Being delivered"),
            ("problem", "Refused or returned"),
            ("delivered", "Delivered"),
        ],
        string="Delivery",
        compute="_compute_delivery_state",
        search="_search_delivery_state",
    )

    _signed_with_scan = models.Constraint(
        "CHECK (state NOT IN ('signed', 'sent') OR signed_scan_hash IS NOT NULL)",
        "A signed letter needs the scan of its signed copy: upload it first.",
    )

    @api.depends("name", "subject", "type_id")
    def _compute_display_name(self):
        for letter in self:
            number = letter.name or letter.env._(
                "%(type)s (draft)", type=letter.type_id.name or ""
            )
            letter.display_name = f"{number}: {letter.subject or ''}"

    @api.depends("partner_id", "position_id")
    def _compute_closing(self):
        for letter in self:
            letter.closing = letter._compose("closing")

    @api.depends("signatory_mandate_id", "user_id")
    def _compute_initials(self):
        for letter in self:
            signs = letters.initials(letter.signatory_mandate_id.partner_id.name)
            drafts = letters.initials(letter.user_id.name).lower()
            letter.initials = "/".join(filter(None, (signs, drafts)))

    @api.depends("date", "company_id")
    def _compute_year_name(self):
        for country, records in self.grouped(lambda r: r.company_id.country_id).items():
            years = {letter.date.year for letter in records if letter.date}
            year_names = self.env["pr.year.name"].get_names(country, years)
            for letter in records:
                found = letter.date and year_names.get(letter.date.year)
                letter.year_name = found and found.name
                letter.year_local_name = found and found.local_name

    @api.depends("type_id", "company_id")
    def _compute_signatory_mandate_id(self):
        for (position, day), records in self.grouped(
            lambda letter: (letter._get_signatory_position(), letter._get_day())
        ).items():
            records.signatory_mandate_id = position.mandates_on(day)[:1]

    @api.depends("type_id")
    def _compute_visa_ids(self):
        for letter in self.filtered(lambda letter: not letter.name):
            letter.visa_ids = [
                Command.clear(),
                *(
                    Command.create(line._prepare_letter_visa())
                    for line in letter.type_id.visa_line_ids
                ),
            ]

    @api.depends("visa_ids.visaed_on")
    def _compute_visa_pending(self):
        for letter in self:
            letter.visa_pending = any(not visa.visaed_on for visa in letter.visa_ids)

    @api.depends("signed_scan")
    def _compute_signed_scan_hash(self):
        for letter in self.with_context(bin_size=False):
            raw = letter.signed_scan and base64.b64decode(letter.signed_scan)
            letter.signed_scan_hash = raw and hashlib.sha256(raw).hexdigest()

    @api.constrains("signed_scan")
    def _check_signed_scan(self):
        for letter in self.with_context(bin_size=False).filtered("signed_scan"):
            kind = guess_mimetype(base64.b64decode(letter.signed_scan))
            if kind not in _SCAN_TYPES:
                raise ValidationError(
                    self.env._(
                        "The signed copy of %(letter)s must be a PDF, JPG or PNG file;"
                        " this one is %(kind)s.",
                        letter=letter.display_name,
                        kind=kind,
                    )
                )

    @api.depends("delivery_ids.state")
    def _compute_delivery_state(self):
        states = self._get_delivery_states()
        for letter in self:
            counts = states.get(letter._origin, {})
            letter.delivery_count = sum(counts.values())
            letter.delivery_state = self._summarise_deliveries(counts)

    def _search_delivery_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        any_of = {
            state: Domain("delivery_ids.state", "in", states)
            for state, states in _DELIVERY_STATES.items()
        }
        problem, waiting = any_of["problem"], any_of["waiting"]
        domains = {
            "problem": problem,
            "waiting": waiting & ~problem,
            "delivered": any_of["delivered"] & ~waiting & ~problem,
            "none": ~any_of["delivered"] & ~waiting & ~problem,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    def _get_delivery_states(self):
        """Return how many deliveries each letter has in each state, one query."""
        states = defaultdict(dict)
        for letter, state, count in self.env["pr.delivery"]._read_group(
            [("letter_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["letter_id", "state"],
            ["__count"],
        ):
            states[letter][state] = count
        return states

    @api.model
    def _summarise_deliveries(self, counts):
        for summary, states in _DELIVERY_STATES.items():
            if any(state in counts for state in states):
                return summary
        return "none"

    def write(self, vals):
        if not _VISAED_FIELDS & vals.keys():
            return super().write(vals)
        before = {letter: letter._get_visaed_text() for letter in self}
        result = super().write(vals)
        changed = self.filtered(
            lambda letter: before[letter] != letter._get_visaed_text()
        )
        changed.visa_ids._withdraw()
        return result

    def _get_visaed_text(self):
        return [self[name] for name in sorted(_VISAED_FIELDS)]

    def _get_signatory_position(self):
        self.ensure_one()
        return (
            self.type_id.signatory_position_id
            or self.company_id.pr_signatory_position_id
        )

    def _get_day(self):
        return self.date or fields.Date.context_today(self)

    def _get_addressee_day(self):
        return self._get_day()

    def _get_sender(self):
        return self.company_id or super()._get_sender()

    def _get_addressee_lang(self):
        return self.lang or super()._get_addressee_lang()

    # ------------------------------------------------------------------
    # Numbering
    # ------------------------------------------------------------------

    def _get_number_key(self):
        return f"pr.letter.{self.type_id.id}"

    def _get_number_label(self):
        return self.type_id.name

    def _get_number_mask(self):
        return self.type_id.number_mask

    def _get_frozen_fields(self):
        frozen = super()._get_frozen_fields()
        if self.name:
            frozen |= {"type_id"}
        if self.state not in ("draft", "annulled"):
            frozen |= _CONTENT_FIELDS
        if self.state in ("signed", "sent"):
            frozen |= {"signed_scan", "signed_scan_name"}
        return frozen

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_issue(self):
        """Check these drafts and give them their numbers.

        A letter that was taken back for correction keeps the number it had.

        :raises UserError: when a draft is not complete, saying which and what
        """
        drafts = self.filtered(lambda letter: letter.state == "draft")
        drafts._check_can_issue()
        drafts._assign_numbers({"state": "issued", "issued_on": fields.Datetime.now()})
        return True

    def _check_can_issue(self):
        self.check_access("write")
        for letter in self:
            problem = letter._get_issue_problem()
            if problem:
                raise UserError(
                    self.env._(
                        "%(letter)s cannot be issued yet. %(problem)s",
                        letter=letter.display_name,
                        problem=problem,
                    )
                )

    def _get_issue_problem(self):
        """Return why this draft cannot be issued, or a false value."""
        self.ensure_one()
        if is_html_empty(self.body):
            return self.env._("It has no text.")
        if self.visa_pending:
            pending = self.visa_ids.filtered(lambda visa: not visa.visaed_on)
            return self.env._(
                "The V.° B.° of %(units)s is missing.",
                units=", ".join(pending.mapped("unit")),
            )
        mandate = self.signatory_mandate_id
        if not mandate:
            return self.env._(
                "Nobody is named to sign it. Choose who signs, or enter the post that"
                " signs letters in the settings."
            )
        if not mandate.filtered_domain(mandate._get_valid_on_domain(self.date)):
            return self.env._(
                "%(person)s does not hold the post on the date of the letter.",
                person=mandate.partner_id.name,
            )
        return False

    def action_correct(self):
        """Take issued letters back to draft; they keep their numbers."""
        self.write({"state": "draft"})
        self.visa_ids._withdraw()
        return True

    def action_sign(self):
        """Record that the signed copies of these letters are in."""
        self.write({"state": "signed", "signed_on": fields.Datetime.now()})
        return True

    def action_send(self):
        """Send signed letters: each addressee gets a delivery to be proved."""
        self.write({"state": "sent", "sent_on": fields.Datetime.now()})
        self.env["pr.delivery"].create(
            [
                letter._prepare_delivery(addressee)
                for letter in self
                for addressee in letter._get_addressees()
            ]
        )
        return True

    def action_send_on_route(self):
        """Send the signed letters of a selection and put them on one route sheet."""
        self.filtered(lambda letter: letter.state == "signed").action_send()
        return self.delivery_ids.action_put_on_route()

    def action_unsend(self):
        """Take back letters marked as sent by mistake, while nothing was tried."""
        self.delivery_ids.unlink()
        self.write({"state": "signed", "sent_on": False})
        return True

    def annul(self, reason):
        result = super().annul(reason)
        self.delivery_ids.filtered(
            lambda delivery: delivery.state in ("pending", "on_route")
        ).action_cancel()
        return result

    def _get_addressees(self):
        """Return this letter and its further addressees, as the records that carry
        ``partner_id``, ``position_id``, ``salutation`` and ``envelope_line``."""
        self.ensure_one()
        return [self, *(self.addressee_ids if self.is_multiple else ())]

    def _prepare_delivery(self, addressee):
        """Return the values of the delivery of this letter to one addressee."""
        return {
            "letter_id": self.id,
            "partner_id": addressee.partner_id.id,
            "position_id": addressee.position_id.id,
            "user_id": self.user_id.id,
        }

    # ------------------------------------------------------------------
    # Printing
    # ------------------------------------------------------------------

    def action_print(self):
        """Print these letters, one copy for each addressee."""
        report = self.env.ref("pr_office.pr_letter_report")
        return report._pr_print(self)

    def _get_printed_body(self):
        return own_pictures_only(self.body)

    def _get_control_approvals(self):
        return super()._get_control_approvals() + [
            visa._prepare_control_approval() for visa in self.visa_ids if visa.visaed_on
        ]

    def _get_place_and_date(self):
        """Return such as ``Huarancayo, 1 de marzo de 2027``, in its language."""
        self.ensure_one()
        day = format_date(self.env, self.date, lang_code=self.lang, date_format="long")
        return ", ".join(filter(None, (self.company_id.city, day)))

    def _get_copy_texts(self):
        """Return to whom copies go, as the foot of the letter names them."""
        self.ensure_one()
        return list(filter(None, (*self.cc_ids.mapped("name"), self.cc_note)))

    def _get_label_texts(self):
        """Return what the labels and envelopes of these letters say, one each."""
        return [
            addressee._get_envelope_text()
            for letter in self
            for addressee in letter._get_addressees()
        ]

    def action_view_deliveries(self):
        """Open the deliveries of this letter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_delivery_action"
        )
        return action | {
            "domain": [("letter_id", "=", self.id)],
            "context": {"default_letter_id": self.id},
        }
