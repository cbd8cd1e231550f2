"""The register as one table: a row names an institution, a post and its holder."""

from dataclasses import dataclass

from . import documents, identity, names
from .register_cells import RowReader
from .register_columns import COLUMN, COLUMN_OF, NAMING, find_column
from .register_items import Item, Problem, Register
from .sheets import FileFault, column_letter, read_sheets

MAX_HEADING_ROWS = 20
_OWN_SHEETS = {"instrucciones", "instructions", "listas", "lists"}
_EXAMPLES = ("(ejemplo)", "(example)")


def read_register(content, choices=None, max_rows=None):
    """Read a table file into a :class:`~.register_items.Register`.

    Each row is taken whole or refused whole; a refused row stands in the register as
    an item of kind ``row`` with what is wrong with it.

    :param bytes content: an XLSX or CSV file
    :param dict choices: ``{column name: [(words, value)]}`` for the columns of kind
        choice; a column without choices keeps the words
    :param int max_rows: rows of data beyond which the file is refused
    :raises FileFault: the whole file cannot be read; codes of :mod:`.sheets` and
        ``no_headings``, ``no_rows``, ``missing_column``
    """
    sheets = read_sheets(content, **({"max_rows": max_rows} if max_rows else {}))
    sheet, headings_at = _find_headings(sheets)
    reader = _TableReader(sheet, headings_at, choices or {})
    if max_rows and len(reader.rows) > max_rows:
        raise FileFault("too_many_rows", limit=max_rows)
    register = reader.read_rows()
    others = (other.name for other in sheets if other is not sheet and other.rows)
    unread = [name for name in others if names.fold(name) not in _OWN_SHEETS]
    if unread:
        facts = {"sheets": ", ".join(unread)}
        register.notes.append(Problem("other_sheets", "warning", facts=facts))
    return register


def _find_headings(sheets):
    """Return the first sheet with a row of headings, and that row's place in it."""
    best = (0, None, 0)
    for sheet in sheets:
        for index, (_number, values) in enumerate(sheet.rows[:MAX_HEADING_ROWS]):
            texts = (value for value in values if isinstance(value, str))
            found = {find_column(text, "institution") for text in texts} - {None}
            score = len(found) + len(found & NAMING)
            if score > best[0]:
                best = (score, sheet, index)
        if best[0] > 2:
            break
    if not best[0]:
        found = next((values for sheet in sheets for _n, values in sheet.rows), [])
        raise FileFault("no_headings", found=_join(found))
    return best[1:]


def _join(values):
    return ", ".join(str(value) for value in values[:12] if value is not None)


@dataclass
class _Claim:
    """What a row states about an item; a new item joins the register with its row."""

    item: Item
    values: dict
    new: bool


class _TableReader:
    """Turns the rows of one sheet into items."""

    def __init__(self, sheet, headings_at, choices):
        self.register = Register()
        self.rows = sheet.rows[headings_at + 1 :]
        self.headings = sheet.rows[headings_at][1]
        for code, facts in sheet.notes:
            severity = "warning" if code in ("mojibake", "blank_rows") else "note"
            self.register.notes.append(Problem(code, severity, facts=facts))
        self.columns = self._map_columns()
        self.cells = RowReader(self.columns, self.headings, self.rows, choices)
        self.institutions = _Index("tax_id", is_company=True)
        self.people = _Index("document", is_company=False)
        self.seen = {}

    # headings

    def _map_columns(self):
        """Return the :class:`.Column` of each known heading by its index."""
        part, first, columns = "institution", {}, {}
        for index, heading in enumerate(self.headings):
            name = heading is not None and find_column(heading, part)
            if name and name not in first:
                first[name] = column_letter(index)
                columns[index] = COLUMN[name]
                part = COLUMN[name].part
            elif name:
                self._note_column("repeated_column", index, first=first[name])
            elif heading is not None:
                self._note_column("unknown_column", index)
        return columns

    def _note_column(self, code, index, **facts):
        letter, heading = column_letter(index), str(self.headings[index])
        problem = Problem(code, "warning", "", letter, heading, facts)
        self.register.notes.append(problem)

    def read_rows(self):
        """Return the register of all rows.

        :raises FileFault: when the table lacks what no row can do without
        """
        if not self.rows:
            raise FileFault("no_rows")
        known = {column.name for column in self.columns.values()}
        if not known & NAMING:
            raise FileFault("missing_column", found=_join(self.headings))
        for number, cells in self.rows:
            self._read_row(number, cells)
        return self.register

    # rows

    def _read_row(self, number, cells):
        row = self.cells.read_row(number, cells)
        if not row.values and not row.problems:
            return
        if str(row.values.get("institution", "")).lower().startswith(_EXAMPLES):
            self.register.notes.append(Problem("example_row", "note", number))
            return
        self.register.row_count += 1
        signature = tuple((name, str(value)) for name, value in row.values.items())
        first = self.seen.setdefault(signature, number)
        if first != number:
            facts = {"first": first}
            self.register.notes.append(
                Problem("repeated_row", "warning", number, facts=facts)
            )
            return
        row.check()
        claims = [] if row.refused else self._claim(row)
        if row.refused:
            self._refuse(row)
        else:
            self._accept(row, claims)

    def _refuse(self, row):
        key = f"row:{row.number}"
        values = {"name": row.describe()}
        item = Item("row", key, values, [row.number], row.problems)
        self.register.add(item)

    def _accept(self, row, claims):
        for claim in claims:
            item = claim.item
            if claim.new:
                self.register.add(item)
            for name, value in claim.values.items():
                item.values.setdefault(name, value)
            if row.number not in item.places:
                item.places.append(row.number)
            if item.kind in ("institution", "person"):
                index = self.institutions if item.kind == "institution" else self.people
                index.put(item, claim.values)
        for problem in row.problems:
            self._find_owner(claims, problem).problems.append(problem)

    def _find_owner(self, claims, problem):
        """Return the item that a remark about a column belongs to."""
        part = self.cells.get_part(problem.column)
        return next((c.item for c in claims if c.item.kind == part), claims[-1].item)

    def _claim(self, row):
        institution = self._claim_institution(row)
        post = self._claim_post(row, institution)
        person = self._claim_person(row, institution)
        mandate = self._claim_mandate(row, post, person)
        claims = [claim for claim in (institution, post, person, mandate) if claim]
        for claim in claims:
            if not claim.new:
                self._compare(row, claim)
        return claims

    def _compare(self, row, claim):
        """Complain where an earlier row says something else of the same item."""
        for name in claim.values.keys() - {"name", "given_names", "surname"}:
            known, value = claim.item.values.get(name), claim.values[name]
            if known is not None and not _agree(known, value):
                column = COLUMN_OF.get((claim.item.kind, name))
                facts = {"first": claim.item.places[0], "known": known, "value": value}
                row.complain(column.name if column else name, "conflict", **facts)

    def _claim_institution(self, row):
        values = row.take("institution")
        if not values:
            return None
        item = self.institutions.find(row, values, values.get("city"))
        if item:
            return _Claim(item, values, False)
        key = values.get("tax_id") or identity.name_key(values["name"], True)
        key = self.register.unique_key(f"institution:{key}")
        return _Claim(Item("institution", key), values, True)

    def _claim_post(self, row, institution):
        values = row.take("post")
        if not values:
            return None
        key = f"post:{institution.item.key}/{identity.post_key(values['name'])}"
        item = self.register.items.get(key)
        if not item:
            links = {"institution": institution.item.key}
            return _Claim(Item("post", key, links=links), values, True)
        if names.fold(values["name"]) != names.fold(item.values["name"]):
            values |= _get_gendered_names(item.values["name"], values["name"])
        return _Claim(item, values, False)

    def _claim_person(self, row, institution):
        values = row.take("person")
        if not values:
            return None
        home = institution.item.key if institution else ""
        item = self.people.find(row, values, home)
        if item:
            item.links["institutions"].add(home)
            return _Claim(item, values, False)
        key = values.get("document") or identity.name_key(values["name"], False)
        key = self.register.unique_key(f"person:{key}")
        twin = self.people.find_twin(values)
        links = {"institutions": {home}} | ({"twin": twin.key} if twin else {})
        return _Claim(Item("person", key, links=links), values, True)

    def _claim_mandate(self, row, post, person):
        if not (post and person):
            return None
        values = {"kind": "titular"} | row.take("mandate")
        start = values.get("date_start") or ""
        key = f"mandate:{post.item.key}/{person.item.key}/{start}"
        item = self.register.items.get(key)
        links = {"post": post.item.key, "person": person.item.key}
        new = item is None
        return _Claim(item or Item("mandate", key, links=links), values, new)


def _agree(known, value):
    if isinstance(known, str) and isinstance(value, str):
        return names.fold(known) == names.fold(value)
    return known == value


def _get_gendered_names(*titles):
    """Alcalde in one row and Alcaldesa in another: one post with both names."""
    return {
        f"name_{'female' if identity.is_feminine(title) else 'male'}": title
        for title in titles
    }


class _Index:
    """Items of one kind by document number and by name."""

    def __init__(self, document, is_company):
        self.document = document
        self.is_company = is_company
        self.by_number = {}
        self.by_name = {}

    def _key(self, values):
        return identity.name_key(values["name"], self.is_company)

    def find(self, row, values, home):
        """Return the item these values are about, if an earlier row has it.

        :param home: city of an institution, or key of a person's institution
        """
        number = documents.document_key(values.get(self.document))
        item = self.by_number.get(number)
        if item:
            if self._key(item.values) != self._key(values):
                facts = {"first": item.places[0], "name": item.values["name"]}
                row.complain(self.document, "same_number", **facts)
            return item
        found = [
            item
            for item in self.by_name.get(self._key(values), ())
            if self._is_at_home(item, home)
            and not (number and item.values.get(self.document))
        ]
        if len(found) > 1:
            row.complain(self.document, "ambiguous", name=values["name"])
        return found[0] if found else None

    def _is_at_home(self, item, home):
        if not self.is_company:
            return home in item.links["institutions"]
        city = item.values.get("city")
        return not (city and home) or names.fold(city) == names.fold(home)

    def find_twin(self, values):
        """Return somebody of that name elsewhere whose number does not differ."""
        for item in self.by_name.get(self._key(values), ()):
            if not (values.get(self.document) and item.values.get(self.document)):
                return item
        return None

    def put(self, item, values):
        number = documents.document_key(values.get(self.document))
        if number:
            self.by_number.setdefault(number, item)
        same_name = self.by_name.setdefault(self._key(item.values), [])
        if item not in same_name:
            same_name.append(item)
