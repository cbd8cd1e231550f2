from odoo import http
from odoo.http import request

from ..models.agenda.feed_reader import find_reader

_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class AgendaFeed(http.Controller):
    """Calendars that phones and programs subscribe to by a private address."""

    @http.route(
        "/pr/ics/<string:token>.ics",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def read_feed(self, token, **_parameters):
        """Answer with the calendar; unknown and revoked tokens look the same."""
        reader = find_reader(request.env, token)
        if not reader:
            return request.make_response("", _HEADERS, status=404)
        reader.note_reader(self._describe_reader())
        etag = reader.get_etag()
        headers = _HEADERS | {"ETag": f'"{etag}"'}
        if request.httprequest.if_none_match.contains_weak(etag):
            return request.make_response("", headers, status=304)
        headers |= {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": "inline; filename=agenda.ics",
        }
        return request.make_response(reader.get_body(), headers)

    def _describe_reader(self):
        """Return program and address; the program names itself, so it is cut short."""
        asked = request.httprequest
        return f"{(asked.user_agent.string or '?')[:80]} · {asked.remote_addr}"
