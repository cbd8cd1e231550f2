import io

from PIL import Image

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml

_WIDTH = 800
_MAX_BYTES = 300_000


class PrSheetPictureMixin(models.AbstractModel):
    """What of ``pr.agenda.sheet`` makes a picture for a chat."""

    _name = "pr.sheet.picture.mixin"
    _description = "Picture of a Day or Week Sheet"

    def _render_page(self, template, **values):
        """Return the HTML of a template of this sheet, in its own language."""
        sheet = self._in_own_language()
        return sheet.env["ir.qweb"]._render(template, {"sheet": sheet, **values})

    def _make_picture(self):
        """Return the sheet as a PNG below 300 kB, readable on a phone.

        :rtype: bytes
        :raises UserError: when this server cannot make pictures
        """
        self.ensure_one()
        if not _wkhtml().wkhtmltoimage_version:
            raise self._no_picture_error()
        page = self._render_page("pr_office.agenda_sheet_picture", width=_WIDTH)
        [content] = self.env["ir.actions.report"]._run_wkhtmltoimage(
            [str(page)], _WIDTH, 0, image_format="png"
        )
        if not content:
            raise self._no_picture_error()
        return self._shrink_picture(content)

    def _shrink_picture(self, content):
        """Text in grey needs few colours; a long week still fewer."""
        picture = Image.open(io.BytesIO(content)).convert("L")
        for colours in (32, 8, 4):
            target = io.BytesIO()
            picture.quantize(colours).save(target, "PNG", optimize=True)
            if target.tell() < _MAX_BYTES:
                break
        return target.getvalue()

    def _no_picture_error(self):
        return UserError(
            self.env._(
                "This server cannot make pictures: the program wkhtmltoimage is"
                " missing. Ask whoever administers the server to install it with"
                " wkhtmltopdf; meanwhile send the text or the PDF."
            )
        )
