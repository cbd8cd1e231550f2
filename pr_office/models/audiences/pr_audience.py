from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import numbering

_MASK = "SA N.° {number:04d}-{year}"


class PrAudience(models.Model):
    """A request to be received by an authority, from the counter to what came of it."""

    _name = "pr.audience"
    _description = "Audience Request"
    _inherit = [
        "pr.audience.form.mixin",
        "pr.audience.register.mixin",
        "pr.audience.figures.mixin",
        "pr.audience.day.mixin",
        "pr.audience.brief.mixin",
        "pr.audience.result.mixin",
        "pr.audience.intake.mixin",
        "pr.audience.mail.mixin",
        "pr.audience.follow.mixin",
        "pr.audience.clock.mixin",
        "pr.audience.review.mixin",
        "pr.audience.people.mixin",
        "pr.audience.times.mixin",
        "pr.audience.citizen.mixin",
        "pr.audience.appointment.mixin",
        "pr.audience.notice.mixin",
        "pr.control.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "pr.share.mixin",
        "pr.page.mixin",
    ]
    _pr_page_path = "/pr/audience"
    _order = "date_received, id"
    _rec_names_search = ["name", "requester_name", "case_file", "requester_document"]
    _check_company_auto = True
    # What was asked and answered stays: the register of audiences is public.
    _pr_personal_fields = (
        "partner_id",
        "requester_name",
        "requester_document",
        "requester_address",
        "phone",
        "email",
        "tell_through",
        "participants",
        "notes",
        "brief_note",
        "closing_text",
        "html_field_history",
    )

    name = fields.Char(string="Request number", readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        ondelete="restrict",
    )
    channel = fields.Selection(
        selection=[
            ("counter", "At the counter"),
            ("phone", "By telephone"),
            ("whatsapp", "By WhatsApp"),
            ("filing", "Filing desk"),
            ("field", "In the field"),
            ("mail", "By e-mail"),
            ("web", "On the web"),
        ],
        default="counter",
        required=True,
    )
    case_file = fields.Char(
        string="Case file", index="trigram", help="Number the filing desk gave it."
    )
    sheets = fields.Integer(default=1)
    # who asks
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Known person",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("is_company", "=", False)],
        help="Whoever has been here before. Nobody is added to the register by asking"
        " for an audience.",
    )
    requester_name = fields.Char(
        string="Who asks",
        compute="_compute_requester",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    requester_document = fields.Char(
        string="Document number",
        compute="_compute_requester_document",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="DNI, or the document of another country as it is written there.",
    )
    phone = fields.Char(
        compute="_compute_requester", store=True, readonly=False, precompute=True
    )
    email = fields.Char(
        compute="_compute_requester", store=True, readonly=False, precompute=True
    )
    capacity = fields.Selection(
        selection=[("own", "For himself or herself"), ("represents", "Represents")],
        default="own",
        required=True,
    )
    represented_name = fields.Char(
        string="Whom they represent",
        help="Institution, company or group.",
    )
    represented_tax_number = fields.Char(string="RUC")
    tell_by = fields.Selection(
        selection=[
            ("phone", "Telephone"),
            ("whatsapp", "WhatsApp"),
            ("mail", "E-mail"),
            ("paper", "Paper, comes back for it"),
            ("relative", "Through a relative or leader"),
        ],
        string="To be told by",
        default="phone",
        required=True,
    )
    language = fields.Char(help="Such as Quechua; empty: Spanish.")
    needs_interpreter = fields.Boolean(string="Needs an interpreter")
    participants = fields.Text(
        string="Who comes along", help="A name and document number in each line."
    )
    # what for
    category_id = fields.Many2one(
        comodel_name="pr.audience.category",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    subject = fields.Text(
        required=True, help="In the citizen's words. It is never published."
    )
    decision_sought = fields.Text(
        string="What is wanted", help="What the authority should decide or do."
    )
    public_summary = fields.Char(
        string="Summary for the public",
        tracking=True,
        help="Written by the office, without personal data.",
    )
    motive_declared = fields.Selection(
        selection="_selection_motive",
        string="Declared motive",
        help="As the citizen says it (D.S. 120-2019-PCM, art. 13.2).",
    )
    motive_final = fields.Selection(
        selection="_selection_motive",
        string="Final motive",
        copy=False,
        tracking=True,
        help="As the official who held the audience sets it afterwards.",
    )
    # what came of it
    minutes_text = fields.Html(
        string="Record of the audience",
        copy=False,
        help="What was said and agreed.",
    )
    commitment_ids = fields.One2many(
        comodel_name="pr.commitment",
        inverse_name="origin_id",
        domain=[("origin_model", "=", "pr.audience")],
        string="Commitments",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "This request number was given already."
    )
    _requester_named = models.Constraint(
        "CHECK (length(trim(requester_name)) >= 2)", "Write who asks for the audience."
    )
    _represented_named = models.Constraint(
        "CHECK (capacity <> 'represents'"
        " OR length(trim(coalesce(represented_name, ''))) > 0)",
        "Write whom the person represents.",
    )
    _sheets_positive = models.Constraint(
        "CHECK (sheets >= 0)", "The number of sheets cannot be negative."
    )

    @api.model
    def _selection_motive(self):
        """The closed list of D.S. 120-2019-PCM, art. 13.2."""
        motives = {
            "meeting": self.env._("Working meeting"),
            "services": self.env._("Provision of services"),
            "lobbying": self.env._("Gestión de intereses"),
            "other": self.env._("Other"),
        }
        return list(motives.items())

    @api.depends("name", "requester_name")
    def _compute_display_name(self):
        for request in self:
            parts = (request.name, request.requester_name)
            request.display_name = " – ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name"):
                raise UserError(
                    self.env._(
                        "Numbers are given by the program and cannot be typed in."
                    )
                )
        requests = super().create(vals_list)
        requests._assign_numbers()
        requests._tell("received")
        return requests

    def _assign_numbers(self):
        """Number new requests last of all, so that a failure wastes no number."""
        self.flush_recordset()
        sequence_model = self.env["ir.sequence"]
        years = self.grouped(lambda r: (r.company_id, r._get_received_day().year))
        for (company, year), requests in years.items():
            sequence = sequence_model._pr_get_or_create(
                "pr_office.pr.audience", company, self._description
            )
            numbers = sequence_model._pr_draw(sequence, year, len(requests))
            for request, number in zip(requests, numbers, strict=True):
                request.name = numbering.format_number(_MASK, number, year)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        if self.filtered("name"):
            raise UserError(
                self.env._(
                    "Request %(number)s has its number and is not deleted. Decline it"
                    " or record that it was withdrawn.",
                    number=self[0].name,
                )
            )

    def action_close(self):
        """Close audiences held: the final motive and the public summary stand."""
        for request in self:
            request._check_can_close()
        received = self.filtered(lambda request: request.state == "held")
        result = self._move("closed")
        received._tell("closed")
        return result

    def _check_can_close(self):
        if self.state == "held" and not self.motive_final:
            raise UserError(
                self.env._(
                    "Set the final motive of the audience with %(who)s: the public"
                    " register carries it.",
                    who=self.requester_name,
                )
            )
        if self.motive_final == "lobbying" and not self.public_summary:
            raise UserError(
                self.env._(
                    "Write the summary for the public: a gestión de intereses is"
                    " published with the decision sought (D.S. 120-2019-PCM, art. 14)."
                )
            )
        return super()._check_can_close()

    def _get_share_partner(self):
        return self.partner_id

    def _get_share_text(self):
        """Say to the citizen how the request stands."""
        if self.state == "scheduled" and self.start:
            return self.env._(
                "Good day, %(who)s. Your audience %(number)s is on %(when)s. Please"
                " come ten minutes earlier with your document.",
                who=self.requester_name,
                number=self.name,
                when=self._format_start(),
            )
        if self.state_reason:
            return self.env._(
                "Good day, %(who)s. About your request %(number)s: %(reason)s",
                who=self.requester_name,
                number=self.name,
                reason=self.state_reason,
            )
        return self.env._(
            "Good day, %(who)s. Your request for an audience was received with number"
            " %(number)s.",
            who=self.requester_name,
            number=self.name,
        )

    def _format_start(self):
        tz = self.agenda_id._get_tz().zone
        local = fields.Datetime.context_timestamp(self.with_context(tz=tz), self.start)
        return local.strftime("%d/%m/%Y, %H:%M")
