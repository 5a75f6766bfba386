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


def test_what_is_left_out_may_be_a_phrase() -> None:
    query = parse('sampah -"bank sampah"')

    assert [(term.kind.value, term.text) for term in query.terms] == [
        ("word", "sampah"),
        ("excluded", "bank sampah"),
    ]
    assert str(query) == 'sampah -"bank sampah"'


def test_wide_characters_and_ligatures_are_read_as_plain_ones() -> None:
    assert str(parse("\uff33\uff30\uff2d \ufb01re")) == "SPM fire"


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
    assert len(str(query)) > 200 or parse(str(query)).terms == query.terms
