"""Compares what a file says with the register and says what would change."""

import hashlib

from ...tools import identity, seats
from .register_compare import Comparison
from .register_entry import FIELDS, Entry
from .register_seats import SeatPlan


class RegisterPlan(SeatPlan, Comparison):
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
        """Match an entry with a record; two with the same record are one."""
        other = self.taken.setdefault(record, entry)
        if other is not entry:
            self._join(entry, other)
        entry.record = record

    def _join(self, entry, other):
        """Let an entry turn out to be another one, which takes over its values."""
        entry.alias = other
        entry.state = "same"
        for name, value in entry.item.values.items():
            other.item.values.setdefault(name, value)

    def _decide(self, entry):
        """Choose among possible duplicates, as the officer said or by their surety."""
        decision, partner_id = self.decisions.get(entry.item.key, (False, False))
        twin = self.get(entry.item.links.get("twin"))
        if decision == "skip":
            entry.state = "skip"
        elif decision == "same" and twin:
            self._join(entry, twin)
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
        if entry.item.kind == "institution" and best.partner in self.taken:
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
