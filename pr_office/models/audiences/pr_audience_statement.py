from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceStatement(models.Model):
    """What a visitor declares at the entrance about the visit.

    Ley 28024, art. 16: what the register of visits holds is declared by the visitor
    under oath. The text above the signature is a version of a published notice.
    """

    _name = "pr.audience.statement"
    _description = "Visitor's Sworn Statement"
    _inherit = ["pr.audience.part.mixin"]
    _order = "id desc"
    _rec_name = "name"
    _pr_personal_fields = (
        "name",
        "document_number",
        "represented_name",
        "represented_tax_number",
        "decision_sought",
        "signature",
    )

    visitor_id = fields.Many2one(
        comodel_name="pr.audience.visitor",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    notice_id = fields.Many2one(
        comodel_name="pr.privacy.notice",
        string="Text",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The version of the text that stands above the signature.",
    )
    notice_hash = fields.Char(
        string="SHA-256 of the text", required=True, readonly=True
    )
    notice_text = fields.Html(related="notice_id.text", string="Declaration")
    name = fields.Char(string="Names and surnames", required=True)
    document_number = fields.Char()
    represented_name = fields.Char(
        string="Represents", help="Natural or legal person; empty: on their own behalf."
    )
    represented_tax_number = fields.Char(string="RUC")
    motive = fields.Selection(selection="_selection_motive", required=True)
    decision_sought = fields.Char(
        string="Decision sought",
        help="Of a gestión de intereses (D.S. 120-2019-PCM, art. 14).",
    )
    visited_name = fields.Char(string="Official visited", required=True, readonly=True)
    signature = fields.Binary(attachment=True, copy=False)
    signed_how = fields.Selection(
        selection=[("screen", "On the screen"), ("paper", "On paper")],
        string="Signed",
        readonly=True,
        copy=False,
    )
    signed_on = fields.Datetime(readonly=True, copy=False)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Seen by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    _declared = models.Constraint(
        "CHECK ((signed_on IS NULL) = (signed_how IS NULL))",
        "A signed statement says when and how it was signed.",
    )
    _decision_declared = models.Constraint(
        "CHECK (signed_on IS NULL OR motive <> 'lobbying'"
        " OR length(trim(coalesce(decision_sought, ''))) > 0)",
        "Whoever manages interests declares the decision sought"
        " (D.S. 120-2019-PCM, art. 14).",
    )
    _notice_text = models.Constraint(
        "FOREIGN KEY (notice_id, notice_hash)"
        " REFERENCES pr_privacy_notice (id, text_hash) ON DELETE RESTRICT",
        "Only a published text can have been signed.",
    )

    @api.model
    def _selection_motive(self):
        return self.env["pr.audience"]._selection_motive()

    @api.model
    def _make(self, visitor):
        """Return a new statement of this visitor, filled in with what is known.

        :param visitor: one ``pr.audience.visitor``
        :raises UserError: when no text is published
        """
        return self.create(self._prepare_values(visitor))

    def _prepare_values(self, visitor):
        audience = visitor.audience_id
        notice = self._get_text(audience.company_id)
        return {
            "audience_id": audience.id,
            "visitor_id": visitor.id,
            "notice_id": notice.id,
            "notice_hash": notice.text_hash,
            "name": visitor.name,
            "document_number": visitor.document_number,
            "represented_name": audience.represented_name,
            "represented_tax_number": audience.represented_tax_number,
            "motive": audience.motive_declared or "meeting",
            "visited_name": audience._get_visited_name(),
        }

    @api.model
    def _get_text(self, company):
        notice = self.env["pr.privacy.notice"]._current("statement", company)
        if not notice:
            raise UserError(
                self.env._(
                    "The text of the sworn statement is not published yet. The head of"
                    " the office completes and publishes it in Configuration, Personal"
                    " data, Privacy notices."
                )
            )
        return notice

    def write(self, vals):
        signed = self.filtered("signed_on")
        if signed and vals:
            raise UserError(
                self.env._(
                    "%(who)s signed this statement: it stays as it is. Make a new one"
                    " for what has to be corrected.",
                    who=signed[0].name,
                )
            )
        return super().write(vals)

    def action_sign(self):
        """Keep the signature drawn on the screen: the statement is frozen."""
        if self.filtered(lambda statement: not statement.signature):
            raise UserError(
                self.env._("Sign in the box first, or print it to be signed on paper.")
            )
        return self._sign("screen")

    def action_signed_on_paper(self):
        """Record that the printed statement was signed."""
        return self._sign("paper")

    def _sign(self, how):
        self.write(
            {
                "signed_how": how,
                "signed_on": fields.Datetime.now(),
                "user_id": self.env.uid,
            }
        )
        self.visitor_id.is_present = True
        self._follow()
        return {"type": "ir.actions.act_window_close"}

    def _follow(self):
        """Let the visitor and the request have what was declared where they lack it."""
        for statement in self:
            visitor = statement.visitor_id
            visitor.document_number = visitor.document_number or (
                statement.document_number
            )
            audience = statement.audience_id
            if visitor.is_requester and not audience.motive_declared:
                audience.motive_declared = statement.motive

    def action_new_version(self):
        """Open a new statement in the place of a signed one."""
        self.ensure_one()
        again = self._make(self.visitor_id)
        return self.visitor_id.action_open_statement() | {"res_id": again.id}

    def action_print(self):
        """Print the statement, to be signed on paper or kept."""
        return self.env.ref("pr_office.pr_audience_statement_report")._pr_print(self)

    def _get_behalf(self):
        """Say in whose name the visitor came."""
        if not self.represented_name:
            return self.env._("Their own")
        number = self.represented_tax_number and f"RUC {self.represented_tax_number}"
        return ", ".join(filter(None, (self.represented_name, number)))

    def _get_motive_label(self):
        return dict(self._selection_motive()).get(self.motive, "")

    def _format_signed(self):
        """Return when it was signed in the agenda's time zone; empty before."""
        agenda = self.audience_id.agenda_id
        if not self.signed_on or not agenda:
            return ""
        return f"{agenda._to_local(self.signed_on):%d/%m/%Y %H:%M}"
