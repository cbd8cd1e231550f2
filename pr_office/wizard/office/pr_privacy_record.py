from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.office.pr_privacy_trace_mixin import CHANNELS


class PrPrivacyRecord(models.TransientModel):
    """Records that somebody was shown a notice, and what they agreed to apart."""

    _name = "pr.privacy.record"
    _description = "Record a Privacy Notice"

    code = fields.Selection(
        selection="_selection_code",
        string="Notice",
        default="desk",
        required=True,
    )
    notice_id = fields.Many2one(
        comodel_name="pr.privacy.notice",
        string="Version in force",
        compute="_compute_notice_id",
    )
    text = fields.Html(related="notice_id.text")
    missing = fields.Char(compute="_compute_notice_id")
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Person", domain=[("is_company", "=", False)]
    )
    person_name = fields.Char(
        string="Name", compute="_compute_person_name", store=True, readonly=False
    )
    channel = fields.Selection(selection=CHANNELS, default="counter", required=True)
    consent_bulletin = fields.Boolean(string="Agrees to bulletins and invitations")
    consent_survey = fields.Boolean(string="Agrees to opinion studies")
    consent_photos = fields.Boolean(string="Agrees to photographs and video")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    @api.model
    def _selection_code(self):
        field = self.env["pr.privacy.notice"]._fields["code"]
        return field._description_selection(self.env)

    @api.depends("code")
    def _compute_notice_id(self):
        shown = self.env["pr.privacy.notice"]._get_shown_today()
        for wizard in self:
            notice = shown.get((wizard.code, self.env.company))
            wizard.notice_id = notice
            wizard.missing = False if notice else self._get_missing_text()

    @api.depends("partner_id")
    def _compute_person_name(self):
        for wizard in self:
            wizard.person_name = wizard.partner_id.name or wizard.person_name

    @api.model
    def _get_missing_text(self):
        return self.env._(
            "No notice is published for this. The head of the office completes and"
            " publishes it in Configuration, Personal data, Privacy notices."
        )

    def action_record(self):
        """Keep the proof and the consents.

        :raises UserError: without a published notice or without a name
        """
        self.ensure_one()
        if not self.notice_id:
            raise UserError(self.missing)
        if not (self.person_name or "").strip():
            raise UserError(self.env._("Write who was shown the notice."))
        purposes = [
            name.removeprefix("consent_")
            for name in self._fields
            if name.startswith("consent_") and self[name]
        ]
        self.env["pr.privacy.proof"]._record(self._prepare_values(), purposes)
        return {"type": "ir.actions.act_window_close"}

    def _prepare_values(self):
        return {
            "notice_id": self.notice_id.id,
            "partner_id": self.partner_id.id,
            "person_name": self.person_name,
            "channel": self.channel,
            "res_model": self.res_model,
            "res_id": self.res_id,
        }
