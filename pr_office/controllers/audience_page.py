from odoo import SUPERUSER_ID, http
from odoo.exceptions import UserError, ValidationError
from odoo.http import content_disposition, request

from ..tools import citizen_files

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}
# Looks and acts of one address within ten minutes.
_LOOKS, _ACTS, _SECONDS = 240, 30, 600
_MAX_FILES, _MAX_BYTES = 3, 10 * 1024 * 1024


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
        headers = _HEADERS | {
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
    )
    def act(self, token, act, **form):
        works = {
            "choose": self._choose,
            "change": lambda one, data: one._citizen_ask_change(data.get("text")),
            "withdraw": self._withdraw,
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

    def _correct(self, audience, form):
        audience._citizen_correct(form.get("text"), self._read_files())

    def _read_files(self):
        """Return ``(name, bytes, type)`` of what was attached, each one checked."""
        uploads = request.httprequest.files.getlist("files")
        uploads = [upload for upload in uploads if upload.filename]
        if len(uploads) > _MAX_FILES:
            raise UserError(
                request.env._("Attach at most %(count)s files.", count=_MAX_FILES)
            )
        return [self._read_file(upload) for upload in uploads]

    def _read_file(self, upload):
        content = upload.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise UserError(
                request.env._(
                    "The file %(name)s is larger than %(size)s MB. Take the photo with"
                    " less resolution.",
                    name=upload.filename[:60],
                    size=_MAX_BYTES // 1024**2,
                )
            )
        mimetype, problem = citizen_files.judge(content)
        if problem:
            raise UserError(
                request.env._(
                    "The file %(name)s is not accepted. Attach a PDF, a photo or a"
                    " Word document.",
                    name=upload.filename[:60],
                )
            )
        return citizen_files.tidy_name(upload.filename, mimetype), content, mimetype

    def _do(self, work, audience_sudo, form):
        """Act in the system's name for the citizen; return what went wrong, or ``""``.

        The link is the citizen's only right: each work checks what it allows now.
        """
        visitor_id, lang = request.env.uid, audience_sudo.env.lang
        request.update_env(user=SUPERUSER_ID)
        request.update_context(lang=lang)
        try:
            with request.env.cr.savepoint():
                work(audience_sudo.with_env(request.env), form)
                request.env.flush_all()
        except (UserError, ValidationError) as error:
            audience_sudo.invalidate_recordset()
            return error.args[0]
        finally:
            request.update_env(user=visitor_id)
        return ""

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
        lang = company_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        response = request.render(
            "pr_office.audience_page_missing", {"company": company_sudo}, status=404
        )
        response.headers.update(_HEADERS)
        return response

    def _render(self, audience_sudo, token, **values):
        request.update_context(lang=audience_sudo.env.lang)
        response = request.render(
            "pr_office.audience_page",
            {
                "audience": audience_sudo,
                "token": token,
                "proposals": audience_sudo.proposal_open_ids,
                "accept": citizen_files.ACCEPT,
                "error": "",
                "act": "",
                "done": "",
                "is_new": False,
                "form": {},
            }
            | values,
        )
        response.headers.update(_HEADERS)
        return response
