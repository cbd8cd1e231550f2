from odoo import http
from odoo.http import request

from . import link_pages


class ApprovalController(http.Controller):
    """The page a one-use link opens: read, then approve or observe."""

    @http.route(
        "/pr/approve/<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        sitemap=False,
    )
    def show(self, token):
        approval_sudo = self._find(token)
        if not approval_sudo:
            return request.not_found()
        return self._render(approval_sudo, token)

    @http.route(
        "/pr/approve/<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["POST"],
        sitemap=False,
    )
    def decide(self, token, decision="", comment=""):
        approval_sudo = self._find(token)
        if not approval_sudo or decision not in ("approved", "observed"):
            return request.not_found()
        if self._get_obstacle(approval_sudo):
            return self._render(approval_sudo, token)
        error = self._decide(approval_sudo, decision, comment)
        return self._render(approval_sudo, token, error=error, done=not error)

    def _decide(self, approval_sudo, decision, comment):
        """Decide as whoever asked; return what went wrong, or ``""``."""
        return link_pages.do_as(
            approval_sudo.requested_by_id.id,
            lambda: approval_sudo._decide(decision, comment),
        )

    def _find(self, token):
        approval_sudo = request.env["pr.approval"]._find_by_token(token)
        company_sudo = approval_sudo.company_id or request.env.company.sudo()
        lang = link_pages.get_house_lang(company_sudo)
        return approval_sudo.with_context(lang=lang)

    def _get_obstacle(self, approval_sudo):
        """Return why the visitor may not decide, as a key, or ``""``."""
        user = request.env.user
        somebody_else = (
            not user._is_public() and user.partner_id != approval_sudo.approver_id
        )
        return approval_sudo._get_obstacle() or (somebody_else and "other") or ""

    def _render(self, approval_sudo, token, error="", done=False):
        obstacle = "" if done else self._get_obstacle(approval_sudo)
        text = ""
        if not obstacle and not done:
            text = approval_sudo._get_record()._get_approval_text()
        values = {
            "approval": approval_sudo,
            "token": token,
            "text": text,
            "obstacle": obstacle,
            "error": error,
            "done": done,
        }
        lang = approval_sudo.env.lang
        return link_pages.render("pr_office.approval_page", values, lang)
