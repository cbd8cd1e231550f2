from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from odoo.tools.mimetypes import guess_mimetype


class ShareFile(http.Controller):
    """Files of a paper that somebody attaches to a chat by hand."""

    @http.route(
        "/pr/share/<string:model>/<int:res_id>/<string:key>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def download(self, model, res_id, key):
        record = self._find(model, res_id)
        if not record or key not in record._get_share_files():
            return request.not_found()
        try:
            name, content = record._make_share_file(key)
        except UserError as error:
            plain = [("Content-Type", "text/plain; charset=utf-8")]
            return request.make_response(str(error), plain, status=422)
        headers = [
            ("Content-Type", guess_mimetype(content)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content, headers)

    def _find(self, model, res_id):
        """Return the record if it is a paper to share that the user may read."""
        paper = request.env.registry.get(model)
        mixin = request.env.registry["pr.share.mixin"]
        if paper is None or not issubclass(paper, mixin) or paper._abstract:
            return None
        record = request.env[model].browse(res_id).exists()
        return record if record and record.has_access("read") else None
