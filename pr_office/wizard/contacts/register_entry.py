"""One entry of a file beside the record it is about."""

from dataclasses import dataclass, field

from odoo import models

from ...tools.register_items import Item, Problem

# Fields of the models by the names that items use.
FIELDS = {
    "institution": {
        "name": "name",
        "acronym": "pr_acronym",
        "institution_type": "pr_institution_type_id",
        "tax_id": "vat",
        "scope": "pr_scope",
        "street": "street",
        "city": "city",
        "state": "state_id",
        "country": "country_id",
        "phone": "phone",
        "email": "email",
        "website": "website",
        "anniversary": "pr_anniversary",
        "popolo_id": "pr_popolo_id",
    },
    "person": {
        "name": "name",
        "given_names": "pr_given_names",
        "surname": "pr_surname",
        "second_surname": "pr_second_surname",
        "public_name": "pr_public_name",
        "document": "vat",
        "gender": "pr_gender",
        "title": "pr_title",
        "phone": "phone",
        "email": "email",
        "street": "street",
        "city": "city",
        "state": "state_id",
        "country": "country_id",
        "birth_month": "pr_birth_month",
        "birth_day": "pr_birth_day",
        "popolo_id": "pr_popolo_id",
    },
    "post": {
        "name": "name",
        "name_female": "name_female",
        "name_male": "name_male",
        "category": "category_id",
        "seats": "seats",
        "phone": "phone",
        "email": "email",
        "popolo_id": "pr_popolo_id",
    },
    "mandate": {
        "kind": "kind",
        "date_start": "date_start",
        "date_end": "date_end",
        "appointment_document": "appointment_document",
        "popolo_id": "pr_popolo_id",
    },
}
MODELS = {
    "institution": "res.partner",
    "person": "res.partner",
    "post": "pr.position",
    "mandate": "pr.mandate",
}


@dataclass
class Entry:
    """One item of the file beside the record it is about.

    :ivar record: the existing record, or ``None``
    :ivar str state: ``create``, ``change``, ``same``, ``refused``, ``decide``, ``skip``
    :ivar dict vals: what to create or write
    :ivar list changes: ``(label, old, new)`` in words
    :ivar list hits: possible duplicates, see ``res.partner._pr_find_duplicates``
    :ivar alias: the entry this one turned out to be
    :ivar parent: the entry of the institution it belongs to, where that is new
    """

    item: Item
    record: models.Model = None
    state: str = "create"
    vals: dict = field(default_factory=dict)
    changes: list = field(default_factory=list)
    hits: list = field(default_factory=list)
    alias: "Entry" = None
    parent: "Entry" = None

    @property
    def alive(self):
        return self.state not in ("refused", "skip")

    def complain(self, code, severity="error", column="", heading="", **facts):
        place = self.item.places[-1] if self.item.places else ""
        problem = Problem(code, severity, place, column, heading, facts)
        self.item.problems.append(problem)
        if severity == "error":
            self.state = "refused"
