from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        if not any(route[0] == "pr.audience" for route in routes):
            return routes
        routes = self.env["pr.audience.inbox"]._pr_sort_routes(
            message, message_dict, routes
        )
        self.env["pr.audience"]._sort_mail_files(message, message_dict, routes)
        return routes
