import base64
import io
import json
import zipfile
from datetime import date, datetime

from markupsafe import Markup

from odoo import fields
from odoo.tools import html2plaintext

from ...tools.names import search_key

_MAGIC = ("message_", "activity_", "website_message_", "rating_", "has_message")
_TECHNICAL = {
    "id",
    "display_name",
    "complete_name",
    "color",
    "sequence",
    "pr_sort_name",
}
_PLAIN = (
    "char",
    "text",
    "html",
    "selection",
    "integer",
    "float",
    "monetary",
    "boolean",
)


class PersonExport:
    """Everything kept about a person as a zip: one JSON a model, files, an index.

    With the user's own rights: a field or a record the user may not read is left out.
    """

    def __init__(self, env, partner, found):
        self.env = env
        self.partner = partner
        self.found = found

    def prepare_file(self):
        """Return the values of ``file`` and ``file_name``."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            sections = [
                self._add_model(archive, records) for records in self.found.values()
            ]
            sections.append(self._add_messages(archive))
            archive.writestr("index.html", str(self._get_index(sections)))
        key = search_key(self.partner.name).strip().replace(" ", "-") or "persona"
        name = "".join(char for char in key if char.isalnum() or char == "-")
        today = fields.Date.context_today(self.partner)
        return {
            "file": base64.b64encode(content.getvalue()),
            "file_name": f"datos-personales-{name[:60]}-{today}.zip",
        }

    def _add_model(self, archive, records):
        rows = self._get_rows(records)
        files = self._add_files(archive, records)
        for row in rows:
            row["_files"] = files.get(row["id"], [])
        self._write_json(archive, records._name, rows)
        return records, rows

    def _add_messages(self, archive):
        """Add what the person wrote or was written to, and the talk on the records."""
        messages = self.env["mail.message"].search(
            [
                "|",
                ("author_id", "=", self.partner.id),
                ("partner_ids", "in", self.partner.ids),
            ],
            order="id",
        )
        names = ("date", "subject", "body", "email_from", "model", "res_id")
        rows = [
            {"id": message.id} | {name: self._convert(message, name) for name in names}
            for message in messages
        ]
        self._write_json(archive, messages._name, rows)
        return messages, rows

    def _write_json(self, archive, model, rows):
        text = json.dumps(rows, ensure_ascii=False, indent=2, default=str)
        archive.writestr(f"{model}.json", text)

    def _get_rows(self, records):
        names = [
            field.name
            for field in records._fields.values()
            if field.store
            and field.type in (*_PLAIN, "date", "datetime", "many2one", "many2many")
            and not field.name.startswith(_MAGIC)
            and records._has_field_access(field, "read")
        ]
        return [
            {"id": record.id, "display_name": record.display_name}
            | {name: self._convert(record, name) for name in names}
            for record in records
        ]

    def _convert(self, record, name):
        field, value = record._fields[name], record[name]
        if field.relational:
            linked = value.filtered(lambda other: other.has_access("read"))
            pairs = [{"id": other.id, "name": other.display_name} for other in linked]
            return pairs if field.type == "many2many" else next(iter(pairs), None)
        if isinstance(value, (date, datetime)):
            return value.isoformat()
        if field.type == "boolean" or value or value == 0 and value is not False:
            return value
        return None

    def _add_files(self, archive, records):
        """Write the records' files; return their places in the zip by record."""
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("type", "=", "binary"),
                ("id", "!=", False),
            ],
            order="id",
        )
        places = {}
        for attachment in attachments:
            if attachment.res_field and attachment.res_field.startswith("image_"):
                if attachment.res_field != "image_1920":
                    continue
            name = "".join(
                char if char.isalnum() or char in "-_. " else "_"
                for char in attachment.name or "file"
            )
            place = f"files/{records._name}/{attachment.id}-{name}"
            archive.writestr(place, attachment.raw or b"")
            places.setdefault(attachment.res_id, []).append(place)
        return places

    def _get_index(self, sections):
        """Return a page that a person can read, in the language of the contact."""
        env = self.env
        parts = [
            Markup("<h1>%s</h1><p>%s</p>")
            % (
                env._("Personal data of %(person)s", person=self.partner.name),
                env._(
                    "Handed over by %(company)s on %(date)s. Each kind of record is"
                    " also in a JSON file, and the files are in the folder files.",
                    company=env.company.name,
                    date=fields.Date.context_today(self.partner),
                ),
            )
        ]
        parts += [
            self._get_section(records, rows) for records, rows in sections if rows
        ]
        return Markup(
            '<!DOCTYPE html><html><head><meta charset="utf-8"/><style>body{font-family:'
            "sans-serif;margin:2em;max-width:60em}table{border-collapse:collapse}td,th"
            "{border:1px solid #999;padding:3px 6px;vertical-align:top;text-align:left}"
            "</style></head><body>%s</body></html>"
        ) % Markup().join(parts)

    def _get_section(self, records, rows):
        title = self.env["ir.model"]._get(records._name).name
        tables = Markup().join(self._get_table(records, row) for row in rows)
        return Markup("<h2>%s (%s)</h2>%s") % (title, len(rows), tables)

    def _get_table(self, records, row):
        lines = Markup().join(
            Markup("<tr><th>%s</th><td>%s</td></tr>")
            % (
                records._fields[name]._description_string(self.env),
                self._show(records._fields[name], value),
            )
            for name, value in row.items()
            if self._is_shown(records, name) and value not in (None, [], "", False)
        )
        files = Markup().join(
            Markup('<li><a href="%s">%s</a></li>') % (place, place)
            for place in row.get("_files", ())
        )
        return Markup("<table>%s</table><ul>%s</ul>") % (lines, files)

    def _is_shown(self, records, name):
        """Leave to the JSON what only a program reads."""
        return name in records._fields and not (
            name in _TECHNICAL or name.endswith(("_key", "_hash"))
        )

    def _show(self, field, value):
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return html2plaintext(value)
        if field.type == "datetime":
            return value[:16].replace("T", " ")
        if isinstance(value, dict):
            return value["name"]
        if isinstance(value, list):
            return "; ".join(item["name"] for item in value)
        return self.env._("Yes") if value is True else str(value)
