"""Who takes which seat when a file's mandates join those of the register."""

from datetime import timedelta

from ...tools import seats
from ...tools.register_items import (
    Item,
    Stay,
    end_before,
    hand_over,
    most_at_once,
    seat_all,
)
from .register_entry import Entry


class SeatPlan:
    """The part of a :class:`~.register_plan.RegisterPlan` about seats."""

    def _plan_seats(self):
        stays = {}  # key of the post -> entries of its mandates
        for entry in self.of_kind("mandate"):
            if entry.alive and not self._is_undecided(entry):
                post = self.get(entry.item.links["post"])
                stays.setdefault(post.item.key, []).append(entry)
        by_position = self.mandates.grouped("position_id")
        none = self.mandates.browse()
        for key, entries in stays.items():
            post = self.entries[key]
            known = by_position.get(post.record, none) if post.record else none
            self._plan_post(post, entries, known)

    def _is_undecided(self, entry):
        """Tell whether nobody has said yet who or where it is about."""
        post, person = (self.get(entry.item.links[name]) for name in ("post", "person"))
        home = self.get(post.item.links["institution"])
        return "decide" in (person.state, home.state)

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
