from odoo import fields, models


class PrVcardExport(models.TransientModel):
    """A file of cards on its way to the browser.

    A selection of thousands does not fit into an address, so the file is made when
    the action runs and fetched once; the vacuum drops it.
    """

    _name = "pr.vcard.export"
    _description = "Download of Contact Cards"

    filename = fields.Char(required=True)
    file = fields.Binary(required=True, attachment=False)
