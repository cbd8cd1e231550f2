from odoo import api, fields, models
from odoo.tools import hmac

from ...tools import tokens


class PrPageMixin(models.AbstractModel):
    """A page of its own that whoever has the link opens without an account.

    The token of the link follows from a random seed and the secret of the database:
    the same link can be sent again, and neither a copy of the table nor the number of
    the record is enough to make one. A record is found by the digest of its token.
    """

    _name = "pr.page.mixin"
    _description = "Page Opened by a Link"

    # Where the page stands: "/pr/audience" serves "/pr/audience/<token>".
    _pr_page_path = None

    page_seed = fields.Char(
        compute="_compute_page_seed",
        store=True,
        copy=False,
        groups="base.group_system",
    )
    page_hash = fields.Char(
        compute="_compute_page_hash",
        store=True,
        copy=False,
        groups="base.group_system",
    )

    _page_hash_uniq = models.UniqueIndex("(page_hash)")

    @api.depends("create_date")
    def _compute_page_seed(self):
        """Once, as the record is made; records of before the column get theirs too."""
        for record in self:
            record.page_seed = record.page_seed or tokens.new_token()

    @api.depends("page_seed")
    def _compute_page_hash(self):
        for record in self:
            record.page_hash = tokens.digest(record._make_page_token())

    def _make_page_token(self):
        """Return the token of this page; whoever calls has checked who may know it."""
        self.ensure_one()
        record_sudo = self.sudo()
        return hmac(
            self.env(su=True), "pr_office.page", (self._name, record_sudo.page_seed)
        )

    def _get_page_url(self):
        """Return the whole address of this page, for whoever may write the record."""
        self.ensure_one()
        self.check_access("write")
        return f"{self.get_base_url()}{self._pr_page_path}/{self._make_page_token()}"

    @api.model
    def _find_by_page_token(self, token):
        """Return the record whose page this token opens, with all rights, or none."""
        record_sudo = self.sudo().search(
            [("page_hash", "=", tokens.digest(token))], limit=1
        )
        is_open = record_sudo and record_sudo._is_page_open()
        return record_sudo if is_open else record_sudo.browse()

    def _is_page_open(self):
        """Tell whether the link still opens the page; a closed one is not found."""
        return True

    def _renew_page(self):
        """Make a new link; the one given before opens nothing any more."""
        self.check_access("write")
        for record_sudo in self.sudo():
            record_sudo.page_seed = tokens.new_token()
