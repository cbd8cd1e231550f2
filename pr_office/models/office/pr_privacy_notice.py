import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

from ...tools import privacy
from .pr_numbered_mixin import BY_ACTION

_CONVERSATION = ("message_", "activity_", "website_message_")


class PrPrivacyNotice(models.Model):
    """What people are told before their data are asked for.

    Ley 29733 (personal data), art. 18 lists what it says. A version that was published
    is what somebody was shown: it never changes, a new version follows it.
    """

    _name = "pr.privacy.notice"
    _description = "Privacy Notice"
    _inherit = ["pr.control.mixin", "mail.thread"]
    _order = "code, version desc, id desc"
    _check_company_auto = True

    code = fields.Selection(
        selection=[
            ("agenda", "Public agenda"),
            ("audience", "Audience form"),
            ("accreditation", "Accreditation to an act"),
            ("bulletin", "Bulletin and invitations"),
            ("desk", "Letters received and telephone"),
            ("photos", "Photographs and video of acts"),
            ("statement", "Sworn statement of a visitor"),
            ("survey", "Opinion studies"),
        ],
        string="Where it is shown",
        required=True,
        tracking=True,
        help="The form or place whose visitors read it.",
    )
    version = fields.Integer(readonly=True, copy=False, default=0)
    title = fields.Char(required=True, tracking=True)
    text = fields.Html(required=True, sanitize_overridable=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Municipality",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: of every municipality that has none of its own.",
    )
    legal_source = fields.Char(
        string="Legal ground", help="The norm it answers to, with its article."
    )
    state = fields.Selection(
        selection=[
            ("draft", "To be verified"),
            ("published", "In use"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    valid_from = fields.Date(copy=False, tracking=True, help="First day it is shown.")
    approved_by = fields.Char(
        copy=False,
        tracking=True,
        help="Who of the legal office approved the text, and with which document.",
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    published_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="restrict"
    )
    text_hash = fields.Char(
        string="SHA-256 of the text",
        readonly=True,
        copy=False,
        help="The fingerprint that every proof of what was shown repeats.",
    )
    is_current = fields.Boolean(string="Shown today", compute="_compute_is_current")
    proof_count = fields.Integer(compute="_compute_proof_count")

    _version_uniq = models.UniqueIndex(
        "(coalesce(company_id, 0), code, version)",
        "This notice already has that version.",
    )
    _hash_key = models.Constraint("UNIQUE (id, text_hash)")
    _published_kept = models.Constraint(
        "CHECK (state = 'draft' OR (valid_from IS NOT NULL AND text IS NOT NULL"
        " AND coalesce(approved_by, '') <> '' AND published_on IS NOT NULL"
        " AND coalesce(text_hash, '')"
        " = encode(sha256(convert_to(text, 'UTF8')), 'hex')))",
        "A published notice is what people were shown and does not change. Make a new"
        " version of it.",
    )

    @api.depends("code", "version")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = self.env._(
                "%(place)s, version %(version)s",
                place=notice.code and notice._get_control_label("code"),
                version=notice.version,
            )

    @api.depends("state", "valid_from", "code", "company_id")
    def _compute_is_current(self):
        shown = self._get_shown_today()
        for notice in self:
            company = notice.company_id or self.env.company
            notice.is_current = notice._origin == shown.get((notice.code, company))

    def _compute_proof_count(self):
        counts = dict(
            self.env["pr.privacy.proof"]._read_group(
                [("notice_id", "in", self.ids)], ["notice_id"], ["__count"]
            )
        )
        for notice in self:
            notice.proof_count = counts.get(notice._origin, 0)

    @api.model
    def _current(self, code, company=None):
        """Return the notice that is shown today in that place, or none.

        The municipality's own goes before one for all.

        :param str code: a key of :attr:`code`
        :param company: a ``res.company``; the user's by default
        """
        company = company or self.env.company
        return self._get_shown_today().get((code, company), self.browse())

    @api.model
    def _get_shown_today(self):
        """Return ``{(code, company): notice}`` of the companies at hand, one query."""
        companies = self.env.companies | self.env.company
        notices = self.search(
            [
                ("state", "=", "published"),
                ("valid_from", "<=", fields.Date.context_today(self)),
                ("company_id", "in", [False, *companies.ids]),
            ],
            order="valid_from, version, id",
        )
        shown = {}
        for notice in notices.sorted(lambda notice: bool(notice.company_id)):
            for company in notice.company_id or companies:
                shown[notice.code, company] = notice
        return shown

    # ------------------------------------------------------------------
    # What was published is kept
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["version"] = 0
            vals["state"] = "draft"
        notices = super().create(vals_list)
        for notice in notices:
            notice.with_context(pr_by=BY_ACTION).version = notice._get_next_version()
        return notices

    def _get_next_version(self):
        self.ensure_one()
        domain = [
            ("code", "=", self.code),
            ("company_id", "=", self.company_id.id),
            ("id", "!=", self.id),
        ]
        ((last,),) = self._read_group(domain, aggregates=["version:max"])
        return (last or 0) + 1

    def write(self, vals):
        if self.env.context.get("pr_by") is not BY_ACTION:
            self._check_kept(vals)
        return super().write(vals)

    def _check_kept(self, vals):
        kept = [name for name in vals if not name.startswith(_CONVERSATION)]
        given = {"state", "version", "text_hash", "published_on", "published_by_id"}
        if kept and self.filtered(lambda notice: notice.state != "draft"):
            raise UserError(
                self.env._(
                    "%(notice)s was published: people were shown this text, so it stays"
                    ' as it is. Use "New version" and change that one.',
                    notice=self.filtered(lambda n: n.state != "draft")[0].display_name,
                )
            )
        if given.intersection(kept):
            raise UserError(
                self.env._("Versions and publication are recorded by the buttons.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        published = self.filtered(lambda notice: notice.state != "draft")
        if published:
            raise UserError(
                self.env._(
                    "%(notice)s was published and stays as proof of what people were"
                    " shown. Withdraw it instead.",
                    notice=published[0].display_name,
                )
            )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_publish(self):
        """Publish these drafts.

        :raises UserError: when one still has blanks, or nobody approved it
        """
        self.check_access("write")
        for notice in self.filtered(lambda notice: notice.state == "draft"):
            notice._check_can_publish()
            notice.with_context(pr_by=BY_ACTION).write(notice._prepare_publication())
        self.flush_recordset()  # a proof of this transaction refers to it in SQL
        return True

    def _prepare_publication(self):
        self.flush_recordset()
        self.invalidate_recordset(["text"])
        return {
            "state": "published",
            "valid_from": self.valid_from or fields.Date.context_today(self),
            "published_on": fields.Datetime.now(),
            "published_by_id": self.env.uid,
            "text_hash": hashlib.sha256(str(self.text).encode()).hexdigest(),
        }

    def _check_can_publish(self):
        self.ensure_one()
        blanks = privacy.find_blanks(self.text)
        if is_html_empty(self.text):
            raise UserError(self.env._("The notice has no text."))
        if blanks:
            raise UserError(
                self.env._(
                    "%(notice)s still has blanks to fill in: %(blanks)s",
                    notice=self.display_name,
                    blanks=", ".join(blanks[:5]),
                )
            )
        if not (self.approved_by or "").strip():
            raise UserError(
                self.env._(
                    "Write who of the legal office approved the text and with which"
                    " document: it is published as verified."
                )
            )

    def action_new_version(self):
        """Make the next version, a draft with this text, and open it."""
        self.ensure_one()
        return self.copy()._get_records_action()

    def action_withdraw(self):
        """Stop showing these notices, and those they had replaced."""
        self.check_access("write")
        for notice in self:
            older = self.search(
                [
                    ("code", "=", notice.code),
                    ("company_id", "=", notice.company_id.id),
                    ("state", "=", "published"),
                    ("version", "<=", notice.version),
                ]
            )
            older.with_context(pr_by=BY_ACTION).write({"state": "withdrawn"})
        return True

    def action_view_proofs(self):
        """Open the proofs that repeat this notice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_privacy_proof_action"
        )
        return action | {"domain": [("notice_id", "=", self.id)]}

    def _get_control_facts(self):
        return [
            (self.env._("Approved by"), self.approved_by or "–"),
            (
                self.env._("Published by"),
                self._format_control_act(self.published_by_id, self.published_on)
                if self.published_on
                else "–",
            ),
            (self.env._("SHA-256 of the text"), self.text_hash or "–"),
            *super()._get_control_facts(),
        ]
