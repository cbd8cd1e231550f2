import io

from reportlab.pdfgen.canvas import Canvas

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfReader, PdfWriter

from odoo.addons.base.models.ir_actions_report import _wkhtml

# Builds without the patched Qt, such as Debian's, print 1.25 times smaller and count
# 4 dots to the millimetre where the page is laid out with 96 to the inch.
_UNPATCHED_ZOOM = 1.25 * 4 * 25.4 / 96
# Points: the size of the foot's text and its height over the edge of the paper.
_FOOT_SIZE = 8
_FOOT_HEIGHT = 20


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    pr_number_pages = fields.Boolean(
        string="Number the pages",
        help="Writes the page and how many there are at the foot of each page. Builds"
        " of wkhtmltopdf without the patched Qt cannot do it themselves.",
    )

    @api.model
    def _run_wkhtmltopdf(
        self,
        bodies,
        report_ref=False,
        header=None,
        footer=None,
        landscape=False,
        specific_paperformat_args=None,
        set_viewport_size=False,
    ):
        content = super()._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=landscape,
            specific_paperformat_args=specific_paperformat_args,
            set_viewport_size=set_viewport_size,
        )
        if report_ref and self._get_report(report_ref).pr_number_pages:
            return self._pr_stamp_page_numbers(content)
        return content

    def _pr_stamp_page_numbers(self, content):
        """Return the PDF ``content`` with "page 3 of 9" in the foot of each page."""
        pages = PdfReader(io.BytesIO(content)).pages
        stamps = io.BytesIO()
        canvas = Canvas(stamps)
        for number, page in enumerate(pages, start=1):
            width = float(page.mediabox.width)
            canvas.setPageSize((width, float(page.mediabox.height)))
            canvas.setFont("Helvetica", _FOOT_SIZE)
            text = self.env._(
                "Page %(page)s of %(count)s", page=number, count=len(pages)
            )
            canvas.drawCentredString(width / 2, _FOOT_HEIGHT, text)
            canvas.showPage()
        canvas.save()
        writer = PdfWriter()
        for page, stamp in zip(pages, PdfReader(stamps).pages, strict=True):
            page.merge_page(stamp)
            writer.add_page(page)
        numbered = io.BytesIO()
        writer.write(numbered)
        return numbered.getvalue()

    def _pr_print(self, records):
        """Return the action that prints these records.

        :raises UserError: when this server cannot make a PDF
        """
        self._pr_check_pdf()
        return self.report_action(records, config=False)

    @api.model
    def _pr_check_pdf(self):
        """Say in plain words that this server cannot make a PDF.

        :raises UserError: when the program is missing
        """
        if self.get_wkhtmltopdf_state() in ("install", "broken"):
            raise UserError(
                self.env._(
                    "This server cannot make PDF files: the program wkhtmltopdf is"
                    " missing. Ask whoever administers the server to install it;"
                    " nothing of your work is lost."
                )
            )

    @api.model
    def _pr_get_zoom(self, report_type):
        """Return the zoom at which a millimetre of our documents prints as one.

        :param str report_type: ``pdf`` or ``html``, as the template knows it
        """
        unpatched = report_type == "pdf" and not _wkhtml().is_patched_qt
        return _UNPATCHED_ZOOM if unpatched else 1
