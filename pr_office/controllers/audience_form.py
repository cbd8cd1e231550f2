import time

from psycopg2.errors import UniqueViolation

from odoo import http
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.http import request
from odoo.tools import hmac

from ..tools import audience_form, citizen_files, form_seals, rates
from . import citizen_uploads, link_pages
from .audience_form_words import get_general_problem, get_problem

_TEN_MINUTES = 600
_HOUR = 3600
_SHORTEST = 3
_PURPOSES = ("bulletin", "survey", "photos")
_CHOSEN = (
    "requester_document_type",
    "tell_by",
    "capacity",
    "motive_declared",
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
}


def get_largest_body(_controller):
    """Return how many bytes the form may send: more is not even read."""
    return request.env.company.sudo()._pr_get_form_bytes()


class AudienceForm(http.Controller):
    """The public form by which neighbours ask for an audience, without an account.

    No puzzle and no outside service guards it: a sealed time, a field that people do
    not see, limits counted in the database, and each opened form stored once.
    """

    @http.route(
        "/pr/audience",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["GET"],
        readonly=True,
        sitemap=True,
        save_session=False,
    )
    def show_form(self, **_parameters):
        return self._show()

    # Core's own public forms do without the token of the session where nobody is
    # logged in: there is nothing to forge, and telephones lose their cookies.
    @http.route(
        "/pr/audience",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        methods=["POST"],
        csrf=False,
        sitemap=False,
        save_session=False,
        max_content_length=get_largest_body,
    )
    def send_form(self, **_parameters):
        return self._send()

    # ------------------------------------------------------------
    # WHAT THE PAGES DO
    # ------------------------------------------------------------

    def _show(self):
        company_sudo = self._prepare_company()
        if not company_sudo._pr_is_form_open():
            return self._render("pr_office.audience_form_closed", {})
        typed = {"requester_document_type": "dni", "capacity": "own"}
        return self._render_form(audience_form.Answers(typed=typed))

    def _send(self):
        company_sudo = self._prepare_company()
        if not company_sudo._pr_is_form_open():
            return self._render("pr_office.audience_form_closed", {})
        if not self._is_within_tries(company_sudo):
            return self._render_wait()
        known_sudo = request.env["pr.audience"]._find_by_form(self._get_form_key())
        if known_sudo:
            return self._redirect_to(known_sudo)
        return self._judge(company_sudo)

    def _judge(self, company_sudo):
        """Store what was sent, or show the form again with all that was written."""
        form = request.httprequest.form
        answers = audience_form.read_form(form, self._get_choice_keys())
        problem = self._get_general_problem()
        if problem:
            self._blame_unread_files(answers)
            return self._render_form(answers, problem=problem)
        files, file_problem = self._read_files(company_sudo)
        if file_problem:
            answers.blame("files", file_problem)
        if not answers.problems:
            return self._store(company_sudo, answers, files)
        return self._render_corrections(company_sudo, answers, files)

    def _render_corrections(self, company_sudo, answers, files):
        audience_model = request.env["pr.audience"]
        if files["new"] and not self._is_within_hour(company_sudo):
            return self._render_wait()
        audience_model._keep_form_files(
            self._get_form_key(), files["kept"], files["new"]
        )
        return self._render_form(answers)

    def _store(self, company_sudo, answers, files):
        if not self._is_within_hour(company_sudo):
            return self._render_wait()
        uploads_sudo = files["kept"]
        kept = [self._read_kept(upload) for upload in uploads_sudo]
        try:
            with request.env.cr.savepoint():
                audience_sudo = request.env["pr.audience"]._receive_form(
                    company_sudo,
                    self._prepare_values(answers),
                    [*kept, *files["new"]],
                    self._get_form_key(),
                    self._read_purposes(),
                )
        except UniqueViolation as error:
            # Sent twice at once: the later one is tried again and finds the earlier.
            raise ConcurrencyError(str(error)) from error
        except AccessError:
            raise  # a fault of ours, and nothing for the visitor to correct
        except UserError as error:
            self._blame_unread_files(answers)
            return self._render_form(answers, problem="refused", said=error.args[0])
        uploads_sudo.unlink()
        return self._redirect_to(audience_sudo)

    def _redirect_to(self, audience_sudo):
        token = audience_sudo._make_page_token()
        address = f"{audience_sudo._pr_page_path}/{token}?nueva=1"
        return request.redirect(address, code=303)

    # ------------------------------------------------------------
    # THE GUARD
    # ------------------------------------------------------------

    def _is_within_tries(self, company_sudo):
        visitor = rates.address_key(request.httprequest.remote_addr)
        return request.env["pr.rate.limit"]._allow(
            f"audience form {company_sudo.id} {visitor}",
            company_sudo.pr_audience_form_tries,
            _TEN_MINUTES,
        )

    def _is_within_hour(self, company_sudo):
        """Count what would be stored: junk that was refused does not use it up."""
        return request.env["pr.rate.limit"]._allow(
            f"audience form {company_sudo.id}",
            company_sudo.pr_audience_form_hourly,
            _HOUR,
        )

    def _get_general_problem(self):
        """Return what is wrong with the form as a whole, or ``None``."""
        form = request.httprequest.form
        if form.get("website"):
            return "trap"
        if request.session.uid and not request.validate_csrf(form.get("csrf_token")):
            return form_seals.TOO_OLD
        return self._get_seal_problem()

    def _get_seal_problem(self):
        seal = request.httprequest.form.get("form_key", "")
        return form_seals.read_seal(seal, time.time(), self._sign, _SHORTEST)

    def _get_form_key(self):
        """Return the seal of the form that was sent, ``""`` for one not of ours."""
        usable = self._get_seal_problem() in (None, form_seals.TOO_FAST)
        return request.httprequest.form["form_key"] if usable else ""

    def _sign(self, text):
        return hmac(request.env(su=True), "pr_office.audience_form", text)

    # ------------------------------------------------------------
    # WHAT WAS SENT
    # ------------------------------------------------------------

    def _get_choices(self):
        """Return for each field chosen from a list its keys and labels, in order."""
        audience_model = request.env["pr.audience"]
        choices = {
            name: audience_model._fields[name]._description_selection(request.env)
            for name in _CHOSEN
        }
        for name in ("category_id", "zone_id"):
            rows_sudo = self._get_rows(audience_model._fields[name].comodel_name)
            choices[name] = [(str(row.id), row.name) for row in rows_sudo]
        return choices | self._get_agenda_choice()

    def _get_agenda_choice(self):
        """Return whom one may ask for, by name and post; nothing where it is one."""
        agendas_sudo = self._prepare_company()._pr_get_audience_agendas()
        if len(agendas_sudo) < 2:
            return {}
        officials = [(str(row.id), row.partner_id) for row in agendas_sudo]
        return {
            "agenda_id": [
                (key, ", ".join(filter(None, (person.name, person.pr_current_post))))
                for key, person in officials
            ]
        }

    def _get_rows(self, model):
        rows_model_sudo = request.env[model].sudo()
        return rows_model_sudo.search_fetch(
            [("company_id", "in", [False, request.env.company.id])], ["name"]
        )

    def _get_choice_keys(self):
        return {
            name: {key for key, _label in rows}
            for name, rows in self._get_choices().items()
        }

    def _prepare_values(self, answers):
        values = dict(answers.values)
        for name in ("category_id", "zone_id", "agenda_id"):
            if name in values:
                values[name] = values[name] and int(values[name])
        return values

    def _read_purposes(self):
        given = set(request.httprequest.form.getlist("consent"))
        return [purpose for purpose in _PURPOSES if purpose in given]

    def _read_files(self, company_sudo):
        """Return the good files, ``{"new": dicts, "kept": uploads}``, and a problem."""
        wanted = set(request.httprequest.form.getlist("kept"))
        kept_sudo = request.env["pr.audience"]._get_form_uploads(
            self._get_form_key(), wanted
        )
        files, problem = citizen_uploads.read_files(company_sudo, len(kept_sudo))
        return {"new": files, "kept": kept_sudo}, problem

    def _blame_unread_files(self, answers):
        """Say which files were not kept and must be chosen again."""
        names = citizen_uploads.get_names()
        if names:
            words = request.env._(
                "Choose these files again: %(names)s", names=", ".join(names)
            )
            answers.blame("files", words)

    def _read_kept(self, upload_sudo):
        content = upload_sudo.with_context(bin_size=False).content
        return {
            "name": upload_sudo.name,
            "mimetype": upload_sudo.mimetype,
            "datas": content,
        }

    # ------------------------------------------------------------
    # WHAT IS SHOWN
    # ------------------------------------------------------------

    def _prepare_company(self):
        """Return whose form it is; the page speaks that company's language."""
        company_sudo = request.env.company.sudo()
        request.update_context(lang=self._get_lang(company_sudo))
        return company_sudo.with_context(lang=request.env.lang)

    def _get_form_path(self):
        """Return where the form that is shown sends to."""
        return "/pr/audience"

    def _is_in_site(self):
        """Tell whether a website stands around the page, with languages of its own."""
        return False

    def _get_lang(self, company_sudo):
        return link_pages.get_house_lang(company_sudo)

    def _render_form(self, answers, problem=None, said=""):
        company_sudo = self._prepare_company()
        env = request.env
        form_key = self._get_form_key()
        uploads_sudo = env["pr.audience"]._get_form_uploads(form_key)
        values = {
            "typed": answers.typed,
            "errors": {
                name: get_problem(env, name, code)
                for name, code in answers.problems.items()
            },
            "problem": said or get_general_problem(env, problem),
            "focus": answers.first_problem,
            "order": audience_form.ORDER,
            "choices": self._get_choices(),
            "uploads": uploads_sudo,
            "consents": set(request.httprequest.form.getlist("consent")),
            "form_key": form_key or form_seals.make_seal(time.time(), self._sign),
            "limits": {**audience_form.LINES, **audience_form.TEXTS},
            "accept": citizen_files.ACCEPT,
            "notice": company_sudo._pr_get_form_notice(),
        }
        failed = bool(answers.problems or problem)
        template = "pr_office.audience_form_page"
        return self._render(template, values, 422 if failed else 200)

    def _render_wait(self):
        """Answer cheaply whom a limit stops; what was written comes back with it."""
        form = request.httprequest.form
        names = [*audience_form.ORDER, "consent", "kept", "form_key"]
        rows = [
            (name, audience_form.clean(text)[0][:2000])
            for name in names
            for text in form.getlist(name)[:10]
        ]
        response = self._render("pr_office.audience_form_wait", {"rows": rows}, 429)
        response.headers["Retry-After"] = str(_TEN_MINUTES)
        return response

    def _render(self, template, values, status=200):
        company_sudo = self._prepare_company()
        values = {
            "company": company_sudo,
            "form_path": self._get_form_path(),
            "in_site": self._is_in_site(),
            **values,
        }
        response = request.render(template, values, status=status)
        response.headers.update(_HEADERS)
        return response
