"""What press people type to find notes, made into a full-text search of PostgreSQL.

The operators are AND OR NOT (also Y O NO and a leading minus), parentheses, "exact
words", a trailing * and NEAR/n; two words side by side mean both. ``title:`` (also
``titular:``) looks into headlines only. NOT binds stronger than AND, AND than OR.
"""

import re
import unicodedata
from dataclasses import dataclass

# Folded alike here and in the column (`clipping_vector`): accents go, ñ stays.
_ACCENTED = "áéíóúüàèìòùâêîôûäëïöç"
_PLAIN = "aeiouuaeiouaeiouaeioc"
FOLD_FROM = _ACCENTED + _ACCENTED.upper() + "Ñ"
FOLD_TO = _PLAIN * 2 + "ñ"
_FOLD = str.maketrans(FOLD_FROM, FOLD_TO)

MAX_LENGTH = 2000
MAX_TERMS = 200
MAX_DEPTH = 40
MAX_NEAR = 20
_SHORTEST_PREFIX = 3

_OPERATORS = {
    "AND": "and",
    "Y": "and",
    "OR": "or",
    "O": "or",
    "NOT": "not",
    "NO": "not",
}
_QUOTES = str.maketrans("“”„«»″", '""""""')
_TOKEN = re.compile(
    r'(?P<space>\s+)|(?P<open>\()|(?P<close>\))|"(?P<phrase>[^"]*)"'
    r'|(?P<quote>")|(?P<title>(?:title|titular|t[ií]tulo):)|(?P<minus>-(?=[^\s-]))'
    r"|NEAR/(?P<near>\d+)(?![^\s()])|(?P<word>(?:(?!\()[^\s\"()])+)",
    re.IGNORECASE,
)


class QueryError(ValueError):
    """What is typed is no query.

    :ivar str code: unclosed_quote, unclosed, unopened, operand, exclusions, wildcard,
        short_wildcard, near, near_distance, nothing, title, long
    :ivar int position: where, counted from 1
    """

    def __init__(self, code, position, token=""):
        super().__init__(code)
        self.code = code
        self.position = position
        self.token = token


@dataclass(frozen=True)
class Term:
    """Words to find: one by its stem, several in a row, or the beginning of one."""

    words: tuple
    exact: bool = False
    prefix: bool = False
    title: bool = False


@dataclass(frozen=True)
class Near:
    """Two terms at most so many words apart, in any order."""

    left: Term
    right: Term
    distance: int


@dataclass(frozen=True)
class Not:
    """What must not be there."""

    child: object


@dataclass(frozen=True)
class And:
    """All of these."""

    children: tuple


@dataclass(frozen=True)
class Or:
    """One of these at least."""

    children: tuple


def fold(text):
    """Return text as it is compared: lower case, no accents, only a-z, ñ and digits."""
    plain = unicodedata.normalize("NFC", text or "").translate(_FOLD).lower()
    return " ".join(re.findall(r"[a-z0-9ñ]+", plain))


def parse(text):
    """Return the tree of a query.

    :raises QueryError: when it cannot be read
    """
    if len(text or "") > MAX_LENGTH:
        raise QueryError("long", MAX_LENGTH)
    reader = _Reader(_tokens((text or "").translate(_QUOTES)))
    tree = reader.tree()
    if not _finds_something(tree):
        raise QueryError("exclusions", 1)
    return tree


def compile_query(tree):
    """Return ``(template, parameters)`` of an SQL expression of type tsquery.

    The template holds only ``%s`` and operators: nothing typed gets into it.
    """
    if isinstance(tree, Term):
        return _compile_term(tree)
    if isinstance(tree, Near):
        return _compile_near(tree)
    if isinstance(tree, Not):
        template, parameters = compile_query(tree.child)
        return f"(!!{template})", parameters
    parts = [compile_query(child) for child in tree.children]
    sign = " && " if isinstance(tree, And) else " || "
    return (
        "(" + sign.join(template for template, _parameters in parts) + ")",
        [value for _template, parameters in parts for value in parameters],
    )


def clipping_vector(headline, *texts):
    """Return the SQL expression of the stored column that queries are asked of.

    Weights A and B hold the words as they stand in headline and text, C and D their
    stems; a word nobody types parts headline, lead and text, so no phrase spans them.

    :param str headline: name of a column; likewise ``texts``
    """
    body = " || ' zqzq ' || ".join(f"coalesce({text}, '')" for text in texts)
    title, body = _sql_fold(headline), _sql_fold(f"left({body}, 200000)")
    stem = "regexp_replace({}, 'ion\\M', 'ión', 'g')"
    return " || ".join(
        f"setweight(to_tsvector('pg_catalog.{config}', 'zqzq ' || {value}), '{weight}')"
        for config, value, weight in (
            ("simple", title, "A"),
            ("simple", body, "B"),
            ("spanish", stem.format(title), "C"),
            ("spanish", stem.format(body), "D"),
        )
    )


def _sql_fold(value):
    folded = f"lower(translate(coalesce({value}, ''), '{FOLD_FROM}', '{FOLD_TO}'))"
    return f"regexp_replace({folded}, '[^a-z0-9ñ]+', ' ', 'g')"


def _tokens(text):
    """Return ``(kind, value, position)`` of each piece of a query."""
    found = []
    for match in _TOKEN.finditer(text):
        kind, value, position = match.lastgroup, match[match.lastgroup], match.start()
        if kind == "quote":
            raise QueryError("unclosed_quote", position + 1)
        if kind == "word" and value in _OPERATORS:
            kind = _OPERATORS[value]
        elif kind == "minus":
            kind = "not"
        if kind != "space":
            found.append((kind, value, position + 1))
    if sum(kind in ("word", "phrase") for kind, *_rest in found) > MAX_TERMS:
        raise QueryError("long", 1)
    return found


class _Reader:
    """Reads a query from left to right, one level of binding per method."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.index = 0
        self.depth = 0

    def tree(self):
        if not self.tokens:
            raise QueryError("nothing", 1)
        tree = self._either()
        if self._kind() == "close":
            raise QueryError("unopened", self._position())
        return tree

    def _kind(self):
        return self.tokens[self.index][0] if self.index < len(self.tokens) else None

    def _position(self):
        return self.tokens[min(self.index, len(self.tokens) - 1)][2]

    def _next(self):
        token = self.tokens[self.index]
        self.index += 1
        return token

    def _either(self):
        parts = [self._all()]
        while self._kind() == "or":
            self._next()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self):
        parts = [self._not()]
        while self._kind() not in (None, "or", "close"):
            if self._kind() == "and":
                self._next()
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self):
        excluded = False
        while self._kind() == "not":
            self._next()
            excluded = not excluded
        tree = self._near()
        return Not(tree) if excluded else tree

    def _near(self):
        tree = self._atom()
        if self._kind() != "near":
            return tree
        _kind, distance, position = self._next()
        if not 1 <= int(distance) <= MAX_NEAR:
            raise QueryError("near_distance", position)
        other = self._atom()
        if not (isinstance(tree, Term) and isinstance(other, Term)):
            raise QueryError("near", position)
        if self._kind() == "near" or tree.title != other.title:
            raise QueryError("near", position)
        return Near(tree, other, int(distance))

    def _atom(self, title=False):
        if self._kind() not in ("word", "phrase", "open", "title"):
            raise QueryError("operand", self._position())
        kind, value, position = self._next()
        if kind == "open":
            return self._group(position, title)
        if kind == "title":
            return self._title(position)
        return _term(kind, value, position, title)

    def _title(self, position):
        if self._kind() not in ("word", "phrase"):
            raise QueryError("title", position)
        return self._atom(title=True)

    def _group(self, position, title):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise QueryError("long", position)
        tree = self._either()
        if self._kind() != "close":
            raise QueryError("unclosed", position)
        self._next()
        self.depth -= 1
        return tree


def _term(kind, value, position, title):
    if kind == "phrase":
        words = fold(value).split()
        if not words:
            raise QueryError("nothing", position)
        return Term(tuple(words), exact=True, title=title)
    prefix = value.endswith("*")
    stem = value[:-1] if prefix else value
    words = fold(stem).split()
    if "*" in stem:
        raise QueryError("wildcard", position, value)
    if not words:
        raise QueryError("nothing", position, value)
    if prefix and (len(words) > 1 or len(words[0]) < _SHORTEST_PREFIX):
        raise QueryError("short_wildcard", position, value)
    return Term(tuple(words), exact=len(words) > 1, prefix=prefix, title=title)


def _finds_something(tree):
    """Tell whether a tree names something to find, not only what to leave out."""
    if isinstance(tree, Not):
        return isinstance(tree.child, Not) and _finds_something(tree.child.child)
    if isinstance(tree, And):
        return any(_finds_something(child) for child in tree.children)
    if isinstance(tree, Or):
        return all(_finds_something(child) for child in tree.children)
    return True


def _compile_term(term):
    weight = "A" if term.title else "AB"
    if term.exact or term.prefix:
        sign = ":*" if term.prefix else ":"
        lexemes = "<->".join(f"'{word}'{sign}{weight}" for word in term.words)
        return "to_tsquery('pg_catalog.simple', %s)", [lexemes]
    [word] = term.words
    stem = re.sub(r"ion$", "ión", word)
    # A word without a stem of its own ("de", "la") is looked for as it stands.
    stemmed = "to_tsquery('pg_catalog.spanish', %s)"
    return (
        f"(CASE WHEN numnode({stemmed}) > 0 THEN {stemmed}"
        " ELSE to_tsquery('pg_catalog.simple', %s) END)",
        [f"'{stem}':{'C' if term.title else 'CD'}"] * 2 + [f"'{word}':{weight}"],
    )


def _compile_near(near):
    """Distances count between exact words: stems have other neighbours."""
    exact = [
        Term(term.words, exact=True, prefix=term.prefix, title=term.title)
        for term in (near.left, near.right)
    ]
    left, right = (compile_query(term) for term in exact)
    parts, parameters = [], []
    for first, second in ((left, right), (right, left)):
        for gap in range(near.distance):
            parts.append(f"tsquery_phrase({first[0]}, {second[0]}, {gap + 1})")
            parameters += first[1] + second[1]
    return "(" + " || ".join(parts) + ")", parameters
