"""Cells of the register's table, read as what their column holds."""

import difflib

from . import documents, identity, names, partial_dates
from .register_columns import COLUMN, ITEM_FIELDS, heading_key
from .register_items import Problem
from .sheets import CellFault, column_letter

_SURNAMES_FIRST = heading_key("Apellidos y nombres")
_UNTIL_TODAY = {"actualidad", "a la fecha", "vigente", "indefinido", "present", "hoy"}
_KINDS = {
    "titular": "titular propietario propietaria nombrado nombrada electo electa"
    " elegido elegida designado designada",
    "acting": "encargado encargada encargadoa encargatura e acting interino interina"
    " ai suplente accesitario accesitaria",
}
_KIND_WORDS = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WOMAN = {"f", "mujer", "femenino", "femenina", "senora", "sra", "female", "woman", "w"}
_MAN = {"h", "varon", "hombre", "masculino", "senor", "sr", "male", "man", "v"}


class RowReader:
    """Reads rows whose columns are known.

    :param dict columns: :class:`.Column` by index
    :param list headings: the cells of the heading row
    :param rows: all rows, for what only a whole column tells
    :param dict choices: see :func:`.register_table.read_register`
    """

    def __init__(self, columns, headings, rows, choices):
        self.columns = columns
        self.headings = {
            column.name: (column_letter(index), str(headings[index]))
            for index, column in columns.items()
        }
        self.parts = {column_letter(i): c.part for i, c in columns.items()}
        self.surnames_first = any(
            heading_key(text) == _SURNAMES_FIRST for text in headings if text
        )
        self.choices = {
            name: {names.fold(words): value for words, value in pairs}
            for name, pairs in choices.items()
        }
        self.words = {
            name: [words for words, _value in pairs] for name, pairs in choices.items()
        }
        self.genders = self._learn_genders(rows)

    def _learn_genders(self, rows):
        """M is a man beside F, and a woman (mujer) beside H: the column decides."""
        genders = dict.fromkeys(_WOMAN, "female") | dict.fromkeys(_MAN, "male")
        for index, column in self.columns.items():
            if column.kind == "gender":
                cells = (values[index] for _n, values in rows if index < len(values))
                words = {names.fold(str(cell)) for cell in cells if cell is not None}
                if words & {"h", "hombre", "v", "varon"}:
                    genders["m"] = "female"
                elif words & {"f", "femenino"}:
                    genders["m"] = "male"
        return genders

    def get_part(self, letter):
        """Return the part of the register that a column belongs to."""
        return self.parts.get(letter)

    def read_row(self, number, cells):
        """Return the :class:`Row` with the values of its cells."""
        row = Row(self, number)
        for index, column in self.columns.items():
            raw = cells[index] if index < len(cells) else None
            if raw is not None:
                row.read_cell(column, raw)
        return row


class Row:
    """One row: its values by column name, and what is to be said of them."""

    def __init__(self, reader, number):
        self.reader = reader
        self.number = number
        self.values = {}
        self.problems = []

    @property
    def refused(self):
        return any(problem.severity == "error" for problem in self.problems)

    def complain(self, column_name, code, severity="error", **facts):
        """Note a problem of the cell in the column of that name."""
        column = COLUMN.get(column_name)
        heading = column.heading_es if column else ""
        letter, heading = self.reader.headings.get(column_name, ("", heading))
        problem = Problem(code, severity, self.number, letter, heading, facts)
        self.problems.append(problem)

    def describe(self):
        """Return who and what the row is about, in one line."""
        values = self.values
        person = values.get("name") or values.get("full_name") or values.get("surname")
        words = (values.get("institution"), values.get("post"), person)
        return " / ".join(filter(None, words))

    def take(self, part):
        """Return the values of one part under the names that items use.

        Empty when the row does not name what they are about.
        """
        values = {
            item_field: self.values[name]
            for name, item_field in ITEM_FIELDS[part]
            if name in self.values
        }
        if part == "person" and "name" in self.values:
            values["name"] = self.values["name"]
        return values if part == "mandate" or values.get("name") else {}

    # cells

    def read_cell(self, column, raw):
        if isinstance(raw, CellFault):
            self.complain(column.name, str(raw))
            return
        value = getattr(self, f"_read_{column.kind}")(column.name, raw)
        if value not in (None, ""):
            self.values[column.name] = value

    def _read_text(self, _name, raw):
        return as_text(raw)

    def _read_choice(self, name, raw):
        text = as_text(raw)
        choices = self.reader.choices.get(name)
        if choices is None:
            return text
        value = choices.get(names.fold(text))
        if value is None:
            known = ", ".join(self._suggest(name, text))
            place = name in ("state", "country")
            code, severity = "unknown_place" if place else "unknown_choice", "error"
            severity = "warning" if place else severity
            self.complain(name, code, severity, value=text, known=known)
        return value

    def _suggest(self, name, text):
        """Return the nearest choices, each in the language that comes first."""
        words, choices = self.reader.words[name], self.reader.choices[name]
        first = {}
        for word in words:
            first.setdefault(choices[names.fold(word)], word)
        near = difflib.get_close_matches(text, words, 4, 0.5)
        values = dict.fromkeys(choices[names.fold(word)] for word in near)
        return [first[value] for value in values or list(first)[:8]]

    def _read_date(self, name, raw, end=False):
        if COLUMN[name].part == "mandate":
            raw = partial_dates.undo_spreadsheet_year(raw)
        try:
            value, precision = partial_dates.parse(raw, end)
        except ValueError:
            self.complain(name, "bad_date", value=as_text(raw))
            return None
        if precision != "day":
            code, facts = f"date_{precision}", {"value": as_text(raw), "date": value}
            self.complain(name, code, "note", **facts)
        return value

    def _read_end(self, name, raw):
        if names.fold(as_text(raw)) in _UNTIL_TODAY:
            return None
        return self._read_date(name, raw, end=True)

    def _read_count(self, name, raw):
        text = as_text(raw)
        if not (text.isdecimal() and 0 < int(text) < 1000):
            self.complain(name, "bad_count", value=text)
            return None
        return int(text)

    def _read_email(self, name, raw):
        text = as_text(raw).replace(";", ",").strip(" ,").removeprefix("mailto:")
        addresses = [address.strip() for address in text.split(",")]
        if not all(is_email(address) for address in addresses):
            self.complain(name, "bad_email", "warning", value=as_text(raw))
            return None
        return ", ".join(addresses)

    def _read_tax_id(self, name, raw):
        number = "".join(char for char in as_text(raw).upper() if char not in " .-")
        number = number.removeprefix("RUC").removeprefix("PE").lstrip(":")
        return self._judge(name, number, documents.check_ruc(number), "ruc")

    def _read_document(self, name, raw):
        text = as_text(raw).upper().removeprefix("DNI").strip(" :.-")
        number = documents.restore_leading_zeros(text)
        if number != text:
            self.complain(name, "lost_zeros", "note", value=number)
        if not documents.is_dni_like(number):
            # foreigners' cards and passports follow no rule that could be checked
            return number
        return self._judge(name, number, documents.check_dni(number), "dni")

    def _judge(self, name, number, judgement, kind):
        if judgement == "check_digit":
            self.complain(name, f"{kind}_check_digit", "warning", value=number)
        elif judgement == "malformed":
            self.complain(name, f"{kind}_malformed", value=number)
            return None
        return number

    def _read_gender(self, name, raw):
        gender = self.reader.genders.get(names.fold(as_text(raw)))
        if not gender:
            self.complain(name, "bad_gender", "warning", value=as_text(raw))
        return gender

    def _read_kind(self, name, raw):
        words = names.fold(as_text(raw)).split()
        kinds = {_KIND_WORDS[word] for word in words if word in _KIND_WORDS}
        if len(kinds) != 1:
            self.complain(name, "bad_kind", value=as_text(raw))
            return None
        return kinds.pop()

    # the row as a whole

    def check(self):
        """Work out the name and the post, and complain about what does not fit."""
        person = self._set_person_name()
        self._take_off_acting()
        institution, post = self.values.get("institution"), self.values.get("post")
        if post and not institution:
            self.complain("institution", "no_institution", value=post)
        elif institution and person and not post:
            self.complain("post", "no_post", name=person)
        elif not institution and not person:
            self.complain("institution", "nothing_named")
        if not (person and post):
            self._drop_mandate()
        start, end = self.values.get("date_start"), self.values.get("date_end")
        if start and end and end < start:
            self.complain("date_end", "dates_reversed", start=start, end=end)

    def _take_off_acting(self):
        if post := self.values.get("post"):
            self.values["post"], acting = identity.split_acting(post)
            if acting:
                self.values.setdefault("kind", "acting")

    def _drop_mandate(self):
        for name in ("date_start", "date_end", "appointment_document"):
            if self.values.pop(name, None):
                self.complain(name, "dates_of_nobody", "warning")

    def _set_person_name(self):
        """Make one name, and its parts where the file itself shows them."""
        values = self.values
        if "surnames" in values:
            self._put_parts(*names.split_surnames(values.pop("surnames")))
        full = values.pop("full_name", "")
        wanted = ("given_names", "surname", "second_surname")
        if not any(values.get(name) for name in wanted):
            self._take_apart(full)
        parts = [values.get(name) for name in wanted]
        if name := names.join_full_name(*parts) or full:
            values["name"] = name
        return name

    def _take_apart(self, full):
        if "," in full:
            surnames, given = full.split(",", 1)
            self._put_parts(*names.split_surnames(surnames), given.strip())
        elif full and self.reader.surnames_first:
            self._put_parts(*names.split_surnames_first(full))
            self.complain("full_name", "surnames_guessed", "note", value=full)

    def _put_parts(self, surname, second_surname, given_names=""):
        parts = {"surname": surname, "second_surname": second_surname}
        for name, text in (parts | {"given_names": given_names}).items():
            if text:
                self.values.setdefault(name, text)


def as_text(raw):
    """Return a cell as text; whole numbers lose the ".0" of spreadsheets."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if hasattr(raw, "strftime"):
        return raw.strftime("%d/%m/%Y")
    return " ".join(str(raw).split())


def is_email(text):
    """Tell whether a text looks like one address of electronic mail."""
    name, _at, domain = text.rpartition("@")
    forbidden = set(' ,;:"<>()[]\\@')
    return bool(
        name and "." in domain.strip(".") and not forbidden & (set(name) | set(domain))
    )
