from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, OrderedSet

from ...tools import privacy

_TEXT = ("char", "text", "html")
# Found by core's own ways or of no use to anybody: never searched for a person.
_SKIPPED = {
    "res.partner",
    "res.users.log",
    "mail.notification",
    "mail.followers",
    "mail.message",
    "mail.push.device",
    "discuss.channel.member",
    "bus.presence",
    "pr.privacy.log",
}
_MAILS = ("email_normalized", "email", "email_from")
# Rewritten beside the office's own: the rest of Odoo is exported, not touched.
_REWRITTEN = ("calendar.event", "calendar.attendee", "mail.activity", "mail.mail")
# Of a contact's card, what tells who it is without being a text.
_CARD = {
    "category_id",
    "parent_id",
    "pr_assistant_id",
    "pr_birth_day",
    "pr_birth_month",
    "pr_personage_category_ids",
}
# Writing a text must neither mail anybody nor go to a calendar outside.
_QUIET = {
    "mail_notrack": True,
    "tracking_disable": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "mail_create_nolog": True,
}


class PrPersonalData(models.AbstractModel):
    """Finds what is kept about a person in all of the registry, and takes it out."""

    _name = "pr.personal.data"
    _description = "Personal Data of a Person"

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    @api.model
    def _get_person_fields(self):
        """Return ``{model: names of its fields that point to a contact}``.

        Read from the registry, so that a model made tomorrow is found too.
        """
        found = {}
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not model._auto:
                continue
            if name in _SKIPPED:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.comodel_name == "res.partner"
                and field.type in ("many2one", "many2many")
                and field.store
            ]
            if names:
                found[name] = names
        return found

    @api.model
    def _find(self, partner):
        """Return ``{model: records}`` that have to do with ``partner``, one query each.

        By link, by address of mail, and in the office's own records by the whole name
        as it was written. Only what the user may read is found.

        :param partner: one ``res.partner``
        """
        found = {}
        links = self._get_person_fields()
        terms = self._get_terms(partner)
        for name in sorted({*links, *self._get_mail_models()}):
            model = self.env[name].with_context(active_test=False)
            if not model.has_access("read"):
                continue
            domain = Domain.OR(
                [
                    Domain.OR(
                        Domain(field, "in", partner.ids)
                        for field in links.get(name, ())
                    ),
                    self._get_text_domain(model, partner, terms),
                ]
            )
            records = model.search(domain, order="id")
            if records:
                found[name] = records.with_context(active_test=True)
        self._add_attached(found, partner)
        return found

    @api.model
    def _get_mail_models(self):
        """Return the models that keep an address of mail, as core's look-up does."""
        return [
            name
            for name, model in self.env.items()
            if model._auto
            and not model._abstract
            and not model._transient
            and name not in _SKIPPED
            and any(f in model._fields and model._fields[f].store for f in _MAILS)
        ]

    @api.model
    def _get_text_domain(self, model, partner, terms):
        domains = []
        if partner.email_normalized:
            domains += [
                Domain(field, "=ilike", partner.email_normalized)
                for field in _MAILS
                if field in model._fields and model._fields[field].store
            ]
        if model._name.startswith("pr.") and partner.name in terms:
            domains += [
                Domain(name, "ilike", partner.name)
                for name in model._pr_get_personal_fields()
                if model._fields[name].type == "char"
            ]
        return Domain.OR(domains)

    @api.model
    def _add_attached(self, found, partner):
        """Add the office's records that hang on those found, such as approvals."""
        owners = {**found, "res.partner": partner}
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not self._hangs_on_others(model) or not model.has_access("read"):
                continue
            domain = Domain.OR(
                Domain("res_model", "=", owner) & Domain("res_id", "in", records.ids)
                for owner, records in owners.items()
            )
            hanging = model.search(domain, order="id")
            if hanging:
                found[name] = found.get(name, hanging.browse()) | hanging

    @api.model
    def _hangs_on_others(self, model):
        return (
            model._name.startswith("pr.")
            and model._auto
            and not model._abstract
            and not model._transient
            and {"res_model", "res_id"} <= model._fields.keys()
            and model._fields["res_id"].store
        )

    @api.model
    def _get_terms(self, partner):
        """Return what ``partner`` is recognised by, see :mod:`tools.privacy`."""
        names = {
            partner.name,
            partner.pr_public_name,
            partner.pr_surname_first,
            " ".join(filter(None, (partner.pr_given_names, partner.pr_surname))),
        }
        names |= {f"{partner.pr_title} {name}" for name in names if partner.pr_title}
        return privacy.personal_terms(
            sorted(filter(None, names)),
            [partner.phone, partner.phone_sanitized, partner.vat, partner.ref],
            [partner.email, partner.email_normalized],
        )

    # ------------------------------------------------------------------
    # Taking out
    # ------------------------------------------------------------------

    @api.model
    def _get_placeholder(self):
        return self.env._("[anonymised]")

    @api.model
    def _get_text_fields(self, model):
        """Return the stored texts of a model that may name somebody."""
        return [
            field.name
            for field in model._fields.values()
            if field.type in _TEXT
            and field.store
            and field.column_type
            and not field.translate
            and field.name not in ("res_model", "state", "token_hash", "text_hash")
        ]

    @api.model
    def _anonymise_records(self, records):
        """Take the personal data out of records whose time is over.

        Numbers, dates, motive and whatever is not in ``_pr_get_personal_fields`` stay.
        The conversation is emptied and the files go. The number of queries does not
        depend on the number of records.
        """
        records_sudo = records.sudo()
        names = records._pr_get_personal_fields()
        self._blank(records_sudo, names)
        self._drop_files(records_sudo)
        messages_sudo = self._get_messages(records_sudo)
        self._blank(messages_sudo, ["body", "email_from", "subject"])
        values_sudo = messages_sudo.tracking_value_ids
        values_sudo.filtered(lambda value: value.field_id.name in names).unlink()
        self._anonymise_hanging(records_sudo)

    @api.model
    def _anonymise_hanging(self, records_sudo):
        """Do the same to what hangs on these records: sendings, proofs of notices."""
        for name in ("pr.share", "pr.privacy.proof", "pr.privacy.consent", "pr.mail"):
            hanging_sudo = (
                self.env[name]
                .sudo()
                .search(
                    [
                        ("res_model", "=", records_sudo._name),
                        ("res_id", "in", records_sudo.ids),
                    ]
                )
            )
            self._blank(hanging_sudo, hanging_sudo._pr_get_personal_fields())
            if name == "pr.mail":
                self._drop_files(hanging_sudo)
        for hanging_sudo, names in records_sudo._pr_get_hanging():
            self._empty_hanging(hanging_sudo, names)

    @api.model
    def _empty_hanging(self, hanging_sudo, names):
        """Empty these fields; an agenda's entry by writing: its texts follow."""
        if hanging_sudo._name == "calendar.event":
            placeholder = self._get_placeholder()
            quiet = hanging_sudo.with_context(**_QUIET)
            quiet.write(dict.fromkeys(names, placeholder))
        else:
            self._blank(hanging_sudo, names)
            self._drop_files(hanging_sudo)

    @api.model
    def _blank(self, records_sudo, names, keep_links=False):
        """Replace these fields of all records: one UPDATE, whatever they hold.

        In SQL, since what is frozen for its users is still taken out here, and nobody
        is to be mailed about it.
        """
        columns = [
            self._get_blank(field)
            for field in map(records_sudo._fields.get, names)
            if field.column_type and not (keep_links and field.relational)
        ]
        if not records_sudo or not columns:
            return
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s WHERE id = ANY(%s)",
                SQL.identifier(records_sudo._table),
                SQL(", ").join(columns),
                records_sudo.ids,
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _get_blank(self, field):
        column = SQL.identifier(field.name)
        if field.type in _TEXT:
            text = self._get_placeholder()
            text = f"<p>{text}</p>" if field.type == "html" else text
            empty = SQL("coalesce(%s, '') = ''", column)
            if field.required:
                return SQL("%s = %s", column, text)
            return SQL(
                "%s = CASE WHEN %s THEN %s ELSE %s END", column, empty, column, text
            )
        return SQL("%s = NULL", column)

    @api.model
    def _drop_files(self, records_sudo, names=None):
        """Delete the files of these records, or those of the given fields alone."""
        domain = [
            ("res_model", "=", records_sudo._name),
            ("res_id", "in", records_sudo.ids),
            ("res_field", "in", names) if names else ("id", "!=", False),
        ]
        self.env["ir.attachment"].sudo().search(domain).unlink()
        self.env.invalidate_all()

    @api.model
    def _get_messages(self, records_sudo):
        domain = [
            ("model", "=", records_sudo._name),
            ("res_id", "in", records_sudo.ids),
        ]
        return self.env["mail.message"].sudo().search(domain)

    @api.model
    def _redact_records(self, records_sudo, terms, replacement):
        """Replace a person in all texts of these records, and in their conversation.

        :return: how many records changed
        :rtype: int
        """
        names = self._get_text_fields(records_sudo)
        changed = OrderedSet()
        for name in names:
            changed.update(self._redact_field(records_sudo, name, terms, replacement))
        return len(changed)

    @api.model
    def _redact_field(self, records_sudo, name, terms, replacement):
        """Redact one text; return the ids of the records it changed in."""
        texts = {}
        for record in records_sudo:
            before = record[name]
            after = privacy.redact(before, terms, replacement)
            if after is not before:
                texts[record.id] = str(after)
        if texts and records_sudo._name == "calendar.event":
            for record_id, text in texts.items():
                entry_sudo = records_sudo.browse(record_id).with_context(**_QUIET)
                entry_sudo[name] = text
        elif texts:
            self._write_texts(records_sudo, name, texts)
        return texts

    @api.model
    def _write_texts(self, records_sudo, name, texts):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s AS t SET %(column)s = new.text"
                " FROM unnest(%(ids)s, %(texts)s) AS new (id, text)"
                " WHERE t.id = new.id",
                table=SQL.identifier(records_sudo._table),
                column=SQL.identifier(name),
                ids=list(texts),
                texts=list(texts.values()),
            )
        )
        records_sudo.invalidate_model([name], flush=False)

    # ------------------------------------------------------------------
    # A person
    # ------------------------------------------------------------------

    @api.model
    def _anonymise_person(self, partner):
        """Take a person out of everything the office and the calendar keep.

        The records stay, with numbers, dates, motive and legal fields; they point to
        an entry without a name. Nothing is checked here: see ``pr.privacy.person``.

        :param partner: one ``res.partner``
        :return: ``{model: how many records}``
        :rtype: dict
        """
        service_sudo = self.sudo()
        partner_sudo = partner.sudo()
        terms = self._get_terms(partner_sudo)
        name = self.env._("Anonymised person No. %(id)s", id=partner.id)
        found = service_sudo._find(partner_sudo)
        counts = {}
        for model, records_sudo in found.items():
            if self._is_rewritten(model):
                service_sudo._blank_subject(records_sudo, partner_sudo)
                service_sudo._redact_records(records_sudo, terms, name)
                service_sudo._redact_messages(records_sudo, terms, name)
                counts[model] = len(records_sudo)
        service_sudo._redact_files(found, terms, name)
        service_sudo._anonymise_messages(partner_sudo, terms, name)
        service_sudo._anonymise_lists(found, partner_sudo)
        service_sudo._anonymise_card(partner_sudo, name)
        return counts

    @api.model
    def _is_rewritten(self, model):
        """Tell whether the texts of a model are the office's to change."""
        return model.startswith("pr.") or model in _REWRITTEN

    @api.model
    def _blank_subject(self, records_sudo, partner):
        """Blank the free texts and files of records that are about this person."""
        if not records_sudo._name.startswith("pr."):
            return
        names = records_sudo._pr_get_personal_fields()
        links = [n for n in names if records_sudo._fields[n].type == "many2one"]
        about = records_sudo.filtered(
            lambda record: any(record[link] == partner for link in links)
        )
        if about:
            self._blank(about, names, keep_links=True)
            files = [n for n in names if records_sudo._fields[n].type == "binary"]
            if files:
                self._drop_files(about, files)

    @api.model
    def _redact_files(self, found, terms, name):
        """Delete texts that name the person, such as invitations to a calendar; of
        other files, such as signed scans, the name and the searched words."""
        owners = [
            Domain("res_model", "=", model) & Domain("res_id", "in", records.ids)
            for model, records in found.items()
            if self._is_rewritten(model)
        ]
        domain = Domain.OR(owners) & Domain("id", "!=", False)
        files_sudo = self.env["ir.attachment"].sudo().search(domain)
        naming_sudo = files_sudo.filtered(
            lambda file: privacy.mentions(file.index_content, terms)
        )
        texts_sudo = naming_sudo.filtered(lambda f: f.mimetype.startswith("text/"))
        texts_sudo.unlink()
        for field in ("name", "description", "index_content"):
            self._redact_field(files_sudo - texts_sudo, field, terms, name)

    @api.model
    def _redact_messages(self, records_sudo, terms, name):
        if "message_ids" not in records_sudo:
            return
        messages_sudo = self._get_messages(records_sudo)
        self._redact_records(messages_sudo, terms, name)
        self._redact_records(messages_sudo.tracking_value_ids, terms, name)

    @api.model
    def _anonymise_messages(self, partner_sudo, terms, name):
        """Empty what the person wrote and what was written on the person's entry."""
        messages = self.env["mail.message"].sudo()
        written_sudo = messages.search([("author_id", "=", partner_sudo.id)])
        written_sudo.attachment_ids.unlink()
        self._blank(written_sudo, ["body", "email_from", "reply_to", "subject"])
        own_sudo = self._get_messages(partner_sudo)
        self._blank(own_sudo, ["body", "subject"])
        own_sudo.tracking_value_ids.unlink()
        addressed_sudo = messages.search([("partner_ids", "in", partner_sudo.ids)])
        self._redact_records(addressed_sudo, terms, name)
        self._drop_files(partner_sudo)

    @api.model
    def _anonymise_lists(self, found, partner_sudo):
        """Take the person out of mailing lists; a refusal of mails stays refused."""
        if "mailing.contact" in found:
            found["mailing.contact"].sudo().unlink()
        users_sudo = partner_sudo.with_context(active_test=False).user_ids
        for user_sudo in users_sudo:
            user_sudo.write({"login": f"anonymised-{user_sudo.id}", "signature": False})

    @api.model
    def _anonymise_card(self, partner_sudo, name):
        partner_sudo.with_context(**_QUIET).write(
            dict.fromkeys(self._get_card_fields(), False)
            | {
                "name": name,
                "active": False,
                "pr_anonymised_on": fields.Datetime.now(),
            }
        )

    @api.model
    def _get_card_fields(self):
        """Return the fields of a contact's card that are emptied."""
        partners = self.env["res.partner"]
        kept = {"name", "lang", "tz", "type", "pr_gender"}
        return [
            field.name
            for field in partners._fields.values()
            if field.store
            and field.name not in kept
            and not field.related
            and (not field.compute or not field.readonly)
            and not field.name.startswith(("message_", "activity_", "website_"))
            and (field.type in (*_TEXT, "binary") or field.name in _CARD)
        ]
