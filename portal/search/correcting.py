"""Words that nobody knows are searched as those that were meant; the same for every engine."""

from collections.abc import Callable
from functools import cache

from portal.search.analysis import Analyzer
from portal.search.engine import Correction
from portal.search.engines.english import stem
from portal.search.lexicon import Lexicon
from portal.search.query import ParsedQuery, Term, TermKind
from portal.search.ranking import Forms, Interpreter

Corrected = tuple[ParsedQuery, tuple[Correction, ...]]


@cache
def readers_of(lexicon: Lexicon) -> tuple[Analyzer, Interpreter]:
    """Return what reads texts and queries by a lexicon, made once in a process."""
    analyzer = Analyzer(
        protected=lexicon.protected,
        folds=lexicon.folds,
        stems=lexicon.stems,
        english_words=lexicon.english,
        english=stem,
    )
    return analyzer, Interpreter(analyzer, lexicon)


class Corrector:
    """Replaces words that neither index nor dictionaries know by the nearest that is known."""

    def __init__(self, analyzer: Analyzer, lexicon: Lexicon) -> None:
        """Know the dictionaries."""
        self._analyzer, self._lexicon = analyzer, lexicon

    def corrected(
        self,
        query: ParsedQuery,
        *,
        holds: Callable[[Forms], bool],
        nearest: Callable[[str, bool], str | None],
    ) -> Corrected:
        """Return the query as it is to be searched, and what was put in the place of what.

        `holds` tells whether the index holds one of some forms, and `nearest` what a word was
        meant to be, given whether it looks derived: see `Spelling.correct`.
        """
        if query.exact:
            return query, ()
        terms, corrections = [], []
        for term in query.terms:
            better = self._better(term, holds, nearest)
            if better:
                corrections.append(Correction(term.text, better))
            terms.append(Term(term.kind, better) if better else term)
        return ParsedQuery(tuple(terms), exact=True), tuple(corrections)

    def _better(
        self,
        term: Term,
        holds: Callable[[Forms], bool],
        nearest: Callable[[str, bool], str | None],
    ) -> str | None:
        word = self.unknown(term)
        if word is None or holds(self._analyzer.forms(word, "both")):
            return None
        better = nearest(word, self._analyzer.is_derived(word))
        return self._lexicon.spelled.get(better, better) if better else None

    def unknown(self, term: Term) -> str | None:
        """Return the word of a term if no dictionary knows it."""
        word = self._analyzer.only_word(term.text) if term.kind is TermKind.WORD else None
        if word is None or self._lexicon.knows(word) or word in self._analyzer.base_words:
            return None
        return word
