from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from ..models.audiences.pr_register_layout import write_iso
from ..models.audiences.pr_visit_public_mixin import OPEN_COLUMNS
from ..tools import open_data, visits

_FILTERS = ("day", "month", "official", "motive", "id")
_PAGE = 25
_DATA_PAGE = 5000
_OBLIGED_COLUMNS = ("post", "office", "person", "from", "to", "ground")
_OPEN = {"Access-Control-Allow-Origin": "*"}


class PublicVisits(http.Controller):
    """The register of visits and the obliged officials, for people and machines."""

    @http.route(
        "/pr/visits",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        readonly=True,
        sitemap=True,
    )
    def page(self, page="1", **asked):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        visits_sudo, domain = self._get_asked(company_sudo, asked)
        total = visits_sudo.search_count(domain)
        number = self._get_page(page, total, _PAGE)
        rows = visits_sudo.search(domain, limit=_PAGE, offset=(number - 1) * _PAGE)
        chosen = self._get_chosen(asked)
        return request.render(
            "pr_office.public_visits_page",
            {
                "company": company_sudo,
                "rows": rows._get_public_rows(),
                "total": total,
                "page": number,
                "pages": max(1, -(-total // _PAGE)),
                "asked": chosen,
                "query": urlencode(chosen),
                "day": self._get_shown_day(chosen),
                "months": visits_sudo._get_public_months(company_sudo),
                "officials": visits_sudo._get_public_officials(company_sudo),
                "motives": request.env["pr.audience"].sudo()._selection_motive(),
                "labels": visits_sudo._get_public_keys(),
            },
        )

    @http.route("/pr/visits.json", type="http", auth="public", readonly=True)
    def as_json(self, page="1", **asked):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        rows, headers = self._get_data(company_sudo, page, asked)
        data = [{key: write_iso(row[key]) for key in OPEN_COLUMNS} for row in rows]
        return request.make_json_response(data, headers=headers)

    @http.route("/pr/visits.csv", type="http", auth="public", readonly=True)
    def as_csv(self, page="1", **asked):
        return self._send_table(page, asked, "csv")

    @http.route("/pr/visits.xlsx", type="http", auth="public", readonly=True)
    def as_xlsx(self, page="1", **asked):
        return self._send_table(page, asked, "xlsx")

    @http.route(
        "/pr/obliged",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        readonly=True,
        sitemap=True,
    )
    def obliged(self, **_kwargs):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        return request.render(
            "pr_office.public_obliged_page",
            {"company": company_sudo, "rows": self._get_obliged(company_sudo)},
        )

    @http.route("/pr/obliged.json", type="http", auth="public", readonly=True)
    def obliged_as_json(self, **_kwargs):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        rows = self._get_obliged(company_sudo)
        return request.make_json_response(rows, headers=_OPEN)

    @http.route("/pr/obliged.csv", type="http", auth="public", readonly=True)
    def obliged_as_csv(self, **_kwargs):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        rows = self._get_obliged(company_sudo)
        table = [[row[key] for key in _OBLIGED_COLUMNS] for row in rows]
        content = open_data.write_csv(_OBLIGED_COLUMNS, table)
        return self._send_file(content, "csv", "funcionarios-obligados")

    # ------------------------------------------------------------------

    def _open_register(self):
        """Return the municipality whose register is open to everybody, or nothing.

        Texts are in its language from here on.
        """
        company_sudo = request.env.company.sudo()
        request.update_context(lang=company_sudo.partner_id.lang or request.env.lang)
        company_sudo = company_sudo.with_env(request.env(su=True))
        return company_sudo if company_sudo.pr_visits_public else company_sudo.browse()

    def _get_obliged(self, company_sudo):
        return request.env["pr.position"].sudo()._get_obliged_rows(company_sudo)

    def _get_chosen(self, asked):
        return {key: str(asked[key]) for key in _FILTERS if asked.get(key)}

    def _get_shown_day(self, chosen):
        """Return ``(text, is wrong)`` of the day asked for, as it is written here."""
        day = visits.read_day(chosen.get("day"))
        shown = f"{day:%d/%m/%Y}" if day else chosen.get("day", "")[:40]
        return shown, bool(shown and not day)

    def _get_asked(self, company_sudo, asked):
        visits_sudo = request.env["pr.visit"].sudo()
        return visits_sudo, visits_sudo._get_public_domain(
            company_sudo, self._get_chosen(asked)
        )

    def _get_page(self, page, total, size):
        """Return the page asked for, or the nearest one there is."""
        number = int(page) if str(page).isdecimal() and len(str(page)) < 9 else 1
        return min(max(number, 1), max(1, -(-total // size)))

    def _get_data(self, company_sudo, page, asked):
        """Return one page of rows and the headers that say how to go on."""
        visits_sudo, domain = self._get_asked(company_sudo, asked)
        total = visits_sudo.search_count(domain)
        number = self._get_page(page, total, _DATA_PAGE)
        rows = visits_sudo.search(
            domain, limit=_DATA_PAGE, offset=(number - 1) * _DATA_PAGE
        )
        headers = _OPEN | {
            "X-Total-Count": str(total),
            "Access-Control-Expose-Headers": "X-Total-Count, Link",
        }
        if number * _DATA_PAGE < total:
            query = urlencode(self._get_chosen(asked) | {"page": number + 1})
            path = request.httprequest.path
            headers["Link"] = f'<{path}?{query}>; rel="next"'
        return rows._get_public_rows(), headers

    def _send_table(self, page, asked, kind):
        company_sudo = self._open_register()
        if not company_sudo:
            return request.not_found()
        rows, headers = self._get_data(company_sudo, page, asked)
        table = [[write_iso(row[key]) for key in OPEN_COLUMNS] for row in rows]
        if kind == "csv":
            content = open_data.write_csv(OPEN_COLUMNS, table)
        else:
            labels = request.env["pr.visit"]._get_public_keys()
            columns = [labels[key] for key in OPEN_COLUMNS]
            title = request.env._("Register of visits")
            content = open_data.write_xlsx(columns, table, title)
        return self._send_file(content, kind, "visitas", headers)

    def _send_file(self, content, kind, name, headers=()):
        kinds = {
            "csv": "text/csv; charset=utf-8",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        disposition = f"attachment; filename={name}.{kind}"
        return request.make_response(
            content,
            [
                ("Content-Type", kinds[kind]),
                ("Content-Disposition", disposition),
                *dict(headers or _OPEN).items(),
            ],
        )
