from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools import day_sheet

_DRAFT_DAYS = 7


class PrAgendaSheet(models.Model):
    """One page with what an authority does on a day or in a week.

    What goes out is kept as a numbered version, so that the next one tells what
    changed.
    """

    _name = "pr.agenda.sheet"
    _description = "Day or Week Sheet"
    _inherit = ["pr.sheet.words.mixin", "pr.sheet.picture.mixin", "pr.share.mixin"]
    _order = "date_first desc, kind, agenda_id, scope desc"
    _check_company_auto = True

    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    kind = fields.Selection(
        selection=[("day", "Day"), ("week", "Week")],
        string="Sheet of",
        default="day",
        required=True,
        readonly=True,
    )
    scope = fields.Selection(
        selection=[("full", "Complete"), ("circulating", "Without reserved entries")],
        default="full",
        required=True,
        readonly=True,
        help="Complete: for the authority and the secretaries. Without reserved"
        " entries: to pass on; neither reserved nor private entries show, not even"
        " their times.",
    )
    date_first = fields.Date(string="Day", required=True, readonly=True, index=True)
    date_last = fields.Date(
        string="Until", compute="_compute_date_last", store=True, index=True
    )
    with_briefs = fields.Boolean(
        string="With the briefs",
        compute="_compute_with_briefs",
        store=True,
        readonly=False,
        help="The PDF then has a page for each entry with a brief.",
    )
    # what went out
    version_ids = fields.One2many(
        comodel_name="pr.agenda.sheet.version",
        inverse_name="sheet_id",
        string="Versions",
        readonly=True,
    )
    last_version_id = fields.Many2one(
        comodel_name="pr.agenda.sheet.version",
        compute="_compute_last_version_id",
        store=True,
        ondelete="set null",
        index="btree_not_null",
    )
    version = fields.Integer(related="last_version_id.number")
    sent_on = fields.Datetime(
        string="Sent on", related="last_version_id.issued_on", store=True
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("sent", "Sent")],
        compute="_compute_state",
        store=True,
        index=True,
        help="Sent: it was printed, downloaded or its chat was opened.",
    )
    has_changed = fields.Boolean(
        string="Changed since sent",
        compute="_compute_has_changed",
        search="_search_has_changed",
        help="The agenda changed after this sheet was sent, and its days are not over.",
    )
    notice = fields.Char(compute="_compute_notice")
    title = fields.Char(compute="_compute_title")
    may_issue = fields.Boolean(related="agenda_id.may_issue_sheets")
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _sheet_uniq = models.UniqueIndex(
        "(agenda_id, kind, scope, date_first)",
        "This sheet exists already: open it and send its next version.",
    )
    _week_from_monday = models.Constraint(
        "CHECK (kind <> 'week' OR extract(isodow FROM date_first) = 1)",
        "The sheet of a week begins on its Monday.",
    )

    @api.depends("kind", "date_first")
    def _compute_date_last(self):
        for sheet in self:
            days = 6 if sheet.kind == "week" else 0
            sheet.date_last = sheet.date_first and sheet.date_first + timedelta(days)

    @api.depends("kind", "scope")
    def _compute_with_briefs(self):
        for sheet in self:
            sheet.with_briefs = sheet.kind == "day" and sheet.scope == "full"

    @api.depends("version_ids.number")
    def _compute_last_version_id(self):
        for sheet in self:
            sheet.last_version_id = sheet.version_ids.sorted("number")[-1:]

    @api.depends("last_version_id")
    def _compute_state(self):
        for sheet in self:
            sheet.state = "sent" if sheet.last_version_id else "draft"

    @api.depends("last_version_id", "date_last")
    def _compute_has_changed(self):
        """Compare with the agenda of today; no queries for sheets of the past."""
        today = fields.Date.context_today(self)
        current = self.filtered(
            lambda sheet: sheet.last_version_id and sheet.date_last >= today
        )
        live = current._get_live_lines()
        self.has_changed = False
        for sheet in current:
            sheet.has_changed = sheet._differs_from_sent(live[sheet])

    @api.depends("has_changed")
    def _compute_notice(self):
        changed = self.env._("The agenda changed since it was sent")
        for sheet in self:
            sheet.notice = sheet.has_changed and changed

    def _search_has_changed(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = self.search(
            Domain("last_version_id", "!=", False)
            & Domain("date_last", ">=", fields.Date.context_today(self))
        )
        changed = Domain("id", "in", current.filtered("has_changed").ids)
        return changed if True in value else ~changed

    @api.depends_context("uid", "lang")
    @api.depends("last_version_id", "scope", "date_first")
    def _compute_preview(self):
        for sheet in self:
            sheet.preview = sheet._render_page("pr_office.agenda_sheet_preview")

    @api.depends_context("lang")
    @api.depends("kind", "date_first", "date_last")
    def _compute_title(self):
        for sheet in self:
            sheet.title = sheet._get_title()

    @api.depends("title", "agenda_id")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.title} – {sheet.agenda_id.name}"

    # ------------------------------------------------------------
    # FINDING A SHEET
    # ------------------------------------------------------------

    @api.model
    def _find_or_make(self, agenda, day, kind="day", scope="full"):
        """Return the sheet of a day, or of the week it falls in."""
        if kind == "week":
            day -= timedelta(days=day.weekday())
        values = {
            "agenda_id": agenda.id,
            "kind": kind,
            "scope": scope,
            "date_first": day,
        }
        domain = Domain.AND(Domain(name, "=", value) for name, value in values.items())
        return self.search(domain) or self.create(values)

    def _open(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_agenda_sheet_action"
        )
        return action | {
            "views": [(False, "form")],
            "res_id": self.id,
            "target": "current",
        }

    def _open_other(self, **values):
        self.ensure_one()
        wanted = {"day": self.date_first, "kind": self.kind, "scope": self.scope}
        return self._find_or_make(self.agenda_id, **wanted | values)._open()

    def action_previous(self):
        """Open the sheet of the day or week before."""
        return self._open_other(day=self.date_first - timedelta(days=1))

    def action_next(self):
        """Open the sheet of the day or week after."""
        return self._open_other(day=self.date_last + timedelta(days=1))

    def action_switch_kind(self):
        """Open the week of this day, or the first day of this week."""
        return self._open_other(kind="day" if self.kind == "week" else "week")

    def action_switch_scope(self):
        """Open the sheet to pass on, or the complete one."""
        other = "circulating" if self.scope == "full" else "full"
        return self._open_other(scope=other)

    @api.autovacuum
    def _gc_drafts(self):
        """Forget sheets that were looked at and never sent."""
        limit = fields.Date.context_today(self) - timedelta(days=_DRAFT_DAYS)
        self.search([("state", "=", "draft"), ("date_last", "<", limit)]).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered("last_version_id"):
            raise UserError(
                self.env._("A sheet that was sent stays: its versions are its history.")
            )

    # ------------------------------------------------------------
    # LINES AND VERSIONS
    # ------------------------------------------------------------

    def _get_live_lines(self):
        """Return for each sheet what the agenda says now, private entries included.

        Constant number of queries per agenda.

        :rtype: dict
        """
        live = {}
        for agenda, sheets in self.grouped("agenda_id").items():
            lines = agenda._collect_day_lines(
                min(sheets.mapped("date_first")), max(sheets.mapped("date_last"))
            )
            for sheet in sheets:
                live[sheet] = sheet._filter_lines(lines)
        return live

    def _filter_lines(self, lines):
        """Keep the lines of this sheet's days that its readers may see."""
        first, last = self.date_first.isoformat(), self.date_last.isoformat()
        shown = [line for line in lines if first <= line["day"] <= last]
        if self.scope == "full":
            return shown
        return [
            line | {"name": ""} if line["kind"] == "slot" else line
            for line in shown
            if line["access"] == "public"
        ]

    def _differs_from_sent(self, lines):
        """Tell whether the last version said something else than these lines."""
        sent_sudo = self.last_version_id.sudo()
        return day_sheet.is_changed(sent_sudo.lines or [], lines)

    def _get_pages(self, pending=False):
        """Return what to show and what to compare it with.

        :param bool pending: what would go out now, instead of what went out last
        :return: ``(version, lines before, lines)``; without version it is a draft
        """
        self.ensure_one()
        version = self.last_version_id
        if version and not pending:
            return version, version._get_previous()._get_lines(), version._get_lines()
        lines = self.agenda_id._mask_lines(self._get_live_lines()[self])
        return version.browse(), version._get_lines(), lines

    def _issue(self):
        """Keep what goes out now as a new version, unless it is the same as the last.

        :return: the version that goes out
        :raises AccessError: for whoever may not write in this agenda
        """
        self.ensure_one()
        self.check_access("write")
        lines = self._get_live_lines()[self]
        if self.last_version_id and not self._differs_from_sent(lines):
            return self.last_version_id
        version_model_sudo = self.env["pr.agenda.sheet.version"].sudo()
        version_sudo = version_model_sudo.create(
            {
                "sheet_id": self.id,
                "number": self.version + 1,
                "lines": lines,
            }
        )
        self.invalidate_recordset(["has_changed", "preview"])
        return version_sudo.sudo(False)

    def action_print(self):
        """Print the sheet; what is printed becomes its next version."""
        self.ensure_one()
        if self.may_issue:
            self._issue()
        return self._get_report()._pr_print(self)

    def _get_briefed_entries(self):
        """Return the entries of the printed lines that have a brief to add.

        Read with the rights of whoever prints: a private entry has no brief for who
        does not know it.
        """
        if not self.with_briefs:
            return self.env["calendar.event"]
        _version, _before, lines = self._get_pages()
        keys = dict.fromkeys(ln["key"] for ln in lines if ln["kind"] == "entry")
        entries = self.env["calendar.event"].browse(int(key[1:]) for key in keys)
        return entries.exists().filtered("pr_has_brief")

    def _get_report(self):
        return self.env.ref(f"pr_office.pr_agenda_{self.kind}_sheet_report")

    # ------------------------------------------------------------
    # SHARING
    # ------------------------------------------------------------

    def _get_share_partner(self):
        return self.agenda_id.partner_id

    def _get_share_text(self):
        return self._in_own_language()._get_chat_text()

    def _get_kept_share_text(self, text):
        """The versions hold what was said; others who see sendings need not."""
        return self.display_name

    def _get_share_files(self):
        return {"picture": self.env._("Picture"), "pdf": self.env._("PDF")}

    def _make_share_file(self, key):
        if self.may_issue:
            self._issue()
        if key == "picture":
            return f"{self._get_file_name()}.png", self._make_picture()
        report = self._get_report()
        report._pr_check_pdf()
        content, _kind = report._render_qweb_pdf(report.report_name, self.ids)
        return f"{self._get_file_name()}.pdf", content

    def _on_shared(self):
        self._issue()
