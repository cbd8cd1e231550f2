from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools import letters


class PrLetterBulk(models.TransientModel):
    """Writes one draft letter to each of a selection of contacts or posts."""

    _name = "pr.letter.bulk"
    _description = "Write to Each"

    type_id = fields.Many2one(
        comodel_name="pr.letter.type",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["pr.letter.type"].search([], limit=1),
    )
    is_multiple = fields.Boolean(related="type_id.is_multiple")
    date = fields.Date(required=True, default=fields.Date.context_today)
    subject = fields.Char(
        required=True, help="It may use the same words in braces as the text."
    )
    reference = fields.Char()
    body = fields.Html(string="Text", sanitize_overridable=False)
    line_ids = fields.One2many(
        comodel_name="pr.letter.bulk.line",
        inverse_name="bulk_id",
        string="Addressees",
        default=lambda self: self._default_line_ids(),
    )
    vacant_posts = fields.Char(
        default=lambda self: self._default_vacant_posts(),
        readonly=True,
        help="Nobody holds these posts today: they get no letter.",
    )

    @api.model
    def _default_line_ids(self):
        return [
            Command.create({"partner_id": partner.id, "position_id": position.id})
            for partner, position in self._get_recipients()
        ]

    @api.model
    def _default_vacant_posts(self):
        if self.env.context.get("active_model") != "pr.position":
            return False
        held = {position for _partner, position in self._get_recipients()}
        positions = self._get_selection()
        vacant = positions.filtered(lambda position: position not in held)
        return ", ".join(vacant.mapped("display_name"))

    def _get_selection(self):
        model = self.env.context.get("active_model")
        ids = self.env.context.get("active_ids") or []
        if model not in ("res.partner", "pr.position"):
            return self.env["res.partner"]
        return self.env[model].browse(ids)

    def _get_recipients(self):
        """Return pairs of ``res.partner`` and the ``pr.position`` written to.

        People of a selection of contacts are written to in the post they hold today,
        a selection of posts reaches all who hold them today.
        """
        today = fields.Date.context_today(self)
        selection = self._get_selection()
        if selection._name == "pr.position":
            mandates = selection.mandates_on(today)
            return [(mandate.partner_id, mandate.position_id) for mandate in mandates]
        held = self.env["pr.addressee.mixin"]._get_capacities(selection, today)
        none = self.env["pr.mandate"]
        return [
            (partner, held.get(partner, none)[:1].position_id) for partner in selection
        ]

    def action_create_letters(self):
        """Create the drafts and show them.

        :raises UserError: without addressees, or for words in braces that mean nothing
        """
        self.ensure_one()
        self._check_complete()
        if self.is_multiple:
            drafts = self.env["pr.letter"].create(self._prepare_circular())
        else:
            drafts = self.env["pr.letter"].create(
                [self._prepare_letter(line) for line in self.line_ids]
            )
            self._fill_placeholders(drafts)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_letter_action"
        )
        return action | {"domain": [("id", "in", drafts.ids)], "context": {}}

    def _check_complete(self):
        if not self.line_ids:
            raise UserError(
                self.env._("Nobody is left to write to: add at least one addressee.")
            )
        text = f"{self.subject} {self.body or ''}"
        unknown = letters.unknown_placeholders(text)
        if unknown:
            raise UserError(
                self.env._(
                    "The text uses {%(unknown)s}, which means nothing here. Use only:"
                    " %(known)s.",
                    unknown="}, {".join(unknown),
                    known=", ".join(f"{{{name}}}" for name in letters.PLACEHOLDERS),
                )
            )
        if self.is_multiple and letters.has_placeholders(text):
            raise UserError(
                self.env._(
                    "One letter with one number goes to all of them, so its text cannot"
                    " change from one to the next. Take out the words in braces, or"
                    " choose a type that is not for many addressees."
                )
            )

    def _prepare_letter(self, line):
        """Return the values of the draft to one addressee."""
        return {
            "type_id": self.type_id.id,
            "date": self.date,
            "subject": self.subject,
            "reference": self.reference,
            "body": self.body,
        } | line._prepare_addressee()

    def _prepare_circular(self):
        """Return the values of the one draft to all of the addressees."""
        return self._prepare_letter(self.line_ids[0]) | {
            "addressee_ids": [
                Command.create(line._prepare_addressee()) for line in self.line_ids[1:]
            ]
        }

    def _fill_placeholders(self, drafts):
        if not letters.has_placeholders(f"{self.subject} {self.body or ''}"):
            return
        for draft in drafts.with_context(tracking_disable=True):
            facts = draft._get_placeholder_facts()
            draft.subject = letters.fill_text(self.subject, facts)
            draft.body = letters.fill_html(self.body, facts)


class PrLetterBulkLine(models.TransientModel):
    _name = "pr.letter.bulk.line"
    _description = "Addressee of Write to Each"

    bulk_id = fields.Many2one(
        comodel_name="pr.letter.bulk", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Addressee",
        required=True,
        ondelete="cascade",
    )
    position_id = fields.Many2one(
        comodel_name="pr.position", string="In the capacity of", ondelete="cascade"
    )

    def _prepare_addressee(self):
        """Return the values of an addressee of a letter."""
        return {"partner_id": self.partner_id.id, "position_id": self.position_id.id}
