import hashlib
import json
from pathlib import Path

from odoo.http import request
from odoo.tools import file_path

_TYPES = {".css": "text/css", ".js": "text/javascript"}
WORKER = "offline/worker.js"


class OfflineFiles:
    """Programs of a page that a telephone keeps for the time without signal.

    For controllers, which route to its methods. ``_offline_root`` is the address under
    which page, programs and worker live, so that the worker's reach is no wider;
    ``_offline_files`` the names of the programs with where they stand.
    """

    _offline_root = None
    _offline_name = None
    _offline_files = {}
    _offline_also = ()
    _offline_lazy = ()

    def _get_offline_base(self):
        return f"{self._offline_root}/files/{self._get_offline_version()}"

    def _serve_program(self, version, name):
        """Serve a program; the version in the address lets browsers keep it."""
        if name not in self._offline_files:
            return request.not_found()
        keep = "public, max-age=31536000, immutable"
        known = version == self._get_offline_version()
        headers = [
            ("Content-Type", f"{_TYPES[Path(name).suffix]}; charset=utf-8"),
            ("Cache-Control", keep if known else "no-store"),
        ]
        return request.make_response(self._read(self._offline_files[name]), headers)

    def _serve_worker(self, **reach):
        """Serve the worker of these pages.

        :param reach: ``page``, the one page there is, or ``prefix`` of all of them
        """
        base = self._get_offline_base()
        settings = {
            "name": self._offline_name,
            "version": self._get_offline_version(),
            "files": [
                *(f"{base}/{name}" for name in self._offline_files),
                *self._offline_also,
            ],
            "lazy": list(self._offline_lazy),
            **reach,
        }
        body = f"const SETTINGS = {json.dumps(settings)};\n".encode()
        headers = [
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Service-Worker-Allowed", self._offline_root),
            ("Cache-Control", "no-cache"),
        ]
        return request.make_response(body + self._read(WORKER), headers)

    def _get_offline_version(self):
        """Return a short sum of the programs: it changes whenever one of them does."""
        paths = sorted([*self._offline_files.values(), WORKER])
        return hashlib.sha256(b"".join(map(self._read, paths))).hexdigest()[:12]

    def _read(self, path):
        return Path(file_path(f"pr_office/static/src/{path}")).read_bytes()
