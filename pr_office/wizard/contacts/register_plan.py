"""Compares what a file says with the register and says what would change."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, timedelta

from odoo import models
from odoo.tools import format_date

from ...tools import documents, identity, names, seats
from ...tools.register_items import (
    Item,
    Problem,
    Stay,
    end_before,
    hand_over,
    most_at_once,
    seat_all,
)

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
_NAME_PARTS = ("pr_given_names", "pr_surname", "pr_second_surname")
_HIDDEN = {"pr_popolo_id"}


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


class RegisterPlan:
    """What an import would do, in batches whose number of queries is constant.

    :param env: environment of the officer
    :param register: :class:`~.tools.register_items.Register` of the file
    :param dict decisions: ``{key: (decision, partner id)}`` of the officer
    :param bool close_previous: a new holder ends the open mandate before
    """

    def __init__(self, env, register, decisions=None, close_previous=True):
        self.env = env
        self.register = register
        self.decisions = decisions or {}
        self.close_previous = close_previous
        self.entries = {key: Entry(item) for key, item in register.items.items()}
        for entry in self.entries.values():
            if entry.item.refused:
                entry.state = "refused"
        self.taken = {}  # record -> entry matched with it
        self.labels = {}
        self.texts = {}

    def run(self):
        """Match, compare and judge everything; return the plan itself."""
        self._match_partners("institution")
        self._match_partners("person")
        self._match_posts()
        self._match_mandates()
        self._plan_seats()
        self._compare()
        return self

    def of_kind(self, kind):
        return [e for e in self.entries.values() if e.item.kind == kind]

    def get(self, key):
        """Return the entry of a key, or the one it turned out to be."""
        entry = self.entries.get(key)
        while entry and entry.alias:
            entry = entry.alias
        return entry

    def get_fingerprint(self):
        """Return a text that differs when the plan differs."""
        facts = [
            (
                key,
                entry.state,
                entry.record and entry.record.id,
                repr(entry.vals),
                entry.parent and entry.parent.item.key,
                [hit.partner.id for hit in entry.hits],
            )
            for key, entry in self.entries.items()
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    # institutions and people

    def _match_partners(self, kind):
        entries = [entry for entry in self.of_kind(kind) if entry.alive]
        self._match_popolo_ids(entries, "res.partner")
        open_entries = [entry for entry in entries if not entry.record]
        candidates = [self._prepare_candidate(entry) for entry in open_entries]
        found = self.env["res.partner"]._pr_find_duplicates(candidates)
        for entry, hits in zip(open_entries, found, strict=True):
            entry.hits = hits
            self._decide(entry)

    def _prepare_candidate(self, entry):
        values = entry.item.values
        homes = (self.get(key) for key in entry.item.links.get("institutions", ()))
        return {
            "is_company": entry.item.kind == "institution",
            "name": values["name"],
            "vat": values.get("tax_id") or values.get("document"),
            "email": values.get("email"),
            "city": values.get("city"),
            "type_id": values.get("institution_type"),
            "institution_ids": [
                home.record.id for home in homes if home and home.record
            ],
        }

    def _match_popolo_ids(self, entries, model):
        by_id = {e.item.values.get("popolo_id"): e for e in entries}
        by_id.pop(None, None)
        if not by_id:
            return
        records = self.env[model].with_context(active_test=False)
        for identifier, record in records._pr_find_by_popolo_id(list(by_id)).items():
            if by_id[identifier].item.kind in ("institution", "person") and (
                record.is_company != (by_id[identifier].item.kind == "institution")
            ):
                continue
            self._take(by_id[identifier], record)

    def _take(self, entry, record):
        entry.record = record
        self.taken.setdefault(record, entry)

    def _decide(self, entry):
        """Choose among possible duplicates, as the officer said or by their surety."""
        decision, partner_id = self.decisions.get(entry.item.key, (False, False))
        twin = self.get(entry.item.links.get("twin"))
        if decision == "skip":
            entry.state = "skip"
        elif decision == "same" and twin:
            entry.alias = twin
            entry.state = "same"
        elif decision == "use" and (hit := self._get_hit(entry, partner_id)):
            self._take(entry, hit.partner)
        elif decision != "create":
            self._propose(entry, twin)

    def _get_hit(self, entry, partner_id):
        return next((h for h in entry.hits if h.partner.id == partner_id), None) or (
            entry.hits[0] if entry.hits and not partner_id else None
        )

    def _propose(self, entry, twin):
        if entry.hits and entry.hits[0].level != "possible":
            self._propose_best(entry)
        elif entry.hits:
            entry.state = "decide"
            reasons = self._get_reasons(entry.hits)
            entry.complain("maybe_duplicate", "warning", reason=reasons)
        elif twin and twin.alive:
            entry.state = "decide"
            place = self._get_place_text(twin.item.places[0])
            entry.complain("maybe_twin", "warning", first=place)

    def _propose_best(self, entry):
        best = entry.hits[0]
        rivals = [hit for hit in entry.hits if hit.level == best.level]
        if best.partner in self.taken:
            entry.state = "decide"
            entry.complain("record_taken", "warning", name=best.partner.name)
        elif len(rivals) > 1 and best.level != "sure":
            entry.state = "decide"
            reasons = self._get_reasons(rivals)
            entry.complain("maybe_duplicate", "warning", reason=reasons)
        else:
            self._take(entry, best.partner)
            reasons = ", ".join(best.reasons)
            entry.complain("duplicate", "note", reason=reasons)

    def _get_reasons(self, hits):
        return "; ".join(
            f"{hit.partner.name} ({', '.join(hit.reasons)})" for hit in hits[:3]
        )

    def _get_place_text(self, place):
        if isinstance(place, int):
            return self.env._("row %(number)s", number=place)
        return str(place)

    # posts

    def _match_posts(self):
        entries = self._get_alive_children("post", "institution")
        for entry in entries:
            entry.item.values["name"] = entry.item.values["name"] or self.env._(
                "Member"
            )
        self._match_popolo_ids(entries, "pr.position")
        index = self._index_positions(entries)
        for entry in entries:
            if not entry.record:
                home = self.get(entry.item.links["institution"]).record
                key = home and (home.id, identity.post_key(entry.item.values["name"]))
                record = index.get(key)
                if record and record not in self.taken:
                    self._take(entry, record)

    def _get_alive_children(self, kind, *parents):
        """Return the entries whose parents are there; the others end here."""
        alive = []
        for entry in self.of_kind(kind):
            states = {
                parent.state if parent else "refused"
                for parent in (self.get(entry.item.links.get(name)) for name in parents)
            }
            if entry.alive and "refused" in states:
                entry.complain("parent_refused")
            elif entry.alive and "skip" in states:
                entry.complain("parent_left_out", "note")
                entry.state = "skip"
            if entry.alive:
                alive.append(entry)
        return alive

    def _index_positions(self, entries):
        homes = {self.get(entry.item.links["institution"]).record for entry in entries}
        homes.discard(None)
        positions = self.env["pr.position"].search_fetch(
            [("institution_id", "in", [home.id for home in homes])],
            ["institution_id", *FIELDS["post"].values()],
            order="sequence desc, id desc",
        )
        return {
            (position.institution_id.id, identity.post_key(name)): position
            for position in positions
            for name in (position.name_female, position.name_male, position.name)
            if name
        }

    # mandates

    def _match_mandates(self):
        entries = self._get_alive_children("mandate", "post", "person")
        self._match_popolo_ids(entries, "pr.mandate")
        positions = [e.record.id for e in self.of_kind("post") if e.record]
        self.mandates = self.env["pr.mandate"].search_fetch(
            [("position_id", "in", positions)],
            ["position_id", "partner_id", "seat_number", *FIELDS["mandate"].values()],
            order="date_start desc, id desc",
        )
        by_holder = self.mandates.grouped(lambda m: (m.position_id, m.partner_id))
        for entry in entries:
            self._match_mandate(entry, by_holder)

    def _match_mandate(self, entry, by_holder):
        holder = self._get_holder(entry)
        if entry.record or None in holder:
            return
        found = [m for m in by_holder.get(holder, ()) if m not in self.taken]
        values = entry.item.values
        start, end = values.get("date_start"), values.get("date_end")
        same_start = [m for m in found if (m.date_start or None) == start]
        overlapping = [
            m for m in found if seats.overlaps(start, end, m.date_start, m.date_end)
        ]
        match = (same_start if start else []) + overlapping
        if match:
            self._take(entry, match[0])

    def _get_holder(self, entry):
        links = entry.item.links
        return self.get(links["post"]).record, self.get(links["person"]).record

    # seats

    def _plan_seats(self):
        stays = {}  # key of the post -> entries of its mandates
        for entry in self.of_kind("mandate"):
            if entry.alive:
                post = self.get(entry.item.links["post"])
                stays.setdefault(post.item.key, []).append(entry)
        by_position = self.mandates.grouped("position_id")
        none = self.mandates.browse()
        for key, entries in stays.items():
            post = self.entries[key]
            known = by_position.get(post.record, none) if post.record else none
            self._plan_post(post, entries, known)

    def _plan_post(self, post, entries, mandates):
        entries = self._refuse_same_stays(entries, mandates)
        matched = {entry.record for entry in entries if entry.record}
        known = [
            Stay(mandate, mandate.date_start or None, mandate.date_end or None, True)
            for mandate in mandates
            if mandate.kind == "titular" and mandate not in matched
        ]
        planned = [self._prepare_stay(entry) for entry in entries]
        planned = [stay for stay in planned if stay]
        count = post.item.values.get("seats")
        if post.record:
            count = max(count or 0, post.record.seats)
        self._fit(post, known, planned, count)

    def _prepare_stay(self, entry):
        values, record = entry.item.values, entry.record
        if values["kind"] != "titular":
            return None
        start = values.get("date_start") or (record and record.date_start) or None
        end = values.get("date_end") or (record and record.date_end) or None
        return Stay(entry, start, end)

    def _refuse_same_stays(self, entries, mandates):
        """Nobody holds one post twice on the same day, whatever the kind."""
        matched = {entry.record for entry in entries if entry.record}
        held = {}
        for mandate in mandates - self.mandates.union(*matched):
            days = (mandate.date_start, mandate.date_end)
            held.setdefault(mandate.partner_id, []).append(days)
        kept = []
        for entry in entries:
            person = self.get(entry.item.links["person"])
            days = self._get_days(entry)
            others = held.setdefault(person.record or person.item.key, [])
            if any(seats.overlaps(*days, *other) for other in others):
                entry.complain("same_stay")
            else:
                others.append(days)
                kept.append(entry)
        return kept

    def _get_days(self, entry):
        values, record = entry.item.values, entry.record
        start = values.get("date_start") or (record and record.date_start)
        return start, values.get("date_end") or (record and record.date_end)

    def _fit(self, post, known, planned, count):
        stays = known + planned
        if most_at_once(stays) > (count or 1):
            for stay in hand_over(planned):
                stay.key.item.values["date_end"] = stay.end
                end = self._format_date(stay.end)
                stay.key.complain("handed_over", "note", end=end)
        if self.close_previous and count:
            self._close_previous(known, planned, count)
        needed = most_at_once(stays)
        if not post.record and not count and needed > 1:
            self._raise_seats(post, planned, needed)
        elif needed > (count or 1):
            self._refuse_without_seat(stays, count or 1)

    def _raise_seats(self, post, planned, needed):
        post.item.values["seats"] = needed
        people = ", ".join(self._get_person_name(stay) for stay in planned[:4])
        post.complain("seats_raised", "warning", count=needed, people=people)

    def _get_person_name(self, stay):
        if stay.known:
            return stay.key.partner_id.name
        return self.get(stay.key.item.links["person"]).item.values["name"]

    def _close_previous(self, known, planned, count):
        """End open mandates that as many newcomers of one day succeed to."""
        for start in sorted({s.start for s in planned if s.start and not s.key.record}):
            newcomers = [s for s in planned if s.start == start and not s.key.record]
            others = [s for s in known + planned if s.start != start]
            there = [s for s in others if seats.overlaps(start, start, s.start, s.end)]
            excess = len(there) + len(newcomers) - count
            closable = end_before([s for s in there if s.known], newcomers[0])
            if excess > 0 and len(closable) == excess:
                for stay in closable:
                    stay.end = start - timedelta(days=1)
                    self._add_closing(stay, newcomers[0])

    def _add_closing(self, stay, newcomer):
        mandate = stay.key
        key = f"close:{mandate.id}"
        item = Item("mandate", key, {"kind": mandate.kind, "date_end": stay.end})
        item.places = list(newcomer.key.item.places)
        item.links = {"post": newcomer.key.item.links["post"]}
        entry = Entry(item, record=mandate)
        name, start = self._get_person_name(newcomer), self._format_date(newcomer.start)
        entry.complain("closed", "note", name=name, start=start)
        self.entries[key] = entry

    def _refuse_without_seat(self, stays, count):
        for stay in seat_all(stays, count):
            if stay.known:
                continue
            others = [
                self._get_person_name(other)
                for other in stays
                if other is not stay
                and other.seat
                and seats.overlaps(stay.start, stay.end, other.start, other.end)
            ]
            code = "no_seat" if stay.start else "no_seat_no_start"
            people = ", ".join(dict.fromkeys(others))
            stay.key.complain(code, count=count, people=people)

    # what would change

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
                    if fname not in _HIDDEN
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
        key = (kind, fname)
        if key not in self.labels:
            fields = self.env[MODELS[kind]]._fields
            self.labels[key] = (
                fields[fname],
                fields[fname]._description_string(self.env),
            )
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
