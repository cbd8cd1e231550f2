from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pr_get_form_paths(cls):
        """Return the addresses of the public form, without a language in front."""
        return ["/pr/audience"]

    @classmethod
    def _handle_error(cls, exception):
        """Say in plain words that the files are too large, or the letters broken.

        What is larger than the whole form may be is never read, and what is no text
        arrives as the same error, so no controller can answer it.
        """
        if isinstance(exception, RequestEntityTooLarge):
            path = request.httprequest.path.rstrip("/")
            corrects = path.startswith("/pr/audience/") and path.endswith("/correct")
            if corrects or path.endswith(tuple(cls._pr_get_form_paths())):
                return cls._pr_make_unread_page()
        return super()._handle_error(exception)

    @classmethod
    def _pr_make_unread_page(cls):
        company_sudo = request.env.company.sudo()
        lang = company_sudo.partner_id.lang or request.env.lang
        qweb = request.env["ir.qweb"].with_context(lang=lang)
        sent = request.httprequest.content_length or 0
        is_large = sent > company_sudo._pr_get_form_bytes()
        page = qweb._render(
            "pr_office.audience_form_unread",
            {"company": company_sudo, "is_large": is_large},
        )
        return request.make_response(page, status=413 if is_large else 400)
