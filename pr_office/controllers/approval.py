from odoo import http
from odoo.exceptions import UserError
from odoo.http import request


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
        """Decide with the rights of whoever asked; return what went wrong, or ``""``.

        The asker becomes the request's user meanwhile: core checks what is written
        on contacts against that one.
        """
        visitor_id = request.env.uid
        request.update_env(user=approval_sudo.requested_by_id.id)
        try:
            with request.env.cr.savepoint():
                approval_sudo._decide(decision, comment)
        except UserError as error:
            return error.args[0]
        finally:
            request.update_env(user=visitor_id)
        return ""

    def _find(self, token):
        approval_sudo = request.env["pr.approval"]._find_by_token(token)
        company_sudo = approval_sudo.company_id or request.env.company.sudo()
        lang = company_sudo.partner_id.lang or request.env.lang
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
        request.update_context(lang=approval_sudo.env.lang)
        response = request.render(
            "pr_office.approval_page",
            {
                "approval": approval_sudo,
                "token": token,
                "text": text,
                "obstacle": obstacle,
                "error": error,
                "done": done,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
