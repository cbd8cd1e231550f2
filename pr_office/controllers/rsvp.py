from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

_ANSWERS = ("accepted", "declined", "represented")
_LONGEST = 120


class RsvpController(http.Controller):
    """The page a guest's link opens: accept, excuse oneself or send somebody."""

    @http.route(
        "/pr/rsvp/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def show(self, token):
        guest_sudo = self._find(token)
        if not guest_sudo:
            return request.not_found()
        return self._render(guest_sudo, token)

    @http.route(
        "/pr/rsvp/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def answer(self, token, answer="", name="", post="", needs=""):
        guest_sudo = self._find(token)
        if not guest_sudo or answer not in _ANSWERS:
            return request.not_found()
        if guest_sudo._get_page_obstacle():
            return self._render(guest_sudo, token)
        error = self._answer(guest_sudo, answer, name, post, needs)
        return self._render(guest_sudo, token, error=error, done=not error)

    def _answer(self, guest_sudo, answer, name, post, needs):
        """Record the answer; return what the guest has to correct, or ``""``."""
        values = {"answer_note": needs.strip()[:_LONGEST]}
        if answer == "represented":
            values |= {
                "representative_id": False,
                "representative_position_id": False,
                "representation_rule": "own_rank",
                "representative_name": name.strip()[:_LONGEST],
                "representative_post": post.strip()[:_LONGEST],
            }
            if not values["representative_name"]:
                return request.env._("Write the name of who comes for you.")
        try:
            with request.env.cr.savepoint():
                guest_sudo._answer(answer, "page", **values)
        except UserError as error:
            return error.args[0]
        return ""

    def _find(self, token):
        guest_sudo = request.env["pr.event.guest"]._find_by_page_token(token)
        lang = guest_sudo.company_id.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return guest_sudo.with_context(lang=lang)

    def _render(self, guest_sudo, token, error="", done=False):
        response = request.render(
            "pr_office.rsvp_page",
            {
                "guest": guest_sudo,
                "act": guest_sudo.event_id,
                "token": token,
                "obstacle": guest_sudo._get_page_obstacle(),
                "error": error,
                "done": done,
            },
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response
