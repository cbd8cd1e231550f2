from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml

# Builds without the patched Qt, such as Debian's, print 1.25 times smaller and count
# 4 dots to the millimetre where the page is laid out with 96 to the inch.
_UNPATCHED_ZOOM = 1.25 * 4 * 25.4 / 96


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _pr_print(self, records):
        """Return the action that prints these records.

        :raises UserError: when this server cannot make a PDF
        """
        if self.get_wkhtmltopdf_state() in ("install", "broken"):
            raise UserError(
                self.env._(
                    "This server cannot make PDF files: the program wkhtmltopdf is"
                    " missing. Ask whoever administers the server to install it;"
                    " nothing of your work is lost."
                )
            )
        return self.report_action(records, config=False)

    @api.model
    def _pr_get_zoom(self, report_type):
        """Return the zoom at which a millimetre of our documents prints as one.

        :param str report_type: ``pdf`` or ``html``, as the template knows it
        """
        unpatched = report_type == "pdf" and not _wkhtml().is_patched_qt
        return _UNPATCHED_ZOOM if unpatched else 1
