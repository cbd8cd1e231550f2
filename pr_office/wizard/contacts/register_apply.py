"""Writes a checked plan into the register, in batches over the whole file."""

from markupsafe import Markup

from .register_entry import MODELS
from .register_plan import RegisterPlan


class RegisterApply:
    """Carries out a :class:`~.register_plan.RegisterPlan`, all of it or, by raising,
    nothing.

    :param plan: a plan without entries to decide
    :param company: ``res.company`` that new contacts belong to, empty for all
    :param str source: name of the file, for the history of each contact
    """

    def __init__(self, plan: RegisterPlan, company, source):
        # One note per contact tells the whole import; a message for each tracked
        # field would tell the same in thousands of rows.
        self.env = plan.env(
            context=plan.env.context
            | {
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
            }
        )
        self.plan = plan
        self.company = company
        self.source = source

    def run(self):
        """Create and change institutions, people, posts and mandates, in this order."""
        for kind in ("institution", "person", "post"):
            self._create(kind)
            self._change(kind)
        self._set_parents()
        self._change_mandates()
        self._create("mandate")
        self.env.flush_all()
        self._log()

    def _get_entries(self, kind, state):
        entries = self.plan.of_kind(kind)
        return [entry for entry in entries if entry.state == state]

    def _get_record(self, entry, link):
        return self.plan.get(entry.item.links[link]).record

    # create

    def _create(self, kind):
        entries = self._get_entries(kind, "create")
        if not entries:
            return
        prepare = getattr(self, f"_prepare_{kind}")
        vals_list = [entry.vals | prepare(entry) for entry in entries]
        model = self.env[MODELS[kind]]
        # core's own way to create contacts in a batch
        create = (
            model._load_records_create if model._name == "res.partner" else model.create
        )
        for entry, record in zip(entries, create(vals_list), strict=True):
            entry.record = record

    def _prepare_institution(self, _entry):
        return self._prepare_partner(True)

    def _prepare_person(self, _entry):
        return self._prepare_partner(False)

    def _prepare_partner(self, is_company):
        return {
            "is_company": is_company,
            "pr_in_register": True,
            "company_id": self.company.id,
        }

    def _prepare_post(self, entry):
        return {"institution_id": self._get_record(entry, "institution").id}

    def _prepare_mandate(self, entry):
        return {
            "position_id": self._get_record(entry, "post").id,
            "partner_id": self._get_record(entry, "person").id,
            # without it the field's default would say today
            "date_start": entry.vals.get("date_start", False),
        }

    # change

    def _change(self, kind):
        for entry in self._get_entries(kind, "change"):
            if entry.vals:
                entry.record.with_env(self.env).write(dict(entry.vals))

    def _change_mandates(self):
        entries = self._get_entries("mandate", "change")
        mandates = self.env["pr.mandate"].union(*(entry.record for entry in entries))
        if mandates:
            # union drops repeated records, of which a plan has none
            mandates._write_each([dict(entry.vals) for entry in entries])
            mandates.flush_recordset()

    def _set_parents(self):
        by_parent = {}
        for entry in self.plan.of_kind("institution"):
            if entry.alive and entry.parent:
                by_parent.setdefault(entry.parent.record, []).append(entry.record)
        for parent, records in by_parent.items():
            children = self.env["res.partner"].union(*records)
            # a contact of type "contact" would share its address with its parent
            children.write({"parent_id": parent.id, "type": "other"})

    # history

    def _log(self):
        texts = {
            "create": self.env._("Imported from the file %(file)s.", file=self.source),
            "change": self.env._("Changed by the file %(file)s:", file=self.source),
        }
        # messages look for their record's others in the cache, one by one
        self.env.invalidate_all()
        for kind, model in MODELS.items():
            entries = [e for e in self.plan.of_kind(kind) if self._is_worth_a_note(e)]
            bodies = {
                entry.record.id: self._get_body(entry, texts[entry.state])
                for entry in entries
            }
            if bodies:
                self.env[model].browse(bodies)._message_log_batch(bodies=bodies)

    def _is_worth_a_note(self, entry):
        """New posts and mandates say where they come from by their new contacts."""
        created = MODELS.get(entry.item.kind) == "res.partner"
        return entry.state == "change" or (entry.state == "create" and created)

    def _get_body(self, entry, text):
        if entry.state == "create":
            return text
        items = Markup().join(
            Markup("<li>%s: %s → %s</li>") % (label, old or "–", new or "–")
            for label, old, new in entry.changes
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (text, items)
