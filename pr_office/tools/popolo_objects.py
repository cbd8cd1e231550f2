"""Objects of a Popolo file: the embedded brought out, their terms read with care."""

from . import partial_dates
from .register_items import Problem

COLLECTIONS = ("areas", "organizations", "persons", "posts", "memberships")
COLLECTION_OF = {"person": "persons", "organization": "organizations", "post": "posts"}
_SINGULAR_OF = {collection: word for word, collection in COLLECTION_OF.items()}


class Unfolder:
    """Brings embedded objects into the five collections, as ``(path, object)``.

    :param dict data: the file, whose collections are lists
    :ivar dict collections: lists of ``(path, object)`` by name of collection
    """

    def __init__(self, data):
        self.collections = {name: [] for name in COLLECTIONS}
        self.embedded = set()
        self.listed = {
            (name, str(entry.get("id")))
            for name in COLLECTIONS
            for entry in data.get(name) or []
            if isinstance(entry, dict)
        }
        for name in COLLECTIONS:
            for index, entry in enumerate(data.get(name) or []):
                self._take(name, f"{name}[{index}]", entry)

    def _take(self, name, path, entry):
        self.collections[name].append((path, entry))
        if not isinstance(entry, dict):
            return
        own = _SINGULAR_OF.get(name)
        for inner in ("memberships", "posts"):
            embedded = entry.get(inner)
            for index, child in enumerate(
                embedded if isinstance(embedded, list) else []
            ):
                if isinstance(child, dict) and own:
                    entry.setdefault("id", f"#{path}")
                    child = {f"{own}_id": entry["id"]} | child
                self._take(inner, f"{path}.{inner}[{index}]", child)
        for inner, collection in (*COLLECTION_OF.items(), ("area", "areas")):
            child = entry.get(inner)
            if isinstance(child, dict) and name != collection:
                child.setdefault("id", f"#{path}.{inner}")
                entry.setdefault(f"{inner}_id", child["id"])
                self._take_once(collection, f"{path}.{inner}", child)

    def _take_once(self, name, path, entry):
        """Embedded copies of one object repeat; only the first one counts."""
        mark = (name, str(entry["id"]))
        if mark not in self.listed and mark not in self.embedded:
            self.embedded.add(mark)
            self._take(name, path, entry)


class PopoloObject:
    """One object of a collection while it is read."""

    def __init__(self, path, data):
        self.path = path
        self.data = data
        self.problems = []

    def complain(self, code, severity="error", term="", **facts):
        problem = Problem(code, severity, self.path, "", term, facts)
        self.problems.append(problem)

    def text(self, term):
        value = self.data.get(term)
        if isinstance(value, (dict, list)):
            self.complain("bad_value", "warning", term)
            return ""
        if value is None or isinstance(value, bool):
            return ""
        return " ".join(str(value).split())

    def reference(self, term):
        """Return the id another object has, as text."""
        return self.text(f"{term}_id")

    def dicts(self, term):
        value = self.data.get(term)
        return (
            [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
        )

    def extra(self, term):
        extras = self.data.get("extras")
        value = extras.get(term) if isinstance(extras, dict) else None
        return value if isinstance(value, (str, int, list)) else None

    def date(self, term, end=False):
        text = self.text(term)
        if not text:
            return None
        try:
            value, precision = partial_dates.parse(text, end)
        except ValueError:
            self.complain("bad_date", "error", term, value=text)
            return None
        if precision != "day":
            facts = {"value": text, "date": value}
            self.complain(f"date_{precision}", "note", term, **facts)
        return value
