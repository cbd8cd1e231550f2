from datetime import timedelta

from odoo import api, fields, models

from ...tools import citizen_files

_KEPT = timedelta(days=1)


class PrAudienceUpload(models.Model):
    """A file of a form that had to be corrected: kept until the form is sent again.

    Only who holds the sealed number of that form gets at it.
    """

    _name = "pr.audience.upload"
    _description = "File of an Unfinished Audience Form"
    _order = "id"

    form_key = fields.Char(required=True, index=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    mimetype = fields.Char(required=True, readonly=True)
    size = fields.Integer(string="Size in bytes", readonly=True)
    content = fields.Binary(attachment=True, readonly=True)

    @api.model
    def _read_upload(self, name, content):
        """Return ``(values, problem)`` of an uploaded file.

        :param str name: as the visitor's program calls it
        :param bytes content: all of it
        :return: name, mimetype and raw for an attachment, or ``None``; and ``None``
            or a problem of :mod:`tools.citizen_files`
        """
        mimetype, problem = citizen_files.judge(content)
        if problem:
            return None, problem
        tidy = citizen_files.tidy_name(name, mimetype)
        return {"name": tidy, "mimetype": mimetype, "raw": content}, None

    @api.autovacuum
    def _gc_abandoned(self):
        """Drop files whose form nobody sent again within a day."""
        left = fields.Datetime.now() - _KEPT
        self.search([("create_date", "<", left)], limit=1000).unlink()
