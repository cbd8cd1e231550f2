from markupsafe import Markup

from odoo import api, fields, models

from ...tools.chat import chat_address

_FILE_LINK = Markup(
    '<a class="btn btn-secondary me-1" href="%s" target="_blank">'
    '<i class="fa fa-download me-1" role="presentation"></i>%s</a>'
)


class PrShareWizard(models.TransientModel):
    _name = "pr.share.wizard"
    _description = "Send by WhatsApp"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    partner_id = fields.Many2one(comodel_name="res.partner", string="To")
    number = fields.Char(
        string="Telephone",
        compute="_compute_number",
        store=True,
        readonly=False,
        help="With the country code, digits only. Empty: choose the chat yourself.",
    )
    text = fields.Text(required=True)
    files = fields.Html(
        compute="_compute_files",
        sanitize=False,
        help="Download them, then attach them in the chat.",
    )
    share_id = fields.Many2one(comodel_name="pr.share", readonly=True)

    @api.depends("partner_id")
    def _compute_number(self):
        for wizard in self:
            wizard.number = wizard.partner_id and wizard.partner_id._get_chat_number()

    @api.depends("res_model", "res_id")
    def _compute_files(self):
        for wizard in self:
            labels = wizard._get_record()._get_share_files()
            address = f"/pr/share/{wizard.res_model}/{wizard.res_id}"
            wizard.files = Markup(" ").join(
                _FILE_LINK % (f"{address}/{key}", label)
                for key, label in labels.items()
            )

    def _get_record(self):
        return self.env[self.res_model].browse(self.res_id)

    def action_open_chat(self):
        """Open the chat in a new window; the dialog stays and asks what happened."""
        self.ensure_one()
        record = self._get_record()
        record.check_access("write")
        record._on_shared()
        self.share_id = self.env["pr.share"].create(
            {
                "res_model": self.res_model,
                "res_id": self.res_id,
                "name": record.display_name,
                "partner_id": self.partner_id.id,
                "number": self.number,
                "text": record._get_kept_share_text(self.text),
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": chat_address(self.number or "", self.text),
            "target": "new",
        }

    def action_sent(self):
        """Record that the message went out."""
        return self.share_id.action_sent()

    def action_not_sent(self):
        """Record that the message did not go out."""
        return self.share_id.action_not_sent()
