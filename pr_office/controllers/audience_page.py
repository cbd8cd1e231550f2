from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..tools import citizen_files
from . import citizen_uploads, link_pages

# Looks and acts of one address within ten minutes.
_LOOKS, _ACTS, _SECONDS = 240, 30, 600


def get_largest_body(_controller):
    """Return how many bytes a citizen may hand in: more is not even read."""
    companies_sudo = request.env["res.company"].sudo().search([])
    return max(company._pr_get_form_bytes() for company in companies_sudo)


class AudiencePage(http.Controller):
    """The page of one request: whoever has its link sees and does only what it opens.

    Wrong, foreign and expired links look the same.
    """

    @http.route(
        "/pr/audience/<string:token>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        sitemap=False,
    )
    def show(self, token, **kwargs):
        audience_sudo = self._find(token)
        if not audience_sudo:
            return self._not_found()
        done = kwargs.get("done", "")
        return self._render(audience_sudo, token, done=done, is_new="nueva" in kwargs)

    @http.route(
        "/pr/audience/<string:token>/cita.ics",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        sitemap=False,
    )
    def download(self, token):
        audience_sudo = self._find(token)
        if not audience_sudo or audience_sudo.state != "scheduled":
            return self._not_found()
        headers = link_pages.HEADERS | {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": content_disposition("audiencia.ics"),
        }
        body = audience_sudo._get_page_ics()
        return request.make_response(body, list(headers.items()))

    @http.route(
        "/pr/audience/<string:token>/<string:act>",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["POST"],
        sitemap=False,
        max_content_length=get_largest_body,
    )
    def act(self, token, act, **form):
        works = {
            "choose": self._choose,
            "change": lambda one, data: one._citizen_ask_change(data.get("text")),
            "withdraw": self._withdraw,
            "revoke": self._revoke,
            "correct": self._correct,
            "reopen": lambda one, data: one._citizen_reopen(data.get("text")),
            "rate": lambda one, data: one._citizen_rate(
                data.get("value"), data.get("text")
            ),
        }
        audience_sudo = self._find(token, acts=True)
        if not audience_sudo or act not in works:
            return self._not_found()
        error = self._do(works[act], audience_sudo, form)
        if error:
            return self._render(audience_sudo, token, error=error, act=act, form=form)
        return request.redirect(f"/pr/audience/{token}?done={act}", 303)

    def _choose(self, audience, form):
        number = form.get("proposal", "")
        audience._citizen_choose(int(number) if number.isdecimal() else 0)

    def _withdraw(self, audience, form):
        if not form.get("sure"):
            raise UserError(
                request.env._("Tick that you are sure that you withdraw your request.")
            )
        audience._citizen_withdraw(form.get("text"))

    def _revoke(self, audience, form):
        if not form.get("sure"):
            raise UserError(request.env._("Tick that you take your permission back."))
        audience._citizen_revoke(form.get("purpose"))

    def _correct(self, audience, form):
        audience._citizen_correct(form.get("text"), self._read_files(audience))

    def _read_files(self, audience):
        """Return the files that were attached, each one checked."""
        files, problem = citizen_uploads.read_files(audience.company_id)
        if problem:
            raise UserError(problem)
        return files

    def _do(self, work, audience_sudo, form):
        """Act in the system's name for the citizen; return what went wrong, or ``""``.

        The link is the citizen's only right: each work checks what it allows now.
        """
        request.update_context(lang=audience_sudo.env.lang)
        error = link_pages.do_as(
            SUPERUSER_ID, lambda: work(audience_sudo.with_env(request.env), form)
        )
        if error:
            audience_sudo.invalidate_recordset()
        return error

    def _find(self, token, acts=False):
        audience_model = request.env["pr.audience"]
        if not self._is_allowed(acts):
            return audience_model
        audience_sudo = audience_model._find_by_page_token(token)
        lang = audience_sudo and audience_sudo._get_page_lang()
        return audience_sudo.with_context(lang=lang or request.env.lang)

    def _is_allowed(self, acts):
        limit_sudo = request.env["pr.rate.limit"].sudo()
        address = request.httprequest.remote_addr
        kind, limit = ("act", _ACTS) if acts else ("look", _LOOKS)
        return limit_sudo._allow(f"audience {kind} {address}", limit, _SECONDS)

    def _not_found(self):
        company_sudo = request.env.company.sudo()
        return link_pages.render(
            "pr_office.audience_page_missing",
            {"company": company_sudo},
            link_pages.get_house_lang(company_sudo),
            404,
        )

    def _render(self, audience_sudo, token, **values):
        values = {
            "audience": audience_sudo,
            "token": token,
            "proposals": audience_sudo.proposal_open_ids,
            "consents": audience_sudo._get_form_consents(),
            "accept": citizen_files.ACCEPT,
            "error": "",
            "act": "",
            "done": "",
            "is_new": False,
            "form": {},
        } | values
        lang = audience_sudo.env.lang
        return link_pages.render("pr_office.audience_page", values, lang)
