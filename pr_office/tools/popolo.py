"""Popolo JSON (popoloproject.com): people, organizations, posts, memberships, areas.

The reader takes what real files hold, embedded or by reference, and says of each
entry it cannot take whole what it did with it. The writer makes what it would read
back unchanged; what Popolo has no term for stands under ``extras``, as in the Open
Civic Data schemas that grew out of it.
"""

import json

from . import documents, names
from .popolo_objects import COLLECTION_OF, COLLECTIONS, PopoloObject, Unfolder
from .register_cells import is_email
from .register_items import Item, Problem, Register
from .sheets import MAX_BYTES, FileFault, decode

MAX_ENTRIES = 20_000
_KINDS = {
    "organizations": "institution",
    "persons": "person",
    "posts": "post",
    "memberships": "mandate",
}
_PHONES = ("phone", "voice", "tel", "telephone", "cell", "mobile")
_TAX_SCHEMES = {"ruc", "vat", "tax", "pe ruc", "tax id", "nif", "cif", "rut", "nit"}
_ACRONYM_NOTES = {"acronym", "abbreviation", "siglas", "sigla", "short"}
_PARTIES = {"party", "partido", "partido politico", "political party", "faction"}
_GENDERS = {
    "female": "female",
    "male": "male",
    "mujer": "female",
    "varon": "male",
    "f": "female",
    "m": "male",
    "femenino": "female",
    "masculino": "male",
}
# Attributes of Popolo that the register has no place for, or must not keep.
_UNREAD = (
    "image",
    "images",
    "biography",
    "summary",
    "national_identity",
    "death_date",
    "dissolution_date",
    "on_behalf_of_id",
    "sources",
)


def is_popolo(content):
    """Tell whether a file looks like JSON rather than a table."""
    return content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def read_register(content, choices=None, max_entries=MAX_ENTRIES):
    """Read a Popolo file into a :class:`~.register_items.Register`.

    :param bytes content: a JSON object with any of the five collections
    :param dict choices: as for :func:`.register_table.read_register`
    :raises FileFault: ``bad_json``, ``not_popolo``, ``too_big``, ``too_many_rows``
    """
    if len(content) > MAX_BYTES:
        raise FileFault("too_big", megabytes=MAX_BYTES // 2**20)
    collections = Unfolder(_load(content)).collections
    if sum(map(len, collections.values())) > max_entries:
        raise FileFault("too_many_rows", limit=max_entries)
    return _PopoloReader(collections, choices or {}).read_all()


def _load(content):
    text, _encoding = decode(content)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        facts = {"row": error.lineno, "column": error.colno, "detail": error.msg}
        raise FileFault("bad_json", **facts) from error
    except RecursionError as error:
        facts = {"row": 1, "column": 1, "detail": "nested too deeply"}
        raise FileFault("bad_json", **facts) from error
    if not isinstance(data, dict) or not any(data.get(name) for name in COLLECTIONS):
        raise FileFault("not_popolo")
    for name in COLLECTIONS:
        if not isinstance(data.get(name) or [], list):
            raise FileFault("not_popolo")
    return data


class _PopoloReader:
    def __init__(self, collections, choices):
        self.collections = collections
        self.register = Register()
        self.choices = {
            name: {names.fold(words): value for words, value in pairs}
            for name, pairs in choices.items()
        }
        self.keys = {}  # (collection, id) -> key of the item
        self.posts = {}  # (key of the institution, folded name) -> key
        self.areas = {}
        self.unread = set()

    def read_all(self):
        self._read_areas()
        for name in COLLECTIONS[1:]:
            for path, data in self.collections[name]:
                self._read_entry(name, path, data)
        self._break_cycles()
        if self.unread:
            facts = {"terms": ", ".join(sorted(self.unread))}
            self.register.notes.append(Problem("unread_terms", "note", facts=facts))
        return self.register

    def _read_entry(self, name, path, data):
        self.register.row_count += 1
        entry = PopoloObject(path, data if isinstance(data, dict) else {})
        if not isinstance(data, dict):
            entry.complain("not_an_object")
            self._add(name, entry, "", {}, {})
            return
        self.unread |= {term for term in _UNREAD if data.get(term)}
        getattr(self, f"_read_{name}")(entry)

    def _add(self, name, entry, identifier, values, links):
        """Register the item of an entry, refused or not."""
        kind = _KINDS[name]
        values = {name: value for name, value in values.items() if value}
        if identifier and not identifier.startswith("#"):
            values["popolo_id"] = identifier
        key = f"{kind}:{identifier}" if identifier else f"{kind}:@{entry.path}"
        known = self.register.items.get(key)
        if known:
            self._add_again(kind, entry, known, values, links)
            return
        item = Item(kind, key, values, [entry.path], entry.problems, links)
        self.register.add(item)
        if identifier:
            self.keys[name, identifier] = key

    def _add_again(self, kind, entry, known, values, links):
        """A second object of one id: a copy, or a fault."""
        facts = {"first": known.places[0], "value": values.get("popolo_id", "")}
        if (known.values, known.links) == (values, links):
            problem = Problem("repeated_row", "warning", entry.path, facts=facts)
            self.register.notes.append(problem)
            return
        entry.complain("same_id", "error", "id", **facts)
        key = f"{kind}:@{entry.path}"
        values.pop("popolo_id", None)
        item = Item(kind, key, values, [entry.path], entry.problems, links)
        self.register.add(item)

    # areas

    def _read_areas(self):
        for path, data in self.collections["areas"]:
            if not isinstance(data, dict):
                problem = Problem("not_an_object", "warning", path)
                self.register.notes.append(problem)
                continue
            area = PopoloObject(path, data)
            self.areas[area.text("id")] = area

    def _get_place(self, identifier):
        """Return country, state and city that an area and those around it name."""
        place, seen = {}, set()
        while identifier in self.areas and identifier not in seen:
            seen.add(identifier)
            area = self.areas[identifier]
            self._add_to_place(place, area)
            identifier = area.reference("parent")
        return place

    def _add_to_place(self, place, area):
        for term in ("identifier", "name"):
            text = names.fold(area.text(term))
            for name in ("country", "state"):
                if text and text in self.choices.get(name, {}):
                    place.setdefault(name, self.choices[name][text])
                    return
        if not place:
            place["city"] = area.text("name")

    # what organizations and people have in common

    def _read_contact(self, entry):
        details = {"email": entry.text("email")}
        for detail in entry.dicts("contact_details"):
            kind = str(detail.get("type") or "").lower()
            value = " ".join(str(detail.get("value") or "").split())
            if kind in _PHONES:
                details.setdefault("phone", value)
            elif kind == "email":
                details["email"] = details["email"] or value
            elif kind in ("address", "street"):
                details.setdefault("street", value)
            else:
                self.unread.add(f"contact_details: {kind}")
        if details["email"] and not all(
            is_email(part.strip()) for part in details["email"].split(",")
        ):
            entry.complain("bad_email", "warning", "email", value=details.pop("email"))
        return details

    def _read_website(self, entry):
        urls = [str(link["url"]) for link in entry.dicts("links") if link.get("url")]
        return urls[0] if urls else ""

    def _read_identifier(self, entry, tax):
        """Return the tax number, or the identity document."""
        found = ""
        for identifier in entry.dicts("identifiers"):
            scheme = names.fold(str(identifier.get("scheme") or ""))
            number = str(identifier.get("identifier") or "").strip()
            if tax == (scheme in _TAX_SCHEMES) and documents.document_key(number):
                found = found or number
        return found

    def _read_other_name(self, entry, notes):
        for other in entry.dicts("other_names"):
            if names.fold(str(other.get("note") or "")) in notes:
                return " ".join(str(other.get("name") or "").split())
        return ""

    def _choose(self, entry, name, term, text):
        """Return the value of a choice; an unknown word is left out and said."""
        if not text:
            return None
        value = self.choices.get(name, {}).get(names.fold(text))
        if value is None:
            entry.complain("choice_left_out", "note", term, value=text)
        return value

    # organizations

    def _read_organizations(self, entry):
        identifier = entry.text("id")
        name = entry.text("name")
        if not name:
            entry.complain("no_name", "error", "name")
        if not identifier:
            entry.complain("no_id", "note", "id")
        classification = entry.text("classification")
        values = {
            "name": name or identifier,
            "institution_type": self._choose(
                entry, "institution_type", "classification", classification
            ),
            "acronym": entry.text("abbreviation")
            or self._read_other_name(entry, _ACRONYM_NOTES),
            "tax_id": self._read_identifier(entry, tax=True),
            "anniversary": entry.date("founding_date"),
            "scope": self._choose(entry, "scope", "scope", entry.extra("scope")),
            "website": self._read_website(entry),
        }
        values |= self._read_contact(entry)
        values |= self._get_place(entry.reference("area"))
        links = {}
        if parent := entry.reference("parent"):
            links["parent"] = parent
        if names.fold(classification) in _PARTIES:
            links["party"] = True
        self._add("organizations", entry, identifier, values, links)

    def _break_cycles(self):
        """Resolve "belongs to", and cut it where it comes back to its beginning."""
        for item in self.register.of_kind("institution"):
            if "parent" not in item.links:
                continue
            key = self.keys.get(("organizations", item.links["parent"]))
            if not key:
                facts = {"value": item.links.pop("parent")}
                item.problems.append(
                    Problem("parent_nowhere", "warning", item.places[0], facts=facts)
                )
            else:
                item.links["parent"] = key
        for item in self.register.of_kind("institution"):
            self._break_cycle(item)

    def _break_cycle(self, item):
        seen, other = [], item
        while other and other.key not in seen:
            seen.append(other.key)
            other = self.register.items.get(other.links.get("parent"))
        if other is item:
            items = [self.register.items[key] for key in seen]
            facts = {"names": " → ".join(i.values["name"] for i in [*items, item])}
            problem = Problem("cycle", "warning", item.places[0], facts=facts)
            item.problems.append(problem)
            del item.links["parent"]

    # people

    def _read_persons(self, entry):
        identifier = entry.text("id")
        if not identifier:
            entry.complain("no_id", "note", "id")
        values = self._read_person_name(entry)
        if not values["name"]:
            entry.complain("no_name", "error", "name")
            values["name"] = identifier
        gender = entry.text("gender")
        values |= {
            "gender": _GENDERS.get(names.fold(gender)),
            "title": entry.text("honorific_prefix"),
            "public_name": self._read_other_name(entry, {"public name"}),
            "document": self._read_identifier(entry, tax=False)
            or self._read_identifier(entry, tax=True),
        }
        if gender and not values["gender"]:
            entry.complain("bad_gender", "note", "gender", value=gender)
        values |= self._read_birthday(entry) | self._read_contact(entry)
        values |= self._get_place(entry.reference("area"))
        self._add("persons", entry, identifier, values, {"institutions": set()})

    def _read_person_name(self, entry):
        given = entry.text("given_name")
        if given and entry.text("additional_name"):
            given += f" {entry.text('additional_name')}"
        surnames = entry.extra("surnames")
        if not (isinstance(surnames, list) and len(surnames) == 2):
            surnames = names.split_surnames(entry.text("family_name"))
        surname, second = (str(part or "") for part in surnames)
        name = entry.text("name") or names.join_full_name(given, surname, second)
        values = {"name": name}
        if given or surname:
            values |= {"given_names": given, "surname": surname}
            values |= {"second_surname": second}
        return values

    def _read_birthday(self, entry):
        """Keep day and month only: the year is not needed to greet somebody."""
        text = str(entry.extra("birthday") or "").removeprefix("--")
        text = text or entry.text("birth_date")[5:]
        month, _dash, day = text.partition("-")
        if not (month.isdecimal() and day.isdecimal()):
            return {}
        return {"birth_month": str(int(month)), "birth_day": int(day)}

    # posts

    def _read_posts(self, entry):
        identifier = entry.text("id")
        name = entry.text("label") or entry.text("role")
        if not name:
            entry.complain("no_name", "error", "label")
        institution = self._resolve(entry, "organization")
        role = entry.text("role")
        seats = entry.data.get("maximum_memberships")
        values = {
            "name": name or identifier,
            "name_female": entry.extra("label_female"),
            "name_male": entry.extra("label_male"),
            "category": self._choose(entry, "category", "role", role)
            if role != name
            else self.choices.get("category", {}).get(names.fold(role)),
            "seats": seats if isinstance(seats, int) and 0 < seats < 1000 else None,
        }
        contact = self._read_contact(entry)
        values |= {term: contact.get(term) for term in ("email", "phone")}
        if not self._join_same_post(entry, identifier, institution, values):
            links = {"institution": institution}
            self._add("posts", entry, identifier, values, links)

    def _join_same_post(self, entry, identifier, institution, values):
        """Files with one post per seat: posts of one name become one with seats."""
        mark = (institution, names.fold(values["name"]))
        first = self.posts.get(mark)
        if any(problem.severity == "error" for problem in entry.problems):
            return False
        if not first:
            self.posts[mark] = f"post:{identifier or '@' + entry.path}"
            return False
        item = self.register.items[first]
        item.values["seats"] = item.values.get("seats", 1) + (values["seats"] or 1)
        item.places.append(entry.path)
        facts = {"seats": item.values["seats"]}
        item.problems.append(Problem("same_post", "note", entry.path, facts=facts))
        if identifier:
            self.keys["posts", identifier] = first
        return True

    def _resolve(self, entry, term):
        """Return the key of the item an object points at, or complain."""
        identifier = entry.reference(term)
        key = self.keys.get((COLLECTION_OF[term], identifier))
        if not key:
            code = "points_nowhere" if identifier else "points_at_nothing"
            entry.complain(code, "error", f"{term}_id", value=identifier)
        elif self.register.items[key].refused:
            name = self.register.items[key].values["name"]
            entry.complain("points_at_refused", "error", f"{term}_id", value=name)
        return key

    # memberships

    def _read_memberships(self, entry):
        if entry.reference("member") and not entry.reference("person"):
            entry.data["person_id"] = entry.reference("member")
        person = self._resolve(entry, "person")
        post = self._resolve_post(entry)
        start, end = entry.date("start_date"), entry.date("end_date", end=True)
        if start and end and end < start:
            entry.complain("dates_reversed", "error", "end_date", start=start, end=end)
        if not start and not end:
            entry.complain("no_dates", "note", "start_date")
        kind = entry.extra("kind")
        values = {
            "kind": kind if kind in ("titular", "acting") else "titular",
            "date_start": start,
            "date_end": end,
            "appointment_document": entry.extra("appointment_document"),
        }
        links = {"person": person, "post": post}
        self._add("memberships", entry, entry.text("id"), values, links)
        if person and post:
            institution = self.register.items[post].links.get("institution")
            self.register.items[person].links["institutions"].add(institution)

    def _resolve_post(self, entry):
        """Return the post's key; a membership without one makes it of its role."""
        if entry.reference("post"):
            return self._resolve(entry, "post")
        institution = self._resolve(entry, "organization")
        if not institution:
            return None
        if self.register.items[institution].links.get("party"):
            entry.complain("party", "error", "organization_id")
            return None
        role = entry.text("role") or entry.text("label")
        key = self.posts.get((institution, names.fold(role)))
        if not key:
            key = f"post:{institution}/{names.fold(role)}"
            self.posts[institution, names.fold(role)] = key
            links = {"institution": institution}
            post = Item("post", key, {"name": role}, [entry.path], [], links)
            code = "post_of_role" if role else "post_without_name"
            post.problems.append(Problem(code, "note", entry.path))
            self.register.add(post)
        return key


def write_register(collections):
    """Return the text of a Popolo file; empty terms are left out.

    :param dict collections: lists of objects by name of collection
    :rtype: str
    """
    data = {
        name: [
            {term: value for term, value in entry.items() if value}
            for entry in collections.get(name, ())
        ]
        for name in COLLECTIONS
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
