import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from ...tools import popolo, register_table, sheets
from ...tools.register_workbook import write_table
from .register_apply import RegisterApply
from .register_entry import MODELS
from .register_messages import get_fault, get_messages
from .register_plan import RegisterPlan
from .register_template import get_template

_SEVERITIES = ("error", "warning", "note")


class PrRegisterImport(models.TransientModel):
    _name = "pr.register.import"
    _description = "Register Import"
    # long enough to look at the table, ask the institutions and come back
    _transient_max_hours = 48

    file = fields.Binary(attachment=True)
    filename = fields.Char()
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Company the new contacts belong to. Empty: visible to all.",
    )
    close_previous = fields.Boolean(
        string="A new holder ends the open mandate before",
        default=True,
        help="When the seats of a post are taken by mandates without last day, they end"
        " the day before the new holder starts.",
    )
    state = fields.Selection(
        selection=[("upload", "File"), ("review", "Review"), ("done", "Done")],
        default="upload",
        required=True,
        readonly=True,
    )
    source_kind = fields.Selection(
        selection=[("table", "Table"), ("popolo", "Popolo JSON")], readonly=True
    )
    template_file = fields.Binary(compute="_compute_template_file")
    table_file = fields.Binary(compute="_compute_table_file")
    row_count = fields.Integer(string="Rows read", readonly=True)
    remarks = fields.Html(string="About the file", readonly=True)
    fingerprint = fields.Char(readonly=True)
    changed_meanwhile = fields.Boolean(readonly=True)
    line_ids = fields.One2many(
        comodel_name="pr.register.import.line", inverse_name="import_id"
    )
    attention_line_ids = fields.One2many(
        comodel_name="pr.register.import.line",
        inverse_name="import_id",
        domain=[
            "|",
            ("checked_state", "in", ("refused", "decide")),
            ("has_warning", "=", True),
        ],
        string="To look at",
    )
    create_count = fields.Integer(string="To create", compute="_compute_counts")
    change_count = fields.Integer(string="To change", compute="_compute_counts")
    same_count = fields.Integer(string="Unchanged", compute="_compute_counts")
    refused_count = fields.Integer(string="Refused", compute="_compute_counts")
    decide_count = fields.Integer(string="To decide", compute="_compute_counts")
    skip_count = fields.Integer(string="Left out", compute="_compute_counts")
    warning_count = fields.Integer(string="Warnings", compute="_compute_counts")
    institution_count = fields.Integer(compute="_compute_counts")
    person_count = fields.Integer(compute="_compute_counts")
    post_count = fields.Integer(compute="_compute_counts")
    mandate_count = fields.Integer(compute="_compute_counts")
    is_decided_anew = fields.Boolean(compute="_compute_is_decided_anew")

    @api.depends("filename")
    def _compute_display_name(self):
        for record in self:
            record.display_name = record.filename or self.env._("Import the directory")

    @api.depends("line_ids.state", "line_ids.has_warning")
    def _compute_counts(self):
        groups = self.env["pr.register.import.line"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "state", "kind", "has_warning"],
            ["__count"],
        )
        for record in self:
            rows = [row[1:] for row in groups if row[0] == record._origin]
            for state in ("create", "change", "same", "refused", "decide", "skip"):
                total = sum(row[-1] for row in rows if row[0] == state)
                record[f"{state}_count"] = total
            for kind in MODELS:
                made = (row for row in rows if row[0] in ("created", "changed"))
                total = sum(row[-1] for row in made if row[1] == kind)
                record[f"{kind}_count"] = total
            record.warning_count = sum(row[-1] for row in rows if row[2])

    @api.depends("line_ids.is_decided_anew")
    def _compute_is_decided_anew(self):
        lines = self.env["pr.register.import.line"].search_fetch(
            [("import_id", "in", self.ids), ("is_decided_anew", "=", True)],
            ["import_id"],
        )
        for record in self:
            record.is_decided_anew = record._origin in lines.import_id

    # reading and checking

    def action_check(self):
        """Read the file and show what it would do; nothing is written yet."""
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose the file to import first."))
        self._store_plan(self._make_plan())
        self.changed_meanwhile = False
        return True

    def _make_plan(self):
        register = self._read_register()
        lines = self.line_ids.filtered(lambda line: line.decision)
        decisions = {line.key: line._get_decision() for line in lines}
        plan = RegisterPlan(self.env, register, decisions, self.close_previous)
        return plan.run()

    def _read_register(self):
        """Return what the file says.

        :raises UserError: when it cannot be read at all, with what to do
        """
        content = base64.b64decode(self.with_context(bin_size=False).file)
        is_popolo = popolo.is_popolo(content)
        reader = popolo if is_popolo else register_table
        options = {} if is_popolo else {"max_rows": self._get_max_rows()}
        self.source_kind = "popolo" if is_popolo else "table"
        try:
            return reader.read_register(content, self._get_choices(), **options)
        except sheets.FileFault as fault:
            message = get_fault(self.env, fault.code, fault.facts)
            raise UserError(message) from fault

    @api.model
    def _get_max_rows(self):
        """Return how many rows one file may have.

        A file is read, compared and applied within one request; more rows than this
        would outlast the time limits that Odoo's workers usually have.
        """
        parameters = self.env["ir.config_parameter"].sudo()
        limit = parameters.get_param("pr_office.import_max_rows")
        return int(limit or sheets.MAX_ROWS)

    @api.model
    def _get_choices(self):
        """Return the words of the columns that choose from a list, by column."""
        scopes = self.env["res.partner"]._selection_pr_scope()
        return {
            "institution_type": self._get_words("pr.institution.type"),
            "category": self._get_words("pr.position.category"),
            "scope": [(label, key) for key, label in scopes]
            + [(k, k) for k, _l in scopes],
            "state": self._get_words("res.country.state", "code"),
            "country": self._get_words("res.country", "code"),
        }

    @api.model
    def _get_words(self, model, code=None):
        """Return ``(name, id)`` of all records in every installed language."""
        records = self._get_records_to_choose(model)
        languages = dict.fromkeys([self.env.lang, *self._get_languages(), "en_US"])
        words = {
            (record.name, record.id): None
            for lang in languages
            for record in records.with_context(lang=lang)
        }
        codes = [
            (record[code], record.id) for record in records if code and record[code]
        ]
        return [*words, *codes]

    @api.model
    def _get_records_to_choose(self, model):
        if model != "res.country.state":
            return self.env[model].search(Domain.TRUE)
        country = self.env.company.country_id or self.env.ref("base.pe")
        return country.state_ids

    @api.model
    def _get_languages(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    # the table of what would happen

    def _store_plan(self, plan):
        self.line_ids.unlink()
        self.env["pr.register.import.line"].create(self._prepare_lines(plan))
        self.write(
            {
                "state": "review",
                "row_count": plan.register.row_count,
                "remarks": self._prepare_remarks(plan.register.notes),
                "fingerprint": plan.get_fingerprint(),
            }
        )

    def _prepare_lines(self, plan):
        messages = get_messages(self.env)
        return [
            self._prepare_line(sequence, entry, plan, messages)
            for sequence, entry in enumerate(plan.entries.values())
        ]

    def _prepare_line(self, sequence, entry, plan, messages):
        item = entry.item
        problems = self._get_problems_to_show(entry)
        texts = [self._get_texts(problem, messages) for problem in problems]
        decision, partner_id = plan.decisions.get(item.key, (False, False))
        record = entry.record
        vals = {
            "import_id": self.id,
            "sequence": sequence,
            "urgency": self._get_urgency(entry, problems),
            "key": item.key,
            "kind": item.kind,
            "name": self._get_entry_name(entry, plan),
            "place": ", ".join(map(str, item.places)),
            "column": self._join(self._get_column(problem) for problem in problems),
            "checked_state": entry.state,
            "has_warning": any(p.severity == "warning" for p in problems),
            "changes": self._get_changes(entry),
            "message": self._join(text for text, _cure in texts),
            "cure": self._join(cure for _text, cure in texts),
            "has_twin": "twin" in item.links,
            "decision": decision,
            "checked_decision": f"{decision or ''}:{partner_id or ''}",
        }
        if record:
            vals |= {"record_model": record._name, "record_id": record.id}
        if entry.hits:
            candidates = [hit.partner.id for hit in entry.hits]
            vals["candidate_ids"] = [Command.set(candidates)]
            vals["partner_id"] = partner_id or candidates[0]
        return vals

    def _get_problems_to_show(self, entry):
        """Of a refused row only what has to be corrected, else all that is to say."""
        problems = entry.item.problems
        if entry.state == "refused":
            problems = [p for p in problems if p.severity == "error"]
        return sorted(problems, key=lambda p: _SEVERITIES.index(p.severity))

    def _get_urgency(self, entry, problems):
        if entry.state in ("refused", "decide"):
            return ("refused", "decide").index(entry.state)
        return 2 if any(problem.severity == "warning" for problem in problems) else 3

    def _get_entry_name(self, entry, plan):
        item = entry.item
        if item.kind == "mandate":
            parts = [plan.get(item.links.get(link)) for link in ("person", "post")]
            if entry.record and not parts[0]:
                return entry.record.display_name
            return ", ".join(part.item.values["name"] for part in parts if part)
        if item.kind == "post":
            home = plan.get(item.links.get("institution"))
            names = (item.values.get("name"), home and home.item.values.get("name"))
            return " – ".join(filter(None, names))
        return item.values.get("name")

    def _get_texts(self, problem, messages):
        text, cure = messages[problem.code]
        facts = {
            name: format_date(self.env, fact) if hasattr(fact, "year") else fact
            for name, fact in problem.facts.items()
        }
        if "first" in facts:
            facts["first"] = self._get_place(facts["first"])
        return text % facts, cure % facts

    def _get_column(self, problem):
        return " – ".join(filter(None, (problem.column, problem.heading)))

    def _get_changes(self, entry):
        if entry.record:
            return "\n".join(
                f"{label}: {old or '–'} → {new or '–'}"
                for label, old, new in entry.changes
            )
        return "\n".join(f"{label}: {new}" for label, _old, new in entry.changes if new)

    @api.model
    def _join(self, texts):
        return "\n".join(dict.fromkeys(filter(None, texts)))

    def _prepare_remarks(self, notes):
        messages = get_messages(self.env)
        items = Markup()
        for problem in notes:
            text, cure = self._get_texts(problem, messages)
            where = self._get_column(problem) or self._get_place(problem.place)
            words = " ".join(filter(None, (where and f"{where}:", text, cure)))
            items += Markup("<li>%s</li>") % words
        return Markup("<ul>%s</ul>") % items if items else False

    def _get_place(self, place):
        if isinstance(place, int):
            return self.env._("row %(number)s", number=place)
        return place

    # applying

    def action_apply(self):
        """Import what the table shows, all of it or nothing.

        The register may have changed since the table was made. Then nothing is
        imported and the table is shown anew. Refused lines stop everything unless the
        context has ``pr_leave_out_refused``.

        :raises UserError: when something is still to be decided or to be corrected
        """
        self.ensure_one()
        self._check_ready()
        plan = self._make_plan()
        if plan.get_fingerprint() != self.fingerprint:
            self._store_plan(plan)
            self.changed_meanwhile = True
            return True
        RegisterApply(plan, self.company_id, self.filename or "").run()
        self._store_results(plan)
        return True

    def _check_ready(self):
        if self.state != "review":
            raise UserError(self.env._("Check the file first."))
        if self.is_decided_anew:
            raise UserError(
                self.env._('You have decided about some lines: press "Check again".')
            )
        if self.decide_count:
            raise UserError(
                self.env._(
                    "Lines to decide: %(count)s. Say for each whether it is the contact"
                    " that exists.",
                    count=self.decide_count,
                )
            )
        if self.refused_count and not self.env.context.get("pr_leave_out_refused"):
            raise UserError(
                self.env._(
                    "Refused lines: %(count)s. Correct the file and choose it again, or"
                    ' press "Import the rest".',
                    count=self.refused_count,
                )
            )
        if not self.create_count + self.change_count:
            raise UserError(self.env._("There is nothing to import in this file."))

    def _store_results(self, plan):
        made = [
            (entry.item.key, entry.record._name, entry.record.id, f"{entry.state}d")
            for entry in plan.entries.values()
            if entry.state in ("create", "change")
        ]
        keys, models, ids, states = map(list, zip(*made, strict=True))
        self.line_ids.flush_recordset()
        self.env.execute_query(
            SQL(
                """
                UPDATE pr_register_import_line AS line
                   SET record_model = made.model, record_id = made.id,
                       checked_state = made.state, state = made.state
                  FROM unnest(%s::varchar[], %s::varchar[], %s::int[], %s::varchar[])
                       AS made (key, model, id, state)
                 WHERE line.import_id = %s AND line.key = made.key
             RETURNING line.id
                """,
                keys,
                models,
                ids,
                states,
                self.id,
            )
        )
        self.line_ids.invalidate_recordset()
        self.state = "done"

    # files

    def _compute_template_file(self):
        for record in self:
            content = get_template(self.env, record._get_template_lists())
            record.template_file = base64.b64encode(content)

    @api.model
    def _get_template_lists(self):
        """Return the words of the drop-down lists of the template."""
        lists = {"institution_type": "pr.institution.type"}
        lists |= {"category": "pr.position.category"}
        words = {
            name: self._get_records_to_choose(model).mapped("name")
            for name, model in lists.items()
        }
        scopes = self.env["res.partner"]._selection_pr_scope()
        kinds = self.env["pr.mandate"]._fields["kind"]._description_selection(self.env)
        genders = self.env["res.partner"]._fields["pr_gender"]
        return words | {
            "scope": [label for _key, label in scopes],
            "state": self._get_records_to_choose("res.country.state").mapped("name"),
            "gender": [w for _key, w in genders._description_selection(self.env)],
            "kind": [label for _key, label in sorted(kinds, reverse=True)],
        }

    def _compute_table_file(self):
        for record in self:
            record.table_file = base64.b64encode(record._get_table_workbook())

    def _get_table_workbook(self):
        """Return the checked table as a workbook, to print or to work from."""
        columns = ["state", "kind", "place", "name", "column", "message", "cure"]
        columns.append("changes")
        facts = self.line_ids.fields_get(columns)
        words = {
            fname: dict(facts[fname].get("selection", ())) for fname in columns[:2]
        }
        rows = (
            [words.get(fname, {}).get(line[fname], line[fname]) for fname in columns]
            for line in self.line_ids
        )
        headings = [facts[fname]["string"] for fname in columns]
        widths = [12, 12, 10, 40, 24, 40, 40, 50]
        return write_table(self.env._("Review"), headings, rows, widths)

    def action_download_template(self):
        """Download the workbook to fill in."""
        return self._download("template_file", self.env._("directory-template.xlsx"))

    def action_download_table(self):
        """Download the table of what would be imported and why not."""
        return self._download("table_file", self.env._("directory-review.xlsx"))

    def _download(self, fname, filename):
        self.ensure_one()
        url = f"/web/content/{self._name}/{self.id}/{fname}/{filename}?download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    # screens

    def action_back(self):
        """Choose another file."""
        self.ensure_one()
        self.line_ids.unlink()
        self.write({"state": "upload", "file": False, "filename": False})
        return True

    def action_view_lines(self):
        """Open the whole table, filtered as the button says."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_register_import_line_action"
        )
        name = self.env.context.get("pr_filter")
        context = {f"search_default_{name}": 1} if name else {}
        return action | {"domain": [("import_id", "=", self.id)], "context": context}

    def action_view_records(self):
        """Open what was imported of the kind that the button says."""
        self.ensure_one()
        kind = self.env.context.get("pr_kind", "institution")
        actions = {
            "institution": "pr_office.pr_institution_action",
            "person": "pr_office.pr_person_action",
            "post": "pr_office.pr_position_action",
            "mandate": "pr_office.pr_mandate_action",
        }
        lines = self.env["pr.register.import.line"].search_fetch(
            [
                ("import_id", "=", self.id),
                ("kind", "=", kind),
                ("state", "in", ("created", "changed")),
            ],
            ["record_id"],
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(actions[kind])
        return action | {"domain": [("id", "in", lines.mapped("record_id"))]}
