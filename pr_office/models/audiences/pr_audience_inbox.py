from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from ...tools import mail_intake

_HOUR = timedelta(hours=1)


class PrAudienceInbox(models.Model):
    """The address of mail at which a municipality takes requests for an audience."""

    _name = "pr.audience.inbox"
    _description = "Mailbox of Audience Requests"
    _inherit = ["mail.alias.mixin", "mail.thread"]
    _rec_name = "company_id"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    alias_id = fields.Many2one(ondelete="restrict")
    hourly_limit = fields.Integer(
        string="Requests of one address in an hour",
        default=5,
        help="More than that is no neighbour: it is noted here and no request is made.",
    )

    refusal_ids = fields.One2many(
        comodel_name="pr.audience.refusal",
        inverse_name="inbox_id",
        string="Mails of which no request was made",
    )

    _company_uniq = models.UniqueIndex(
        "(company_id)", "This municipality has its mailbox already."
    )
    _limit_positive = models.Constraint(
        "CHECK (hourly_limit > 0)", "At least one request of an address is taken."
    )

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values |= {
            "alias_model_id": self.env["ir.model"]._get_id("pr.audience"),
            "alias_contact": "everyone",
        }
        if self.id:
            values["alias_defaults"] = repr({"company_id": self.company_id.id})
        return values

    @api.model
    def _pr_sort_routes(self, message, message_dict, routes):
        """Take out of the routes of a mail what must make no request.

        A mail about a request reaches it from the citizen's address or from the
        house; from anywhere else it is a new one. What programs write makes none, nor
        what comes from our own addresses or too often.

        :param message: the ``EmailMessage``
        :param dict message_dict: as ``message_parse`` made it; the original is added
        :param routes: tuples of ``message_route``
        :return: the routes that are left
        """
        kept = []
        sender = email_normalize(message_dict.get("email_from")) or ""
        for route in routes:
            if route[0] == "pr.audience":
                route = self._pr_sort_route(message, message_dict, route, sender)
            if route:
                kept.append(route)
        return kept

    def _pr_sort_route(self, message, message_dict, route, sender):
        model, thread_id, values, user_id, alias = route
        request_sudo = self.env["pr.audience"].sudo().browse(thread_id or []).exists()
        if request_sudo and request_sudo._is_heard_from(sender):
            return route
        company = request_sudo.company_id or self.env.company
        values = values or {"company_id": company.id}
        inbox_sudo = self.sudo().search(
            [("company_id", "=", values.get("company_id"))], limit=1
        )
        obstacle = self._pr_get_obstacle(message, sender, inbox_sudo)
        if obstacle:
            refusal_model_sudo = self.env["pr.audience.refusal"].sudo()
            if inbox_sudo:
                refusal_model_sudo._note(inbox_sudo, message_dict, obstacle)
            return None
        message_dict.pop("parent_id", None)
        return model, 0, values, user_id, alias

    def _pr_get_obstacle(self, message, sender, inbox):
        """Return why a mail makes no request, a key of the refusals, or nothing."""
        if mail_intake.is_automatic(message):
            return "program"
        if not sender or sender in self._pr_get_own_addresses():
            return "own"
        lately = (
            self.env["pr.audience"]
            .sudo()
            .search_count(
                [
                    ("channel", "=", "mail"),
                    ("email", "=", sender),
                    ("create_date", ">", fields.Datetime.now() - _HOUR),
                ]
            )
        )
        if lately >= (inbox.hourly_limit or 5):
            return "often"
        return ""

    def _pr_get_own_addresses(self):
        """Return the addresses at which mails written by this system would return."""
        domains_sudo = (
            self.env["mail.alias.domain"].sudo().search([("name", "!=", False)])
        )
        aliases_sudo = (
            self.env["mail.alias"].sudo().search([("alias_name", "!=", False)])
        )
        addresses = {
            *domains_sudo.mapped("bounce_email"),
            *domains_sudo.mapped("catchall_email"),
            *domains_sudo.mapped("default_from_email"),
            *aliases_sudo.mapped("alias_full_name"),
        }
        return {email_normalize(address) for address in addresses if address}
