from datetime import timedelta

from odoo import fields, http
from odoo.http import request

from ..tools import open_data

COLUMNS = (
    "id",
    "official",
    "post",
    "start",
    "stop",
    "all_day",
    "busy",
    "activity",
    "what",
    "place",
    "represented_by",
)


class PublicAgenda(http.Controller):
    """The official agenda, past and future, for people and for machines."""

    @http.route(
        "/pr/agenda",
        type="http",
        auth="public",
        website=True,
        multilang=False,
        readonly=True,
        sitemap=True,
    )
    def page(self, date_from="", date_to="", **_kwargs):
        agendas_sudo = self._get_agendas()
        if not agendas_sudo:
            return request.not_found()
        start, stop = self._get_period(agendas_sudo, date_from, date_to)
        first = fields.Datetime.context_timestamp(
            agendas_sudo.with_context(tz=agendas_sudo[0]._get_tz().zone), start
        ).date()
        return request.render(
            "pr_office.public_agenda_page",
            {
                "company": request.env.company.sudo(),
                "days": self._group_by_day(agendas_sudo, start, stop),
                "first": first,
                "previous": first - timedelta(days=7),
                "next": first + timedelta(days=7),
                "shows_visits": request.env.company.sudo().pr_visits_public,
            },
        )

    @http.route("/pr/agenda.json", type="http", auth="public", readonly=True)
    def as_json(self, date_from="", date_to="", **_kwargs):
        agendas_sudo = self._get_agendas()
        if not agendas_sudo:
            return request.not_found()
        start, stop = self._get_period(agendas_sudo, date_from, date_to)
        return request.make_json_response(
            agendas_sudo._get_public_entries(start, stop),
            headers={"Access-Control-Allow-Origin": "*"},
        )

    @http.route("/pr/agenda.csv", type="http", auth="public", readonly=True)
    def as_csv(self, date_from="", date_to="", **_kwargs):
        agendas_sudo = self._get_agendas()
        if not agendas_sudo:
            return request.not_found()
        start, stop = self._get_period(agendas_sudo, date_from, date_to)
        rows = agendas_sudo._get_public_entries(start, stop)
        table = [[row[key] for key in COLUMNS] for row in rows]
        return request.make_response(
            open_data.write_csv(COLUMNS, table),
            [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", "attachment; filename=agenda.csv"),
            ],
        )

    def _get_agendas(self):
        agendas_sudo = request.env["pr.agenda"].sudo()
        lang = request.env.company.sudo().partner_id.lang
        return agendas_sudo.with_context(
            lang=request.env.context.get("lang") or lang
        ).search(
            [("is_public", "=", True), ("company_id", "=", request.env.company.id)]
        )

    def _get_period(self, agendas_sudo, date_from, date_to):
        try:
            return agendas_sudo._get_public_period(date_from, date_to)
        except ValueError:
            return agendas_sudo._get_public_period("", "")

    def _group_by_day(self, agendas_sudo, start, stop):
        days = {}
        for row in agendas_sudo._get_public_entries(start, stop):
            days.setdefault(fields.Date.to_date(row["start"][:10]), []).append(row)
        return sorted(days.items())
