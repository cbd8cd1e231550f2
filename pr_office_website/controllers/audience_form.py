from odoo import http
from odoo.http import request

from odoo.addons.pr_office.controllers.audience_form import (
    AudienceForm,
    get_largest_body,
)

PATH = "/audiencia"


class WebsiteAudienceForm(AudienceForm):
    """The same form as a page of the website: its menu, layout and languages."""

    @http.route(
        PATH,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=True,
        website=True,
    )
    def show_website_form(self, **_parameters):
        return self._show()

    @http.route(
        PATH,
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        sitemap=False,
        website=True,
        save_session=False,
        max_content_length=get_largest_body,
    )
    def send_website_form(self, **_parameters):
        return self._send()

    def _get_form_path(self):
        return PATH if self._is_in_site() else super()._get_form_path()

    def _is_in_site(self):
        return request.httprequest.path.rstrip("/").endswith(PATH)

    def _get_lang(self, company_sudo):
        in_site = self._is_in_site()
        return request.env.lang if in_site else super()._get_lang(company_sudo)
