"""Reading a query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.query import MAX_EXCLUDED, MAX_TERMS, QueryTooLong, TermKind, parse


def test_words_phrases_minus_and_prefix_are_told_apart() -> None:
    query = parse('izin "satu pintu" -pajak kese* ke*')

    kinds = [(term.kind.value, term.text) for term in query.terms]
    assert kinds == [
        ("word", "izin"),
        ("phrase", "satu pintu"),
        ("excluded", "pajak"),
        ("prefix", "kese"),
        ("word", "ke"),
    ]


def test_more_than_200_characters_are_refused() -> None:
    with pytest.raises(QueryTooLong):
        parse("a" * 201)


def test_exclusions_alone_ask_for_nothing() -> None:
    assert parse("-a -b").is_empty


@given(st.text(max_size=200))
def test_reading_is_bounded_and_stable(text: str) -> None:
    query = parse(text)

    assert len(query.terms) <= MAX_TERMS
    assert sum(term.kind is TermKind.EXCLUDED for term in query.terms) <= MAX_EXCLUDED
    assert parse(str(query)[:200]).words == query.words or len(str(query)) > 200
