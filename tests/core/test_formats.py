"""Values as the reader's language writes them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from portal.core.formats import day, number, period, words
from tests.databases import ONE_DATABASE


@ONE_DATABASE
@pytest.mark.parametrize(("path", "shown"), [("/", "1 Januari 2026"), ("/en/", "January 1, 2026")])
def test_moments_are_shown_by_the_clock_of_jakarta(library: Flask, path: str, shown: str) -> None:
    evening = datetime(2025, 12, 31, 17, 0, tzinfo=UTC)

    with library.test_request_context("/", base_url=f"http://localhost{path}"):
        assert day(evening) == shown
        assert day(date(2026, 1, 1)) == shown


@ONE_DATABASE
@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [(1234567, "1.234.567", "1,234,567"), (0.125, "0,12", "0.12"), (40.0, "40", "40")],
)
def test_numbers(library: Flask, value: float, indonesian: str, english: str) -> None:
    with library.test_request_context("/"):
        assert number(value) == indonesian
    with library.test_request_context("/", base_url="http://localhost/en/"):
        assert number(value) == english


@ONE_DATABASE
def test_a_text_knows_its_language(library: Flask) -> None:
    with library.test_request_context("/", base_url="http://localhost/en/"):
        both, one, none = words({"id": "satu", "en": "one"}), words({"id": "satu"}), words(None)

    assert (both, both.lang) == ("one", "en")
    assert (one, one.lang) == ("satu", "id")
    assert none == ""


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("2018", "2018", "2018"),
        ("2018-04", "April 2018", "April 2018"),
        ("2022-12-23", "23 Desember 2022", "December 23, 2022"),
        ("2013-2015", "2013\N{EN DASH}2015", "2013\N{EN DASH}2015"),
        ("", "", ""),
    ],
)
def test_a_period_is_as_exact_as_it_is_known(
    library: Flask, value: str, indonesian: str, english: str
) -> None:
    with library.test_request_context("/"):
        assert period(value) == indonesian
    with library.test_request_context("/", base_url="http://localhost/en/"):
        assert period(value) == english
