from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, format_datetime, human_size


class PrControlMixin(models.AbstractModel):
    """Records that print their control file: who did what to them, and when.

    A model that inherits this has a report that calls
    ``pr_office.report_control_sheets``. It may say more by ``_get_control_facts``,
    ``_get_control_approvals`` and ``_get_control_deliveries``; why a record has no
    control file for this reader, by ``_get_control_obstacle``.
    """

    _name = "pr.control.mixin"
    _description = "Record with a Control File"

    def _get_control_sheets(self):
        """Return what the control files of these records print, with the reader's own
        rights and a number of queries that does not grow with them.

        :return: list of dict, one a record: texts by name, and lists of dict for
            ``approvals``, ``changes``, ``deliveries``, ``shares`` and ``files``
        :rtype: list
        :raises AccessError: when the user may not read one of the records
        :raises UserError: when one of them has no control file for this user
        """
        self.check_access("read")
        self._check_control_allowed()
        changes = self._get_control_changes()
        files = self._get_control_files()
        return [
            record._prepare_control_sheet()
            | {"changes": changes.get(record.id, []), "files": files.get(record.id, [])}
            for record in self
        ]

    def _check_control_allowed(self):
        for record in self:
            obstacle = record._get_control_obstacle()
            if obstacle:
                raise UserError(obstacle)

    def _get_control_obstacle(self):
        """Return why this record has no control file for this user, or ``""``."""
        return ""

    def _prepare_control_sheet(self):
        self.ensure_one()
        return {
            "company": self._get_control_company(),
            "kind": self.env["ir.model"]._get(self._name).name,
            "title": self.display_name,
            "facts": self._get_control_facts(),
            "annulment": self._get_control_annulment(),
            "approvals": self._get_control_approvals(),
            "deliveries": self._get_control_deliveries(),
            "shares": self._get_control_shares(),
            "foot": self.env._(
                "Printed by %(who)s, %(when)s (%(zone)s).",
                who=self.env.user.name,
                when=self._format_control_time(fields.Datetime.now()),
                zone=self._get_control_tz(),
            ),
        }

    def _get_control_company(self):
        company = "company_id" in self and self.company_id
        return company or self.env.company

    def _get_control_tz(self):
        calendar = self.env.company.resource_calendar_id
        return self.env.user.tz or calendar.tz or "UTC"

    def _format_control_time(self, moment):
        if not moment:
            return ""
        tz = self._get_control_tz()
        return format_datetime(self.env, moment, tz=tz, dt_format="dd/MM/yyyy HH:mm")

    def _format_control_act(self, user, moment):
        return f"{user.name}, {self._format_control_time(moment)}"

    def _get_control_label(self, name):
        """Return the text of the key that the selection ``name`` holds."""
        selection = dict(self._fields[name]._description_selection(self.env))
        return selection.get(self[name], "")

    def _get_control_facts(self):
        """Return the lines of the head: pairs of label and text."""
        facts = [
            (
                self.env._("Made by"),
                self._format_control_act(self.create_uid, self.create_date),
            ),
            (
                self.env._("Last changed by"),
                self._format_control_act(self.write_uid, self.write_date),
            ),
            (self.env._("Number in the database"), f"{self._name} {self.id}"),
        ]
        if "state" in self:
            facts.insert(0, (self.env._("State"), self._get_control_label("state")))
        return facts

    def _get_control_annulment(self):
        """Return reason, author and time of the annulment, or ``None``."""
        if "annulled_on" not in self or not self.annulled_on:
            return None
        return {
            "reason": self.annul_reason,
            "by": self.env._(
                "Annulled by %(who)s, %(when)s",
                who=self.annulled_by_id.name,
                when=self._format_control_time(self.annulled_on),
            ),
        }

    # ------------------------------------------------------------------
    # Approvals, deliveries, sendings
    # ------------------------------------------------------------------

    def _get_control_approvals(self):
        """Return the decisions, oldest first; those by word say so in ``verbal``."""
        if "approval_ids" not in self:
            return []
        return [
            self._prepare_control_approval(approval)
            for approval in self.approval_ids.sorted("id")
        ]

    def _prepare_control_approval(self, approval):
        verbal = approval.kind == "verbal"
        asked = self.env._(
            "Asked by %(who)s, %(when)s",
            who=approval.requested_by_id.name,
            when=self._format_control_time(approval.create_date),
        )
        recorded = self.env._(
            "Recorded by %(who)s, %(when)s",
            who=approval.recorded_by_id.name,
            when=self._format_control_time(approval.create_date),
        )
        return {
            "verbal": verbal,
            "how": dict(approval._fields["kind"]._description_selection(self.env))[
                approval.kind
            ],
            "what": approval.label,
            "asked": recorded if verbal else asked,
            "comment": approval.comment or "",
        }

    def _get_control_deliveries(self):
        """Return the proofs of delivery: dicts of ``what``, ``state`` and ``proof``."""
        if "delivery_ids" not in self:
            return []
        return [
            {
                "what": delivery.display_name,
                "state": delivery._fields["state"].convert_to_export(
                    delivery.state, delivery
                ),
                "proof": self._describe_control_delivery(delivery),
            }
            for delivery in self.delivery_ids.sorted("id")
        ]

    def _describe_control_delivery(self, delivery):
        parts = (
            self._format_control_time(delivery.result_at),
            delivery.receiver_name,
            delivery.receiver_capacity,
            delivery.note,
        )
        return ", ".join(filter(None, parts))

    def _get_control_shares(self):
        """Return the sendings by chat: dicts of ``what``, ``who`` and ``state``."""
        if "share_ids" not in self:
            return []
        return [
            {
                "to": share.partner_id.name or share.number or "–",
                "who": self._format_control_act(
                    share.user_id, share.told_on or share.create_date
                ),
                "state": share._fields["state"].convert_to_export(share.state, share),
            }
            for share in self.share_ids.sorted("id")
        ]

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    def _get_control_changes(self):
        """Return the tracked changes by id of the record, oldest first.

        A value of a field that the user may not read is left out.
        """
        messages = self.env["mail.message"].search(
            [("model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )
        messages_sudo = messages.sudo()
        values_sudo = messages_sudo.tracking_value_ids._filter_has_field_access(
            self.env
        )
        owners = {value.id: value.mail_message_id for value in values_sudo}
        changes = {}
        for row in values_sudo.sorted("id")._tracking_value_format():
            message = owners[row["id"]].with_prefetch(messages_sudo.ids)
            changes.setdefault(message.res_id, []).append(
                (message.id, row["id"], self._prepare_control_change(message, row))
            )
        return {
            res_id: [row for _message, _value, row in sorted(rows, key=lambda r: r[:2])]
            for res_id, rows in changes.items()
        }

    @api.model
    def _prepare_control_change(self, message, row):
        info = row["fieldInfo"]
        return {
            "when": self._format_control_time(message.date),
            "who": message.author_id.name or message.email_from or "",
            "field": info["changedField"],
            "before": self._format_control_value(row["oldValue"], info),
            "after": self._format_control_value(row["newValue"], info),
        }

    @api.model
    def _format_control_value(self, value, info):
        kind = info["fieldType"]
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if value is False or value is None or value == "":
            return "–"
        if kind == "date":
            return format_date(self.env, value, date_format="dd/MM/yyyy")
        if kind == "datetime":
            moment = fields.Datetime.to_datetime(value.rstrip("Z"))
            return self._format_control_time(moment)
        if kind == "monetary" and info["currencyId"]:
            currency = self.env["res.currency"].browse(info["currencyId"])
            return format_amount(self.env, value, currency)
        return str(value)

    # ------------------------------------------------------------------
    # Files
    # ------------------------------------------------------------------

    def _get_control_files(self):
        """Return the files by id of the record, each with the SHA-256 of its content.

        The domain names ``res_field`` so that files of fields are found too; core
        leaves out those of fields the user may not read.
        """
        attachments = self.env["ir.attachment"].search_fetch(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("res_field", "in", [False, *self._get_control_file_fields()]),
            ],
            order="id",
        )
        records = {record.id: record for record in self}
        files = {}
        for attachment in attachments:
            record = records[attachment.res_id]
            files.setdefault(record.id, []).append(
                record._prepare_control_file(attachment)
            )
        return files

    def _get_control_file_fields(self):
        """Return the fields that hold a file as it was given, not its thumbnails."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "binary" and field.store and field.attachment
        ]

    def _prepare_control_file(self, attachment):
        return {
            "name": self._get_control_file_name(attachment),
            "size": human_size(attachment.file_size) or "–",
            "who": self._format_control_act(
                attachment.create_uid, attachment.create_date
            ),
            "sha256": attachment._pr_get_sha256() or self.env._("File not found"),
        }

    def _get_control_file_name(self, attachment):
        field = self._fields.get(attachment.res_field)
        if not field:
            return attachment.name
        file_name = f"{field.name}_name"
        name = file_name in self and self[file_name]
        label = field._description_string(self.env)
        return f"{label}: {name}" if name else label
