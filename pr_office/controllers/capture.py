from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools import capture
from .offline_files import OfflineFiles

_ICONS = [
    {"src": "/pr_office/static/img/capture-192.png", "sizes": "192x192"},
    {"src": "/pr_office/static/img/capture-512.png", "sizes": "512x512"},
]
_NO_STORE = [("Cache-Control", "no-store")]
_MEGABYTE = 1024 * 1024


class CapturePage(OfflineFiles, http.Controller):
    """A page of the telephone that writes commitments down, with or without signal.

    Nothing in page and programs is personal but the number of the user.
    """

    _offline_root = "/pr/capture"
    _offline_name = "pr-capture"
    _offline_files = {
        "ask.js": "offline/ask.js",
        "capture.css": "offline/page.css",
        "capture.js": "capture/capture.js",
        "photo.js": "capture/photo.js",
        "queue.js": "capture/queue.js",
        "sending.js": "capture/sending.js",
        "store.js": "offline/store.js",
        "voice.js": "capture/voice.js",
    }
    _offline_also = (
        "/pr/capture/app.webmanifest",
        *(icon["src"] for icon in _ICONS),
    )

    @http.route("/pr/capture", type="http", auth="user", readonly=True, sitemap=False)
    def page(self, **_parameters):
        if not request.env.user._is_internal():
            return request.not_found()
        values = {
            "version": self._get_offline_version(),
            "base": self._get_offline_base(),
            "lang": (request.env.lang or "en")[:2],
            "uid": request.env.uid,
        }
        response = request.render("pr_office.capture_page", values)
        response.headers["Cache-Control"] = "no-cache"
        return response

    @http.route(
        "/pr/capture/files/<string:version>/<string:name>",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
    )
    def program(self, version, name):
        return self._serve_program(version, name)

    @http.route(
        "/pr/capture/worker.js",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
    )
    def worker(self):
        return self._serve_worker(page="/pr/capture")

    @http.route(
        "/pr/capture/app.webmanifest",
        type="http",
        auth="public",
        readonly=True,
        sitemap=False,
    )
    def manifest(self):
        """Let the telephone put the page among its applications."""
        name = request.env._("Write down a commitment")
        return request.make_json_response(
            {
                "id": "/pr/capture",
                "name": name,
                "short_name": request.env._("Commitment"),
                "start_url": "/pr/capture",
                "scope": "/pr/capture",
                "display": "standalone",
                "background_color": "#ffffff",
                "theme_color": "#6e1a3d",
                "icons": [
                    icon | {"type": "image/png", "purpose": "any maskable"}
                    for icon in _ICONS
                ],
            },
            {"Content-Type": "application/manifest+json"},
        )

    @http.route("/pr/capture/session", type="http", auth="public", sitemap=False)
    def session(self):
        """Tell the page who it sends for, with a token of this very moment.

        A page kept without signal may be days old, and so would its token be.
        """
        refused = self._get_refusal()
        if refused:
            return refused
        answer = {
            "uid": request.env.uid,
            "csrf_token": request.csrf_token(),
            "max_bytes": self._get_max_bytes(),
        }
        return request.make_json_response(answer, _NO_STORE)

    @http.route(
        "/pr/capture/send",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def send(self, photo=None, voice=None, **form):
        """Take one entry; the same one again is answered alike and stored once."""
        refused = self._get_refusal()
        if refused:
            return refused
        if not capture.is_uuid(form.get("uuid")):
            return self._refuse(422, request.env._("The entry has no number."))
        try:
            files = [
                *self._read_file(photo, "photo", capture.PHOTO_TYPES),
                *self._read_file(voice, "voice", capture.VOICE_TYPES),
            ]
            self._check_says_something(form, files)
            new = request.env["pr.commitment"]._capture(form, files)
        except UserError as error:
            return self._refuse(422, error.args[0])
        # The number tells the page that this server answered, not a hotel's network.
        return request.make_json_response({"uuid": form["uuid"], "new": new}, _NO_STORE)

    def _get_refusal(self):
        user = request.env.user
        if user._is_public():
            return self._refuse(401, request.env._("Log in again to send."))
        if not user._is_internal():
            return self._refuse(403, request.env._("This page is for the staff."))
        return None

    def _refuse(self, status, message):
        return request.make_json_response({"error": message}, _NO_STORE, status=status)

    def _check_says_something(self, form, files):
        if not capture.read_text(form, "what", 500) and not files:
            raise UserError(
                request.env._(
                    "Write what was promised, take a photo or record a voice note."
                )
            )

    def _read_file(self, upload, name, allowed):
        """Return the uploaded file as a list of ``(name, mimetype, bytes)``."""
        if not upload:
            return []
        mimetype = capture.file_type(upload.mimetype, allowed)
        if not mimetype:
            raise UserError(
                request.env._(
                    "This kind of file is not accepted. Take the photo with the"
                    " telephone's camera, or record the voice note on this page."
                )
            )
        limit = self._get_max_bytes()
        data = upload.read(limit + 1)
        if len(data) > limit:
            raise UserError(self._get_too_large(limit))
        return [(f"{name}.{allowed[mimetype]}", mimetype, data)]

    def _get_too_large(self, limit):
        return request.env._(
            "The file is larger than %(size)s MB. Take the photo again with less"
            " resolution or record a shorter note; what you wrote is still on your"
            " telephone.",
            size=limit // _MEGABYTE,
        )

    def _get_max_bytes(self):
        return request.env.company.sudo().pr_capture_max_mb * _MEGABYTE
