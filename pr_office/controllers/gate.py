from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.bus.websocket import WebsocketConnectionHandler

from ..tools import door, rates
from .offline_files import OfflineFiles

_NO_STORE = [("Cache-Control", "no-store")]
_ZXING = (
    "/web/static/lib/zxing-library/zxing-library.js",
    "/web/static/src/core/barcode/ZXingBarcodeDetector.js",
)
# Six digits and a link nobody guesses: a whole crew at one gate still fits in
_PIN_TRIES = 30
_PIN_SECONDS = 900


class StageFiles(OfflineFiles):
    """Programs of the pages of an act: gates, reading screen, live lead."""

    _offline_root = "/pr/gate"
    _offline_name = "pr-gate"
    _offline_files = {
        "ask.js": "offline/ask.js",
        "bus.js": "offline/bus.js",
        "camera.js": "gate/camera.js",
        "door.js": "gate/door.js",
        "gate.css": "gate/gate.css",
        "guests.js": "gate/guests.js",
        "live.js": "gate/live.js",
        "mc.js": "gate/mc.js",
        "page.css": "offline/page.css",
        "print.js": "gate/print.js",
        "screen.js": "gate/screen.js",
        "store.js": "offline/store.js",
        "strip.js": "gate/strip.js",
        "taps.js": "gate/taps.js",
    }
    _offline_also = ("/pr_office/static/img/capture-192.png",)
    _offline_lazy = _ZXING

    def _render_stage(self, template, company, **values):
        lang = company.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        response = request.render(
            template,
            {
                "version": self._get_offline_version(),
                "base": self._get_offline_base(),
                "lang": (lang or "en")[:2],
                "bus_version": WebsocketConnectionHandler._VERSION,
                **values,
            },
        )
        response.headers["Cache-Control"] = "no-cache"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _answer(self, values, status=200):
        return request.make_json_response(values, _NO_STORE, status=status)

    def _refuse(self, status, code, message):
        return self._answer({"error": message, "code": code}, status)


class GateController(StageFiles, http.Controller):
    """The pages that helpers open by a link, and what their telephones send.

    No route stands on the session: a telephone shows the token it got for the PIN in
    a header of its own, which no other page can make it send.
    """

    @http.route(
        "/pr/gate/files/<string:version>/<string:name>",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
    )
    def program(self, version, name):
        return self._serve_program(version, name)

    @http.route(
        "/pr/gate/worker.js", type="http", auth="public", readonly=True, sitemap=False
    )
    def worker(self):
        return self._serve_worker(prefix="/pr/gate/")

    @http.route("/pr/gate/<string:token>", type="http", auth="public", sitemap=False)
    def page(self, token):
        gate_sudo = self._word(self._find_gate(token))
        if not gate_sudo:
            return request.not_found()
        obstacle = gate_sudo._get_obstacle()
        name = "mc_page" if gate_sudo.kind == "mc" else "door_page"
        response = self._render_stage(
            f"pr_office.{'gate_closed_page' if obstacle else name}",
            gate_sudo.company_id,
            obstacle=obstacle,
            gate=gate_sudo,
            api=f"/pr/gate/{token}",
            officer=False,
        )
        # The telephone lets go of the page it kept
        response.status_code = 403 if obstacle else 200
        return response

    @http.route(
        "/pr/gate/<string:token>/enter",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def enter(self, token):
        """Exchange the PIN for the token of this telephone."""
        gate_sudo = self._find_gate(token)
        if not gate_sudo:
            return request.not_found()
        self._word(gate_sudo)
        refused = self._get_closed(gate_sudo) or self._get_overrun(gate_sudo)
        if refused:
            return refused
        body = self._read_body()
        helper = " ".join(str(body.get("name") or "").split())[:60]
        if not helper:
            return self._refuse(422, "name", request.env._("Write your name."))
        device = gate_sudo._enter(door.read_pin(body.get("pin")), helper)
        if not device:
            message = request.env._(
                "This is not the PIN of this gate. Ask the protocol office."
            )
            return self._refuse(422, "pin", message)
        return self._answer({"device": device, "helper": helper})

    def _get_overrun(self, gate_sudo):
        visitor = rates.address_key(request.httprequest.remote_addr)
        limits = request.env["pr.rate.limit"]
        allowed = limits._allow(
            f"gate {gate_sudo.id}", _PIN_TRIES, _PIN_SECONDS
        ) and limits._allow(f"gate pin {visitor}", _PIN_TRIES, _PIN_SECONDS)
        if allowed:
            return None
        message = request.env._(
            "Too many tries. Wait a quarter of an hour, or ask the protocol office for"
            " another gate."
        )
        return self._refuse(429, "tries", message)

    @http.route(
        "/pr/gate/<string:token>/guests",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def guests(self, token):
        """Return whom this gate lets in: name, post, seat, nothing else."""
        return self._serve(token, lambda gate, _device: gate._get_guest_list())

    @http.route(
        "/pr/gate/<string:token>/status",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def status(self, token, since="0"):
        """Return who came since a moment, as seconds since 1970."""
        moment = int(since) if since.isdigit() and len(since) < 12 else 0
        return self._serve(token, lambda gate, _device: gate._get_status(moment))

    @http.route(
        "/pr/gate/<string:token>/send",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def send(self, token):
        """Take taps in their order; the same ones again are answered alike."""
        # Four telephones scan forty codes a second: no query that is not needed
        return self._serve(token, self._take, words=False)

    def _take(self, gate_sudo, device_sudo):
        try:
            taps, refused = door.read_taps(self._read_body().get("taps"))
        except ValueError:
            return None
        results = request.env["pr.event.admission"]._take(
            gate_sudo.event_id,
            taps,
            gate_id=gate_sudo.id,
            device_id=device_sudo.id,
            channel="phone",
        )
        results += [{"uuid": number, "status": "refused"} for number in refused]
        return {"results": results}

    @http.route(
        "/pr/gate/<string:token>/stage",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
        sitemap=False,
    )
    def stage(self, token):
        """Return what the reading screen shows."""
        return self._serve(token, lambda gate, _device: gate._get_stage(), kind="mc")

    @http.route(
        "/pr/gate/<string:token>/reading",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
        sitemap=False,
    )
    def reading(self, token):
        """Freeze the list while it is read, or say that it was read."""
        return self._serve(token, self._set_reading, kind="mc")

    def _set_reading(self, gate_sudo, device_sudo):
        event_sudo = gate_sudo.event_id
        if self._read_body().get("reading"):
            event_sudo._start_reading(device_sudo.name)
        else:
            event_sudo._stop_reading()
        return gate_sudo._get_stage()

    # -- who asks -----------------------------------------------------------------

    def _serve(self, token, answer, kind="door", words=True):
        gate_sudo = self._find_gate(token)
        if not gate_sudo or (gate_sudo.kind == "mc") != (kind == "mc"):
            return request.not_found()
        closed = self._get_closed(gate_sudo)
        if closed:
            return closed
        secret = request.httprequest.headers.get("X-Pr-Device", "")
        device_sudo = gate_sudo._find_device(secret)
        if not device_sudo:
            self._word(gate_sudo)
            message = request.env._(
                "This telephone was withdrawn. Write the PIN again or ask the protocol"
                " office."
            )
            return self._refuse(403, "device", message)
        values = answer(self._word(gate_sudo) if words else gate_sudo, device_sudo)
        if values is None:
            self._word(gate_sudo)
            message = request.env._("What this telephone sends cannot be read.")
            return self._refuse(422, "body", message)
        return self._answer(values)

    def _find_gate(self, token):
        return request.env["pr.event.gate"]._find_by_page_token(token)

    def _word(self, gate_sudo):
        """Let what follows speak the municipality's language."""
        lang = gate_sudo.company_id.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return gate_sudo.with_context(lang=lang)

    def _get_closed(self, gate_sudo):
        obstacle = gate_sudo._get_obstacle()
        if not obstacle:
            return None
        self._word(gate_sudo)
        messages = {
            "early": request.env._("This gate opens a day before the act."),
            "over": request.env._("The act is over: this gate is closed."),
            "revoked": request.env._("The protocol office withdrew this gate."),
        }
        return self._refuse(403, obstacle, messages[obstacle])

    def _read_body(self):
        try:
            body = request.get_json_data()
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}


class LiveController(StageFiles, http.Controller):
    """The pages of the protocol officer: leading the act, and its reading screen."""

    @http.route("/pr/live/<int:number>", type="http", auth="user", sitemap=False)
    def live(self, number):
        return self._render_page("pr_office.live_page", number)

    @http.route("/pr/live/<int:number>/mc", type="http", auth="user", sitemap=False)
    def mc(self, number):
        return self._render_page("pr_office.mc_page", number)

    @http.route("/pr/live/<int:number>/stage", type="http", auth="user", sitemap=False)
    def state(self, number):
        event = self._find_act(number)
        return self._answer_stage(event) if event else request.not_found()

    @http.route(
        "/pr/live/<int:number>/do",
        type="http",
        auth="user",
        methods=["POST"],
        sitemap=False,
    )
    def do(self, number, action="", record="", age="0"):
        """Do one of the officer's moves and return what the page then shows."""
        event = self._find_act(number)
        moves = event and self._get_moves(event, record, age)
        if not event or action not in moves:
            return request.not_found()
        try:
            with request.env.cr.savepoint():
                moves[action]()
        except UserError as error:
            return self._refuse(422, "refused", error.args[0])
        return self._answer_stage(event)

    def _get_moves(self, event, record, age):
        number = int(record) if record.isdigit() and len(record) < 10 else 0
        seconds = int(age) if age.isdigit() and len(age) < 6 else 0
        entry = request.env["pr.event.admission"].search(
            [("id", "=", number), ("event_id", "=", event.id)]
        )
        step = request.env["pr.event.segment"].browse(number)
        return {
            "start": lambda: event._start_segment(step, seconds),
            "back": event._step_back,
            "end": lambda: event._end_live(seconds),
            "reading": lambda: event._start_reading(request.env.user.name),
            "read": event._stop_reading,
            "release": event._release_changes,
            "handled": entry.action_handled,
            "instead": entry.action_accept_told,
        }

    def _find_act(self, number):
        """Return the act if this user may lead it, else none."""
        event = request.env["pr.event"].browse(number)
        try:
            event.check_access("write")
        except (AccessError, MissingError):
            return event.browse()
        return event.exists()

    def _render_page(self, template, number):
        event = self._find_act(number)
        if not event:
            return request.not_found()
        return self._render_stage(
            template,
            event.company_id,
            act=event,
            api=f"/pr/live/{number}",
            csrf_token=request.csrf_token(),
            officer=True,
        )

    def _answer_stage(self, event):
        lang = event.company_id.partner_id.lang or request.env.lang
        here = event.with_context(lang=lang)
        state = here._get_stage_state(officer=True)
        return self._answer(state | {"channel": event._get_channel()})
