import textwrap

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_datetime

from ...tools import citizen_documents, qr_codes

# What the counter takes over from the register or from the last request.
_REUSED = ("requester_name", "phone", "email", "requester_address")


class PrAudienceIntakeMixin(models.AbstractModel):
    """How a request came in: the document shown, the paper, who took it."""

    _name = "pr.audience.intake.mixin"
    _description = "Intake of an Audience Request"

    requester_document_type = fields.Selection(
        selection=[
            ("dni", "DNI"),
            ("ce", "Carné de extranjería"),
            ("passport", "Passport"),
            ("ruc", "RUC"),
            ("other", "Another document"),
        ],
        string="Document",
        compute="_compute_requester_document",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    requester_address = fields.Char(
        string="Address",
        compute="_compute_requester",
        store=True,
        readonly=False,
        precompute=True,
        help="Where answers on paper are left.",
    )
    zone_id = fields.Many2one(
        comodel_name="pr.audience.zone",
        string="Neighbourhood or place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Where the citizen comes from; reports are made by it.",
    )
    received_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Received by",
        default=lambda self: self._default_received_by_id(),
        ondelete="restrict",
        help="Who took the request at the counter, by telephone or on the way.",
    )
    written_on = fields.Date(
        string="Written on", help="The date on the paper, when it came on paper."
    )
    is_late_entry = fields.Boolean(
        string="Entered late",
        compute="_compute_is_late_entry",
        store=True,
        help="Taken on paper and entered on a later day.",
    )

    @api.model
    def _default_received_by_id(self):
        """Nobody took what a program or a visitor of the web wrote."""
        user = self.env.user
        takes = user._is_internal() and not self.env.is_superuser()
        return user if takes else user.browse()

    @api.depends("date_received")
    def _compute_is_late_entry(self):
        for request in self:
            entered = request.create_date or fields.Datetime.now()
            received = request.date_received
            request.is_late_entry = bool(
                received and request._get_received_day() < request._get_day_of(entered)
            )

    @api.depends("partner_id")
    def _compute_requester_document(self):
        for request in self:
            number = request.partner_id.vat
            request.requester_document = number or request.requester_document
            request.requester_document_type = (
                request._guess_document_type(number)
                if number
                else request.requester_document_type or "dni"
            )

    @api.depends("partner_id", "requester_document", "requester_document_type")
    def _compute_requester(self):
        """Take over what is known; what somebody typed in is never written over.

        From the register where a person of it was chosen; at the counter, where the
        document was shown, else from the last request with that document.
        """
        known = self._get_known_requesters()
        for request in self:
            facts = known.get(request._get_tidy_document(), {})
            if request.partner_id:
                facts = self._prepare_requester(request.partner_id)
            for name in _REUSED:
                typed = request[name]
                keeps = typed and not (request.partner_id and facts.get(name))
                request[name] = typed if keeps else facts.get(name, False)

    def _prepare_requester(self, partner):
        return {
            "requester_name": partner.name,
            "phone": partner.phone,
            "email": partner.email,
            "requester_address": partner.street,
        }

    def _get_known_requesters(self):
        """Return what is known of those who show their document at the counter.

        Only there: on the web a stranger's number would bring up a stranger's data.

        :return: dict of document number and values of a request
        """
        numbers = {request._get_tidy_document() for request in self} - {""}
        if not numbers or not self.env.context.get("pr_counter"):
            return {}
        numbers = list(numbers)
        partners = self.env["res.partner"].search(
            [("vat", "in", numbers), ("is_company", "=", False)]
        )
        known = {partner.vat: self._prepare_requester(partner) for partner in partners}
        earlier = self.env["pr.audience"].search_fetch(
            [
                ("requester_document", "in", numbers),
                ("company_id", "in", self.env.companies.ids),
            ],
            _REUSED,
            order="date_received, id",
        )
        for request in earlier:
            facts = {name: request[name] for name in _REUSED}
            known[request.requester_document] = facts
        return known

    def _get_tidy_document(self):
        self.ensure_one()
        return citizen_documents.read_document(
            self.requester_document_type or "dni", self.requester_document
        )[0]

    @api.model
    def _guess_document_type(self, number):
        """Return the type of a known person's number: Peru's where it is one."""
        for kind in ("dni", "ruc"):
            if not citizen_documents.read_document(kind, number)[1]:
                return kind
        return "other"

    # ------------------------------------------------------------
    # WHAT IS WRITTEN
    # ------------------------------------------------------------

    @api.constrains("requester_document", "requester_document_type")
    def _check_requester_document(self):
        for request in self.filtered("requester_document"):
            _number, problem = citizen_documents.read_document(
                request.requester_document_type, request.requester_document
            )
            if problem:
                raise ValidationError(request._get_document_problem(problem))

    def _get_document_problem(self, problem):
        """Say what is wrong with the number of the document and what to do."""
        number = self.requester_document
        texts = {
            citizen_documents.BAD_DNI: self.env._(
                "%(number)s is no DNI: it has eight digits. For the document of another"
                " country choose its kind.",
                number=number,
            ),
            citizen_documents.DNI_LETTER: self.env._(
                "The check character of DNI %(number)s does not fit: look at the card"
                " again or leave it out.",
                number=number,
            ),
            citizen_documents.BAD_CE: self.env._(
                "%(number)s is no carné de extranjería: it has eight to twelve digits"
                " or letters.",
                number=number,
            ),
            citizen_documents.BAD_RUC: self.env._(
                "%(number)s is no RUC: it has eleven digits.", number=number
            ),
            citizen_documents.RUC_DIGIT: self.env._(
                "One digit of RUC %(number)s is wrong: its check digit does not fit.",
                number=number,
            ),
            citizen_documents.TOO_SHORT: self.env._(
                "The document number %(number)s is too short.", number=number
            ),
            citizen_documents.TOO_LONG: self.env._(
                "The document number has more than twenty characters."
            ),
            citizen_documents.MISSING: self.env._("Write the number of the document."),
        }
        return texts[problem]

    @api.model
    def _tidy_document(self, values, kind=None):
        """Write a number as it is stored, so that repeats are found; keep a bad one."""
        if values.get("requester_document"):
            kind = values.get("requester_document_type") or kind or "dni"
            number, _problem = citizen_documents.read_document(
                kind, values["requester_document"]
            )
            values = values | {"requester_document": number}
        return values

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy_document(values) for values in vals_list])

    def write(self, vals):
        return super().write(
            self._tidy_document(vals, self[:1].requester_document_type)
        )

    # ------------------------------------------------------------
    # THE RECEIPT
    # ------------------------------------------------------------

    def action_store_and_print(self):
        """Print the receipt of a request that the counter has just stored."""
        return self.env.ref("pr_office.pr_audience_receipt_report")._pr_print(self)

    def action_next_citizen(self):
        """Open an empty entry for whoever is next in the queue."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_audience_action_counter"
        )

    @api.model
    def action_print_blank_form(self):
        """Print the form on paper for places without system."""
        report = self.env.ref("pr_office.pr_audience_blank_report")
        return report._pr_print(self.env.company)

    def _in_office_language(self):
        """Return this request in the language in which the office's papers are."""
        lang = self.company_id.partner_id.lang or self.env.lang
        return self.with_context(lang=lang)

    def _get_receipt_rows(self):
        """Return ``(label, text)`` of the printed receipt; rows without text left out.

        It says what TUO Ley 27444, art. 128 and 135, ask of a receipt: number, date,
        hour, place, sheets, and who took it.
        """
        self.ensure_one()
        rows = [
            (self.env._("Received on"), self._format_local(self.date_received)),
            (self.env._("Place"), self._get_reception_place()),
            (self.env._("Received by"), self.received_by_id.name),
            (self.env._("Who asks"), self.requester_name),
            (self.env._("Document"), self._get_document_text()),
            (self.env._("Represents"), self.represented_name),
            (self.env._("Case file"), self.case_file),
            (self.env._("Sheets"), str(self.sheets)),
            (self.env._("Subject"), textwrap.shorten(self.subject or "", 240)),
            (self.env._("On paper since"), self._get_paper_text()),
        ]
        return [(label, text) for label, text in rows if text]

    def _format_local(self, moment):
        tz = self.company_id.resource_calendar_id.tz or "UTC"
        return format_datetime(self.env, moment, tz=tz, dt_format="dd/MM/y, HH:mm")

    def _get_reception_place(self):
        partner = self.company_id.partner_id
        return ", ".join(filter(None, (partner.street, partner.city)))

    def _get_document_text(self):
        labels = dict(
            self._fields["requester_document_type"]._description_selection(self.env)
        )
        number = self.requester_document
        return number and f"{labels[self.requester_document_type]} {number}"

    def _get_paper_text(self):
        """Say when a request that came on paper was written and entered."""
        if not self.is_late_entry:
            return ""
        entered = self._format_local(self.create_date)
        if not self.written_on:
            return self.env._("entered in the system on %(entered)s", entered=entered)
        return self.env._(
            "written on %(written)s, entered in the system on %(entered)s",
            written=format_date(self.env, self.written_on),
            entered=entered,
        )

    def _get_receipt_term(self):
        return self.env._(
            "Internal term: %(days)s business days. You will be answered by"
            " %(deadline)s at the latest.",
            days=self.company_id.pr_audience_term,
            deadline=format_date(self.env, self.date_deadline),
        )

    def _get_receipt_page(self):
        """Return address and QR picture of the citizen's page.

        Only for whoever may change the request: the address opens it.
        """
        self.ensure_one()
        if not self.has_access("write"):
            return "", ""
        url = self._get_page_url()
        return url, qr_codes.draw(url)
