from odoo import api, fields, models
from odoo.exceptions import UserError


class PrAudienceNoticeWaysMixin(models.AbstractModel):
    """What a person does to tell a citizen something: call, chat, paper, a relative."""

    _name = "pr.audience.notice.ways.mixin"
    _description = "Notice Told by a Person"

    call_ids = fields.One2many(
        comodel_name="pr.audience.call", inverse_name="notice_id", string="Calls"
    )
    call_count = fields.Integer(compute="_compute_call_count")

    @api.depends("call_ids")
    def _compute_call_count(self):
        counts = dict(
            self.env["pr.audience.call"]._read_group(
                [("notice_id", "in", self.ids)], ["notice_id"], ["__count"]
            )
        )
        for notice in self:
            notice.call_count = counts.get(notice, 0)

    def _check_open(self):
        """
        :raises UserError: when the citizen knows already, or need not know any more
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        for notice in self:
            if notice.state not in ("to_do", "failed"):
                raise UserError(
                    self.env._(
                        'This notice is "%(state)s": there is nothing to tell.',
                        state=states[notice.state],
                    )
                )

    def _may_tell(self):
        """Return this notice with all rights, for whoever may write the request."""
        self.ensure_one()
        self.audience_id.check_access("write")
        self._check_open()
        return self.sudo()

    def action_call(self):
        """Open the dialog of a call, with what to say."""
        self._may_tell()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Call to %(who)s", who=self.requester_name),
            "res_model": "pr.audience.call",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_id": self.id},
        }

    def action_whatsapp(self):
        """Open the chat with the text ready; on return the office says if it went."""
        self._may_tell()
        action = self.audience_id.action_share()
        action["context"] |= {
            "default_text": self._get_full_text(),
            "default_number": self.audience_id._get_chat_number(),
        }
        return action

    def _get_full_text(self):
        """Return what is told, with the link to the citizen's page."""
        if not self.has_link:
            return self.text
        return f"{self.text}\n\n{self.audience_id._get_page_url()}"

    def action_send(self):
        """Send what goes by itself, once a person has said so."""
        notice_sudo = self._may_tell()
        getattr(notice_sudo, f"_send_by_{notice_sudo.way}")()
        return True

    def action_print(self):
        """Print the paper that the citizen comes for."""
        self._may_tell()
        report = self.env.ref("pr_office.audience_slip_report")
        return report.report_action(self)

    def action_told(self):
        """Open the dialog that says who took the notice, and when."""
        self._may_tell()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Told"),
            "res_model": "pr.audience.told",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_id": self.id},
        }

    def action_by_phone(self):
        """Tell it by telephone instead."""
        return self._tell_otherwise("phone")

    def action_on_paper(self):
        """Leave it on paper instead, for the citizen to come for it."""
        return self._tell_otherwise("paper")

    def action_by_relative(self):
        """Tell it through a relative or leader instead."""
        return self._tell_otherwise("relative")

    def _tell_otherwise(self, way):
        notice_sudo = self._may_tell()
        return notice_sudo.write({"way": way, "state": "to_do", "failure": False})

    def _get_slip_title(self):
        """Return the title of the paper: an appointment has a name of its own."""
        if self.kind in ("scheduled", "moved"):
            return self.env._("APPOINTMENT SLIP")
        return self.env._("NOTICE ABOUT YOUR REQUEST")
