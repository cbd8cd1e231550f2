import hashlib

from odoo import models

_CHUNK = 1 << 20


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _pr_get_sha256(self):
        """Return the SHA-256 of the content, read piece by piece from the filestore.

        :return: ``""`` for a link or a file that is no longer there
        :rtype: str
        """
        self.ensure_one()
        if not self.store_fname:
            return hashlib.sha256(self.db_datas).hexdigest() if self.db_datas else ""
        digest = hashlib.sha256()
        try:
            with open(self._full_path(self.store_fname), "rb") as stream:
                for chunk in iter(lambda: stream.read(_CHUNK), b""):
                    digest.update(chunk)
        except OSError:  # another storage, or the file is gone
            content = self.raw
            return hashlib.sha256(content).hexdigest() if content else ""
        return digest.hexdigest()
