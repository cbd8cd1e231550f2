import random

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ...tools import press_query as q
from .common import PressCase

WORDS = "agua corte peña pena licitacion licitaciones torre torres obra de".split()


@tagged("post_install", "-at_install")
class TestPressSearch(PressCase):
    """Searching notes in the syntax of topics."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["pr.press.clipping"].create(
            [
                {"outlet_id": cls.radio.id, "headline": headline, "lead": lead}
                for headline, lead in [
                    ("La licitación del Puente", "Habló el regidor Peña"),
                    ("Las licitaciones", "Una pena"),
                    ("Plaza de Armas", "de la ciudad cerrada por obra"),
                    ("Torres más altas", "El señor Torres no vino"),
                ]
            ]
        )

    def _found(self, text):
        domain = [("query", "=", text), ("outlet_id", "=", self.radio.id)]
        return self.env["pr.press.clipping"].search(domain).mapped("headline")

    def test_without_accents_and_in_plural(self):
        for text in ("licitación", "LICITACION", "licitaciones", "licita*"):
            self.assertEqual(len(self._found(text)), 2, text)

    def test_ene_is_a_letter_and_quotes_are_exact(self):
        self.assertEqual(self._found('"Peña"'), ["La licitación del Puente"])
        self.assertEqual(self._found('"licitaciones"'), ["Las licitaciones"])

    def test_no_phrase_spans_headline_and_summary(self):
        self.assertFalse(self._found('"armas de la ciudad"'))
        self.assertEqual(self._found('"plaza de armas"'), ["Plaza de Armas"])
        self.assertEqual(self._found("cerrada NEAR/3 ciudad"), ["Plaza de Armas"])

    def test_headlines_only_and_exclusions(self):
        self.assertFalse(self._found("title:regidor"))
        self.assertEqual(
            self._found("licitación NO pena"), ["La licitación del Puente"]
        )

    def test_what_was_just_written_is_found(self):
        note = self._note("Sin más")
        note.lead = "ferrocarril"
        self.assertEqual(self._found("ferrocarril"), ["Sin más"])

    def test_operators_of_domains(self):
        clippings = self.env["pr.press.clipping"]
        everything = clippings.search_count([])
        count = clippings.search_count([("query", "=", "torres")])
        other = clippings.search_count([("query", "!=", "torres")])
        self.assertEqual(count + other, everything)
        self.assertFalse(clippings.search_count([("query", "=", False)]))
        self.assertTrue(clippings.search_count([("query", "ilike", "torres")]))

    def test_errors_say_what_and_where(self):
        with self.assertRaisesRegex(UserError, r"parenthesis.*character 1"):
            self._found("(agua")
        with self.assertRaisesRegex(ValidationError, "leave out"):
            self.water.query = "NO agua"

    def test_what_is_typed_is_never_sql(self):
        for text in (
            "'; DROP TABLE x; --",
            "agua':*",
            "%s %(x)s",
            "a\\' | b",
            "&|!<->",
        ):
            try:
                self._found(text)
            except UserError:
                continue
        self.assertTrue(self._found("torres"))

    def test_a_topic_shows_what_it_would_find(self):
        with Form(self.env["pr.press.topic"]) as form:
            form.name = "Vista previa"
            form.query = '"señor Torres"'
            self.assertEqual(form.found_examples, "Torres más altas")
            self.assertEqual(form.found_count, 1)

    def test_against_an_independent_reading(self):
        """150 random queries over 120 notes, by PostgreSQL and by sets of words."""
        rng = random.Random(20)
        notes = self.env["pr.press.clipping"].create(
            [
                {
                    "outlet_id": self.portal.id,
                    "headline": " ".join(rng.choices(WORDS, k=3)),
                    "lead": " ".join(rng.choices(WORDS, k=5)),
                }
                for _each in range(120)
            ]
        )
        stems = {word: self._stem(word) for word in WORDS}
        for _each in range(150):
            tree = self._random_tree(rng, 3)
            text = self._written(tree)
            expected = {note.id for note in notes if self._holds(tree, note, stems)}
            found = notes.search([("query", "=", text), ("id", "in", notes.ids)])
            self.assertEqual(set(found.ids), expected, text)

    def _stem(self, word):
        stem = word.removesuffix("ion") + "ión" if word.endswith("ion") else word
        self.env.cr.execute(
            "SELECT coalesce((ts_lexize('spanish_stem', %s))[1], '')", [stem]
        )
        return self.env.cr.fetchone()[0] or word

    def _random_tree(self, rng, depth):
        if not depth or rng.random() < 0.3:
            words = tuple(rng.choices(WORDS, k=rng.choice([1, 1, 2])))
            exact = len(words) > 1 or rng.random() < 0.3
            prefix = not exact and len(words[0]) > 2 and rng.random() < 0.2
            return q.Term(words, exact, prefix, rng.random() < 0.2)
        left, right = (self._random_tree(rng, depth - 1) for _each in range(2))
        kind = rng.choice([q.And, q.Or, q.Not])
        return q.And((left, q.Not(right))) if kind is q.Not else kind((left, right))

    def _written(self, tree):
        if isinstance(tree, q.Term):
            words = " ".join(tree.words)
            words = f'"{words}"' if tree.exact else words + "*" * tree.prefix
            return ("title:" if tree.title else "") + words
        if isinstance(tree, q.Not):
            return f"NO {self._written(tree.child)}"
        sign = " Y " if isinstance(tree, q.And) else " O "
        return "(" + sign.join(map(self._written, tree.children)) + ")"

    def _holds(self, tree, note, stems):
        if isinstance(tree, q.Not):
            return not self._holds(tree.child, note, stems)
        if isinstance(tree, q.And | q.Or):
            join = all if isinstance(tree, q.And) else any
            return join(self._holds(child, note, stems) for child in tree.children)
        fields = [note.headline] if tree.title else [note.headline, note.lead]
        return any(self._in_words(tree, field.split(), stems) for field in fields)

    def _in_words(self, term, words, stems):
        if term.exact:
            size = len(term.words)
            runs = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
            return term.words in runs
        if term.prefix:
            return any(word.startswith(term.words[0]) for word in words)
        return any(stems[word] == stems[term.words[0]] for word in words)
