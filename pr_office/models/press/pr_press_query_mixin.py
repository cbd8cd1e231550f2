from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools import press_query


class PrPressQueryMixin(models.AbstractModel):
    """Full-text search of notes, in the syntax of topics."""

    _name = "pr.press.query.mixin"
    _description = "Full-Text Search of Notes"

    query = fields.Char(
        string="Words",
        compute="_compute_query",
        search="_search_query",
        help='Y, O, NO, parentheses, "exact words", licita*, agua NEAR/5 corte,'
        " title:alcaldesa. Accents and capitals make no difference.",
    )

    def init(self):
        """Create what is searched: a stored column and its index.

        Not fields of the ORM: the database computes the column. Texts are long and
        computing it at each search is twenty times slower.
        """
        if self._abstract:
            return
        vector = press_query.clipping_vector("headline", "lead", '"text"')
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s ADD COLUMN IF NOT EXISTS fts tsvector"
                " GENERATED ALWAYS AS (" + vector + ") STORED,"
                " ADD COLUMN IF NOT EXISTS sketch bigint[]",
                SQL.identifier(self._table),
            )
        )
        for column in ("fts", "sketch"):
            self.env.cr.execute(
                SQL(
                    "CREATE INDEX IF NOT EXISTS %s ON %s USING gin (%s)",
                    SQL.identifier(f"{self._table}_{column}_idx"),
                    SQL.identifier(self._table),
                    SQL.identifier(column),
                )
            )

    def _compute_query(self):
        """Empty: what is typed is only searched for."""
        self.query = False

    def _search_query(self, operator, value):
        if operator not in ("=", "ilike", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else value
        texts = [text for text in texts if isinstance(text, str) and text.strip()]
        if not texts:
            return Domain.FALSE
        words = SQL(" || ").join(self._compile_query(text) for text in texts)
        return Domain.custom(
            to_sql=lambda model, alias, _query: self._prepare_search(alias, words)
        )

    def _prepare_search(self, alias, words):
        """Return the condition; texts of this transaction are written before it."""
        texts = (self._fields[name] for name in ("lead", "text"))
        return SQL(
            "%s%s%s @@ (%s)",
            *(SQL("", to_flush=text) for text in texts),
            SQL.identifier(alias, "fts", to_flush=self._fields["headline"]),
            words,
        )

    @api.model
    def _compile_query(self, text):
        """Return the SQL of a query.

        :raises UserError: that says what is wrong, and where
        """
        try:
            template, parameters = press_query.compile_query(press_query.parse(text))
        except press_query.QueryError as error:
            raise UserError(self._explain_query_error(text, error)) from error
        return SQL(template, *parameters)

    def _explain_query_error(self, text, error):
        reasons = {
            "unclosed_quote": self.env._("a quotation mark is opened and not closed"),
            "unclosed": self.env._("a parenthesis is opened and not closed"),
            "unopened": self.env._("a parenthesis is closed and was not opened"),
            "operand": self.env._("an operator (Y, O, NO) lacks the words it joins"),
            "exclusions": self.env._(
                "it only says what to leave out; add what to find, also on each side"
                " of O"
            ),
            "wildcard": self.env._("the asterisk goes at the end of a word"),
            "short_wildcard": self.env._(
                "before the asterisk goes one word of three letters at least"
            ),
            "near": self.env._(
                "NEAR joins two words or quoted phrases, without parentheses"
            ),
            "near_distance": self.env._("NEAR allows from 1 to 20 words"),
            "nothing": self.env._("there are no letters or figures to find"),
            "title": self.env._("after title: goes a word or a quoted phrase"),
            "long": self.env._("it is too long; make two topics of it"),
        }
        return self.env._(
            'The search "%(text)s" cannot be read: %(reason)s (character %(position)s)'
            ".",
            text=text[:100],
            reason=reasons[error.code],
            position=error.position,
        )
