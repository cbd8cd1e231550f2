"""What a file would change in the register, as values and in words."""

from datetime import date

from odoo import models
from odoo.tools import format_date

from ...tools import documents, identity, names
from ...tools.register_columns import COLUMN_OF
from .register_entry import FIELDS, MODELS

_NAME_PARTS = ("pr_given_names", "pr_surname", "pr_second_surname")
# What the name of a new entry says, or nobody needs to read.
_SAID_BY_ITS_NAME = {"name", "pr_popolo_id", *_NAME_PARTS}


class Comparison:
    """The part of a :class:`~.register_plan.RegisterPlan` about changes."""

    def _compare(self):
        self._find_parents()
        for entry in self.entries.values():
            if not entry.alive or entry.alias:
                continue
            entry.vals = self._prepare_vals(entry)
            if entry.record:
                self._compare_record(entry)
            else:
                entry.changes = [
                    (self._get_label(entry.item.kind, fname), "", value)
                    for fname, value in entry.vals.items()
                    if fname not in _SAID_BY_ITS_NAME
                ]
        self._put_into_words()
        self._put_parents_into_words()

    def _find_parents(self):
        """Note what each institution belongs to, where the register says otherwise."""
        for entry in self.of_kind("institution"):
            parent = self.get(entry.item.links.get("parent"))
            if not (parent and parent.alive and entry.alive):
                continue
            known = entry.record and entry.record.parent_id
            if not parent.record or known != parent.record:
                entry.parent = parent
        for entry in self.of_kind("institution"):
            if entry.parent and (circle := self._get_circle(entry)):
                entry.complain("cycle", "warning", names=" → ".join(circle))
                entry.parent = None

    def _get_circle(self, entry):
        """Return the names on the way up from an institution back to itself, if any."""
        start = entry.record or entry
        circle, above = [entry.item.values["name"]], entry.parent
        while above and len(circle) < 100:
            record = above if isinstance(above, models.BaseModel) else above.record
            planned = self.taken.get(record) if record else above
            circle.append(record.name if record else above.item.values["name"])
            if (record or above) == start:
                return circle
            above = planned.parent if planned else None
            above = above or (record and record.parent_id)
        return []

    def _put_parents_into_words(self):
        label = self.env._("Belongs to")
        for entry in self.of_kind("institution"):
            if entry.parent:
                old = entry.record.parent_id.name if entry.record else ""
                name = entry.parent.item.values["name"]
                entry.changes.append((label, old or "", name))

    def _prepare_vals(self, entry):
        fnames = FIELDS[entry.item.kind]
        return {
            fnames[name]: value
            for name, value in entry.item.values.items()
            if name in fnames
        }

    def _compare_record(self, entry):
        record = entry.record
        kept = getattr(self, f"_keep_{entry.item.kind}")(entry)
        entry.vals = {
            fname: value
            for fname, value in entry.vals.items()
            if fname not in kept and not self._is_same(record, fname, value)
        }
        if entry.item.kind in ("institution", "person"):
            for fname in ("active", "pr_in_register"):
                if not record[fname]:
                    entry.vals[fname] = True
        entry.changes = [
            (self._get_label(entry.item.kind, fname), record[fname], value)
            for fname, value in entry.vals.items()
        ]
        if entry.state == "create":
            changed = entry.vals or entry.parent
            entry.state = "change" if changed else "same"

    def _keep_institution(self, entry):
        """Fields that stay as the register has them: its spelling of the name."""
        kept = {"pr_popolo_id"} if entry.record.pr_popolo_id else set()
        name = identity.name_key(entry.item.values["name"], True)
        return kept | ({"name"} if name == entry.record.pr_name_key else set())

    def _keep_person(self, entry):
        record = entry.record
        kept = {"pr_popolo_id"} if record.pr_popolo_id else set()
        if identity.name_key(entry.item.values["name"], False) != record.pr_name_key:
            return kept
        has_parts = any(record[part] for part in _NAME_PARTS)
        same = names.clean(entry.item.values["name"]) == record.name
        return kept | {"name"} | (set(_NAME_PARTS) if has_parts or not same else set())

    def _keep_post(self, entry):
        record = entry.record
        kept = {"name"} | ({"pr_popolo_id"} if record.pr_popolo_id else set())
        count = entry.vals.get("seats")
        if count and count < record.seats:
            entry.complain("seats_in_use", "note", seats=record.seats)
            kept.add("seats")
        return kept

    def _keep_mandate(self, entry):
        record = entry.record
        kept = {"pr_popolo_id"} if record.pr_popolo_id else set()
        values = entry.item.values
        if record.date_end and not (values.get("date_start") or values.get("date_end")):
            end = self._format_date(record.date_end)
            entry.complain("ended_before", "warning", end=end)
        return kept

    def _is_same(self, record, fname, value):
        if fname == "pr_popolo_id":
            return value == record._get_pr_popolo_id()
        known = record[fname]
        if isinstance(known, models.BaseModel):
            known = known.id
        if not known or known == value:
            return known == value
        if fname == "vat":
            return documents.document_key(known) == documents.document_key(value)
        if fname == "website":
            return known == record._clean_website(value)
        if fname == "phone":
            return _get_digits(known) == _get_digits(value)
        if fname == "email":
            return known.lower() == value.lower()
        return False

    # words

    def _get_label(self, kind, fname):
        """Return a field and its name: its column's in the file, where it has one."""
        key = (kind, fname)
        if key not in self.labels:
            field = self.env[MODELS[kind]]._fields[fname]
            name = next((n for n, f in FIELDS[kind].items() if f == fname), fname)
            column = COLUMN_OF.get((kind, name))
            label = column and column.get_heading(self.env.lang)
            self.labels[key] = (field, label or field._description_string(self.env))
        return self.labels[key]

    def _put_into_words(self):
        """Turn values into what people read; names of records in one query each."""
        wanted = {}
        for entry in self.entries.values():
            for (column, _label), _old, new in entry.changes:
                if column.comodel_name and isinstance(new, int):
                    wanted.setdefault(column.comodel_name, set()).add(new)
        for model, ids in wanted.items():
            for record in self.env[model].browse(ids):
                self.texts[model, record.id] = record.display_name
        for entry in self.entries.values():
            entry.changes = [
                (label, self._get_text(column, old), self._get_text(column, new))
                for (column, label), old, new in entry.changes
            ]

    def _get_text(self, column, value):
        if isinstance(value, models.BaseModel):
            return value.display_name or ""
        if column.comodel_name:
            return self.texts.get((column.comodel_name, value), "")
        if column.type == "selection" and value:
            return dict(column._description_selection(self.env)).get(value, value)
        if column.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, date):
            return self._format_date(value)
        return str(value or "")

    def _format_date(self, day):
        if day not in self.texts:
            self.texts[day] = format_date(self.env, day)
        return self.texts[day]


def _get_digits(text):
    return "".join(char for char in text if char.isdigit()) or text
